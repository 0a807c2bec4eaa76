"""Makes a council's record of many years: real cores on real stores, which hand each other real messages in memory.

What is left out against nodes at work: the wire, the fsync of each commit, and after the first hundred acts the check
of a draft by its desk, which every reader's record makes again when it folds. It is kept between runs.
"""

import asyncio
import json
import os
import random
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.bench import years
from tests.bench.years import Matter, Say

from detente.clock import DAY, Instant, ScenarioClock
from detente.errors import DetenteError
from detente.home.calls import JoinCouncil
from detente.home.founding import draft_charter, found_party, sign_charter
from detente.home.host import Still
from detente.home.service import Service
from detente.node.context import Settings
from detente.node.core import Core
from detente.node.events import (
    Alarm,
    Answer,
    Answered,
    Asked,
    Draft,
    Effect,
    Event,
    KeepJournal,
    Send,
    Submit,
    Tick,
    Unanswered,
    Written,
)
from detente.node.folder import Folder, Mark
from detente.protocol.charter import Channel, verify_charter
from detente.protocol.keys import Keyring
from detente.record.sql import open_store
from detente.regimes.library import find

SHAPE = 1
"""Counted up where what is made here changes: what was kept of another shape is made anew."""
TOGETHER = 96
"""Matters that go on at one time."""
ACTS_A_YEAR = 20_000
CHECKED_ACTS = 600
FOLDED = ("nato", "ru")
"""Whose nodes are run on what is made; the others would fold theirs after their start."""
TOLD_EVERY_SECONDS = 15
SETTINGS = Settings(journal_every=None, level_every=10**9)


@dataclass(frozen=True, slots=True)
class Made:
    """A record that was made.

    Args:
        folders: of each party.
        seconds: that the making took, whenever that was.
    """

    path: Path
    folders: dict[str, Folder]
    acts: int
    seconds: float


def record(place: Path, acts: int, ports: dict[str, int], tell: Callable[[str], None]) -> Made:
    """Return a record of at least that many acts, the one that was kept where there is one.

    Args:
        place: where records are kept.
        ports: at which nodes are said to listen; those of a kept record stay.
    """
    path = place / f"record-{SHAPE}-{acts}"
    os.environ["XDG_STATE_HOME"] = str(path / "state")
    folders = {party: Folder(path / party) for party in years.NAMES}
    done = path / "made.json"
    if not done.exists():
        path.mkdir(parents=True)
        began = time.perf_counter()
        said = Making(path, folders, ports, acts).fill(acts, tell)
        kept = {"acts": said, "seconds": round(time.perf_counter() - began, 1), "ports": ports}
        done.write_text(json.dumps(kept), "utf-8")
    kept = json.loads(done.read_text("utf-8"))
    ports.update(kept["ports"])
    return Made(path, folders, kept["acts"], kept["seconds"])


