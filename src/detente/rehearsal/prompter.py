"""The prompter: puts a scenario's acts and questions to the parties' own nodes, and keeps what they answer."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from detente.clock import Instant
from detente.errors import Malformed, Refused
from detente.home import calls
from detente.home.calls import Call
from detente.home.wire import REPLIES
from detente.rehearsal import bodies, cues
from detente.rehearsal import scenario as s
from detente.rehearsal.play import Fact, Finding, Record, Said
from detente.rehearsal.setting import Council, Officer
from detente.rehearsal.stage import Stage

CREDENTIALS = "credentials"
PAPERS = "papers"
"""Folder of the files that a party brings to its calls, and gets from them."""


class Prompter:
    """Asks the nodes on a stage.

    Args:
        record: of what was said so far.
    """

    def __init__(self, stage: Stage, record: Record) -> None:
        self._stage = stage
        self._record = record

    async def say(self, event: s.Event) -> Said:
        """Let a party say what the event is.

        Raises:
            Refused: its node does; `act-not-said`. Malformed, Fault: as its node answers.
        """
        act = event.what
        assert isinstance(act, s.Act), "only an act is said"
        charter = self._stage.cast.charters[act.council]
        reply: Any = await self._call(event, act.party, act.council)
        holders = charter.holders_of(act.channel)
        others = tuple(party for party in charter.parties if party in holders and party != act.party)
        view = reply.act
        said = Said(act.id, view.ref, act.party, act.channel, event.at, others, event)
        said.council, said.kind, said.dossier = charter.council_id, view.kind, view.dossier or view.ref
        self._record.said[act.id] = said
        self._record.replies[act.id] = reply
        return said

    async def present(self, council: Council, now: Instant) -> list[Said]:
        """Let parties present the officers of a council, each by credentials on the line."""
        return [await self.say(credentials_of(council, officer, now)) for officer in council.officers]

    async def try_to_say(self, event: s.Event) -> Finding:
        """Return whether the author's node refuses an act as the scenario says that it does."""
        act = event.what
        assert isinstance(act, s.Act), "only an act is refused"
        try:
            said = await self.say(event)
            fact = Fact(f"{act.party.upper()}'s node said it, as {said.ref}", False)
        except Refused as why:
            fact = Fact(f"{act.party.upper()}'s node does not sign it: {why}", why.code == act.refused)
        return Finding(event.number, event.at, f"refused at {act.party.upper()}: {act.refused}", (fact,))

    async def ask(self, event: s.Event) -> Finding:
        """Return what a party's node answers, or that it refuses to, against what the scenario expects."""
        ask = event.what
        assert isinstance(ask, s.Ask), "only a question is asked"
        what = f"{ask.call} at {ask.party.upper()}"
        if ask.refused:
            return Finding(event.number, event.at, f"{what}: {ask.refused}", (await self._try_to_ask(event, ask),))
        reply = await self._call(event, ask.party, ask.council)
        self._record.replies[ask.id] = reply
        expected = bodies.filled(ask.expect, self._told(ask.council))
        return Finding(event.number, event.at, what, matches(ask.party, expected, bodies.as_json(reply)))

    async def _try_to_ask(self, event: s.Event, ask: s.Ask) -> Fact:
        try:
            await self._call(event, ask.party, ask.council)
        except Refused as why:
            return Fact(f"{ask.party.upper()}'s node does not answer: {why}", why.code == ask.refused)
        return Fact(f"{ask.party.upper()}'s node answers it", False)

    async def matter(self, said: Said) -> tuple[str, str]:
        """Return desk and status of the matter of an act at its author's node."""
        call = calls.ShowDossier(ref=said.ref, council=said.council)
        found = (await self._stage.home(said.party).call(call)).dossier
        return found.desk, found.status

    def ref_of(self, act: str, council: str) -> str:
        """Return the reference of an earlier act, with its council where that is another one.

        Raises:
            Refused: `act-not-said`, where its node refused it, or was away.
        """
        said = self._record.said.get(act)
        if said is None:
            raise _not_said(act)
        here = self._stage.cast.charters[council].council_id
        return said.ref if said.council == here else f"{said.council}:{said.ref}"

    def filled(self, value: Any, council: str) -> Any:
        """Return a value with its `@act` and `@act.field` replaced.

        Raises:
            Refused: `act-not-said`.
        """
        return bodies.filled(value, self._told(council))

    def _told(self, council: str) -> bodies.Told:
        def told(name: str, path: str) -> Any:
            if not path:
                return self.ref_of(name, council)
            if name not in self._record.replies:
                raise _not_said(name)
            return bodies.at_path(bodies.as_json(self._record.replies[name]), path)

        return told

    async def _call(self, event: s.Event, party: str, council: str) -> Struct:
        charter = self._stage.cast.charters[council]
        try:
            call = bodies.call_of(event, charter.council_id, self._told(council), str(self._folder(event, party)))
        except msgspec.ValidationError as fault:
            raise Malformed("call-malformed", expected="arguments of a call", got=str(fault)) from None
        if isinstance(event.what, s.Act) and event.what.call:
            return await self._perform(event, party, call)
        reply: Struct = await self._stage.home(party).call(call)
        return reply

    async def _perform(self, event: s.Event, party: str, call: Call[Any]) -> Struct:
        """Let a node execute a call that makes an act, with the event's marks in the act's body."""
        args = msgspec.to_builtins(call)
        cue = cues.Perform(args.pop("call"), args, bodies.marks_of(event))
        performed = await self._stage.backstage(party).cue(cue)
        reply: Struct = msgspec.json.decode(performed.reply, type=REPLIES[type(call)])
        return reply

    def _folder(self, event: s.Event, party: str) -> Path:
        """Return where the papers of a party in this rehearsal lie, with those that the event brings."""
        folder = self._stage.players[party].folder.path / PAPERS
        folder.mkdir(exist_ok=True)
        if isinstance(event.what, s.Act | s.Ask) and event.what.file:
            (folder / bodies.paper_of(event.what)).write_text(event.what.file, encoding="utf-8")
        if isinstance(event.what, s.Act) and event.what.attach:
            (folder / bodies.ATTACHED).mkdir(exist_ok=True)
            for one in event.what.attach:
                (folder / bodies.ATTACHED / one.name).write_bytes(one.data)
        return folder


