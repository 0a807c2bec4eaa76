"""The briefings' desk: on exercises past and to come, and on doctrine: asked, offered, given, with questions, answers.

Source: the meeting of 19 December 2016, an exchange of briefings on past exercises, and those of March and July 2017,
in advance of exercises to come (docs/sources.md); seminars on doctrine as in the Vienna Document 2011, chapter IV. The
normative page is docs/council/briefings.md.

    who                          may                                       when
    any party                    ask for a briefing, offer one, give one   at any time; unasked too
    who is asked                 offer or give it, decline                 at any time
    to whom one is offered       decline                                   at any time; nobody has to accept
    anybody but who briefed      put a question to a briefing              once it was given
    who briefed                  answer it, or decline                     at any time

That a briefing was given says that it was heard by nobody, and reassured nobody: that is for the concerns' desk.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from detente.clock import rfc3339, written
from detente.council.desk import Line, NextAct, Section, Sheet
from detente.council.duty import Duty, reply_duty
from detente.council.journal import Journal
from detente.council.kinds import ASKED_BY, TEXT, Field, Kind, Sort, Speech, instant_of, table_of, text_of
from detente.council.said import Said, by_past
from detente.council.settings import clock_rule, reply_seconds
from detente.council.titles import quoted, titled
from detente.errors import Refused
from detente.limits import NAME_CHARACTERS_MAX
from detente.protocol.charter import Charter

NAME, TITLE = "briefings", "Briefings"
REQUEST, OFFER, BRIEFING = "briefing-request", "briefing-offer", "briefing"
QUESTION, ANSWER = "briefing-question", "briefing-answer"
DECLINE: Final = "decline"
"""A kind of the line's desk; said in answer here, it answers too."""
ON: Final = ("past exercise", "coming exercise", "doctrine")
TITLE_CHARACTERS: Final = 120
_ON: Final = {
    "on": Field("On what", choices=ON),
    "subject": Field("Which exercise, or which doctrine", characters_max=NAME_CHARACTERS_MAX),
}

KINDS = table_of(
    Kind(
        REQUEST, "request for a briefing", Speech.ASKS, "02",
        {**_ON, "text": Field("What is asked", required=False), **ASKED_BY},
        purpose="Asks somebody to tell of something in person.",
        text={"en": "{party} asks for a briefing on {subject}"},
    ),
    Kind(
        OFFER, "offer of a briefing", Speech.INFORMS, "03",
        {**_ON, "planned_at": Field("When", Sort.INSTANT, required=False), "text": Field("Remark", required=False)},
        purpose="Offers to tell of something in person.",
        answers=(REQUEST,), text={"en": "{party} offers a briefing on {subject}"},
    ),
    Kind(
        BRIEFING, "briefing", Speech.INFORMS, "01",
        {**_ON, "given_at": Field("When it was given, where not with this act", Sort.INSTANT, required=False),
         "text": Field("What is said, or what was said, in short")},
        purpose="What was told.",
        answers=(REQUEST, OFFER), text={"en": "{party} briefs on {subject}: {text}"},
    ),
    Kind(
        QUESTION, "question to a briefing", Speech.ASKS, "02", {"text": TEXT, **ASKED_BY}, needs_re=True,
        answers=(BRIEFING, ANSWER), opens=False, text={"en": "{party} asks on {re}: {text}"},
    ),
    Kind(
        ANSWER, "answer to a question at a briefing", Speech.ANSWERS, "01", {"text": TEXT}, needs_re=True,
        answers=(QUESTION,), opens=False, text={"en": "{party} answers {re}: {text}"},
    ),
)  # fmt: skip


class BriefingsState(Struct, frozen=True):
    """What one dossier has of briefings; acts only add up, so no order matters.

    Args:
        said: this desk's acts, and declining replies, by reference.
    """

    charter: Charter
    said: Mapping[str, Said] = field(default_factory=dict)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return nothing: a question may have two answers."""
        return ()

    def of(self, *kinds: str) -> tuple[Said, ...]:
        """Return the acts of these kinds, in an order that proof allows."""
        return tuple(sorted((act for act in self.said.values() if act.kind in kinds), key=by_past))

    def answers_to(self, act: Said) -> tuple[Said, ...]:
        """Return what others said in answer to an act; of a question only its briefer's words."""
        found = [one for one in self.of(OFFER, BRIEFING, ANSWER, DECLINE) if one.re == act.ref]
        asked = self.asked_by(act)
        return tuple(one for one in found if one.party in asked)

    def asked_by(self, act: Said) -> frozenset[str]:
        """Return who is asked by an act: addressees of a request, else all other readers; of a question who briefed."""
        if act.kind == QUESTION:
            briefing = self.briefing_of(act)
            return frozenset() if briefing is None else frozenset({briefing.party})
        if act.to or act.channel not in self.charter.channels:
            return frozenset(act.to) - {act.party}
        return frozenset(self.charter.members_of(act.channel)) - {act.party}

    def briefing_of(self, act: Said) -> Said | None:
        """Return the briefing at which a question, or a question after an answer, is put."""
        found: Said | None = act
        while found is not None and found.kind in (QUESTION, ANSWER):
            # Only what comes before by proof: two who lie together could answer each other in a circle.
            found = self.said.get(found.re) if found.re and found.follows(found.re) else None
        return found if found is not None and found.kind == BRIEFING else None

    def given_for(self, act: Said) -> tuple[Said, ...]:
        """Return the briefings given in answer to a request or an offer, or to an offer that answers the request."""
        offers = {one.ref for one in self.of(OFFER) if one.re == act.ref}
        return tuple(one for one in self.of(BRIEFING) if one.re == act.ref or one.re in offers)


