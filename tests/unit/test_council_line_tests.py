"""Does a line test carry every letter and no meaning, and is what comes back scored for what it is?"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.matter import NOON, Matter, charter_of

from detente.council.desks.line_tests import results
from detente.council.duty import DutyState
from detente.council.line_text import GROUP, Score, covered, score, text_of_test
from detente.council.registry import check_charter
from detente.errors import Malformed
from detente.limits import LINE_TEXT_CHARACTERS_MAX

ALL = ("en", "fr", "de", "it", "ru", "es", "uk", "pl", "tr", "no")
CLOCK = {"clocks": {"reply": {"line-test": 1}}}
TEXT = text_of_test(("en", "ru"), 1)


@pytest.mark.parametrize("number", [1, 2, 77, 10_000])
def test_a_text_has_every_letter_and_every_digit_and_fits_the_line(number: int) -> None:
    """For all languages known here at once, in groups of five, within 700 bytes of UTF-8."""
    text = text_of_test(ALL, number)
    for letter in "AZazÀéßñÑŒœЁёЯяҐґЇїĞıŁżØå0123456789":
        assert letter in text, letter
    assert {len(group) for group in text.split()[:-1]} == {GROUP}
    assert len(text) <= LINE_TEXT_CHARACTERS_MAX
    assert len(text.encode()) <= 700
    assert text != text_of_test(ALL, number + 1)


def test_a_text_has_no_word() -> None:
    """Nothing that could be read as one, and no bear: letters stand in the order of their alphabets."""
    for number in range(1, 200):
        text = text_of_test(ALL, number).lower().replace(" ", "")
        assert not [word for word in ("bear", "war", "fire", "ours", "медвед", "войн", "огон") if word in text]


def test_a_language_that_is_not_covered_is_named() -> None:
    """The Latin letters go all the same."""
    assert covered(("ru-RU", "ar", "en")) == (("ru", "en"), ("ar",))
    assert "A" in text_of_test(("ar",), 1)


@pytest.mark.parametrize(
    ("read", "found"),
    [
        ("ABCDE FGHIJ", Score(10, 10, 0)),
        ("abcde FGHIJ", Score(5, 10, 5, "ABCDE")),
        ("ABCDE\nFGHIJ", Score(10, 10, 0)),
        ("ABDE FGHIJ", Score(9, 10, 0, "C")),
        ("ABCDE FGHIJ K", Score(10, 10, 1)),
        ("", Score(0, 10, 0, "ABCDEFGHIJ")),
        ("JIHGFEDCBA", Score(1, 10, 9)),
    ],
)
def test_what_came_back_is_counted(read: str, found: Score) -> None:
    """Characters in their order; spaces are not counted; what was lost is named."""
    assert score("ABCDE FGHIJ", read) == found


def plain_common(one: str, other: str) -> int:
    row = [0] * (len(other) + 1)
    for left in one:
        before = 0
        for number, right in enumerate(other, 1):
            row[number], before = (before + 1 if left == right else max(row[number], row[number - 1])), row[number]
    return row[-1]


@settings(deadline=None)
@given(st.text("abcü", max_size=30), st.text("abcü", max_size=30))
def test_the_score_is_the_longest_common_subsequence(one: str, other: str) -> None:
    """As the textbook's table finds it, and never more than there is on either side."""
    found = score(one, other)
    assert found.same == plain_common(one, other)
    assert found.same + found.added == len(other)
    assert score(one, one).whole


def sent(**tables: object) -> Matter:
    matter = Matter(charter_of(tables=tables or None), "line")
    matter.say("us", "line-test", to=("ru", "nato"), number=7, text=TEXT)
    return matter


def test_what_came_back_is_kept_with_the_seconds_that_it_took() -> None:
    """Whole, in part, declined or not at all; the time by the reader's receipt and the sender's."""
    matter = sent()
    test = next(iter(matter.acts.values()))
    matter.receipt("ru", test, NOON + 10)
    read = matter.say("ru", "line-test-reading", test, text=TEXT.lower())
    matter.receipt("us", read, NOON + 95)
    matter.heads(NOON + 600)
    one, other = results(matter.state(), matter.journal())
    assert (one.party, one.word, one.seconds) == ("ru", "in part", 85)
    assert one.score is not None
    assert 0 < one.score.same < one.score.of
    assert (other.party, other.word, other.seconds) == ("nato", "not read back", None)
    assert matter.turn() == {"nato"}
    declined = matter.say("nato", "line-test-reading", test, reason="The printer is being mended.")
    assert matter.why(declined) == ""
    assert results(matter.state(), matter.journal())[1].word == "declined"
    assert matter.turn() == frozenset()
    sheet = matter.folded().sheet(matter.journal())
    assert (sheet.title.words, sheet.status) == ("Line test 7 of US", "read back")
    assert [result["result"] for result in sheet.data["results"]] == ["in_part", "declined"]


