"""Makes a council's record of many years: real cores on real stores, which hand each other real messages in memory.

What is left out against nodes at work: the wire, the fsync of each commit, and after the first hundred acts the check
of a draft by its desk, which every reader's record makes again when it folds. It is kept between runs. A making that
was cut off is taken up where it stood; the matters that went on just then stay open.
"""

import asyncio
import json
import os
import random
import shutil
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import closing
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
from detente.protocol.charter import Channel
from detente.protocol.keys import Keyring
from detente.record.sql import open_store
from detente.regimes.library import find

SHAPE = 2
"""Counted up where what is made here changes: what was kept of another shape is made anew."""
TOGETHER = 96
"""Matters that go on at one time."""
ACTS_A_YEAR = 20_000
STEP_SECONDS = 365 * DAY * TOGETHER // ACTS_A_YEAR
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
    file = path / "made.json"
    kept = json.loads(file.read_text("utf-8")) if file.exists() else {"seconds": 0.0, "ports": ports, "whole": False}
    ports.update(kept["ports"])
    if not kept["whole"]:
        making = Making.go_on(folders) if file.exists() else Making.found(path, folders, ports, acts)
        began, before = time.perf_counter(), kept["seconds"]

        def note(*, whole: bool) -> None:
            seconds = round(before + time.perf_counter() - began, 1)
            kept.update(acts=making.said, seconds=seconds, ports=ports, whole=whole)
            replaced = file.with_suffix(".new")
            replaced.write_text(json.dumps(kept), "utf-8")
            replaced.replace(file)

        note(whole=False)
        making.fill(acts, tell, lambda: note(whole=False))
        note(whole=True)
    return Made(path, folders, kept["acts"], kept["seconds"])


class Making:
    """Lets the cores of a council's parties speak, up to now."""

    def __init__(self, folders: dict[str, Folder], now: Instant) -> None:
        self._folders = folders
        self.now = now
        self._stores = {party: open_store(folder.record, durable=False) for party, folder in folders.items()}
        ((self._council, _charter),) = self._stores["nato"].councils().items()
        dice = random.Random(str(folders["nato"].path))
        self._cores = {
            party: Core(store, Keyring.open(folders[party].keys, None), SETTINGS, random.Random(dice.random()))
            for party, store in self._stores.items()
        }
        self._mail: deque[tuple[str, Send]] = deque()
        self._ticket = 0
        self.said = self._said_so_far()
        for party, core in self._cores.items():
            self._take(party, core.start(self.now, sure=True))

    @classmethod
    def found(cls, path: Path, folders: dict[str, Folder], ports: dict[str, int], acts: int) -> "Making":
        """Found a council so long ago that it has said so many acts by now."""
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        now = int(time.time()) - 365 * DAY * acts // ACTS_A_YEAR
        _found(folders, ports, now)
        made = cls(folders, now)
        for say in years.begin():
            made.round([say])
        return made

    @classmethod
    def go_on(cls, folders: dict[str, Folder]) -> "Making":
        """Take up a record where its making was cut off."""
        newest: list[Instant] = []
        for folder in folders.values():
            with closing(open_store(folder.record)) as store:
                newest += [row.stored_at for _sequence, row in store.acts(newest=True, limit=1)]
        return cls(folders, max(newest) + STEP_SECONDS)

    def _said_so_far(self) -> int:
        own = (self._stores[party].feeds(self._council, party=party) for party in years.SPEAKERS)
        return sum(feed.size for feeds in own for feed in feeds)

    def fill(self, acts: int, tell: Callable[[str], None], note: Callable[[], None]) -> None:
        """Let the council speak until it has said so many acts, and all be folded; `note` now and then how many."""
        self._speak(acts, tell, note)
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

    def _speak(self, acts: int, tell: Callable[[str], None], note: Callable[[], None]) -> None:
        """Go on with many matters at one time, an act each in a round."""
        supply = years.matters(lambda: self.now, self.said + 1)
        going: list[tuple[Matter, Say]] = []
        told = began = time.perf_counter()
        before = self.said
        while self.said < acts:
            while len(going) < TOGETHER:
                matter = next(supply)
                going.append((matter, next(matter)))
            refs = self.round([say for _matter, say in going])
            self.now += STEP_SECONDS
            kept = []
            for (matter, _say), ref in zip(going, refs, strict=True):
                try:
                    kept.append((matter, matter.send(ref)))
                except StopIteration:
                    continue
            going = kept
            if time.perf_counter() - told > TOLD_EVERY_SECONDS:
                told = time.perf_counter()
                tell(f"{self.said:,} of {acts:,} acts, {(self.said - before) / (told - began):,.0f} acts/s")
                note()

    def round(self, says: list[Say]) -> list[str]:
        """Let each act be said and delivered, then the depositary enter it; return references in the same order."""
        if self.said > CHECKED_ACTS:
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
        self.said += len(refs)
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


def _found(folders: dict[str, Folder], ports: dict[str, int], now: Instant) -> None:
    """Found the council of all these parties, and let each join it."""
    notes = {
        party: found_party(
            folder, party, years.NAMES[party], now=now, url=f"https://127.0.0.1:{ports[party]}",
            officer=years.ENVOYS.get(party, ""),
        ).note
        for party, folder in folders.items()
    }  # fmt: skip
    charter = draft_charter(
        "bench-rehearsal",
        "A council of many years",
        notes.values(),
        founded_at=now,
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
    for folder in folders.values():
        charter = sign_charter([charter], folder).note
    for party, folder in folders.items():
        still = Still(folder, clock=ScenarioClock(now))
        others = tuple(note for other, note in notes.items() if other != party)
        asyncio.run(Service(still).run(JoinCouncil(charter, others)))
        still.close()
