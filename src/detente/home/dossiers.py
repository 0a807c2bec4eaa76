"""Calls about dossiers: which there are and whose turn it is, what one adds up to, what is owed, what can be said."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from detente.clock import Instant, rfc3339, written
from detente.council.attention import awaited
from detente.council.desk import NextAct, Section, Sheet
from detente.council.dossier import Folded
from detente.council.duty import OPEN, Duty
from detente.council.judgement import closing
from detente.council.kinds import Kind
from detente.council.registry import KINDS, desk_of, kind_of, part_of
from detente.council.settings import least_rank
from detente.errors import Refused
from detente.home import beside
from detente.home.acts import locate
from detente.home.asked import marks_of, party_of
from detente.home.calls import LISTING_MAX, ListDossiers, ListDuties, ListKinds, ShowDossier, Sought
from detente.home.host import Host
from detente.home.replies import (
    ActView,
    DossierShown,
    DossiersView,
    DossierView,
    DutiesView,
    DutyView,
    FieldView,
    KindsView,
    KindView,
    LineView,
    NextActView,
    SectionView,
)
from detente.home.searching.search import criteria_of, ready
from detente.home.views import Viewer, council_of, heads_of, plain
from detente.node.core import Core
from detente.node.owed import owed, settled
from detente.node.sayings import channel_of
from detente.protocol.acts import NODE_KINDS
from detente.protocol.charter import OWN
from detente.record.store import ActRow, DossierRow


async def list_dossiers(host: Host, call: ListDossiers) -> DossiersView:
    """Return dossiers, those with the newest acts first.

    Raises:
        Refused: `search-too-long`, `search-filter`, `search-time`, `council-unknown`.
    """
    sought = Sought(
        call.search, call.party, call.desk or "", call.topic, call.channel or "", call.kind, call.state,
        call.precedence, call.since, call.until,
    )  # fmt: skip
    if sought != Sought(desk=sought.desk, channel=sought.channel):
        if call.where:
            raise Refused("search-filter", expected="what desks say, or what stands in acts", got="both")
        return await _searched(host, call, sought)
    await host.fold()
    return await host.read(lambda core: _list(core, call, rfc3339(host.clock.now())))


async def _searched(host: Host, call: ListDossiers, sought: Sought) -> DossiersView:
    """Return the dossiers in which an act is what is sought, by the index."""
    council, turn, party = await host.read(
        lambda core: (council_of(core, call.council), party_of(core, call.turn), core.context.party)
    )
    wanted = replace(criteria_of(council, sought, party), turn=turn or "", conflict=call.conflict)
    keeper = await ready(host)
    limit = max(1, min(call.limit, LISTING_MAX))
    found = await asyncio.to_thread(keeper.index.matters, wanted, before=call.before, limit=limit + 1)

    def view(core: Core) -> DossiersView:
        rows = [core.context.store.dossier(council, ref) for ref in found[:limit]]
        items = [dossier_view(core, row) for row in rows if row is not None]
        heads = heads_of(core.context.store.feeds(council, channel=call.channel))
        following = items[-1].sequence if len(found) > limit else None
        return DossiersView(
            rfc3339(host.clock.now()), heads, items, following, keeper.covers, council, is_rehearsal(core, council)
        )

    return await host.read(view)


def is_rehearsal(core: Core, council: str) -> bool:
    """Say if a council is a rehearsal's."""
    return core.context.directory.charter(council).rehearsal


def _list(core: Core, call: ListDossiers, as_of: str) -> DossiersView:
    council = council_of(core, call.council)
    store, limit = core.context.store, max(1, min(call.limit, LISTING_MAX))
    before, traits = call.before, marks_of(core, call.desk or "", call.where)
    found: list[DossierRow] = []
    while len(found) <= limit:
        rows = store.dossiers(
            council,
            desk=call.desk,
            channel=call.channel,
            turn=party_of(core, call.turn),
            before=before,
            limit=limit + 1,
            traits=traits,
        )
        found += [row for row in rows if (row.conflict or not call.conflict) and row.desk not in call.without]
        if len(rows) <= limit:
            break
        before = rows[-1].last_sequence
    items = [dossier_view(core, row) for row in found[:limit]]
    heads = heads_of(store.feeds(council, channel=call.channel))
    following = items[-1].sequence if len(found) > limit else None
    left_out = sum(store.number_of_dossiers(council, desk) for desk in call.without)
    return DossiersView(
        as_of, heads, items, following, council=council, rehearsal=is_rehearsal(core, council), left_out=left_out
    )


