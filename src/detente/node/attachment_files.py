"""Attachments on disk: ciphertext under its hash, what is still on its way under the same name with `.part`.

How much is held is the length of the file, and nothing else: after a crash the rest is fetched from there. A file gets
its name only when its hash is verified; what a crash left wrong inside is found by that, and dropped.
"""

import mimetypes
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest, sha256
from pathlib import Path

from detente.errors import Fault, Refused
from detente.limits import ATTACHMENT_BYTES_MAX, ATTACHMENT_NAME_CHARACTERS_MAX
from detente.protocol.acts import Attachment
from detente.protocol.attachments import KEY_BYTES, open_file, seal_file, sealed_size

BLOCK_BYTES = 1_048_576
OTHER_TYPE = "application/octet-stream"


class AttachmentFiles:
    """The folder `DIR/attachments/`; blocking, to be called from a thread of its own where the files are large."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def path(self) -> Path:
        """Return the folder."""
        return self._path

    # --- sealing and opening ----------------------------------------------------------------------

    def attach(self, path: Path, *, name: str | None = None, media_type: str | None = None) -> Attachment:
        """Seal a file under a fresh key, keep its ciphertext, and return what an act says of it.

        Raises:
            Refused: `attachment-absent`, `attachment-too-large`. Fault: `attachment-unwritable`.
        """
        if not path.is_file():
            raise Refused("attachment-absent", expected="a file", got=str(path), remedy="give the path of a file")
        size = path.stat().st_size
        if sealed_size(size) > ATTACHMENT_BYTES_MAX:
            raise Refused(
                "attachment-too-large",
                expected=f"at most {ATTACHMENT_BYTES_MAX} bytes sealed",
                got=f"{sealed_size(size)} bytes",
                remedy="send it in parts, or by other means with its SHA-256 in the act",
            )
        key, digest, sealed_bytes = secrets.token_bytes(KEY_BYTES), sha256(), 0
        fresh = self._path / f".{secrets.token_hex(8)}.new"
        with _writing(fresh), fresh.open("xb") as sealed, path.open("rb") as content:
            # Of a file that grows meanwhile, what was there at first is taken.
            for piece in seal_file(key, _blocks(content.fileno(), size)):
                digest.update(piece)
                sealed_bytes += sealed.write(piece)
            sealed.flush()
            os.fsync(sealed.fileno())
            fresh.replace(self._whole(digest.digest()))
            self._sync()
        kind = media_type or media_type_of(path.name)
        short = (name or path.name)[-ATTACHMENT_NAME_CHARACTERS_MAX:]
        return Attachment(digest.digest(), sealed_bytes, short, kind, key)

    def read(self, attachment: bytes, key: bytes) -> Iterator[bytes]:
        """Yield the content of an attachment that is whole; it counts only when the end is reached without an error.

        Args:
            attachment: SHA-256 of its ciphertext, 32 bytes.
            key: from the act that offers it.

        Raises:
            Refused: `attachment-unfinished`. Malformed: `cannot-open`.
        """
        if not self.is_whole(attachment):
            raise Refused(
                "attachment-unfinished",
                expected="an attachment that is here whole",
                got=f"{self.held(attachment)} bytes of {attachment.hex()}",
                remedy="wait until a holder can be reached: detente attachment list",
            )
        with self._whole(attachment).open("rb") as file:
            yield from open_file(key, iter(lambda: file.read(BLOCK_BYTES), b""))

    # --- what is held -----------------------------------------------------------------------------

    def is_whole(self, attachment: bytes) -> bool:
        """Say if all of an attachment is here; its hash was verified then."""
        return self._whole(attachment).is_file()

    def held(self, attachment: bytes) -> int:
        """Return how many bytes are here from the start."""
        for path in (self._whole(attachment), self._part(attachment)):
            try:
                return path.stat().st_size
            except FileNotFoundError:
                continue
        return 0

    def chunk(self, attachment: bytes, start: int, count: int) -> bytes:
        """Return bytes of a whole attachment."""
        with self._whole(attachment).open("rb") as file:
            return os.pread(file.fileno(), count, start)

    # --- what comes in ----------------------------------------------------------------------------

    def append(self, attachment: bytes, data: bytes) -> int:
        """Add bytes behind those that are held, and return how many are held then.

        Raises:
            Fault: `attachment-unwritable`.
        """
        path = self._part(attachment)
        with _writing(), path.open("ab") as file:
            file.write(data)
        return path.stat().st_size

    def finish(self, attachment: bytes) -> bool:
        """Say if what is held is the attachment, which then has its name; what is not is dropped.

        Raises:
            Fault: `attachment-unwritable`.
        """
        path = self._part(attachment)
        with _writing(), path.open("rb") as file:
            if file_digest(file, "sha256").digest() != attachment:
                path.unlink()
                return False
            os.fsync(file.fileno())
            path.replace(self._whole(attachment))
            self._sync()
        return True

    def drop(self, attachment: bytes) -> None:
        """Remove what is held of an unfinished attachment."""
        self._part(attachment).unlink(missing_ok=True)

    def remove(self, attachment: bytes) -> None:
        """Remove a whole attachment."""
        self._whole(attachment).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Make the folder, and remove what a crash left of files that were being sealed."""
        self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in self._path.glob(".*.new"):
            path.unlink(missing_ok=True)

    def _whole(self, attachment: bytes) -> Path:
        return self._path / attachment.hex()

    def _part(self, attachment: bytes) -> Path:
        return self._path / f"{attachment.hex()}.part"

    def _sync(self) -> None:
        handle = os.open(self._path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def media_type_of(name: str) -> str:
    """Return the media type that goes with a file name."""
    return mimetypes.guess_type(name)[0] or OTHER_TYPE


def _blocks(handle: int, size: int) -> Iterator[bytes]:
    at = 0
    while at < size and (block := os.pread(handle, min(BLOCK_BYTES, size - at), at)):
        at += len(block)
        yield block


@contextmanager
def _writing(fresh: Path | None = None) -> Iterator[None]:
    """Turn what the disk refuses into a fault, and leave no new file behind then."""
    try:
        yield
    except OSError as fault:
        raise Fault(
            "attachment-unwritable",
            expected="room and leave to write below DIR/attachments",
            got=str(fault),
            remedy="make room, or correct the folder's owner",
        ) from None
    finally:
        if fresh is not None:
            fresh.unlink(missing_ok=True)
