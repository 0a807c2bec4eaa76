"""Files of a form that was not sent yet: each sealed under a key of its own as it comes in, never whole in memory.

They lie in `DIR/attachments/forms/` under random names; name, key and SHA-256 stand with the form, which is sealed
itself. What no form names is removed. An act gets its own copy, under the act's own key.
"""

import asyncio
import os
import re
import secrets
import time
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from contextlib import suppress
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final

from msgspec import Struct

from detente.council.papers.legible import is_hidden
from detente.errors import Fault, Refused
from detente.home import attachments
from detente.home.host import Host
from detente.home.replies import RemarkView
from detente.home.room import check_room
from detente.limits import (
    ATTACHMENT_BYTES_MAX,
    ATTACHMENT_NAME_CHARACTERS_MAX,
    FORM_FILES_BYTES_MAX,
    UPLOAD_SECONDS_MAX,
)
from detente.node.attachment_files import BLOCK_BYTES, AttachmentFiles, media_type_of, writing
from detente.protocol.acts import Attachment
from detente.protocol.attachments import KEY_BYTES, PART_SEALED_BYTES, PART_TYPE, sealed_size
from detente.protocol.seal import Sealer, open_stream

FOLDER: Final = "forms"
CONTEXT: Final = b"detente file of a form"
ROOM_EVERY_BYTES: Final = 16_777_216
"""How much of a file comes in before the disk's room is looked at again."""
STRAY_SECONDS: Final = 2 * UPLOAD_SECONDS_MAX
"""Age at which a file that no form names belongs to no request that is still under way."""
NAMELESS: Final = "file"
_UNFIT: Final = re.compile(r'[<>:"|?*\\/]')
_ID: Final = re.compile(r"[0-9a-f]{32}")


class Upload(Struct, frozen=True):
    """A file of a form.

    Args:
        id: under which it lies here, 32 hex digits.
        name: as it will go with the act: no folder, nothing hidden.
        size: bytes.
        sha256: of its bytes, in hex.
        key: opens what lies here, and nothing else.
        given: the name as it came, where it was another.
        remarks: what to know before opening it; see docs/attachments.md.
    """

    id: str
    name: str
    size: int
    sha256: str
    key: bytes
    given: str = ""
    remarks: tuple[RemarkView, ...] = ()


# --- names and sizes --------------------------------------------------------------------------------------------------


def plain_name(given: str) -> str:
    """Return a file's name without folders, hidden characters or what file systems do not take; never empty."""
    last = re.split(r"[\\/]", given)[-1]
    seen = "".join("" if is_hidden(one) or one in "\n\t" else one for one in last)
    kept = _UNFIT.sub("-", seen).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if len(kept) > ATTACHMENT_NAME_CHARACTERS_MAX:
        room = ATTACHMENT_NAME_CHARACTERS_MAX - len(ending) - 1
        kept = f"{stem[:room]}.{ending}" if dot and room > 0 else kept[:ATTACHMENT_NAME_CHARACTERS_MAX]
    return kept or NAMELESS


def fresh_name(given: str, taken: Collection[str]) -> str:
    """Return a plain name that no other file of the same form has."""
    name = plain_name(given)
    stem, dot, ending = name.rpartition(".")
    begin, rest = (stem, f".{ending}") if dot and stem else (name, "")
    for number in range(2, len(taken) + 3):
        if name not in taken:
            return name
        mark = f" ({number}){rest}"
        name = begin[: ATTACHMENT_NAME_CHARACTERS_MAX - len(mark)] + mark
    raise AssertionError("as many names as files, and one more")


@cache
def file_bytes_max() -> int:
    """Return the size of the largest file that an act takes: its ciphertext is longer."""
    least, beyond = 0, ATTACHMENT_BYTES_MAX
    while beyond - least > 1:
        middle = (least + beyond) // 2
        least, beyond = (middle, beyond) if sealed_size(middle) <= ATTACHMENT_BYTES_MAX else (least, middle)
    return least


# --- coming in --------------------------------------------------------------------------------------------------------


async def receive(host: Host, blocks: AsyncIterator[bytes], given: str, taken: Collection[str] = ()) -> Upload:
    """Seal a file as it comes in, look at what it is, and return what a form keeps of it.

    Whatever goes wrong, nothing of the file stays.

    Args:
        given: its name as a browser says it.
        taken: names that other files of the form have.

    Raises:
        Refused: `attachment-too-large`, `uploads-full`. Fault: `attachment-unwritable`, `disk-room`. What `blocks`
            raises.
    """
    folder = _folder(host)
    room = FORM_FILES_BYTES_MAX - await asyncio.to_thread(_held, folder)
    name, one = fresh_name(given, taken), secrets.token_hex(16)
    inflow = _Inflow(folder / one, given, room)
    try:
        await asyncio.to_thread(inflow.open)
        async for block in blocks:
            await asyncio.to_thread(inflow.write, block)
        digest, size = await asyncio.to_thread(inflow.finish)
        found = Upload(one, name, size, digest, inflow.key, given[:200] if given != name else "")
        remarks = await asyncio.to_thread(_remarks, host, found)
    except BaseException:
        await asyncio.to_thread(inflow.drop)
        raise
    return Upload(one, name, size, digest, inflow.key, found.given, remarks)


