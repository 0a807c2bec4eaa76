"""One line of time: what was said in public beside what was said on the line, and what the two put differently.

Differences are questions to whoever can answer them, never findings. Two things are compared, in the words of accounts
on one matter by different parties: days of the calendar, and plain figures with a unit. Only days and units that stand
there in figures or in English are seen; what is not seen is not asked. Rules: docs/council/press.md section 3.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Final

from msgspec import Struct

from detente.clock import Instant, rfc3339
from detente.council.kinds import text_of
from detente.council.said import Said

PRESS: Final = "press-statement"
DAY: Final = "day"


class Moment(Struct, frozen=True):
    """One act or one statement on the line of time.

    Args:
        at: claimed by the act's author, or reported for the statement.
        day_only: nothing but the day is known.
        party: who said it; as reported for a statement.
        about: reference of the act on which it bears; for an act of the line, its own.
    """

    ref: str
    at: Instant
    day_only: bool
    public: bool
    party: str
    kind: str
    title: str
    text: str
    link: str = ""
    about: str = ""


class Difference(Struct, frozen=True):
    """What two accounts on one matter put differently.

    Args:
        what: `day`, or the dimension of a figure, like `length`.
        one: reference, party and words of the one account; `other` likewise.
        question: for both.
    """

    about: str
    what: str
    one: tuple[str, str, str]
    other: tuple[str, str, str]
    question: str


def timeline(acts: Iterable[Said]) -> tuple[Moment, ...]:
    """Return acts and statements in the order of their times; of one day, what has no hour comes first."""
    moments = [_of_statement(act) if act.kind == PRESS else _of_act(act) for act in acts]
    return tuple(sorted(moments, key=lambda one: (one.at, not one.day_only, one.ref)))


def differences(moments: Iterable[Moment]) -> tuple[Difference, ...]:
    """Return what accounts of different parties on one matter put differently, where one of them was public."""
    by_matter: dict[str, list[Moment]] = {}
    for one in moments:
        by_matter.setdefault(one.about or one.ref, []).append(one)
    return tuple(
        found
        for about, accounts in sorted(by_matter.items())
        for one, other in combinations(sorted(accounts, key=lambda each: each.ref), 2)
        if one.party != other.party and (one.public or other.public)
        for found in _compare(about, one, other)
    )


def _of_act(act: Said) -> Moment:
    text = text_of(act.body, "text")
    return Moment(act.ref, act.claimed_at, False, False, act.party, act.kind, text_of(act.body, "title"), text)


def _of_statement(act: Said) -> Moment:
    body = act.body
    return Moment(
        ref=act.ref,
        at=body["at"],
        day_only=text_of(body, "precision") == DAY,
        public=True,
        party=text_of(body, "by"),
        kind=act.kind,
        title=text_of(body, "title"),
        text=text_of(body, "text"),
        link=text_of(body, "link"),
        about=text_of(body, "about"),
    )


def shown_at(one: Moment) -> str:
    """Return its time as far as it is known."""
    return rfc3339(one.at)[:10] if one.day_only else rfc3339(one.at)


# --- what texts say ---------------------------------------------------------------------------------------------------

_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_PLAIN: Final = re.IGNORECASE | re.ASCII
_NAMED: Final = "|".join(_MONTHS)
_DAYS: Final = r"\d{1,2}(?:\s*(?:,|–|-|and|to)\s*\d{1,2})*"
_DAYS_MONTH: Final = re.compile(rf"\b({_DAYS})\s+({_NAMED})\b", _PLAIN)
_MONTH_DAYS: Final = re.compile(rf"\b({_NAMED})\s+({_DAYS})\b(?!\d)", _PLAIN)
_ISO: Final = re.compile(r"\b\d{4}-(\d{2})-(\d{2})\b", re.ASCII)
_SPAN: Final = re.compile(r"(\d{1,2})\s*(?:–|-|to)\s*(\d{1,2})", re.ASCII)

_UNITS: Final[Mapping[str, tuple[str, float]]] = {
    "nautical miles": ("length", 1852.0), "nautical mile": ("length", 1852.0), "nmi": ("length", 1852.0),
    "kilometres": ("length", 1000.0), "kilometers": ("length", 1000.0), "km": ("length", 1000.0),
    "metres": ("length", 1.0), "meters": ("length", 1.0), "m": ("length", 1.0),
    "yards": ("length", 0.9144), "yd": ("length", 0.9144), "feet": ("length", 0.3048), "ft": ("length", 0.3048),
    "knots": ("speed", 1.852), "km/h": ("speed", 1.0),
    "troops": ("strength", 1.0), "soldiers": ("strength", 1.0), "personnel": ("strength", 1.0),
}  # fmt: skip
"""Unit to its dimension and its size in metres, kilometres an hour, or persons; the nautical mile as in BIPM, SI
Brochure, 8th edition, table 8."""
_UNIT: Final = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_FIGURE: Final = re.compile(
    rf"(?<![\d.,])(\d{{1,3}}(?:,\d{{3}}){{1,4}}|\d{{1,12}})(\.\d{{1,6}})?[ \u00a0\u202f]?({_UNIT})(?![\w/])", _PLAIN
)
_SAME: Final = 0.02
"""How far two figures may lie apart and still be one, rounded in different units: 70 nautical miles are 130 km."""


def days_in(text: str) -> frozenset[tuple[int, int]]:
    """Return the days that a text names, as month and day: the year is seldom said twice."""
    found = {(int(month), int(day)) for month, day in _ISO.findall(text)}
    pairs = [(month, days) for days, month in _DAYS_MONTH.findall(text)] + _MONTH_DAYS.findall(text)
    for month, days in pairs:
        number = _MONTHS.index(month.lower()) + 1
        for first, last in _SPAN.findall(days):
            found |= {(number, day) for day in range(int(first), int(last) + 1)}
        found |= {(number, int(day)) for day in re.findall(r"\d{1,2}", days, re.ASCII)}
    return frozenset((month, day) for month, day in found if 1 <= month <= 12 and 1 <= day <= 31)


def figures_in(text: str) -> dict[str, dict[str, float]]:
    """Return by dimension the figures that a text names, as written, with their size in one unit."""
    found: dict[str, dict[str, float]] = {}
    for whole, fraction, unit in _FIGURE.findall(text):
        dimension, size = _UNITS[unit.lower()]
        value = float(whole.replace(",", "") + fraction) * size
        found.setdefault(dimension, {})[f"{whole}{fraction} {unit}"] = value
    return found


def _compare(about: str, one: Moment, other: Moment) -> Iterable[Difference]:
    mine, yours = days_in(one.text), days_in(other.text)
    if mine and yours and not mine & yours:
        yield _difference(about, "day", (one, _days(mine)), (other, _days(yours)), "of the same day")
    ours, theirs = figures_in(one.text), figures_in(other.text)
    for dimension in sorted(ours.keys() & theirs.keys()):
        alone = _without_equal(ours[dimension], theirs[dimension])
        if alone == list(ours[dimension]):
            words = (", ".join(ours[dimension]), ", ".join(theirs[dimension]))
            yield _difference(about, dimension, (one, words[0]), (other, words[1]), "of the same thing")


def _without_equal(ours: Mapping[str, float], theirs: Mapping[str, float]) -> list[str]:
    """Return those figures that have no equal on the other side."""
    return [
        words
        for words, size in ours.items()
        if not any(abs(size - other) <= _SAME * max(size, other) for other in theirs.values())
    ]


def _difference(about: str, what: str, one: tuple[Moment, str], other: tuple[Moment, str], same: str) -> Difference:
    told, told2 = [(moment.ref, moment.party, words) for moment, words in (one, other)]
    party, party2 = _name(one[0]), _name(other[0])
    question = f"{party} ({told[0]}) says {told[2]}; {party2} ({told2[0]}) says {told2[2]}: do both speak {same}?"
    return Difference(about, what, told, told2, question)


def _name(one: Moment) -> str:
    return one.party.upper() if re.fullmatch(r"[a-z0-9-]{1,32}", one.party) else one.party or "the report"


def _days(days: Iterable[tuple[int, int]]) -> str:
    return ", ".join(f"{day} {_MONTHS[month - 1].capitalize()}" for month, day in sorted(days))
