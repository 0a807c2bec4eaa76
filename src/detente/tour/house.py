"""What the cards of a tour act on: the rehearsal's director, and the two parties whose windows stand side by side."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import msgspec

from detente.console.links import page_of
from detente.council.desks.line import ACKNOWLEDGE
from detente.errors import DetenteError
from detente.home.calls import Call, Inbox, ListDossiers, Show, ShowDossier, ShowLogs, Status
from detente.home.replies import ActView
from detente.rehearsal import cues
from detente.rehearsal.director import Director

Reply = TypeVar("Reply")
MARKS: Final = {"basis": "inject"}
"""What a tour lets a party say, nobody said."""
LINE: Final = "line"
ENDS_SECONDS_MAX: Final = 2.0
RECEIPT_SECONDS_MAX: Final = 20.0
WORDS_MAX: Final = 90
"""Letters of an act's text in a row that a card tells."""


@dataclass(frozen=True, slots=True)
class Frames:
    """What the two windows show: paths of each party's own pages, from their top, where what rings stands."""

    left: str = "/"
    right: str = "/"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that a card tells.

    Args:
        mark: `good`, `waiting`, `alarm`, or nothing.
        command: it can be tried by, in a shell.
        stated: who says what of it, in an order that is the same for all.
    """

    text: str
    mark: str = ""
    command: str = ""
    stated: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several ways to do what a card does.

    Args:
        window: it leads one window to a page instead, as `left` or `right` and its path.
    """

    name: str
    title: str
    window: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a card has to tell now.

    Args:
        pending: more is expected to come by itself.
    """

    rows: tuple[Row, ...] = ()
    choices: tuple[Choice, ...] = ()
    pending: bool = False


@dataclass(frozen=True, slots=True)
class Log:
    """One log of one of the two parties as a node holds it.

    Args:
        root: base 64 of the hash of all of it; two that are alike hold the same.
    """

    party: str
    channel: str
    size: int
    root: str

    @property
    def name(self) -> str:
        """Return how references in it begin."""
        return f"{self.party}/{self.channel}".upper()


Logs = dict[str, Log]
"""By origin."""


class House:
    """Two parties of a rehearsal whose story is over, as a tour sees them.

    Args:
        left, right: parties.
    """

    def __init__(self, director: Director, left: str, right: str) -> None:
        self.director = director
        self.left = left
        self.right = right
        self.council = director.charter.council_id
        self.said: list[ActView] = []
        """What cards let parties say."""

    def name(self, party: str) -> str:
        """Return what a party is called."""
        return self.director.scenario.name_of(party)

    def pages(self, party: str) -> str:
        """Return the address of a party's pages, without a slash at its end; under the name of this machine."""
        found = self.director.stage.players[party].pages.rstrip("/")
        return found.replace("127.0.0.1", "localhost")

    async def wake(self) -> None:
        """Start the node of a window that somebody killed in a shell, with its wires as they were.

        Raises:
            Fault: `stage-node-down`.
        """
        for party in (self.left, self.right):
            process = self.director.stage.players[party].process
            try:
                await self.ask(party, Status())
            except DetenteError:
                # That it ended may be known to us a moment later than to who asks it.
                with suppress(TimeoutError):
                    await asyncio.wait_for(process.wait() if process else asyncio.sleep(0), ENDS_SECONDS_MAX)
                    await self.director.start(party)

    async def ask(self, party: str, call: Call[Reply]) -> Reply:
        """Return what a party's node answers.

        Raises:
            Refused, Malformed, Fault: as the node answers; `stage-node-away`.
        """
        return await self.director.stage.home(party).call(call)

    async def say(self, party: str, kind: str, text: str, **more: Any) -> ActView:
        """Let a party say something on the line, marked as an inject.

        Raises:
            Refused, Malformed, Fault: as the node answers; `stage-node-away`.
        """
        args = {"council": self.council, "channel": LINE, "kind": kind, "body": {"text": text}, **more}
        done = await self.director.stage.backstage(party).cue(cues.Perform("send", args, MARKS))
        act = msgspec.convert(msgspec.json.decode(done.reply)["act"], ActView)
        self.said.append(act)
        return act

    async def read(self, act: ActView, party: str) -> None:
        """Let an officer of a party acknowledge an act, unless one of it did.

        Raises:
            Refused, Malformed, Fault: as the node answers; `stage-node-away`.
        """
        shown = await self.ask(party, Show(act.ref, council=self.council))
        if not any(one.re == act.ref and one.party == party for one in shown.items):
            await self.say(party, ACKNOWLEDGE, "Rehearsal inject: read, so that nothing rings.", re=act.ref)

    async def receipt(self, act: ActView, party: str, seconds: float) -> cues.Held | None:
        """Return a party's receipt of an act as soon as its author holds it, or None when time is up."""
        known = 0
        while True:
            cue = cues.Await(self.council, act.ref, known, seconds)
            held = (await self.director.stage.backstage(act.party).cue(cue)).items
            if found := next((one for one in held if one.party == party), None):
                return found
            if len(held) == known:
                return None
            known = len(held)

    async def logs(self) -> tuple[Logs, Logs]:
        """Return what each of the two nodes, asked now, holds of the logs of both: the left's answer, the right's.

        Raises:
            Refused, Malformed, Fault: as the node answers; `stage-node-away`.
        """
        found = []
        # A party's own notes are a log, too, and nobody else's business.
        told = self.director.charter.channels
        for party in (self.left, self.right):
            held = (await self.ask(party, ShowLogs(self.council))).items
            shown = [one for one in held if one.party in (self.left, self.right) and one.channel in told]
            found.append({one.origin: Log(one.party, one.channel, one.size, one.root) for one in shown})
        return found[0], found[1]

    async def newest(self, at: str, party: str, most: int) -> list[ActView]:
        """Return the newest acts of a party on the line as a node holds them, the oldest first.

        Raises:
            Refused, Malformed, Fault: as the node answers; `stage-node-away`.
        """
        call = Inbox(council=self.council, channel=LINE, all=True, party=party, newest=True, limit=most)
        return (await self.ask(at, call)).items[::-1]

    async def mapped(self) -> str | None:
        """Return the incident with most acts that can be shown on a map at both windows, or None."""
        try:
            listing = await self.ask(self.left, ListDossiers(self.council, desk="incidents"))
            for one in sorted(listing.items, key=lambda item: -item.acts):
                shown = await self.ask(self.right, ShowDossier(one.dossier, council=self.council, most=1))
                if shown.data.get("mapped"):
                    return str(one.dossier)
        except DetenteError:
            return None
        return None


def act_page(ref: str) -> str:
    """Return the page of an act, from the top of its party's pages."""
    return page_of(ref) or "/"


def words_of(act: ActView) -> str:
    """Return the beginning of what an act says."""
    return shortened(str(act.body.get("text") or act.says), WORDS_MAX)


def shortened(text: str, most: int) -> str:
    """Return the beginning of a text, on one line."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
