"""What a ledger says of two parties: all of its figures at once, and the findings in sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from detente.assessment.basis import Basis
from detente.assessment.dependence.ledger import AS_SET, INTERESTS_ONLY, SET_HERE, Issue, Ledger, Quantity, Steps
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
from detente.assessment.words import gettext as _
from detente.assessment.words import ngettext
from detente.languages.joining import either, figures

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
    said = _(
        "{one} depends on {other} {mine}, {other} on {one} {theirs}; {narrow} if every interest moves one step, {wide} "
        "if every input does"
    ).format(
        one=one, other=other, mine=plain(found.dependence[0]), theirs=plain(found.dependence[1]), narrow=narrow,
        wide=wide,
    )  # fmt: skip
    if not clear_demand(found.demand_narrow):
        return _("Over all issues neither side is clearly the one that demands: {said}.").format(said=said)
    more, less = (one, other) if found.demand > 0 else (other, one)
    text = _(
        "Over all issues {more} depends more on {less} than the other way round, though not whatever the other inputs "
        "are: {said}."
    )
    if clear_demand(found.demand_wide):
        text = _("Over all issues {more} depends more on {less} than the other way round: {said}.")
    return text.format(more=more, less=less, said=said)


def channel_said(found: Needs) -> str:
    """Return who needs the channel more, by how much, and how clear that is."""
    one, other = found.names
    if not any(found.pair.tabled):
        return _("No issue is on the table, so that nobody's need of the channel can be said.")
    pair = figures(f"{name} {plain(value)}" for name, value in zip((one, other), found.need, strict=True))
    if not any(found.need):
        return _("On what is tabled neither needs the channel: by these inputs it gives them nothing.")
    if found.need[0] == found.need[1]:
        return _("On what is tabled both need the channel alike: {figures}.").format(figures=pair)
    more, less = (0, 1) if found.need[0] > found.need[1] else (1, 0)
    said = _times(found.need[more], found.need[less]).format(
        more=found.names[more], less=found.names[less], figures=pair,
        times=plain(found.need[more] / found.need[less], 1) if found.need[less] else "",
    )  # fmt: skip
    return f"{said} {_firm(found)}"


def _times(more: Fraction, less: Fraction) -> str:
    if not less:
        return _("On what is tabled {more} needs the channel and the other does not: {figures}.")
    if more / less < _ALIKE:
        return _("On what is tabled {more} needs the channel hardly more than {less}: {figures}.")
    return _("On what is tabled {more} needs the channel {times} times as much as {less}: {figures}.")


def _firm(found: Needs) -> str:
    """Return whether the ranges of both needs meet, if interests move one step, and if all inputs do."""
    if clear_need(found.need_narrow):
        if clear_need(found.need_wide):
            return _("If every interest moves one step the ranges do not meet; if every input does they do not meet.")
        return _("If every interest moves one step the ranges do not meet; if every input does they meet.")
    return _("If every interest moves one step the ranges meet, so this is not clear; if every input does they meet.")


def _rests_on(found: Needs) -> str:
    counts = dict.fromkeys(Basis, 0)
    for given in inputs_of(found.ledger):
        counts[given[3]] += 1
    said = figures(_("{n} {state}").format(n=count, state=_(basis)) for basis, count in counts.items() if count)
    number = sum(counts.values())
    return ngettext(
        "This rests on {n} input: {said}. It is judgement, not evidence.",
        "This rests on {n} inputs: {said}. It is judgement, not evidence.",
        number,
    ).format(n=number, said=said)


def _bypass(found: Needs) -> str:
    """Say where bypass turns it: the input that no step of an interest shows."""
    said = []
    for side, name in enumerate(found.names):
        one = turn(found.pair, Aim.NEED, Quantity.BYPASS, side, None)
        if one.at is not None and one.possible:
            text = _("if other channels give {party} {at} of what this one does, not {now}")
            said.append(text.format(party=name, at=plain(one.at), now=plain(one.now)))
    if not said:
        return _("No value of either side's bypass alone turns the need of the channel round.")
    return _("The need of the channel turns round {where}.").format(where=either(said))


def span_said(bounds: Range) -> str:
    """Return a range in words."""
    return _("{low} to {high}").format(low=plain(bounds[0], 2), high=plain(bounds[1], 2))


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
        return _("other channels of {party}").format(party=found.names[side or 0])
    name = short_name(found.ledger.issues[issue])
    if side is None:
        return _("“{issue}” on the table").format(issue=name)
    return _named(quantity).format(party=found.names[side], issue=name)


def _named(quantity: Quantity) -> str:
    if quantity is Quantity.INTEREST:
        return _("interest of {party} in “{issue}”")
    if quantity is Quantity.CONTROL:
        return _("control of {party} over “{issue}”")
    return _("outside option of {party} on “{issue}”")


def titled(title: str) -> str:
    """Return a title as whoever wrote the file gave it; that a reader set it otherwise is said in our words."""
    before, _comma, mark = title.rpartition(", ")
    return _("{title}, as set here").format(title=before) if mark == AS_SET else title


def sourced(source: str) -> str:
    """Return a source as whoever wrote the file names it; that a reader set it is said in our words."""
    return _(source) if source == SET_HERE else source


def short_name(issue: Issue) -> str:
    """Return an issue's name without what it adds behind a semicolon or in brackets."""
    return issue.name.partition(";")[0].partition(" (")[0].strip() or issue.id


def said_turn(found: Needs, one: Turn) -> str:
    """Return one turning value as a sentence."""
    name = input_name(found, one.quantity, one.side, one.issue)
    if one.quantity is Quantity.TABLED and one.issue is not None:
        text = _("“{issue}”: turns if it is on the table")
        if not one.at:
            text = _("“{issue}”: turns if it is not on the table")
        return text.format(issue=short_name(found.ledger.issues[one.issue]))
    return _("{name}: now {now}, turns at {at}").format(name=name, now=plain(one.now, 2), at=plain(one.at))


def said_pull(found: Needs, side: int, one: Pull) -> str:
    """Return one lever as a sentence, for the side that would pull it."""
    before, after = pull_leads(side, one)
    return (
        f"{one.lever}: {pull_named(found, one)}; its need less the other's goes from {plain(before)} to {plain(after)}"
    )


def pull_named(found: Needs, one: Pull) -> str:
    """Return which step a lever is."""
    if one.quantity is Quantity.TABLED and one.issue is not None:
        return _("“{issue}” put on the table").format(issue=short_name(found.ledger.issues[one.issue]))
    name = input_name(found, one.quantity, one.side, one.issue)
    return _("{name} from {before} to {after}").format(name=name, before=plain(one.now, 2), after=plain(one.then, 2))


def pull_leads(side: int, one: Pull) -> tuple[Fraction, Fraction]:
    """Return a side's need less the other's, before a step and after it."""
    sign = 1 if side == 0 else -1
    return sign * one.need_before, sign * one.need_after
