"""Checks of a scenario, decided by what the nodes know: their records, their receipts, their wires."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

from detente.clock import Instant, date_time_group
from detente.errors import DetenteError
from detente.home import calls
from detente.rehearsal import bodies, cues
from detente.rehearsal import scenario as s
from detente.rehearsal.cues import Held
from detente.rehearsal.play import Fact, Finding, Record, Said, isolated
from detente.rehearsal.prompter import Prompter, matches
from detente.rehearsal.stage import Stage

ANY_COUNT = -1
"""More or fewer receipts than this are there in any case, so the answer comes at once."""


class Inspection:
    """Asks the nodes on a stage.

    Args:
        record: of what was done to the stage so far; who received what is asked of the nodes.
    """

    def __init__(self, stage: Stage, record: Record, prompter: Prompter) -> None:
        self._stage = stage
        self._record = record
        self._prompter = prompter

    async def decide(self, event: s.Event, check: s.Check) -> Finding:
        """Return what a check found."""
        if check.expect is s.Expect.FSCK:
            await self.check_records()
            facts = tuple(
                Fact(f"{party.upper()}: {found}", found == "ok") for party, found in self._record.fsck.items()
            )
            return Finding(event.number, event.at, "every record is sound", facts)
        said = self._record.said.get(check.of)
        if said is None:
            return Finding(event.number, event.at, f"{check.of} was said", (Fact("it was not said", False),))
        match check.expect:
            case s.Expect.STATE:
                return await self._state(event, check, said)
            case s.Expect.IRREGULAR:
                return await self._irregular(event, check, said)
            case _:
                return await self._received(event, check, said)

    async def _received(self, event: s.Event, check: s.Check, said: Said) -> Finding:
        """Return whether the author of an act holds another holder's receipt of it, and by which way it came."""
        held = next((one for one in await self._receipts(said.party, said) if one.party == check.by), None)
        if check.expect is s.Expect.NOT_RECEIVED:
            fact = Fact(f"{said.party.upper()} holds no receipt by {check.by.upper()}", held is None)
            return Finding(event.number, event.at, f"{said.ref} not received by {check.by.upper()}", (fact,))
        what = f"{said.ref} {check.rung.value} by {check.by.upper()} within {check.within_seconds} s"
        facts = (_receipt_fact(said, check, held), *(await self._detour(said, check, held) if check.via else ()))
        return Finding(
            event.number, event.at, f"{what}{f' by way of {check.via}' if check.via else ''}", facts, check.via
        )

    async def check_records(self) -> None:
        """Let the record of every node check itself, each signature included; a node that does not run says so."""

        async def check(party: str) -> str:
            try:
                view = await self._stage.home(party).call(calls.CheckRecord(all=True))
            except DetenteError as error:
                return str(error)
            return "ok" if view.fsck == "ok" else str(view.items[0]) if view.items else view.fsck

        parties = list(self._stage.players)
        found = await asyncio.gather(*(check(party) for party in parties))
        self._record.fsck = dict(zip(parties, found, strict=True))

    async def _state(self, event: s.Event, check: s.Check, said: Said) -> Finding:
        """Return whether the matter of an act adds up to the same, as expected, at every reader's node that runs."""
        act = said.event.what if said.event else None
        assert isinstance(act, s.Act), "an act that was said is one of the scenario"
        members = self._stage.cast.charters[act.council].members_of(said.channel)
        running = self._stage.running()
        expected = {
            **({"dossier.status": check.status} if check.status else {}),
            **{f"data.{path}": value for path, value in self._prompter.filled(check.data, act.council).items()},
        }
        facts: list[Fact] = []
        for party in (check.by,) if check.by else (one for one in members if one in running):
            facts += await self._shown(party, said, partial(matches, party, expected))
        words = [str(value) for value in expected.values()]
        return Finding(event.number, event.at, f"{said.dossier}: {', '.join(words)}", tuple(facts))

    async def _irregular(self, event: s.Event, check: s.Check, said: Said) -> Finding:
        """Return whether a party's node keeps an act and says why it counts for nothing."""

        def marked(shown: Any) -> tuple[Fact, ...]:
            views = [view for view in (*shown["items"], *shown["aside"]) if view["ref"] == said.ref]
            codes = [one["code"] for view in views for one in view["irregular"]]
            text = f"{check.by.upper()} keeps {said.ref}; marked: {', '.join(codes) or 'regular'}"
            return (Fact(text, check.code in codes),)

        facts = await self._shown(check.by, said, marked)
        return Finding(event.number, event.at, f"{said.ref} counts for nothing: {check.code}", facts)

    async def _shown(self, party: str, said: Said, read: Callable[[Any], tuple[Fact, ...]]) -> tuple[Fact, ...]:
        """Return what is read from the dossier of an act as a party's node shows it."""
        try:
            shown = await self._stage.home(party).call(calls.ShowDossier(ref=said.ref, council=said.council))
        except DetenteError as error:
            return (Fact(f"{party.upper()}: {error}", False),)
        return read(bodies.as_json(shown))

    async def _receipts(self, party: str, said: Said) -> tuple[Held, ...]:
        """Return the receipts of an entry that a party's node holds."""
        cue = cues.Await(said.council, said.ref, ANY_COUNT, 0)
        return (await self._stage.backstage(party).cue(cue)).items

    async def _detour(self, said: Said, check: s.Check, held: Held | None) -> tuple[Fact, ...]:
        """Return what shows that entry and receipt went by a third holder, and could go by no other way.

        The wire was cut at both ends since before the act, neither end had an answer from the other since, nobody but
        the third holder holds the channel, and it holds the entry with the same receipt.
        """
        author, by, via = said.party, check.by, check.via
        third = next((one for one in await self._receipts(via, said) if one.party == by), None)
        others = set(said.holders) - {by}
        same = third is not None and held is not None and third.at == held.at
        return (
            Fact(
                f"the wire {author.upper()}–{by.upper()} is cut since before the act",
                isolated(self._record.cuts, author, by, said.at),
            ),
            await self._silent(author, by, said.at),
            await self._silent(by, author, said.at),
            Fact(f"{via.upper()} alone holds the channel beside the two", others == {via}),
            Fact(f"{via.upper()} holds the entry and the same receipt by {by.upper()}", same),
        )

    async def _silent(self, party: str, peer: str, since: Instant) -> Fact:
        """Return whether a node's wire to a peer is cut, and had no answer over it since that time."""
        wires = await self._stage.backstage(party).cue(cues.Wires())
        answered_at = wires.contact_at.get(peer)
        when = "never" if answered_at is None else f"last at {date_time_group(answered_at)}"
        silent = peer in wires.cut and (answered_at is None or answered_at < since)
        return Fact(f"{party.upper()} had no answer from {peer.upper()} since the act ({when})", silent)


def _receipt_fact(said: Said, check: s.Check, held: Held | None) -> Fact:
    if held is None:
        return Fact(f"{said.party.upper()} holds no receipt by {check.by.upper()} (cause not stated)", False)
    rung = held.rung == check.rung.value or held.rung == s.Rung.STORED.value
    late = held.at - said.at
    text = (
        f"{said.party.upper()} holds {check.by.upper()}'s receipt, {held.rung} at {date_time_group(held.at)}, {late} s"
    )
    return Fact(f"{text} after the act", rung and late <= check.within_seconds)
