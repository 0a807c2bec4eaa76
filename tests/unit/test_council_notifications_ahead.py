"""What is notified, in calendars and among others: days that stay days, versions, plans, and what is weighed."""

from typing import Any

from tests.matter import Matter, charter_of
from tests.unit.test_council_notifications import TABLES, council, notify

from detente.clock import parse_rfc3339, rfc3339
from detente.council.desks import notifications
from detente.council.papers.appointment import Appointment, Standing
from detente.regimes.activity import Activity, Basis
from detente.regimes.assess import assess
from detente.regimes.constraints import constraints
from detente.regimes.library import find

PACK = find("vienna-2011")


def entries(matter: Matter) -> tuple[Appointment, ...]:
    return notifications.appointments(matter.folded().states["notifications"])


def activities(matter: Matter) -> tuple[Activity, ...]:
    return notifications.activities(matter.folded().states["notifications"])


def test_an_activity_stands_in_the_calendar_by_whole_days() -> None:
    """From its first day through its last; an amendment raises the revision, a cancellation strikes it."""
    matter = council()
    first = notify(matter)
    (entry,) = entries(matter)
    assert (entry.sort, entry.all_day, entry.standing, entry.title.words) == (
        "activity",
        True,
        Standing.CONFIRMED,
        "Zapad",
    )
    assert (rfc3339(entry.begins_at), rfc3339(entry.ends_at or 0)) == ("2016-07-01T00:00:00Z", "2016-07-06T00:00:00Z")
    second = matter.say("ru", "notification-amendment", first, number=1, fields={"end": "2016-07-08"}, reason="Longer.")
    (longer,) = entries(matter)
    assert (longer.revision, longer.ends_at) == (1, parse_rfc3339("2016-07-08T00:00:00Z"))
    assert longer.reference == entry.reference
    matter.say("ru", "notification-cancellation", second, reason="Weather.")
    assert entries(matter)[0].standing is Standing.CANCELLED
    assert activities(matter) == ()


def test_what_is_notified_is_counted_under_the_agreement() -> None:
    """Its total decides, the public one and others' estimates stand beside it, and rules can be asked of it."""
    matter = council()
    first = notify(matter, announced=80_000)
    matter.say("nato", "activity-estimate", first, troops=60_000, text="Rail traffic.")
    (one,) = activities(matter)
    assert (one.basis, str(one.counted), str(one.announced), str(one.estimate)) == (
        Basis.COUNTED, "12,700", "80,000", "60,000",
    )  # fmt: skip
    assert (one.id, one.name, one.host) == (first.ref, "Zapad", ("RU",))
    (assessed,) = assess([one], PACK)
    assert [(duty.rule, duty.due) for duty in assessed.duties] == [("VD-40.1", "2016-05-20")]


def test_notified_activities_are_weighed_together() -> None:
    """Two above 40,000 within three years stand above the limit, each under its reference."""
    found = []
    for number, start in enumerate(("2016-07-01", "2018-07-01")):
        matter = council()
        act = notify(matter, changes={"start": start, "end": start, "troops": 41_000})
        found += [(number, act, one) for one in activities(matter)]
    distinct = [one for number, _, one in found for one in [_named(one, number)]]
    bearing = next(one for one in constraints(distinct, PACK) if one.rule == "VD-67.1")
    assert (bearing.state, bearing.count, bearing.most, str(bearing.standing)) == ("RU", 2, 1, "above the limit")
    assert bearing.period == "2016 to 2018"


def _named(one: Activity, number: int) -> Activity:
    from msgspec.structs import replace

    return replace(one, id=f"{one.id}-{number}")


def test_a_participants_own_part_is_no_second_activity() -> None:
    """Where somebody else hosts it, the host's notice is the one that counts."""
    matter = council()
    notify(matter, own_troops=9_500)
    assert activities(matter) == ()
    assert len(entries(matter)) == 1


def test_what_an_amendment_takes_out_is_no_more_weighed() -> None:
    """A flag that was stated with the form and withdrawn after it is unknown again, whatever the first act says."""
    matter = council()
    first = notify(matter, in_zone=True)
    assert activities(matter)[0].flags["in_zone"] is True
    matter.say("ru", "notification-amendment", first, number=1, removed=["in_zone"], reason="Not stated any more.")
    assert "in_zone" not in activities(matter)[0].flags
    assert activities(matter)[0].flags["single_command"] is True


def test_an_annual_calendar_lists_plans() -> None:
    """Each row is tentative and keeps a name of its own; a nil return lists nothing."""
    row: dict[str, Any] = {"type": "exercise", "area": "North", "troops": 9_000}
    rows = [
        {**row, "number": 1, "designation": "Spring", "start": "2017-03-01", "end": "2017-03-09"},
        {**row, "number": 2, "designation": "Autumn", "start": "2017-09-01", "end": "2017-09-09"},
    ]
    matter = Matter(charter_of(tables=TABLES))
    body = {"regime": PACK.id, "format": "annual-calendar"}
    said = matter.say("ru", "notification", **body, fields={"year": 2017, "activities": rows})
    assert matter.why(said) == ""
    assert [(one.title.words, one.standing, one.all_day) for one in entries(matter)] == [
        ("Spring", Standing.TENTATIVE, True),
        ("Autumn", Standing.TENTATIVE, True),
    ]
    assert len({one.reference for one in entries(matter)}) == 2
    assert activities(matter) == ()
    nil = Matter(charter_of(tables=TABLES))
    nil.say("ru", "notification", **body, nil=True, fields={"year": 2017})
    assert entries(nil) == ()


def test_nothing_is_listed_before_anything_was_said() -> None:
    state = notifications.begin(charter_of(tables=TABLES))
    assert (notifications.appointments(state), notifications.activities(state)) == ((), ())
