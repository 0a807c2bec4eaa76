"""What a graph model says: which states hold, who would leave which and be answered how, and what would change it."""

from dataclasses import dataclass
from typing import Final

from detente.assessment.conflict import inverse
from detente.assessment.conflict.coalitions import Step, Way, vulnerable, way
from detente.assessment.conflict.graph import Concept, Solver, places
from detente.assessment.conflict.graph_reading import ranking_of
from detente.assessment.conflict.inverse import Change
from detente.assessment.conflict.question import Question, Rankings
from detente.assessment.words import gettext as _
from detente.assessment.words import ngettext, noted
from detente.languages import pgettext
from detente.languages.joining import both, clauses
from detente.limits import INVERSE_STATES_MAX

LOOKED_AT = (Concept.R, Concept.SEQ)
"""Concepts for which the fewest changes are sought: no reply looked at, and credible replies."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """A party's improvement from a state, and where the others' credible answers would leave it no better off."""

    party: str
    to: int
    answered: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class State:
    """One state: under which concepts it holds for each party, None where that cannot be said; who would leave it.

    Args:
        open_to: the smallest coalition that would leave it together, and for where.
        changes: fewest swaps in one party's ranking that make it hold for that party, or no longer hold.
    """

    number: int
    name: str
    holds: dict[str, dict[Concept, bool | None]]
    leaving: tuple[Leaving, ...]
    open_to: tuple[tuple[str, ...], tuple[int, ...]] | None
    changes: tuple[Change, ...]

    def equilibrium(self, concept: Concept) -> bool | None:
        """Return whether it holds for all."""
        held = [one[concept] for one in self.holds.values()]
        return None if None in held else all(held)


@dataclass(frozen=True, slots=True)
class Held:
    """What one reading of the rankings gives.

    Args:
        ways: from where it begins to each equilibrium under SEQ.
        between: from each of these to each other one, where it takes a joint act.
        sought: whether fewest changes were looked for; not in a large graph.
    """

    rankings: Rankings
    states: tuple[State, ...]
    start: int | None
    ways: tuple[Way, ...]
    between: tuple[tuple[int, Way], ...]
    sought: bool = True


def held(question: Question, rankings: Rankings, start: int | None) -> Held:
    """Return what one reading gives; `start` is a state's place, else the status quo."""
    conflict, solver = rankings.conflict, Solver(rankings.conflict)
    states = tuple(_state(solver, place, question.names[place]) for place in range(len(conflict.numbers)))
    begin = conflict.status_quo if start is None else start
    ends = [place for place, one in enumerate(states) if one.equilibrium(Concept.SEQ)]
    ways = tuple(way(solver, begin, end) for end in ends if end != begin) if begin is not None else ()
    between = [(conflict.numbers[one], way(solver, one, other)) for one in ends for other in ends if one != other]
    return Held(
        rankings, states, None if begin is None else conflict.numbers[begin], ways,
        tuple((number, one) for number, one in between if one.joint), inverse.few_enough(solver),
    )  # fmt: skip


def _state(solver: Solver, place: int, name: str) -> State:
    conflict = solver.conflict
    holds = {
        party: {concept: solver.stable(number, place, concept) for concept in Concept}
        for number, party in enumerate(conflict.parties)
    }
    open_to = vulnerable(solver, place)
    coalition = None
    if open_to is not None:
        coalition = tuple(conflict.parties[one] for one in open_to[0]), tuple(conflict.numbered(open_to[1]))
    return State(
        conflict.numbers[place], name, holds, _leaving(solver, place), coalition, _changes(solver, place, holds)
    )


def _leaving(solver: Solver, place: int) -> tuple[Leaving, ...]:
    conflict, found = solver.conflict, []
    for party, name in enumerate(conflict.parties):
        improvements = solver.improvements(party, place)
        answers = solver.answers(party, place, Concept.SEQ, improvements)
        for there in places(improvements):
            sanctions = conflict.numbered(answers[there] & ~solver.better(party, place))
            found.append(Leaving(name, conflict.numbers[there], tuple(sanctions)))
    return tuple(found)


def _changes(solver: Solver, place: int, holds: dict[str, dict[Concept, bool | None]]) -> tuple[Change, ...]:
    if not inverse.few_enough(solver):
        return ()
    found = [
        inverse.nearest(solver, party, place, concept, holds=not holds[name][concept])
        for party, name in enumerate(solver.conflict.parties)
        for concept in LOOKED_AT
    ]
    return tuple(one for one in found if one is not None)


# --- in words ---------------------------------------------------------------------------------------------------------


def findings(found: Held) -> list[str]:
    """Return what a reading gives, in sentences."""
    said = [_equilibria(found), *(_way(found, found.start or 0, one) for one in found.ways)]
    for number, one in found.between:
        if one.better_for_all:
            said += [_way(found, number, one), *_why_joint(number, one)]
    return said + _nearest(found)


