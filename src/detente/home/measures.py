"""What the record says of who asks and who answers, as each party can work it out from its own copy to the same digits.

Counted is what all members read, up to the depositary's newest heads that are held here; no drill, nothing irregular,
and in a rehearsal only what is sourced.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakKeyDictionary

from msgspec.structs import replace

from detente.assessment.counted import Counted
from detente.assessment.event_export import rows_of
from detente.assessment.measures import Evidence, measures
from detente.assessment.part import Part, part_of
from detente.assessment.replies import Seen
from detente.assessment.saved import hash_of
from detente.assessment.suspended import Suspended
from detente.clock import Instant, rfc3339, written
from detente.council.desks import standing
from detente.council.dossier import Folded
from detente.council.duty import Duty
from detente.council.journal import Journal
from detente.council.kinds import drill_of, text_of
from detente.council.said import Said
from detente.council.scope import open_for
from detente.home.asked import time_of
from detente.home.calls import MeasureRecord
from detente.home.host import Host
from detente.home.replies.record import MeasuresView
from detente.home.views import council_of, heads_of
from detente.node.core import Core
from detente.node.sayings import channel_of
from detente.protocol.charter import Charter

Sizes = frozenset[tuple[str, int, int | None]]

RECONSTRUCTION: Final = "This record is a reconstruction: only acts marked as sourced are counted."
RECORD: Final = "Counted from the signed acts that all members hold."
SOURCED: Final = "sourced"
KEPT_MAX: Final = 16
"""Calls of which the answer is kept: a page and a comparison ask two or three."""


async def answer(host: Host, call: MeasureRecord) -> MeasuresView:
    """Return the measures of one council's record.

    Raises:
        Refused: `council-unknown`, `time-without-zone`, `period-empty`, `side-malformed`.
    """
    await host.fold()
    now = host.clock.now()
    return await host.read(lambda core: _kept(core, call, now))


_FOUND: WeakKeyDictionary[Core, dict[MeasureRecord, tuple[Sizes, MeasuresView]]] = WeakKeyDictionary()
"""What was worked out last for each call: it rests on entries and contradictions, and stands until one comes."""


def _kept(core: Core, call: MeasureRecord, now: Instant) -> MeasuresView:
    """Return the measures, worked out anew only where some feed has grown since."""
    feeds = core.context.store.feeds(council_of(core, call.council))
    sizes = frozenset((feed.origin, feed.size, feed.closed_index) for feed in feeds)
    found = _FOUND.setdefault(core, {})
    if call not in found or found[call][0] != sizes:
        made = measured(core, call, now)
        found.pop(call, None)
        if len(found) >= KEPT_MAX:
            del found[next(iter(found))]
        found[call] = sizes, made
    return replace(found[call][1], as_of=rfc3339(now))


def measured(core: Core, call: MeasureRecord, now: Instant) -> MeasuresView:
    """Return the measures of one council's record, as a core holds it.

    Raises:
        Refused: `council-unknown`, `time-without-zone`, `period-empty`, `side-malformed`.
    """
    council, part = council_of(core, call.council), _part_asked(call)
    charter, store = core.context.directory.charter(council), core.context.store
    shared = _read_by_all(charter)
    journal = core.folding.time.journal(council, shared)
    covered = {origin: sizes[-1][1] for origin, sizes in journal.listed.items() if sizes} if journal.kept else None
    parties = sorted({party for name in shared for party in charter.members_of(name)} - {charter.depositary})
    part.check(parties)
    evidence = part_of(Gathering(core, charter, shared, covered, journal).evidence(parties), part)
    found = {
        "record": RECONSTRUCTION if charter.rehearsal else RECORD,
        "council": council,
        "time_at": written(journal.as_of) if journal.kept else None,
        "counted_below": dict(sorted((covered or {}).items())),
        **part.as_json(),
        **measures(evidence),
    }
    feeds = [feed for name in sorted(shared) for feed in store.feeds(council, channel=name)]
    held = {feed.origin: feed.size for feed in feeds}
    missing = tuple(sorted(origin for origin, size in (covered or {}).items() if held.get(origin, 0) < size))
    events = rows_of(evidence.acts) if call.events else []
    return MeasuresView(rfc3339(now), heads_of(feeds), council, [found], hash_of(found), missing, events)


def _part_asked(call: MeasureRecord) -> Part:
    since, until = (None if text is None else time_of(text) for text in (call.since_at, call.until_at))
    return Part(since, until, call.sides)


def _read_by_all(charter: Charter) -> frozenset[str]:
    """Return the channels that all members read; a depositary need not read them."""
    members = set(charter.parties) - {charter.depositary}
    return frozenset(name for name in charter.channels if members <= set(charter.members_of(name)))


@dataclass(slots=True)
class Gathering:
    """Collects what of a council's record counts, reading nothing that another party may not hold.

    Args:
        shared: channels that all members read.
        covered: origin to the size up to which entries count; None in a council without a depositary.
    """

    core: Core
    charter: Charter
    shared: frozenset[str]
    covered: dict[str, int] | None
    journal: Journal

    def evidence(self, parties: list[str]) -> Evidence:
        """Return what counts, in the order of references."""
        council, at = self.charter.council_id, self._times()
        acts, seen, duties, found = list[Counted](), dict[str, Seen](), list[Duty](), list[Suspended]()
        for row in self.core.context.store.dossiers(council):
            if channel_of(row.dossier) not in self.shared:
                continue
            folded = self.core.folding.folded(council, row.dossier, self._below)
            if folded.drill or not folded.acts:
                continue
            own = {act.ref: self._counts(folded, act) for act in folded.acts}
            seen |= {act.ref: Seen(act.party, act.kind, at(act), own[act.ref]) for act in folded.acts}
            acts += [_counted(act, folded, at(act)) for act in folded.acts if own[act.ref]]
            duties += self._owed(folded, own)
            found += _suspensions(folded, own, at)
        acts.sort(key=lambda one: one.ref)
        duties.sort(key=lambda one: (one.act, one.who, one.what, one.key))
        return Evidence(acts, duties, parties, self.journal.as_of if self.journal.kept else None, seen, found)

    def _below(self, act: Said) -> bool:
        """Say if an act lies below the heads, in a channel that all members read."""
        below = self.covered is None or act.index < self.covered.get(act.origin, 0)
        return below and act.channel in self.shared

    def _counts(self, folded: Folded, act: Said) -> bool:
        sourced = not self.charter.rehearsal or act.body.get("basis") == SOURCED
        return sourced and act.ref not in folded.irregular and not drill_of(act.body)

    def _owed(self, folded: Folded, own: dict[str, bool]) -> Iterator[Duty]:
        end = self.journal.as_of
        if self.journal.kept and end is not None and any(own.values()):
            for one in self.core.folding.duties_of(folded, end, self._below):
                if own.get(one.act) and not one.reading and not one.drill:
                    yield one

    def _times(self) -> Callable[[Said], Instant]:
        """Return what gives an act's time: as claimed, at the latest when the journal first shows it."""
        heads = {one.position: one.at for one in self.journal.heads}
        listed = {
            origin: ([size for _, size in sizes], [heads.get(position) for position, _ in sizes])
            for origin, sizes in self.journal.listed.items()
        }

        def at(act: Said) -> Instant:
            sizes, times = listed.get(act.origin, ([], []))
            place = bisect_right(sizes, act.index)
            entered = times[place] if place < len(times) else None
            return act.claimed_at if entered is None else min(act.claimed_at, entered)

        return at


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
