"""Lengths, times and positions as the map writes them."""

from datetime import UTC, datetime
from typing import Final

from detente.maps.picture import Place
from detente.tracks import wording

NAUTICAL_MILE: Final = 1_852.0


def metres(value: float) -> str:
    """Return a length in metres or kilometres, with three digits that mean something."""
    return _joined(*wording.metres(value).split(" "))


def both(value: float) -> str:
    """Return a length in kilometres and in nautical miles, or in metres alone where it is short."""
    if value < 500:
        return metres(value)
    miles = value / NAUTICAL_MILE
    return f"{metres(value)} ({_joined(f'{miles:,.2f}' if miles < 10 else f'{miles:,.0f}', 'nmi')})"


def about(value: float | None) -> str:
    """Return an uncertainty, or that nobody states one."""
    return _joined("±", both(value)) if value else "uncertainty not stated"


def how_near(distance_m: float, uncertainty_m: float, least_m: float | None) -> str:
    """Return a distance with its uncertainty; where that is the greater, it is said first that it is as drawn."""
    if uncertainty_m > distance_m:
        return f"as drawn {metres(distance_m)}, {_joined('±', metres(uncertainty_m))}"
    if wording.nearer_between(distance_m, uncertainty_m, least_m):
        return f"as drawn {metres(distance_m)}, {between(distance_m, uncertainty_m, least_m)}"
    return f"{metres(distance_m)} {_joined('±', metres(uncertainty_m))}"


def between(distance_m: float, uncertainty_m: float, least_m: float | None) -> str:
    """Return how near two may have been between positions; empty where that is no more than their uncertainty says."""
    if least_m is None or not wording.nearer_between(distance_m, uncertainty_m, least_m):
        return ""
    return f"between positions perhaps {metres(least_m)}"


def _joined(*parts: str) -> str:
    """Return what no line break may part."""
    return "\u00a0".join(parts)


def clock(at: float) -> str:
    """Return the time of the day, like 15:04:05Z; without seconds where there are none."""
    when = datetime.fromtimestamp(round(at), UTC)
    return when.strftime("%H:%MZ" if when.second == 0 else "%H:%M:%SZ")


def day(at: float) -> str:
    """Return the day of a time."""
    return datetime.fromtimestamp(round(at), UTC).strftime("%Y-%m-%d")


def span(start: float, end: float) -> str:
    """Return from when to when, the day once where it is one."""
    first, last = f"{day(start)} {clock(start)}", clock(end)
    if start == end:
        return first
    return f"{first} to {last}" if day(start) == day(end) else f"{first} to {day(end)} {last}"


def position(place: Place) -> str:
    """Return a position in degrees and minutes to a tenth, as charts have it: 54°42.6′N 019°55.2′E."""
    return f"{_minutes(place[0], 2, 'NS')} {_minutes(place[1], 3, 'EW')}"


def _minutes(value: float, digits: int, letters: str) -> str:
    tenths = round(abs(value) * 600)
    return f"{tenths // 600:0{digits}}°{tenths % 600 / 10:04.1f}′{letters[0 if value >= 0 else 1]}"
