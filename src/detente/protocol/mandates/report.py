"""What the check of a mandate found, step by step."""

from msgspec import Struct

from detente.protocol.evidence.report import Step
from detente.protocol.mandates.mandate import Mandate


class MandateReport(Struct, frozen=True):
    """What the check of a mandate found.

    Args:
        steps: in order; all hold, or the last one does not and is where the check ended.
        code: of the error at which it ended; empty where all hold.
        mandate: what it says, once step 1 holds; claimed unless all hold.
        signed: the members whose signatures count, once step 5 holds.
        missing: the other members of the alliance.
    """

    steps: tuple[Step, ...]
    code: str = ""
    mandate: Mandate | None = None
    signed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def verified(self) -> bool:
        """Return whether every step holds."""
        return all(step.ok for step in self.steps)
