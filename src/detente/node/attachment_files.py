"""Attachments on disk: ciphertext under its hash, what is still on its way under the same name with `.part`.

How much is held is the length of the file, and nothing else: after a crash the rest is fetched from there. A file gets
its name only when its hash is verified; what a crash left wrong inside is found by that, and dropped.
"""

import mimetypes
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import file_digest, sha256
from pathlib import Path

from detente.errors import Fault, Refused
from detente.limits import ATTACHMENT_BYTES_MAX, ATTACHMENT_NAME_CHARACTERS_MAX
from detente.protocol.acts import Attachment
from detente.protocol.attachments import (
    KEY_BYTES,
    PART_SEALED_BYTES,
    PART_TYPE,
    erasable_key,
    open_file,
    seal_file,
    sealed_size,
)

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

    @property
    def parts(self) -> Path:
        """Return the folder of key parts, which a backup leaves out: what was erased is then not brought back by it."""
        return self._path / "key-parts"

    # --- sealing and opening ----------------------------------------------------------------------

    def attach(
        self, path: Path, *, name: str | None = None, media_type: str | None = None, part: bytes | None = None
    ) -> Attachment:
        """Seal a file under a fresh key, keep its ciphertext, and return what an act says of it.

        Args:
            part: 32 fresh random bytes without which the key opens nothing; see `attach_part`.

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
        with path.open("rb") as content:
            # Of a file that grows meanwhile, what was there at first is taken.
            blocks = _blocks(content.fileno(), size)
            return self.attach_blocks(blocks, name or path.name, media_type or media_type_of(path.name), part)

    def attach_blocks(
        self, blocks: Iterable[bytes], name: str, media_type: str, part: bytes | None = None
    ) -> Attachment:
        """Seal what comes in blocks under a fresh key, as `attach` does a file.

        Raises:
            Fault: `attachment-unwritable`.
        """
        key = secrets.token_bytes(KEY_BYTES)
        sealing = key if part is None else erasable_key(key, part)
        digest, sealed_bytes = self._keep(seal_file(sealing, blocks), self._path)
        return Attachment(digest, sealed_bytes, name[-ATTACHMENT_NAME_CHARACTERS_MAX:], media_type, key)

    def attach_part(self, part: bytes, of: Attachment) -> Attachment:
        """Seal the key part of an attachment as one of its own, in the folder of key parts.

        Raises:
            Fault: `attachment-unwritable`.
        """
        key = secrets.token_bytes(KEY_BYTES)
        digest, sealed_bytes = self._keep(seal_file(key, [part]), self.parts)
        return Attachment(digest, sealed_bytes, of.hash.hex(), PART_TYPE, key)

    def _keep(self, pieces: Iterator[bytes], folder: Path) -> tuple[bytes, int]:
        """Write ciphertext under its hash, and return that and how many bytes it has."""
        digest, sealed_bytes = sha256(), 0
        fresh = self._path / f".{secrets.token_hex(8)}.new"
        with writing(fresh), fresh.open("xb") as sealed:
            for piece in pieces:
                digest.update(piece)
                sealed_bytes += sealed.write(piece)
            sealed.flush()
            os.fsync(sealed.fileno())
            folder.mkdir(mode=0o700, exist_ok=True)
            fresh.replace(folder / digest.hexdigest())
            _sync(folder)
        return digest.digest(), sealed_bytes

    def opening_key(self, one: Attachment, part: Attachment | None) -> bytes:
        """Return what opens an attachment: the act's key, with the key part where it has one.

        Raises:
            Refused: `attachment-unfinished`. Malformed: `cannot-open`.
        """
        return one.key if part is None else erasable_key(one.key, b"".join(self.read(part.hash, part.key)))

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

    def is_sound(self, attachment: bytes) -> bool:
        """Say if a whole attachment still has the hash that is its name."""
        with self._whole(attachment).open("rb") as file:
            return file_digest(file, "sha256").digest() == attachment

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
        with writing(), path.open("ab") as file:
            file.write(data)
        return path.stat().st_size

    def finish(self, attachment: bytes) -> bool:
        """Say if what is held is the attachment, which then has its name; what is not is dropped.

        Raises:
            Fault: `attachment-unwritable`.
        """
        path = self._part(attachment)
        with writing(), path.open("rb") as file:
            if file_digest(file, "sha256").digest() != attachment:
                path.unlink()
                return False
            size = os.fstat(file.fileno()).st_size
            os.fsync(file.fileno())
            folder = self.parts if size == PART_SEALED_BYTES else self._path
            folder.mkdir(mode=0o700, exist_ok=True)
            path.replace(folder / attachment.hex())
            _sync(folder)
        return True

    def drop(self, attachment: bytes) -> None:
        """Remove what is held of an unfinished attachment."""
        self._part(attachment).unlink(missing_ok=True)

    def remove(self, attachment: bytes) -> None:
        """Remove a whole attachment."""
        self._whole(attachment).unlink(missing_ok=True)

    def erase(self, attachment: bytes) -> None:
        """Remove all that is here of an attachment, so that a power cut does not bring it back.

        Raises:
            Fault: `attachment-unwritable`.
        """
        with writing():
            self.drop(attachment)
            for folder in (self._path, self.parts):
                (folder / attachment.hex()).unlink(missing_ok=True)
                if folder.is_dir():
                    _sync(folder)

    def sweep(self) -> None:
        """Make the folder, and remove what a crash left of files that were being sealed."""
        self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in self._path.glob(".*.new"):
            path.unlink(missing_ok=True)

    def _whole(self, attachment: bytes) -> Path:
        apart = self.parts / attachment.hex()
        return apart if apart.exists() else self._path / attachment.hex()

    def _part(self, attachment: bytes) -> Path:
        return self._path / f"{attachment.hex()}.part"


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
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
def writing(fresh: Path | None = None) -> Iterator[None]:
    """Turn what the disk refuses into a fault, and leave no file of that path behind."""
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
