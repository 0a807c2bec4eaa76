"""What a ledger says of two parties: all of its figures at once, and the findings in sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from detente.assessment.basis import Basis
from detente.assessment.dependence.ledger import INTERESTS_ONLY, Issue, Ledger, Quantity, Steps
from detente.assessment.dependence.pair import (
    Aim,
    Pair,
    Range,
    demand,
    demand_range,
    need,
    need_range,
    on_tabled,
    pair_of,
    parts,
)
from detente.assessment.dependence.turning import Pull, Turn, levers, turn, turns
from detente.assessment.numbers import plain

Both = tuple[Fraction, Fraction]

_ALIKE: Final = Fraction(21, 20)
"""Up to this ratio two needs are about alike: who needs more hangs on the last digit of an input."""


@dataclass(frozen=True, slots=True)
class Needs:
    """The figures of two parties; what comes in twos is in their order.

    Args:
        by_issue: dependence of each on the other, by issue.
        demand: net demand of the first: above 0 it demands.
        narrow, wide: range when every interest, and when every input, moves by one step.
        turns: by what is looked at, where each input alone turns the sign.
        levers: by side.
    """

    ledger: Ledger
    names: tuple[str, str]
    pair: Pair
    by_issue: tuple[tuple[Fraction, ...], tuple[Fraction, ...]]
    demand: Fraction
    demand_narrow: Range
    demand_wide: Range
    tabled: Both
    need: Both
    need_narrow: tuple[Range, Range]
    need_wide: tuple[Range, Range]
    turns: dict[Aim, list[Turn]]
    levers: tuple[list[Pull], list[Pull]]

    @property
    def dependence(self) -> Both:
        """Return how much each depends on the other over all issues."""
        return sum(self.by_issue[0], Fraction()), sum(self.by_issue[1], Fraction())

    @property
    def ratio(self) -> Fraction | None:
        """Return how many times the need of the second the first's is; None where the second needs nothing."""
        return self.need[0] / self.need[1] if self.need[1] else None


def needs(ledger: Ledger, one: int, other: int) -> Needs:
    """Return what the ledger says of two parties, by their places."""
    pair, steps = pair_of(ledger, one, other), ledger.steps

    def ranges(by: Steps) -> tuple[Range, Range]:
        return need_range(pair, 0, by), need_range(pair, 1, by)

    return Needs(
        ledger, (ledger.parties[one].id, ledger.parties[other].id), pair,
        (tuple(parts(pair, 0)), tuple(parts(pair, 1))),
        demand(pair), demand_range(pair, INTERESTS_ONLY), demand_range(pair, steps),
        (on_tabled(pair, 0), on_tabled(pair, 1)), (need(pair, 0), need(pair, 1)), ranges(INTERESTS_ONLY), ranges(steps),
        {aim: turns(pair, aim, steps) for aim in Aim}, (levers(pair, 0, steps), levers(pair, 1, steps)),
    )  # fmt: skip


def clear_demand(bounds: Range) -> bool:
    """Return whether net demand keeps its sign over a range."""
    return bounds[0] > 0 or bounds[1] < 0


def clear_need(bounds: tuple[Range, Range]) -> bool:
    """Return whether the ranges of two needs do not meet."""
    return bounds[0][0] > bounds[1][1] or bounds[1][0] > bounds[0][1]


def needs_more(found: Needs) -> int | None:
    """Return which of the two needs the channel more, 0 or 1; None where both are about alike, so it is not clear."""
    less, more = sorted(found.need)
    if more < less * _ALIKE or less == more:
        return None
    return 0 if found.need[0] > found.need[1] else 1


# --- in words ---------------------------------------------------------------------------------------------------------


def findings(found: Needs) -> list[str]:
    """Return what the figures say, in sentences that each name their number."""
    return [issues_said(found), channel_said(found), _rests_on(found), _bypass(found)]


def issues_said(found: Needs) -> str:
    """Return who depends more over all issues, with the ranges."""
    one, other = found.names
    narrow, wide = span_said(found.demand_narrow), span_said(found.demand_wide)
    span = f"{narrow} if every interest moves one step, {wide} if every input does"
    figures = (
        f"{one} depends on {other} {plain(found.dependence[0])}, {other} on {one} {plain(found.dependence[1])}; {span}"
    )
    if not clear_demand(found.demand_narrow):
        return f"Over all issues neither side is clearly the one that demands: {figures}."
    more, less = (one, other) if found.demand > 0 else (other, one)
    firm = "" if clear_demand(found.demand_wide) else ", though not whatever the other inputs are"
    return f"Over all issues {more} depends more on {less} than the other way round{firm}: {figures}."


def channel_said(found: Needs) -> str:
    """Return who needs the channel more, by how much, and how clear that is."""
    one, other = found.names
    if not any(found.pair.tabled):
        return "No issue is on the table, so that nobody's need of the channel can be said."
    figures = f"{one} {plain(found.need[0])}, {other} {plain(found.need[1])}"
    if not any(found.need):
        return "On what is tabled neither needs the channel: by these inputs it gives them nothing."
    if found.need[0] == found.need[1]:
        return f"On what is tabled both need the channel alike: {figures}."
    more, less = (0, 1) if found.need[0] > found.need[1] else (1, 0)
    times = _times(found.need[more], found.need[less], found.names[less])
    narrow = "the ranges do not meet" if clear_need(found.need_narrow) else "the ranges meet, so this is not clear"
    wide = "do not meet" if clear_need(found.need_wide) else "meet"
    return (
        f"On what is tabled {found.names[more]} needs the channel{times}: {figures}. If "
        f"every interest moves one step {narrow}; if every input does they {wide}."
    )