def begin(charter: Charter) -> BriefingsState:
    """Return the state before anything was said."""
    return BriefingsState(charter)


# --- who may ----------------------------------------------------------------------------------------------------------


def may(state: BriefingsState, act: Said) -> Refused | None:
    """Return why an act does not count: see the table above."""
    if act.kind in (OFFER, BRIEFING):
        return _may_brief(state, act)
    if act.kind == QUESTION:
        return _may_ask(state, act)
    return _may_answer(state, act) if act.kind == ANSWER else None


def _may_brief(state: BriefingsState, act: Said) -> Refused | None:
    answered = state.said.get(act.re or "")
    if answered is not None and answered.kind == REQUEST and answered.party == act.party:
        return _own(act, answered, "answer what others ask; detente briefing offer opens a matter of its own")
    if answered is not None and answered.kind == OFFER and answered.party != act.party:
        return Refused(
            "briefing-of-other", expected=f"an offer by {act.party.upper()}: who offered a briefing gives it",
            got=f"{answered.ref}, by {answered.party.upper()}", remedy="detente briefing ask asks for it",
        )  # fmt: skip
    planned, given = instant_of(act.body, "planned_at"), instant_of(act.body, "given_at")
    if planned is not None and planned <= act.claimed_at:
        now = rfc3339(act.claimed_at)
        return Refused(
            "briefing-times", expected=f"a briefing planned for a time after {now}", got=rfc3339(planned),
            remedy="give a later --at, or detente briefing give where it was given",
        )  # fmt: skip
    if given is not None and given > act.claimed_at:
        now = rfc3339(act.claimed_at)
        return Refused(
            "briefing-times", expected=f"a briefing given by {now}", got=rfc3339(given),
            remedy="detente briefing offer announces one to come",
        )  # fmt: skip
    return None


def _may_ask(state: BriefingsState, act: Said) -> Refused | None:
    briefing = _briefing(state, act)
    if briefing is None:
        return _unknown(act)
    return _own(act, briefing, "correct it, or give another one") if briefing.party == act.party else None


def _may_answer(state: BriefingsState, act: Said) -> Refused | None:
    briefing = _briefing(state, act)
    if briefing is None:
        return _unknown(act)
    if briefing.party != act.party:
        return Refused(
            "briefing-of-other", expected=f"a question to a briefing by {act.party.upper()}",
            got=f"{briefing.ref}, by {briefing.party.upper()}", remedy="put a question of one's own: briefing question",
        )  # fmt: skip
    return None


def _briefing(state: BriefingsState, act: Said) -> Said | None:
    answered = state.said.get(act.re or "")
    return None if answered is None else state.briefing_of(answered)


def _unknown(act: Said) -> Refused:
    return Refused(
        "briefing-unknown", expected="a briefing that counts in this dossier, or a question to it",
        got=act.re or "nothing", remedy="detente briefing list shows them",
    )  # fmt: skip


def _own(act: Said, answered: Said, remedy: str) -> Refused:
    return Refused(
        "briefing-own", expected=f"an act of another party than {act.party.upper()}", got=answered.ref, remedy=remedy
    )


# --- what follows -----------------------------------------------------------------------------------------------------


def hears(kind: str) -> bool:
    """Say that a declining reply answers a request or a question too, and an offer."""
    return kind == DECLINE


def fold(state: BriefingsState, act: Said) -> BriefingsState:
    """Return the state with one more act."""
    if act.kind in KINDS or act.kind == DECLINE:
        return replace(state, said={**state.said, act.ref: act})
    return state


def duties(state: BriefingsState, journal: Journal) -> tuple[Duty, ...]:
    """Return the answers to requests and questions that the charter's clocks ask for; nobody owes a briefing."""
    found = []
    for act in state.of(REQUEST, QUESTION):
        seconds, title = reply_seconds(state.charter, act.kind), KINDS[act.kind].title
        if seconds is None:
            continue
        rule = clock_rule(seconds, title)
        citing = [one for one in state.said.values() if act.ref in one.cites]
        answers = (*state.answers_to(act), *(state.given_for(act) if act.kind == REQUEST else ()))
        found += [
            reply_duty(act, party, f"answer to a {title}", citing=citing, answers=answers, journal=journal,
                       charter=state.charter, seconds=seconds, rule=rule)
            for party in sorted(state.asked_by(act))
        ]  # fmt: skip
    return tuple(found)


