"""An inspection or evaluation visit as its acts make it, or a notice about a quota; nothing but those that count."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from detente.clock import HOUR, Instant, held
from detente.council.gathered import Gathered
from detente.council.kinds import drill_of, instant_of, text_of
from detente.council.register import Register, registered
from detente.council.said import Said
from detente.council.terms import Terms, regime_in, terms_of
from detente.protocol.charter import Charter

REQUEST, ANSWER, REPORT, NOTICE = "inspection-request", "inspection-answer", "inspection-report", "quota-notice"
INSPECTION, EVALUATION = "inspection", "evaluation"
ACCEPTED, OTHER_SITE, REFUSED = "accepted", "other site", "refused"
QUOTA_USED, FORCE_MAJEURE = "quota used up", "force majeure"
DECLARED = "declared"
GRANTED: Final = (ACCEPTED, OTHER_SITE)
"""Answers by which a visit takes place."""


@dataclass(frozen=True, slots=True)
class InspectionState(Gathered):
    """The acts of one visit, or of one notice."""

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return concurrent answers of who is asked that differ."""
        register = self.answer
        return (f"answers of {self.asked.upper()}: {', '.join(register.refs)} differ",) if register.conflict else ()

    @property
    def request(self) -> Said | None:
        """Return the request, or None in the matter of a notice."""
        return next(iter(self.said(REQUEST)), None)

    @property
    def notice(self) -> Said | None:
        """Return the notice about a quota, or None in the matter of a visit."""
        return next(iter(self.said(NOTICE)), None)

    @property
    def drill(self) -> str:
        """Return the drill in which it is practised, or nothing."""
        return drill_of(self._opening.body) if self._opening is not None else ""

    @property
    def _opening(self) -> Said | None:
        return self.request or self.notice

    @property
    def asker(self) -> str:
        """Return who asks for the visit."""
        return self.request.party if self.request is not None else ""

    @property
    def asked(self) -> str:
        """Return who is to receive it."""
        return self.request.to[0] if self.request is not None and self.request.to else ""

    @property
    def sort(self) -> str:
        """Return `inspection` or `evaluation`, of a visit as of a notice."""
        return text_of(self._opening.body, "sort") if self._opening is not None else ""

    @property
    def regime(self) -> str:
        """Return the regime under which is asked, or of whose quota a notice speaks; or nothing."""
        return regime_for(self.charter, self._opening) if self._opening is not None else ""

    @property
    def beyond_quota(self) -> bool:
        """Say if it is asked all the same, though its author counts the quota as used up."""
        return self.request is not None and self.request.body.get("beyond_quota") is True

    @property
    def enters_at(self) -> Instant:
        """Return the estimated time of entry; 0 where there is no request."""
        return (instant_of(self.request.body, "enters_at") or 0) if self.request is not None else 0

    @property
    def leaves_at(self) -> Instant | None:
        """Return when the visitors left, or None where nobody says.

        That is the earlier of when they were to leave and when they report to have left: their own word does not put
        off what they owe from then on. Where the host has them leave later too, it is what both sides have.
        """
        reported, hosted = _earliest(self.reports), _earliest(self._host_comments)
        if reported is not None and hosted is not None:
            return min(reported, hosted)
        return min((at for at in (self._planned_end, reported) if at is not None), default=None)

    @property
    def _planned_end(self) -> Instant | None:
        hours = self.request.body.get("hours") if self.request is not None else None
        return held(self.enters_at + hours * HOUR) if isinstance(hours, int) else None

    @property
    def _host_comments(self) -> tuple[Said, ...]:
        return tuple(act for act in self.comments if act.party == self.asked)

    @property
    def answer(self) -> Register[str]:
        """Return the answer of who is asked; a later one replaces."""
        return registered((act, text_of(act.body, "answer")) for act in self.said(ANSWER))

    @property
    def standing_answer(self) -> Said | None:
        """Return the act that answers, the first of several concurrent ones; None where there is none."""
        return self.act(next(iter(self.answer.refs), None), ANSWER)

    @property
    def granted(self) -> bool:
        """Say if the visit is accepted, at this site or another, and nothing concurrent says otherwise."""
        return self.answer.settled in GRANTED

    @property
    def reports(self) -> tuple[Said, ...]:
        """Return the reports of who asked that the visit was carried out."""
        return tuple(act for act in self._told() if act.body.get("carried_out") is True)

    @property
    def undone(self) -> Said | None:
        """Return the word of who asked that the visit was not carried out, where no report says that it was."""
        told = [act for act in self._told() if act.body.get("carried_out") is not True]
        return told[-1] if told and not self.reports else None

    @property
    def host_on_undone(self) -> str | None:
        """Return on which ground the host too says that it was not carried out, or None while it says nothing of it.

        It is empty where the host says that it was carried out, names no ground, or names different ones.
        """
        undone = self.undone
        said = [act for act in self._host_comments if undone is not None and act.re == undone.ref]
        said = [act for act in said if "carried_out" in act.body or "ground" in act.body]
        if not said:
            return None
        grounds = {"" if act.body.get("carried_out") is True else text_of(act.body, "ground") for act in said}
        return grounds.pop() if len(grounds) == 1 else ""

    def _told(self) -> tuple[Said, ...]:
        return tuple(act for act in self.said(REPORT) if act.party == self.asker and not self.is_comment(act))

    def is_comment(self, act: Said) -> bool:
        """Say if it comments on a report, and is none itself."""
        return act.re in self.acts.get(REPORT, {})

    @property
    def comments(self) -> tuple[Said, ...]:
        """Return what anybody remarks on a report."""
        return tuple(act for act in self.said(REPORT) if self.is_comment(act))

    # --- terms ------------------------------------------------------------------------------------

    @property
    def request_terms(self) -> Terms:
        """Return how long before entry it is to be asked for."""
        return terms_of(self.charter, REQUEST, self.regime, f"{self.sort}-request")

    @property
    def reply_terms(self) -> Terms:
        """Return on which terms the request is to be answered."""
        return terms_of(self.charter, REQUEST, self.regime, f"{self.sort}-reply")

    @property
    def report_terms(self) -> Terms:
        """Return on which terms the visit is to be reported on."""
        return terms_of(self.charter, REPORT, self.regime, f"{self.sort}-report")


def _earliest(acts: Iterable[Said]) -> Instant | None:
    return min((at for one in acts if (at := instant_of(one.body, "ends_at")) is not None), default=None)


def regime_for(charter: Charter, act: Said) -> str:
    """Return the regime under which a request or a notice stands, or nothing."""
    sort = text_of(act.body, "sort")
    return regime_in(charter, act.body, *(f"{sort}-{form}" for form in ("request", "reply", "report")))


def year_of(at: Instant) -> int:
    """Return the calendar year of a second, in UTC."""
    return datetime.fromtimestamp(at, UTC).year
