"""Attachments between real nodes: cut in the middle, killed, given wrong bytes, asked for by who may not have them."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import aiohttp
import pytest
from tests.table import Seat, Table

from detente.limits import ATTACHMENT_CHUNK_BYTES_MAX
from detente.node.events import Draft
from detente.node.node import Node
from detente.protocol.acts import Attachment
from detente.record.store import StoredAttachment

BYTES = 3_000_000


async def attach(table: Table, node: Node, path: Path, size: int = BYTES, channel: str = "line") -> Attachment:
    """Let a node send an act with a file of that size."""
    file = path / "chart.bin"
    file.write_bytes(bytes(number % 251 for number in range(1000)) * (size // 1000))
    made = node.files.attach(file)
    await node.submit(Draft(table.council, channel, "message", {"text": "see the chart"}, attachments=(made,)))
    return made


async def whole_at(node: Node, made: Attachment) -> bool:
    """Return when the record says that an attachment is here whole."""

    def held(core: object) -> bool | None:
        rows: tuple[StoredAttachment, ...] = core.context.attachments.of(made.hash)  # type: ignore[attr-defined]
        return any(row.held == made.size for row in rows) or None

    # Nothing in the record changes while pieces come, so it is looked at again and again.
    for _ in range(400):
        if await node.until(held, 0.05):
            return True
    return False


def asked_of(node: Node, monkeypatch: pytest.MonkeyPatch, change: Callable[[bytes], bytes] = bytes) -> list[int]:
    """Return a list that fills with the places from which a node is asked for pieces; it may change what it gives."""
    places: list[int] = []
    chunk = node.files.chunk

    def give(attachment: bytes, start: int, count: int) -> bytes:
        places.append(start)
        return change(chunk(attachment, start, count))

    monkeypatch.setattr(node.files, "chunk", give)
    return places


def test_members_fetch_and_the_depositary_keeps_what_it_cannot_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every holder has the same ciphertext; a member opens it; the pieces are never larger than a MiB."""

    async def main() -> None:
        table = Table(tmp_path)
        async with table.up("no", "ru", "depositary") as (author, member, depositary):
            made = await attach(table, author, tmp_path, channel="no-ru")
            assert await whole_at(member, made)
            assert await whole_at(depositary, made)
            content = (tmp_path / "chart.bin").read_bytes()
            assert b"".join(member.files.read(made.hash, made.key)) == content
            assert sha256(depositary.files.chunk(made.hash, 0, made.size)).digest() == made.hash
            assert depositary.files.chunk(made.hash, 0, made.size).count(content[:100]) == 0

    asyncio.run(main())


def test_with_the_wire_cut_it_comes_by_the_depositary(tmp_path: Path) -> None:
    """Author and reader need not reach each other, no more than for entries."""

    async def main() -> None:
        table = Table(tmp_path)
        async with table.up("no", "ru", "depositary") as (author, member, _):
            author.cut.add("ru")
            member.cut.add("no")
            made = await attach(table, author, tmp_path, channel="no-ru")
            assert await whole_at(member, made)
            assert b"".join(member.files.read(made.hash, made.key)) == (tmp_path / "chart.bin").read_bytes()

    asyncio.run(main())


def test_what_is_held_is_not_fetched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a stop in the middle the next piece begins where the file ends."""

    async def main() -> None:
        table = Table(tmp_path)
        async with table.up("no") as (author,):
            made = await attach(table, author, tmp_path)
            seat = table.seats["ru"]
            part = seat.folder.attachments / f"{made.hash.hex()}.part"
            part.write_bytes(author.files.chunk(made.hash, 0, 1_234_567))
            places = asked_of(author, monkeypatch)
            async with table.up("ru") as (member,):
                assert await whole_at(member, made)
                assert min(places) == 1_234_567
                assert max(places) < made.size

    asyncio.run(main())


def test_a_part_that_a_crash_spoiled_is_fetched_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes that were never written, as after a power cut, are found by the hash; nobody is blamed for them."""

    async def main() -> None:
        table = Table(tmp_path)
        async with table.up("no") as (author,):
            made = await attach(table, author, tmp_path)
            part = table.seats["ru"].folder.attachments / f"{made.hash.hex()}.part"
            part.write_bytes(bytes(made.size - 10))
            places = asked_of(author, monkeypatch)
            async with table.up("ru") as (member,):
                assert await whole_at(member, made)
                assert places[:2] == [made.size - 10, 0]
                assert [alarm.code for _, alarm in member.alarms if alarm.code.startswith("attachment")] == []

    asyncio.run(main())


