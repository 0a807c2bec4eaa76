"""The director: lets a scenario's events happen at the real nodes of its parties, and waits for what they bring about.

Nothing is waited for by the watch: an act is followed by the receipts that can come, asked for at its author's node,
which answers as soon as there is a new one. What it then reports it has from the nodes.
"""

import asyncio
import base64
from collections import deque
from pathlib import Path
from typing import Protocol

from detente.clock import Instant
from detente.errors import DetenteError, Refused
from detente.home import calls
from detente.rehearsal import cues
from detente.rehearsal import scenario as s
from detente.rehearsal.cues import Held
from detente.rehearsal.inspection import Inspection
from detente.rehearsal.play import CutWire, Finding, Record, Said
from detente.rehearsal.stage import Stage

RECEIPTS_SECONDS_MAX = 20.0
"""Real seconds for the receipts that can come; a detour needs the couriers' first patience, and a slow machine more."""
AWAIT_SECONDS = 5.0


class Audience(Protocol):
    """Who watches a rehearsal."""

    def happens(self, event: s.Event, said: Said | None) -> None:
        """An event happens; an act has just been said."""

    def receipt(self, said: Said, held: Held) -> None:
        """A receipt of an act has reached its author."""

    def found(self, event: s.Event, finding: Finding) -> None:
        """A check was decided."""

    def trouble(self, text: str) -> None:
        """Something did not go as written."""

    async def pace(self, event: s.Event, total: int) -> None:
        """Return when the next event may happen."""


