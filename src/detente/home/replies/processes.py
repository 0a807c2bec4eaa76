"""Replies about a node's own machine and the processes that it keeps."""

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


class AheadView(Struct, frozen=True):
    """A party whose newest signature states a time that has not come by the clock used here."""

    party: str
    seconds: int


class CheckedView(Struct, frozen=True):
    """The last check of the record that came to its end.

    Args:
        fsck: `ok`, or `failed`; `wrong` how many things are not as they should be.
        every: each signature was looked at.
        entries: that were looked at.
        version: of the software that checked.
    """

    at: str
    fsck: str
    wrong: int
    every: bool
    entries: int
    version: str


class HealthView(Struct, frozen=True):
    """How a node and its machine stand.

    Args:
        page: address of the first page, None while none is served.
        record_bytes: of the record and its log; `attachments_bytes` of files that came with acts.
        clock: `system`, or `rehearsal` where a rehearsal sets it.
        clock_jumped_seconds: how far the machine's clock stands from the time used, where it is not followed; else 0.
        alarms_set_up: `alarms.toml` is there.
        opened_again: own logs of a later generation: a backup was restored, or the folder copied or set back.
        root_public: hex; `root_key_here` its private half lies in the folder.
        root_certificate: hex of the SHA-256; so `tls_certificate`.
        checked: the last check of the record, None where none came to its end.
    """

    as_of: str
    version: str
    party: str
    folder: str
    running: bool
    port: int | None
    page: str | None
    record_bytes: int
    attachments_bytes: int
    disk_bytes: int
    disk_free_bytes: int
    clock: str
    clock_jumped_seconds: int
    ahead: tuple[AheadView, ...]
    alarms_set_up: bool
    alarm_process: AlarmProcessView | None
    opened_again: int
    root_public: str
    root_key_here: bool
    root_certificate: str
    tls_certificate: str
    checked: CheckedView | None = None
