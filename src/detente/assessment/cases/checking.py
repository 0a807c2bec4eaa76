"""Published cases: each is computed, and every field that it expects is compared. The desk's own proof.

The cases that come with the package lie in `assessment/cases`, each with its source; anybody can write further ones.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from detente.assessment.cases.analyst import analyst_case
from detente.assessment.cases.comparing import Compared, compare
from detente.assessment.cases.graph import graph_case
from detente.assessment.cases.models import (
    exchange_case,
    outcome_case,
    power_case,
    scale_case,
    sequence_case,
    survival_case,
)
from detente.assessment.reading import Fields, parse_json

FOLDER: Final = files("detente.assessment.cases")

MODELS: Final[dict[str, Callable[[Fields], Any]]] = {
    "gmcr": graph_case,
    "survival": survival_case,
    "power": power_case,
    "sequence": sequence_case,
    "exchange": exchange_case,
    "outcome": outcome_case,
    "scale": scale_case,
    "analyst-input": analyst_case,
}
"""By model, what is computed from a case, under the names of its expectations."""

ASIDE: Final = {("outcome", "actual_outcome"): "what happened; no model says it"}
"""Fields that stand among expectations and are no result."""

KNOWN_ERRORS: Final = "inverse_published"
"""Figures as they were printed, with their error: what is compared is the computation that makes that error."""


@dataclass(frozen=True, slots=True)
class Case:
    """What became of one case."""

    id: str
    model: str
    title: str
    status: str
    fields: tuple[Compared, ...]
    aside: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Return whether there was something to compare, and all of it agrees."""
        return bool(self.fields) and all(one.agrees for one in self.fields)


def check_case(data: bytes) -> Case:
    """Return what a case computes to, beside what it expects.

    Raises:
        Malformed: `assessment-malformed`. Refused: as its model's reader.
    """
    case = Fields(parse_json(data), "the file")
    model = case.text("model")
    if model not in MODELS:
        case.refuse(f"one of {', '.join(MODELS)}", model, "model")
    source = case.table("source") if "source" in case else case
    compared = list(_compared(model, case))
    aside = [f"{one.field}: {ASIDE[model, one.field]}" for one in compared if (model, one.field) in ASIDE]
    kept = tuple(one for one in compared if (model, one.field) not in ASIDE)
    return Case(case.text("id"), model, case.text("title", ""), source.text("status", ""), kept, tuple(aside))


def _compared(model: str, case: Fields) -> Iterator[Compared]:
    got = MODELS[model](case)
    if model == "power":
        for one, found in zip(case.tables("systems"), got, strict=True):
            yield from compare(one.table("expected").fields, found, one.text("name"))
    elif model == "scale":
        yield from compare(case.table("decayed_index_check").fields["expected"], got["expected"], "decayed_index")
    elif model == "analyst-input":
        yield from compare(case.table("illustrative_results").fields, got["illustrative_results"])
        wanted = case.table("graph_model").table("illustrative_equilibria")
        yield from compare(wanted.fields, got["illustrative_equilibria"], "illustrative_equilibria")
    else:
        yield from compare(case.table("expected").fields, got)


@cache
def shipped() -> tuple[tuple[str, bytes], ...]:
    """Return the cases that come with the package: name of the file, bytes."""
    found = [one for one in FOLDER.iterdir() if one.name.endswith(".json")]
    return tuple((one.name, one.read_bytes()) for one in sorted(found, key=lambda one: one.name))