class _Inflow:
    """One file on its way in."""

    def __init__(self, path: Path, given: str, room: int) -> None:
        self.key = secrets.token_bytes(KEY_BYTES)
        self._path, self._given, self._room = path, given, room
        self._sealer = Sealer(self.key, CONTEXT)
        self._digest, self._size, self._checked = sha256(), 0, 0
        self._file: IO[bytes] | None = None

    def open(self) -> None:
        with writing():
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        check_room(self._path.parent)
        with writing():
            self._file = self._path.open("xb")

    def write(self, block: bytes) -> None:
        self._size += len(block)
        if self._size > file_bytes_max():
            raise Refused(
                "attachment-too-large", expected=f"at most {file_bytes_max():,} bytes in one file",
                got=f"more, in {plain_name(self._given)}",
                remedy="send it in parts, or by other means with its SHA-256 in the act",
            )  # fmt: skip
        if self._size > self._room:
            raise Refused(
                "uploads-full", expected=f"at most {FORM_FILES_BYTES_MAX:,} bytes in the files of all forms",
                got="more", remedy="send or discard forms that have files",
            )  # fmt: skip
        if self._size - self._checked >= ROOM_EVERY_BYTES:
            self._checked = self._size
            check_room(self._path.parent)
        self._digest.update(block)
        assert self._file is not None, "opened before"
        with writing():
            self._file.write(self._sealer.update(block))

    def finish(self) -> tuple[str, int]:
        """Return the SHA-256 in hex and the size of what came."""
        assert self._file is not None, "opened before"
        with writing():
            self._file.write(self._sealer.finish())
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        return self._digest.hexdigest(), self._size

    def drop(self) -> None:
        try:
            if self._file is not None:
                # A disk that is full says so again: what was not written yet is tried once more here.
                self._file.close()
        except OSError:
            pass
        finally:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)


def _remarks(host: Host, one: Upload) -> tuple[RemarkView, ...]:
    """Return what to know of a file; it is open for that in a file without a name, and nothing in it is run."""
    folder = _folder(host)
    with writing(), TemporaryFile(dir=folder) as file:
        for block in content(host, one):
            file.write(block)
        file.flush()
        return attachments.remarks_in(file.fileno(), one.name, media_type_of(one.name))


# --- what is held -----------------------------------------------------------------------------------------------------


def content(host: Host, one: Upload) -> Iterator[bytes]:
    """Yield a file's bytes; they count only when the end is reached without an error.

    Raises:
        Fault: `upload-lost`. Malformed: `cannot-open`.
    """
    try:
        with (_folder(host) / one.id).open("rb") as file:
            yield from open_stream(one.key, CONTEXT, iter(lambda: file.read(BLOCK_BYTES), b""))
    except FileNotFoundError:
        raise Fault(
            "upload-lost", expected=f"the file {one.name} of this form in DIR/attachments/forms", got="none",
            remedy="remove it from the form and attach it again",
        ) from None  # fmt: skip


def drop(host: Host, one: Upload) -> None:
    """Remove a file that no form names yet."""
    (_folder(host) / one.id).unlink(missing_ok=True)


def clear(host: Host, gone: Collection[str], named: Collection[str]) -> None:
    """Remove files that were taken from forms, and strays, unless some form names them.

    Args:
        gone: ids of files that a form has named so far.
        named: ids of those that some form names now.
    """
    old = time.time() - STRAY_SECONDS
    with writing():
        for path, found in _lying(_folder(host)):
            stray = _ID.fullmatch(path.name) is None or found.st_mtime < old
            if path.name not in named and (path.name in gone or stray):
                path.unlink(missing_ok=True)


def _held(folder: Path) -> int:
    with writing():
        return sum(found.st_size for _path, found in _lying(folder))


def _lying(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Yield the files that lie there, with what the disk says of each; another request may remove one meanwhile."""
    for path in folder.iterdir() if folder.is_dir() else ():
        try:
            found = path.stat()
        except FileNotFoundError:
            continue
        yield path, found


def _folder(host: Host) -> Path:
    return host.folder.attachments / FOLDER


# --- going out --------------------------------------------------------------------------------------------------------


def planned(files: Sequence[Upload], *, erasable: bool) -> tuple[Attachment, ...]:
    """Return what an act would say of files, with SHA-256 of their bytes where it will have that of the ciphertext.

    Raises:
        Refused: `attachments-many`.
    """
    attachments.check_number(len(files), erasable=erasable)
    key = bytes(KEY_BYTES)
    made, parts = [], []
    for number, one in enumerate(files, 1):
        name = attachments.erasable_name(number, one.name) if erasable else one.name
        made.append(Attachment(bytes.fromhex(one.sha256), sealed_size(one.size), name, media_type_of(one.name), key))
        if erasable:
            parts.append(Attachment(sha256(key).digest(), PART_SEALED_BYTES, one.sha256, PART_TYPE, key))
    return (*made, *parts)


async def seal(host: Host, files: Sequence[Upload], *, erasable: bool) -> tuple[Attachment, ...]:
    """Seal the files of a form for an act that is about to be sent; where one is refused, none stays.

    Raises:
        Refused: `attachments-many`. Fault: `attachment-unwritable`, `upload-lost`, `disk-room`. Malformed:
            `cannot-open`.
    """
    attachments.check_number(len(files), erasable=erasable)
    if files:
        await asyncio.to_thread(check_room, host.folder.path, sum(sealed_size(one.size) for one in files))
    store = AttachmentFiles(host.folder.attachments)

    def attach(one: Upload, name: str | None = None, part: bytes | None = None) -> Attachment:
        return store.attach_blocks(content(host, one), name or one.name, media_type_of(one.name), part)

    return await attachments.seal_each(host, [(one.name, partial(attach, one)) for one in files], erasable=erasable)
