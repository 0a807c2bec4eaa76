"""What accounts state of an encounter, against what was computed from files: where both cannot be, a question to both.

Pure, and no judgement: a computed distance rests on files that parties gave, and on nothing else; it may be the files
that are off. Geometry comes in as values, with its range; where the ranges overlap nothing is asked.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from detente.clock import Instant, held, rfc3339
from detente.council.incident.chronology import Moment
from detente.council.incident.differences import ALIKE, DIFFERS, Difference, Stated
from detente.council.incident.geometry import Met, Source
from detente.council.incident.lengths import Length, in_metres, length_of
from detente.council.incident.occurred import occurred_of
from detente.council.incident.state import voice_of
from detente.council.said import Said
from detente.tracks.approach import Approach

COMPUTED: Final = "computed from files of"


@dataclass(frozen=True, slots=True)
class Computed:
    """A nearest approach that was computed from files.

    Args:
        scope: whose files they are.
        text: distance with its uncertainty, and when.
        files: from which files, with basis and hash; `hashes` those alone.
        least_m, most_m: the range in which the distance lies, with heights where they can be compared.
        at: its second; between positions it may have been from `from_at` to `until_at`, and clocks may differ besides.
    """

    scope: str
    text: str
    files: str
    hashes: tuple[str, ...]
    least_m: float
    most_m: float
    at: Instant
    from_at: Instant
    until_at: Instant


def computed_of(met: Sequence[Met]) -> tuple[Computed, ...]:
    """Return the nearest approach of each scope of which it is clear which craft are meant: one a side, one a pair."""
    nearest: dict[str, Computed] = {}
    for one in met:
        if one.clear and isinstance(one.found, Approach) and one.scope not in nearest:
            nearest[one.scope] = _computed(one, one.found)
    return tuple(nearest[scope] for scope in sorted(nearest))


def _computed(met: Met, found: Approach) -> Computed:
    # Accounts do not say whether a distance is along the sea or through the air: either is in the range.
    most = max(found.distance_m, found.slant_m or 0.0) + found.uncertainty_m
    at, gap = math.floor(found.at), math.ceil(max(found.first.gap_s, found.second.gap_s))
    same = met.first is met.second
    files = [met.first] if same else [met.first, met.second]
    # Two craft of one file bear the name of one unit, so they go by those that the file gives them.
    craft = " and ".join(one.name if same else one.of or one.name for one in (found.first, found.second))
    when = rfc3339(at).replace("T", " ").replace("Z", " UTC")
    text = f"{_metres(found.distance_m)} ± {_metres(found.uncertainty_m)} between {craft} at {when}"
    if found.slant_m is not None:
        text += f" ({_metres(found.slant_m)} with heights)"
    return Computed(
        met.scope, text, " and ".join(_file(one) for one in files), tuple(one.sha256 for one in files),
        max(0.0, found.distance_m - found.uncertainty_m), most, at, held(at - gap), held(at + 1 + gap),
    )  # fmt: skip


def _file(one: Source) -> str:
    return f"{one.name} of {one.voice} ({one.basis or 'basis not stated'}, sha256 {one.sha256})"


def _metres(value: float) -> str:
    return f"{value:.1f} m" if value < 10 else f"{value:,.0f} m".replace(",", " ")


# --- rows -------------------------------------------------------------------------------------------------------------


def against(accounts: Sequence[Said], computed: Sequence[Computed]) -> tuple[Difference, ...]:
    """Return what accounts in force state of distance and time against what was computed; nothing without either."""
    ordered = sorted(accounts, key=lambda act: (voice_of(act), act.ref))
    rows = (_distances(ordered, computed), _times(ordered, computed))
    return tuple(row for row in rows if row is not None)


def _distances(accounts: Sequence[Said], computed: Sequence[Computed]) -> Difference | None:
    lengths = {act.ref: length_of(act.body, "closest_distance") for act in accounts}
    stated = [Stated(voice_of(act), act.ref, str(length), in_metres(length)) if (length := lengths[act.ref]) is not None
              else Stated(voice_of(act), act.ref) for act in accounts]  # fmt: skip
    questions = [
        question for act in accounts for one in computed
        for question in _on_distance(voice_of(act), lengths[act.ref], one)
    ]  # fmt: skip
    if not any(length is not None and length.metres is not None for length in lengths.values()):
        return None
    return _row("closest distance, stated and computed", stated, computed, questions)


def _on_distance(voice: str, length: Length | None, one: Computed) -> Iterator[str]:
    if length is None or length.metres is None:
        return
    least, most = float(length.metres - length.rounding), float(length.metres + length.rounding)
    if least <= one.most_m and most >= one.least_m:
        return
    yield (
        f"{voice} states {length}; by {one.files} it was {one.text}, clocks of the two not counted. Which record does "
        "each side have of that moment, between which points was the distance taken, and by which clock?"
    )


def _times(accounts: Sequence[Said], computed: Sequence[Computed]) -> Difference | None:
    times = {act.ref: occurred_of(act.body) for act in accounts}
    stated = [Stated(voice_of(act), act.ref, str(times[act.ref])) for act in accounts]
    questions = []
    for act in accounts:
        span = times[act.ref].span
        questions += [
            f"{voice_of(act)} says {times[act.ref]}; by {one.files} the nearest approach was {one.text}. Is it one "
            "event, and by which clock and in which zone was each time taken?"
            for one in computed if span is not None and (one.until_at < span[0] or one.from_at >= span[1])
        ]  # fmt: skip
    if not any(when.span is not None for when in times.values()):
        return None
    return _row("date, stated and computed", stated, computed, questions)


def _row(
    what: str, stated: Sequence[Stated], computed: Sequence[Computed], questions: Sequence[str]
) -> Difference | None:
    if not computed:
        return None
    made = [Stated(f"{COMPUTED} {one.scope}", "", one.text, f"from {one.files}") for one in computed]
    return Difference(what, DIFFERS if questions else ALIKE, (*stated, *made), tuple(dict.fromkeys(questions)))


def derived(computed: Sequence[Computed]) -> tuple[Moment, ...]:
    """Return the computed approaches as moments of the line of time, marked with the files from which they come."""
    return tuple(
        Moment(one.at, "", f"{COMPUTED} {one.scope}", "nearest approach",
               f"nearest approach: {one.text}; derived from {one.files}", "", one.hashes)
        for one in computed
    )  # fmt: skip
