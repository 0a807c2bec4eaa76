"""What the record says of who asks and who answers, as each party can work it out from its own copy to the same digits.

Counted is what all members read, up to the depositary's newest heads that are held here; no drill, nothing irregular,
and in a rehearsal only what is sourced.
"""

import asyncio
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakKeyDictionary

from msgspec.structs import replace

from detente.assessment.events.export import rows_of
from detente.assessment.evidence.measures import measures
from detente.assessment.evidence.part import Part, part_of
from detente.assessment.evidence.saved import hash_of
from detente.clock import Instant, rfc3339, written
from detente.home.asked import time_of
from detente.home.calls import MeasureRecord
from detente.home.gathering import Gathering, Piece, Pieces, Sizes, together
from detente.home.host import Host
from detente.home.replies.acts import Heads
from detente.home.replies.record import MeasuresView
from detente.home.views import council_of, heads_of
from detente.node.core import Core

RECONSTRUCTION: Final = "This record is a reconstruction: only acts marked as sourced are counted."
RECORD: Final = "Counted from the signed acts that all members hold."
KEPT_MAX: Final = 16
"""Calls of which the answer is kept: a page and a comparison ask two or three."""
ACTS_AT_A_TIME: Final = 32
"""Acts that are read between two of the node's steps: some thirty milliseconds, so that no flash act waits for them."""


async def answer(host: Host, call: MeasureRecord) -> MeasuresView:
    """Return the measures of one council's record; where that takes longer than its patience, how much is left to read.

    What is read is read in slices between the node's steps, so that no act waits for it, and goes on when nobody waits.

    Raises:
        Refused: `council-unknown`, `time-without-zone`, `period-empty`, `side-malformed`.
    """
    await host.fold()
    now, asked = host.clock.now(), replace(call, patience_seconds=None)
    council = await host.read(lambda core: _checked(core, call))
    gathering = _gathering(host, council)
    done, _ = await asyncio.wait({gathering}, timeout=call.patience_seconds)
    if not done:
        return await host.read(lambda core: _unread(core, council, now))
    gathering.result()
    known = await host.read(lambda core: _kept(core, asked))
    if known is None:
        prepared = await host.read(lambda core: _prepared(core, asked))
        known = made = await asyncio.to_thread(prepared.view)
        await host.read(lambda core: _keep(core, asked, prepared.sizes, made))
    return replace(known, as_of=rfc3339(now))


def measured(core: Core, call: MeasureRecord, now: Instant) -> MeasuresView:
    """Return the measures of one council's record, as a core holds it, all of it read at once.

    Raises:
        Refused: `council-unknown`, `time-without-zone`, `period-empty`, `side-malformed`.
    """
    _checked(core, call)
    return replace(_prepared(core, call).view(), as_of=rfc3339(now))


_FOUND: WeakKeyDictionary[Core, dict[MeasureRecord, tuple[Sizes, MeasuresView]]] = WeakKeyDictionary()
"""What was worked out last for each call: it rests on entries and contradictions, and stands until one comes."""
_PIECES: WeakKeyDictionary[Core, dict[str, Pieces]] = WeakKeyDictionary()
_TASKS: WeakKeyDictionary[Any, dict[str, "asyncio.Task[None]"]] = WeakKeyDictionary()
"""Who reads a council's record just now, by host; all who ask wait for the same."""


def _gathering(host: Host, council: str) -> "asyncio.Task[None]":
    tasks = _TASKS.setdefault(host, {})
    if council not in tasks or tasks[council].done():
        tasks[council] = asyncio.create_task(_gather(host, council))
    return tasks[council]


async def _gather(host: Host, council: str) -> None:
    left = True
    while left:
        await host.calm()
        left = await host.read(
            lambda core: _pieces(core, council).read_some(Gathering.of(core, council), ACTS_AT_A_TIME)
        )


def _pieces(core: Core, council: str) -> Pieces:
    return _PIECES.setdefault(core, {}).setdefault(council, Pieces())


def _checked(core: Core, call: MeasureRecord) -> str:
    """Return the council that is asked about, where there is such a part of its record."""
    council = council_of(core, call.council)
    _part_asked(call).check(Gathering.of(core, council).parties)
    return council


def _unread(core: Core, council: str, now: Instant) -> MeasuresView:
    left = _pieces(core, council).left(Gathering.of(core, council))
    return MeasuresView(rfc3339(now), {}, council, [], "", unread=max(left, 1))


def _kept(core: Core, call: MeasureRecord) -> MeasuresView | None:
    """Return what was worked out before, where no feed has grown since."""
    found = _FOUND.setdefault(core, {}).get(call)
    return found[1] if found is not None and found[0] == _sizes(core, council_of(core, call.council)) else None


def _keep(core: Core, call: MeasureRecord, sizes: Sizes, found: MeasuresView) -> None:
    known = _FOUND.setdefault(core, {})
    known.pop(call, None)
    if len(known) >= KEPT_MAX:
        del known[next(iter(known))]
    known[call] = sizes, found


def _sizes(core: Core, council: str) -> Sizes:
    return frozenset((feed.origin, feed.size, feed.closed_index) for feed in core.context.store.feeds(council))


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was read of a record, to be counted: values only, so that any thread may."""

    call: MeasureRecord
    about: dict[str, Any]
    heads: Heads
    missing: tuple[str, ...]
    pieces: tuple[Piece, ...]
    parties: list[str]
    end: Instant | None
    sizes: Sizes

    def view(self) -> MeasuresView:
        """Return the measures."""
        part = _part_asked(self.call)
        evidence = part_of(together(self.pieces, self.parties, self.end), part)
        found = {**self.about, **part.as_json(), **measures(evidence)}
        events = rows_of(evidence.acts) if self.call.events else []
        council = str(self.about["council"])
        return MeasuresView("", self.heads, council, [found], hash_of(found), self.missing, events)


def _prepared(core: Core, call: MeasureRecord) -> Prepared:
    """Read what is not read yet, and return all of it."""
    council, store = council_of(core, call.council), core.context.store
    gathering, pieces = Gathering.of(core, council), _pieces(core, council)
    while pieces.read_some(gathering, ACTS_AT_A_TIME):
        pass
    journal, covered = gathering.journal, gathering.covered or {}
    feeds = [feed for name in sorted(gathering.shared) for feed in store.feeds(council, channel=name)]
    held = {feed.origin: feed.size for feed in feeds}
    about = {
        "record": RECONSTRUCTION if gathering.charter.rehearsal else RECORD,
        "council": council,
        "time_at": written(journal.as_of) if journal.kept else None,
        "counted_below": dict(sorted(covered.items())),
    }
    return Prepared(
        call, about, heads_of(feeds),
        tuple(sorted(origin for origin, size in covered.items() if held.get(origin, 0) < size)),
        pieces.all(), gathering.parties, journal.as_of if journal.kept else None, gathering.sizes,
    )  # fmt: skip


def _part_asked(call: MeasureRecord) -> Part:
    since, until = (None if text is None else time_of(text) for text in (call.since_at, call.until_at))
    return Part(since, until, call.sides)
