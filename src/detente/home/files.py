"""Files that the party's people asked for: written whole or not at all."""

import os
from pathlib import Path

from detente.errors import Refused


def write_file(path: Path, data: bytes, *, replace: bool = False) -> None:
    """Write a file whole or not at all; an existing one is kept unless it is to be replaced.

    Raises:
        Refused: `file-exists`, `file-unwritable`.
    """
    if path.exists() and not replace:
        raise Refused(
            "file-exists", expected="a new file", got=str(path), remedy="name another one, or remove it first"
        )
    fresh = path.with_name(path.name + ".new")
    try:
        with fresh.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(path)
    except OSError as fault:
        fresh.unlink(missing_ok=True)
        raise Refused("file-unwritable", expected="a place to write", got=f"{path}: {fault.strerror}") from None
