"""An act as desks see it, and the order of proof among the acts of one dossier.

The order is that of docs/spec/dossiers.md section 2: entries of one feed by generation and index, then what an act
cites; nothing else. Claimed time orders the display only. A way round through another dossier is not followed: an
author's node cites a dossier's open ends, so nothing is lost by it, and every record finds the same order.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from heapq import heapify, heappop, heappush
from itertools import pairwise
from typing import Any

from detente.clock import Instant
from detente.protocol.heads import parse_origin


@dataclass(frozen=True, slots=True)
class Said:
    """One act: who said what in answer to what; how it arrived is not a desk's matter.

    Args:
        ref: human reference, unique within the council.
        origin: of the log in which it stands, and `index` where.
        dossier: reference of the first act of its matter, where that is known.
        re: reference of the act that it answers, or None.
        cites: references of all acts that it builds on.
        precedence: 0 routine to 3 flash.
        past: references of the acts of this dossier that are proven to come before it; see `in_order`.
    """

    ref: str
    party: str
    kind: str
    claimed_at: Instant
    origin: str = ""
    index: int = 0
    re: str | None = None
    to: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    officer: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    language: str = ""
    precedence: int = 0
    dossier: str = ""
    past: frozenset[str] = frozenset()

    @property
    def channel(self) -> str:
        """Return the channel in which it was said."""
        return self.origin.split("/")[1] if self.origin else ""

    def follows(self, ref: str) -> bool:
        """Say if that act of the dossier is proven to come before this one."""
        return ref in self.past


def by_claim(act: Said) -> Any:
    """Return what puts earlier claims first."""
    return act.claimed_at


def in_order(acts: Iterable[Said], first: Callable[[Said], Any] = by_claim) -> tuple[Said, ...]:
    """Return the acts with their `past`, in one of the orders that proof allows.

    Acts that cite each other in a circle, which only a lie can do, come last, each with an empty past.

    Args:
        first: which of several acts comes first where proof leaves it open; nothing may depend on it but the display.
    """
    by_ref = {act.ref: act for act in acts}
    before = _before(by_ref)
    after: dict[str, list[str]] = {ref: [] for ref in by_ref}
    for ref, earlier in before.items():
        for one in earlier:
            after[one].append(ref)
    missing = {ref: len(earlier) for ref, earlier in before.items()}
    ready = [(first(by_ref[ref]), ref) for ref, number in missing.items() if number == 0]
    heapify(ready)
    placed: dict[str, Said] = {}
    while ready:
        _claimed, ref = heappop(ready)
        past = before[ref].union(*(placed[one].past for one in before[ref]))
        placed[ref] = replace(by_ref[ref], past=frozenset(past))
        for later in after[ref]:
            missing[later] -= 1
            if missing[later] == 0:
                heappush(ready, (first(by_ref[later]), later))
    circular = sorted(by_ref.keys() - placed.keys())
    return (*placed.values(), *(replace(by_ref[ref], past=frozenset()) for ref in circular))


def _before(by_ref: Mapping[str, Said]) -> dict[str, frozenset[str]]:
    """Return for each act those that come directly before it: the last of its feed, and what it cites."""
    feeds: dict[tuple[str, str], dict[tuple[int, str], list[Said]]] = {}
    for act in by_ref.values():
        if act.origin:
            origin = parse_origin(act.origin)
            generations = feeds.setdefault((origin.party, origin.channel), {})
            generations.setdefault((origin.number, origin.generation), []).append(act)
    before = {ref: {one for one in act.cites if one in by_ref and one != ref} for ref, act in by_ref.items()}
    for generations in feeds.values():
        for (number, _name), run in generations.items():
            run.sort(key=lambda act: act.index)
            for earlier, later in pairwise(run):
                before[later.ref].add(earlier.ref)
            # Entries of every earlier generation come before the first of this one.
            before[run[0].ref] |= {
                max(other, key=lambda act: act.index).ref for (n, _), other in generations.items() if n < number
            }
    return {ref: frozenset(earlier) for ref, earlier in before.items()}
