"""The watch board, read from the record: acts that wait for us, duties, turns, drafts, and peers that are not heard."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from detente.clock import Instant, date_time_group, held, parse_rfc3339, rfc3339, written
from detente.council.board import Item, Need, Ranked, board, counts, groups
from detente.council.handling import objective_seconds
from detente.council.kinds import drill_of, text_of, unofficial_of
from detente.council.registry import KINDS
from detente.council.ringing import ring_of_draft
from detente.council.told import Told, opening_of
from detente.council.wishes import SHOWN_SECONDS
from detente.home.calls import ListDrafts, ShowBoard
from detente.home.host import Host
from detente.home.releases import list_drafts
from detente.home.replies.line import CounterpartView
from detente.home.replies.officers import DraftView
from detente.home.replies.watch import BoardItemView, BoardView, PassedView
from detente.home.silence import Reading, counterpart
from detente.home.views import Uttered, Viewer, council_of, heads_of
from detente.home.watchlog import passed_in
from detente.node.core import Core
from detente.node.directory import OWN
from detente.node.owed import unanswered
from detente.protocol.acts import Precedence
from detente.protocol.charter import Charter

TEXTS_MAX = 40
"""Waiting acts of which the board says the first words; others are named by kind."""
TEXT_CHARACTERS = 400
"""Of the first words of an act: what a watch reads at a glance, cut between words and marked there."""
PASSED = "the time asked for has passed, no answer is here yet"
SILENT = ("not_heard", "link_down")
"""States of a wire that a watch should know of."""


async def show_board(host: Host, call: ShowBoard) -> BoardView:
    """Return what needs a human now, the most urgent first.

    Raises:
        Refused: `council-unknown`, `council-not-named`, `council-none`.
    """
    await host.fold()
    drafts = (await list_drafts(host, ListDrafts(call.council))).items
    running = host.port is not None
    return await host.read(lambda core: _board(core, call, drafts, host.clock.now(), running=running))


def _board(core: Core, call: ShowBoard, drafts: list[DraftView], now: Instant, *, running: bool) -> BoardView:
    council = council_of(core, call.council)
    charter, store = core.context.directory.charter(council), core.context.store
    reading = Reading(core, council, charter, 0)
    known = [counterpart(reading, party, now) for party in charter.present if party != core.context.party]
    # Whether a peer can be reached is for a running node to say.
    silent = [one for one in map(_silent, known) if one is not None] if running else []
    waiting = core.watchkeeping.waiting(council)
    named = {one.dossier for one in waiting}
    others = [
        *_duties(core, council, now), *_awaited(core, council, now), *_running(core, council, now),
        *_turns(core, council, named), *(_draft(one, charter) for one in drafts), *silent,
    ]  # fmt: skip
    found = board(waiting, others, now)
    items, drills = found.chosen(call.needs, each=call.each, after=call.after, limit=call.limit)
    beside = _Beside(
        _texts(core, council, (*items, *drills), {one.ref: one for one in drafts}),
        passed_in(core, council),
    )
    return BoardView(
        as_of=rfc3339(now),
        group=date_time_group(now),
        heads=heads_of(store.feeds(council)),
        council=council,
        rehearsal=charter.rehearsal,
        time_at=written(store.journal_time(council)),
        items=[_view(one, now, beside) for one in items],
        drills=[_view(one, now, beside) for one in drills],
        counts=counts(found.meant),
        peers=known,
        groups=groups(found.meant),
        drilled=groups(found.drilled),
    )


def _duties(core: Core, council: str, now: Instant) -> Iterator[Item]:
    party, store = core.context.party, core.context.store
    for one in unanswered(core, council, now):
        duty = one.duty
        if party not in (duty.who, *duty.to_whom):
            continue
        act = store.act(council, duty.act) if duty.act else None
        yield Item(
            Need.DUTY if duty.who == party else Need.OWED,
            duty.act,
            ", ".join(duty.to_whom) if duty.who == party else duty.who,
            duty.what,
            precedence=act.precedence if act is not None else 0,
            since=duty.start.at if duty.start else None,
            by=duty.due_at,
            answers=not duty.reading,
            remark=duty.state,
            matter=one.dossier,
            drill=duty.drill,
            regime=duty.regime,
            form=duty.form,
        )


def _awaited(core: Core, council: str, now: Instant) -> Iterator[Item]:
    """Yield the answers that we ask for by a time, one for each party of which none is here yet."""
    for row, wish in core.folding.wishes_of(council, core.context.party):
        if now > wish.by_at + SHOWN_SECONDS:
            continue
        for party in wish.lacking:
            yield Item(
                Need.AWAITED,
                wish.ref,
                party,
                KINDS[wish.kind].title,
                precedence=wish.precedence,
                since=wish.said_at,
                need_by_at=wish.by_at,
                remark=PASSED if wish.passed(now) else "",
                matter=row.dossier,
                drill=core.folding.words_of(row).drill,
            )


def _running(core: Core, council: str, now: Instant) -> Iterator[Item]:
    """Yield what takes effect by silence, of whatever party: to have read it ends nothing."""
    for row, words, until in core.folding.running(council):
        if until >= now:
            yield Item(
                Need.RUNS,
                row.dossier,
                words.opened_by,
                words.title.words,
                theirs=words.title.theirs,
                since=words.opened_at,
                runs_until=until,
                matter=row.dossier,
                drill=words.drill,
            )


def _turns(core: Core, council: str, named: Collection[str]) -> Iterator[Item]:
    """Yield the matters in which it is our turn, but for those that are named for an act that waits."""
    for row in core.context.store.dossiers(council, turn=core.context.party):
        if row.channel == OWN or row.dossier in named:
            continue
        words = core.folding.words_of(row)
        yield Item(
            Need.TURN,
            row.dossier,
            words.opened_by,
            words.title.words,
            theirs=words.title.theirs,
            by=row.due_at,
            need_by_at=min((one.by_at for one in words.wishes if core.context.party in one.lacking), default=None),
            remark=row.status,
            matter=row.dossier,
            drill=words.drill,
        )


def _draft(one: DraftView, charter: Charter) -> Item:
    """Return a draft, which a second officer is to look at within the time in which its act is to be read."""
    kind = KINDS[one.kind].title if one.kind in KINDS else one.kind
    precedence, since = Precedence[one.precedence.upper()], parse_rfc3339(one.drafted_at)
    return Item(
        Need.RELEASE,
        one.ref,
        ", ".join(one.to),
        kind,
        precedence=precedence,
        since=since,
        by=held(since + objective_seconds(charter, precedence)),
        objective=True,
        remark=f"drafted by {one.drafted_by or 'nobody named'}",
        matter=one.ref,
        drill=drill_of(one.body),
        ring=ring_of_draft(precedence),
        drafted_by=one.drafted_by,
    )


def _silent(peer: CounterpartView) -> Item | None:
    """Return a peer whose wire is down or that is not heard; whatever else is open with it stands under its act."""
    if peer.link.state not in SILENT:
        return None
    last = None if peer.contact_at is None else parse_rfc3339(peer.contact_at)
    number = peer.queue.entries
    queue = "1 entry waits for it" if number == 1 else f"{number} entries wait for it" if number else ""
    return Item(Need.HEAR, "", peer.party, f"{peer.link.state.replace('_', ' ')}; cause not stated", since=last,
                remark=queue)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside the items, by reference: the act with its words, who has it."""

    texts: dict[str, Uttered]
    passed: dict[str, PassedView]


