"""The sharing desk: what a party asks of others on a topic, what is given, how far that may go, what became of it.

Source: the cooperation of the council of 2002 on terrorism, narcotics, airspace and Afghanistan, which stopped in 2014
with everything else (docs/sources.md): so a topic here has participants and rules of its own, and goes on while another
is suspended. Labels: FIRST, Traffic Light Protocol 2.0; grading: the letters and figures of the Admiralty system. The
normative page is docs/council/sharing.md.

    who                        may                                             when
    who takes part in a topic  ask for information, with a reason              at any time, in any desk's matter
    who is asked, or reads it  answer whole, in part, decline, or say that     until the request is withdrawn
                               it cannot confirm or deny
    who asked                  withdraw the request                            at any time
    who takes part in a topic  give an item under a label                      at any time
    who gave                   correct it, recall it                           until it is recalled
    who reads it               ask to pass it on; say where it went            until it is recalled
    its originator             consent to that, to all or some, or decline;    until it is recalled
                               a later word takes the place of an earlier one

A label that its channel contradicts is refused before anything is signed, and from others counts for nothing. Giving
and taking are counted by topic; they are never weighed.
"""

from collections.abc import Callable, Container, Mapping
from typing import Any, Final

from msgspec.structs import replace

from detente.clock import Instant
from detente.council.background import Background
from detente.council.desk import Handled, Hint, NextAct, Sheet
from detente.council.duty import Duty, reply_duty
from detente.council.journal import Journal
from detente.council.kinds import (
    ASKED_BY,
    Change,
    Field,
    Kind,
    Sort,
    Speech,
    instant_of,
    short,
    table_of,
    text_of,
    texts_of,
)
from detente.council.said import Said
from detente.council.settings import clock_rule, reply_seconds
from detente.council.sharing import rules
from detente.council.sharing.balance import topic_name
from detente.council.sharing.labels import MEANS, Label, handling_of
from detente.council.sharing.sheet import OVER, sheet_of, status_of
from detente.council.sharing.state import (
    ANSWER,
    CONSENT,
    CORRECTION,
    DECLINE,
    GIVEN,
    ITEM,
    ONWARD,
    PASSED_ON,
    PLAIN_DECLINE,
    RECALL,
    REFUSAL,
    REQUEST,
    SANITISED,
    VERSION,
    WITHDRAWAL,
    Corrected,
    Extent,
    Recalled,
    Release,
    SharingState,
)
from detente.council.sharing.topics import check_topics, topic_of, topics_of
from detente.council.titles import titled
from detente.errors import Refused
from detente.protocol.charter import Charter

NAME, TITLE = "sharing", "Sharing"
_TOPIC: Final = {"topic": Field("Topic of the charter", characters_max=32, names="topics")}
_REASON: Final = {"reason": Field("Reason", required=False)}
_REMARK: Final = {"text": Field("Remark", required=False)}
_LABELS: Final = tuple(label.value for label in Label)
_MEANS: Final = tuple(MEANS[label] for label in Label)
_FURTHER: Final = {
    "only": Field(
        "Parties who may read it", required=False, many=True, characters_max=32, parties=True, names="parties"
    ),
    "persons": Field("Persons who may read it", required=False, many=True, characters_max=200),
    "originator_control": Field("Asked before it is passed on", Sort.FLAG, required=False),
}
_LABEL: Final = {"tlp": Field("Label", choices=_LABELS, means=_MEANS), **_FURTHER}
_MAY_LABEL: Final = {"tlp": Field("Label", required=False, choices=_LABELS, means=_MEANS), **_FURTHER}
_GRADING: Final = {
    "source_grade": Field("Reliability of the source", required=False, choices=tuple("ABCDEF")),
    "information_grade": Field("Credibility of the information", required=False, choices=tuple("123456")),
    "confidence": Field("Confidence", required=False, choices=("low", "moderate", "high")),
    "source": short("Source, as far as it may be named"),
    "valid_until_at": Field("Valid until", Sort.INSTANT, required=False),
}
_TO_WHOM: Final = {"parties": Field("To whom", many=True, characters_max=200, parties=True)}

