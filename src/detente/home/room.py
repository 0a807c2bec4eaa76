"""Room on the disk: what browsers bring never takes what the record needs, and what the disk refuses is told."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from detente.errors import Fault
from detente.limits import DISK_FREE_BYTES


def check_room(folder: Path, wanted: int = 0) -> None:
    """Be silent where so many bytes more leave the record what it needs.

    Args:
        folder: on the disk, and there.

    Raises:
        Fault: `disk-room`.
    """
    with told(folder):
        left = shutil.disk_usage(folder).free
    if left < DISK_FREE_BYTES + wanted:
        raise Fault(
            "disk-room", expected=f"{DISK_FREE_BYTES + wanted:,} bytes free beside {folder}, for the record",
            got=f"{left:,}", remedy="make room on that disk, then try again; nothing of the file is kept",
        )  # fmt: skip


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Turn what the disk refuses into a fault.

    Raises:
        Fault: `disk-refuses`.
    """
    try:
        yield
    except OSError as fault:
        raise Fault(
            "disk-refuses",
            expected=f"room and leave to write and read in {folder}",
            got=fault.strerror or str(fault),
            remedy="make room, or correct the folder's owner; nothing of the file is kept",
        ) from None
