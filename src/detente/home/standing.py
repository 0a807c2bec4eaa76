"""Calls about standing: who suspends what and what is open, and what a party needs to know when it comes back."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from detente.clock import Instant, rfc3339, written
from detente.council.background import Suspension
from detente.council.desks import standing
from detente.council.duty import OPEN, DutyState
from detente.council.scope import in_force, open_for
from detente.errors import Refused
from detente.home.acts import locate
from detente.home.asked import time_of
from detente.home.calls import LISTING_MAX, Brief, ShowStanding
from detente.home.dossiers import dossier_view, duty_view
from detente.home.host import Host
from detente.home.newest import newest_first
from detente.home.replies import DossierView, DutyView
from detente.home.replies.standing import (
    BriefView,
    MatterView,
    MeanwhileView,
    OpenChannelView,
    PartyStandingView,
    StandingView,
    StatusCountView,
    SuspensionView,
)
from detente.home.views import council_of, heads_of
from detente.node.core import Core
from detente.node.directory import OWN
from detente.node.owed import owed
from detente.node.sayings import channel_of
from detente.protocol.acts import NODE_KINDS
from detente.record.store import ActRow

COUNTED_REFS = 20
"""References named beside a count; the listing of dossiers has the others."""


async def show_standing(host: Host, call: ShowStanding) -> StandingView:
    """Return what each party suspends and what is open for it, as far as it is held here.

    Raises:
        Refused: `council-unknown`.
    """
    return await host.read(lambda core: _standing(core, call, host.clock.now()))


def _standing(core: Core, call: ShowStanding, now: Instant) -> StandingView:
    council = council_of(core, call.council)
    charter, store = core.context.directory.charter(council), core.context.store
    items, channels = [], set()
    for party in charter.parties:
        if party == charter.depositary:
            continue
        suspensions = [one for one in core.folding.standing(council, party).suspensions if in_force(one, now)]
        opened = open_for(charter, party, suspensions, now)
        channels |= {channel_of(one.ref) for one in suspensions}
        named = (charter.channels[name] for name in opened.channels)
        items.append(
            PartyStandingView(
                party,
                tuple(_suspension(party, one) for one in suspensions),
                tuple(
                    OpenChannelView(name, one.level, one.title)
                    for name, one in zip(opened.channels, named, strict=True)
                ),
                opened.levels,
                opened.topics,
            )
        )
    heads = heads_of(feed for name in sorted(channels) for feed in store.feeds(council, channel=name))
    return StandingView(rfc3339(now), heads, council, items)


def _suspension(party: str, one: Suspension) -> SuspensionView:
    return SuspensionView(
        ref=one.ref,
        party=party,
        channels=one.channels,
        levels=one.levels,
        topics=one.topics,
        reason=one.reason,
        ground=one.ground,
        since_at=rfc3339(one.since),
        until_at=written(one.until),
        duties=standing.GO_ON if one.duties else standing.EXCUSED,
        review=one.review,
    )


# --- the brief --------------------------------------------------------------------------------------------------------


class _Absence(Struct, frozen=True):
    """Since when a brief counts.

    Args:
        sequence: acts stored after it are counted; 0 where a time says since when.
        at: since when.
        suspension: with its first scope.
        left: something of it is still suspended.
    """

    sequence: int
    at: Instant
    suspension: Suspension | None = None
    party: str = ""
    left: bool = False


async def brief(host: Host, call: Brief) -> BriefView:
    """Return what happened meanwhile, what falls due and what is unanswered.

    Raises:
        Refused: `brief-of-two`, `time-without-zone`, `not-a-suspension`, `reference-unknown`, `council-unknown`.
    """
    if call.ref is not None and call.since_at is not None:
        raise Refused("brief-of-two", expected="a suspension or a time", got="both", remedy="leave one out")
    await host.fold()
    return await host.read(lambda core: _brief(core, call, host.clock.now()))


def _brief(core: Core, call: Brief, now: Instant) -> BriefView:
    store, party = core.context.store, core.context.party
    council = council_of(core, call.council)
    if call.ref is not None:
        council, ref = locate(core, call.council, call.ref)
        absence = _of_suspension(core, council, ref, now)
    elif call.since_at is not None:
        absence = _Absence(0, time_of(call.since_at))
    else:
        absence = _last(core, council, now)
    inside, outside = _meanwhile(core, council, absence)
    found = owed(core, council, now, states=(*OPEN, DutyState.EXCUSED))
    due = [duty_view(council, one.dossier, one.duty) for one in found if not one.duty.drill]
    suspended_by = absence.suspension.ref if absence.suspension else None
    brief = BriefView(
        as_of=rfc3339(now),
        heads=heads_of(store.feeds(council)),
        time_at=written(store.journal_time(council)),
        council=council,
        party=party,
        suspension=_suspension(absence.party, absence.suspension) if absence.suspension else None,
        in_force=absence.left,
        since_at=rfc3339(absence.at),
        headline="",
        inside=inside,
        outside=outside,
        ours=[duty for duty in due if duty.who == party and duty.state in OPEN],
        theirs=[duty for duty in due if party in duty.to_whom and duty.state in OPEN],
        excused=[duty for duty in due if _excused_by(duty, suspended_by)],
        our_turn=_waiting(core, council, [party]),
        their_turn=_waiting(core, council, core.context.directory.charter(council).parties, spoken=True),
        statuses=_statuses(core, council),
    )
    return _with_headline(brief)


def _excused_by(duty: DutyView, ref: str | None) -> bool:
    return duty.state == DutyState.EXCUSED and ref is not None and duty.reason.split()[-1:] == [ref]


def _of_suspension(core: Core, council: str, ref: str, now: Instant) -> _Absence:
    """Return the absence that a suspension began, by anybody.

    Raises:
        Refused: `not-a-suspension`.
    """
    row = core.context.store.act(council, ref)
    assert row is not None, f"an entry without its row: {ref}"
    state = core.folding.folded(council, row.dossier or ref).states.get(standing.NAME)
    if not isinstance(state, standing.StandingState) or ref not in state.suspended:
        raise Refused(
            "not-a-suspension",
            expected="the reference of a suspension that counts",
            got=ref,
            remedy="detente standing lists those in force; detente brief --since TIME needs none",
        )
    found = state.suspension(ref, original=True)
    left = bool(state.scope_left(ref)) and in_force(found, now)
    return _Absence(_sequence(core, row), row.stored_at, found, row.party, left)


def _sequence(core: Core, row: ActRow) -> int:
    rows = core.context.store.acts(row.council, dossier=row.dossier, party=row.party, kinds=[row.kind])
    return next(sequence for sequence, one in rows if one.ref == row.ref)


def _last(core: Core, council: str, now: Instant) -> _Absence:
    """Return the absence since our newest suspension that counts; without one, since we last said something."""
    for _sequence_of, row in newest_first(core, council, kinds=[standing.SUSPEND], party=core.context.party):
        try:
            return _of_suspension(core, council, row.ref, now)
        except Refused:
            continue
    said = (found for found in newest_first(core, council, party=core.context.party) if _is_said(found[1]))
    sequence, last = next(said, (0, None))
    return _Absence(sequence, last.stored_at if last else 0)


def _is_said(row: ActRow) -> bool:
    return row.kind not in NODE_KINDS and row.channel != OWN


def _meanwhile(core: Core, council: str, absence: _Absence) -> tuple[MeanwhileView, MeanwhileView]:
    """Return what others said since then, within the scope and outside of it; an act lies where its dossier does."""
    said: dict[str, list[ActRow]] = {}
    for sequence, row in newest_first(core, council):
        if sequence <= absence.sequence or (not absence.sequence and row.stored_at < absence.at):
            break
        if _is_said(row) and row.party != core.context.party and row.dossier:
            said.setdefault(row.dossier, []).append(row)
    inside: list[MatterView] = []
    outside: list[MatterView] = []
    for dossier, rows in said.items():
        view = _dossier(core, council, dossier)
        if view is None:
            continue
        matter = MatterView(view, len(rows), rows[0].ref, tuple(sorted({row.party for row in rows})))
        (inside if _within(core, council, view, absence.suspension) else outside).append(matter)
    return _counted(inside), _counted(outside)


def _within(core: Core, council: str, view: DossierView, suspension: Suspension | None) -> bool:
    charter = core.context.directory.charter(council)
    endless = suspension and replace(suspension, until=None)
    return endless is not None and endless.covers(charter, view.channel, view.topic, 0)


def _counted(found: list[MatterView]) -> MeanwhileView:
    return MeanwhileView(sum(one.acts for one in found), len(found), found[:LISTING_MAX])


def _dossier(core: Core, council: str, dossier: str) -> DossierView | None:
    row = core.context.store.dossier(council, dossier)
    return None if row is None else dossier_view(core, row)


def _waiting(core: Core, council: str, parties: Iterable[str], *, spoken: bool = False) -> list[DossierView]:
    """Return dossiers in which it is the turn of one of these; with `spoken` not ours, and only where we spoke."""
    store, party = core.context.store, core.context.party
    rows = {row.dossier: row for one in parties for row in store.dossiers(council, turn=one, limit=LISTING_MAX)}
    found = sorted(rows.values(), key=lambda row: -row.last_sequence)
    if spoken:
        found = [
            row
            for row in found
            if party not in store.turns(council, row.dossier)
            and store.acts(council, dossier=row.dossier, party=party, limit=1)
        ]
    return [dossier_view(core, row) for row in found[:LISTING_MAX]]


def _statuses(core: Core, council: str) -> list[StatusCountView]:
    found: dict[tuple[str, str], list[str]] = {}
    for row in core.context.store.dossiers(council):
        if row.channel != OWN:
            found.setdefault((row.desk, row.status), []).append(row.dossier)
    return [
        StatusCountView(desk, status, len(refs), tuple(refs[:COUNTED_REFS]))
        for (desk, status), refs in sorted(found.items())
    ]


def _with_headline(found: BriefView) -> BriefView:
    what = f"{found.suspension.party.upper()} suspended by {found.suspension.ref}. " if found.suspension else ""
    within = f" ({found.inside.acts} within the scope)" if found.suspension else ""
    headline = (
        f"{what}Since {found.since_at} others said: acts {found.inside.acts + found.outside.acts}{within}, "
        f"matters {found.inside.dossiers + found.outside.dossiers}. "
        f"Duties: ours {len(found.ours)}, to us {len(found.theirs)}, excused {len(found.excused)}. "
        f"Turn: ours {len(found.our_turn)}, of others for whom we wait {len(found.their_turn)}."
    )
    return BriefView(**{name: getattr(found, name) for name in found.__struct_fields__} | {"headline": headline})
