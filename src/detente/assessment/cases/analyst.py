"""What an analyst's illustration says of its own inputs, computed anew: dependence, needs, ranges, equilibria."""

from fractions import Fraction
from typing import Any

from detente.assessment.cases.graph import equilibria
from detente.assessment.conflict.graph import Conflict, Solver
from detente.assessment.conflict.graph_reading import read_conflict, read_ranking
from detente.assessment.dependence.ledger import INTERESTS_ONLY, Ledger, Quantity
from detente.assessment.dependence.ledger_reading import read_ledger
from detente.assessment.dependence.pair import (
    Pair,
    demand,
    demand_range,
    need,
    need_range,
    on_tabled,
    pair_of,
    parts,
)
from detente.assessment.dependence.turning import with_value
from detente.assessment.reading import Fields


def analyst_case(case: Fields) -> dict[str, Any]:
    """Return what the inputs of two parties give, under the names of the illustration."""
    ledger = read_ledger(case)
    if len(ledger.parties) != 2:
        case.refuse("two parties", len(ledger.parties), "parties")
    return {"illustrative_results": _results(ledger), "illustrative_equilibria": _equilibria(case.table("graph_model"))}


def _results(ledger: Ledger) -> dict[str, Any]:
    pair = pair_of(ledger, 0, 1)
    one, other = (party.id for party in ledger.parties)
    whole = [sum(parts(pair, side), Fraction()) for side in (0, 1)]
    got = {
        "dependence_by_issue": {
            issue.id: _both(one, other, mine, theirs)
            for issue, mine, theirs in zip(ledger.issues, parts(pair, 0), parts(pair, 1), strict=True)
        },
        "dependence": _both(one, other, *whole),
        "dependence_on_tabled_issues_only": _both(one, other, on_tabled(pair, 0), on_tabled(pair, 1)),
        f"power_ratio_{other}_to_{one}": whole[0] / whole[1] if whole[1] else None,
        "net_demand_range_if_every_interest_moves_one_step": demand_range(pair, INTERESTS_ONLY),
        "need_of_the_council_as_tabled": {
            **_needs(pair, one, other),
            "range_if_every_interest_moves_one_step": {
                name: need_range(pair, side, INTERESTS_ONLY) for side, name in enumerate((one, other))
            },
        },
    }
    assert demand(pair) == whole[0] - whole[1]
    for place, issue in enumerate(ledger.issues):
        tabled = with_value(pair, Quantity.TABLED, None, place, Fraction(1))
        got[f"need_of_the_council_with_{issue.id}_tabled"] = _needs(tabled, one, other)
    return got


def _both(one: str, other: str, mine: Fraction, theirs: Fraction) -> dict[str, Fraction]:
    return {f"{one}_on_{other}": mine, f"{other}_on_{one}": theirs, f"net_demand_of_{one}": mine - theirs}


def _needs(pair: Pair, one: str, other: str) -> dict[str, Fraction | None]:
    first, second = need(pair, 0), need(pair, 1)
    return {one: first, other: second, "ratio": first / second if second else None}


def _equilibria(given: Fields) -> dict[str, Any]:
    """Return the equilibria under each reading of the rankings: the second party's, the first's being one."""
    rankings = given.table("rankings")
    first, *rivals = rankings.names()
    names = [first, rivals[0].partition("_")[0]] if rivals else given.refuse("two parties", first, "rankings")
    found = {}
    for rival in rivals:
        makers = [
            {"name": name, "ranking": rankings.items(key)} for name, key in zip(names, (first, rival), strict=True)
        ]
        inside = {name: given.fields[name] for name in ("options", "infeasible", "extra_moves")}
        conflict: Conflict = read_conflict(Fields({**inside, "decision_makers": makers}, given.where))
        assert read_ranking(rankings, rankings.items(first), conflict) == conflict.ranks[0]
        found[rival.removeprefix(f"{names[1]}_")] = equilibria(Solver(conflict))
    return found
