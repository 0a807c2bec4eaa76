"""An activity as the values that rules read: at both ends of what is known, with what is taken for granted named.

A blank is not zero. But a list that gives one total and no equipment would else never say anything, so the counts that
are blank beside a total are taken to lie below their thresholds, and the answer names them. Troops that land are taken
to be none, unless the activity's own name or notes speak of a landing or a jump. Without a total nothing is assumed.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final

from msgspec import Struct

from detente.regimes.activity import COUNTS, FLAGS, Activity, Basis, Figure, Phase
from detente.regimes.conditions import fields_of, thresholds
from detente.regimes.pack import Does, Pack, Rule
from detente.regimes.places import ZONE, Lies, whereabouts
from detente.regimes.ruling import Ruling, Verdict, rule_on

_LANDINGS: Final = {
    "amphibious_troops": re.compile(r"\b(amphibious|landings?)\b", re.IGNORECASE),
    "heliborne_troops": re.compile(r"\b(heliborne|air ?mobile)\b", re.IGNORECASE),
    "parachute_troops": re.compile(r"\b(airborne|parachut\w*|paratroop\w*)\b", re.IGNORECASE),
}
READ: Final = frozenset({*COUNTS, *FLAGS, "duration"})
"""What conditions may read of an activity; a rule that reads more speaks of something else."""
_SMALL: Final = ("tanks", "acv", "artillery", "sorties")
_PLAIN: Final = {"no notice yes": "without advance notice to the troops"}
_FLAGS: Final = {"single_command": True, "transfer": False}
_NOTIFIED: Final = re.compile(r"(?<!not )\bnotified\b", re.IGNORECASE)


class InZone(Struct, frozen=True):
    """Whether an activity lies in the zone.

    Args:
        inside: None where it cannot be said.
        words: how that is known.
        doubt: whether more or less of it may lie there than the words can tell.
    """

    inside: bool | None
    words: str
    doubt: bool = False


class Situation(Struct, frozen=True):
    """What rules read of an activity.

    Args:
        low: values at the lower end of what is known.
        high: at the upper end.
        wide: names of which the two differ.
        filled: names that the file leaves blank, and what was taken instead.
    """

    low: Mapping[str, Any]
    high: Mapping[str, Any]
    wide: tuple[str, ...]
    filled: Mapping[str, Any]
    zone: InZone
    basis: Basis

    def told(self, reason: str, figure: Basis | None = None) -> list[str]:
        """Return a reason's facts without those that rest on what was taken for granted or hold for every rule."""
        quiet = tuple(f"{name.replace('_', ' ')} " for name in (*self.filled, "in_zone"))
        facts = [part for part in reason.split("; ") if part and not part.startswith((*quiet, "no notice no"))]
        facts = [_PLAIN.get(part, part) for part in facts]
        basis = self.basis if figure is None else figure
        if basis is Basis.NONE:
            return facts
        return [f"{part} ({basis})" if part.startswith("troops ") else part for part in facts]

    def assumed(self, rulings: Iterable[tuple[Rule, Ruling]]) -> tuple[str, ...]:
        """Return what was taken for granted and bears on whether notice or an invitation is due."""
        if not self.zone.inside or self.basis is Basis.NONE:
            return ()
        open_ = [rule for rule, found in rulings if rule.does is not Does.INFORM and found.verdict is Verdict.NO_DUTY]
        read = frozenset[str]().union(*(fields_of(rule.when) for rule in open_ if rule.when is not None))
        small = [name for name in self.filled if name in read and name not in (*_FLAGS, "no_notice")]
        least = {name: min((mark for rule in open_ if rule.when for mark in thresholds(rule.when, name)), default=0)
                 for name in _LANDINGS}  # fmt: skip
        # Where the whole is smaller than a threshold for troops that land, so are they.
        small = [name for name in small if self.high["troops"] >= least.get(name, 0)]
        said = [f"not stated, taken to lie below the thresholds: {', '.join(map(readable, small))}"] if small else []
        if "single_command" in self.filled:
            said.append("taken to stand under a single operational command, as it is listed as one activity")
        if "no_notice" in self.filled:
            said.append("kind not stated: taken as planned")
        return tuple(said)

    def events_missing(self, rulings: Iterable[tuple[Rule, Ruling]]) -> list[str]:
        """Return events from which due times are counted and that are not stated."""
        return list(
            dict.fromkeys(name for _, found in rulings if found.verdict is Verdict.DUTY for name in found.missing)
        )


