"""Options that commands share, and the way from them to a party."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.errors import Refused

if TYPE_CHECKING:
    from detente.clock import Clock
    from detente.home.client import Client
    from detente.node.folder import Folder

Dir = Annotated[
    Path, typer.Option("--dir", envvar="DETENTE_DIR", metavar="DIR", help="The party's folder.", show_default="here")
]
Council = Annotated[
    str | None, typer.Option("--council", metavar="NAME", help="Id or name; may be left out where there is one.")
]
Before = Annotated[
    int | None, typer.Option("--before", metavar="N", help="Go on below this one: the `next` of the last listing.")
]
Party = Annotated[str | None, typer.Option("--party", metavar="P", help="Only of this party; `me` for this one.")]
Limit = Annotated[int, typer.Option("--limit", metavar="N", help="At most so many.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        envvar="DETENTE_PASSPHRASE_FILE",
        metavar="FILE",
        help="A file whose first line opens the keys; needed only while no node runs.",
    ),
]
Officer = Annotated[
    str | None,
    typer.Option("--officer", envvar="DETENTE_OFFICER", metavar="TEXT", help="Who speaks; else as in party.toml."),
]

HERE = Path()


def folder_of(path: Path) -> "Folder":
    """Return the folder at a path."""
    from detente.node.folder import Folder

    return Folder(path.absolute())


def client_of(path: Path, passphrase_file: Path | None = None) -> "Client":
    """Return a client for the party in a folder, to be used as a context manager."""
    from detente.home.client import LOOKS_MAX, PAUSE_SECONDS, Client

    folder = folder_of(path)
    text = f"{folder.path} is held by another process: waiting for it, {LOOKS_MAX * PAUSE_SECONDS:.0f} seconds at most"
    return Client(
        folder,
        read_passphrase(passphrase_file),
        at_rest=lambda: _at_rest(folder),
        waits=lambda: typer.echo(text, err=True),
    )


def _at_rest(folder: "Folder") -> "Clock | None":
    """Make ready to open a folder in this process, and return by which clock it lives."""
    from detente.log import log_to_stderr

    log_to_stderr()
    return _clock_of(folder)


def _clock_of(folder: "Folder") -> "Clock | None":
    """A folder on a rehearsal's stage lives on that stage's clock, also while no node runs."""
    if not folder.config.exists() or "stage_clock" not in folder.config.read_text(encoding="utf-8", errors="replace"):
        return None
    from detente.rehearsal.backstage import staging_of

    staging = staging_of(folder)
    return staging.clock if staging else None


def read_passphrase(path: Path | None) -> bytes | None:
    """Return the first line of a passphrase file without its newline, or None where no file is named.

    Raises:
        Refused: `passphrase-file`.
    """
    if path is None:
        return None
    try:
        first = path.read_bytes().split(b"\n", 1)[0].removesuffix(b"\r")
    except OSError as fault:
        raise Refused("passphrase-file", expected="a file that can be read", got=f"{path}: {fault}") from None
    if not first:
        raise Refused("passphrase-file", expected="a passphrase in the first line", got=f"an empty line in {path}")
    return first


def read_text(path: Path, what: str) -> str:
    """Return the text of a file that a command was given; `-` is the standard input.

    Raises:
        Refused: `file-unreadable`.
    """
    try:
        if str(path) == "-":
            return typer.get_binary_stream("stdin").read().decode()
        return path.read_text(encoding="utf-8")
    except OSError as fault:
        raise Refused(
            "file-unreadable", expected=what, got=f"{path}: {fault.strerror}", remedy="check the path"
        ) from None
    except UnicodeDecodeError:
        raise Refused("file-unreadable", expected=f"{what} in UTF-8", got=str(path)) from None


def read_bytes(path: Path, what: str, most: int) -> bytes:
    """Return the bytes of a file that a command was given, one more than `most` where it is longer: its reader refuses.

    Raises:
        Refused: `file-unreadable`.
    """
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as fault:
        raise Refused(
            "file-unreadable", expected=what, got=f"{path}: {fault.strerror}", remedy="check the path"
        ) from None


def read_object(path: Path, what: str) -> dict[str, Any]:
    """Return the JSON object in a file that a command was given; `-` is the standard input.

    Raises:
        Refused: `file-unreadable`, `body-json`.
    """
    try:
        found = json.loads(read_text(path, what))
    except (ValueError, RecursionError) as fault:
        raise Refused("body-json", expected="a JSON object with the fields of the body", got=str(fault)[:80]) from None
    if not isinstance(found, dict):
        raise Refused("body-json", expected="a JSON object with the fields of the body", got=type(found).__name__)
    return found
