"""What accounts of one incident say differently: a table of what each states, and questions to all who stated it.

Pure, and no judgement: nothing here says who is right, and no distance is a limit. Lengths are compared in metres, as
far as each was rounded when it was written; times in UTC, within the precision that each states.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any, Final

from detente.council.incident.fields import ANSWERED, UNANSWERED
from detente.council.incident.lengths import Length, alike, in_metres, length_of, likely_swap
from detente.council.incident.lengths import read as read_length
from detente.council.incident.occurred import Occurred, exchanged, hours_apart, occurred_of
from detente.council.incident.state import voice_of
from detente.council.kinds import text_of
from detente.council.points import LATITUDE_MAX, in_words, parse_point
from detente.council.said import Said
from detente.errors import Refused
from detente.tracks.approach import DATUM_M
from detente.tracks.geodesy import leg

_DEGREE_M: Final = 111_320.0
"""A degree of longitude at the equator, and no degree of latitude is longer by more than 0.4 in 100."""
ALIKE, DIFFERS, ONE_ONLY = "alike", "differs", "stated by one only"


@dataclass(frozen=True, slots=True)
class Stated:
    """What one account states.

    Args:
        voice: whose account it is.
        ref: of the account.
        text: as stated, with its unit; empty where it is not stated.
        derived: the same in metres or UTC, where it can be derived.
        ours: the text was built here, to be translated where it is shown; else it stands as its author wrote it.
    """

    voice: str
    ref: str
    text: str = ""
    derived: str = ""
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One row of the table.

    Args:
        what: like `date` or `closest distance`.
        status: alike, differs, or stated by one only.
        questions: to everybody who stated it; none where it is alike.
        named: a party named it so, like a distance; else the name is ours, to be translated where it is shown.
    """

    what: str
    status: str
    stated: tuple[Stated, ...]
    questions: tuple[str, ...] = ()
    named: bool = False


def differences(accounts: Sequence[Said]) -> tuple[Difference, ...]:
    """Return what accounts in force state, row by row, by voice; nothing where there is one account alone."""
    ordered = sorted(accounts, key=lambda act: (voice_of(act), act.ref))
    if len(ordered) < 2:
        return ()
    rows = [
        _dates(ordered),
        _places(ordered),
        *(_lengths(ordered, what, partial(_distance, what), named=True) for what in _named_distances(ordered)),
        _lengths(ordered, "closest distance", lambda act: length_of(act.body, "closest_distance")),
        _lengths(ordered, "lowest height", lambda act: length_of(act.body, "closest_height")),
        *(_words(ordered, *one) for one in _IN_WORDS),
    ]
    return tuple(row for row in rows if row is not None)


def _pairs(accounts: Sequence[Said]) -> Iterator[tuple[Said, Said]]:
    """Yield accounts of two voices: no side is asked against itself."""
    return ((one, other) for one, other in combinations(accounts, 2) if voice_of(one) != voice_of(other))


def _row(
    what: str, stated: Sequence[Stated], questions: Iterable[str], *, differs: bool, named: bool = False
) -> Difference | None:
    voices = {one.voice for one in stated if one.text}
    if not voices:
        return None
    status = ONE_ONLY if len(voices) == 1 else DIFFERS if differs else ALIKE
    asked = tuple(dict.fromkeys(questions)) if status == DIFFERS else ()
    return Difference(what, status, tuple(stated), asked, named)


# --- time and place ---------------------------------------------------------------------------------------------------


def _dates(accounts: Sequence[Said]) -> Difference | None:
    times = {act.ref: occurred_of(act.body) for act in accounts}
    questions = [
        question
        for one, other in _pairs(accounts)
        for question in _on_dates(voice_of(one), times[one.ref], voice_of(other), times[other.ref])
    ]
    stated = [
        Stated(voice_of(act), act.ref, str(when := times[act.ref]), ours=when.start is not None) for act in accounts
    ]
    return _row("date", stated, questions, differs=bool(questions))


def _on_dates(one: str, first: Occurred, other: str, second: Occurred) -> Iterator[str]:
    if first.span is None or second.span is None:
        return
    if first.span[1] > second.span[0] and second.span[1] > first.span[0]:
        return
    when, then = str(first), str(second)
    yield (
        f"Two times for one event: {one} says {when}; {other} says {then}. Is it one event, and when was it, "
        "in which zone, by each side's own record?"
    )
    if exchanged(first, second):
        yield "The dates agree where day and month are exchanged. Can that have happened in one of them?"
    if hours := hours_apart(first, second):
        yield f"The times differ by whole hours ({hours}). Is one of them in another zone?"


