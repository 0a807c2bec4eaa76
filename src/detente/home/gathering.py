"""What of a council's record counts, matter by matter, read once and again only where something may have changed it.

A matter whose acts all lie below the heads, and in which the council's time alone changes nothing any more, stands
until an act comes to it, or until what parties have said about themselves, or the charter, changes.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from detente.assessment.evidence.counted import Counted
from detente.assessment.evidence.left_out import INJECT, RECONSTRUCTED, UNMARKED, LeftOut
from detente.assessment.evidence.measures import Evidence
from detente.assessment.evidence.replies import Seen
from detente.assessment.evidence.suspended import Suspended
from detente.clock import Instant
from detente.council.desks import standing
from detente.council.dossier import Folded
from detente.council.duty import Duty
from detente.council.journal import Journal
from detente.council.kinds import drill_of, text_of
from detente.council.said import Said
from detente.council.scope import open_for, scope_of
from detente.node.core import Core
from detente.node.sayings import channel_of
from detente.protocol.charter import Charter
from detente.record.store import DossierRow

SOURCED: Final = "sourced"
JOURNAL: Final = "journal"

Sizes = frozenset[tuple[str, int, int | None]]
"""Of each feed its origin, its size, and where a contradiction closes it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What of one matter counts; an empty one where nothing does."""

    acts: tuple[Counted, ...] = ()
    seen: tuple[tuple[str, Seen], ...] = ()
    duties: tuple[Duty, ...] = ()
    suspensions: tuple[Suspended, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def together(pieces: Iterable[Piece], parties: list[str], end: Instant | None) -> Evidence:
    """Return what counts of all matters, in the order of references."""
    acts, seen, duties, found = list[Counted](), dict[str, Seen](), list[Duty](), list[Suspended]()
    left = list[LeftOut]()
    for one in pieces:
        acts += one.acts
        seen.update(one.seen)
        duties += one.duties
        found += one.suspensions
        left += one.left_out
    acts.sort(key=lambda one: one.ref)
    duties.sort(key=lambda one: (one.act, one.who, one.what, one.key))
    left.sort(key=lambda one: one.act.ref)
    return Evidence(acts, duties, parties, end, seen, found, left_out=left)


@dataclass(frozen=True, slots=True)
class Mark:
    """As what a matter was read; `position` is that of the heads, None where they change nothing any more."""

    last: int
    version: object
    position: int | None


@dataclass(slots=True)
class Pieces:
    """The matters of one council as they were read."""

    found: dict[str, tuple[Mark, Piece]] = field(default_factory=dict)
    waiting: list[DossierRow] = field(default_factory=list)
    seen: object = None

    def left(self, gathering: "Gathering") -> int:
        """Return how many matters have to be read, again or for the first time."""
        if self.seen != gathering.seen:
            rows = gathering.rows()
            known = {row.dossier for row in rows}
            self.found = {name: one for name, one in self.found.items() if name in known}
            self.waiting = [row for row in rows if not self._current(row, gathering)]
            self.seen = gathering.seen
        return len(self.waiting)

    def _current(self, row: DossierRow, gathering: "Gathering") -> bool:
        if row.stale or row.dossier not in self.found:
            return False
        mark = self.found[row.dossier][0]
        settled = mark.position is None and not row.timed
        same = settled or mark.position == gathering.position
        return same and (mark.last, mark.version) == (row.last_sequence, gathering.version)

    def read_some(self, gathering: "Gathering", most: int) -> bool:
        """Read matters until they have so many acts together, and say if others are left."""
        left = self.left(gathering)
        acts = 0
        while left and acts < most:
            row = self.waiting.pop()
            piece, whole = gathering.read(row)
            settled = whole and not row.timed and not row.stale
            mark = Mark(row.last_sequence, gathering.version, None if settled else gathering.position)
            self.found[row.dossier] = mark, piece
            acts, left = acts + max(row.acts, 1), len(self.waiting)
        return left > 0

    def all(self) -> tuple[Piece, ...]:
        """Return all that was read."""
        return tuple(piece for _, piece in self.found.values())


@dataclass(slots=True)
class Gathering:
    """Reads what of a council's record counts, and nothing that another party may not hold.

    Args:
        shared: channels that all members read.
        covered: origin to the size up to which entries count; None in a council without a depositary.
        version: of all that may change any matter but its own acts and the council's time.
        sizes: of the feeds, as they were when this was made.
    """

    core: Core
    charter: Charter
    shared: frozenset[str]
    covered: dict[str, int] | None
    journal: Journal
    version: object = None
    sizes: Sizes = frozenset()
    _listed: dict[str, tuple[list[int], list[Instant | None]]] | None = None

    @classmethod
    def of(cls, core: Core, council: str) -> "Gathering":
        """Return a reading of a council's record as it stands."""
        charter, store = core.context.directory.charter(council), core.context.store
        shared = _read_by_all(charter)
        journal = core.folding.time.journal(council, shared)
        covered = {origin: sizes[-1][1] for origin, sizes in journal.listed.items() if sizes} if journal.kept else None
        made = cls(core, charter, shared, covered, journal)
        feeds = store.feeds(council)
        made.sizes = frozenset((feed.origin, feed.size, feed.closed_index) for feed in feeds)
        closed = frozenset((feed.origin, feed.closed_index) for feed in feeds if feed.closed_index is not None)
        journals = sum(feed.channel == JOURNAL for feed in feeds)
        said = tuple(core.folding.sayings.background_now(council, party, made._below) for party in made.parties)
        made.version = core.context.backgrounds_version, closed, journals, said
        return made

    @property
    def parties(self) -> list[str]:
        """Return who could say something that counts."""
        members = {party for name in self.shared for party in self.charter.members_of(name)}
        return sorted(members - {self.charter.depositary})

    @property
    def position(self) -> int | None:
        """Return the position of the newest heads; -1 before the first, and where nothing keeps a journal."""
        return self.journal.heads[-1].position if self.journal.heads else -1

    @property
    def seen(self) -> object:
        """Return what all that is read rests on."""
        return self.sizes, self.version, self.position

    def rows(self) -> list[DossierRow]:
        """Return the matters in channels that all members read."""
        every = self.core.context.store.dossiers(self.charter.council_id)
        return [row for row in every if channel_of(row.dossier) in self.shared]

    def read(self, row: DossierRow) -> tuple[Piece, bool]:
        """Return what of a matter counts, and whether all of its acts lie below the heads."""
        council, at = self.charter.council_id, self.at
        folded = self.core.folding.folded(council, row.dossier, self._below)
        whole = self.covered is not None and len(folded.acts) == row.acts
        if folded.drill or not folded.acts:
            return Piece(), whole
        own = {act.ref: self._counts(folded, act) for act in folded.acts}
        return Piece(
            tuple(_counted(act, folded, at(act)) for act in folded.acts if own[act.ref]),
            tuple((act.ref, Seen(act.party, act.kind, at(act), own[act.ref])) for act in folded.acts),
            tuple(self._owed(folded, own)),
            tuple(_suspensions(folded, own, at)),
            tuple(self._left_out(folded, at)),
        ), whole

    def _below(self, act: Said) -> bool:
        """Say if an act lies below the heads, in a channel that all members read."""
        below = self.covered is None or act.index < self.covered.get(act.origin, 0)
        return below and act.channel in self.shared

    def _counts(self, folded: Folded, act: Said) -> bool:
        sourced = not self.charter.rehearsal or act.body.get("basis") == SOURCED
        return sourced and act.ref not in folded.irregular and not drill_of(act.body)

    def _left_out(self, folded: Folded, at: Callable[[Said], Instant]) -> Iterator[LeftOut]:
        """Yield the acts of a rehearsal that are regular and yet no evidence."""
        for act in folded.acts if self.charter.rehearsal else ():
            basis = text_of(act.body, "basis")
            if basis != SOURCED and act.ref not in folded.irregular and not drill_of(act.body):
                why = basis if basis in (RECONSTRUCTED, INJECT) else UNMARKED
                yield LeftOut(_counted(act, folded, at(act)), why, scope_of(act.body))

    def _owed(self, folded: Folded, own: dict[str, bool]) -> Iterator[Duty]:
        end = self.journal.as_of
        if self.journal.kept and end is not None and any(own.values()):
            for one in self.core.folding.duties_of(folded, end, self._below):
                if own.get(one.act) and not one.reading and not one.drill:
                    yield one

    def at(self, act: Said) -> Instant:
        """Return an act's time: as claimed, at the latest when the journal first shows it."""
        if self._listed is None:
            heads = {one.position: one.at for one in self.journal.heads}
            self._listed = {
                origin: ([size for _, size in sizes], [heads.get(position) for position, _ in sizes])
                for origin, sizes in self.journal.listed.items()
            }
        sizes, times = self._listed.get(act.origin, ([], []))
        place = bisect_right(sizes, act.index)
        entered = times[place] if place < len(times) else None
        return act.claimed_at if entered is None else min(act.claimed_at, entered)


