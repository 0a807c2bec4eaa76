"""Delivery without input or output: what to make of a bundle, and when to speak to a peer again.

`judge` is the one place where foreign entries become entries that may be stored. It performs the steps of
docs/spec/delivery.md section 3, in their order, and returns one of five verdicts.
"""

from collections.abc import Callable, Sequence

from msgspec import Struct, field

from detente.clock import Instant
from detente.errors import Malformed
from detente.protocol.messages import Bundle
from detente.tlog.merkle import Range, leaf_hash, verify_consistency


class Fresh(Struct, frozen=True):
    """Entries that may be stored: they continue what is held and lie under the bundle's head."""

    entries: Sequence[bytes]
    leaves: Sequence[bytes]
    after: Range
    complete: bool
    """True where the run ends at the head, so that the head may be receipted."""


class Stale(Struct, frozen=True):
    """Nothing new, and nothing that speaks against what is held."""


class Gap(Struct, frozen=True):
    """The bundle builds on more than is held."""


class Differs(Struct, frozen=True):
    """The bundle and what is held are not one feed. At which index is to be found out by asking."""


Verdict = Fresh | Stale | Gap | Differs


def judge(
    bundle: Bundle, held: Range, leaves_at: Callable[[int, int], Sequence[bytes]], root_at: Callable[[int], bytes]
) -> Verdict:
    """Return what a bundle means for a feed of which `held` is there. The head's signature is verified already.

    Args:
        leaves_at: (start, stop) to the leaf hashes held.
        root_at: size to the root of what is held, for sizes up to `held.size`.

    Source: docs/spec/delivery.md section 3, steps 3 to 7.
    """
    # (3) A run that begins beyond what is held cannot be joined to it.
    if bundle.start > held.size:
        return Gap()
    # (4) Where run and copy overlap they must be the same leaves.
    leaves = [leaf_hash(entry) for entry in bundle.entries]
    overlap = min(held.size, bundle.stop) - bundle.start
    if overlap > 0 and list(leaves_at(bundle.start, bundle.start + overlap)) != leaves[:overlap]:
        return Differs()
    # (5) A head no larger than the copy must be one of the copy's own heads.
    if bundle.head.size <= held.size:
        return Stale() if root_at(bundle.head.size) == bundle.head.root else Differs()
    # (6) Where the run ends, it is the head, or the proof leads from there to the head.
    new = max(overlap, 0)
    after = held.extend(leaves[new:])
    end = after.root() if after.size == bundle.stop else root_at(bundle.stop)
    try:
        verify_consistency(bundle.stop, end, bundle.head.size, bundle.head.root, list(bundle.proof))
    except Malformed:
        return Differs()
    # (7) What goes beyond the copy may be stored; the head may be receipted once all below it is there.
    if after.size == held.size:
        return Stale()
    return Fresh(bundle.entries[new:], leaves[new:], after, complete=after.size == bundle.head.size)


RETRY_SECONDS_MIN = 1
RETRY_SECONDS_MAX = 300


class Courier(Struct):
    """The line to one peer: one request at a time, patience that grows from 1 s to 5 min and is reset by any contact.

    Args:
        peer: party id.
        level_every: seconds between two comparisons of everything.
    """

    peer: str
    level_every: int
    in_flight: bool = False
    failures: int = 0
    next_try_at: Instant = 0
    level_due_at: Instant = 0
    held: dict[str, int] = field(default_factory=dict)
    """Origin to the size that the peer is known to hold; what it told or receipted."""

    def ready(self, now: Instant) -> bool:
        """Say if a request may leave now."""
        return not self.in_flight and now >= self.next_try_at

    def left(self) -> None:
        """A request is on its way."""
        self.in_flight = True

    def answered(self, now: Instant) -> None:
        """The peer answered: patience is as at the start."""
        self.in_flight = False
        self.failures = 0
        self.next_try_at = now

    def failed(self, now: Instant, dice: float) -> None:
        """No answer came; wait longer, spread by `dice` in [0, 1) so that peers do not knock together."""
        self.in_flight = False
        patience = min(RETRY_SECONDS_MAX, RETRY_SECONDS_MIN << min(self.failures, 9))
        self.failures += 1
        self.next_try_at = now + max(RETRY_SECONDS_MIN, round(patience * (0.75 + 0.5 * dice)))
        # After silence the two may have drifted apart: begin with a comparison.
        self.level_due_at = 0

    def heard(self, now: Instant) -> None:
        """The peer called us, so it can be reached: try at once."""
        if self.failures:
            self.failures = 0
            self.next_try_at = now

    def holds(self, origin: str, size: int) -> None:
        """The peer is known to hold that much."""
        self.held[origin] = max(size, self.held.get(origin, 0))
