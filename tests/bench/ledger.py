"""A dependence ledger of 60 parties and 100 issues, every figure of it different."""

import time
from fractions import Fraction

from detente.assessment.basis import Basis
from detente.assessment.dependence.ledger import Given, Issue, Ledger, Party, Steps, dependence, system
from detente.assessment.dependence.needs import needs

PARTIES, ISSUES = 60, 100


def large() -> Ledger:
    """Return the ledger."""

    def given(value: Fraction) -> Given:
        return Given(value, Basis.ASSUMED, "made up")

    def row(issue: int, factor: int, most: int, below: int) -> tuple[Given, ...]:
        return tuple(given(Fraction((party * factor + issue * 7) % most, below)) for party in range(PARTIES))

    def issue(number: int) -> Issue:
        interest, control, outside = row(number, 3, 4, 1), row(number, 5, 17, 1_000), row(number, 11, 19, 20)
        return Issue(f"i{number}", "", interest, control, outside, given(Fraction(1)))

    issues = tuple(map(issue, range(ISSUES)))
    parties = tuple(Party(f"p{party}", "", given(Fraction(party, 80))) for party in range(PARTIES))
    return Ledger("large", "", "", "", "", "", parties, issues, Fraction(3), Steps())


def needs_seconds() -> float:
    """Return the seconds for what two of the parties need of each other, with ranges, turning values and levers."""
    ledger = large()
    began = time.perf_counter()
    found = needs(ledger, 0, 1)
    seconds = time.perf_counter() - began
    assert any(turn.possible for turns in found.turns.values() for turn in turns)
    return seconds


def dependence_seconds() -> float:
    """Return the seconds for all dyads and for everybody's power, exactly."""
    ledger = large()
    began = time.perf_counter()
    rows = dependence(ledger)
    found = system(ledger)
    seconds = time.perf_counter() - began
    assert len(rows) == PARTIES
    assert found.power is not None
    assert sum(found.power) == 1
    return seconds
