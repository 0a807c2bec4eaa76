"""A request for explanation as its acts make it; the state is nothing but those that count.

What they add up to is asked of it: so no order of arrival can leave a trace. Each side's account of a meeting is a fact
as its author says: accounts stand beside each other and are never merged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from detente.council.gathered import Gathered
from detente.council.kinds import text_of, texts_of
from detente.council.register import Register, registered
from detente.council.said import Said

REQUEST, ANSWER = "explanation-request", "explanation-answer"
MEETING, SITTING, REPORT = "explanation-meeting", "explanation-sitting", "explanation-report"

EXPLAINED, NOT_APPLICABLE = "explained", "rule not applicable"
QUOTA_USED, FORCE_MAJEURE = "quota used up", "force majeure"
ACCEPTED, DECLINED = "accepted", "declined"
ON_REQUEST: Final = (EXPLAINED, NOT_APPLICABLE, QUOTA_USED, FORCE_MAJEURE)
"""What may be answered to a request."""
ON_MEETING: Final = (ACCEPTED, DECLINED, NOT_APPLICABLE, FORCE_MAJEURE)
"""What may be answered to the request for a meeting."""

BILATERAL, OF_ALL = "bilateral", "all"
HELD, NOT_HELD, NOT_ATTENDED, DIFFER = "held", "not held", "not attended", "told differently"


@dataclass(frozen=True, slots=True)
class ExplanationState(Gathered):
    """The acts of one request for explanation that count, by kind and reference."""

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return concurrent answers of one party that differ; accounts of two sides are none, they stand."""
        found = []
        for asking in self.said(REQUEST, MEETING):
            for party in sorted({act.party for act in self.said(ANSWER) if act.re == asking.ref}):
                register = self.answer(asking.ref, party)
                if register.conflict:
                    found.append(f"{party.upper()}, answer to {asking.ref}: {', '.join(register.refs)} differ")
        return tuple(found)

    # --- request and answers ----------------------------------------------------------------------

    @property
    def request(self) -> Said | None:
        """Return the request, which opened the dossier."""
        return next(iter(self.said(REQUEST)), None)

    @property
    def asker(self) -> str:
        """Return who asks, or nothing where no request counts."""
        return self.request.party if self.request is not None else ""

    @property
    def asked(self) -> str:
        """Return who is asked, or nothing where no request counts."""
        return self.request.to[0] if self.request is not None and self.request.to else ""

    @property
    def sides(self) -> tuple[str, ...]:
        """Return who asks and who is asked."""
        return (self.asker, self.asked) if self.request is not None else ()

    def other(self, party: str) -> str:
        """Return the other side."""
        return self.asked if party == self.asker else self.asker

    def answer(self, ref: str, party: str) -> Register[str]:
        """Return what a party answered to a request or to the request for a meeting; its later answer replaces."""
        acts = [act for act in self.said(ANSWER) if (act.re, act.party) == (ref, party)]
        return registered((act, text_of(act.body, "answer")) for act in acts)

    def answered(self, number: int) -> tuple[tuple[Said, str], ...]:
        """Return by which acts one question is answered, by its number from 1, each with its words."""
        request = self.request
        answers = [act for act in self.said(ANSWER) if request is not None and act.re == request.ref]
        return tuple(
            (act, text_of(one, "text"))
            for act in answers
            for one in act.body.get("answers", ())
            if one.get("number") == number
        )

    @property
    def open_questions(self) -> tuple[int, ...]:
        """Return the numbers of questions that have no answer of their own although it was explained.

        It is no finding: the explanation may cover them. While nothing is explained the reply itself is awaited, and
        where another word answers the request, or who asked closed the matter, no question is open.
        """
        request = self.request
        if request is None or self.closing is not None or self.answer(request.ref, self.asked).settled != EXPLAINED:
            return ()
        numbers = range(1, len(texts_of(request.body, "questions")) + 1)
        return tuple(number for number in numbers if not self.answered(number))

    @property
    def asked_back(self) -> str:
        """Return whose turn open questions are: of who is asked, and once it has answered again of who asked.

        Who asked has said what follows once it asks for a meeting or reports.
        """
        request = self.request
        if request is None or not self.open_questions:
            return ""
        if self.meetings or any(act.party == self.asker for act in self.said(REPORT)):
            return ""
        explained = [act for act in self.said(ANSWER) if (act.re, act.party) == (request.ref, self.asked)]
        return self.asked if len(explained) == 1 else self.asker

    # --- meetings ---------------------------------------------------------------------------------

    @property
    def meetings(self) -> tuple[Said, ...]:
        """Return the requests for a meeting."""
        return self.said(MEETING)

    def called(self, meeting: Said) -> frozenset[str]:
        """Return who is asked to meet: the other side, and at a meeting of all whoever is to convene it."""
        return frozenset({self.other(meeting.party), *meeting.to}) - {meeting.party}

    def accounts(self, meeting: str) -> tuple[Said, ...]:
        """Return how it went, as each author says; a later account of the same author replaces its earlier one."""
        found: dict[str, Register[Said]] = {}
        for act in self.said(SITTING):
            if act.re == meeting:
                found[act.party] = found.get(act.party, Register()).put(act, act)
        return tuple(act for party in sorted(found) for _ref, act in sorted(found[party].values.items()))

    def outcome(self, meeting: Said) -> str:
        """Return what all accounts of a meeting say alike, or that they differ; nothing where there is none."""
        told = {_told(act) for act in self.accounts(meeting.ref)}
        return DIFFER if len(told) > 1 else next(iter(told), "")

    def meeting_of(self, act: Said) -> Said | None:
        """Return the meeting that an account, an answer or a report is about, or None."""
        named, seen = act, {act.ref}
        while (found := self.act(named.re, SITTING, REPORT, ANSWER, MEETING)) is not None and found.ref not in seen:
            if found.kind == MEETING:
                return found
            named, seen = found, {*seen, found.ref}
        return None

    # --- reports ----------------------------------------------------------------------------------

    def joined_by(self, report: Said) -> tuple[str, ...]:
        """Return the parties that said the report to be theirs too."""
        return tuple(sorted({act.party for act in self.said(REPORT) if act.re == report.ref} - {report.party}))

    def reporters(self, meeting: Said) -> Mapping[str, tuple[Said, ...]]:
        """Return by party the acts with which it has reported on a meeting, on its own or by joining."""
        found: dict[str, tuple[Said, ...]] = {}
        for act in self.said(REPORT):
            if self.meeting_of(act) == meeting:
                found[act.party] = (*found.get(act.party, ()), act)
        return found

    @property
    def closing(self) -> Said | None:
        """Return the report with which who asked regards the matter as closed, or None."""
        return next((act for act in self.said(REPORT) if act.body.get("closes") is True), None)


def _told(act: Said) -> str:
    """Return one account in a few words: *held*, *not attended by RU*, *held, not attended by RU*, *not held*."""
    absent = sorted(texts_of(act.body, "not_attended"))
    held = act.body.get("held") is True
    if not absent:
        return HELD if held else NOT_HELD
    words = f"{NOT_ATTENDED} by {', '.join(absent).upper()}"
    return f"{HELD}, {words}" if held else words
