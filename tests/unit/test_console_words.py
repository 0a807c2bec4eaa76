"""Words that report and never accuse: the state in one line, contact, bounds, receipts."""

import time

import pytest
from console_world import ID, NOW, World, act, council, duty, peer

from detente.console.told import receipts
from detente.console.told.receipts import Standing
from detente.console.words import facts
from detente.console.words.times import beside, moment
from detente.console.words.watches import due_of, heading_of, tone_of_duty, tone_until
from detente.home.replies import PeerView, ReceiptView, StatusView
from detente.home.replies.watch import BoardItemView, BoardView
from detente.languages import using

SOON = "2016-04-20T10:59:59Z"
LATER = "2016-04-20T11:59:00Z"
EARLIER = "2016-04-20T09:00:00Z"


def state(*peers: PeerView, contradictions: int = 0) -> facts.State:
    status = StatusView(NOW, {}, "nato", "NATO", True, 1, (council(),), list(peers), contradictions)
    return facts.state_of(status, council(), contradictions)


@pytest.mark.parametrize(
    ("by_at", "duty_at", "objective", "ring", "expected"),
    [
        (None, None, False, "", (None, False, False, "calm", None)),
        (LATER, None, False, "", (LATER, True, True, "calm", None)),
        (SOON, None, False, "", (SOON, True, True, "waiting", None)),
        (SOON, None, True, "", (SOON, False, False, "waiting", None)),
        (EARLIER, None, False, "", (EARLIER, True, True, "alarm", None)),
        (EARLIER, None, True, "", (EARLIER, False, False, "waiting", None)),
        (EARLIER, None, True, "call", (EARLIER, False, True, "alarm", None)),
        (EARLIER, LATER, True, "reminder", (EARLIER, False, False, "waiting", LATER)),
        (LATER, EARLIER, True, "", (EARLIER, True, True, "alarm", None)),
    ],
)
def test_what_is_past_is_an_alarm_where_it_is_owed_or_nobody_has_read_a_flash_act(
    by_at: str | None, duty_at: str | None, objective: bool, ring: str, expected: tuple[object, ...]
) -> None:
    one = BoardItemView(
        "to be read", "RU/LINE/2", "ru", "", "flash", None, by_at, objective, duty_at, None, "", "", "", ring=ring
    )
    due = due_of(one, "2016-04-20T10:00:00Z")
    assert (due.by, due.owed, due.grave, due.tone, due.owed_at) == expected


def test_the_line_is_open_whatever_else_is() -> None:
    """No act suspends the line, so every state begins with it."""
    states = [
        state(),
        state(peer("ru")),
        state(peer("ru", entries=2)),
        state(peer("ru", contact_at=None)),
        state(peer("ru"), contradictions=2),
    ]
    assert all(one.line.startswith("The line is open; ") for one in states)


def test_all_is_well() -> None:
    found = state(peer("us"), peer("ru"), peer("depositary"))
    assert found.tone is facts.Tone.GOOD
    assert found.line == "The line is open; all 3 counterparts hold what is for them."


def test_what_a_watch_officer_has_to_know() -> None:
    found = state(peer("us", link="link_down"), peer("ru", entries=3), peer("depositary", contact_at=None))
    assert found.tone is facts.Tone.WAITING
    assert found.line == (
        "The line is open; never in contact with DEPOSITARY; out of direct contact with US; "
        "RU is not known to hold everything yet."
    )


def test_a_contradiction_is_an_alarm_and_no_accusation() -> None:
    found = state(peer("us"), contradictions=1)
    assert found.tone is facts.Tone.ALARM
    assert "a contradiction is on record" in found.line


def test_many_parties_fit_one_line() -> None:
    many = council(parties=("nato", *(f"p{number}" for number in range(30))))
    status = StatusView(
        NOW, {}, "nato", "NATO", True, 1, (many,), [peer(f"p{number}", entries=1) for number in range(30)], 0
    )
    assert (
        facts.state_of(status, many, 0).line
        == "The line is open; P0, P1, P2 and 27 more are not known to hold everything yet."
    )


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("reachable", ""),
        ("link_down", "link down: others hold its newer sign of life"),
        ("not_heard", "not heard by anybody here; cause not stated"),
    ],
)
def test_silence_can_be_read(link: str, said: str) -> None:
    """A cut wire and a silent party are different facts (design section 4), and have one set of words."""
    assert facts.contact_of(peer("ru", link=link)) == said


