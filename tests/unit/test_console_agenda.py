"""The calendar's page: what is ahead and what is past, provisions as counts, and the address for calendar programs."""

import re

from console_page import EVIL, page
from console_world import ID, NOW, World

from detente.home.replies.calendar import CalendarChecked, EntryView
from detente.regimes.bearing import Bearing, Overlap, Standing


def entry(sort: str, begins_at: str, **changes: object) -> EntryView:
    given = {
        "sort": sort, "title": EVIL, "begins_at": begins_at, "ends_at": None, "all_day": False,
        "standing": "tentative", "party": "ru", "place": EVIL, "ref": "RU/TABLE/2", **changes,
    }  # fmt: skip
    return EntryView(**given)  # type: ignore[arg-type]


def test_what_is_ahead_and_what_is_past() -> None:
    """An activity is ahead until the end of its last day; a second that is over is past."""
    world = World(
        entries=[
            entry("deadline", "2016-04-20T11:59:59Z", party="nato"),
            entry("activity", "2016-04-18T00:00:00Z", ends_at="2016-04-20T00:00:00Z", all_day=True),
            entry("meeting", "2016-04-22T12:00:00Z"),
        ]
    )
    text = page(world, "/calendar").text
    ahead, past = text.split("Past")
    assert "18 Apr 2016 to 20 Apr 2016" in ahead
    assert ahead.index("activity") < ahead.rindex("meeting")
    assert "deadline" in past


def test_a_long_calendar_is_turned_over() -> None:
    """What is ahead goes on later, what is past goes on earlier, each by itself."""
    days = [f"2016-0{month}-{day:02}T12:00:00Z" for month in (3, 5) for day in (*range(1, 31),)]
    world = World(entries=[entry("meeting", day, title=day[:10]) for day in sorted(days * 2)])
    first = page(world, "/calendar?sort=meeting")
    assert "Rows 1 to 40 of 60." in first.text
    turned = [link for link in first.links if "sort=meeting" in link and "=40" in link]
    assert turned == ["/calendar?sort=meeting&ahead=40#ahead", "/calendar?sort=meeting&past=40#past"]
    second = page(world, turned[1].partition("#")[0])
    ahead, past = second.text.split("Past")
    assert ("2016-05-01" in ahead, "2016-03-30" in past, "2016-03-01" in past) == (True, False, True)
    assert "/calendar?sort=meeting#past" in second.links


def test_a_page_that_is_not_whole_says_so() -> None:
    world = World(entries=[entry("meeting", "2016-04-22T12:00:00Z")], unread=3)
    text = " ".join(page(world, "/calendar").text.split())
    assert "3 matters are left, the oldest. What is read so far stands below. Look again" in text
    assert "read for the first time" not in page(World(), "/calendar").text


def test_provisions_are_counts() -> None:
    """A count beside a number, what is left open, and what takes place at once; and no verdict."""
    bearing = Bearing(
        "VD-67.1", "At most one", "Norway", Standing.AT, 1, 1, "2016 to 2018",
        ("NO/LINE/2",), ("NO/LINE/3",), ("counted",), ("troops",),
    )  # fmt: skip
    overlap = Overlap("Norway", "NO/LINE/2", "NO/LINE/3", "2016-05-01", "2016-05-02")
    checked = CalendarChecked(NOW, {}, "vienna-2011", 2, (bearing,), (overlap,), instrument="Vienna Document 2011")
    world = World(checked=checked)
    text = " ".join(page(world, "/calendar").text.split())
    assert "1 of 1" in text
    assert "at the limit" in text
    assert "left open: NO/LINE/3" in text
    assert "At the same time, Norway: NO/LINE/2 and NO/LINE/3, 1 May 2016 to 2 May 2016" in text
    assert "By the agreement Vienna Document 2011, from 2 notified activities." in text
    assert "for states to say" in text
    # What takes place at once is said without an agreement, too: then none is named.
    text = " ".join(page(World(checked=CalendarChecked(NOW, {}, "", 3, (), (overlap,))), "/calendar").text.split())
    assert "From 3 notified activities. No agreement of the charter limits how many there are." in text
    assert "By the agreement" not in text


def test_days_stand_in_one_manner() -> None:
    """As times do, and as other pages write them, in the language of the page."""
    whole = entry("activity", "2016-06-07T00:00:00Z", ends_at="2016-06-17T00:00:00Z", all_day=True, title="A", place="")
    world = World(entries=[whole, entry("meeting", "2016-06-20T12:00:00Z", title="B", place="")])
    assert not re.search(
        r"\d{4}-\d\d-\d\d", page(world, "/calendar").text.partition("Ahead")[2].partition("Receipt is")[0]
    )
    russian = world.get("/calendar", accept_language="ru").text
    assert "7 июн. 2016" in russian


def test_one_sort_alone_and_the_file() -> None:
    """A link for each sort; a calendar program gets iCalendar, in place and not as a download."""
    world = World(entries=[entry("meeting", "2016-04-22T12:00:00Z"), entry("deadline", "2016-04-23T12:00:00Z")])
    found = page(world, "/calendar?sort=meeting")
    assert "22 Apr 2016" in found.text
    assert "23 Apr 2016" not in found.text
    assert any(link.startswith("/calendar.ics?sort=meeting") for link in found.links)
    assert "22 Apr 2016" in page(world, "/calendar?party=ru").text
    assert "22 Apr 2016" not in page(world, "/calendar?party=nato").text
    assert "Nothing stands in the calendar." in page(World(), "/calendar?sort=nonsense").text
    answer = world.get(f"/calendar.ics?council={ID}")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.content == b"BEGIN:VCALENDAR"


def test_without_a_council_there_is_none() -> None:
    assert World(councils=()).get("/calendar").status_code == 303
