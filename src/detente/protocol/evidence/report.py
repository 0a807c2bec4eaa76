"""What the check of an evidence file found."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from detente.clock import Instant
from detente.protocol.heads import Role


class Step(Struct, frozen=True):
    """One step of the check: what it is, whether it holds, and what was found."""

    number: int
    title: str
    ok: bool
    detail: str


class Counted(Struct, frozen=True):
    """A verified receipt: the party's key over a head of `size` entries at a second."""

    party: str
    role: Role
    at: Instant
    size: int


class Report(Struct, frozen=True):
    """What the check of an evidence file found.

    Args:
        steps: in order; all hold, or the last one does not and is where the check ended.
        sort: `act`, `contradiction`, or empty where the manifest could not be read.
        council: id.
        origin: of the feed; for a contradiction the generation that it closes.
        index: of the entry; for a contradiction from where on nothing counts.
        act: as `act.json` says it, once step 8 holds; None where the entry is closed or no act.
        receipts: verified, earliest first.
    """

    steps: tuple[Step, ...]
    sort: str = ""
    council: str = ""
    origin: str = ""
    index: int = 0
    act: Mapping[str, Any] | None = None
    receipts: tuple[Counted, ...] = ()

    @property
    def verified(self) -> bool:
        """Return whether every step holds."""
        return all(step.ok for step in self.steps)
