"""The line of time: acts and statements in the media side by side."""

from collections.abc import Iterable

from detente.clock import rfc3339
from detente.council.desks import press
from detente.council.registry import KINDS
from detente.council.said import Said
from detente.council.timeline import Difference, Moment, differences, timeline
from detente.council.told import Told
from detente.home.acts import locate
from detente.home.calls import LISTING_MAX, ShowTimeline
from detente.home.host import Host
from detente.home.replies.public import AccountView, DifferenceView, MomentView, TimelineView
from detente.home.views import Viewer, council_of, heads_of
from detente.node.core import Core
from detente.node.directory import OWN
from detente.record.store import ActRow, Reading


async def show_timeline(host: Host, call: ShowTimeline) -> TimelineView:
    """Return acts and statements in the order of their times.

    Raises:
        Refused: `council-unknown`, `reference-unknown`.
    """
    await host.fold()
    return await host.read(lambda core: _show(core, call, rfc3339(host.clock.now())))


def _show(core: Core, call: ShowTimeline, as_of: str) -> TimelineView:
    council = council_of(core, call.council)
    limit = max(1, min(call.limit, LISTING_MAX))
    if call.about is None:
        rows = core.context.store.acts(
            council, readings=(Reading.READABLE,), after=call.before or 0, limit=limit, newest=True
        )
        following = rows[-1][0] if len(rows) == limit else None
        moments = timeline(_counting(core, [row for _sequence, row in rows if _public(row)]))
    else:
        council, ref = locate(core, council, call.about)
        moments, following = _about(core, council, ref), None
    viewer = Viewer(core)
    return TimelineView(
        as_of,
        heads_of(core.context.store.feeds(council)),
        [_moment(one, Told() if one.title or one.text else viewer.told(council, one.ref)) for one in moments],
        [_difference(one) for one in differences(moments)],
        following,
    )


def _about(core: Core, council: str, ref: str) -> tuple[Moment, ...]:
    """Return the acts of a dossier, and the statements that bear on one of them wherever they were noted."""
    rows = core.context.store.acts(council, dossier=core.folding.dossier_of(council, ref))
    acts = _counting(core, [one for _sequence, one in rows if _public(one)])
    noted = core.context.store.acts(council, kinds={press.STATEMENT})
    known = {act.ref for act in acts}
    statements = _counting(core, [one for _sequence, one in noted if one.ref not in known])
    return timeline([*acts, *(one for one in statements if one.body.get("about") in known)])


def _public(row: ActRow) -> bool:
    """Say if a row is a statement in the media or an act between parties: what one notes for oneself is neither."""
    return row.kind == press.STATEMENT or (row.channel != OWN and row.kind in KINDS)


def _counting(core: Core, rows: Iterable[ActRow]) -> list[Said]:
    """Return the acts of rows that count in their dossiers."""
    wrong: dict[tuple[str, str], frozenset[str]] = {}
    kept = []
    for row in rows:
        key = (row.council, row.dossier)
        if key not in wrong:
            found = core.context.store.dossier(*key)
            wrong[key] = frozenset(core.folding.words_of(found).irregular) if found else frozenset()
        if row.ref not in wrong[key]:
            kept.append(row)
    return core.folding.sayings.opened(kept)


def _moment(one: Moment, says: Told) -> MomentView:
    return MomentView(
        one.ref,
        rfc3339(one.at),
        one.day_only,
        one.public,
        one.party,
        one.kind,
        one.title,
        one.text,
        one.link,
        one.about,
        says.words,
        says.frame,
    )


def _difference(one: Difference) -> DifferenceView:
    return DifferenceView(one.about, one.what, AccountView(*one.one), AccountView(*one.other), one.question)
