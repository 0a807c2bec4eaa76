"""How long the index of a node takes to fill after its start, and a search once it is there."""

import time
from collections.abc import Iterable
from dataclasses import dataclass

from detente.home.calls import Search, Sought
from detente.home.client import Client
from detente.node.folder import Folder

ASKED = (
    Sought("area"),
    Sought('"exercise area" 54*'),
    Sought("area -encounter", party="a"),
    Sought("e*", state="open"),
)
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Searched:
    """What a node took.

    Args:
        filling_seconds: from the first question until a search covers everything, the node's other work included.
        slowest_ms: the median of the slowest of the searches.
    """

    acts: int
    filling_seconds: float
    slowest_ms: float


def searched(folder: Folder, asked: Iterable[Sought] = ASKED) -> Searched:
    """Return how long searching takes in a running node that has just begun."""
    began = time.perf_counter()
    with Client(folder) as client:
        found = client.call(Search(limit=1))
        while not found.covers.complete:
            found = client.call(Search(limit=1))
        filled = time.perf_counter() - began
        slowest = max(_median_ms(client, one) for one in asked)
    return Searched(found.covers.acts, filled, slowest)


def _median_ms(client: Client, sought: Sought) -> float:
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        client.call(Search(sought, limit=25))
        took.append(1_000 * (time.perf_counter() - began))
    return sorted(took)[ROUNDS // 2]
