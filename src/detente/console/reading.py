"""What the pages read from the home service: replies, and pages of the timeline with the newest acts first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from heapq import heapify, heappop, heappush
from typing import TypeVar, cast

from detente.home.calls import LISTING_MAX, Call, Inbox
from detente.home.replies import ActView, Listing
from detente.home.service import Service

Reply = TypeVar("Reply")

LOOKED_AT_MAX = 5_000
"""Entries looked at for one page where a filter lets few through: half a second; the page then says how to go on."""
STEP = 64
"""First stride in search of the newest entry."""


class Reader:
    """Asks the same calls as the command, and remembers nothing but how far the record reaches."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._newest: dict[str, int] = {}

    async def ask(self, call: Call[Reply]) -> Reply:
        """Return the reply to a call."""
        return cast("Reply", await self.service.run(call))  # type: ignore[arg-type]

    async def newest(self, council: str) -> int:
        """Return the sequence number of the newest act of a council, or 0.

        Listings go upwards; so it is searched from the last one known, in strides and then by halves.
        """
        low = self._newest.get(council, 0)
        stride = STEP
        while (found := await self._first_after(council, low + stride)) is not None:
            low, stride = found, stride * 2
        high = low + stride
        while low < high:
            middle = (low + high) // 2
            found = await self._first_after(council, middle)
            if found is None:
                high = middle
            else:
                low = found
        self._newest[council] = low
        return low

    async def _first_after(self, council: str, sequence: int) -> int | None:
        listing = await self.ask(Inbox(council=council, all=True, after=sequence, limit=1))
        return listing.items[0].sequence if listing.items else None


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

    def lets(self, act: ActView, node_kinds: Iterable[str]) -> bool:
        """Say if the page shows the act."""
        if self.party is not None and act.party != self.party:
            return False
        return self.nodes or act.kind not in node_kinds or act.channel == self.channel == "journal"


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


async def read_downwards(reader: Reader, wanted: Wanted, node_kinds: Iterable[str]) -> Page:
    """Return the newest acts below `wanted.before`."""
    top = wanted.before if wanted.before is not None else await reader.newest(wanted.council) + 1
    found: list[ActView] = []
    looked_at, width = 0, wanted.limit * 2
    while True:
        start = max(0, top - 1 - width)
        listing = await reader.ask(
            Inbox(council=wanted.council, channel=wanted.channel, all=True, after=start, limit=min(width, LISTING_MAX))
        )
        found = [act for act in listing.items if act.sequence < top and wanted.lets(act, node_kinds)] + found
        looked_at += top - 1 - start
        top = start + 1
        if len(found) >= wanted.limit or start == 0 or looked_at >= LOOKED_AT_MAX:
            break
        width = min(width * 2, LISTING_MAX)
    if len(found) > wanted.limit:
        found = found[-wanted.limit :]
        return Page(listing, found, found[0].sequence)
    return Page(listing, found, top if top > 1 else None)


async def read_upwards(reader: Reader, wanted: Wanted, node_kinds: Iterable[str]) -> Page:
    """Return the oldest acts above `wanted.after`."""
    found: list[ActView] = []
    after: int | None = wanted.after
    looked_at = 0
    listing = Listing("", {}, [])
    while after is not None and len(found) <= wanted.limit and looked_at < LOOKED_AT_MAX:
        listing = await reader.ask(
            Inbox(council=wanted.council, channel=wanted.channel, all=True, after=after, limit=wanted.limit * 2)
        )
        found += [act for act in listing.items if wanted.lets(act, node_kinds)]
        looked_at += len(listing.items)
        after = listing.next
    if len(found) > wanted.limit:
        found = found[: wanted.limit]
        after = found[-1].sequence
    return Page(listing, found, newer=after)


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
