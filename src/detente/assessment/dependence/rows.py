"""What a ledger says as people read it: rows and sentences that a command and a report have in common."""

from collections.abc import Sequence
from typing import Final

from detente.assessment.dependence.ledger import Ledger, system
from detente.assessment.dependence.needs import Needs, short_name, span_said
from detente.assessment.dependence.pair import Aim
from detente.assessment.numbers import plain

Rows = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]
"""Columns, and rows below them."""

Readings = Sequence[tuple[str, Needs]]

WORTH_SAID: Final = 3
"""Issues that are named with what they are worth: those worth most; programs get all."""

_LOOKED_AT: Final = {Aim.NEED: "need of the channel", Aim.DEMAND: "net demand over all issues"}


def by_issue(found: Needs) -> Rows:
    """Return how much each of two depends on the other for each issue, and over all."""
    one, other = found.names
    rows = [
        (issue.name, "yes" if issue.tabled.value else "no", plain(mine), plain(theirs), plain(mine - theirs))
        for issue, mine, theirs in zip(found.ledger.issues, *found.by_issue, strict=True)
    ]
    sums = ("all issues", "", *map(plain, found.dependence), plain(found.demand))
    columns = ("issue", "tabled", f"{one} on {other}", f"{other} on {one}", f"net demand of {one}")
    return columns, (*rows, sums)


def by_reading(readings: Readings) -> Rows:
    """Return both needs as each reading has them, and their ranges if interests, and if all inputs, move one step."""
    one, other = readings[0][1].names
    rows = tuple(
        (
            name, *map(plain, each.need), plain(each.ratio, 1), *map(span_said, each.need_narrow),
            *map(span_said, each.need_wide),
        )
        for name, each in readings
    )  # fmt: skip
    ranges = (f"{one}, interests", f"{other}, interests", f"{one}, all", f"{other}, all")
    return ("reading", one, other, f"{one} to {other}", *ranges), rows


def turns_said(aim: Aim, *, some: bool) -> str:
    """Return what stands before inputs that each turn a sign alone, or that none does."""
    if not some:
        return f"No input alone turns the {_LOOKED_AT[aim]} round"
    return f"What alone turns the {_LOOKED_AT[aim]} round, what takes the fewest of its own steps first"


def power_said(ledger: Ledger) -> str:
    """Return what each party's power is worth, or why no number is given."""
    found = system(ledger)
    if found.power is None or found.value is None:
        return f"Power after Coleman cannot be said: {found.reason}. Each two can still be looked at."
    named = sorted(zip(found.power, ledger.parties, strict=True), key=lambda each: -each[0])
    worth = sorted(zip(found.value, ledger.issues, strict=True), key=lambda each: -each[0])[:WORTH_SAID]
    said = ", ".join(f"{party.id} {plain(share)}" for share, party in named)
    issues = ", ".join(f"“{short_name(issue)}” {plain(value)}" for value, issue in worth)
    return (
        f"Power after Coleman, of 1 in all: {said}. It is what a party controls of what others with power want, over "
        f"all issues, tabled or not; worth most are {issues}."
    )
