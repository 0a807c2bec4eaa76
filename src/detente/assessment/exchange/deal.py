"""Package deal: two parties exchange positions on two issues so that both gain equally, and what it does to others.

Source: Stokman and Van Oosten (1994); Dijkstra, Van Assen, Stokman, Draaijer (2018), equal gain. Gains use salience,
outcomes use capability times salience.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

Row = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Actor:
    """One party's position, salience and capability on each issue."""

    name: str
    position: Row
    salience: Row
    capability: Row

    def weight(self, issue: int) -> Fraction:
        """Return what its position weighs in the outcome."""
        return self.salience[issue] * self.capability[issue]


@dataclass(frozen=True, slots=True)
class Shift:
    """One half of a deal: who moves on which issue, from where to where, and what becomes of the outcome."""

    mover: str
    issue: int
    start: Fraction
    end: Fraction
    before: Fraction
    after: Fraction


@dataclass(frozen=True, slots=True)
class Deal:
    """A package of two parties; `others` have the salience-weighted change of nearness to the outcomes, plus is nearer.

    Args:
        first: the party that wants the first issue, where the other one moves.
        gives: the shift of each issue: on `wants[0]` by the second party, on `wants[1]` by the first.
        gain: of each of the two, alike.
    """

    first: str
    second: str
    wants: tuple[int, int]
    gives: tuple[Shift, Shift]
    gain: Fraction
    others: tuple[tuple[str, Fraction], ...]


def outcome(actors: Sequence[Actor], issue: int) -> Fraction | None:
    """Return the weighted mean of positions; None where nobody cares or can do anything."""
    whole = sum((one.weight(issue) for one in actors), Fraction())
    if not whole:
        return None
    return sum((one.weight(issue) * one.position[issue] for one in actors), Fraction()) / whole


def median(pairs: Sequence[tuple[Fraction, Fraction]]) -> Fraction | None:
    """Return the lowest position at which half of the weight is reached; pairs are (position, weight)."""
    whole, reached = sum((weight for _, weight in pairs), Fraction()), Fraction()
    for position, weight in sorted(pairs):
        reached += weight
        if whole and 2 * reached >= whole:
            return position
    return None


def wants(one: Actor, other: Actor, issues: tuple[int, int]) -> tuple[int, int] | None:
    """Return which issue `one` wants and which `other`; None where both weigh them alike, or one weighs them not."""
    p, q = issues
    left, right = one.salience[p] * other.salience[q], other.salience[p] * one.salience[q]
    if left == right or 0 in (one.salience[p] + one.salience[q], other.salience[p] + other.salience[q]):
        return None
    return (p, q) if left > right else (q, p)


def why_not(actors: Sequence[Actor], one: Actor, other: Actor, issues: tuple[int, int]) -> str:
    """Return why there is nothing to exchange, or nothing where there is."""
    for issue in issues:
        now = outcome(actors, issue)
        if now is None:
            return "nobody has any weight on one of the issues"
        sides = sorted((one.position[issue], other.position[issue]))
        if not sides[0] < now < sides[1]:
            return "the two do not stand on opposite sides of both outcomes"
    chosen = wants(one, other, issues)
    if chosen is None:
        return "both weigh the two issues alike, so neither has what the other wants more"
    if not (other.weight(chosen[0]) and one.weight(chosen[1])):
        return "one of the two has no weight on the issue that it would give, so that its move moves nothing"
    return ""


def deal(actors: Sequence[Actor], names: tuple[str, str], issues: tuple[int, int]) -> Deal | str:
    """Return the largest exchange of equal gain between two parties, or in words why there is none."""
    by_name = {one.name: one for one in actors}
    one, other = by_name[names[0]], by_name[names[1]]
    if reason := why_not(actors, one, other, issues):
        return reason
    chosen = wants(one, other, issues)
    assert chosen is not None, "why_not has looked"
    p, q = chosen
    rate = (one.salience[p] + other.salience[p]) / (one.salience[q] + other.salience[q])
    most_p, most_q = _most(actors, other, one, p), _most(actors, one, other, q)
    shift_p = min(most_p, most_q / rate) if rate else most_p
    shifts = _shift(actors, other, one, p, shift_p), _shift(actors, one, other, q, shift_p * rate)
    gain = shift_p * one.salience[p] - shift_p * rate * one.salience[q]
    return Deal(one.name, other.name, (p, q), shifts, gain, _others(actors, names, shifts))


def _most(actors: Sequence[Actor], mover: Actor, demander: Actor, issue: int) -> Fraction:
    """Return how far the outcome can go: not past the demander, and the mover not past the demander's position."""
    now = outcome(actors, issue)
    assert now is not None, "why_not has looked"
    whole = sum((one.weight(issue) for one in actors), Fraction())
    own = abs(demander.position[issue] - mover.position[issue]) * mover.weight(issue) / whole
    return min(own, abs(demander.position[issue] - now))


def _shift(actors: Sequence[Actor], mover: Actor, demander: Actor, issue: int, size: Fraction) -> Shift:
    now = outcome(actors, issue)
    assert now is not None, "why_not has looked"
    whole = sum((one.weight(issue) for one in actors), Fraction())
    side = 1 if demander.position[issue] > mover.position[issue] else -1
    start = mover.position[issue]
    return Shift(mover.name, issue, start, start + side * size * whole / mover.weight(issue), now, now + side * size)


def _others(
    actors: Sequence[Actor], names: tuple[str, str], shifts: tuple[Shift, Shift]
) -> tuple[tuple[str, Fraction], ...]:
    return tuple(
        (one.name, sum((nearer(one, shift) for shift in shifts), Fraction())) for one in actors if one.name not in names
    )


def nearer(one: Actor, shift: Shift) -> Fraction:
    """Return by how much an outcome comes nearer to a party, weighted by its salience; minus is farther."""
    position = one.position[shift.issue]
    return one.salience[shift.issue] * (abs(position - shift.before) - abs(position - shift.after))


def full_move(actors: Sequence[Actor], mover: Actor, demander: Actor, issue: int) -> tuple[Fraction, Fraction]:
    """Return the mover's loss and the demander's gain where the mover goes the whole way to the demander."""
    size = _most(actors, mover, demander, issue)
    return size * mover.salience[issue], size * demander.salience[issue]


def largest_gain(actors: Sequence[Actor], one: Actor, other: Actor, issues: tuple[int, int]) -> Fraction:
    """Return what `one` can gain at most while `other` is kept at zero; `issues` as `wants` gives them."""
    p, q = issues
    most_p, most_q = _most(actors, other, one, p), _most(actors, one, other, q)
    if not other.salience[q]:
        return Fraction()
    rate = other.salience[p] / other.salience[q]
    shift = min(most_p, most_q / rate) if rate else most_p
    return shift * one.salience[p] - shift * rate * one.salience[q]