def test_wrong_bytes_are_dropped_and_fetched_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A holder that gives other bytes is named in an alarm, nothing of them stays, and the next one is asked."""

    async def main() -> None:
        table = Table(tmp_path)
        async with table.up("no") as (author,):
            made = await attach(table, author, tmp_path)
            async with table.up("us") as (other,):
                assert await whole_at(other, made)
            asked_of(author, monkeypatch, lambda data: data[:-1] + bytes([data[-1] ^ 1]))
            async with table.up("ru") as (member,):
                for _ in range(400):
                    if any(alarm.code == "attachment-differs" for _, alarm in member.alarms):
                        break
                    await member.until(lambda _core: None, 0.05)
                (blamed,) = [alarm.text for _, alarm in member.alarms if alarm.code == "attachment-differs"]
                assert blamed.startswith("no gave bytes")
                assert member.files.held(made.hash) == 0
                async with table.up("us"):
                    assert await whole_at(member, made)
                assert b"".join(member.files.read(made.hash, made.key)) == (tmp_path / "chart.bin").read_bytes()

    asyncio.run(main())


def test_more_than_was_asked_for_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A holder that sends more than the piece asked for is left, and the next one is asked."""

    async def main() -> None:
        table = Table(tmp_path)
        async with table.up("no", "us") as (author, other):
            made = await attach(table, author, tmp_path)
            assert await whole_at(other, made)
            asked_of(author, monkeypatch, lambda data: data + b"more")
            async with table.up("ru") as (member,):
                assert await whole_at(member, made)
                assert b"".join(member.files.read(made.hash, made.key)) == (tmp_path / "chart.bin").read_bytes()

    asyncio.run(main())


def test_a_file_that_went_missing_is_fetched_again(tmp_path: Path) -> None:
    """The record says whole and the disk says otherwise: the disk is right."""

    async def main() -> None:
        table = Table(tmp_path)
        async with table.up("no") as (author,):
            made = await attach(table, author, tmp_path)
            async with table.up("ru") as (member,):
                assert await whole_at(member, made)
            (table.seats["ru"].folder.attachments / made.hash.hex()).unlink()
            async with table.up("ru") as (member,):
                for _ in range(200):
                    if member.files.is_whole(made.hash):
                        break
                    await member.until(lambda _core: None, 0.05)
                assert member.files.is_whole(made.hash)

    asyncio.run(main())


def test_the_face_gives_pieces_to_those_who_may_hold_them(tmp_path: Path) -> None:
    """Ranges as HTTP has them, at most a MiB each; nothing to others, nothing without a range that is larger."""

    async def main() -> None:
        table = Table(tmp_path)
        async with table.up("no") as (author,):
            made = await attach(table, author, tmp_path, channel="no-ru")
            assert await whole_at(author, made)
            place = f"/attachments/{made.hash.hex()}"
            async with table.client("ru", "no") as client:
                for asked, status, said, count in [
                    ("bytes=0-99", 206, f"bytes 0-99/{made.size}", 100),
                    ("bytes=10-", 206, f"bytes 10-{10 + ATTACHMENT_CHUNK_BYTES_MAX - 1}/{made.size}", None),
                    (
                        f"bytes={made.size - 1}-{made.size + 5}",
                        206,
                        f"bytes {made.size - 1}-{made.size - 1}/{made.size}",
                        1,
                    ),
                    (f"bytes={made.size}-", 416, f"bytes */{made.size}", 0),
                    ("bytes=9-3", 416, f"bytes */{made.size}", 0),
                    ("bytes=-5", 400, None, None),
                    ("bytes=0-1,4-5", 400, None, None),
                    ("", 400, None, None),
                ]:
                    async with client.get(place, headers={"Range": asked} if asked else {}) as answer:
                        body = await answer.read()
                        assert (answer.status, answer.headers.get("Content-Range")) == (status, said), asked
                        assert count is None or len(body) == count
                assert await _status(client, f"/attachments/{bytes(32).hex()}") == 404
            for caller, expected in [("depositary", 206), ("us", 404)]:
                async with table.client(caller, "no") as client:
                    assert await _status(client, place) == expected

    asyncio.run(main())