def dossier_view(core: Core, row: DossierRow) -> DossierView:
    """Return a dossier as lists carry it."""
    words = core.folding.words_of(row)
    return DossierView(
        dossier=row.dossier,
        council=row.council,
        desk=row.desk,
        channel=row.channel,
        kind=words.kind,
        title=words.title.words,
        theirs=words.title.theirs,
        topic=words.topic,
        drill=words.drill,
        status=row.status,
        opened_by=words.opened_by,
        opened_at=rfc3339(words.opened_at) if words.opened_by else None,
        acts=row.acts,
        turn=core.context.store.turns(row.council, row.dossier),
        conflicts=words.conflicts,
        irregular=len(words.irregular),
        due_at=written(row.due_at),
        runs_until_at=written(words.runs_until),
        sequence=row.last_sequence,
    )


def next_acts_of(core: Core, folded: Folded, now: Instant, *, listed: bool = False) -> list[NextActView]:
    """Return what an officer of this party could say in a matter: what is awaited, what would be refused now.

    Args:
        listed: it is one row of many, in which nobody asks what is awaited: that takes each act of the matter.
    """
    party = core.context.party
    standing = core.folding.standing(folded.charter.council_id, party)
    offered = folded.next_acts(party)
    regular = (act for act in folded.acts if act.ref not in folded.irregular)
    expected = None if listed else awaited(offered, regular, folded.charter, party)
    places = {act.ref: number for number, act in enumerate(folded.acts, 1)}

    def suspended_by(act: NextAct) -> str | None:
        channel = channel_of(act.re or folded.ref)
        found = closing(KINDS[act.kind], folded.charter, standing, channel, (folded.topic,), now)
        return None if found is None else found.ref

    return [
        NextActView(
            one.kind, KINDS[one.kind].title, one.re, plain(one.body), suspended_by(one),
            awaited=None if expected is None else (one.kind, one.re) in expected, place=places.get(one.re or "", 0),
            part=part_of(one.kind, folded.states.get(desk_of(one.kind).NAME), one.re, one.body),
        )
        for one in offered
    ]  # fmt: skip


def _suspensions(core: Core, folded: Folded, now: Instant) -> list[str]:
    """Return the suspensions within whose scope a matter lies, of this party first; none closes its own channel."""
    if channel_of(folded.ref) == OWN:
        return []
    charter, own = folded.charter, core.context.party
    parties = sorted(charter.parties, key=lambda party: party != own)
    every = (one for party in parties for one in core.folding.standing(charter.council_id, party).suspensions)
    return [one.ref for one in every if one.covers(charter, channel_of(folded.ref), folded.topic, now)]


async def show_dossier(host: Host, call: ShowDossier) -> DossierShown:
    """Return what the dossier of an act adds up to, with its acts or some of them.

    Raises:
        Refused: `reference-unknown`, with the nearest; `council-unknown`.
    """
    await host.fold()
    now = host.clock.now()
    return await host.read(lambda core: _show(core, call, now))


def _show(core: Core, call: ShowDossier, now: Instant) -> DossierShown:
    store, folding = core.context.store, core.folding
    council, ref = locate(core, call.council, call.ref)
    act = store.act(council, ref)
    dossier = (act.dossier if act is not None else "") or ref
    folded = folding.folded(council, dossier)
    journal = folding.journal_of(folded)
    duties = folding.duties_of(folded, now)
    sheet = folded.sheet(journal, call.language, duties)
    row = store.dossier(council, dossier) or DossierRow(council, dossier, 0)
    viewer = Viewer(core)
    rows = {
        one.ref: (sequence, one) for sequence, one in store.acts(council, dossier=dossier) if one.kind not in NODE_KINDS
    }
    counted = [one.ref for one in folded.acts if one.ref in rows]
    chosen = _window(call, counted, ref)
    shown = counted[chosen]
    besides, apart = beside.beside(folding.sayings, [one for _sequence, one in rows.values()], frozenset(counted))
    return DossierShown(
        as_of=rfc3339(now),
        heads=heads_of(store.feeds(council, channel=row.channel or None)),
        time_at=written(journal.as_of),
        dossier=dossier_view(core, row),
        facts=sheet.facts,
        sections=tuple(map(_section, sheet.sections)),
        data=data_of(sheet),
        duties=[duty_view(council, dossier, duty) for duty in duties],
        next_acts=next_acts_of(core, folded, now),
        items=[_act_view(viewer, rows[one]) for one in shown],
        aside=[_act_view(viewer, rows[one.ref]) for one in apart],
        next=chosen.stop if chosen.stop < len(counted) else None,
        skipped=chosen.start,
        answers=beside.answers(folded, viewer, {name: row for name, (_, row) in rows.items()}, frozenset(shown)),
        beside=besides,
        suspensions=_suspensions(core, folded, now),
        changes=beside.changes(folded, frozenset(shown)),
    )


