"""The card that cuts the wire between both windows, and what it shows once the wire is mended."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from detente.home.calls import ShowLine
from detente.home.replies import ActView
from detente.languages import gettext as _
from detente.languages import ngettext, noted, said
from detente.rehearsal import cues
from detente.tour.house import LINE, RECEIPT_SECONDS_MAX, Frames, House, Log, Logs, Row, Told, act_page, words_of

LOOKS_SECONDS: Final = 0.25
ACTS_SHOWN_MAX: Final = 5


class Cut:
    """Cut the wire between both windows; what is said goes another way."""

    name, title = "cut", noted("Cut the wire")
    lasts = True
    lead = noted("The direct wire is cut at both ends. A flash act goes all the same, and its receipt comes back.")

    def __init__(self, house: House) -> None:
        self._house = house
        self._act: ActView | None = None
        self._held: cues.Held | None = None
        self._ms = 0.0
        self._before: tuple[Logs, Logs] = ({}, {})

    async def do(self, _choice: str, /) -> Frames:
        """Cut, say something by flash, and wait for the receipt that comes by another way."""
        self._before = await self._house.logs()
        await self._house.director.cut(self._house.left, self._house.right)
        began = time.perf_counter()
        text = "Rehearsal inject: the wire between us is cut. Do you read this?"
        self._act = await self._house.say(self._house.left, "message", text, to=[self._house.right], precedence="flash")
        self._held = await self._house.receipt(self._act, self._house.right, RECEIPT_SECONDS_MAX)
        self._ms = (time.perf_counter() - began) * 1000
        return Frames(act_page(self._act.ref), act_page(self._act.ref) if self._held else Frames().right)

    async def undo(self) -> tuple[Frames, tuple[Row, ...]]:
        """Mend the wire, let who was called acknowledge, so that nothing rings, and see both level out.

        What they hold is asked of both nodes, and compared by the hash of each whole log.
        """
        detoured = await self._house.logs()
        await self._house.director.mend(self._house.left, self._house.right)
        if self._act is not None:
            # What no detour carried comes now, and would ring.
            held = self._held or await self._house.receipt(self._act, self._house.right, RECEIPT_SECONDS_MAX)
            if held is not None:
                await self._house.read(self._act, self._house.right)
        left, right = self._house.name(self._house.left), self._house.name(self._house.right)
        mended = _("The wire between {left} and {right} is mended; both call each other at once.")
        rows = [Row(mended.format(left=left, right=right), "good")]
        level = await self._levelled()
        if self._act is not None:
            rows += await self._meanwhile(detoured)
        self._act, self._held = None, None
        return Frames(), (*rows, self._compared(level))

    async def _levelled(self) -> tuple[Logs, Logs]:
        """Return what each node holds as soon as both hold the same of each other, or when time is up."""
        ends = time.monotonic() + RECEIPT_SECONDS_MAX
        while True:
            found = await self._house.logs()
            if not list(self._behind(found)) or time.monotonic() > ends:
                return found
            await asyncio.sleep(LOOKS_SECONDS)

    def _behind(self, held: tuple[Logs, Logs]) -> Iterator[tuple[str, Log, Log]]:
        """Yield each log of which both are to hold the same and do not: who has less, the one held by it, the other."""
        holders = self._house.director.charter.holders_of
        left, right = self._house.left, self._house.right
        for origin in sorted({**held[0], **held[1]}):
            shown = held[0].get(origin) or held[1][origin]
            if not {left, right} <= holders(shown.channel):
                continue
            nothing = replace(shown, size=0, root="")
            pair = held[0].get(origin, nothing), held[1].get(origin, nothing)
            if pair[0] != pair[1]:
                lacks = left if pair[0].size < pair[1].size else right
                yield lacks, min(pair, key=lambda one: one.size), max(pair, key=lambda one: one.size)

    async def _meanwhile(self, detoured: tuple[Logs, Logs]) -> list[Row]:
        """Say of the newest acts of the two on the line since the cut how each reached the other's node."""
        rows = []
        by_detour = _("{ref} of {party}, “{text}”: {other} holds it; it came by a third holder while the wire was cut.")
        by_wire = _("{ref} of {party}, “{text}”: {other} holds it; it came when the wire was mended.")
        sides = (self._house.left, self._house.right)
        for place, (party, other) in enumerate((sides, sides[::-1])):
            known, went_round = _ends(self._before[place], party), _ends(detoured[1 - place], party)
            for act in await self._house.newest(other, party, ACTS_SHOWN_MAX):
                index = _index_of(act)
                if index < known:
                    continue
                came = (by_detour if index < went_round else by_wire).format(
                    ref=act.ref, party=self._house.name(party), other=self._house.name(other), text=words_of(act)
                )
                rows.append(Row(came, "good"))
        return rows

    def _compared(self, held: tuple[Logs, Logs]) -> Row:
        """Say what both nodes answered when they were asked what they hold of each other."""
        if behind := list(self._behind(held)):
            lacks = _("{party} holds {log} only as far as {mine}, and not yet as far as {theirs}.")
            texts = [
                lacks.format(party=self._house.name(who), log=less.name, mine=less.size - 1, theirs=more.size - 1)
                for who, less, more in behind
            ]
            return Row(" ".join(texts), "waiting")
        mine, theirs = (_ends(held[0], party) - 1 for party in (self._house.left, self._house.right))
        alike = ngettext(
            "Both nodes, asked just now, hold {one}/{mine} and {other}/{theirs} and all that is before, with the same "
            "hash, and {n} further log of the two alike. Nothing is lost.",
            "Both nodes, asked just now, hold {one}/{mine} and {other}/{theirs} and all that is before, with the same "
            "hash, and {n} further logs of the two alike. Nothing is lost.",
            more := sum(origin in held[1] and one.channel != LINE for origin, one in held[0].items()),
        )
        one, other = (f"{party}/{LINE}".upper() for party in (self._house.left, self._house.right))
        return Row(alike.format(one=one, mine=mine, other=other, theirs=theirs, n=more), "good")

    async def told(self) -> Told:
        """Say what came through, how each node sees the silence, and how to kill a node."""
        if self._act is None:
            return Told()
        left, right = self._house.name(self._house.left), self._house.name(self._house.right)
        rows = [Row(_("The wire between {left} and {right} is cut.").format(left=left, right=right), "waiting")]
        if self._held is not None:
            stored = _(
                "{ref} was stored by {party}, whose receipt was back {time} after the click, by way of a third holder."
            )
            rows.append(Row(stored.format(ref=self._act.ref, party=right, time=f"{self._ms:,.0f} ms"), "good"))
        else:
            silent = _("{ref}: no receipt of {party} yet, cause not stated.").format(ref=self._act.ref, party=right)
            rows.append(Row(silent, "waiting"))
        line = await self._house.ask(
            self._house.left, ShowLine(self._house.council, party=self._house.right, matters=0)
        )
        for one in line.items:
            known = _("{party} knows of {other}: {fact}.")
            facts = (one.link, *(fact for fact in one.facts if fact.about == self._act.ref))
            rows += [Row(known.format(party=left, other=right, fact=said(fact.title))) for fact in facts]
        rows.append(Row(_("A link that is down is not silence: others hold what it signed since.")))
        process = self._house.director.stage.players[self._house.right].process
        if process is not None and process.returncode is None:
            command = f"kill -9 {process.pid}"
            kill = _("Or kill {party}'s node in a shell; start it again, and nothing is lost.").format(party=right)
            rows.append(Row(kill, "", command))
        place = self._house.director.stage.cast.directory
        rows.append(Row("", "", f"detente demo --dir {place} start {self._house.right}"))
        return Told(tuple(rows), pending=True)


def _ends(logs: Logs, party: str) -> int:
    """Return how many entries of a party's line are held."""
    return max((one.size for one in logs.values() if one.party == party and one.channel == LINE), default=0)


def _index_of(act: ActView) -> int:
    return int(act.ref.rpartition("/")[2].rpartition(".")[2])
