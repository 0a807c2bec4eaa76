"""Who may do what when in a meeting: the rules behind the table of `desks/meetings.py`."""

from collections.abc import Callable, Iterator, Mapping

from detente.clock import rfc3339
from detente.council.kinds import instant_of, text_of, texts_of
from detente.council.meeting.agenda import item_of, title_key
from detente.council.meeting.joint_text import parse_joint_text
from detente.council.meeting.minutes import check_paper
from detente.council.meeting.state import (
    ACCEPT,
    CANCEL,
    CHANGE,
    CHOOSE,
    CLOSE,
    CONTEST,
    CONVENE,
    DECLINE,
    FLOOR,
    GIVE,
    LIFT,
    MINUTES,
    OPEN,
    RESULT,
    RESULT_CONTEST,
    SIGN,
    STATE,
    SUMMARY,
    TABLE,
    TEXT,
    WITHDRAW,
    MeetingState,
    joint_text_of,
)
from detente.council.papers.minutes import Change, parse_symbol
from detente.council.said import Said
from detente.errors import Refused, refuse_all
from detente.limits import MEETING_ITEMS_MAX

_CHAIRS = frozenset({CHANGE, OPEN, CLOSE, GIVE, RESULT, SUMMARY, MINUTES})
_WHILE_OPEN = frozenset({CLOSE, FLOOR, GIVE, STATE})
_ONCE_OPENED = frozenset({RESULT, SUMMARY, MINUTES})
_UNTIL_OVER = frozenset({ACCEPT, DECLINE, CHANGE, TABLE, WITHDRAW, CONTEST})
_ON_ITEMS = frozenset({WITHDRAW, CONTEST, STATE, RESULT})


def check_act(state: MeetingState, act: Said) -> None:
    """Be silent where an act counts in the meeting as its author knew it.

    Raises:
        Refused: `meeting-own-dossier`, `meeting-in-past`, `meeting-times`, `meeting-answer-times`, `meeting-items`,
            `item-twice`, `meeting-not-convened`, `meeting-over`, `meeting-not-open`, `meeting-already-open`,
            `meeting-not-chair`, `item-unknown`, `item-of-other`, `item-own`, `meeting-not-invited`, `meeting-answered`,
            `contest-of-other`, `reply-to-own`, `symbol-malformed`, `symbol-used`, `symbol-gap`, `paper-signed`,
            `text-brackets`, `meeting-not-participant`, `paper-unknown`, `paper-replaced`, `bracket-unknown`,
            `bracket-closed`, and those of `minutes.check_paper`.
    """
    if act.kind == CONVENE:
        _check_convening(act)
        return
    _check_phase(state, act)
    if act.kind in _CHAIRS and act.party != state.chair:
        raise Refused("meeting-not-chair", expected=f"{state.chair.upper()}, in the chair", got=act.party.upper())
    if act.kind in _ON_ITEMS:
        _check_item(state, act)
    if (check := _CHECKS.get(act.kind)) is not None:
        check(state, act)


def _check_convening(act: Said) -> None:
    if act.past:
        raise Refused(
            "meeting-own-dossier",
            expected="a meeting in a dossier of its own",
            got=f"an invitation in another matter, {min(act.past)}",
            remedy="leave out --re and --dossier; name an earlier meeting with --follows",
        )
    refuse_all(_wrong_times(act))
    titles = [title_key(title) for title in texts_of(act.body, "items")]
    if len(titles) > MEETING_ITEMS_MAX:
        raise Refused("meeting-items", expected=f"at most {MEETING_ITEMS_MAX} items", got=str(len(titles)))
    if twice := next((title for title in titles if titles.count(title) > 1), None):
        raise Refused("item-twice", expected="each item once", got=twice)


def _wrong_times(act: Said) -> Iterator[Refused]:
    """Yield what is wrong with the times of a meeting: who fills them in is told of all at once."""
    begins_at, ends_at = instant_of(act.body, "begins_at") or 0, instant_of(act.body, "ends_at")
    answer_by_at = instant_of(act.body, "answer_by_at")
    if begins_at < act.claimed_at:
        yield Refused(
            "meeting-in-past",
            expected="a meeting that begins after it is convened",
            got=rfc3339(begins_at),
            remedy="give another time; what was held already can be told in a statement for the record",
        )
    if ends_at is not None and ends_at < begins_at:
        yield Refused("meeting-times", expected="an end that is not before the beginning", got=rfc3339(ends_at))
    if answer_by_at is not None and not act.claimed_at <= answer_by_at <= begins_at:
        yield Refused(
            "meeting-answer-times",
            expected="answers asked for by a time between the invitation and the beginning",
            got=rfc3339(answer_by_at),
        )