def _act_view(viewer: Viewer, found: tuple[int, ActRow]) -> ActView:
    sequence, row = found
    return viewer.act(row, sequence)


def _window(call: ShowDossier, refs: Sequence[str], ref: str) -> slice:
    """Return which of a dossier's acts come with a reply: from where it is asked, round one of them, or the last."""
    if call.most is None:
        return slice(min(call.after or 0, len(refs)), len(refs))
    most, last = max(1, min(call.most, LISTING_MAX)), max(0, len(refs) - max(1, call.most))
    start = last if call.after is None else max(0, min(call.after, len(refs)))
    if call.around and ref in refs:
        start = min(max(0, refs.index(ref) - most // 2), last)
    return slice(start, min(start + most, len(refs)))


def _section(section: Section) -> SectionView:
    lines = tuple(LineView(line.cells, line.ref, line.language, line.mark, line.named) for line in section.lines)
    return SectionView(section.heading, lines, section.columns, section.note, section.timed, section.heart)


def data_of(sheet: Sheet) -> dict[str, Any]:
    """Return what a desk says of a matter for programs, as replies carry it."""
    found: dict[str, Any] = plain(msgspec.to_builtins(dict(sheet.data), builtin_types=(bytes,)))
    return found


async def list_duties(host: Host, call: ListDuties) -> DutiesView:
    """Return what parties owe, the earliest due first."""
    await host.fold()
    return await host.read(lambda core: _duties(core, call, host.clock.now()))


def _duties(core: Core, call: ListDuties, now: Instant) -> DutiesView:
    council = council_of(core, call.council)
    store = core.context.store
    who = party_of(core, call.who)
    states = None if call.all and call.settled_most is None else OPEN
    listed = [*owed(core, council, now, who=who, states=states)]
    if call.all and call.settled_most is not None:
        listed += settled(core, council, who, max(0, call.settled_most))
    found = [duty_view(council, one.dossier, one.duty) for one in listed]
    found.sort(key=lambda duty: (duty.due_at is None, duty.due_at or ""))
    items, drills = [one for one in found if not one.drill], [one for one in found if one.drill]
    return DutiesView(
        rfc3339(now), written(store.journal_time(council)), items, drills=drills, council=council,
        heads=heads_of(store.feeds(council)), rehearsal=is_rehearsal(core, council),
    )  # fmt: skip


def duty_view(council: str, dossier: str, duty: Duty) -> DutyView:
    """Return a duty as replies carry it."""
    return DutyView(
        council=council,
        dossier=dossier,
        who=duty.who,
        to_whom=duty.to_whom,
        what=duty.what,
        act=duty.act,
        state=duty.state,
        started_at=written(duty.start.at if duty.start else None),
        evidence=duty.start.evidence if duty.start else None,
        due_at=written(duty.due_at),
        answer=duty.answer,
        met_at=written(duty.met_at),
        late=duty.late,
        rule=duty.rule,
        reason=duty.reason,
        due_strict_at=written(duty.due_strict_at),
        steps=duty.steps,
        regime=duty.regime,
        drill=duty.drill,
        by_evidence=None if duty.by_evidence is None else duty.by_evidence.value,
        unproven=duty.open and duty.answer is not None,
        stands=duty.stands,
    )


async def list_kinds(host: Host, call: ListKinds) -> KindsView:
    """Return what can be said.

    Raises:
        Refused: `kind-unknown`, `council-unknown`.
    """
    kinds = KINDS.values() if call.kind is None else [kind_of(call.kind)]
    return await host.read(lambda core: KindsView(rfc3339(host.clock.now()), _kinds(core, call.council, kinds)))


def _kinds(core: Core, council: str | None, kinds: Iterable[Kind]) -> list[KindView]:
    charter = core.context.directory.charter(council_of(core, council)) if council is not None else None
    return [
        KindView(
            kind=kind.name,
            title=kind.title,
            desk=desk_of(kind.name).NAME,
            speech=kind.speech,
            place=kind.place,
            least_rank=kind.least_rank if charter is None else least_rank(charter, kind),
            needs_re=kind.needs_re,
            answers=kind.answers,
            opens=kind.opens,
            made=kind.made,
            fields=tuple(
                FieldView(name, field.label, field.sort, field.required, field.many, field.choices)
                for name, field in kind.fields.items()
            ),
            purpose=kind.purpose,
        )
        for kind in kinds
    ]
