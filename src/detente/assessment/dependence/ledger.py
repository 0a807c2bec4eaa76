"""The dependence ledger: who needs whom, on which issue, from interests, control, outside options and bypass.

Emerson's dependence (investment in goals, times control by the other, times lack of alternatives) with Coleman's
control and interest, and Keohane and Nye's sensitivity (no alternatives counted) and vulnerability (as given). The
product is ours. Source: Emerson, American Sociological Review 27 (1962) 31-41; Coleman (1973); Keohane and Nye, Power
and Interdependence (1977).
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from math import lcm
from typing import Final

from detente.assessment.basis import Basis
from detente.assessment.dependence.power import Power, power_of
from detente.assessment.linear import Matrix, total
from detente.assessment.words import noted

SET_HERE: Final = noted("set by the reader")
"""What stands as source of an input that a reader set."""
AS_SET: Final = noted("as set here")
"""What stands behind the title of a ledger that a reader set."""


class Quantity(StrEnum):
    """What an input says."""

    INTEREST = "interest"
    CONTROL = "control"
    OUTSIDE = "outside"
    BYPASS = "bypass"
    TABLED = "tabled"


@dataclass(frozen=True, slots=True)
class Given:
    """One input: its value, on what it rests, and from where."""

    value: Fraction
    basis: Basis
    source: str


@dataclass(frozen=True, slots=True)
class Party:
    """One party; `bypass` is the share of what the channel gives that it gets by other channels."""

    id: str
    name: str
    bypass: Given


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue, its inputs by party; what of `control` is lacking to 1 is with others.

    Args:
        outside: the share of the outcome that each party gets without the others.
        tabled: 1 where the issue is really on the table, else 0.
    """

    id: str
    name: str
    interest: tuple[Given, ...]
    control: tuple[Given, ...]
    outside: tuple[Given, ...]
    tabled: Given


@dataclass(frozen=True, slots=True)
class Steps:
    """How far each kind of input moves when ranges are asked for. Whether an issue is tabled is a switch, no step."""

    interest: Fraction = Fraction(1)
    control: Fraction = Fraction(1, 10)
    outside: Fraction = Fraction(1, 4)
    bypass: Fraction = Fraction(1, 4)


INTERESTS_ONLY: Final = Steps(Fraction(1), Fraction(), Fraction(), Fraction())
"""One step of every interest and of nothing else."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One input that a reading sets otherwise; `party` and `issue` are places, None where the input has none."""

    quantity: Quantity
    party: int | None
    issue: int | None
    given: Given


@dataclass(frozen=True, slots=True)
class Reading:
    """The same ledger read otherwise: which inputs are set to what, and who says so."""

    id: str
    title: str
    source: str
    settings: tuple[Setting, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """A set of inputs.

    Args:
        most: the highest interest of its scale.
        readings: other ways to read it, to stand beside.
    """

    id: str
    title: str
    question: str
    channel: str
    as_of: str
    source: str
    parties: tuple[Party, ...]
    issues: tuple[Issue, ...]
    most: Fraction
    steps: Steps
    readings: tuple[Reading, ...] = ()

    def read_as(self, reading: Reading) -> "Ledger":
        """Return the ledger with what a reading sets."""
        ledger = replace(self, title=reading.title, source=reading.source, readings=())
        for one in reading.settings:
            ledger = ledger._set(one)
        return ledger

    def every_reading(self) -> "list[tuple[str, Ledger]]":
        """Return the ledger as it is written under its own id, and as each of its readings has it, by id."""
        return [(self.id, self), *((one.id, self.read_as(one)) for one in self.readings)]

    def _set(self, one: Setting) -> "Ledger":
        if one.quantity is Quantity.BYPASS:
            assert one.party is not None, "the reader has looked"
            parties = list(self.parties)
            parties[one.party] = replace(parties[one.party], bypass=one.given)
            return replace(self, parties=tuple(parties))
        assert one.issue is not None, "the reader has looked"
        issues = list(self.issues)
        issues[one.issue] = _changed(issues[one.issue], one)
        return replace(self, issues=tuple(issues))


def _changed(issue: Issue, one: Setting) -> Issue:
    if one.quantity is Quantity.TABLED:
        return replace(issue, tabled=one.given)
    before: tuple[Given, ...] = getattr(issue, one.quantity)
    after = tuple(one.given if place == one.party else given for place, given in enumerate(before))
    if one.quantity is Quantity.INTEREST:
        return replace(issue, interest=after)
    return replace(issue, control=after) if one.quantity is Quantity.CONTROL else replace(issue, outside=after)


def dependence(ledger: Ledger) -> list[list[Fraction]]:
    """Return how much each party depends on each other one: row on column, nothing on itself.

    Worked out in whole numbers over one denominator a party, so that sixty parties and a hundred issues are no wait.
    """
    size, issues = len(ledger.parties), ledger.issues
    below = lcm(*(given.value.denominator for issue in issues for given in issue.control))
    columns = [[_whole(issue.control[j].value, below) for issue in issues] for j in range(size)]
    rows = []
    for i in range(size):
        wants = [issue.interest[i].value * (1 - issue.outside[i].value) for issue in issues]
        wanted = total(issue.interest[i].value for issue in issues)
        common = lcm(*(one.denominator for one in wants))
        whole = [_whole(one, common) for one in wants]
        sums = [sum(map(int.__mul__, whole, column)) if j != i else 0 for j, column in enumerate(columns)]
        rows.append([Fraction(one, common * below) / wanted for one in sums])
    return rows


def _whole(value: Fraction, below: int) -> int:
    return value.numerator * (below // value.denominator)


def system(ledger: Ledger) -> Power:
    """Return Coleman's power of all parties; what a party gets without the named others counts as its autonomy."""
    found: Matrix = dependence(ledger)
    rows = [[1 - total(row) if i == j else one for j, one in enumerate(row)] for i, row in enumerate(found)]
    interest = []
    for party in range(len(ledger.parties)):
        own = [issue.interest[party].value for issue in ledger.issues]
        whole = total(own)
        interest.append([one / whole for one in own])
    return power_of(rows, interest)
