"""The council's time as desks ask it: which heads were entered when, and whose receipts were recorded below them.

All of it is read from entries of the depositary's journal (design section 3, "The council's time"), so two records
that hold the same entries tell the same time. In a council without a depositary nothing is entered; receipts then
count as this record holds them, and nothing that rests on absence is ever said.
"""

from collections.abc import Collection, Mapping
from functools import cache

from msgspec import Struct, field

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


class Journal(Struct, frozen=True):
    """The journal as far as it is held here, for the feeds of one channel.

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
        return next((one for one in self.heads if one.at >= at), None)

    def entered(self, act: Said) -> Heads | None:
        """Return the first heads that cover an act, or None while none does."""
        return self.entered_at(act.origin, act.index)

    def entered_at(self, origin: str, index: int) -> Heads | None:
        """Return the first heads that cover the entry at an index of a feed, or None while none does."""
        position = next((at for at, size in self.listed.get(origin, ()) if size > index), None)
        return None if position is None else next((one for one in self.heads if one.position == position), None)

    def below(self, act: Said, heads: Heads) -> bool:
        """Say if an act is among the entries listed up to those heads."""
        return self.size_at(act.origin, heads) > act.index

    def size_at(self, origin: str, heads: Heads) -> int:
        """Return the size listed for a feed up to those heads; 0 where none was."""
        return max((size for at, size in self.listed.get(origin, ()) if at <= heads.position), default=0)

    def held_since(self, act: Said, until: Heads | None = None) -> dict[str, Instant]:
        """Return since when each party held an act, by its earliest recorded receipt, up to those heads."""
        found: dict[str, Instant] = {}
        for one in self.receipts.get(act.origin, ()):
            if one.size > act.index and (until is None or one.position <= until.position):
                found[one.party] = min(one.at, found.get(one.party, one.at))
        return found

    def whole(self, heads: Heads, parties: Collection[str] | None = None) -> bool:
        """Say if every entry listed up to those heads for these feeds is held here.

        Args:
            parties: whose feeds are meant; None for everybody's.
        """
        listed = [origin for origin in self.listed if parties is None or _author(origin) in parties]
        return all(self.held.get(origin, 0) >= self.size_at(origin, heads) for origin in listed)


@cache
def _author(origin: str) -> str:
    """Return whose feed it is; a record holds few feeds, and is asked of them again and again."""
    return parse_origin(origin).party
