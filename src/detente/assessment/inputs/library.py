"""The inputs that come with the package, by name: illustrations with the basis of each figure, not measurements."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from detente.assessment.conflict.question import read_question
from detente.assessment.dependence.ledger_reading import read_ledger
from detente.assessment.evidence.part import Sides
from detente.assessment.reading import parse_file
from detente.errors import Refused

FOLDER: Final = files("detente.assessment.inputs")
SUFFIX: Final = ".toml"


@dataclass(frozen=True, slots=True)
class OfScenario:
    """The shipped inputs on a scenario's question.

    Args:
        needs, graph: their names: a ledger, and a graph model.
        sides: parties that the question takes as one side.
    """

    needs: str
    graph: str
    sides: Sides


SCENARIOS: Final = {
    "nrc-2016": OfScenario("april-2016", "april-2016-graph", (("NATO", ("nato", "us", "de", "pl", "tr", "es")),))
}
"""Scenario to the shipped inputs on its question."""


@cache
def shipped() -> dict[str, bytes]:
    """Return the shipped inputs: name without ending, bytes."""
    found = {one.name.removesuffix(SUFFIX): one.read_bytes() for one in FOLDER.iterdir() if one.name.endswith(SUFFIX)}
    return dict(sorted(found.items()))


def find(name: str) -> bytes:
    """Return shipped inputs by name.

    Raises:
        Refused: `inputs-unknown`.
    """
    if name not in shipped():
        raise Refused(
            "inputs-unknown", expected=f"a file, or shipped inputs: {', '.join(shipped())}", got=name,
            remedy="end the name of a file with .toml or .json",
        )  # fmt: skip
    return shipped()[name]


def fitting(parties: Collection[str]) -> str | None:
    """Return the shipped inputs of a ledger whose parties are all among these; None where there are none."""
    here = {party.casefold() for party in parties}
    return next((one.needs for one in SCENARIOS.values() if set(_parties(one.needs)) <= here), None)


def graph_beside(ledger: str, parties: Collection[str]) -> str | None:
    """Return the shipped graph model on the question of a ledger of that id, where it is of these parties."""
    here = {party.casefold() for party in parties}
    return next((one.graph for one in SCENARIOS.values() if one.needs == ledger and _makers(one.graph) <= here), None)


@cache
def _parties(name: str) -> tuple[str, ...]:
    return tuple(party.id.casefold() for party in read_ledger(parse_file(find(name), toml=True)).parties)


@cache
def _makers(name: str) -> frozenset[str]:
    question = read_question(parse_file(find(name), toml=True))
    return frozenset(party.casefold() for party in question.readings[0].conflict.parties)