class Making:
    """Founds a council that ends now, and lets its cores speak."""

    def __init__(self, path: Path, folders: dict[str, Folder], ports: dict[str, int], acts: int) -> None:
        self._folders = folders
        self.now: Instant = int(time.time()) - 365 * DAY * acts // ACTS_A_YEAR
        self._council = self._found(ports)
        self._stores = {party: open_store(folder.record, durable=False) for party, folder in folders.items()}
        dice = random.Random(str(path))
        self._cores = {
            party: Core(store, Keyring.open(folders[party].keys, None), SETTINGS, random.Random(dice.random()))
            for party, store in self._stores.items()
        }
        self._mail: deque[tuple[str, Send]] = deque()
        self._ticket = 0
        self._said = 0
        for party, core in self._cores.items():
            self._take(party, core.start(self.now, sure=True))

    def _found(self, ports: dict[str, int]) -> str:
        notes = {
            party: found_party(
                folder, party, years.NAMES[party], now=self.now, url=f"https://127.0.0.1:{ports[party]}",
                officer=years.ENVOYS.get(party, ""),
            ).note
            for party, folder in self._folders.items()
        }  # fmt: skip
        charter = draft_charter(
            "bench-rehearsal",
            "A council of many years",
            notes.values(),
            founded_at=self.now,
            channels={
                years.TABLE: Channel(("*",), "ambassadors"),
                years.EXPERTS: Channel(("*",), "experts"),
                years.BILATERAL: Channel(("nato", "ru")),
                years.PUBLIC: Channel(("*",), public=True),
            },
            depositary="depositary",
            rehearsal=True,
            tables='\n[topics.terrorism]\ntitle = "Cooperation against terrorism"\n',
            regimes=[find("vienna-2011")],
        )
        for folder in self._folders.values():
            charter = sign_charter([charter], folder).note
        for party, folder in self._folders.items():
            still = Still(folder, clock=ScenarioClock(self.now))
            others = tuple(note for other, note in notes.items() if other != party)
            asyncio.run(Service(still).run(JoinCouncil(charter, others)))
            still.close()
        return verify_charter(charter.encode()).council_id

    def fill(self, acts: int, tell: Callable[[str], None]) -> int:
        """Let the council speak until it has said so many acts, and all be folded; return how many it said."""
        for say in years.begin():
            self._round([say])
        self._speak(acts, tell)
        for party in FOLDED:
            core, began = self._cores[party], time.perf_counter()
            while core.folding.behind:
                self.step(party, Tick())
            while core.folding.renewing:
                self.step(party, Tick())
            tell(f"{party}: folded in {time.perf_counter() - began:.0f} s")
        for party, made in self._stores.items():
            made.close()
            store = open_store(self._folders[party].record)
            Mark(self._folders[party], store).write()
            store.close()
        return self._said

    def _speak(self, acts: int, tell: Callable[[str], None]) -> None:
        """Go on with many matters at one time, an act each in a round."""
        each = 365 * DAY * TOGETHER // ACTS_A_YEAR
        supply = years.matters(lambda: self.now)
        going: list[tuple[Matter, Say]] = []
        told = began = time.perf_counter()
        while self._said < acts:
            while len(going) < TOGETHER:
                matter = next(supply)
                going.append((matter, next(matter)))
            refs = self._round([say for _matter, say in going])
            self.now += each
            kept = []
            for (matter, _say), ref in zip(going, refs, strict=True):
                try:
                    kept.append((matter, matter.send(ref)))
                except StopIteration:
                    continue
            going = kept
            if time.perf_counter() - told > TOLD_EVERY_SECONDS:
                told = time.perf_counter()
                tell(f"{self._said:,} of {acts:,} acts, {self._said / (told - began):,.0f} acts/s")

    def _round(self, says: list[Say]) -> list[str]:
        """Let each act be said and delivered, then the depositary enter it; return references in the same order."""
        if self._said > CHECKED_ACTS:
            for core in self._cores.values():
                setattr(core.folding, "check_draft", lambda _draft, _now: None)  # noqa: B010  see above
        refs: dict[int, str] = {}
        for party in years.SPEAKERS:
            mine = [(at, self._draft(at, say)) for at, say in enumerate(says) if say.party == party]
            tickets = {self._next(): pair for pair in mine}
            effects = self.step(party, *(Submit(ticket, draft) for ticket, (_at, draft) in tickets.items()))
            for effect in effects:
                if isinstance(effect, Answer) and effect.ticket in tickets:
                    at, draft = tickets[effect.ticket]
                    if not isinstance(effect.value, Written):
                        raise RuntimeError(f"{draft.kind}: {effect.value}")
                    refs[at] = effect.value.ref
        self._said += len(refs)
        self._deliver()
        self.step("depositary", KeepJournal())
        self._deliver()
        return [refs[at] for at in range(len(says))]

    def _draft(self, at: int, say: Say) -> Draft:
        return Draft(
            self._council, say.channel, say.kind, say.body, years.ENVOYS[say.party], say.to, say.precedence, say.re,
            say.dossier, language=say.language, marking=say.marking, claimed_at=self.now + at % 60,
        )  # fmt: skip

    # --- carrying -------------------------------------------------------------------------------------------------

    def step(self, party: str, *events: Event) -> list[Effect]:
        """Let a party's core take a step."""
        effects = self._cores[party].step(events, self.now)
        self._take(party, effects)
        return effects

    def _take(self, party: str, effects: Iterable[Effect]) -> None:
        for effect in effects:
            match effect:
                case Send():
                    self._mail.append((party, effect))
                case Alarm(code, text):
                    raise RuntimeError(f"{party}: {code}: {text}")
                case _:
                    pass

    def _next(self) -> int:
        self._ticket += 1
        return self._ticket

    def _deliver(self) -> None:
        while self._mail:
            sender, send = self._mail.popleft()
            ticket = self._next()
            effects = self.step(send.peer, Asked(ticket, sender, send.request))
            value = next(one.value for one in effects if isinstance(one, Answer) and one.ticket == ticket)
            if isinstance(value, DetenteError):
                self.step(sender, Unanswered(send.peer, send.request))
            else:
                assert not isinstance(value, Written)
                self.step(sender, Answered(send.peer, send.request, value))