KINDS = table_of(
    Kind(
        REQUEST, "request for information", Speech.ASKS, "02",
        {
            **_TOPIC, "text": Field("What is asked"), "reason": Field("Why it is asked"),
            **ASKED_BY, **_MAY_LABEL,
        },
        purpose="Asks for information on a topic of the charter, with a reason and a time.",
        text={"en": "{party} asks for information on {topic}"},
    ),
    Kind(
        ANSWER, "answer to a request for information", Speech.ANSWERS, "06",
        {
            "extent": Field("How far it answers", choices=(Extent.WHOLE, Extent.PART)),
            "content": Field("What is given", required=False), **_REASON, **_REMARK, **_LABEL, **_GRADING,
        },
        needs_re=True, answers=(REQUEST,), opens=False, text={"en": "{party} gives an answer to {re}: {extent}"},
    ),
    Kind(
        DECLINE, "refusal of a request for information", Speech.DECLINES, "12",
        {"answer": Field("Answer", choices=(Extent.DECLINED, Extent.NEITHER)), **_REASON, **_REMARK},
        needs_re=True, answers=(REQUEST,), opens=False, survives=True, text={"en": "{party} on {re}: {answer}"},
    ),
    Kind(
        WITHDRAWAL, "withdrawal of a request for information", Speech.INFORMS, "01", _REASON,
        needs_re=True, answers=(REQUEST,), opens=False, survives=True,
        text={"en": "{party} withdraws the request {re}"}, changes=Change.TAKES_BACK,
    ),
    Kind(
        ITEM, "item of information", Speech.INFORMS, "06",
        {
            **_TOPIC, "content": Field("What is given"), **_LABEL, **_GRADING,
            "from_at": Field("Observed from", Sort.INSTANT, required=False),
            "until_at": Field("Observed until", Sort.INSTANT, required=False),
            "originator": short("From whom its author has it"),
        },
        purpose="Gives information on a topic, with its grading and who may see it.",
        text={"en": "{party} gives an item on {topic}, TLP:{tlp}"},
    ),
    Kind(
        CORRECTION, "correction of an item", Speech.INFORMS, "06",
        {"content": Field("What is right"), **_REASON, **_GRADING},
        needs_re=True, answers=(*GIVEN, CORRECTION), opens=False, survives=True,
        text={"en": "{party} corrects {re}"}, changes=Change.AMENDS,
    ),
    Kind(
        RECALL, "recall of an item", Speech.INFORMS, "12", {"reason": Field("Reason")},
        needs_re=True, answers=(*GIVEN, CORRECTION), opens=False, survives=True,
        text={"en": "{party} recalls {re}"}, changes=Change.TAKES_BACK,
    ),
    Kind(
        ONWARD, "request to pass an item on", Speech.ASKS, "02", {**_TO_WHOM, "reason": Field("Why"), **ASKED_BY},
        needs_re=True, answers=(*GIVEN, CORRECTION), opens=False,
        text={"en": "{party} asks to pass {re} on to {parties}"},
    ),
    Kind(
        CONSENT, "consent to passing an item on", Speech.AGREES, "05",
        {
            **_TO_WHOM, "until_at": Field("Until when", Sort.INSTANT, required=False),
            "text": Field("On what terms", required=False),
        },
        needs_re=True, answers=(ONWARD,), opens=False, text={"en": "{party} consents to passing on to {parties}"},
    ),
    Kind(
        REFUSAL, "refusal to have an item passed on", Speech.DECLINES, "12", _REASON,
        needs_re=True, answers=(ONWARD,), opens=False, survives=True,
        text={"en": "{party} does not consent to {re}"},
    ),
    Kind(
        VERSION, "note where an item stands elsewhere", Speech.INFORMS, "01",
        {
            "version": Field("Reference of the other act", characters_max=200),
            "how": Field("What it is", choices=(SANITISED, PASSED_ON)),
            "tlp": Field("Label there", required=False, choices=_LABELS, means=_MEANS),
        },
        needs_re=True, answers=(*GIVEN, CORRECTION), opens=False,
        text={"en": "{party}: {re} stands as {version} too, {how}"},
    ),
)  # fmt: skip


def begin(charter: Charter) -> SharingState:
    """Return the state before anything was asked or given."""
    return SharingState(charter)


def may(state: SharingState, act: Said) -> Refused | None:
    """Return why an act does not count: see the table above, and the labels' in `sharing/labels.py`."""
    return rules.may(state, act)


def may_draft(state: SharingState, act: Said) -> Refused | None:
    """Return why the author's own node does not sign an answer that gives nothing, or gives it ungraded; or None."""
    return rules.empty(state, act) if act.kind == ANSWER else None


