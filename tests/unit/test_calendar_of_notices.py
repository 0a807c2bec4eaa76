"""What a party notified, in the calendar of the other one: by command, over two folders with a bag between them."""

import json
from pathlib import Path

import icalendar
from test_home_standing import Shell, detente
from test_notify_commands import UnderVienna, filled, two

__all__ = ["detente", "two"]


def test_a_notice_stands_in_the_calendar_and_is_weighed(two: UnderVienna, detente: Shell, tmp_path: Path) -> None:
    """Sent by one party, it is an activity of whole days in the calendar, and one of those that provisions count."""
    code, out = detente(two.ru, "notify", "send", filled(two, detente, tmp_path), "--channel", "plenary")
    assert code == 0, out
    code, out = detente(two.ru, "calendar", "export", "--only", "activity", "--json")
    (entry,) = json.loads(out)["items"]
    assert (entry["title"], entry["begins_at"], entry["all_day"]) == ("Zapad", "2016-07-01T00:00:00Z", True)
    file = tmp_path / "out.ics"
    assert detente(two.ru, "calendar", "export", "-o", str(file))[0] == 0
    events = icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    days = [one.decoded("dtend").isoformat() for one in events if "dtend" in one]
    assert days == ["2016-07-07"]
    owed = [str(one["summary"]) for one in events if "dtend" not in one]
    assert "NATO: return: Annual calendar, 2017" in owed
    code, out = detente(two.ru, "calendar", "check", "--json")
    found = json.loads(out)
    assert (found["regime"], found["activities"], found["items"]) == ("vienna-2011", 1, [])
