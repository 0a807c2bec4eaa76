"""The council's time as desks ask it: which heads were entered when, and whose receipts were recorded below them.

All of it is read from entries of the depositary's journal (design section 3, "The council's time"), so two records
that hold the same entries tell the same time. In a council without a depositary nothing is entered; receipts then
count as this record holds them, and nothing that rests on absence is ever said.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, cached_property
from itertools import accumulate, pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from detente.clock import Instant
from detente.council.said import Said
from detente.protocol.heads import parse_origin


class Heads(Struct, frozen=True, order=True):
    """One `heads` entry of the journal.

    Args:
        position: grows with each entry, over all generations of the journal.
        at: the depositary's second.
    """

    position: int
    at: Instant


class Recorded(Struct, frozen=True):
    """One receipt as the journal recorded it: at `at` the party held the first `size` entries of a feed."""

    position: int
    party: str
    size: int
    at: Instant


class Journal(Struct, frozen=True, dict=True):
    """The journal as far as it is held here, for the feeds of one channel.

    A council of many years has 100,000 heads: what is asked of them is found by halves, whatever their order.

    Args:
        heads: in the order of their positions.
        listed: origin to the sizes that `heads` entries listed for it, with their positions, ascending.
        receipts: origin to the receipts recorded for it.
        held: origin to the number of entries held here, up to the first that does not open.
        kept: whether the council has a depositary at all.
    """

    heads: tuple[Heads, ...] = ()
    listed: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    receipts: Mapping[str, tuple[Recorded, ...]] = field(default_factory=dict)
    held: Mapping[str, int] = field(default_factory=dict)
    kept: bool = True

    @property
    def as_of(self) -> Instant | None:
        """Return the second of the newest heads held, or None."""
        return self.heads[-1].at if self.heads else None

    def first(self, at: Instant) -> Heads | None:
        """Return the first heads timed at or after a second, or None while there is none."""
        found = bisect_left(self._found.latest, at)
        return self.heads[found] if found < len(self.heads) else None

    def entered(self, act: Said) -> Heads | None:
        """Return the first heads that cover an act, or None while none does."""
        return self.entered_at(act.origin, act.index)

    def entered_at(self, origin: str, index: int) -> Heads | None:
        """Return the first heads that cover the entry at an index of a feed, or None while none does."""
        positions, greatest = self._found.sizes_of(origin)
        place = bisect_right(greatest, index)
        if place == len(positions):
            return None
        found = bisect_left(self._found.positions, positions[place])
        heads = self.heads[found : found + 1]
        return heads[0] if heads and heads[0].position == positions[place] else None

    def below(self, act: Said, heads: Heads) -> bool:
        """Say if an act is among the entries listed up to those heads."""
        return self.size_at(act.origin, heads) > act.index

    def size_at(self, origin: str, heads: Heads) -> int:
        """Return the size listed for a feed up to those heads; 0 where none was."""
        positions, greatest = self._found.sizes_of(origin)
        place = bisect_right(positions, heads.position)
        return greatest[place - 1] if place else 0

    def held_since(self, act: Said, until: Heads | None = None) -> dict[str, Instant]:
        """Return since when each party held an act, by its earliest recorded receipt, up to those heads."""
        last = None if until is None else until.position
        found = (one.covering(act.index, last) for one in self._found.holders_of(act.origin))
        return {party: at for _position, party, at in sorted(filter(None, found))}

    def whole(self, heads: Heads, parties: Collection[str] | None = None) -> bool:
        """Say if every entry listed up to those heads for these feeds is held here.

        Args:
            parties: whose feeds are meant; None for everybody's.
        """
        listed = [origin for origin in self.listed if parties is None or _author(origin) in parties]
        return all(self.held.get(origin, 0) >= self.size_at(origin, heads) for origin in listed)

    def holding(self, held: Mapping[str, int]) -> "Journal":
        """Return the same journal where other numbers of entries are held; what was found in it is kept."""
        other = replace(self, held=held)
        other.__dict__["_found"] = self._found
        return other

    @cached_property
    def _found(self) -> "_Found":
        return _Found(self.heads, self.listed, self.receipts)


class _Found:
    """What is looked up in a journal, put in order where it is asked for first."""

    def __init__(
        self,
        heads: Sequence[Heads],
        listed: Mapping[str, tuple[tuple[int, int], ...]],
        receipts: Mapping[str, tuple[Recorded, ...]],
    ) -> None:
        self.positions = [one.position for one in heads]
        # Where a clock was set back, an earlier heads entry is the first that is late enough.
        self.latest = list(accumulate((one.at for one in heads), max))
        self._listed, self._receipts = listed, receipts
        self._sizes: dict[str, tuple[list[int], list[int]]] = {}
        self._holders: dict[str, list[_Holder]] = {}

    def sizes_of(self, origin: str) -> tuple[list[int], list[int]]:
        """Return the positions at which a feed was listed, and the greatest size listed up to each."""
        if origin not in self._sizes:
            listed = self._listed.get(origin, ())
            self._sizes[origin] = [at for at, _size in listed], list(accumulate((size for _at, size in listed), max))
        return self._sizes[origin]

    def holders_of(self, origin: str) -> "list[_Holder]":
        """Return the parties of which receipts on a feed were recorded."""
        if origin not in self._holders:
            recorded: dict[str, list[Recorded]] = {}
            for one in self._receipts.get(origin, ()):
                recorded.setdefault(one.party, []).append(one)
            self._holders[origin] = [_Holder(party, of) for party, of in recorded.items()]
        return self._holders[origin]


class _Holder:
    """The receipts of one party on one feed."""

    def __init__(self, party: str, recorded: Iterable[Recorded]) -> None:
        self._party = party
        self._recorded = list(recorded)
        self._sizes = [one.size for one in self._recorded]
        # As honest nodes sign them: what comes later covers no less, and is no earlier. Else each is looked at.
        self._ordered = all(_in_order(*pair) for pair in pairwise(self._recorded))

    def covering(self, index: int, last: int | None) -> tuple[int, str, Instant] | None:
        """Return position, party and time of the earliest receipt that covers an entry; None where none does.

        Args:
            last: the position up to which receipts count; None for all.
        """
        first = bisect_right(self._sizes, index) if self._ordered else 0
        among = self._recorded[first : first + 1] if self._ordered else self._recorded
        found = [one for one in among if one.size > index and (last is None or one.position <= last)]
        return (found[0].position, self._party, min(one.at for one in found)) if found else None


def _in_order(one: Recorded, other: Recorded) -> bool:
    return one.position <= other.position and one.size <= other.size and one.at <= other.at


@cache
def _author(origin: str) -> str:
    """Return whose feed it is; a record holds few feeds, and is asked of them again and again."""
    return parse_origin(origin).party