def _check_phase(state: MeetingState, act: Said) -> None:
    """Be silent where the meeting has come as far as the act needs, and no further."""
    if state.convening is None:
        raise Refused(
            "meeting-not-convened", expected="the dossier of a meeting", got="another matter",
            remedy="detente meeting convene, or name an act of the meeting",
        )  # fmt: skip
    if state.is_cancelled:
        raise Refused("meeting-over", expected="a meeting that takes place", got="one that is cancelled")
    if state.is_over and act.kind in _UNTIL_OVER:
        raise Refused("meeting-over", expected="a meeting that is not closed", got="one that is closed")
    if act.kind in _WHILE_OPEN and not state.is_open:
        raise Refused(
            "meeting-not-open",
            expected="a meeting that is open",
            got="one that is closed" if state.is_over else "one that is not opened yet",
            remedy=f"detente send --kind statement --dossier {state.convening.ref}: a statement for the record",
        )
    if act.kind in _ONCE_OPENED and not state.phase.values:
        raise Refused("meeting-not-open", expected="a meeting that was opened", got="one that is not opened yet")
    if act.kind == OPEN and state.is_open:
        raise Refused("meeting-already-open", expected="a meeting that is not open", got="one that is")
    if act.kind == CANCEL:
        _check_cancelling(state, act)


def _check_cancelling(state: MeetingState, act: Said) -> None:
    if state.phase.values:
        raise Refused("meeting-already-open", expected="a meeting that was not opened", got="one that was")
    hosts = {state.chair, state.convening.party if state.convening else ""}
    if act.party not in hosts:
        raise Refused("meeting-not-chair", expected=" or ".join(sorted(hosts)).upper(), got=act.party.upper())


def _check_answer(state: MeetingState, act: Said) -> None:
    assert state.convening is not None
    hosts = state.invited | {state.convening.party} if act.kind == ACCEPT else state.invited
    if act.party not in hosts:
        raise Refused(
            "meeting-not-invited", expected=f"one of {', '.join(sorted(hosts)).upper()}", got=act.party.upper()
        )
    standing = state.answers(act.party).refs or (state.convening.ref,)
    if act.re not in standing:
        raise Refused(
            "meeting-answered",
            expected=f"an answer to {' or '.join(standing)}",
            got=f"one to {act.re}",
            remedy=f"name {standing[0]}, which the new answer replaces",
        )


def _check_title(state: MeetingState, act: Said) -> None:
    mine = sum(act.party == one.party for one in state.said(TABLE))
    if mine >= MEETING_ITEMS_MAX:
        raise Refused("meeting-items", expected=f"at most {MEETING_ITEMS_MAX} items of a party", got=str(mine + 1))
    title = text_of(act.body, "title")
    same = [item for item in state.items if not item.withdrawn and title_key(item.title) == title_key(title)]
    if same:
        raise Refused(
            "item-twice",
            expected="an item that is not on the agenda yet",
            got=f"{title}: item {same[0].number}, tabled by {same[0].tabled.party.upper()}",
        )


def _check_item(state: MeetingState, act: Said) -> None:
    item = state.item(item_of(act))
    standing = [f"{one.id} ({one.title})" for one in state.items if not one.withdrawn]
    if item is None or item.withdrawn:
        gone = f"{item.id}, withdrawn by {item.withdrawn[0].ref}" if item is not None else item_of(act) or "none"
        raise Refused("item-unknown", expected=f"an item of the agenda: {', '.join(standing) or 'none yet'}", got=gone)
    mine = item.tabled.party == act.party
    if act.kind == WITHDRAW and not mine:
        raise Refused("item-of-other", expected=f"an item that {act.party.upper()} tabled", got=item.id)
    if act.kind == CONTEST and mine:
        raise Refused("item-own", expected="another party's item", got=item.id, remedy="detente meeting withdraw")


