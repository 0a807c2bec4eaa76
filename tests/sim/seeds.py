"""What the seeds of an undisturbed world show, each played once for all tests of a process."""

from functools import cache

from detente.rehearsal.simulator.run import Outcome, run


@cache
def played(seed: int) -> Outcome:
    """Return what a seed shows."""
    return run(seed)
