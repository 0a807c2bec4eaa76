"""Files on their way to a browser: written whole below `DIR/outgoing`, given once, and gone from there as that begins.

What lies there is open, so it lies there no longer than it has to: a file has no name any more from the moment in which
it is handed over, and what a crash left is removed when the pages begin.
"""

import asyncio
import os
import secrets
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO, Final

from detente.errors import Fault
from detente.limits import OUTGOING_FREE_BYTES
from detente.node.folder import Folder

BLOCK_BYTES: Final = 262_144


def place_of(folder: Folder) -> Path:
    """Return the folder of such files, which a backup may leave out."""
    return folder.path / "outgoing"


def sweep(folder: Folder) -> None:
    """Remove what lies there; nobody waits for it any more."""
    place = place_of(folder)
    if place.is_dir():
        shutil.rmtree(place, ignore_errors=True)


def fresh(folder: Folder) -> Path:
    """Return a path where nothing is yet; errors as of `room`."""
    return room(folder) / secrets.token_hex(16)


def room(folder: Folder) -> Path:
    """Return the folder of such files, which only this user can read, where the disk has room for more.

    Raises:
        Fault: `outgoing-room`.
    """
    place = place_of(folder)
    try:
        place.mkdir(mode=0o700, exist_ok=True)
        left = shutil.disk_usage(place).free
    except OSError as fault:
        raise Fault("outgoing-room", expected=f"a folder {place}", got=str(fault), remedy="correct its owner") from None
    if left < OUTGOING_FREE_BYTES:
        raise Fault(
            "outgoing-room", expected=f"{OUTGOING_FREE_BYTES:,} bytes free beside {place}", got=f"{left:,}",
            remedy="make room, or use the command with -o on another disk",
        )  # fmt: skip
    return place


def take(path: Path) -> BinaryIO:
    """Return a file that was made, opened; from now on nothing has its name, and it is gone when it is closed."""
    file = path.open("rb")
    path.unlink()
    return file


async def blocks(file: BinaryIO) -> AsyncIterator[bytes]:
    """Yield a file's bytes, and close it whatever happens."""
    try:
        while block := await asyncio.to_thread(os.read, file.fileno(), BLOCK_BYTES):
            yield block
    finally:
        file.close()
