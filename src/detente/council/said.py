"""An act as desks see it, and the order of proof among the acts of one dossier.

The order is that of docs/spec/dossiers.md section 2: entries of one feed by generation and index, then what an act
cites; nothing else. Claimed time orders the display only. A way round through another dossier is not followed: an
author's node cites a dossier's open ends, so nothing is lost by it, and every record finds the same order.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Set
from heapq import heapify, heappop, heappush
from itertools import pairwise
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from detente.clock import Instant
from detente.council.circles import circles
from detente.council.past import Order, Past
from detente.protocol.charter import Charter
from detente.protocol.heads import parse_origin


class Said(Struct, frozen=True):
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
    past: Set[str] = frozenset()

    @property
    def channel(self) -> str:
        """Return the channel in which it was said."""
        return self.origin.split("/")[1] if self.origin else ""

    def follows(self, ref: str) -> bool:
        """Say if that act of the dossier is proven to come before this one."""
        return ref in self.past


def asked_of(act: Said, charter: Charter) -> frozenset[str]:
    """Return who is asked by an act that asks: its addressees; where it names nobody, every other reader.

    The depositary keeps what it reads in a public channel, and is asked only where it is named.
    """
    if act.to or act.channel not in charter.channels:
        return frozenset(act.to) - {act.party}
    return frozenset(charter.members_of(act.channel)) - {act.party, charter.depositary or ""}


def by_past(act: Said) -> tuple[int, str]:
    """Return what puts an act behind all that is proven to come before it, and is the same at every record."""
    return len(act.past), act.ref


def by_claim(act: Said) -> Any:
    """Return what puts earlier claims first."""
    return act.claimed_at


def in_order(
    acts: Iterable[Said], first: Callable[[Said], Any] = by_claim, counted: Set[str] | None = None
) -> tuple[Said, ...]:
    """Return the acts with their `past`, in one of the orders that proof allows.

    Acts that cite each other in a circle, which only a lie can do, keep what comes before all of the circle.

    Args:
        first: which of several acts comes first where proof leaves it open; nothing may depend on it but the display.
        counted: references that a past may name, where not all may: so that a flood costs no more than its own size.
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
    order, placed, reached = Order(), [], dict[str, int]()
    while ready:
        _claimed, ref = heappop(ready)
        bits = 0
        for one in before[ref]:
            bits |= reached[one]
        placed.append(replace(by_ref[ref], past=Past(order, bits)))
        reached[ref] = bits | order.place(ref) if counted is None or ref in counted else bits
        for later in after[ref]:
            missing[later] -= 1
            if missing[later] == 0:
                heappush(ready, (first(by_ref[later]), later))
    assert len(placed) == len(by_ref), "acts that are in a circle still"
    return tuple(placed)


def numbered(acts: Iterable[Said]) -> dict[str, int]:
    """Return how many acts, this one included, its party had in its channel up to each, in the order of the feeds.

    What a party says later moves no number, and neither does what it says in another channel.
    """
    return {
        act.ref: number
        for generations in _runs(acts).values()
        for number, act in enumerate((act for _place, run in sorted(generations.items()) for act in run), start=1)
    }


_Generations = dict[tuple[int, str], list[Said]]


def _runs(acts: Iterable[Said]) -> dict[tuple[str, str], _Generations]:
    """Return by party and channel the acts of each generation, in the order of the feed."""
    runs: dict[tuple[str, str], _Generations] = defaultdict(lambda: defaultdict(list))
    for act in sorted(acts, key=lambda act: act.index):
        origin = parse_origin(act.origin) if act.origin else None
        runs[act.party, act.channel][(origin.number, origin.generation) if origin else (0, "")].append(act)
    return runs


def _before(by_ref: Mapping[str, Said]) -> dict[str, set[str]]:
    """Return for each act those that come directly before it: the last of its feed, and what it cites; no circles.

    A citation of what did not exist yet makes a circle, and an author can foresee its own entries only. So first the
    citations of one's own acts within a circle go. Where several parties lie together, all citations within it go. The
    order of each feed stays.
    """
    feeds = _in_feeds(by_ref)
    cited = {ref: {one for one in act.cites if one in by_ref and one != ref} for ref, act in by_ref.items()}
    found = circles(_joined(feeds, cited))
    if not found:
        return _joined(feeds, cited)
    for ref in found:
        cited[ref] -= {one for one in cited[ref] if _within(found, ref, one) and by_ref[one].party == by_ref[ref].party}
    found = circles(_joined(feeds, cited))
    for ref in found:
        cited[ref] -= {one for one in cited[ref] if _within(found, ref, one)}
    return _around(_joined(feeds, cited), found)


def _around(before: dict[str, set[str]], found: Mapping[str, int]) -> dict[str, set[str]]:
    """Return the same, with whatever comes after one act of a circle after all of it."""
    ends: dict[int, set[str]] = defaultdict(set)
    for ref, number in found.items():
        ends[number].add(ref)
    for ref, number in found.items():
        # The last of a feed stands for those before it.
        ends[number] -= {one for one in before[ref] if _within(found, ref, one)}
    for ref, earlier in before.items():
        for number in {found[one] for one in earlier if one in found and not _within(found, ref, one)}:
            earlier.update(ends[number])
    return before


def _within(found: Mapping[str, int], ref: str, one: str) -> bool:
    return ref in found and found[ref] == found.get(one)


def _joined(feeds: Mapping[str, set[str]], cited: Mapping[str, set[str]]) -> dict[str, set[str]]:
    return {ref: feeds[ref] | cited[ref] for ref in feeds}


def _in_feeds(by_ref: Mapping[str, Said]) -> dict[str, set[str]]:
    """Return for each act the last before it in its feed."""
    before: dict[str, set[str]] = {ref: set() for ref in by_ref}
    for generations in _runs(act for act in by_ref.values() if act.origin).values():
        for (number, _name), run in generations.items():
            for earlier, later in pairwise(run):
                before[later.ref].add(earlier.ref)
            # Entries of every earlier generation come before the first of this one.
            before[run[0].ref] |= {other[-1].ref for (n, _), other in generations.items() if n < number}
    return before
