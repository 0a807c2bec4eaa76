"""Matters of one desk with what the desk says of each: by their newest acts, or by when what they tell takes place."""

from collections.abc import Iterable
from math import inf
from typing import Final

from detente.clock import Instant, rfc3339, written
from detente.council.papers.appointment import Appointment, Phase, phase_of
from detente.council.registry import DESKS
from detente.errors import Refused
from detente.home.ahead import Ahead, entered_by
from detente.home.asked import marks_of
from detente.home.calls import LISTING_MAX, ListMatters
from detente.home.dossiers import data_of, dossier_view, duty_view, is_rehearsal, next_acts_of
from detente.home.host import Host
from detente.home.once_read import read_on
from detente.home.replies import DeskMattersView, DeskMatterView
from detente.home.views import council_of, heads_of
from detente.limits import CALENDAR_ENTRIES_MAX
from detente.node.core import Core
from detente.record.store import DossierRow

NEWEST: Final = "newest"


async def list_matters(host: Host, call: ListMatters) -> DeskMattersView:
    """Return matters of one desk with what it says of each.

    Raises:
        Refused: `desk-unknown`, `search-filter`, `council-unknown`.
    """
    if call.desk not in DESKS:
        raise Refused("desk-unknown", expected=f"one of {', '.join(DESKS)}", got=call.desk, remedy="detente kinds")
    if call.phase and call.phase not in list(Phase):
        raise Refused("search-filter", expected=f"one of {', '.join(Phase)}", got=call.phase[:80])
    await host.fold()
    now = host.clock.now()
    if not call.phase and call.order == NEWEST:
        return await host.read(lambda core: _newest(core, call, now))
    council = await host.read(lambda core: council_of(core, call.council))
    unread = await read_on(host, council, Ahead, call.patience_seconds)
    return await host.read(lambda core: _by_time(core, council, call, now, unread))


def _newest(core: Core, call: ListMatters, now: Instant) -> DeskMattersView:
    council, limit = council_of(core, call.council), _limit(call)
    rows = core.context.store.dossiers(
        council, desk=call.desk, only_open=call.open, before=call.before, limit=limit + 1,
        traits=marks_of(core, call.desk, call.where),
    )  # fmt: skip
    following = rows[limit - 1].last_sequence if len(rows) > limit else None
    return _view(core, council, rows[:limit], now, following)


def _by_time(core: Core, council: str, call: ListMatters, now: Instant, unread: int) -> DeskMattersView:
    """Return those of a phase, ordered; where none is asked for, what has no time stands last."""
    known = Ahead.of(core, council)
    rows = core.context.store.dossiers(
        council, desk=call.desk, only_open=call.open, limit=CALENDAR_ENTRIES_MAX,
        traits=marks_of(core, call.desk, call.where),
    )  # fmt: skip
    told = [(row, found.appointments if (found := known.found(row.dossier)) is not None else ()) for row in rows]
    chosen = [(row, times) for row, times in told if call.phase in ("", phase_of(times, now))]
    if call.order != NEWEST:
        sign = 1 if call.order == "earliest" else -1
        chosen.sort(key=lambda one: _begins(one[1], sign))
    after, limit = call.before or 0, _limit(call)
    shown = [row for row, _times in chosen[after : after + limit]]
    following = after + limit if len(chosen) > after + limit else None
    return _view(core, council, shown, now, following, unread)


def _begins(times: Iterable[Appointment], sign: int) -> float:
    return min((sign * one.begins_at for one in times), default=inf)


def _limit(call: ListMatters) -> int:
    return max(1, min(call.limit, LISTING_MAX))


def _view(
    core: Core, council: str, rows: list[DossierRow], now: Instant, following: int | None, unread: int = 0
) -> DeskMattersView:
    store = core.context.store
    heads = heads_of(
        feed for name in sorted({row.channel for row in rows}) for feed in store.feeds(council, channel=name)
    )
    return DeskMattersView(
        rfc3339(now), written(store.journal_time(council)), heads, [_matter(core, row, now) for row in rows], following,
        unread, council, is_rehearsal(core, council),
    )  # fmt: skip


def _matter(core: Core, row: DossierRow, now: Instant) -> DeskMatterView:
    folding = core.folding
    folded = folding.folded(row.council, row.dossier)
    duties = folding.duties_of(folded, now)
    sheet = folded.sheet(folding.journal_of(folded), duties=duties)
    views = [duty_view(row.council, row.dossier, duty) for duty in duties]
    phase = phase_of(entered_by(row.desk, folded.states.get(row.desk)), now)
    offered = next_acts_of(core, folded, now, listed=True)
    return DeskMatterView(dossier_view(core, row), data_of(sheet), views, offered, phase or "")
