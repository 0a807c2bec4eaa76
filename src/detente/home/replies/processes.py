"""Replies about processes that a node keeps."""

from msgspec import Struct


class AlarmProcessView(Struct, frozen=True):
    """The process that alarms people, as the node watches it.

    Args:
        state: `running`, `ended` or `starting`.
        ended: how often it ended by itself since the node runs.
        next_start_seconds: real seconds between its end and its next start, where it is not running.
        reason: how it ended last, empty where it did not.
    """

    state: str
    pid: int | None
    ended: int
    next_start_seconds: int | None
    reason: str