def turn(state: BriefingsState, journal: Journal) -> frozenset[str]:  # noqa: ARG001  the desk contract
    """Return who is asked and has not answered, and whose offer was neither taken up by a briefing nor declined."""
    waiting: set[str] = set()
    for act in state.of(REQUEST, QUESTION):
        waiting |= state.asked_by(act) - {one.party for one in state.answers_to(act)}
    for offer in state.of(OFFER):
        if standing(state, offer) == "offered":
            waiting.add(offer.party)
    return frozenset(waiting)


def next_acts(state: BriefingsState, party: str) -> tuple[NextAct, ...]:
    """Return what an officer of the party could do now."""
    found = []
    for act in state.of(REQUEST):
        if act.party != party:
            about = {name: act.body.get(name) for name in _ON}
            found += [NextAct(OFFER, act.ref, about), NextAct(BRIEFING, act.ref, about)]
    found += [NextAct(BRIEFING, one.ref, {name: one.body.get(name) for name in _ON})
              for one in state.of(OFFER) if one.party == party]  # fmt: skip
    found += [NextAct(QUESTION, one.ref) for one in state.of(BRIEFING) if one.party != party]
    found += [NextAct(ANSWER, one.ref) for one in state.of(QUESTION) if party in state.asked_by(one)]
    return tuple(found)


# --- for eyes ---------------------------------------------------------------------------------------------------------


def standing(state: BriefingsState, act: Said) -> str:
    """Return how a request, an offer, a briefing or a question stands: asked, offered, given, declined, answered."""
    declined = {one.party for one in state.of(DECLINE) if one.re == act.ref}
    answers = state.answers_to(act)
    if act.kind == BRIEFING:
        asked = [one for one in state.of(QUESTION) if state.briefing_of(one) == act and not state.answers_to(one)]
        return "given, questions open" if asked else "given"
    if act.kind == QUESTION:
        return "asked" if not answers else "answered" if any(one.kind == ANSWER for one in answers) else "declined"
    if state.given_for(act):
        return "given"
    if state.asked_by(act) and state.asked_by(act) <= declined:
        return "declined"
    if act.kind == OFFER or any(one.kind == OFFER for one in answers):
        return "offered"
    return "asked"


def render(state: BriefingsState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return requests, offers, briefings, questions and answers for eyes."""
    main = state.of(REQUEST, OFFER, BRIEFING)
    if not main:
        return Sheet(titled("Answers on a briefing"), "nothing asked")
    first, told = main[0], [_data(state, act) for act in main]
    status = told[0]["status"]
    if status == "given":
        status = next((one["status"] for one in told if one["status"] == "given, questions open"), status)
    questions = [_data(state, act) for act in state.of(QUESTION)]
    answers = {one.re: one for one in state.of(ANSWER)}
    sections = (
        Section(
            TITLE,
            tuple(
                Line((one["party"].upper(), KINDS[one["kind"]].title, one["on"], one["at"] or "–", one["status"],
                      one["text"]), one["ref"], one["language"], "waiting" if one["status"] == "asked" else "")
                for one in told
            ),
            ("By", "What", "On", "When", "Status", "Words"),
        ),
        Section(
            "Questions",
            tuple(
                Line((one["party"].upper(), one["text"], one["status"],
                      text_of(answers[one["ref"]].body, "text") if one["ref"] in answers else "–"), one["ref"],
                     mark="waiting" if one["status"] == "asked" else "")
                for one in questions
            ),
            ("By", "Question", "Status", "Answer"),
        ),
    )  # fmt: skip
    return Sheet(
        titled(quoted(f"{text_of(first.body, 'subject')}: {text_of(first.body, 'on')}"[:TITLE_CHARACTERS])),
        status,
        facts=tuple(_facts(state, first)),
        sections=tuple(one for one in sections if one.lines),
        data={"on": text_of(first.body, "on"), "subject": text_of(first.body, "subject"), "briefings": told,
              "questions": questions},
    )  # fmt: skip


def _facts(state: BriefingsState, first: Said) -> Iterable[tuple[str, str]]:
    declined = sorted({one.party for one in state.of(DECLINE)})
    yield "on", text_of(first.body, "on")
    yield "subject", text_of(first.body, "subject")
    if declined:
        yield "declined by", ", ".join(declined).upper()


def _data(state: BriefingsState, act: Said) -> dict[str, Any]:
    at = instant_of(act.body, "planned_at") if act.kind == OFFER else instant_of(act.body, "given_at")
    if act.kind == BRIEFING and at is None:
        at = act.claimed_at
    return {
        "ref": act.ref, "party": act.party, "kind": act.kind, "re": act.re, "to": sorted(state.asked_by(act)),
        "on": text_of(act.body, "on"), "subject": text_of(act.body, "subject"), "text": text_of(act.body, "text"),
        "language": act.language, "at": written(at), "status": standing(state, act),
        "answers": [one.ref for one in state.answers_to(act)],
    }  # fmt: skip