def _places(accounts: Sequence[Said]) -> Difference | None:
    stated = [Stated(voice_of(act), act.ref, _place(act)) for act in accounts]
    said = [(act, table_of(act, "place")) for act in accounts if _place(act)]
    questions = [
        question for (one, first), (other, second) in combinations(said, 2) if voice_of(one) != voice_of(other)
        for question in _on_places(one, first, other, second)
    ]  # fmt: skip
    return _row("place", stated, questions, differs=bool(questions))


def _on_places(one: Said, first: Mapping[str, Any], other: Said, second: Mapping[str, Any]) -> Iterator[str]:
    """Yield questions: positions are compared by their distance, as far as each is sure; words only without them."""
    ask = "Where was each unit by each side's own record, from which source, and how exactly?"
    here, there = position_of(first), position_of(second)
    if here is None or there is None:
        if _place(one).casefold() != _place(other).casefold():
            yield ask
        return
    same_datum = _datum(first) == _datum(second)
    unsure = unsure_metres(first, here) + unsure_metres(second, there) + (0.0 if same_datum else DATUM_M)
    apart = leg(*here, *there).metres
    if apart > unsure:
        turned = there[1], there[0]
        if abs(turned[0]) <= LATITUDE_MAX and leg(*here, *turned).metres <= unsure:
            yield "The positions agree where latitude and longitude are exchanged. Can that have happened?"
        yield f"The positions lie {_rounded(apart)} apart; as stated they leave {_rounded(unsure)} open. {ask}"
    if not same_datum:
        yield f"To which datum does each position refer? Between two of them a place may lie {DATUM_M:.0f} m off."


def _place(act: Said) -> str:
    place = table_of(act, "place")
    position, unsure = position_of(place), place.get("uncertainty_metres")
    parts = [
        text_of(place, "text"),
        in_words(position) if position else "",
        text_of(place, "datum") if position else "",
    ]
    stated = f"± {unsure} m" if position and isinstance(unsure, int) and not isinstance(unsure, bool) else ""
    return ", ".join(one for one in (*parts, stated) if one)


def position_of(place: Mapping[str, Any]) -> tuple[float, float] | None:
    """Return latitude and longitude of a stated place in degrees, or None where none can be read."""
    if not text_of(place, "lat") or not text_of(place, "lon"):
        return None
    try:
        return parse_point(f"{text_of(place, 'lat')}, {text_of(place, 'lon')}")
    except Refused:
        return None


def unsure_metres(place: Mapping[str, Any], position: tuple[float, float]) -> float:
    """Return how far off a stated position may be: what it states, else half of the last digits as written."""
    stated = stated_metres(place)
    if stated is not None:
        return stated
    north, east = (_last_digit(text_of(place, name)) * _DEGREE_M / 2 for name in ("lat", "lon"))
    return math.hypot(north, east * math.cos(math.radians(position[0])))


def stated_metres(place: Mapping[str, Any]) -> float | None:
    """Return the uncertainty that a place states, in metres; 0 states none."""
    stated = place.get("uncertainty_metres")
    return float(stated) if isinstance(stated, int) and not isinstance(stated, bool) and stated > 0 else None


def _last_digit(number: str) -> float:
    return float(10.0 ** -len(number.strip().partition(".")[2]))


def _datum(place: Mapping[str, Any]) -> str:
    return "".join(one for one in text_of(place, "datum").casefold() if one.isalnum())


def _rounded(metres: float) -> str:
    return f"{metres / 1_000:.1f} km" if metres >= 10_000 else f"{metres:.0f} m"


# --- lengths ----------------------------------------------------------------------------------------------------------


def _lengths(
    accounts: Sequence[Said], what: str, of: Callable[[Said], Length | None], *, named: bool = False
) -> Difference | None:
    found = {act.ref: of(act) for act in accounts}
    stated = [
        Stated(voice_of(act), act.ref, "" if (length := found[act.ref]) is None else _said(act, length, what),
               "" if length is None else in_metres(length))
        for act in accounts
    ]  # fmt: skip
    questions: list[str] = []
    for one, other in _pairs(accounts):
        first, second = found[one.ref], found[other.ref]
        if first is not None and second is not None and not alike(first, second):
            questions += _on_lengths(voice_of(one), first, voice_of(other), second)
            questions.append(_how_found(what, named=named))
            questions += _on_points(one, other, what)
    return _row(what, stated, questions, differs=bool(questions), named=named)


def _on_lengths(one: str, first: Length, other: str, second: Length) -> Iterator[str]:
    if (swap := likely_swap(first, second)) is not None:
        why = "the number is the same" if first.number == second.number else "they differ by just that ratio"
        text, quoted = str(first), str(second)
        yield (
            f"{one} says {text}, {other} says {quoted}: {why}. Can {swap[0]} and {swap[1]} have been exchanged in one "
            "of the two?"
        )


