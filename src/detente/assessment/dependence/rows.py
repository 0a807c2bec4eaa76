"""What a ledger says as people read it: rows and sentences that a command and a report have in common."""

from collections.abc import Sequence
from typing import Final

from detente.assessment.dependence.ledger import Ledger, system
from detente.assessment.dependence.needs import Needs, short_name, span_said
from detente.assessment.dependence.pair import Aim
from detente.assessment.numbers import plain
from detente.assessment.words import gettext as _
from detente.assessment.words import noted
from detente.languages.joining import figures

Rows = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]
"""Columns, and rows below them."""

Readings = Sequence[tuple[str, Needs]]

WORTH_SAID: Final = 3
"""Issues that are named with what they are worth: those worth most; programs get all."""

_NO_INPUT: Final = {
    Aim.NEED: noted("No input alone turns the need of the channel round"),
    Aim.DEMAND: noted("No input alone turns the net demand over all issues round"),
}
_SOME_INPUTS: Final = {
    Aim.NEED: noted(
        "What alone turns the need of the channel round, what takes the fewest of its own steps first",
    ),
    Aim.DEMAND: noted(
        "What alone turns the net demand over all issues round, what takes the fewest of its own steps first",
    ),
}


def by_issue(found: Needs) -> Rows:
    """Return how much each of two depends on the other for each issue, and over all."""
    one, other = found.names
    rows = [
        (issue.name, _("yes") if issue.tabled.value else _("no"), plain(mine), plain(theirs), plain(mine - theirs))
        for issue, mine, theirs in zip(found.ledger.issues, *found.by_issue, strict=True)
    ]
    sums = (_("all issues"), "", *map(plain, found.dependence), plain(found.demand))
    columns = (
        *(
            _("issue"),
            _("tabled"),
            _("{one} on {other}").format(one=one, other=other),
        ),
        *(
            _("{one} on {other}").format(one=other, other=one),
            _("net demand of {party}").format(party=one),
        ),
    )
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
    interests, every = _("{party}, interests"), _("{party}, all")
    ranges = (text.format(party=name) for text in (interests, every) for name in (one, other))
    return (
        _("reading"),
        one,
        other,
        _("{one} to {other}").format(one=one, other=other),
        *ranges,
    ), rows


def turns_said(aim: Aim, *, some: bool) -> str:
    """Return what stands before inputs that each turn a sign alone, or that none does."""
    return _(_SOME_INPUTS[aim] if some else _NO_INPUT[aim])


def power_said(ledger: Ledger) -> str:
    """Return what each party's power is worth, or why no number is given."""
    found = system(ledger)
    if found.power is None or found.value is None:
        text = _("Power after Coleman cannot be said: {why}. Each two can still be looked at.")
        return text.format(why=_(found.reason))
    named = sorted(zip(found.power, ledger.parties, strict=True), key=lambda each: -each[0])
    worth = sorted(zip(found.value, ledger.issues, strict=True), key=lambda each: -each[0])[:WORTH_SAID]
    said = figures(f"{party.id} {plain(share)}" for share, party in named)
    issues = figures(
        _("“{issue}” {value}").format(issue=short_name(issue), value=plain(value)) for value, issue in worth
    )
    return _(
        "Power after Coleman, of 1 in all: {said}. It is what a party controls of what others with power want, over "
        "all issues, tabled or not; worth most are {issues}."
    ).format(said=said, issues=issues)