def _texts(core: Core, council: str, shown: Sequence[Ranked], drafts: Mapping[str, DraftView]) -> dict[str, Uttered]:
    """Return acts and drafts that wait, for their words: of what says how far it may go, not one but that."""
    viewer = Viewer(core)
    waiting = [drafts[one.of.ref] for one in shown if one.need is Need.RELEASE][:TEXTS_MAX]
    refs = [one.of.ref for one in shown if one.need in (Need.READ, Need.ANSWER, Need.AWAITED)]
    rows = (core.context.store.act(council, ref) for ref in refs[:TEXTS_MAX])
    said = {row.ref: viewer.uttered(row) for row in rows if row is not None}
    return said | {one.ref: viewer.drafted(one) for one in waiting}


def _words(act: Uttered | None) -> dict[str, Any]:
    """Return the first words of an act as its author said and translated them; of one without a text what it says."""
    if act is None:
        return {}
    if act.handling:
        return {"handling": act.handling}
    # Where a kind's line has the text itself, the text says it all; else the line has what else it says, like a title.
    kind, text = KINDS.get(act.kind), " ".join(text_of(act.body, "text").split())
    more = kind is not None and not (text and "{text}" in kind.text.get("en", ""))
    says = act.told.opening(TEXT_CHARACTERS) if more else Told()
    return {
        "says": says.words,
        "frame": says.frame,
        "text": opening_of(text, TEXT_CHARACTERS),
        "language": act.language if text else "",
        "unofficial": {tag: opening_of(words, TEXT_CHARACTERS) for tag, words in unofficial_of(act.body).items()},
    }


def _view(one: Ranked, now: Instant, beside: _Beside) -> BoardItemView:
    item = one.item
    view = BoardItemView(
        need=item.need,
        ref=item.ref,
        party=item.party,
        what=item.what,
        theirs=item.theirs,
        precedence=Precedence(item.precedence).name.lower(),
        since_at=written(item.since),
        by_at=written(item.by),
        objective=item.objective,
        duty_at=written(item.duty_at),
        need_by_at=written(item.need_by_at),
        runs_until_at=written(item.runs_until),
        left_seconds=None,
        remark=item.remark,
        matter=item.matter,
        drill=item.drill,
        group=one.group,
        ring=item.ring or "",
        regime=item.regime,
        form=item.form,
        drafted_by=item.drafted_by,
        passed=beside.passed.get(item.ref or item.matter),
        **_words(beside.texts.get(item.ref)),
    )
    at, _sets = view.clock(rfc3339(now))
    return view if at is None else replace(view, left_seconds=parse_rfc3339(at) - now)
