"""Activities of some years through a pack, a row each: by which rule, by what date, observers or not, which figure."""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from detente.regimes.activity import Activity, Basis
from detente.regimes.assessed import ActivityDuty, Assessed
from detente.regimes.ruling import Verdict

NOTIFY: Final = "notify"
INVITE: Final = "invite"


class ReportRow(Struct, frozen=True):
    """One activity in the report.

    Args:
        figure: the total that the rules were applied to, and whether it is counted or only announced.
        rule: that asks for notice; empty where none does.
        due: by when; None where there is no duty or its event is not stated.
        observers: like `due by 2016-04-26 (VD-47.4)`, `not asked for`, or `cannot say`.
        handling: how the sources say that it was dealt with.
    """

    id: str
    name: str
    lead: str
    start: str
    verdict: Verdict
    rule: str
    due: str | None
    observers: str
    observers_due: str | None
    figure: str
    basis: Basis
    confidence: str
    reason: str
    handling: str
    source: str


def within(activities: Iterable[Activity], first: int | None, last: int | None) -> tuple[Activity, ...]:
    """Return the activities that began, or may have begun, in these years; without bounds all of them."""
    if first is None and last is None:
        return tuple(activities)
    low, high = first or 0, last or 9_999
    began = [(one, one.start) for one in activities if one.start is not None]
    return tuple(one for one, start in began if start.last.year >= low and start.first.year <= high)


def report(activities: Iterable[Activity], found: Iterable[Assessed]) -> tuple[ReportRow, ...]:
    """Return the report's rows, in the order of time.

    Args:
        found: what follows for each of the activities, in the same order.
    """
    rows = [_row(one, of) for one, of in zip(activities, found, strict=True)]
    return tuple(sorted(rows, key=lambda row: (row.start, row.id)))


def _row(one: Activity, found: Assessed) -> ReportRow:
    notice, invitation = _first(found, NOTIFY), _first(found, INVITE)
    figure = found.notifiable or found.public or "none stated"
    return ReportRow(
        id=one.id,
        name=one.name,
        lead=one.lead,
        start=found.start or "",
        verdict=found.verdict,
        rule="" if notice is None else notice.rule,
        due=None if notice is None else notice.due,
        observers=_observers(found, invitation),
        observers_due=None if invitation is None else invitation.due,
        figure=figure,
        basis=found.figure,
        confidence="" if notice is None else str(notice.confidence),
        reason=found.reason,
        handling=one.handling,
        source=one.source,
    )


def _first(found: Assessed, does: str) -> ActivityDuty | None:
    return next((duty for duty in found.duties if duty.does == does), None)


def _observers(found: Assessed, invitation: ActivityDuty | None) -> str:
    if invitation is not None:
        return f"due by {invitation.due or 'a date not stated'} ({invitation.rule})"
    return "cannot say" if found.verdict is Verdict.CANNOT_SAY else "not asked for"
