"""Does the clock do what it says: followed while it drifts, not believed when it jumps, never back in a scenario?"""

import pytest

from detente.clock import (
    ScenarioClock,
    SystemClock,
    date_time_group,
    parse_date_time_group,
    parse_rfc3339,
    rfc3339,
)

NOON = 1_461_153_600
"""2016-04-20T12:00:00Z."""


class Machine:
    """A wall clock that can be set, and the time since boot."""

    def __init__(self) -> None:
        self.wall = float(NOON)
        self.steady = 50.0

    def clock(self) -> SystemClock:
        return SystemClock(lambda: self.wall, lambda: self.steady)

    def passes(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds


def test_the_machine_is_followed_while_it_drifts() -> None:
    """Minutes of correction are followed: a node does not insist on a time that everybody else has left."""
    machine = Machine()
    clock = machine.clock()
    machine.passes(60)
    assert clock.now() == NOON + 60
    machine.wall += SystemClock.JUMP_SECONDS_MAX - 1
    assert clock.now() == NOON + 60 + SystemClock.JUMP_SECONDS_MAX - 1
    assert clock.jumped_seconds == 0


@pytest.mark.parametrize("jump", [365 * 86_400, -365 * 86_400, 301])
def test_a_jump_is_not_believed(jump: int) -> None:
    """A year ahead or behind while running: the node stays with the time since boot, and says by how much."""
    machine = Machine()
    clock = machine.clock()
    machine.passes(10)
    machine.wall += jump
    machine.passes(5)
    assert clock.now() == NOON + 15
    assert clock.jumped_seconds == jump
    machine.wall -= jump
    assert clock.now() == NOON + 15
    assert clock.jumped_seconds == 0, "set right again it is followed again"


def test_a_scenario_never_goes_back() -> None:
    """A scenario's clock stands still, is set forward, and is not set back."""
    clock = ScenarioClock(NOON)
    assert clock.now() == NOON
    clock.set(NOON + 100)
    clock.set(NOON)
    assert clock.now() == NOON + 100


def test_instants_are_written_for_people() -> None:
    """RFC 3339 in UTC, and the date-time group of military messages; a local time without its zone is refused."""
    assert rfc3339(NOON) == "2016-04-20T12:00:00Z"
    assert parse_rfc3339("2016-04-20T14:00:00+02:00") == NOON
    assert date_time_group(NOON) == "201200Z APR 16"
    with pytest.raises(ValueError, match="zone"):
        parse_rfc3339("2016-04-20T12:00:00")


@pytest.mark.parametrize(
    ("group", "at"),
    [
        ("151235Z FEB 74", "1974-02-15T12:35:00Z"),
        ("192005Z JUN 75", "1975-06-19T20:05:00Z"),
        ("080255Z JAN 77", "1977-01-08T02:55:00Z"),
        ("201200Z APR 16", "2016-04-20T12:00:00Z"),
        ("292359Z FEB 24", "2024-02-29T23:59:00Z"),
        ("312359Z DEC 68", "2068-12-31T23:59:00Z"),
        ("010000Z JAN 69", "1969-01-01T00:00:00Z"),
        ("201200Z APR 2016", "2016-04-20T12:00:00Z"),
    ],
)
def test_date_time_groups_are_read_as_cables_carry_them(group: str, at: str) -> None:
    """Day, hour, minute, zone Z, month, year of two digits, or of four where a century must not be guessed."""
    assert rfc3339(parse_date_time_group(group)) == at
    assert date_time_group(parse_date_time_group(group))[:11] == group[:11]


@pytest.mark.parametrize(
    "text",
    ["", "201200 APR 16", "201200A APR 16", "201200z APR 16", "321200Z APR 16", "290000Z FEB 23", "202400Z APR 16",
     "201260Z APR 16", "201200Z AVR 16", "201200Z APR 016", " 201200Z APR 16", "201200Z APR 16\n", "２01200Z APR 16"],
)  # fmt: skip
def test_what_is_no_date_time_group_is_not_guessed_at(text: str) -> None:
    """No zone, another zone, a day that is not in the calendar, other letters: refused."""
    with pytest.raises(ValueError, match=r"date-time|day|hour|minute|range"):
        parse_date_time_group(text)
