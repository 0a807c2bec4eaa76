"""Files that the party's people asked for: written whole or not at all."""

import os
import secrets
from pathlib import Path

from detente.errors import Refused


def check_new(path: Path) -> None:
    """Be silent where nothing stands at a path yet.

    Raises:
        Refused: `file-exists`.
    """
    if path.exists():
        raise _exists(path)


def fresh_beside(path: Path) -> Path:
    """Return a path of its own beside another, for what is to be put there once it is whole."""
    return path.with_name(f".{secrets.token_hex(8)}.new")


def put_new(fresh: Path, path: Path) -> None:
    """Put a whole file where nothing is yet; the fresh one stays for its maker to remove.

    Raises:
        Refused: `file-exists`, `file-unwritable`.
    """
    try:
        # A link never replaces what is there, as a rename would.
        os.link(fresh, path)
    except FileExistsError:
        raise _exists(path) from None
    except OSError as fault:
        raise unwritable(path, fault) from None


def write_file(path: Path, data: bytes, *, replace: bool = False) -> None:
    """Write a file whole or not at all; an existing one is kept unless it is to be replaced.

    Raises:
        Refused: `file-exists`, `file-unwritable`.
    """
    if not replace:
        check_new(path)
    fresh = path.with_name(path.name + ".new")
    try:
        with fresh.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(path)
    except OSError as fault:
        fresh.unlink(missing_ok=True)
        raise unwritable(path, fault) from None


def _exists(path: Path) -> Refused:
    return Refused("file-exists", expected="a new file", got=str(path), remedy="name another one, or remove it first")


def unwritable(path: Path, fault: OSError) -> Refused:
    """Return why a file that was asked for could not be written."""
    return Refused("file-unwritable", expected="a place to write", got=f"{path}: {fault.strerror}")
