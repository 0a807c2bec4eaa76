"""Quotas: how often a year something is accepted, from a fixed number or from how many units a party has.

Source: Vienna Document, evaluation chapter, quota paragraphs, as read in an earlier edition (nuke.fas.org,
control/osce/text/vienna.htm): one visit for every 60 units or part of 60, at most 15; of them at most one fifth by the
same state.
"""

from msgspec import Struct

from detente.regimes.pack import Formula, Quota

EVALUATIONS = Formula(units_per_visit=60, most=15, same_party_divisor=5, at_once=1)
"""The formula as read; a pack says its own."""


class Allowance(Struct, frozen=True):
    """What a quota comes to in one year; None where it does not limit.

    Args:
        passive: accepted in all.
        per_party: by the same party.
        at_once: at the same time.
        per_object: of the same object, and `per_object_and_party` by the same party.
    """

    passive: int
    per_party: int | None = None
    at_once: int | None = None
    per_object: int | None = None
    per_object_and_party: int | None = None


def passive(units: int, formula: Formula = EVALUATIONS) -> int:
    """Return how many visits a party with so many units accepts in a year; none without units."""
    return min(formula.most, -(-max(units, 0) // formula.units_per_visit))


def same_party(accepted: int, formula: Formula = EVALUATIONS) -> int:
    """Return how many of the visits accepted in a year the same party may make: its share, and one of any."""
    return min(accepted, max(accepted // formula.same_party_divisor, 1))


def allowance(quota: Quota, units: int | None = None) -> Allowance | None:
    """Return what a quota comes to, or None where it follows from a number of units that is not known."""
    rest = (quota.per_object, quota.per_object_and_party)
    if quota.formula is None:
        return Allowance(quota.passive or 0, quota.per_party, None, *rest)
    if units is None:
        return None
    accepted = passive(units, quota.formula)
    share = quota.per_party if quota.per_party is not None else same_party(accepted, quota.formula)
    return Allowance(accepted, share, quota.formula.at_once, *rest)