async def _status(client: aiohttp.ClientSession, place: str) -> int:
    async with client.get(place, headers={"Range": "bytes=0-0"}) as answer:
        return answer.status


def test_offers_are_bounded_and_only_for_channels_of_both(tmp_path: Path) -> None:
    """An offer names a channel of both sides and a size within the limit; anything else is refused."""

    async def main() -> None:
        table = Table(tmp_path)
        async with table.up("us"), table.client("no", "us") as client:
            place = f"/attachments/{bytes(32).hex()}"
            for body, expected in [
                ({"council": table.council, "channel": "line", "size": 100}, 200),
                ({"council": table.council, "channel": "line", "size": 100}, 200),
                ({"council": table.council, "channel": "no-ru", "size": 100}, 404),
                ({"council": table.council, "channel": "own", "size": 100}, 404),
                ({"council": table.council, "channel": "else", "size": 100}, 404),
                ({"council": "other", "channel": "line", "size": 100}, 404),
                ({"council": table.council, "channel": "line", "size": 0}, 413),
                ({"council": table.council, "channel": "line", "size": 2**40}, 413),
                ({"council": table.council, "channel": "line", "size": "100"}, 400),
                ([], 400),
            ]:
                async with client.post(place, data=json.dumps(body)) as answer:
                    assert answer.status == expected, body

    asyncio.run(main())


UP = """
import asyncio, sys
from pathlib import Path
from detente.node.context import Settings
from detente.node.folder import Folder
from detente.node.node import Node

async def main():
    node = Node(Folder(Path(sys.argv[1])), settings=Settings(attachments_every=0.02, level_every=2))
    await node.start("127.0.0.1", int(sys.argv[2]))
    print("up", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


def test_a_killed_node_goes_on_where_the_file_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed with -9 in the middle of a file: what was written is kept, the rest is fetched, the whole is right."""

    async def main() -> None:
        table = Table(tmp_path)
        async with table.up("ru"):
            pass
        async with table.up("no") as (author,):
            made = await attach(table, author, tmp_path, size=30_000_000)
            seat = table.seats["ru"]
            part = seat.folder.attachments / f"{made.hash.hex()}.part"
            killed = await asyncio.to_thread(_kill_when, seat, lambda: part.exists() and part.stat().st_size > 200_000)
            assert killed
            held = part.stat().st_size
            assert 0 < held < made.size
            places = asked_of(author, monkeypatch)
            async with table.up("ru") as (member,):
                assert await whole_at(member, made)
                assert min(places) == held
                assert b"".join(member.files.read(made.hash, made.key)) == (tmp_path / "chart.bin").read_bytes()

    asyncio.run(main())


def _kill_when(seat: Seat, holds: Callable[[], bool]) -> bool:
    """Run a party's node in a process of its own, kill it as soon as something holds, and say if it came to that."""
    command = [sys.executable, "-c", UP, str(seat.folder.path), str(seat.port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        for _ in range(20_000):
            if holds():
                process.kill()
                return True
            try:
                process.wait(0.002)
            except subprocess.TimeoutExpired:
                continue
            return False
        process.kill()
    return False