def _check_other(state: MeetingState, act: Said) -> None:
    """Be silent where the act concerns another's act, or, for lifting a contest, one's own."""
    answered = state.act(act.re, STATE, RESULT, CONTEST, RESULT_CONTEST)
    if act.kind == LIFT and answered is not None and answered.party != act.party:
        raise Refused("contest-of-other", expected=f"what {act.party.upper()} contests", got=answered.ref)
    if act.kind != LIFT and answered is not None and answered.party == act.party:
        raise Refused("reply-to-own", expected="another party's act", got=answered.ref)


def _check_minutes(state: MeetingState, act: Said) -> None:
    symbol = parse_symbol(text_of(act.body, "symbol"))
    held = {str(one.symbol): one for one in state.minutes if one.act.language == act.language}
    if str(symbol) in held:
        raise Refused(
            "symbol-used",
            expected=f"a symbol that is free for {act.language or 'this language'}",
            got=str(symbol),
            remedy=f"{symbol.next(Change.REVISION)}",
        )
    if symbol.before is not None and str(symbol.before) not in held:
        raise Refused("symbol-gap", expected=f"{symbol.before} before it", got=str(symbol))
    if not symbol.changes or symbol.changes[-1][0] is not Change.REVISION:
        return
    before = held[str(symbol.before)]
    if before.signed:
        raise Refused(
            "paper-signed",
            expected="minutes that nobody has signed",
            got=f"{before.symbol}, signed by {', '.join(sorted(before.signed)).upper()}",
            remedy=f"{before.symbol.next(Change.CORRIGENDUM)} or {before.symbol.next(Change.ADDENDUM)}",
        )


def _check_text(state: MeetingState, act: Said) -> None:
    """Be silent where the brackets can be read, and no version of the text that the act changes was signed."""
    parse_joint_text(text_of(act.body, "text"))
    earlier = state.act(act.re, TEXT)
    if earlier is None:
        return
    root = state.root_of(earlier)
    for one in state.said(TEXT):
        if state.root_of(one) == root and (signed := state.signatures(one.ref)):
            raise Refused(
                "paper-signed",
                expected="a text that nobody has signed",
                got=f"{one.ref}, signed by {', '.join(sorted(signed)).upper()}",
                remedy="table another text",
            )


def _check_paper(state: MeetingState, act: Said) -> None:
    if act.party not in state.participants:
        raise Refused(
            "meeting-not-participant",
            expected=f"one of {', '.join(state.participants).upper()}, who take part",
            got=act.party.upper(),
            remedy="detente meeting accept",
        )
    paper = state.act(act.re, TEXT, MINUTES)
    if paper is None:
        raise Refused("paper-unknown", expected="minutes or a text of this meeting that counts", got=act.re or "none")
    newest = _newest(state, paper)
    if paper.ref not in newest:
        raise Refused("paper-replaced", expected=f"the newest version, {' or '.join(newest)}", got=paper.ref)
    if act.kind == SIGN:
        check_paper(state, paper, act)
        return
    bracket = next((one for one in joint_text_of(paper).brackets if one.number == act.body.get("bracket")), None)
    chosen = bracket.option(text_of(act.body, "option")) if bracket is not None else None
    if bracket is None or chosen is None:
        labels = ", ".join(one.label for one in bracket.options) if bracket else "none of that number"
        raise Refused("bracket-unknown", expected=f"a bracket of {paper.ref} and one of its labels", got=labels)
    closed = state.closed(paper).get(bracket.number)
    if closed is not None and closed != chosen.label.casefold():
        raise Refused("bracket-closed", expected=f"{closed}, which all have chosen", got=chosen.label)


_CHECKS: Mapping[str, Callable[[MeetingState, Said], None]] = {
    ACCEPT: _check_answer,
    DECLINE: _check_answer,
    CHANGE: lambda _state, act: refuse_all(_wrong_times(act)),
    TABLE: _check_title,
    FLOOR: _check_other,
    RESULT_CONTEST: _check_other,
    LIFT: _check_other,
    MINUTES: _check_minutes,
    TEXT: _check_text,
    CHOOSE: _check_paper,
    SIGN: _check_paper,
}
"""What is asked of an act of a kind beside phase, chair and item."""


def _newest(state: MeetingState, paper: Said) -> tuple[str, ...]:
    if paper.kind == TEXT:
        return state.texts[state.root_of(paper)].refs
    return tuple(one.act.ref for one in state.standing_minutes)