def _how_found(what: str, *, named: bool) -> str:
    quoted = what  # under this name a party's own word stays as it is in every language (docs/languages.md)
    if named:
        return f"How did each side find “{quoted}”, and between which points?"
    return f"How did each side find the {what}, and between which points?"


def _on_points(one: Said, other: Said, what: str) -> Iterator[str]:
    points = [text_of(_listed(act, what), "from") for act in (one, other)]
    if any(points) and points[0].casefold() != points[1].casefold():
        said = " and ".join(point or "a point not stated" for point in points)
        yield f"The distances are from {said}. From which point did each side measure?"


def _said(act: Said, length: Length, what: str) -> str:
    point = text_of(_listed(act, what), "from")
    return f"{length}" + (f" from {point}" if point else "") + (f", {length.method}" if length.method else "")


def _distance(what: str, act: Said) -> Length | None:
    return read_length(_listed(act, what))


def _listed(act: Said, what: str) -> Mapping[str, Any]:
    return next((one for one in tables(act, "distances") if text_of(one, "what").casefold() == what.casefold()), {})


def _named_distances(accounts: Sequence[Said]) -> tuple[str, ...]:
    names = [text_of(one, "what").casefold() for act in accounts for one in tables(act, "distances")]
    return tuple(dict.fromkeys(name for name in names if name))


# --- words ------------------------------------------------------------------------------------------------------------


def _words(accounts: Sequence[Said], what: str, of: Callable[[Said], str], question: str) -> Difference | None:
    stated = [Stated(voice_of(act), act.ref, of(act), ours=of in _BUILT) for act in accounts]
    told = [(one.voice, " ".join(one.text.casefold().split())) for one in stated if one.text]
    differs = any(one[0] != other[0] and one[1] != other[1] for one, other in combinations(told, 2))
    return _row(what, stated, [question] if question else [], differs=differs)


def _conduct(act: Said) -> str:
    told = [text_of(one, "text") for one in tables(act, "manoeuvres")]
    return "; ".join(one for one in (*told, text_of(act.body, "conduct")) if one)


def _signals(act: Said) -> str:
    return "; ".join(signal_in_words(one) for one in tables(act, "signals"))


def _rules(act: Said) -> str:
    found = tables(act, "rules")
    return "; ".join(", ".join(said for name in _RULE if (said := text_of(one, name))) for one in found)


_RULE: Final = ("agreement", "article", "said")


def _units(act: Said) -> str:
    text = ", ".join(unit_in_words(one) for one in tables(act, "own_units"))
    quoted = ", ".join(unit_in_words(one) for one in tables(act, "other_units"))
    if text and quoted:
        return f"own units: {text}; other units: {quoted}"
    return f"own units: {text}" if text else f"other units: {quoted}" if quoted else ""


def unit_in_words(unit: Mapping[str, Any]) -> str:
    """Return a unit in few words: how many, name, type."""
    return " ".join(one for one in (text_of(unit, name) for name in ("number", "name", "type")) if one)


def signal_in_words(signal: Mapping[str, Any]) -> str:
    """Return a signal or call in few words: what was said, on what, in which language, and whether it was answered."""
    quoted = ", ".join(one for name in ("by", "channel", "language", "text") if (one := text_of(signal, name)))
    if (told := text_of(signal, "answered")) == UNANSWERED:
        return f"{quoted}, call not answered"
    return f"{quoted}, call answered" if told == ANSWERED else f"{quoted}, whether it was answered is not stated"


def tables(act: Said, name: str) -> tuple[Mapping[str, Any], ...]:
    """Return a list of tables of an act's body, empty where there is none."""
    value = act.body.get(name)
    return tuple(one for one in value if isinstance(one, Mapping)) if isinstance(value, list | tuple) else ()


def table_of(act: Said, name: str) -> Mapping[str, Any]:
    """Return a table of an act's body, empty where there is none."""
    value = act.body.get(name)
    return value if isinstance(value, Mapping) else {}


def _plain(name: str) -> Callable[[Said], str]:
    return lambda act: text_of(act.body, name)


_IN_WORDS: Final[tuple[tuple[str, Callable[[Said], str], str], ...]] = (
    ("units", _units, "Which units, how many and of which type, did each side have there, and which did it see?"),
    ("conduct", _conduct, "What did each unit do, in which order, and on what does each description rest?"),
    ("signals and calls", _signals, "Which calls did each side make, on which channel, and which did it hear?"),
    ("weapon or radar indications", _plain("indications"), "What was indicated to each side, and by which instrument?"),
    ("rules invoked", _rules, "Which rules does each side hold to apply here, and do both mean the same articles?"),
    ("effect", _plain("effect"), ""),
    ("what is asked", _plain("asks"), ""),
)
_BUILT: Final = frozenset((_units, _signals))
"""What puts words of this software around those of an account."""