def situation(one: Activity, pack: Pack) -> Situation:
    """Return what rules read of an activity."""
    zone = in_zone(one, pack)
    total = one.counted or one.announced
    filled = _filled(one, total)
    low, high = (_values(one, total, zone, filled, end) for end in ("least", "most"))
    return Situation(low, high, tuple(name for name in low if low[name] != high.get(name)), filled, zone, one.basis)


def rule_at_both_ends(rule: Rule, sit: Situation, pack: Pack) -> Ruling:
    """Return what a rule says at both ends of what is known; where they differ, that it cannot be said."""
    low, high = (rule_on(rule, values, pack) for values in (sit.low, sit.high))
    if low.verdict is not high.verdict:
        wide = tuple(name for name in sit.wide if rule.when is not None and name in fields_of(rule.when))
        missing = tuple(dict.fromkeys((*low.missing, *high.missing, *wide)))
        return Ruling(rule.id, Verdict.CANNOT_SAY, rule.id, missing=missing, reason=f"{low.reason} or {high.reason}")
    return low


def in_zone(one: Activity, pack: Pack) -> InZone:
    """Return whether an activity lies in the zone: as stated, by its count, by its handling, else by its places."""
    if "in_zone" in one.flags:
        inside = one.flags["in_zone"]
        return InZone(inside, f"stated to lie {'in' if inside else 'outside'} the zone")
    if pack.zone.name != ZONE:
        return InZone(None, "whether it lies in the zone is not stated")
    handling = one.handling.lower()
    if "mostly outside" in handling:
        return InZone(inside=False, words="outside the zone for the most part, as its handling says", doubt=True)
    if "outside vd zone" in handling or "outside the zone" in handling:
        return InZone(inside=False, words="outside the zone, as its handling says")
    if one.counted is not None:
        return InZone(inside=True, words="in the zone: it has a figure counted under the agreement")
    if _NOTIFIED.search(handling):
        return InZone(inside=True, words="taken to lie in the zone, as its handling says that it was notified")
    return _by_places(one)


def _by_places(one: Activity) -> InZone:
    where = whereabouts(one.host)
    words = where.words()
    if where.any(Lies.INSIDE):
        partly = where.any(Lies.ASTRIDE) or where.any(Lies.OUTSIDE) or where.any(Lies.UNCLEAR)
        tail = "; how many troops stand inside is not stated" if partly else ""
        return InZone(inside=True, words=f"in the zone: {words}{tail}", doubt=partly)
    if where.any(Lies.OUTSIDE) and not where.any(Lies.ASTRIDE) and not where.any(Lies.UNCLEAR):
        return InZone(inside=False, words=f"outside the zone: {words}")
    return InZone(None, f"whether it lies in the zone cannot be said: {words}")


def _filled(one: Activity, total: Figure | None) -> dict[str, Any]:
    filled: dict[str, Any] = {name: value for name, value in _FLAGS.items() if name not in one.flags}
    if one.no_notice is None and not one.kind:
        filled["no_notice"] = False
    if total is None:
        return filled
    apart = {*one.figures, *_spoken_of(one)}
    return filled | {name: 0 for name in (*_SMALL, *_LANDINGS) if name not in apart}


def _spoken_of(one: Activity) -> list[str]:
    """Return the kinds of landing of which its name or notes speak, though no number is stated."""
    said = f"{one.name} {one.notes}"
    return [name for name, pattern in _LANDINGS.items() if name not in one.figures and pattern.search(said)]


def _values(one: Activity, total: Figure | None, zone: InZone, filled: Mapping[str, Any], end: str) -> dict[str, Any]:
    low = end == "least"
    values: dict[str, Any] = {**filled, **one.flags}
    values |= {name: getattr(figure, end) for name, figure in one.figures.items()}
    if total is not None:
        values["troops"] = getattr(total, end)
        # As many as there are may land, or none.
        values |= dict.fromkeys(_spoken_of(one), 0 if low else total.most)
    if zone.inside is not None:
        values["in_zone"] = zone.inside
    if one.no_notice is not None:
        values["no_notice"] = one.no_notice
    if one.start is not None:
        values["start"] = one.start.earliest() if low else one.start.latest()
    lasts = one.shortest() if low else one.longest()
    if lasts is not None:
        values["duration"] = {"value": lasts / timedelta(hours=1), "unit": "hours"}
    if one.phases:
        values["phases"] = [_row(phase, end) for phase in one.phases]
    return values


def _row(phase: Phase, end: str) -> dict[str, int]:
    return {name: getattr(phase.figures[name], end) for name in COUNTS if name in phase.figures}


def readable(name: str) -> str:
    """Return a field's name as people read it."""
    return {"acv": "armoured combat vehicles", "in_zone": "whether it lies in the zone"}.get(
        name, name.replace("_", " ")
    )
