"""What accounts state of an encounter, against what was computed from files: where both cannot be, a question to both.

Pure, and no judgement: a computed distance rests on files that parties gave, and on nothing else; it may be the files
that are off. Geometry comes in as values, with its range; where the ranges overlap nothing is asked.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from detente.clock import Instant, held, rfc3339
from detente.council.incident.chronology import Moment
from detente.council.incident.differences import DIFFERS, Difference, Stated
from detente.council.incident.geometry import Met, Source
from detente.council.incident.lengths import Length, in_metres, length_of
from detente.council.incident.occurred import Occurred, occurred_of
from detente.council.incident.state import voice_of
from detente.council.said import Said
from detente.tracks.approach import Approach
from detente.tracks.wording import how_near, metres, short_hash

COMPUTED: Final = "computed from files of"
MEETS: Final = "ranges meet"
RECONSTRUCTED: Final = "reconstructed only, asks nothing"
_SHOWN: Final = 3
"""Approaches of one scope that stand in a row or in the line of time; all of them stand in the list of approaches."""


class Computed(Struct, frozen=True):
    """A nearest approach that was computed from files.

    Args:
        scope: whose files they are.
        text: distance with its uncertainty, and `moment`: when, and between which craft.
        files: from which files, with basis and the beginning of the hash; `hashes` in full.
        reconstructed: no recording: drawn from what accounts say, so it is no evidence against any of them.
        least_m, most_m: the range in which the distance lies, between positions too, with heights where they can be
            compared.
        at: its second; by the positions it may have been from `from_at` to `until_at`, and clocks may differ besides.
    """

    scope: str
    text: str
    moment: str
    files: str
    hashes: tuple[str, ...]
    reconstructed: bool
    least_m: float
    most_m: float
    at: Instant
    from_at: Instant
    until_at: Instant


Scopes = Mapping[str, Sequence[Computed]]
"""Computed approaches by whose files they come from, the nearest first."""


def computed_of(met: Sequence[Met]) -> Scopes:
    """Return the approaches of which it is clear which craft are meant, by scope."""
    found: dict[str, list[Computed]] = {}
    for one in met:
        if one.clear and isinstance(one.found, Approach):
            found.setdefault(one.scope, []).append(_computed(one, one.found))
    return {scope: found[scope] for scope in sorted(found)}


def _computed(met: Met, found: Approach) -> Computed:
    # Accounts do not say whether a distance is along the sea or through the air: either is in the range.
    most = max(found.distance_m, found.slant_m or 0.0) + found.uncertainty_m
    at, gap = math.floor(found.at), math.ceil(max(found.first.gap_s, found.second.gap_s))
    files = [met.first] if met.first is met.second else [met.first, met.second]
    craft = f"{met.first.named(found.first.name)} and {met.second.named(found.second.name)}"
    when = rfc3339(at).replace("T", " ").replace("Z", " UTC")
    heights = "" if found.slant_m is None else f" ({metres(found.slant_m)} with heights)"
    text = f"{how_near(found.distance_m, found.uncertainty_m, found.least_m)}, between {craft} at {when}{heights}"
    return Computed(
        met.scope, text, f"{when} between {craft}", " and ".join(_file(one) for one in files),
        tuple(one.sha256 for one in files), met.reconstructed, found.least_m, most,
        at, held(min(at - gap, math.floor(found.earliest_at))), held(1 + max(at + gap, math.ceil(found.latest_at))),
    )  # fmt: skip


def _file(one: Source) -> str:
    return f"{one.name} of {one.voice} ({one.basis or 'basis not stated'}, sha256 {short_hash(one.sha256)})"


# --- rows -------------------------------------------------------------------------------------------------------------


def against(accounts: Sequence[Said], computed: Scopes) -> tuple[Difference, ...]:
    """Return what accounts in force state of distance and time against what was computed; nothing without either.

    Which pair of craft an account means it does not say, so one that fits is enough for no question. What was
    reconstructed from accounts asks nothing: it would hold words against themselves.
    """
    ordered = sorted(accounts, key=lambda act: (voice_of(act), act.ref))
    rows = (_distances(ordered, computed), _times(ordered, computed))
    return tuple(row for row in rows if row is not None)


def _distances(accounts: Sequence[Said], computed: Scopes) -> Difference | None:
    lengths = {act.ref: length_of(act.body, "closest_distance") for act in accounts}
    if not any(length is not None and length.metres is not None for length in lengths.values()):
        return None
    stated = [
        Stated(voice_of(act), act.ref, "" if (length := lengths[act.ref]) is None else str(length),
               "" if length is None else in_metres(length))
        for act in accounts
    ]  # fmt: skip
    questions = [
        f"{voice_of(act)} states {length}; {_found(known, known[0].text)}, clocks of the two not counted. Which record "
        "does each side have of that moment, between which points was the distance taken, and by which clock?"
        for act in accounts for known in recorded(computed)
        if (length := lengths[act.ref]) is not None and not _may_be(length, known)
    ]  # fmt: skip
    texts = {scope: [one.text for one in known] for scope, known in computed.items()}
    return _row("closest distance, stated and computed", stated, computed, texts, questions)


def recorded(computed: Scopes) -> list[Sequence[Computed]]:
    """Return what rests on recordings alone, of each scope in which there is any."""
    found = ([one for one in known if not one.reconstructed] for known in computed.values())
    return [known for known in found if known]


def _may_be(length: Length, known: Sequence[Computed]) -> bool:
    """Say if a stated length may be one of those computed, or is none that can be compared."""
    if length.metres is None:
        return True
    least, most = float(length.metres - length.rounding), float(length.metres + length.rounding)
    return any(least <= one.most_m and most >= one.least_m for one in known)


def _times(accounts: Sequence[Said], computed: Scopes) -> Difference | None:
    times = {act.ref: occurred_of(act.body) for act in accounts}
    if not any(when.span is not None for when in times.values()):
        return None
    stated = [Stated(voice_of(act), act.ref, str(times[act.ref])) for act in accounts]
    questions = [
        f"{voice_of(act)} says {times[act.ref]}; {_found(known, known[0].moment)}. Is it one event, and by which clock "
        "and in which zone was each time taken?"
        for act in accounts for known in recorded(computed) if not _may_be_at(times[act.ref], known)
    ]  # fmt: skip
    texts = {scope: [one.moment for one in known] for scope, known in computed.items()}
    return _row("date, stated and computed", stated, computed, texts, questions)


def _may_be_at(when: Occurred, known: Sequence[Computed]) -> bool:
    span = when.span
    return span is None or any(one.until_at >= span[0] and one.from_at < span[1] for one in known)


def _found(known: Sequence[Computed], text: str) -> str:
    more = len(known) - 1
    others = (
        f", and none of {more} other pairs fits" if more > 1 else ", and the other pair fits no more" if more else ""
    )
    return f"by {known[0].files} the nearest approach was {text}{others}"


def _row(
    what: str, stated: Sequence[Stated], computed: Scopes, texts: Mapping[str, Sequence[str]], questions: Sequence[str]
) -> Difference | None:
    if not computed:
        return None
    made = [
        Stated(f"{COMPUTED} {scope}", "", "; ".join(_few(texts[scope])),
               f"from {'; '.join(_few(list(dict.fromkeys(one.files for one in known))))}", ours=True)
        for scope, known in computed.items()
    ]  # fmt: skip
    status = DIFFERS if questions else MEETS if recorded(computed) else RECONSTRUCTED
    return Difference(what, status, (*stated, *made), tuple(dict.fromkeys(questions)))


def _few(texts: Sequence[str]) -> list[str]:
    more = [f"{len(texts) - _SHOWN} more"] if len(texts) > _SHOWN else []
    return [*texts[:_SHOWN], *more]


def derived(computed: Scopes) -> tuple[Moment, ...]:
    """Return the nearest approaches as moments of the line of time, marked with the files from which they come."""
    return tuple(
        Moment(one.at, "", f"{COMPUTED} {scope}", "nearest approach",
               f"nearest approach: {one.text}; derived from {one.files}", "", one.hashes)
        for scope, known in computed.items() for one in known[:_SHOWN]
    )  # fmt: skip
