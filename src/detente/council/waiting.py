"""An act of another party that needs a person here, as board and alarms see it."""

from dataclasses import dataclass

from detente.clock import Instant, held


@dataclass(frozen=True, slots=True)
class Waiting:
    """An act of another party that needs a person here.

    Args:
        since: when this node stored it.
        asks: it is to be answered, not only to be read.
        read_at: when our first act that answers it was stored, or None; `read_by` are the officers of such acts.
        objective_seconds: within which it is to be read.
        due_at: when the answer is due by a duty that runs, or None.
        drill: name of the drill of which it is a part, empty where it is meant.
        rehearsal: its council is a rehearsal's.
    """

    council: str
    ref: str
    party: str
    precedence: int
    since: Instant
    asks: bool
    objective_seconds: int
    read_at: Instant | None = None
    read_by: tuple[str, ...] = ()
    due_at: Instant | None = None
    kind: str = ""
    channel: str = ""
    dossier: str = ""
    drill: str = ""
    rehearsal: bool = False
    irregular: bool = False

    @property
    def read_by_at(self) -> Instant:
        """Return until when it is to be read."""
        return held(self.since + self.objective_seconds)
