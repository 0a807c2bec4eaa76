"""What is notified, as it stands in a calendar and as an activity that rules can weigh together with others."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from detente.clock import DAY, Instant
from detente.council.kinds import drill_of, text_of
from detente.council.notification.state import TOLD, NotificationState
from detente.council.papers.appointment import ACTIVITY, Appointment, Standing
from detente.council.said import Said
from detente.council.titles import Title, practised, quoted, titled
from detente.regimes.activity import COUNTS, FLAGS, Activity, Figure, Phase, Precision, When
from detente.regimes.values import moment_of, number_of

CALENDAR: Final = "activities"
"""The table of a form that lists several activities ahead, as an annual calendar does."""


def appointments_of(state: NotificationState) -> tuple[Appointment, ...]:
    """Return a notified activity from its start through its end, or each row of a calendar; what has no start, not.

    A row of a calendar is tentative: what is planned is notified when its time comes.
    """
    opening = state.opening
    if opening is None or state.nil:
        return ()
    rows = state.fields.get(CALENDAR)
    if isinstance(rows, list | tuple):
        found = (_entry(state, opening, row, number) for number, row in _numbered(rows))
        return tuple(one for one in found if one is not None)
    one = _entry(state, opening, state.fields, 0)
    return () if one is None else (one,)


def activities_of(state: NotificationState) -> tuple[Activity, ...]:
    """Return the activity that stands notified by its host; none for returns, drills, cancelled ones and own parts.

    The total in the form is the one counted under the agreement. Who notifies is taken as the host.
    """
    opening, fields = state.opening, state.fields
    if opening is None or state.nil or state.cancellations or drill_of(opening.body):
        return ()
    start = when_of(fields.get("start"))
    if start is None or CALENDAR in fields or "own_troops" in state.told:
        return ()
    totals = [act.body["troops"] for act in state.estimates if isinstance(act.body.get("troops"), int)]
    told = {
        **fields,
        **{name: opening.body[name] for name in FLAGS if name in opening.body and name not in TOLD},
        **state.told,
    }
    return (
        Activity(
            id=opening.ref,
            name=str(fields.get("designation") or opening.ref),
            start=start,
            end=when_of(fields.get("end")),
            announced=_figure(opening.body.get("announced")),
            estimate=Figure(min(totals), max(totals)) if totals else None,
            figures=_figures(fields),
            flags={name: told[name] for name in FLAGS if isinstance(told.get(name), bool)},
            kind="snap" if fields.get("no_notice") is True else "planned",
            host=(opening.party.upper(),),
            lead=opening.party,
            parent=text_of(opening.body, "parent"),
            phases=tuple(_phases(fields.get("phases"))),
        ),
    )


def when_of(value: object) -> When | None:
    """Return the day or second that a form states, or None."""
    moment = moment_of(value)
    if isinstance(moment, datetime):
        return When(moment.date(), moment.date(), Precision.SECOND, moment)
    return None if moment is None else When(moment, moment, Precision.DAY)


def _entry(state: NotificationState, opening: Said, fields: Mapping[str, Any], number: int) -> Appointment | None:
    start, end = when_of(fields.get("start")), when_of(fields.get("end"))
    if start is None:
        return None
    charter, changes = state.charter, (*state.amendments, *state.cancellations)
    planned = Standing.TENTATIVE if number else Standing.CONFIRMED
    all_day = start.at is None and (end is None or end.at is None)
    area = fields.get("area")
    return Appointment(
        council=charter.council_id,
        rehearsal=charter.rehearsal,
        reference=f"{opening.ref} {number}" if number else opening.ref,
        title=practised(drill_of(opening.body), _title(state, fields)),
        standing=Standing.CANCELLED if state.cancellations else planned,
        revision=len(changes),
        stamped_at=max(act.claimed_at for act in (opening, *changes)),
        begins_at=_second(start.earliest()),
        ends_at=None if end is None else _end(end, all_day=all_day),
        place=area if isinstance(area, str) else "",
        organiser=opening.party,
        organiser_name=charter.parties[opening.party].name,
        text="planned, as the calendar says" if number else text_of(opening.body, "text"),
        sort=ACTIVITY,
        all_day=all_day,
    )


def _title(state: NotificationState, fields: Mapping[str, Any]) -> Title:
    named = fields.get("designation")
    return titled(quoted(str(named)) if named else state.regime)


def _numbered(rows: list[Any] | tuple[Any, ...]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    return ((number, row) for number, row in enumerate(rows, 1) if isinstance(row, Mapping))


def _figures(fields: Mapping[str, Any]) -> dict[str, Figure]:
    return {name: found for name in COUNTS if (found := _figure(fields.get(name))) is not None}


def _figure(value: object) -> Figure | None:
    number = number_of(value)
    return None if number is None or number < 0 else Figure(int(number), int(number))


def _phases(rows: object) -> Iterator[Phase]:
    for _, row in _numbered(rows) if isinstance(rows, list | tuple) else ():
        yield Phase(text_of(row, "phase"), when_of(row.get("start")), when_of(row.get("end")), _figures(row))


def _end(end: When, *, all_day: bool) -> Instant:
    """Return the beginning of the last day, or where seconds are told its end."""
    return _second(end.latest()) + (DAY if end.at is None and not all_day else 0)


def _second(moment: date | datetime) -> Instant:
    if isinstance(moment, datetime):
        return int(moment.timestamp())
    return (moment - date(1970, 1, 1)).days * DAY
