"""The watch board as a page: what needs a human with its time left, drills apart, and the formal head of an act."""

import msgspec
import pytest
from console_page import EVIL, page
from console_world import World, act

from detente.cli.watch_board import cells_of
from detente.clock import parse_rfc3339
from detente.console.words.watches import due_of
from detente.council.desks.handovers import OPEN
from detente.home.board import PASSED
from detente.home.handing import open_of
from detente.home.heading import heading_of
from detente.home.replies.watch import BoardItemView


def item(**changes: object) -> BoardItemView:
    given = {
        "need": "to be read", "ref": "RU/LINE/2", "party": "ru", "what": "message", "precedence": "flash",
        "since_at": "2016-04-20T12:00:00Z", "by_at": "2016-04-20T12:10:00Z", "objective": True, "duty_at": None,
        "left_seconds": 600, "remark": "", "matter": "RU/LINE/2", "drill": "", **changes,
    }  # fmt: skip
    return msgspec.convert(given, BoardItemView)


def test_the_board_names_time_left_in_three_ways_and_keeps_drills_apart() -> None:
    """Date-time group, UTC and this machine's clock; the drill stands below under its own name."""
    world = World(board=[item(), item(ref="RU/LINE/3", drill="Autumn", what=EVIL)])
    text = page(world, "/").text
    assert "201210Z APR 16" in text
    assert "20 April 2016, 12:10:00 UTC" in text
    assert "10 minutes left" in text
    assert "objective" in text
    assert text.index("RU/LINE/2") < text.index("not meant") < text.index("RU/LINE/3")
    assert "Nothing needs a human" in page(World(), "/").text


def test_a_wish_is_said_as_one_and_never_as_overdue() -> None:
    """Its clock says what is left or past; beside an objective that ends first it stands in words."""
    wish = {"by_at": None, "duty_at": None, "need_by_at": "2016-04-20T11:00:00Z", "precedence": "routine"}
    passed = item(need="asked of others", left_seconds=-3600, remark=PASSED, group="timed", **wish)
    text = page(World(board=[passed]), "/").text
    assert "1 hour past" in text
    assert "answer asked by then, as a wish" in text
    assert "no answer is here yet" in text
    assert "overdue by 1" not in text
    text = page(World(board=[item(need_by_at="2016-04-20T14:00:00Z")]), "/").text
    assert "own objective of the watch" in text
    assert "an answer is asked for by 20 Apr 2016 14:00, as a wish" in text


@pytest.mark.parametrize("need", ["to be read", "to be answered", "owed to us", "our turn"])
def test_no_wish_and_no_objective_hides_what_is_overdue(need: str) -> None:
    """Once it is past, what is owed has the clock and says so; before, it stands beside an earlier wish."""
    when = {"by_at": "2016-04-20T11:00:00Z", "objective": False}
    if need == "to be read":
        when = {"by_at": "2016-04-20T09:30:00Z", "objective": True, "duty_at": "2016-04-20T11:00:00Z"}
    one = item(need=need, precedence="routine", need_by_at="2016-04-20T09:00:00Z", **when)
    due = due_of(one, "2016-04-20T12:00:00Z")
    assert (due.by, due.owed, due.wish, due.tone) == ("2016-04-20T11:00:00Z", True, False, "alarm")
    text = page(World(board=[one]), "/").text
    assert "overdue by 1 hour" in text
    assert "an answer is asked for by 20 Apr 2016 09:00, as a wish" in text
    assert "overdue" in cells_of(one, "2016-04-20T12:00:00Z")
    earlier = due_of(one, "2016-04-20T08:00:00Z")
    assert (earlier.by, earlier.wish, earlier.owed_at) == ("2016-04-20T09:00:00Z", True, "2016-04-20T11:00:00Z")
    assert "a duty is due 201100Z APR 16" in " ".join(cells_of(one, "2016-04-20T08:00:00Z"))
    assert due_of(one, "2016-04-20T10:00:00Z").by != "2016-04-20T09:00:00Z", "a wish has the clock until it is past"


def test_a_handover_signs_a_wish_as_one() -> None:
    """Until when says what is owed, or the watch's own objective; a wish stands apart or alone."""
    times = {"by_at": None, "need_by_at": "2016-04-20T11:00:00Z"}
    at = parse_rfc3339("2016-04-20T11:00:00Z")
    alone = {"ref": "RU/LINE/2", "need": "to be read", "need_by_at": at}
    assert open_of(item(**times)) == alone
    assert open_of(item(**times, duty_at="2016-04-20T12:00:00Z")) == {**alone, "by_at": at + 3_600}
    for name, value in alone.items():
        OPEN[name].check(name, value)


def test_the_first_page_has_what_waits_for_a_person() -> None:
    world = World(board=[item(), item(need="our turn", ref="RU/LINE/9", precedence="routine")])
    found = page(world, "/state")
    assert "Waits for a person" in found.text
    assert "RU/LINE/9" not in found.text, "that it is our turn stands in a section of its own"
    assert "/" in found.links


def test_an_act_has_its_formal_head() -> None:
    """Drill, prosign and date-time group, from, to, for information, reference, what it answers."""
    one = act("RU/LINE/7", precedence="immediate", to=("nato",), info=("us",), re="NATO/LINE/2", officer="A. Smith")
    head = heading_of(msgspec.structs.replace(one, drill="Autumn"))
    assert [f"{word} {words}" for word, words in head] == [
        "DRILL Autumn", "O 201200Z APR 16", "FM RU (A. Smith)", "TO NATO", "INFO US", f"REF {one.council}:RU/LINE/7",
        "RE NATO/LINE/2",
    ]  # fmt: skip
    assert heading_of(msgspec.structs.replace(one, claimed_at=None)) == []
    world = World(acts=[one])
    assert "O 201200Z APR 16" in page(world, "/acts/ru/line/7").text
