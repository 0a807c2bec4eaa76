"""Two assessments side by side: which inputs differ, what each of them does alone, and what follows on either side.

Before and after, ours and a rival's: neither is right here. What one input does alone is found by setting it in the
first as the second has it; alone they need not add up to the whole, because the needs are products.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from detente.assessment.dependence.ledger import AS_SET, Given, Ledger
from detente.assessment.dependence.needs import Needs, input_id, input_name, needs_more
from detente.assessment.dependence.pair import Aim, Input, Sums, aimed
from detente.assessment.dependence.turning import inputs, value_of
from detente.assessment.numbers import figure, plain, shown
from detente.assessment.words import gettext as _
from detente.assessment.words import ngettext, noted
from detente.errors import Refused


@dataclass(frozen=True, slots=True)
class Differing:
    """One input that the two set otherwise.

    Args:
        id: what it is by the ids in the file; `name` is for people.
        alone: what the first's need less the second's becomes by it alone; None where nothing would be wanted any more.
    """

    id: str
    name: str
    values: tuple[Fraction, Fraction]
    given: tuple[Given, Given]
    alone: Fraction | None


@dataclass(frozen=True, slots=True)
class Compared:
    """Two assessments of the same two parties.

    Args:
        differing: what weighs most, first.
        apart: issues that only one of them has, by which one.
    """

    sides: tuple[Needs, Needs]
    differing: tuple[Differing, ...]
    apart: tuple[tuple[str, ...], tuple[str, ...]]

    @property
    def lead(self) -> tuple[Fraction, Fraction]:
        """Return by assessment the need of the first party less that of the second."""
        one, other = self.sides
        return aimed(one.pair, Aim.NEED), aimed(other.pair, Aim.NEED)


def compare(one: Needs, other: Needs) -> Compared:
    """Return two assessments side by side.

    Raises:
        Refused: `assessments-of-others`: they are not of the same two parties.
    """
    if one.names != other.names:
        raise Refused(
            "assessments-of-others", expected=f"the same two parties, {' and '.join(one.names)}",
            got=" and ".join(other.names), remedy="name two that both have: --pair A,B",
        )  # fmt: skip
    ids = tuple([issue.id for issue in each.ledger.issues] for each in (one, other))
    apart = tuple(sorted(set(ids[0]) - set(ids[1]))), tuple(sorted(set(ids[1]) - set(ids[0])))
    found = sorted(_differing(one, other), key=lambda each: (-_weight(each, one), each.name))
    return Compared((one, other), tuple(found), apart)


def _weight(each: Differing, one: Needs) -> Fraction:
    return Fraction() if each.alone is None else abs(each.alone - aimed(one.pair, Aim.NEED))


def _differing(one: Needs, other: Needs) -> Iterator[Differing]:
    sums, places = Sums(one.pair), {issue.id: place for place, issue in enumerate(other.ledger.issues)}
    for input_ in inputs(one.pair):
        quantity, side, issue = input_
        there = issue if issue is None else places.get(one.ledger.issues[issue].id)
        if issue is not None and there is None:
            continue
        values = value_of(one.pair, *input_), value_of(other.pair, quantity, side, there)
        if values[0] != values[1]:
            name = input_name(one, quantity, side, issue)
            id_ = input_id(one, quantity, side, issue)
            given = _given(one, input_), _given(other, (quantity, side, there))
            yield Differing(id_, name, values, given, _alone(sums, input_, values[1]))


def _alone(sums: Sums, input_: Input, value: Fraction) -> Fraction | None:
    quantity, side, issue = input_
    if quantity == "interest" and side is not None and issue is not None and not sums.whole(side, issue, value):
        return None
    return sums.aimed(Aim.NEED, input_, value)


def _given(found: Needs, input_: Input) -> Given:
    quantity, side, issue = input_
    ledger: Ledger = found.ledger
    party = None if side is None else next(i for i, one in enumerate(ledger.parties) if one.id == found.names[side])
    if issue is None:
        assert party is not None, "only bypass has no issue"
        return ledger.parties[party].bypass
    if party is None:
        return ledger.issues[issue].tabled
    row: tuple[Given, ...] = getattr(ledger.issues[issue], quantity)
    return row[party]


# --- for eyes and programs --------------------------------------------------------------------------------------------


IN_EACH: Final = (noted("in the first"), noted("in the second"))
BEFORE_AND_SET: Final = (noted("as it was"), AS_SET)
"""Where each of two is that were made of one by a reader."""


def findings(found: Compared, words: tuple[str, str] = IN_EACH) -> list[str]:
    """Return what differs and what it does, in sentences.

    Args:
        words: where each of the two is, in English.
    """
    first, second = map(_, words)
    mine, theirs = found.sides[0].names
    before, after = found.lead
    said = [
        _("The need of {mine} less that of {theirs} is {before} {first} and {after} {second}: {sign}").format(
            mine=mine, theirs=theirs, before=plain(before), first=first, after=plain(after), second=second,
            sign=_sign(found),
        )
    ]  # fmt: skip
    if not found.differing and not any(found.apart):
        return [*said, _("No input of the two differs.")]
    turning = [each.name for each in found.differing if each.alone is not None and each.alone * before < 0]
    number = len(found.differing)
    if turning:
        text = ngettext(
            "{n} input differs; alone {names} would turn it.", "{n} inputs differ; alone {names} would turn it.", number
        )
    else:
        text = ngettext(
            "{n} input differs; it alone does not turn it.", "{n} inputs differ; none of them alone turns it.", number
        )
    said.append(text.format(n=number, names=", ".join(turning)))
    for place, ids in zip((first, second), found.apart, strict=True):
        said += [_("Only {place} is {names}.").format(place=place, names=", ".join(ids))] if ids else []
    return said


def _sign(found: Compared) -> str:
    before, after = found.lead
    if all(needs_more(each) is not None for each in found.sides):
        return _("its sign turns.") if before * after < 0 else _("its sign stays.")
    return _("in one of the two both needs are about alike, so it is not clear whether its sign turns.")


def as_json(found: Compared) -> dict[str, Any]:
    """Return two assessments side by side for programs."""
    return {
        "assessments": [
            {
                "title": each.ledger.title,
                "source": each.ledger.source,
                "need": {name: figure(each.need[side]) for side, name in enumerate(each.names)},
                "net_demand": figure(each.demand),
                "need_of_first_less_second": figure(lead),
            }
            for each, lead in zip(found.sides, found.lead, strict=True)
        ],
        "differing": [
            {
                "input": each.id,
                "values": [shown(value) for value in each.values],
                "basis": [str(given.basis) for given in each.given],
                "source": [given.source for given in each.given],
                "alone": figure(each.alone),
            }
            for each in found.differing
        ],
        "issues_of_one_only": [list(ids) for ids in found.apart],
        "findings": findings(found),
    }
