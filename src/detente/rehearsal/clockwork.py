"""The one clock of a stage: a file that all its nodes read, so that the scenario's time jumps for all of them at once.

Were each node told apart, the first could sign a time that the others still hold for the distant future.
"""

import os
import time
from pathlib import Path

from detente.clock import Instant, rfc3339
from detente.errors import Fault


class StageClock:
    """A clock that stands still, or runs at 1:1 from where it was set; read by many processes, set by one.

    The file has one line: the second at which it was set, and the second since boot from which it runs, or `-`.

    Args:
        path: of the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def now(self) -> Instant:
        """Return the scenario's present second.

        Raises:
            Fault: `stage-clock`.
        """
        base, since = self._read()
        return base if since is None else base + max(0, int(time.monotonic() - since))

    @property
    def running(self) -> bool:
        """Say if it runs."""
        return self._read()[1] is not None

    def set(self, at: Instant, *, running: bool) -> Instant:
        """Set the clock, never backwards, and return what it then shows."""
        if self.path.exists():
            at = max(at, self.now())
        fresh = self.path.with_name(self.path.name + ".new")
        fresh.write_text(f"{at} {time.monotonic() if running else '-'} {rfc3339(at)}\n", encoding="ascii")
        # Replaced whole: who reads has the old line or the new one.
        os.replace(fresh, self.path)  # noqa: PTH105  the atomic call, by its own name
        return at

    def _read(self) -> tuple[Instant, float | None]:
        try:
            base, since, _shown = self.path.read_text(encoding="ascii").split()
            return int(base), None if since == "-" else float(since)
        except (OSError, ValueError) as fault:
            raise Fault(
                "stage-clock",
                expected=f"the rehearsal's clock at {self.path}",
                got=str(fault),
                remedy="run the node where its rehearsal was founded, or found a new one with detente demo",
            ) from None