def hints(state: SharingState, kind: str, re: str | None, now: Instant) -> Mapping[str, Hint]:  # noqa: ARG001
    """Return what a form needs to know: what is given comes first, and its grades are asked where its topic wants them.

    Args:
        now: as the desk contract has it.
    """
    if kind not in (*GIVEN, CORRECTION):
        return {}
    about = state.said.get(re or "")
    topics = [one for one in topics_of(state.charter, REQUEST) if about is None or one.name == topic_name(state, about)]
    asked = Hint(open=any(one.graded for one in topics), required=kind == ANSWER and any(one.graded for one in topics))
    found = {"source_grade": asked, "information_grade": asked}
    if kind == ANSWER and about is not None:
        gave = any(one.kind in GIVEN for one in state.answers_to(about))
        found |= {"content": Hint(open=True, required=not gave), "reason": Hint(open=True), "text": Hint(last=True)}
    return found


def hears(kind: str) -> bool:
    """Say that the line's declining reply declines a request too."""
    return kind == PLAIN_DECLINE


def fold(state: SharingState, act: Said) -> SharingState:
    """Return the state with one more act."""
    if act.kind == PLAIN_DECLINE:
        state = replace(state, plain={**state.plain, act.ref: act})
        return _answered(state, act, Extent.DECLINED)
    if act.kind not in KINDS:
        return state
    state = replace(state, said={**state.said, act.ref: act})
    match act.kind:
        case "share-answer":
            return _answered(state, act, Extent(text_of(act.body, "extent")))
        case "share-decline":
            return _answered(state, act, Extent(text_of(act.body, "answer")))
        case "share-item":
            return _answered(state, act, _extent_of_item(state, act))
        case "share-withdrawal":
            known = state.withdrawn.get(act.re or "", frozenset())
            return replace(state, withdrawn={**state.withdrawn, act.re or "": known | {act.ref}})
        case "share-correction" | "share-recall":
            return _stands(state, act)
        case "onward-consent" | "onward-decline":
            return _released(state, act)
        case _:
            return state


def _extent_of_item(state: SharingState, act: Said) -> Extent:
    """Return how far an item answers: in part until its author says, or had said, that all is answered."""
    before = (one for one in state.of(ANSWER) if (one.party, one.re) == (act.party, act.re) and act.follows(one.ref))
    whole = any(text_of(one.body, "extent") == Extent.WHOLE for one in before)
    return Extent.WHOLE if whole else Extent.PART


def _answered(state: SharingState, act: Said, extent: Extent) -> SharingState:
    request = state.request_of(act)
    if request is None or request.party == act.party:
        return state
    register = state.extent_of(request.ref, act.party)
    return replace(state, answers={**state.answers, (request.ref, act.party): register.put(act, extent)})


def _stands(state: SharingState, act: Said) -> SharingState:
    given = state.given_of(act)
    if given is None:
        return state
    standing = Recalled(act.ref) if act.kind == RECALL else Corrected(act.ref)
    register = state.standing_of(given.ref)
    return replace(state, standings={**state.standings, given.ref: register.put(act, standing)})


def _released(state: SharingState, act: Said) -> SharingState:
    question = state.onward_of(act)
    if question is None:
        return state
    release = Release()
    if act.kind == CONSENT:
        parties = {party.lower() for party in texts_of(act.body, "parties")}
        release = Release(tuple(sorted(parties)), instant_of(act.body, "until_at"))
    register = state.release_of(question.ref)
    return replace(state, releases={**state.releases, question.ref: register.put(act, release)})


def handled(kind: str, re: str | None, body: Mapping[str, Any], matter: Callable[[], Any]) -> Handled:
    """Return how far an act may go: as its label says; what is right now, as what it corrects."""
    if kind == CORRECTION:
        state = matter()
        given = state.given_by(re) if isinstance(state, SharingState) else None
        body = {} if given is None else given.body
    elif kind not in (REQUEST, *GIVEN):
        return Handled()
    handling = handling_of(body)
    marking = "" if handling.label is None else handling.label.marking
    return Handled(marking, handling.parts, handling.few, handling.only)


def may_draft_for(
    act: Said, charter: Charter, standing: Callable[[str], Background], confirmed: Container[str]
) -> Refused | None:
    """Return why the author's node does not sign an act for those who would read it: see `rules.check_readers`."""
    return rules.check_readers(act, charter, standing, confirmed)


# --- what follows -----------------------------------------------------------------------------------------------------


