"""Attachments on disk: sealed under their hash, held as far as the file is long, named only when verified."""

import errno
import os
from hashlib import sha256
from pathlib import Path

import pytest

from detente.errors import Fault, Malformed, Refused
from detente.limits import ATTACHMENT_BYTES_MAX
from detente.node.attachment_files import AttachmentFiles
from detente.protocol.attachments import sealed_size


@pytest.fixture
def files(tmp_path: Path) -> AttachmentFiles:
    """Return an empty folder of attachments."""
    made = AttachmentFiles(tmp_path / "attachments")
    made.sweep()
    return made


def a_file(path: Path, size: int, name: str = "track.gpx") -> Path:
    """Return a file of that many bytes."""
    file = path / name
    file.write_bytes(bytes(number % 251 for number in range(size)))
    return file


@pytest.mark.parametrize("size", [0, 1, 16_383, 3_000_000])
def test_a_file_is_sealed_under_its_hash(files: AttachmentFiles, tmp_path: Path, size: int) -> None:
    """What an act says of it is true of the ciphertext, and it opens with the key alone."""
    file = a_file(tmp_path, size)
    made = files.attach(file)
    sealed = (tmp_path / "attachments" / made.hash.hex()).read_bytes()
    assert (sha256(sealed).digest(), len(sealed)) == (made.hash, made.size)
    assert made.size == sealed_size(size) == files.held(made.hash)
    assert made.name == "track.gpx"
    assert b"".join(files.read(made.hash, made.key)) == file.read_bytes()
    with pytest.raises(Malformed, match="cannot-open"):
        list(files.read(made.hash, bytes(32)))


def test_name_and_type_are_the_senders(files: AttachmentFiles, tmp_path: Path) -> None:
    """They are guessed from the path, or given; folders are not told."""
    file = a_file(tmp_path, 3, "photo.jpg")
    assert files.attach(file).media_type == "image/jpeg"
    made = files.attach(file, name="deck.bin", media_type="application/x-track")
    assert (made.name, made.media_type) == ("deck.bin", "application/x-track")
    assert files.attach(a_file(tmp_path, 3, "none")).media_type == "application/octet-stream"


def test_what_cannot_be_attached_is_refused(files: AttachmentFiles, tmp_path: Path) -> None:
    """No file, or one too large, before a byte of it is read."""
    with pytest.raises(Refused, match="attachment-absent"):
        files.attach(tmp_path / "nothing")
    with pytest.raises(Refused, match="attachment-absent"):
        files.attach(tmp_path)
    large = tmp_path / "large"
    with large.open("wb") as sparse:
        sparse.truncate(ATTACHMENT_BYTES_MAX)
    with pytest.raises(Refused, match="attachment-too-large"):
        files.attach(large)
    assert list((tmp_path / "attachments").iterdir()) == []


def test_a_full_disk_leaves_nothing_behind(
    files: AttachmentFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the disk refuses is a fault with a remedy, and no half file stays."""

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Fault, match="attachment-unwritable"):
        files.attach(a_file(tmp_path, 100))
    assert list((tmp_path / "attachments").iterdir()) == []


def test_pieces_become_a_whole_by_their_hash(files: AttachmentFiles, tmp_path: Path) -> None:
    """What is held is the length of the file, before and after; only the right bytes get the name."""
    made = files.attach(a_file(tmp_path, 100_000))
    sealed = files.chunk(made.hash, 0, made.size)
    assert files.chunk(made.hash, made.size - 10, 100) == sealed[-10:]
    other = AttachmentFiles(tmp_path / "other")
    other.sweep()
    assert other.append(made.hash, sealed[:60_000]) == 60_000
    assert (AttachmentFiles(tmp_path / "other").held(made.hash), other.is_whole(made.hash)) == (60_000, False)
    with pytest.raises(Refused, match="attachment-unfinished"):
        list(other.read(made.hash, made.key))
    other.append(made.hash, sealed[60_001:] + b"!")
    assert (other.finish(made.hash), other.held(made.hash)) == (False, 0)
    other.append(made.hash, sealed)
    assert (other.finish(made.hash), other.held(made.hash)) == (True, made.size)
    assert b"".join(other.read(made.hash, made.key)) == (tmp_path / "track.gpx").read_bytes()
    other.append(bytes(32), b"begun")
    other.drop(bytes(32))
    assert other.held(bytes(32)) == 0


def test_what_a_crash_left_is_swept(files: AttachmentFiles, tmp_path: Path) -> None:
    """Files that were being sealed go; those on their way stay."""
    folder = tmp_path / "attachments"
    (folder / ".0123.new").write_bytes(b"half")
    (folder / f"{bytes(32).hex()}.part").write_bytes(b"half")
    files.sweep()
    assert [path.name for path in folder.iterdir()] == [f"{bytes(32).hex()}.part"]
