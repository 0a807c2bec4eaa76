"""What the pages read from the home service: replies, and pages of the timeline with the newest acts first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from heapq import heapify, heappop, heappush
from typing import TypeVar, cast

from detente.home.calls import Call, Inbox
from detente.home.replies import ActView, Listing
from detente.home.service import Service

Reply = TypeVar("Reply")


class Reader:
    """Asks the same calls as the command, and remembers nothing."""

    def __init__(self, service: Service) -> None:
        self.service = service

    async def ask(self, call: Call[Reply]) -> Reply:
        """Return the reply to a call."""
        return cast("Reply", await self.service.run(call))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page of the timeline is to show.

    Args:
        before: only acts of a smaller sequence number; None for the newest. Read downwards.
        after: only acts of a greater one. Read upwards.
        nodes: whether what nodes write by themselves is shown too.
    """

    council: str
    channel: str | None = None
    party: str | None = None
    before: int | None = None
    after: int = 0
    nodes: bool = False
    limit: int = 50

    def asked(self, *, newest: bool) -> Inbox:
        """Return the call that lists what the page shows."""
        return Inbox(
            council=self.council, channel=self.channel, all=True, after=(self.before or 0) if newest else self.after,
            limit=self.limit, party=self.party, newest=newest, nodes=self.nodes or self.channel == "journal",
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """Acts in the order of storing, oldest first.

    Args:
        older: `before` of the next page downwards, or None where the record begins.
        newer: `after` of the next page upwards, or None where it ends.
    """

    listing: Listing
    acts: list[ActView]
    older: int | None = None
    newer: int | None = None


async def read_downwards(reader: Reader, wanted: Wanted) -> Page:
    """Return the newest acts below `wanted.before`."""
    listing = await reader.ask(wanted.asked(newest=True))
    return Page(listing, listing.items[::-1], older=listing.next)


async def read_upwards(reader: Reader, wanted: Wanted) -> Page:
    """Return the oldest acts above `wanted.after`."""
    listing = await reader.ask(wanted.asked(newest=False))
    return Page(listing, listing.items, newer=listing.next)


def in_order_of_proof(acts: Iterable[ActView]) -> list[ActView]:
    """Return acts by claimed time, except where proof says otherwise: a feed's own order, and what an act answers.

    Source: design section 4, "Order is the order of proof": claimed time orders the display only.
    """
    by_ref = {act.ref: act for act in acts}
    before = {ref: _earlier(act, by_ref) for ref, act in by_ref.items()}
    after: dict[str, list[str]] = {ref: [] for ref in by_ref}
    for ref, earlier in before.items():
        for one in earlier:
            after[one].append(ref)
    missing = {ref: len(earlier) for ref, earlier in before.items()}
    ready = [(_claim(by_ref[ref]), ref) for ref, number in missing.items() if number == 0]
    heapify(ready)
    ordered: list[ActView] = []
    while ready:
        _claimed, ref = heappop(ready)
        ordered.append(by_ref[ref])
        for later in after[ref]:
            missing[later] -= 1
            if missing[later] == 0:
                heappush(ready, (_claim(by_ref[later]), later))
    # References that go round in a circle are lies; the acts are shown all the same.
    placed = {act.ref for act in ordered}
    return ordered + sorted((act for act in by_ref.values() if act.ref not in placed), key=_claim)


def newest_first(acts: Iterable[ActView]) -> list[ActView]:
    """Return acts as a list shows them: what is proven last stands first."""
    return in_order_of_proof(acts)[::-1]


def claims_too_early(acts: Iterable[ActView]) -> frozenset[str]:
    """Return the references of acts that claim an earlier time than an act that proof puts before them."""
    by_ref = {act.ref: act for act in acts}
    return frozenset(
        ref
        for ref, act in by_ref.items()
        if act.claimed_at is not None
        and any((by_ref[one].claimed_at or "") > act.claimed_at for one in _earlier(act, by_ref))
    )


def _claim(act: ActView) -> tuple[str, int]:
    return act.claimed_at or act.stored_at, act.sequence


def _earlier(act: ActView, by_ref: Mapping[str, ActView]) -> set[str]:
    """Return what is proven to come before the act, among those on the page: the last of its feed, and its `re`."""
    mine = place_of(act.ref)
    feed = [other for other in map(place_of, by_ref) if other.comes_before(mine)]
    found = {max(feed).ref} if feed else set()
    if act.re is not None and act.re in by_ref and act.re != act.ref:
        found.add(act.re)
    return found


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where an entry stands, read from its reference.

    Args:
        feed: like `RU/LINE`.
        generation: its number; `suffix` is the rest of its name.
    """

    feed: str
    generation: int
    suffix: str
    index: int
    ref: str

    def comes_before(self, other: "Place") -> bool:
        """Say if this entry is earlier in the other's feed: in its generation, or in one of a smaller number."""
        if self.feed != other.feed:
            return False
        if self.generation == other.generation:
            return self.suffix == other.suffix and self.index < other.index
        return self.generation < other.generation


@lru_cache(maxsize=10_000)
def place_of(ref: str) -> Place:
    """Return where the entry of a reference stands."""
    feed, _, last = ref.rpartition("/")
    generation, _, index = last.rpartition(".")
    number, _, suffix = (generation or "1").partition("-")
    return Place(feed, int(number), suffix, int(index), ref)