def _times(more: Fraction, less: Fraction, whose: str) -> str:
    if not less:
        return " and the other does not"
    times = more / less
    return f" hardly more than {whose}" if times < _ALIKE else f" {plain(times, 1)} times as much as {whose}"


def _rests_on(found: Needs) -> str:
    counts = dict.fromkeys(Basis, 0)
    for given in inputs_of(found.ledger):
        counts[given[3]] += 1
    said = ", ".join(f"{count} {basis}" for basis, count in counts.items() if count)
    return f"This rests on {sum(counts.values())} inputs: {said}. It is judgement, not evidence."


def _bypass(found: Needs) -> str:
    """Say where bypass turns it: the input that no step of an interest shows."""
    said = []
    for side, name in enumerate(found.names):
        one = turn(found.pair, Aim.NEED, Quantity.BYPASS, side, None)
        if one.at is not None and one.possible:
            said.append(f"if other channels give {name} {plain(one.at)} of what this one does, not {plain(one.now)}")
    return "The need of the channel turns round " + " or ".join(said) + "." if said else (
        "No value of either side's bypass alone turns the need of the channel round."
    )  # fmt: skip


def span_said(bounds: Range) -> str:
    """Return a range in words."""
    return f"{plain(bounds[0], 2)} to {plain(bounds[1], 2)}"


def inputs_of(ledger: Ledger) -> Iterator[tuple[str, str, Fraction, Basis, str]]:
    """Yield every input: what it is, of which issue, value, basis, source."""
    for party in ledger.parties:
        yield f"bypass of {party.id}", "", party.bypass.value, party.bypass.basis, party.bypass.source
    for issue in ledger.issues:
        yield "tabled", issue.id, issue.tabled.value, issue.tabled.basis, issue.tabled.source
        for quantity in (Quantity.INTEREST, Quantity.CONTROL, Quantity.OUTSIDE):
            for party, given in zip(ledger.parties, getattr(issue, quantity), strict=True):
                yield f"{quantity} of {party.id}", issue.id, given.value, given.basis, given.source


def input_id(found: Needs, quantity: Quantity, side: int | None, issue: int | None) -> str:
    """Return an input by the ids in its file, for programs: `interest of RU in posture`."""
    whose = "" if side is None else f" of {found.names[side]}"
    what = (
        "" if issue is None else f"{' in ' if quantity is Quantity.INTEREST else ', '}{found.ledger.issues[issue].id}"
    )
    return f"{quantity}{whose}{what}"


def input_name(found: Needs, quantity: Quantity, side: int | None, issue: int | None) -> str:
    """Return an input as people name it: `control of RU over Ukraine settlement`."""
    if issue is None:
        return f"other channels of {found.names[side or 0]}"
    name = f"“{short_name(found.ledger.issues[issue])}”"
    if side is None:
        return f"{name} on the table"
    return f"{_WORDS[quantity].format(found.names[side])} {name}"


_WORDS: Final = {
    Quantity.INTEREST: "interest of {} in",
    Quantity.CONTROL: "control of {} over",
    Quantity.OUTSIDE: "outside option of {} on",
}


def short_name(issue: Issue) -> str:
    """Return an issue's name without what it adds behind a semicolon or in brackets."""
    return issue.name.partition(";")[0].partition(" (")[0].strip() or issue.id


def said_turn(found: Needs, one: Turn) -> str:
    """Return one turning value as a sentence."""
    name = input_name(found, one.quantity, one.side, one.issue)
    if one.quantity is Quantity.TABLED and one.issue is not None:
        return f"“{short_name(found.ledger.issues[one.issue])}”: turns if it is {'' if one.at else 'not '}on the table"
    return f"{name}: now {plain(one.now, 2)}, turns at {plain(one.at)}"


def said_pull(found: Needs, side: int, one: Pull) -> str:
    """Return one lever as a sentence, for the side that would pull it."""
    before, after = pull_leads(side, one)
    return (
        f"{one.lever}: {pull_named(found, one)}; its need less the other's goes from {plain(before)} to {plain(after)}"
    )


def pull_named(found: Needs, one: Pull) -> str:
    """Return which step a lever is."""
    if one.quantity is Quantity.TABLED and one.issue is not None:
        return f"“{short_name(found.ledger.issues[one.issue])}” put on the table"
    name = input_name(found, one.quantity, one.side, one.issue)
    return f"{name} from {plain(one.now, 2)} to {plain(one.then, 2)}"


def pull_leads(side: int, one: Pull) -> tuple[Fraction, Fraction]:
    """Return a side's need less the other's, before a step and after it."""
    sign = 1 if side == 0 else -1
    return sign * one.need_before, sign * one.need_after
