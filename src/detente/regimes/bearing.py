"""What is said of how many activities a state has, and of which take place at the same time."""

from enum import StrEnum

from msgspec import Struct


class Standing(StrEnum):
    """How a count stands to what is allowed."""

    WITHIN = "within the limit"
    AT = "at the limit"
    ABOVE = "above the limit"
    OPEN = "cannot say"


class Bearing(Struct, frozen=True):
    """What a constraining provision says of one state in one period.

    Args:
        most: how many are allowed; 0 where the provision allows none of this kind.
        period: years, or the days on which most take place at once.
        activities: that count, by id.
        left_open: of which it cannot be said whether they count.
        basis: on which figures the count rests: `counted`, `announced only`.
    """

    rule: str
    what: str
    state: str
    standing: Standing
    count: int
    most: int
    period: str
    activities: tuple[str, ...]
    left_open: tuple[str, ...]
    basis: tuple[str, ...]
    missing: tuple[str, ...]


class Overlap(Struct, frozen=True):
    """Two activities of one host state that take place at the same time, from the first common day to the last."""

    state: str
    first: str
    second: str
    starts: str
    ends: str
