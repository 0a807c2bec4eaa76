"""The figures of a ledger for programs: each number rounded and exact, each input with its basis and source."""

from typing import Any

from detente.assessment.dependence.ledger import Ledger, system
from detente.assessment.dependence.needs import Both, Needs, clear_demand, clear_need, findings, input_id, inputs_of
from detente.assessment.dependence.pair import Range
from detente.assessment.dependence.turning import Pull, Turn, steps_to
from detente.assessment.numbers import figure, shown


def as_json(id_: str, found: Needs) -> dict[str, Any]:
    """Return what a ledger says of two parties."""
    one, other = found.names
    return {
        "reading": id_,
        "title": found.ledger.title,
        "source": found.ledger.source,
        "parties": [one, other],
        "need": {
            name: {**(figure(found.need[side]) or {}), **_ranges(found.need_narrow[side], found.need_wide[side])}
            for side, name in enumerate(found.names)
        },
        "need_ratio": figure(found.ratio),
        "need_clear": {"interests": clear_need(found.need_narrow), "every_input": clear_need(found.need_wide)},
        "net_demand": {
            "of": one,
            **(figure(found.demand) or {}),
            **_ranges(found.demand_narrow, found.demand_wide),
            "clear": {"interests": clear_demand(found.demand_narrow), "every_input": clear_demand(found.demand_wide)},
        },
        "dependence": _both(found, found.dependence),
        "dependence_on_tabled": _both(found, found.tabled),
        "issues": _issues(found),
        "turning": {str(aim): [_turn(found, turn) for turn in turns] for aim, turns in found.turns.items()},
        "levers": {
            name: [_pull(found, side, pull) for pull in found.levers[side]] for side, name in enumerate(found.names)
        },
        "findings": findings(found),
        "inputs": [
            {"input": name, "issue": issue or None, "value": shown(value), "basis": str(basis), "source": source}
            for name, issue, value, basis, source in inputs_of(found.ledger)
        ],
    }


def _ranges(narrow: Range, wide: Range) -> dict[str, Any]:
    return {"range_interests": [shown(one) for one in narrow], "range_every_input": [shown(one) for one in wide]}


def _both(found: Needs, both: Both) -> dict[str, Any]:
    one, other = found.names
    return {f"{one} on {other}": figure(both[0]), f"{other} on {one}": figure(both[1])}


def _issues(found: Needs) -> list[dict[str, Any]]:
    one, other = found.names
    return [
        {
            "id": issue.id,
            "name": issue.name,
            "tabled": bool(issue.tabled.value),
            f"{one} on {other}": figure(found.by_issue[0][place]),
            f"{other} on {one}": figure(found.by_issue[1][place]),
            "net_demand": figure(found.by_issue[0][place] - found.by_issue[1][place]),
        }
        for place, issue in enumerate(found.ledger.issues)
    ]


def _turn(found: Needs, turn: Turn) -> dict[str, Any]:
    return {
        "input": input_id(found, turn.quantity, turn.side, turn.issue),
        "now": shown(turn.now),
        "turns_at": figure(turn.at),
        "possible": turn.possible,
        "steps": figure(steps_to(turn, found.ledger.steps)),
    }


def _pull(found: Needs, side: int, pull: Pull) -> dict[str, Any]:
    sign = 1 if side == 0 else -1
    return {
        "lever": str(pull.lever),
        "input": input_id(found, pull.quantity, pull.side, pull.issue),
        "from": shown(pull.now),
        "to": shown(pull.then),
        "need_less_the_others_before": shown(sign * pull.need_before),
        "need_less_the_others_after": shown(sign * pull.need_after),
        "net_demand_after": shown(sign * pull.demand_after),
    }


def power_json(ledger: Ledger) -> dict[str, Any]:
    """Return the power of all parties, or in words why there is no number."""
    found = system(ledger)
    if found.power is None or found.value is None:
        return {"power": None, "value_of_issues": None, "cannot_say": found.reason}
    return {
        "power": {party.id: figure(one) for party, one in zip(ledger.parties, found.power, strict=True)},
        "value_of_issues": {issue.id: figure(one) for issue, one in zip(ledger.issues, found.value, strict=True)},
        "cannot_say": None,
    }
