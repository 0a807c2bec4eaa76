"""The director: lets a scenario's events happen at the real nodes of its parties, and waits for what they bring about.

Nothing is waited for by the watch: an act is followed by the receipts that can come, asked for at its author's node,
which answers as soon as there is a new one. What it then reports it has from the nodes.
"""

import asyncio
import base64
import itertools
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from detente.clock import Instant
from detente.errors import DetenteError, Refused
from detente.home import calls
from detente.node.journal import JOURNAL
from detente.rehearsal import cues
from detente.rehearsal import scenario as s
from detente.rehearsal.cues import Held
from detente.rehearsal.inspection import Inspection
from detente.rehearsal.play import CutWire, Finding, Record, Said
from detente.rehearsal.prompter import Prompter
from detente.rehearsal.stage import Stage

RECEIPTS_SECONDS_MAX = 20.0
"""Real seconds for the receipts that can come; a detour needs the couriers' first patience, and a slow machine more."""
AWAIT_SECONDS = 5.0
GO_ON_SECONDS = 10.0
"""Real seconds between two entries of the council's time after the last event: nobody who tries a clock waits long."""
GO_ON_TURNS = 6
"""After so many of them one is entered also where nothing changed: a silence that is over binds within a minute."""
FILES_SECONDS_MAX = 30.0
"""Real seconds for the files of all acts so far: they go behind everything else, one at a time."""


