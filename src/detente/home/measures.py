"""What the record says of who asks and who answers, as each party can work it out from its own copy to the same digits.

Counted is what all members read, up to the depositary's newest heads that are held here; no drill, nothing irregular,
and in a rehearsal only what is sourced.
"""

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from detente.assessment.measures import Counted, measures
from detente.clock import Instant, rfc3339, written
from detente.council.dossier import Folded
from detente.council.duty import Duty
from detente.council.journal import Journal
from detente.council.said import Said
from detente.home.calls import MeasureRecord
from detente.home.host import Host
from detente.home.replies.record import MeasuresView
from detente.home.views import council_of, heads_of
from detente.node.core import Core
from detente.protocol.charter import Charter

RECONSTRUCTION: Final = "This record is a reconstruction: only acts marked as sourced are counted."
RECORD: Final = "Counted from the signed acts that all members hold."
SOURCED: Final = "sourced"


async def answer(host: Host, call: MeasureRecord) -> MeasuresView:
    """Return the measures of one council's record.

    Raises:
        Refused: `council-unknown`.
    """
    await host.fold()
    now = host.clock.now()
    return await host.read(lambda core: measured(core, call, now))


def measured(core: Core, call: MeasureRecord, now: Instant) -> MeasuresView:
    """Return the measures of one council's record, as a core holds it.

    Raises:
        Refused: `council-unknown`.
    """
    council = council_of(core, call.council)
    charter, store = core.context.directory.charter(council), core.context.store
    shared = _read_by_all(charter)
    journal = core.folding.time.journal(council, shared)
    covered = {origin: sizes[-1][1] for origin, sizes in journal.listed.items() if sizes} if journal.kept else None
    acts, duties = _gathered(core, charter, shared, covered, journal)
    parties = sorted({party for name in shared for party in charter.members_of(name)})
    found = {
        "record": RECONSTRUCTION if charter.rehearsal else RECORD,
        "council": council,
        "time_at": written(journal.as_of) if journal.kept else None,
        "counted_below": dict(sorted((covered or {}).items())),
        **measures(acts, duties, parties, journal.as_of if journal.kept else None),
    }
    feeds = [feed for name in sorted(shared) for feed in store.feeds(council, channel=name)]
    held = {feed.origin: feed.size for feed in feeds}
    missing = tuple(sorted(origin for origin, size in (covered or {}).items() if held.get(origin, 0) < size))
    text = json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return MeasuresView(rfc3339(now), heads_of(feeds), council, [found], sha256(text.encode()).hexdigest(), missing)


def _read_by_all(charter: Charter) -> frozenset[str]:
    """Return the channels that all members read; a depositary need not read them."""
    members = set(charter.parties) - {charter.depositary}
    return frozenset(name for name in charter.channels if members <= set(charter.members_of(name)))


def _gathered(
    core: Core, charter: Charter, shared: frozenset[str], covered: dict[str, int] | None, journal: Journal
) -> tuple[list[Counted], list[Duty]]:
    """Return the acts that count, in the order of their references, and the duties that come from them."""
    council, acts, duties = charter.council_id, list[Counted](), list[Duty]()
    end = journal.as_of if journal.kept and journal.as_of is not None else 0
    for row in core.context.store.dossiers(council):
        folded = core.folding.folded(council, row.dossier)
        if folded.drill:
            continue
        own = [act for act in folded.acts if _counts(folded, act, charter, shared, covered)]
        acts += [_counted(act, folded) for act in own]
        refs = {act.ref for act in own}
        if journal.kept and own:
            duties += _owed(core.folding.duties_of(folded, end), refs)
    acts.sort(key=lambda one: one.ref)
    duties.sort(key=lambda one: (one.act, one.who, one.what, one.key))
    return acts, duties


def _counts(
    folded: Folded, act: Said, charter: Charter, shared: frozenset[str], covered: dict[str, int] | None
) -> bool:
    sourced = not charter.rehearsal or act.body.get("basis") == SOURCED
    below = covered is None or act.index < covered.get(act.origin, 0)
    return sourced and below and act.channel in shared and act.ref not in folded.irregular


def _counted(act: Said, folded: Folded) -> Counted:
    return Counted(act.ref, act.party, act.kind, act.channel, act.to, act.claimed_at, act.ref == folded.ref)


def _owed(duties: Iterable[Duty], refs: set[str]) -> list[Duty]:
    return [one for one in duties if one.act in refs and not one.reading and not one.drill]
