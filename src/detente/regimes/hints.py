"""Remarks on an activity that make no duty: how near a counted figure stands to a threshold, what others estimate.

Neutral on purpose: a figure near a threshold is a figure. Both sides of it are said alike, just under and just over.
"""

import re
from typing import Final

from detente.regimes.activity import Activity
from detente.regimes.clocks import said as due_said
from detente.regimes.conditions import Truth, evaluate, fields_of, thresholds
from detente.regimes.pack import Does, Pack

NEAR_PERCENT: Final = 5
"""A counted figure within so many percent of a threshold is said to stand near it."""

_CHANGED: Final = re.compile(r"\b(reduced|cancell?ed|scaled down)\b", re.IGNORECASE)

_CUT: Final = {"cancelled", "reduced_below_threshold"}


def near(one: Activity, pack: Pack) -> tuple[str, ...]:
    """Return how near the counted figure stands to thresholds; nothing of one that was only announced."""
    counted = one.counted
    if counted is None:
        return ()
    said = []
    for mark, rules in sorted(_marks(pack).items()):
        for figure in dict.fromkeys((counted.least, counted.most)):
            away = figure - mark
            if abs(away) * 100 <= mark * NEAR_PERCENT:
                side = (
                    "exactly at"
                    if not away
                    else f"{abs(away):,} ({abs(away) * 100 / mark:.1f} %) {'above' if away > 0 else 'below'}"
                )
                said.append(f"the counted figure {figure:,} stands {side} the mark of {mark:,} ({', '.join(rules)})")
    return tuple(said)


def told_to_change(one: Activity, pack: Pack) -> tuple[str, ...]:
    """Return what is to be said of a figure with words beside it, and of an activity said to have been reduced."""
    said = []
    stated = one.counted or one.announced
    if stated is not None and stated.remark:
        said.append(f"the figure stands with the words “{stated.remark}”, which are not read as a number")
    if _CHANGED.search(one.handling):
        rules = [rule for rule in pack.rules.values() if rule.when is not None and _CUT & fields_of(rule.when)]
        said.append("its handling speaks of a reduction or cancellation")
        said += [f"if so, {rule.id}: {rule.title[0].lower()}{rule.title[1:]}, {due_said(rule.due)}" for rule in rules]
    return tuple(said)


def totals(one: Activity) -> tuple[str, ...]:
    """Return what is to be said of totals that differ: the counted one decides, others' estimates make no duty."""
    said = []
    if one.counted is not None and one.announced is not None and one.counted != one.announced:
        said.append(
            f"announced {one.announced}, counted {one.counted}: two figures for two questions; the counted one decides"
        )
    if one.estimate is not None:
        said.append(f"others' or later estimate {one.estimate}: it makes no duty here")
    return tuple(said)


def bands(one: Activity, pack: Pack) -> tuple[str, ...]:
    """Return which constraining provisions count an activity of this size."""
    total = one.counted or one.announced
    if total is None:
        return ()
    blank = dict.fromkeys(("tanks", "acv", "artillery"), 0)
    figures = {**blank, **{name: figure.least for name, figure in one.figures.items()}, "troops": total.least}
    counting = [
        rule.id
        for rule in pack.rules.values()
        if rule.limit is not None and rule.when is not None and evaluate(rule.when, figures).truth is Truth.TRUE
    ]
    return (f"of a size that {', '.join(counting)} count ({one.basis})",) if counting else ()


def _marks(pack: Pack) -> dict[int, list[str]]:
    """Return the pack's thresholds for troops, each with the rules that have it."""
    found: dict[int, list[str]] = {}
    for rule in pack.rules.values():
        if rule.when is None or rule.does not in (Does.NOTIFY, Does.INVITE, Does.CONSTRAIN):
            continue
        for mark in dict.fromkeys(thresholds(rule.when, "troops")):
            if rule.id not in found.setdefault(mark, []):
                found[mark].append(rule.id)
    return found