def test_what_was_only_deemed_to_have_arrived_has_no_time_of_arrival() -> None:
    """A time is told where it is proven, or not at all."""
    matter = sent()
    test = next(iter(matter.acts.values()))
    matter.heads(NOON + 10)
    matter.say("ru", "line-test-reading", test, text=TEXT)
    (one, _other) = results(matter.state(), matter.journal())
    assert one.word == "whole"
    assert one.seconds is None


@pytest.mark.parametrize(
    ("kind", "more", "code"),
    [
        ("line-test", {"number": 1, "text": TEXT}, "line-test-to-nobody"),
        ("line-test", {"number": 1, "text": TEXT, "to": ("ru",), "channel": "plenary"}, "line-test-elsewhere"),
        ("line-test", {"number": -1, "text": TEXT, "to": ("ru",)}, "body-field-type"),
        ("line-test", {"number": 1, "text": "x" * 1_001, "to": ("ru",)}, "body-field-too-long"),
        ("line-test-reading", {"text": TEXT}, "kind-opens-no-dossier"),
    ],
)
def test_what_is_refused(kind: str, more: dict[str, object], code: str) -> None:
    """A test is of the line, to somebody, with a number; a read-back is of a test."""
    assert Matter(charter_of(), "line").refused("us", kind, **more) == code  # type: ignore[arg-type]


def test_who_may_read_back() -> None:
    """Who was asked, once, with a text or a reason; from others it is irregular and counts for nothing."""
    matter = sent()
    test = next(iter(matter.acts.values()))
    assert matter.refused("us", "line-test-reading", test, text=TEXT) == "line-test-of-others"
    assert matter.refused("ru", "line-test-reading", test) == "line-test-text-or-reason"
    assert matter.refused("ru", "line-test-reading", test, text=TEXT, reason="Both.") == "line-test-text-or-reason"
    matter.say("ru", "line-test-reading", test, text=TEXT)
    again = matter.say("ru", "line-test-reading", test, text="")
    assert matter.why(again) == "line-test-read"
    stranger = matter.say("us", "line-test-reading", test, text=TEXT)
    assert matter.why(stranger) == "line-test-of-others"


def test_tests_go_on_whatever_is_suspended() -> None:
    """A suspension and a missed test are different facts: the party that suspended all still reads back."""
    matter = Matter(charter_of(tables={"levels": {"kinds": {"suspend": "watch officer"}}}), "line")
    matter.say_elsewhere("ru", "suspend", channel="plenary", channels=["plenary", "experts"], reason="x", ground="x")
    test = matter.say("us", "line-test", to=("ru",), number=1, text=TEXT)
    assert matter.refused("ru", "line-test-reading", test, text=TEXT) == ""
    other = Matter(matter.charter, "line", background=matter.background)
    assert other.refused("ru", "line-test", to=("us",), number=1, text=TEXT) == ""


def test_a_read_back_is_owed_where_the_charter_sets_a_clock() -> None:
    """By the usual clock of what asks; without one nothing is owed."""
    matter = sent(**CLOCK)
    test = next(iter(matter.acts.values()))
    matter.receipt("ru", test, NOON + 60)
    matter.heads(NOON + 2 * 3_600)
    owed = {duty.who: duty.state for duty in matter.duties("read back")}
    assert owed["ru"] is DutyState.OVERDUE
    assert sent().duties("read back") == []


def test_every_order_scores_alike() -> None:
    """Also where two read-backs of one party stand side by side."""
    matter = sent()
    test = next(iter(matter.acts.values()))
    matter.say("ru", "line-test-reading", test, knows=[test], text=TEXT)
    matter.say("nato", "line-test-reading", test, knows=[test], text="A")
    matter.say("us", "statement", knows=[test])
    folded = matter.same_in_every_order()
    assert not folded.irregular


def test_the_interval_is_a_number_of_hours() -> None:
    """Anything else is refused when the charter is drafted or joined."""
    with pytest.raises(Malformed) as caught:
        check_charter(charter_of(tables={"line": {"test_hours": "daily"}}))
    assert caught.value.code == "charter-setting"
