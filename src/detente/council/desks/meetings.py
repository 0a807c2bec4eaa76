"""The desk of meetings: from the invitation to minutes that all have signed, over the line or in a room.

Source: the NATO-Russia Council of 20 April 2016, three items, two positions on each, no joint text; OSCE, MC.DOC/1/06,
Rules of Procedure, part IV (chair, speakers, journal, document symbols).

    who                       may                                                  when
    everybody                 convene                                              not for a time that is past
    who is invited            accept with a delegation, decline with a reason      until it is over; a later answer
                                                                                   names the one that it replaces
    everybody                 table an item, withdraw one's own, contest another's until it is over
    the chair                 change date and place, open, close, record results,  open: until it is cancelled
                              give the floor, sum up, put down minutes
    the chair, the convener   cancel                                               before it is opened
    everybody                 ask for the floor, state under an item               while it is open
    everybody but the chair   contest a result                                     once it is recorded
    everybody                 table a joint text or another version of one         until somebody has signed it
    who takes part            choose in a bracket, sign what is closed             the newest version

One dossier is one meeting. The chair records what came of an item, alone; whoever sees it otherwise contests that, and
both views stand. No act here agrees to anything on another's behalf. The state and what follows from it are in
`council/meeting/state.py`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from detente.clock import DAY, Instant, rfc3339
from detente.council.desk import Hint, NextAct, Sheet
from detente.council.duty import Duty, reply_duty
from detente.council.journal import Journal
from detente.council.kinds import IDENTITIES, Change, Field, Kind, Sort, Speech, instant_of, short, table_of
from detente.council.kinds import TEXT as WORDS
from detente.council.meeting.agenda import RESULTS
from detente.council.meeting.minutes import appointment_of, signers
from detente.council.meeting.rules import check_act
from detente.council.meeting.sheet import sheet_of
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
    Paper,
    check_meetings,
    joint_text_of,
    sign_days,
)
from detente.council.papers.appointment import Appointment
from detente.council.said import Said
from detente.council.settings import reply_seconds
from detente.errors import Refused
from detente.limits import MEETING_TITLE_CHARACTERS_MAX, NUMBER_MAX
from detente.protocol.charter import Charter

NAME, TITLE = "meetings", "Meetings"
MINUTES_FOLLOW = (
    "The form begins with the text that the record gives, and it may be changed. Printed minutes bear symbol and "
    "signatures only where the text that was put down is what the record gave."
)
SIGNED_FOLLOWS = (
    "Once somebody has signed, minutes have no further revision, only corrigenda and addenda, and a joint text has no "
    "other version."
)

_TITLE = Field("Title", characters_max=MEETING_TITLE_CHARACTERS_MAX)
_ITEM = Field(
    "Item: its number in the invitation, or the reference of the act that tabled it", characters_max=200, names="items"
)
_REMARK = Field("Remark", required=False)
_REASON = Field("Reason")
_UNOFFICIAL = Field("Unofficial translations by language", Sort.TABLE, required=False)
_PERSON = {"name": short("Name or office", required=True), "rank": short("Rank")}
_DELEGATION = Field("Delegation", Sort.TABLE, many=True, fields=_PERSON)
_TIMES = {
    "begins_at": Field("When it begins", Sort.INSTANT),
    "ends_at": Field("When it ends", Sort.INSTANT, required=False),
    "place": Field("Place; left out where it is held over the line", required=False, characters_max=500),
}
_SPOKEN = {"text": WORDS, "unofficial": _UNOFFICIAL}


def _kind(name: str, title: str, speech: Speech, cameo: str, **more: object) -> Kind:
    """Return a kind that belongs to a meeting which somebody has convened."""
    says = f"{{party}}, {title}"
    return Kind(name, title, speech, cameo, **{"opens": False, "text": {"en": says}, **more})  # type: ignore[arg-type]


KINDS = table_of(
    Kind(
        CONVENE, "invitation to a meeting", Speech.ASKS, "03",
        {
            "title": _TITLE,
            "level": Field("Level", characters_max=80, names="levels"),
            **_TIMES,
            "items": Field("Proposed items", many=True, required=False, characters_max=MEETING_TITLE_CHARACTERS_MAX),
            "answer_by_at": Field("By when answers are asked for", Sort.INSTANT, required=False),
            "follows": Field("Reference of an earlier meeting", required=False, characters_max=200, names="meetings"),
            "delegation": Field("Own delegation", Sort.TABLE, many=True, required=False, fields=_PERSON),
            "text": _REMARK,
        },
        purpose="Invites to a meeting, with its items; meetings may end without agreement.",
        text={"en": "{party} invites to a meeting: {title}"},
        verb="invite to a meeting",
    ),
    _kind(ACCEPT, "acceptance of a meeting", Speech.AGREES, "03", needs_re=True, answers=(CONVENE, ACCEPT, DECLINE),
          fields={"delegation": _DELEGATION, "text": _REMARK}, text={"en": "{party} accepts the invitation {re}"},
          verb="accept the invitation"),
    _kind(DECLINE, "refusal of a meeting", Speech.DECLINES, "12", needs_re=True, answers=(CONVENE, ACCEPT, DECLINE),
          fields={"reason": _REASON}, text={"en": "{party} declines the meeting: {reason}"},
          verb="decline the invitation"),
    _kind(CHANGE, "new date or place", Speech.INFORMS, "01", fields={**_TIMES, "text": _REMARK},
          verb="change date or place", changes=Change.AMENDS),
    _kind(CANCEL, "cancellation of a meeting", Speech.INFORMS, "12", fields={"reason": _REASON},
          verb="cancel the meeting", changes=Change.TAKES_BACK),
    _kind(TABLE, "item tabled", Speech.ASKS, "02",
          fields={"title": _TITLE, "text": Field("Explanation", required=False)},
          text={"en": "{party} tables an item: {title}"}, verb="table an item"),
    _kind(WITHDRAW, "item withdrawn", Speech.INFORMS, "01", fields={"item": _ITEM, "text": _REMARK},
          verb="withdraw the item"),
    _kind(CONTEST, "item contested", Speech.DECLINES, "12", fields={"item": _ITEM, "text": _REASON},
          verb="contest the item"),
    _kind(OPEN, "opening of the meeting", Speech.INFORMS, "04",
          fields={"at": Field("When", Sort.INSTANT, required=False), "text": _REMARK}, verb="open the meeting"),
    _kind(CLOSE, "closing of the meeting", Speech.INFORMS, "04",
          fields={"at": Field("When", Sort.INSTANT, required=False), "text": _REMARK}, verb="close the meeting"),
    _kind(FLOOR, "request for the floor", Speech.ASKS, "02", fields={"text": _REMARK}, verb="ask for the floor"),
    _kind(GIVE, "floor given", Speech.ANSWERS, "01", needs_re=True, answers=(FLOOR,), verb="give the floor",
          text={"en": "{party} gives the floor to {speaker}"}, told=("speaker",)),
    _kind(STATE, "statement in a meeting", Speech.INFORMS, "01", fields={"item": _ITEM, **_SPOKEN},
          text={"en": "{party} on item {item}: {text}"}, verb="make a statement"),
    _kind(RESULT, "result of an item", Speech.INFORMS, "01",
          fields={
              "item": _ITEM,
              "result": Field("Result", choices=RESULTS),
              "text": Field("Outcome in words", required=False),
          },
          text={"en": "{party}, in the chair, on item {item}: {result}"}, verb="record the result"),
    _kind(RESULT_CONTEST, "result contested", Speech.DECLINES, "12", needs_re=True, answers=(RESULT,),
          fields={"text": _REASON}, verb="contest the result"),
    _kind(LIFT, "contest lifted", Speech.AGREES, "03", needs_re=True, answers=(CONTEST, RESULT_CONTEST),
          fields={"text": _REMARK}, verb="lift the contest", changes=Change.TAKES_BACK),
    _kind(SUMMARY, "chair's summary", Speech.INFORMS, "01", fields=_SPOKEN,
          text={"en": "{party}, in the chair, sums up: {text}"}, verb="sum up"),
    _kind(MINUTES, "minutes", Speech.ASKS, "01",
          fields={"symbol": Field("Symbol, like NRC/M/2016/1/Rev.1", characters_max=80), "text": WORDS},
          text={"en": "{party} puts down minutes {symbol}"}, verb="put down minutes"),
    _kind(TEXT, "joint text", Speech.ASKS, "03", answers=(TEXT,),
          fields={"title": _TITLE, "text": Field("Text, with alternatives as [A: words | B: other words]")},
          text={"en": "{party} tables a text: {title}"}, verb="table a joint text"),
    _kind(CHOOSE, "choice in a joint text", Speech.AGREES, "03", needs_re=True, answers=(TEXT,),
          fields={"bracket": Field("Bracket, from 1", Sort.COUNT, most=NUMBER_MAX),
                  "option": Field("Label", characters_max=32)},
          text={"en": "{party} chooses “{quoted}” ({option}) in bracket {bracket} of {title}"},
          told=("quoted", "title"), verb="choose an alternative"),
    _kind(SIGN, "signature under minutes or a text", Speech.AGREES, "05", needs_re=True, answers=(MINUTES, TEXT),
          made=True,
          fields={
              "document": Field("SHA-256 of the document's text", Sort.BYTES),
              "line": Field("Signature line", characters_max=1_000),
              "identities": IDENTITIES,
          },
          text={"en": "{party} signs {re}"}, verb="read and sign"),
)  # fmt: skip


def begin(charter: Charter) -> MeetingState:
    """Return the state before the invitation."""
    return MeetingState(charter)


def check_charter(charter: Charter) -> None:
    """Be silent where `[meetings]` can be read.

    Raises:
        Malformed: `charter-setting`.
    """
    check_meetings(charter)


def may(state: MeetingState, act: Said) -> Refused | None:
    """Return why an act does not count, as the table above says."""
    try:
        check_act(state, act)
    except Refused as reason:
        return reason
    return None


def fold(state: MeetingState, act: Said) -> MeetingState:
    """Return the state with one more act."""
    if act.kind not in KINDS:
        return state
    return MeetingState(state.charter, {**state.acts, act.kind: {**state.acts.get(act.kind, {}), act.ref: act}})


def hints(state: MeetingState, kind: str, re: str | None, now: Instant) -> dict[str, Hint]:  # noqa: ARG001
    """Return what the form of an invitation has to know: its items stand open, in an order that can be changed."""
    return {"items": Hint(open=True, ordered=True)} if kind == CONVENE else {}


def unsaid(state: MeetingState, kind: str, now: Instant) -> tuple[str, ...]:
    """Return what to know before opening or signing; before closing, and before minutes, what has no result."""
    if kind == OPEN:
        return tuple(_before_opening(state, now))
    if kind == SIGN:
        return (SIGNED_FOLLOWS,)
    told = (MINUTES_FOLLOW,) if kind == MINUTES else ()
    numbers = ", ".join(str(one.number) for one in state.items if not one.withdrawn and not one.recorded.values)
    if kind not in (CLOSE, MINUTES) or not numbers:
        return told
    return (f"Items of which no result is recorded: {numbers}. “Not agreed” is a result, too.", *told)


def _before_opening(state: MeetingState, now: Instant) -> Iterator[str]:
    if closings := state.said(CLOSE):
        yield f"It was closed by {closings[-1].ref}. Opened again, it goes on with the same items and results."
        return
    begins_at = min((one.begins_at for one in state.terms.values.values()), default=now)
    if begins_at > now:
        yield f"It is to begin at {rfc3339(begins_at)}. Opened now, it begins before that time."
    asked = (party for party in state.charter.parties if party in state.invited)
    if silent := [party.upper() for party in asked if not state.answers(party).values]:
        yield f"No answer to the invitation is here yet from {', '.join(silent)}."


# --- what follows -----------------------------------------------------------------------------------------------------


def appointments(state: MeetingState) -> tuple[Appointment, ...]:
    """Return the meeting as it stands in a calendar; none while two dates or places stand."""
    return () if state.convening is None or state.terms.settled is None else (appointment_of(state),)


def duties(state: MeetingState, journal: Journal) -> tuple[Duty, ...]:
    """Return the answers that the invitation asks for, and the signatures that the charter asks for."""
    convening = state.convening
    if convening is None:
        return ()
    found = [_answer_duty(state, convening, party, journal) for party in sorted(state.invited)]
    if state.is_over:
        # Nobody can answer an invitation any more, so nobody owes that.
        refs = ", ".join(state.phase.refs)
        ended = f"cancelled by {refs}" if state.is_cancelled else f"closed by {refs}"
        found = [duty.excused(ended) for duty in found]
    if state.is_cancelled:
        return tuple(found)
    if days := sign_days(state.charter):
        found += [
            _sign_duty(state, paper, party, days, journal)
            for paper in state.standing_minutes
            for party in state.participants
            if party != paper.act.party
        ]
    return tuple(found)


def _answer_duty(state: MeetingState, convening: Said, party: str, journal: Journal) -> Duty:
    due_at = instant_of(convening.body, "answer_by_at")
    rule = f"meeting {convening.ref}: answers by then" if due_at is not None else "charter, reply clock"
    return reply_duty(
        convening, party, "answer an invitation to a meeting",
        citing=state.said(*KINDS), answers=state.said(ACCEPT, DECLINE), journal=journal, charter=state.charter,
        due_at=due_at, seconds=reply_seconds(state.charter, CONVENE), rule=rule,
    )  # fmt: skip


def _sign_duty(state: MeetingState, paper: Paper, party: str, days: int, journal: Journal) -> Duty:
    return reply_duty(
        paper.act, party, f"sign minutes {paper.symbol}",
        citing=state.said(*KINDS), answers=tuple(paper.signed.values()), journal=journal, charter=state.charter,
        seconds=days * DAY, rule=f"charter, days to sign minutes: {days}",
    )  # fmt: skip


def turn(state: MeetingState, journal: Journal) -> frozenset[str]:  # noqa: ARG001  the desk contract
    """Return who is asked for an answer, a choice or a signature."""
    if state.is_cancelled:
        return frozenset()
    at_table = frozenset(state.participants)
    waiting = set() if state.is_over else {party for party in state.invited if not state.answers(party).values}
    for act in _standing_texts(state):
        closed = state.closed(act)
        open_brackets = [one.number for one in joint_text_of(act).brackets if one.number not in closed]
        for number in open_brackets:
            waiting |= at_table - state.chosen(act.ref, number).keys()
        if not open_brackets:
            waiting |= at_table - signers(state, act).keys()
    for paper in state.standing_minutes:
        waiting |= at_table - paper.signed.keys()
    return frozenset(waiting)


def _standing_texts(state: MeetingState) -> tuple[Said, ...]:
    return tuple(act for register in state.texts.values() for act in register.values.values())


def next_acts(state: MeetingState, party: str) -> tuple[NextAct, ...]:
    """Return what an officer of the party could do now, with the item or paper that it concerns."""
    convening = state.convening
    if convening is None:
        return (NextAct(CONVENE),)
    if state.is_cancelled:
        return ()
    found = [*_before_closing(state, convening, party), *_while_open(state, party)]
    if party == state.chair and state.phase.values:
        found += [NextAct(RESULT, body={"item": item.id}) for item in state.items if not item.withdrawn]
        found += [NextAct(SUMMARY), NextAct(MINUTES)]
    recorded = [act for item in state.items for ref in item.recorded.refs if (act := state.act(ref, RESULT))]
    found += [NextAct(RESULT_CONTEST, act.ref) for act in recorded if act.party != party]
    return (*found, NextAct(TEXT), *_on_papers(state, party))


def _before_closing(state: MeetingState, convening: Said, party: str) -> list[NextAct]:
    if state.is_over:
        return [NextAct(OPEN)] if party == state.chair else []
    found = []
    if party in state.invited:
        answered = state.answers(party)
        standing = next(iter(answered.refs), convening.ref)
        # While it is open who has accepted sits there: nobody is asked any more whether they come.
        if not (state.is_open and answered.settled == ACCEPT):
            found += [NextAct(ACCEPT, standing), NextAct(DECLINE, standing)]
    found.append(NextAct(TABLE))
    for item in state.items:
        if not item.withdrawn:
            found.append(NextAct(WITHDRAW if item.tabled.party == party else CONTEST, body={"item": item.id}))
    if party == state.chair:
        found += [NextAct(CHANGE)] if state.is_open else [NextAct(CHANGE), NextAct(OPEN)]
    if party in (state.chair, convening.party) and not state.phase.values:
        found.append(NextAct(CANCEL))
    return found


def _while_open(state: MeetingState, party: str) -> list[NextAct]:
    if not state.is_open:
        return []
    found = [NextAct(STATE, body={"item": item.id}) for item in state.items if not item.withdrawn]
    found.append(NextAct(FLOOR))
    # A right of reply is to what another said last; the earlier ones can be named by command.
    latest = {act.party: act for act in state.said(STATE) if act.party != party}
    found += [NextAct(FLOOR, act.ref) for act in latest.values()]
    if party == state.chair:
        given = {act.re for act in state.said(GIVE)}
        found += [NextAct(GIVE, act.ref) for act in state.said(FLOOR) if act.ref not in given]
        found.append(NextAct(CLOSE))
    return found


def _on_papers(state: MeetingState, party: str) -> list[NextAct]:
    if party not in state.participants:
        return []
    found = [NextAct(SIGN, one.act.ref) for one in state.standing_minutes if party not in one.signed]
    for act in _standing_texts(state):
        brackets = joint_text_of(act).brackets
        still = [one.number for one in brackets if one.number not in state.closed(act)]
        found += [NextAct(CHOOSE, act.ref, {"bracket": number}) for number in still]
        if not still and party not in signers(state, act):
            found.append(NextAct(SIGN, act.ref))
    return found


def render(state: MeetingState, journal: Journal, language: str = "en") -> Sheet:
    """Return the meeting for eyes."""
    return sheet_of(state, journal, language)


# --- lists ------------------------------------------------------------------------------------------------------------

EXPECTED = ("convened", "open", "conflict")
"""Phases of a meeting that is still to be held."""
COMING, PAST = "coming", "past"
FOUND_BY = ("party", "stage")


def traits(data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return who convened it, and if it is still to be held."""
    return {"party": (data["convened_by"],), "stage": (COMING if data["phase"] in EXPECTED else PAST,)}