class Director:
    """Plays one scenario on a stage.

    Args:
        stage: with all its nodes up.
        ended: set when somebody ends the rehearsal.
    """

    def __init__(self, stage: Stage, audience: Audience, ended: asyncio.Event) -> None:
        self.stage = stage
        self.scenario = stage.cast.scenario
        self.charter = stage.cast.charter
        self.clock = stage.cast.clock
        self.record = Record()
        self.ended = ended
        self._audience = audience
        self._inspection = Inspection(stage, self.record)

    # --- the play ---------------------------------------------------------------------------------

    async def play(self) -> None:
        """Let every event happen, in order, until the last or until somebody ends it."""
        for event in self.scenario.events:
            if self.ended.is_set():
                return
            self.clock.set(event.at, running=True)
            try:
                await self._happen(event)
                await self.keep_time()
            except DetenteError as error:
                self._trouble(f"event {event.number}, {event.headline}: {error}")
            await self._audience.pace(event, len(self.scenario.events))

    async def finish(self) -> None:
        """Collect what receipts there are by now, and let every record check itself."""
        self.clock.set(self.clock.now(), running=True)
        for said in self.record.said.values():
            try:
                await self._collect(said, set(said.holders))
            except DetenteError as error:
                self._trouble(f"{said.ref}: {error}")
        await self._inspection.check_records()

    async def example(self) -> Path:
        """Export the evidence of one act, of the one that took a detour where there is one, and return the file.

        Raises:
            Refused, Fault: what the author's node answers.
        """
        told = [
            said for said in self.record.said.values() if any(f.what.startswith(said.ref) for f in self.record.detours)
        ]
        said = (told or list(self.record.said.values()))[0]
        call = calls.ExportEvidence(ref=said.ref, council=self.charter.council_id)
        view = await self.stage.home(said.party).call(call)
        path = self.stage.cast.directory / f"{said.ref.replace('/', '-')}.zip"
        path.write_bytes(base64.b64decode(view.file))
        return path

    def ref_of(self, act: str) -> str:
        """Return the reference of an earlier act.

        Raises:
            Refused: `act-not-said`, where its node refused it, or was away.
        """
        if act not in self.record.said:
            raise Refused(
                "act-not-said",
                expected=f"the act {act}, on which this one builds",
                got="it was not said",
                remedy="see what went wrong before",
            )
        return self.record.said[act].ref

    async def _happen(self, event: s.Event) -> None:
        match event.what:
            case s.Act() as act:
                said = await self._say(event, act)
                self._audience.happens(event, said)
                await self._collect(said, self._reachable(said))
            case s.Cut(between):
                await self.cut(*between)
                self._audience.happens(event, None)
            case s.Mend(between):
                await self.mend(*between)
                self._audience.happens(event, None)
            case s.Stop(party):
                await self.stop(party)
                self._audience.happens(event, None)
            case s.Start(party):
                await self.start(party)
                self._audience.happens(event, None)
            case s.Check() as check:
                finding = await self._inspection.decide(event, check)
                self.record.findings.append(finding)
                self._audience.happens(event, None)
                self._audience.found(event, finding)
            case s.Published() | s.Note():
                self._audience.happens(event, None)

    async def _say(self, event: s.Event, act: s.Act) -> Said:
        call = calls.Send(
            channel=act.channel,
            body=s.body_of(event),
            kind=act.kind,
            council=self.charter.council_id,
            to=act.to,
            precedence=act.precedence.value,
            re=self.ref_of(act.re) if act.re else None,
            dossier=self.ref_of(act.dossier) if act.dossier else None,
            cites=tuple(map(self.ref_of, act.cites)),
            officer=act.officer,
            language=act.language,
        )
        sent = await self.stage.home(act.party).call(call)
        holders = self.charter.holders_of(act.channel)
        others = tuple(party for party in self.charter.parties if party in holders and party != act.party)
        said = Said(act.id, sent.act.ref, act.party, act.channel, event.at, others, event)
        self.record.said[act.id] = said
        return said

    async def _collect(self, said: Said, awaited: set[str]) -> None:
        """Wait for the receipts of those who can be reached; take every other one that comes by the way."""
        deadline = asyncio.get_running_loop().time() + RECEIPTS_SECONDS_MAX
        while not awaited <= set(said.receipts):
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                missing = ", ".join(sorted(party.upper() for party in awaited - set(said.receipts)))
                self._trouble(f"{said.ref}: no receipt yet from {missing} (cause not stated)")
                return
            cue = cues.Await(self.charter.council_id, said.ref, len(said.receipts), min(left, AWAIT_SECONDS))
            for held in (await self.stage.backstage(said.party).cue(cue)).items:
                if held.party not in said.receipts:
                    said.receipts[held.party] = held
                    self._audience.receipt(said, held)

    def _reachable(self, said: Said) -> set[str]:
        """Return the other holders that a way over holders and wires that work leads to, from its author."""
        holders = ({*said.holders, said.party}) & self.stage.running()
        cut = self.cut_wires()
        reached, ways = {said.party}, deque([said.party])
        while ways:
            here = ways.popleft()
            for party in holders - reached:
                if frozenset((here, party)) not in cut:
                    reached.add(party)
                    ways.append(party)
        return reached - {said.party}

    # --- what can be done to the stage ------------------------------------------------------------

    def cut_wires(self) -> set[frozenset[str]]:
        """Return the pairs whose wire is cut now."""
        return {frozenset(cut.between) for cut in self.record.cuts if cut.mended_at is None}

    async def cut(self, one: str, other: str) -> None:
        """Cut the wire between two parties, at both ends."""
        if frozenset((one, other)) in self.cut_wires():
            return
        for here, there in ((one, other), (other, one)):
            if here in self.stage.running():
                await self.stage.backstage(here).cue(cues.CutWire(there))
        self.record.cuts.append(CutWire((one, other), self.clock.now()))

    async def mend(self, one: str, other: str) -> None:
        """Let the wire between two parties work again; they level out at once."""
        for number, wire in enumerate(self.record.cuts):
            if set(wire.between) == {one, other} and wire.mended_at is None:
                self.record.cuts[number] = CutWire(wire.between, wire.at, self.clock.now())
        for here, there in ((one, other), (other, one)):
            if here in self.stage.running():
                await self.stage.backstage(here).cue(cues.MendWire(there))

    async def stop(self, party: str) -> None:
        """Stop a party's node."""
        await self.stage.stop(party)

    async def start(self, party: str) -> None:
        """Start a party's node again; wires that were cut stay cut."""
        await self.stage.start(party)
        for wire in self.cut_wires():
            if party in wire:
                other = next(iter(wire - {party}))
                await self.stage.backstage(party).cue(cues.CutWire(other))

    async def turn_clock(self, at: Instant) -> Instant:
        """Set the scenario's clock forward, and let the depositary enter what changed until then."""
        shown = self.clock.set(at, running=True)
        await self.keep_time()
        return shown

    async def keep_time(self) -> None:
        """Let the depositary enter in its journal what changed, where it runs."""
        depositary = self.charter.depositary
        if depositary is not None and depositary in self.stage.running():
            await self.stage.backstage(depositary).cue(cues.KeepTime())

    def _trouble(self, text: str) -> None:
        self.record.troubles.append(text)
        self._audience.trouble(text)