def _read_by_all(charter: Charter) -> frozenset[str]:
    """Return the channels that all members read; a depositary need not read them."""
    members = set(charter.parties) - {charter.depositary}
    return frozenset(name for name in charter.channels if members <= set(charter.members_of(name)))


def _counted(act: Said, folded: Folded, at: Instant) -> Counted:
    opens = act.ref == folded.ref
    first = folded.ref.partition("/")[0].lower()
    topic = text_of(act.body, "topic") or folded.topic
    return Counted(act.ref, act.party, act.kind, act.channel, act.to, at, opens, first, topic, folded.ref)


def _suspensions(folded: Folded, own: dict[str, bool], at: Callable[[Said], Instant]) -> Iterable[Suspended]:
    state: Any = folded.states.get(standing.NAME)
    if not isinstance(state, standing.StandingState):
        return
    for ref, act in sorted(state.suspended.items()):
        if not own.get(ref):
            continue
        said, resumed = state.suspension(ref, original=True), state.resumptions_of(ref)
        ends = [] if state.scope_left(ref) else [max(at(one) for one in resumed)]
        ends += [] if said.until is None else [said.until]
        opened = open_for(state.charter, act.party, [said], act.claimed_at)
        yield Suspended(
            ref, act.party, at(act), min(ends, default=None), said.channels, said.levels, said.topics,
            opened.channels, opened.topics,
        )  # fmt: skip