def credentials_of(council: Council, officer: Officer, at: Instant) -> s.Event:
    """Return the event in which a party presents an officer; numbered 0, before all others."""
    body: dict[str, Any] = {"name": officer.name, "rank": officer.rank.value, "valid_from_at": council.founded_at}
    if officer.channels:
        body["channels"] = list(officer.channels)
    if officer.until is not None:
        body["valid_until_at"] = officer.until
    number = [other for other in council.officers if other.party == officer.party].index(officer) + 1
    act = s.Act(
        id=f"{council.id}/{officer.party}/officer-{number}",
        party=officer.party,
        channel="line",
        kind=CREDENTIALS,
        officer=officer.name,
        body=body,
        council=council.id,
    )
    headline = f"{officer.party.upper()} presents: {officer.name}"
    return s.Event(0, at, s.Basis.INJECT, (), None, headline, act)


def matches(party: str, expected: Mapping[str, Any], found: Any) -> tuple[Fact, ...]:
    """Return by path whether what was found is what was expected."""
    return tuple(
        Fact(f"{party.upper()}: {path} is {bodies.at_path(found, path)}", bodies.at_path(found, path) == wanted)
        for path, wanted in expected.items()
    )


def _not_said(act: str) -> Refused:
    return Refused(
        "act-not-said",
        expected=f"the act {act}, on which this one builds",
        got="it was not said",
        remedy="see what went wrong before",
    )
