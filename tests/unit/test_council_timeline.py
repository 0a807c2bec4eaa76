"""One line of time, and questions about what accounts put differently."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.matter import NOON, Matter

from detente.council.desk import NextAct
from detente.council.desks import press
from detente.council.said import Said
from detente.council.timeline import days_in, differences, figures_in, shown_at, timeline

LINK = "https://example.org/statement"

# USS Donald Cook, April 2016: docs/sources.md, `eucom-20160413`, `abc-201604`, `rbc-20160414`.
SAID_BY_US = "Aircraft passed close on 11 and 12 April, 70 nautical miles (130 km) off Kaliningrad, at 100 ft."
SAID_BY_RU = "The flights were on 13 April, 70 km from a naval base."


def note(matter: Matter, party: str, text: str, **more: Any) -> Said:
    return matter.say("us", "press-statement", **{"link": LINK, "at": NOON, "by": party, "text": text, **more})


def found(matter: Matter) -> list[tuple[str, str]]:
    return [(one.what, one.question) for one in differences(timeline(matter.acts.values()))]


def test_statements_and_acts_stand_on_one_line_by_their_times() -> None:
    """What has only a day comes first in it; what is reported late stands where it was said."""
    matter = Matter()
    act = matter.say("ru", "statement", text="On the line.")
    before = note(matter, "nato", "Before.", at=NOON - 60)
    day = note(matter, "ru", "That day.", at=NOON - 12 * 3600, precision="day")
    line = timeline(matter.acts.values())
    assert [one.ref for one in line] == [day.ref, before.ref, act.ref]
    assert shown_at(line[0]) == "2016-04-20"
    assert [one.public for one in line] == [True, True, False]


def test_different_days_and_distances_are_asked_about_and_not_judged() -> None:
    """11 and 12 or 13 April; 70 nautical miles or 70 km."""
    matter = Matter()
    event = matter.say("us", "message", text="An incident at sea is reported.")
    note(matter, "us", SAID_BY_US, about=event.ref)
    note(matter, "ru", SAID_BY_RU, about=event.ref)
    (day, days), (length, lengths) = found(matter)
    us, ru = "US (US/PLENARY/2) says", "RU (US/PLENARY/3) says"
    assert (day, length) == ("day", "length")
    assert days == f"{us} 11 April, 12 April; {ru} 13 April: do both speak of the same day?"
    assert lengths == f"{us} 70 nautical miles, 130 km, 100 ft; {ru} 70 km: do both speak of the same thing?"


def test_one_distance_in_two_units_is_one_distance() -> None:
    """70 nautical miles are 130 km, rounded."""
    matter = Matter()
    event = matter.say("us", "message", text="At 70 nautical miles, on 12 April.")
    note(matter, "ru", "At 130 km, on April 12.", about=event.ref)
    assert found(matter) == []


def test_what_is_said_on_the_line_is_compared_with_what_is_said_in_public() -> None:
    """Two acts of the line are their desks' to compare, and nobody is held against himself."""
    matter = Matter()
    event = matter.say("us", "message", text="On 12 April.")
    matter.say("ru", "message", text="On 13 April.")
    note(matter, "us", "On 14 April.", about=event.ref)
    note(matter, "ru", "On 13 April.", about=event.ref)
    assert {what for what, _ in found(matter)} == {"day"}
    assert len(found(matter)) == 2


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("on 11–12 April", {(4, 11), (4, 12)}),
        ("from 11 to 13 April", {(4, 11), (4, 12), (4, 13)}),
        ("on 1, 2 and 5 May", {(5, 1), (5, 2), (5, 5)}),
        ("April 13, 2016", {(4, 13)}),
        ("2016-04-13", {(4, 13)}),
        ("on 40 April, 2016-13-01, at 12:30", set()),
    ],
)
def test_days_are_read_as_people_write_them(text: str, days: set[tuple[int, int]]) -> None:
    assert days_in(text) == days


@pytest.mark.parametrize(
    ("text", "dimension", "words"),
    [
        ("70 nautical miles", "length", ["70 nautical miles"]),
        ("1,000 yd and 100ft", "length", ["1,000 yd", "100 ft"]),
        ("some 12,700 troops", "strength", ["12,700 troops"]),
        ("at 450 km/h", "speed", ["450 km/h"]),
        ("the M 12 motorway, 5 members", "length", []),
    ],
)
def test_figures_are_read_with_their_units(text: str, dimension: str, words: list[str]) -> None:
    assert list(figures_in(text).get(dimension, {})) == words


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_words_can_be_compared(one: str, other: str) -> None:
    """Whatever is written, a text that stands beside itself gives no question, and the order asks the same ones."""
    matter = Matter()
    event = matter.say("us", "message", text=one)
    note(matter, "ru", one, about=event.ref)
    assert found(matter) == []
    note(matter, "nato", other, about=event.ref)
    moments = timeline(matter.acts.values())
    assert differences(reversed(moments)) == differences(moments)


# --- the desk ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "link", ["ftp://example.org/", "https://", "https://exa mple.org/", "example.org", "https://a\nb"]
)
def test_a_statement_without_an_address_is_refused(link: str) -> None:
    matter = Matter()
    assert matter.refused("us", "press-statement", link=link, at=NOON) == "press-link"
    assert matter.why(matter.say("us", "press-statement", link=link, at=NOON)) == "press-link"
    assert matter.state("line", missing=()).acts == {}


def test_a_dossier_shows_what_was_noted() -> None:
    matter = Matter()
    note(matter, "Secretary General", "Talks are useful.", title="After the meeting", precision="day")
    sheet = matter.same_in_every_order().sheet(matter.journal())
    assert (sheet.title.words, sheet.status) == ("After the meeting", "noted")
    assert sheet.sections[0].lines[0].cells == ("2016-04-20", "Secretary General", "Talks are useful.")
    assert sheet.data["statements"][0]["link"] == LINK
    assert press.next_acts(matter.state(), "us") == (NextAct("press-statement"),)
    assert matter.duties() == []
    assert matter.turn() == frozenset()