def test_a_queue_in_words() -> None:
    assert facts.holding_of(peer("ru")) == "everything that is for it"
    assert facts.holding_of(peer("ru", entries=1)) == "all but 1 entry in 1 feed"
    assert facts.holding_of(peer("ru", entries=1_200)) == "all but 1,200 entries in 1 feed"


def test_bounds_in_words() -> None:
    assert "between" in facts.bounds_of(EARLIER, NOW)
    assert "not after" in facts.bounds_of(None, NOW)
    assert "not before" in facts.bounds_of(EARLIER, None)
    assert "claim" in facts.bounds_of(None, None)


def test_the_matrix_has_the_highest_rung_of_each_party() -> None:
    said = act(
        "RU/US-RU/2",
        to=("us",),
        info=(),
        received=(
            ReceiptView("us", EARLIER, "seen"),
            ReceiptView("us", NOW, "acknowledged"),
            ReceiptView("us", LATER, "stored"),
        ),
    )
    cells = {cell.party: cell for cell in receipts.row_of(said, council())}
    assert (cells["us"].rung, cells["us"].at, cells["us"].asked) == ("acknowledged", NOW, True)
    assert cells["ru"].standing is Standing.AUTHOR
    assert cells["nato"].standing is Standing.OUTSIDE
    assert cells["depositary"].standing is Standing.NOTHING
    assert cells["depositary"].word == "no receipt here"


def test_nobody_holds_what_is_our_own() -> None:
    cells = receipts.row_of(act("NATO/OWN/1", info=()), council())
    assert {cell.standing for cell in cells} == {Standing.AUTHOR, Standing.OUTSIDE}


def test_an_unknown_rung_is_the_lowest_and_is_shown() -> None:
    """What a later version proves is carried, never dropped."""
    said = act("RU/LINE/2", received=(ReceiptView("us", NOW, "sealed-up"), ReceiptView("us", NOW, "seen")))
    assert {cell.party: cell.word for cell in receipts.row_of(said, council())}["us"] == "seen"
    only = act("RU/LINE/2", received=(ReceiptView("us", NOW, "sealed-up"),))
    assert {cell.party: cell.word for cell in receipts.row_of(only, council())}["us"] == "sealed-up"


def test_a_time_in_its_forms() -> None:
    at = moment("2016-04-05T07:08:09Z")
    assert at.utc == "5 April 2016, 07:08:09 UTC"
    assert at.group == "050708Z APR 16"
    assert at.short == "5 Apr 2016 07:08"


def test_a_time_beside_another_leaves_out_what_both_share() -> None:
    assert beside("2016-04-20T12:00:05Z", NOW) == "12:00:05"
    assert beside("2016-04-21T12:00:05Z", NOW) == "21 Apr"
    assert beside("2017-01-02T12:00:05Z", NOW) == "2 Jan 17"
    assert beside("2016-04-20T12:00:05Z", None) == "20 Apr 16"


def test_the_world_of_these_tests_answers() -> None:
    assert World().get("/").status_code == 200


@pytest.mark.parametrize(("zone", "here"), [("UTC", ""), ("Asia/Tokyo", "Wed 20 Apr 21:00:03 JST here")])
def test_the_time_here_stands_beside_utc_only_where_it_is_another(
    zone: str, here: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert moment("2016-04-20T12:00:03Z").here == here
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("number", [1, 2, 5, 21])
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "{n} owed to us"),
        ("fr", "obligation envers nous\u00a0: {n}"),
        ("ru", "обязательство перед нами: {n}"),
        ("uk", "зобов’язання перед нами: {n}"),
    ],
)
def test_a_number_stands_where_its_words_need_no_other_form(language: str, words: str, number: int) -> None:
    """Words of a need are one form in every language; behind a colon it goes with any number."""
    board = BoardView(NOW, "", {}, ID, True, None, [], [], {"owed to us": number}, [])
    with using(language):
        assert heading_of(board) == words.format(n=number)


def test_a_duty_that_runs_is_as_loud_as_its_clock() -> None:
    """Calm with hours left; amber in the last hour, and past it until the record says that it is overdue."""
    at = "2016-04-20T10:00:00Z"
    tones = [tone_of_duty(duty(state="due", due_at=by), at) for by in (None, LATER, SOON, EARLIER)]
    assert tones == ["calm", "calm", "waiting", "waiting"]
    assert [tone_of_duty(duty(state=one, due_at=LATER), at) for one in ("overdue", "met", "disputed")] == [
        "alarm", "good", "waiting",
    ]  # fmt: skip
    assert [tone_until(by, at, grave=False) for by in (LATER, SOON, EARLIER)] == ["calm", "waiting", "waiting"]