def duties(state: SharingState, journal: Journal) -> tuple[Duty, ...]:
    """Return the answers that the charter's clocks ask for; when an asker needs it by is its wish, and no clock."""
    acts = (*state.said.values(), *state.plain.values())
    found = []
    for request in state.of(REQUEST):
        topic = topic_of(state.charter, text_of(request.body, "topic"), REQUEST)
        if topic is None or topic.reply_seconds is None:
            continue
        citing, answers = [act for act in acts if request.ref in act.cites], state.answers_to(request)
        for party in sorted(state.asked_by(request)):
            duty = reply_duty(
                request, party, "answer to a request for information", citing=citing, answers=answers, journal=journal,
                charter=state.charter, seconds=topic.reply_seconds, rule=topic.rule,
            )  # fmt: skip
            gone = ", ".join(sorted(state.withdrawn.get(request.ref, ())))
            found.append(duty.excused(f"withdrawn by {gone}") if gone else duty)
    return (*found, *_onward_duties(state, journal))


def _onward_duties(state: SharingState, journal: Journal) -> list[Duty]:
    seconds = reply_seconds(state.charter, ONWARD)
    if seconds is None:
        return []
    rule = clock_rule(seconds, "request to pass an item on")
    found = []
    for question in state.of(ONWARD):
        given = state.given_of(question)
        if given is None:
            continue
        citing = [act for act in state.said.values() if question.ref in act.cites]
        answers = [act for act in state.of(CONSENT, REFUSAL) if act.re == question.ref]
        duty = reply_duty(
            question, state.originator_of(given), "answer to a request to pass on", citing=citing, answers=answers,
            journal=journal, charter=state.charter, seconds=seconds, rule=rule,
        )  # fmt: skip
        found.append(duty.excused("recalled since") if state.recalled(given.ref) else duty)
    return found


def turn(state: SharingState, journal: Journal) -> frozenset[str]:  # noqa: ARG001  the desk contract
    """Return who is asked and has not answered, and whose consent to passing on is asked."""
    asked = {party for request in state.of(REQUEST) for party in state.lacking(request)}
    return frozenset(asked | {state.originator_of(given) for _question, given in state.open_questions()})


def stands(state: SharingState, journal: Journal) -> bool:
    """Say if an answer is awaited, or something that was given stands."""
    awaited = (bool(state.lacking(act)) for act in state.of(REQUEST))
    given = (status_of(state, act, journal) not in OVER for act in state.of(*GIVEN))
    return any(awaited) or any(given)


def next_acts(state: SharingState, party: str) -> tuple[NextAct, ...]:
    """Return what an officer of the party could do now."""
    found = []
    for request in state.of(REQUEST):
        if request.party == party and request.ref not in state.withdrawn:
            found.append(NextAct(WITHDRAWAL, request.ref))
        elif party in state.lacking(request):
            found += [NextAct(ANSWER, request.ref), NextAct(DECLINE, request.ref)]
    for given in state.of(*GIVEN):
        if not state.recalled(given.ref):
            found += [NextAct(kind, given.ref) for kind in _next_of(state, given, party)]
    for question, given in state.questions():
        if state.originator_of(given) == party:
            named = {"parties": list(texts_of(question.body, "parties"))}
            left = _answers_left(state, question)
            found += [NextAct(kind, question.ref, named if kind == CONSENT else {}) for kind in left]
    return tuple(found)


def _next_of(state: SharingState, given: Said, party: str) -> tuple[str, ...]:
    originator = state.originator_of(given)
    asks = (ONWARD,) if originator != party and state.reaches(originator, given.channel) else ()
    return (*((CORRECTION, RECALL) if given.party == party else ()), *asks)


def _answers_left(state: SharingState, question: Said) -> tuple[str, ...]:
    """Return what its originator may say to a question yet; declining ends a consent."""
    release = state.release_of(question.ref).settled
    if release is None:
        return CONSENT, REFUSAL
    return (REFUSAL,) if release.parties else ()


def render(state: SharingState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return what was asked and given for eyes."""
    return sheet_of(state, journal) if state.of(REQUEST, *GIVEN) else Sheet(titled("Sharing"), "nothing asked or given")


FOUND_BY = ("topic",)


def traits(data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the topics on which something was asked or given in it."""
    said = (*data.get("requests", ()), *data.get("given", ()))
    return {"topic": tuple(sorted({one["topic"] for one in said}))}


def check_charter(charter: Charter) -> None:
    """Be silent where every topic can be read.

    Raises:
        Malformed: `charter-setting`.
    """
    check_topics(charter, REQUEST)