ANSWERED: Final = noted("With a *: others could answer to their own advantage so that the party gains nothing.")


def state_rows(found: Held) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return columns, and for each state under what it holds for all, and who would leave it, alone or together."""
    rows = []
    for one in found.states:
        holds = [str(concept) for concept in Concept if one.equilibrium(concept)]
        leaving = [_to(each.party, each.to) + (" *" if each.answered else "") for each in one.leaving]
        together = "–" if one.open_to is None else _to(both(one.open_to[0]), one.open_to[1][0])
        rows.append((str(one.number), one.name, " ".join(holds) or "–", ", ".join(leaving) or "–", together))
    columns = (
        _("no."),
        _("state"),
        _("holds for all under"),
        _("who would leave it"),
        _("who would together"),
    )
    return columns, tuple(rows)


def _to(who: str, number: int) -> str:
    return _("{party} to {state}").format(party=who, state=number)


def _nearest(found: Held) -> list[str]:
    """Say which other states would hold under SEQ by the fewest changes in the ranking of one party."""
    if not found.sought:
        return [_("What would change it is not worked out for more than {n} states.").format(n=INVERSE_STATES_MAX)]
    conflict = found.rankings.conflict
    if all(len(ranking_of(conflict, party)) == 1 for party in range(len(conflict.parties))):
        return [_("Nobody prefers any state to another, so that every state holds and nothing follows from that.")]
    if all(one.equilibrium(Concept.SEQ) for one in found.states):
        return [_("Every state holds for all under SEQ, so that no change in a ranking makes a further one hold.")]
    lone = []
    for one in found.states:
        against = [party for party, held_ in one.holds.items() if held_[Concept.SEQ] is False]
        if len(against) == 1:
            fits = (each for each in one.changes if each.party == against[0] and each.concept is Concept.SEQ)
            lone += [(each.swaps, one, each) for each in fits]
    if not lone:
        return [_("No change in the ranking of one party alone makes another state hold for all under SEQ.")]
    fewest = min(swaps for swaps, _state, _change in lone)
    return [
        _("{state}: {change}.").format(state=_named(found, one.number), change=said_change(each))
        for swaps, one, each in lone
        if swaps == fewest
    ]


def _equilibria(found: Held) -> str:
    by_states: dict[tuple[int, ...], list[str]] = {}
    unsaid = []
    for concept in Concept:
        kept = [one.equilibrium(concept) for one in found.states]
        if None in kept:
            unsaid.append(str(concept))
            continue
        numbers = tuple(one.number for one, held_ in zip(found.states, kept, strict=True) if held_)
        by_states.setdefault(numbers, []).append(str(concept))
    said = [_holding(found, numbers, ", ".join(concepts)) for numbers, concepts in by_states.items()]
    if unsaid:
        text = _("{concepts} cannot be said of moves that are given one by one")
        said.append(text.format(concepts=", ".join(unsaid)))
    return _("For all parties, {said}.").format(said=clauses(said))


def _holding(found: Held, numbers: tuple[int, ...], concepts: str) -> str:
    if not numbers:
        return _("under {concepts} no state holds").format(concepts=concepts)
    named = both(_named(found, number) for number in numbers)
    text = ngettext("under {concepts} {states} holds", "under {concepts} {states} hold", len(numbers))
    return text.format(concepts=concepts, states=named)


def _named(found: Held, number: int) -> str:
    name = next((one.name for one in found.states if one.number == number), "")
    return f"{number} ({name})"


def _way(found: Held, start: int, one: Way) -> str:
    begin, end = _named(found, start), _named(found, one.to)
    if one.by_improvements is not None:
        steps = ", ".join(_to(party, number) for party, number in one.by_improvements)
        text = _("From {begin} moves that each improve things for whoever makes it lead to {to}: {steps}.")
        return text.format(begin=begin, to=one.to, steps=steps)
    if one.by_any_moves is None:
        return _("From {begin} to {end}: no moves lead there.").format(begin=begin, end=end)
    if one.by_one is not None:
        count = len(one.by_one)
        return ngettext(
            "From {begin} to {end}: one move by {party} alone, not an improvement for it.",
            "From {begin} to {end}: {n} moves by {party} alone, not each an improvement for it.",
            count,
        ).format(n=count, begin=begin, end=end, party=one.by_one[0][0])
    if one.better_for_all:
        text = _(
            "From {begin} to {end}: It is better for all, but nobody gets there by moving alone to something better. "
            "It takes a joint act."
        )
    else:
        text = _(
            "From {begin} to {end}: It is not better for all, and nobody gets there by moving alone to something "
            "better. It takes a joint act."
        )
    return text.format(begin=begin, end=end)


def _why_joint(start: int, one: Way) -> list[str]:
    """Say which order of moves fails at which move, where two moves of two parties lead there."""
    if not one.orders:
        return []
    orders = pgettext("between clauses", "; or ").join(
        _("{first} ({gain}), then {second} ({second_gain})").format(
            first=_to(first.party, first.to), gain=_gain(first, start), second=_to(second.party, second.to),
            second_gain=_gain(second, first.to),
        )
        for first, second in one.orders
    )  # fmt: skip
    text = _("Why it takes both at once to get from {start} to {end}: {orders}.")
    return [text.format(start=start, end=one.to, orders=orders)]


def _gain(step: Step, start: int) -> str:
    text = _("for {party} no better than {state}")
    if step.gain:
        text = _("for {party} better than {state}") if step.gain > 0 else _("for {party} worse than {state}")
    return text.format(party=step.party, state=start)


def said_change(change: Change) -> str:
    """Return one change as a sentence."""
    ranking = " > ".join(" = ".join(map(str, group)) for group in change.rankings[0])
    others = len(change.rankings) - 1
    if others:
        text = ngettext("{ranking} (or {n} other ranking)", "{ranking} (or {n} other rankings)", others)
        ranking = text.format(ranking=ranking, n=others)
    if change.holds:
        text = ngettext(
            "{n} exchange of neighbours in the ranking of {party} makes it hold for {party} under {concept}: {ranking}",
            "{n} exchanges of neighbours in the ranking of {party} make it hold for {party} under {concept}: {ranking}",
            change.swaps,
        )
    else:
        text = ngettext(
            "{n} exchange of neighbours in the ranking of {party} keeps it from holding for {party} under {concept}: "
            "{ranking}",
            "{n} exchanges of neighbours in the ranking of {party} keep it from holding for {party} under {concept}: "
            "{ranking}",
            change.swaps,
        )
    said = text.format(n=change.swaps, party=change.party, concept=change.concept, ranking=ranking)
    tied = [" = ".join(map(str, group)) for group in change.rankings[0] if len(group) > 1]
    alike = _("of equal rank, and so exchanged as one: {states}").format(states=", ".join(tied))
    return clauses([said, alike]) if tied else said


def as_json(found: Held) -> dict[str, object]:
    """Return what a reading gives, for programs."""
    conflict = found.rankings.conflict
    return {
        "reading": found.rankings.id,
        "title": found.rankings.title,
        "source": found.rankings.source,
        "rankings": {
            party: {"best_first": ranking_of(conflict, place), "basis": str(basis), "source": source}
            for place, (party, (basis, source)) in enumerate(zip(conflict.parties, found.rankings.bases, strict=True))
        },
        "equilibria": {concept: _kept(found, concept) for concept in Concept},
        "states": [_state_json(one) for one in found.states],
        "start": found.start,
        "ways": [{"from": found.start, **_way_json(one)} for one in found.ways],
        "joint_acts_between_equilibria": [{"from": number, **_way_json(one)} for number, one in found.between],
        "findings": findings(found),
    }


def _kept(found: Held, concept: Concept) -> list[int] | None:
    kept = [one.equilibrium(concept) for one in found.states]
    return None if None in kept else [one.number for one, yes in zip(found.states, kept, strict=True) if yes]


def _state_json(one: State) -> dict[str, object]:
    return {
        "state": one.number,
        "name": one.name,
        "holds": {party: {str(concept): yes for concept, yes in held_.items()} for party, held_ in one.holds.items()},
        "would_leave": [
            {"party": each.party, "to": each.to, "answered_at": list(each.answered)} for each in one.leaving
        ],
        "open_to_coalition": None if one.open_to is None else {"by": list(one.open_to[0]), "to": list(one.open_to[1])},
        "fewest_changes": [
            {
                "party": each.party, "concept": str(each.concept), "makes_it": "hold" if each.holds else "not hold",
                "adjacent_swaps": each.swaps, "rankings": [[list(group) for group in one] for one in each.rankings],
            }
            for each in one.changes
        ],
    }  # fmt: skip


def _way_json(one: Way) -> dict[str, object]:
    def steps(path: tuple[tuple[str, int], ...] | None) -> list[dict[str, object]] | None:
        return None if path is None else [{"party": party, "to": number} for party, number in path]

    return {
        "to": one.to,
        "by_improvements": steps(one.by_improvements),
        "by_any_moves": steps(one.by_any_moves),
        "by_one_party": steps(one.by_one),
        "better_for_all": one.better_for_all,
        "needs_joint_act": one.joint,
        "orders": [[{"party": step.party, "to": step.to, "gain": _sign(step)} for step in two] for two in one.orders],
    }


def _sign(step: Step) -> str:
    return "better" if step.gain > 0 else "worse" if step.gain < 0 else "equal"