class Audience(Protocol):
    """Who watches a rehearsal."""

    def happens(self, event: s.Event, said: Said | None) -> None:
        """An event happens; an act has just been said."""

    def receipt(self, said: Said, held: Held) -> None:
        """A receipt of an act has reached its author."""

    def adds_up(self, said: Said) -> None:
        """What the matter of an act adds up to with it is known."""

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
        self.prompter = Prompter(stage, self.record)
        self._audience = audience
        self._inspection = Inspection(stage, self.record, self.prompter)
        self._journals: dict[str, tuple[str, str]] = {}
        """By council id: its depositary, and the newest entry of the journal."""

    # --- the play ---------------------------------------------------------------------------------

    async def play(self) -> None:
        """Let parties present their officers, then every event happen, until the last or until somebody ends it."""
        await self._open()
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
        await self._await_files()
        for said in self.record.said.values():
            try:
                await self._collect(said, set(said.holders))
                if (said.council, said.dossier) in self.record.matters:
                    said.matter = await self.prompter.matter(said)
            except DetenteError as error:
                self._trouble(f"{said.ref}: {error}")
        await self._inspection.check_records()

    async def example(self) -> Path:
        """Export the evidence of one act, of the one that took a detour where there is one, and return the file.

        Raises:
            Refused: `act-not-said`, where there is none; what the author's node answers, like Fault.
        """
        ours = [said for said in self.record.said.values() if said.event is not None and said.event.number]
        told = [said for said in ours if any(f.what.startswith(said.ref) for f in self.record.detours)]
        if not ours:
            raise Refused("act-not-said", expected="an act to take a proof of", got="none was said")
        said = (told or ours)[0]
        call = calls.ExportEvidence(ref=said.ref, council=said.council)
        view = await self.stage.home(said.party).call(call)
        path = self.stage.cast.directory / f"{said.ref.replace('/', '-')}.zip"
        path.write_bytes(base64.b64decode(view.file))
        return path

    async def _open(self) -> None:
        """Let parties present their officers, before anybody speaks."""
        now = self.clock.set(self.clock.now(), running=True)
        for council in self.scenario.councils.values():
            try:
                for said in await self.prompter.present(council, now):
                    await self._collect(said, self._reachable(said))
            except DetenteError as error:
                self._trouble(f"officers of {council.name}: {error}")

    async def _happen(self, event: s.Event) -> None:
        match event.what:
            case s.Act(refused=code) if code:
                self._audience.happens(event, None)
                self._found(event, await self.prompter.try_to_say(event))
            case s.Act():
                began = asyncio.get_running_loop().time()
                said = await self.prompter.say(event)
                self._audience.happens(event, said)
                await self._collect(said, self._reachable(said), began)
                said.matter = await self.prompter.matter(said)
                self._audience.adds_up(said)
            case s.Ask():
                await self._await_files()
                await self._await_time()
                self._audience.happens(event, None)
                self._found(event, await self.prompter.ask(event))
            case s.Tick():
                await self._settle()
                self._audience.happens(event, None)
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
                if check.expect in (s.Expect.STATE, s.Expect.IRREGULAR):
                    await self._settle()
                finding = await self._inspection.decide(event, check)
                self._audience.happens(event, None)
                self._found(event, finding)
            case s.Published() | s.Note():
                self._audience.happens(event, None)

    def _found(self, event: s.Event, finding: Finding) -> None:
        self.record.findings.append(finding)
        self._audience.found(event, finding)

    async def _settle(self) -> None:
        """Let the council's time be entered, and wait until everybody who can be reached holds it."""
        await self.keep_time()
        await self._await_files()
        await self._await_time()

    async def _await_time(self) -> None:
        """Wait until everybody who can be reached holds what the journals say so far.

        What acts add up to may rest on the journal, so only then do all who hold the same acts say the same.
        """
        for council, (depositary, ref) in self._journals.items():
            if depositary in self.stage.running():
                charter = next(one for one in self.stage.cast.charters.values() if one.council_id == council)
                others = tuple(party for party in charter.parties if party != depositary)
                entry = Said("", ref, depositary, JOURNAL, self.clock.now(), others, council=council)
                await self._collect(entry, self._reachable(entry))

    async def _collect(self, said: Said, awaited: set[str], began: float | None = None) -> None:
        """Wait for the receipts of those who can be reached; take every other one that comes by the way.

        Args:
            began: when the author's node was asked to say it, by the loop's clock; None where nobody counts.
        """
        now = asyncio.get_running_loop().time
        deadline = now() + RECEIPTS_SECONDS_MAX
        while not awaited <= set(said.receipts):
            left = deadline - now()
            if left <= 0:
                missing = ", ".join(sorted(party.upper() for party in awaited - set(said.receipts)))
                self._trouble(f"{said.ref}: no receipt yet from {missing} (cause not stated)")
                return
            cue = cues.Await(said.council, said.ref, len(said.receipts), min(left, AWAIT_SECONDS))
            for held in (await self.stage.backstage(said.party).cue(cue)).items:
                if held.party not in said.receipts:
                    said.receipts[held.party] = held
                    if began is not None:
                        said.seconds[held.party] = now() - began
                    if said.event is not None:
                        self._audience.receipt(said, held)

    async def _await_files(self) -> None:
        """Wait until files of acts are whole at every reader who can be reached; who lacks one is reported."""
        deadline = asyncio.get_running_loop().time() + FILES_SECONDS_MAX

        async def whole(said: Said, party: str) -> None:
            left = max(deadline - asyncio.get_running_loop().time(), 0.0)
            cue = cues.AwaitFiles(said.council, said.ref, left)
            held = await self.stage.backstage(party).cue(cue)
            if held.held == held.of:
                said.files_at.add(party)
            else:
                count = f"{held.held} of {len(said.files)} files"
                text = f"{said.ref}: {count} at {party.upper()} so far (cause not stated)"
                self._trouble(text)

        awaited = [
            whole(said, party)
            for said in self.record.said.values()
            if said.files
            for party in sorted((self._readers(said) & (self._reachable(said) | {said.party})) - said.files_at)
        ]
        await asyncio.gather(*awaited)

    def _readers(self, said: Said) -> set[str]:
        charter = next(one for one in self.stage.cast.charters.values() if one.council_id == said.council)
        return set(charter.members_of(said.channel))

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

    async def go_on(self) -> None:
        """Until somebody ends the rehearsal, let the council's time follow what officers do at their nodes."""
        for turn in itertools.count(1):
            with suppress(TimeoutError):
                await asyncio.wait_for(self.ended.wait(), GO_ON_SECONDS)
                return
            with suppress(DetenteError):  # a depositary that somebody killed keeps no time until it is started again
                await self.keep_time(always=turn % GO_ON_TURNS == 0)

    async def keep_time(self, *, always: bool = True) -> None:
        """Let each depositary that runs enter in its journals what changed; `always`, that nothing did too."""
        charters = self.stage.cast.charters.values()
        for depositary in sorted({one.depositary for one in charters if one.depositary} & self.stage.running()):
            kept = await self.stage.backstage(depositary).cue(cues.KeepTime(always))
            self._journals |= {council: (depositary, ref) for council, ref in kept.refs.items()}

    def _trouble(self, text: str) -> None:
        self.record.troubles.append(text)
        self._audience.trouble(text)
