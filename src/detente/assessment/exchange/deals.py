"""All packages of equal gain in a file of positions: between whom, over what, and what each does to the others."""

from itertools import combinations
from typing import Any

from detente.assessment.exchange.deal import Actor, Deal, deal, outcome
from detente.assessment.numbers import figure
from detente.assessment.reading import Fields
from detente.errors import Refused
from detente.limits import DEALS_MAX, LEDGER_PARTIES_MAX


def read_actors(given: Fields) -> tuple[list[str], list[Actor]]:
    """Return the issues, and the parties with position, salience and capability on each.

    Raises:
        Malformed: `assessment-malformed`.
    """
    issues, actors = given.texts("issues"), []
    for one in given.tables("actors"):
        rows = (one.numbers("position"), one.numbers("salience", 0), one.numbers("capability", 0))
        if any(len(row) != len(issues) for row in rows):
            one.refuse(f"{len(issues)} numbers each as position, salience and capability", [len(row) for row in rows])
        actors.append(Actor(one.text("name"), *map(tuple, rows)))
    if len({one.name for one in actors}) != len(actors) or not 2 <= len(actors) <= LEDGER_PARTIES_MAX:
        given.refuse(f"2 to {LEDGER_PARTIES_MAX} parties, each once", len(actors), "actors")
    return issues, actors


def deals(fields: Fields, names: tuple[str, str] | None) -> tuple[list[str], list[Actor], list[Deal], dict[str, int]]:
    """Return issues, parties, the deals there are by falling gain, and why there are no others: reason and count.

    Raises:
        Malformed: `assessment-malformed`. Refused: `pair-unknown`, `deals-too-many`.
    """
    issues, actors = read_actors(fields.table("input") if "input" in fields else fields)
    known = [one.name for one in actors]
    if names is not None and not set(names) <= set(known):
        raise Refused("pair-unknown", expected=f"two of {', '.join(known)}", got=",".join(names))
    pairs = [names] if names is not None else list(combinations(known, 2))
    packages = list(combinations(range(len(issues)), 2))
    if len(pairs) * len(packages) > DEALS_MAX:
        raise Refused(
            "deals-too-many", expected=f"at most {DEALS_MAX:,} pairs of parties and issues",
            got=f"{len(pairs) * len(packages):,}", remedy="name two parties with --between",
        )  # fmt: skip
    found: list[Deal] = []
    reasons: dict[str, int] = {}
    for pair in pairs:
        for package in packages:
            one = deal(actors, pair, package)
            if isinstance(one, Deal) and one.gain > 0:
                found.append(one)
            else:
                why = one if isinstance(one, str) else "neither would gain"
                reasons[why] = reasons.get(why, 0) + 1
    return issues, actors, sorted(found, key=lambda one: -one.gain), reasons


def as_json(one: Deal, issues: list[str]) -> dict[str, Any]:
    """Return one deal for programs."""
    return {
        "parties": [one.first, one.second],
        "wants": {one.first: issues[one.wants[0]], one.second: issues[one.wants[1]]},
        "moves": [
            {
                "party": shift.mover,
                "issue": issues[shift.issue],
                "from": figure(shift.start),
                "to": figure(shift.end),
                "outcome_before": figure(shift.before),
                "outcome_after": figure(shift.after),
            }
            for shift in one.gives
        ],
        "gain_each": figure(one.gain),
        "others": [{"party": name, "nearer_by": figure(change)} for name, change in one.others],
    }


def outcomes_json(issues: list[str], actors: list[Actor]) -> dict[str, Any]:
    """Return where each issue comes out before any deal; None where nobody has weight."""
    return {name: figure(outcome(actors, place)) for place, name in enumerate(issues)}
