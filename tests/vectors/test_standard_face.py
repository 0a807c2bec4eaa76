"""A real node answers foreign tools as C2SP's witness, mirror and tiled log, over mutual TLS.

The client here stands for any such tool: it has the certificate of a party, and knows nothing of the peer protocol.
"""

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest
from tests.table import FOUNDED_AT, Table

from detente.errors import Malformed
from detente.home.calls import Send
from detente.home.service import Service
from detente.limits import UPLOAD_ENTRIES_AGAIN_MAX
from detente.node.display import hash_of
from detente.protocol.acts import Act
from detente.protocol.entries import plain_entry
from detente.tlog.checkpoint import Checkpoint, sign_head, verify_head
from detente.tlog.cosignature import verify_cosignature
from detente.tlog.merkle import (
    EMPTY_ROOT,
    Range,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
    verify_inclusion,
)
from detente.tlog.mirror import INFO_TYPE, UPLOAD_TYPE, MirrorInfo, Package, Upload, parse_mirror_info
from detente.tlog.notes import Algorithm, Note, Signer, VerifierKey, parse_note
from detente.tlog.subtree import subtree_proof
from detente.tlog.tiles import Bundle, Tile, parse_bundle, subtree_of, tile_width
from detente.tlog.witness import SIZE_TYPE, AddCheckpoint, parse_cosignatures, parse_size

OCTETS = {"Content-Type": UPLOAD_TYPE}


class Log:
    """A log that a party's own tool keeps and signs with the party's log key, apart from its node."""

    def __init__(self, table: Table, party: str, size: int, *, channel: str = "line", salt: str = "") -> None:
        self.origin = table.origin(party, channel)
        self.signer = table.seats[party].keyring.log_signer(self.origin)
        self.entries = [
            plain_entry(Act(kind="message", claimed_at=FOUNDED_AT + n, body={"text": f"{salt}{n}"}))
            for n in range(size)
        ]
        self.leaves = [leaf_hash(entry) for entry in self.entries]

    def subtree(self, start: int, end: int) -> bytes:
        """Answer for complete subtrees."""
        return Range.of(self.leaves[start:end]).root()

    def checkpoint(self, size: int) -> Checkpoint:
        """Return the log at one size."""
        return Checkpoint(self.origin, size, root_of(size, self.subtree))

    def head(self, size: int) -> Note:
        """Return the signed head at one size."""
        return sign_head(self.checkpoint(size), self.signer)

    def add(self, old: int, new: int) -> bytes:
        """Return the body of an add-checkpoint request."""
        return AddCheckpoint(old, tuple(consistency_proof(old, new, self.subtree)), self.head(new)).to_bytes()

    def upload(self, start: int, end: int, packages: int | None = None) -> bytes:
        """Return the body of an add-entries request with that many packages, or all."""
        upload = Upload(self.origin, start, end)
        parts = [
            Package(
                at, low, tuple(self.entries[low:high]), tuple(subtree_proof(at, high, end, self.subtree))
            ).to_bytes()
            for at, low, high in upload.intervals()
        ]
        return upload.to_bytes() + b"".join(parts[:packages])


def with_node(work: Callable[[Table, aiohttp.ClientSession], Awaitable[None]], path: Path, caller: str = "ru") -> None:
    """Run Norway's node and do the work with a client of the caller's."""

    async def main() -> None:
        table = Table(path)
        async with table.up("no"), table.client(caller, "no") as client:
            await work(table, client)

    asyncio.run(main())


async def post(client: aiohttp.ClientSession, path: str, body: object, **headers: str) -> tuple[int, str, bytes]:
    """Return status, media type and body of an answer."""
    async with client.post(path, data=body, headers=headers) as answer:
        return answer.status, answer.content_type, await answer.read()


async def get(client: aiohttp.ClientSession, path: str) -> tuple[int, bytes]:
    """Return status and body of an answer."""
    async with client.get(path) as answer:
        return answer.status, await answer.read()


def cosigner(table: Table, party: str, role: str) -> VerifierKey:
    """Return the key with which a party cosigns in a role."""
    return VerifierKey(f"{party}/{role}", Algorithm.COSIGNATURE, table.seats[party].keyring.public(role))


# --- witness --------------------------------------------------------------------------------------


def test_a_witness_cosigns_what_continues(tmp_path: Path) -> None:
    """From zero and onwards each head is cosigned at the node's time, and shown under the monitoring prefix."""

    async def work(table: Table, client: aiohttp.ClientSession) -> None:
        log = Log(table, "ru", 9)
        place = f"/witness/{hash_of(log.origin)}/checkpoint"
        assert (await get(client, place))[0] == 404
        for old, new in [(0, 3), (3, 3), (3, 9)]:
            status, kind, body = await post(client, "/witness/add-checkpoint", log.add(old, new))
            assert (status, kind) == (200, "text/plain")
            (line,) = parse_cosignatures(body)
            at = verify_cosignature(log.checkpoint(new), line, cosigner(table, "no", "witness"))
            assert at == table.clock.now()
            status, shown = await get(client, place)
            assert (status, parse_note(shown)) == (200, log.head(new).with_signatures([line]))

    with_node(work, tmp_path)


def test_a_witness_names_the_size_from_which_to_prove(tmp_path: Path) -> None:
    """Another old size is answered 409 with the latest size; no head is lost or rolled back by it, nor by a restart."""

    async def main() -> None:
        table = Table(tmp_path)
        log = Log(table, "ru", 9)
        for _ in range(2):
            async with table.up("no"), table.client("ru", "no") as client:
                first = await post(client, "/witness/add-checkpoint", log.add(0, 5))
                for old, new in [(0, 9), (4, 9), (6, 9), (9, 9)]:
                    status, kind, body = await post(client, "/witness/add-checkpoint", log.add(old, new))
                    assert (status, kind, parse_size(body)) == (409, SIZE_TYPE, 5)
        assert (first[0], first[2]) == (409, b"5\n")

    asyncio.run(main())


def test_submissions_at_once_are_taken_one_after_the_other(tmp_path: Path) -> None:
    """Of many heads submitted from one size at once one is cosigned; the others are told its size."""

    async def work(table: Table, client: aiohttp.ClientSession) -> None:
        log = Log(table, "ru", 12)
        sizes = range(1, 13)
        answers = await asyncio.gather(*(post(client, "/witness/add-checkpoint", log.add(0, new)) for new in sizes))
        won = [new for new, (status, _, _) in zip(sizes, answers, strict=True) if status == 200]
        assert len(won) == 1
        assert {body for status, _, body in answers if status == 409} == {b"%d\n" % won[0]}

    with_node(work, tmp_path)


def test_a_witness_refuses_with_the_codes_of_the_specification(tmp_path: Path) -> None:
    """Unknown logs 404, unsigned heads 403, bad form 400, what does not continue 422; and nothing of it is kept."""

    async def work(table: Table, client: aiohttp.ClientSession) -> None:
        log, other = Log(table, "ru", 9), Log(table, "ru", 9, salt="other ")
        stranger = Signer(log.origin, Algorithm.ED25519, bytes(32))
        proof = tuple(consistency_proof(5, 9, log.subtree))
        empty = Checkpoint(log.origin, 0, bytes(32))
        false = sign_head(log.checkpoint(4), log.signer).signatures[0]
        assert (await post(client, "/witness/add-checkpoint", log.add(0, 5)))[0] == 200
        for body, expected in [
            (Log(table, "us", 2, channel="no-ru").add(0, 2), 404),
            (Log(table, "no", 2).add(0, 2), 404),
            (log.add(5, 9).replace(b"table-rehearsal", b"chair-rehearsal"), 404),
            (AddCheckpoint(5, proof, sign_head(log.checkpoint(9), stranger)).to_bytes(), 403),
            (AddCheckpoint(5, proof, Note(log.checkpoint(9).text(), (false,))).to_bytes(), 403),
            (AddCheckpoint(5, proof, log.head(9).with_signatures([false])).to_bytes(), 403),
            (log.add(5, 9).replace(b"old 5", b"old 10"), 400),
            (log.add(5, 9).replace(b"old 5", b"old 05"), 400),
            (b"", 400),
            (AddCheckpoint(0, (), sign_head(empty, log.signer)).to_bytes(), 422),
            (AddCheckpoint(5, proof[1:], log.head(9)).to_bytes(), 422),
            (AddCheckpoint(5, proof, other.head(9)).to_bytes(), 422),
            (AddCheckpoint(5, (), other.head(5)).to_bytes(), 422),
        ]:
            status, _, answer = await post(client, "/witness/add-checkpoint", body)
            assert status == expected, (body, answer)
        assert (await post(client, "/witness/add-checkpoint", log.add(5, 9)))[0] == 200

    with_node(work, tmp_path)


def test_a_first_head_brings_no_proof(tmp_path: Path) -> None:
    """From old size 0 the proof must be empty; a head of an empty log may be cosigned, and is continued by any."""

    async def work(table: Table, client: aiohttp.ClientSession) -> None:
        log = Log(table, "ru", 3)
        body = AddCheckpoint(0, (EMPTY_ROOT,), log.head(3)).to_bytes()
        assert (await post(client, "/witness/add-checkpoint", body))[0] == 422
        assert (await post(client, "/witness/add-checkpoint", log.add(0, 0)))[0] == 200
        assert (await post(client, "/witness/add-checkpoint", log.add(0, 3)))[0] == 200

    with_node(work, tmp_path)


# --- mirror ---------------------------------------------------------------------------------------


def test_a_mirror_takes_a_head_then_entries_and_cosigns_what_it_holds(tmp_path: Path) -> None:
    """The head is taken without a signature; entries in two requests; then the mirror's word, and the log as tiles."""

    async def work(table: Table, client: aiohttp.ClientSession) -> None:
        log = Log(table, "ru", 700)
        place = f"/mirror/{hash_of(log.origin)}"
        assert await post(client, "/mirror/add-checkpoint", log.add(0, 700)) == (200, "text/plain", b"")
        assert (await get(client, f"{place}/checkpoint"))[0] == 404
        status, kind, body = await post(client, "/mirror/add-entries", log.upload(0, 700, packages=2), **OCTETS)
        assert (status, kind, parse_mirror_info(body)) == (202, INFO_TYPE, MirrorInfo(700, 512))
        compressed = gzip.compress(log.upload(512, 700))
        status, _, body = await post(
            client, "/mirror/add-entries", compressed, **OCTETS, **{"Content-Encoding": "gzip"}
        )
        assert status == 200, body
        (line,) = parse_cosignatures(body)
        verify_cosignature(log.checkpoint(700), line, cosigner(table, "no", "mirror"))
        assert parse_note((await get(client, f"{place}/checkpoint"))[1]) == log.head(700).with_signatures([line])
        await check_tiles(client, place, log)

    with_node(work, tmp_path)


async def check_tiles(client: aiohttp.ClientSession, place: str, log: Log) -> None:
    """Read the whole log as tiles and bundles, and build the head's root from them."""
    size = len(log.entries)
    tiles = {
        (level, index): (await get(client, f"{place}/{Tile(level, index, width).path()}"))[1]
        for level in range(3)
        for index in range(4)
        if (width := tile_width(level, index, size))
    }
    read = subtree_of(size, lambda level, index, _width: tiles[level, index])
    assert root_of(size, read) == log.checkpoint(size).root
    for index in range(3):
        width = tile_width(0, index, size)
        status, bundle = await get(client, f"{place}/{Bundle(index, width).path()}")
        assert (status, list(parse_bundle(bundle, width))) == (200, log.entries[index * 256 : index * 256 + width])
    for path in ("tile/0/003", "tile/0/002", "tile/1/000", "tile/0/2", "tile/entries/002.p/189", "tile/x", "else"):
        assert (await get(client, f"{place}/{path}"))[0] == 404, path


def test_a_stream_cut_short_keeps_its_whole_packages(tmp_path: Path) -> None:
    """When the body breaks off in the middle of a package, the next answer says from where to go on."""

    async def work(table: Table, client: aiohttp.ClientSession) -> None:
        log = Log(table, "ru", 600)
        await post(client, "/mirror/add-checkpoint", log.add(0, 600))
        body = log.upload(0, 600)

        async def broken() -> AsyncIterator[bytes]:
            yield body[: len(body) // 2]
            raise ConnectionResetError

        with pytest.raises((aiohttp.ClientError, ConnectionResetError)):
            await post(client, "/mirror/add-entries", broken(), **OCTETS)
        status, kind, answer = await post(client, "/mirror/add-entries", log.upload(0, 600, packages=0), **OCTETS)
        assert status == 400
        status, kind, answer = await post(client, "/mirror/add-entries", log.upload(600, 600), **OCTETS)
        assert (status, kind, parse_mirror_info(answer)) == (409, INFO_TYPE, MirrorInfo(600, 256))
        assert (await post(client, "/mirror/add-entries", log.upload(256, 600), **OCTETS))[0] == 200
        # Entries that are there already may come again.
        assert (await post(client, "/mirror/add-entries", log.upload(100, 600), **OCTETS))[0] == 200

    with_node(work, tmp_path)


def test_a_mirror_refuses_with_the_codes_of_the_specification(tmp_path: Path) -> None:
    """Unknown logs 404, no head yet 422, another head or start 409, entries that are not the head's 422, form 400."""

    async def work(table: Table, client: aiohttp.ClientSession) -> None:
        log, other = Log(table, "ru", 300), Log(table, "ru", 300, salt="other ")

        async def entries(body: bytes, **headers: str) -> tuple[int, str, bytes]:
            return await post(client, "/mirror/add-entries", body, **{**OCTETS, **headers})

        assert (await entries(Log(table, "us", 2, channel="no-ru").upload(0, 2)))[0] == 404
        assert (await entries(Log(table, "no", 2).upload(0, 2)))[0] == 404
        assert (await entries(log.upload(0, 300)))[0] == 422
        assert (await post(client, "/mirror/add-checkpoint", log.add(0, 290)))[0] == 200
        assert await post(client, "/mirror/add-checkpoint", log.add(0, 300)) == (409, SIZE_TYPE, b"290\n")
        assert (await post(client, "/mirror/add-checkpoint", log.add(290, 300)))[0] == 200
        assert (await post(client, "/mirror/add-checkpoint", other.add(300, 300)))[0] == 422
        status, kind, body = await entries(log.upload(0, 299))
        assert (status, kind, parse_mirror_info(body)) == (409, INFO_TYPE, MirrorInfo(300, 0))
        status, _, body = await entries(log.upload(1, 300))
        assert (status, parse_mirror_info(body)) == (409, MirrorInfo(300, 0))
        assert (await entries(other.upload(0, 300)))[0] == 422
        assert (await entries(b""))[0] == 400
        assert (await entries(log.upload(0, 300) + b"more"))[0] == 400
        assert (await entries(log.upload(0, 300), **{"Content-Type": "text/plain"}))[0] == 415
        # An earlier head is still one to upload to, and what is held may be cosigned at a later one afterwards.
        assert (await entries(log.upload(0, 290)))[0] == 200
        assert (await entries(log.upload(290, 300)))[0] == 200
        status, _, body = await entries(log.upload(0, 290))
        assert (status, parse_mirror_info(body)) == (409, MirrorInfo(300, 300))

    with_node(work, tmp_path)


def test_entries_sent_again_are_bounded(tmp_path: Path) -> None:
    """Whoever begins too far back is told from where to go on instead."""

    async def work(table: Table, client: aiohttp.ClientSession) -> None:
        size = UPLOAD_ENTRIES_AGAIN_MAX + 2
        log = Log(table, "ru", size)
        assert (await post(client, "/mirror/add-checkpoint", log.add(0, size)))[0] == 200
        assert (await post(client, "/mirror/add-entries", log.upload(0, size), **OCTETS))[0] == 200
        status, _, body = await post(client, "/mirror/add-entries", log.upload(1, size), **OCTETS)
        assert (status, parse_mirror_info(body)) == (409, MirrorInfo(size, size))

    with_node(work, tmp_path)


def test_an_author_with_two_histories_is_found_out(tmp_path: Path) -> None:
    """A head beside the copy held here is neither cosigned nor kept, by witness and mirror alike."""

    async def work(table: Table, client: aiohttp.ClientSession) -> None:
        log, other = Log(table, "ru", 300), Log(table, "ru", 310, salt="other ")
        await post(client, "/mirror/add-checkpoint", log.add(0, 300))
        await post(client, "/mirror/add-entries", log.upload(0, 300), **OCTETS)
        for new in (300, 200):
            status, _, body = await post(client, "/witness/add-checkpoint", other.add(0, new))
            assert (status, b"log-differs" in body) == (422, True)
        # Beyond the copy nobody can compare yet: a witness says what it saw, and entries are compared when they come.
        assert (await post(client, "/witness/add-checkpoint", other.add(0, 310)))[0] == 200
        more = Log(table, "ru", 320)
        await post(client, "/mirror/add-checkpoint", more.add(300, 320))
        assert (await post(client, "/mirror/add-entries", more.upload(300, 320), **OCTETS))[0] == 200
        node = table.seats["no"].node
        assert node is not None
        assert [alarm.text for _, alarm in node.alarms if alarm.code == "log-differs"] == [
            f"{log.origin} at 310: another root than the author signed before"
        ]

    with_node(work, tmp_path)


def test_a_record_that_was_set_back_signs_nothing_smaller(tmp_path: Path) -> None:
    """After a restore nothing is cosigned before peers were heard, and nothing below what they say was signed."""

    async def work(table: Table, client: aiohttp.ClientSession) -> None:
        log, node = Log(table, "ru", 9), table.seats["no"].node
        assert node is not None
        for set_back, settled in [
            (
                lambda core: core.context.unsettle(),
                lambda core: core.context.settle(table.council, "ru"),
            ),
            (
                lambda core: core.context.store.put_setting(f"floor/{log.origin}", b"10"),
                lambda core: core.context.store.put_setting(f"floor/{log.origin}", b"9"),
            ),
        ]:
            await node.read(set_back)
            status, _, body = await post(client, "/witness/add-checkpoint", log.add(0, 9))
            assert (status, b"record-set-back" in body) == (503, True)
            await post(client, "/mirror/add-checkpoint", log.add(0, 9))
            assert (await post(client, "/mirror/add-entries", log.upload(0, 9), **OCTETS))[0] == 503
            await node.read(settled)
        assert (await post(client, "/mirror/add-entries", log.upload(9, 9), **OCTETS))[0] == 200
        assert (await post(client, "/witness/add-checkpoint", log.add(0, 9)))[0] == 200

    with_node(work, tmp_path)


def test_what_was_uploaded_is_in_the_record(tmp_path: Path) -> None:
    """Entries that came by the mirror's door are stored, read and owed to others like all entries."""

    async def main() -> None:
        table = Table(tmp_path)
        log = Log(table, "ru", 5)
        async with table.up("no") as (node,), table.client("ru", "no") as client:
            await post(client, "/mirror/add-checkpoint", log.add(0, 5))
            await post(client, "/mirror/add-entries", log.upload(0, 5), **OCTETS)
            rows = await node.read(lambda core: core.context.store.acts(table.council, channel="line", party="ru"))
            assert [(row.ref, row.kind) for _, row in rows] == [(f"RU/LINE/{n}", "message") for n in range(5)]
            async with table.up("us") as (third,):
                held = await third.until(lambda core: _size(core, log.origin) == 5 or None, 20)
                assert held

    asyncio.run(main())


def _size(core: object, origin: str) -> int:
    feed = core.context.store.feed(origin)  # type: ignore[attr-defined]
    return 0 if feed is None else feed.size


# --- the party's own logs -------------------------------------------------------------------------


def test_a_partys_own_logs_are_shown_as_tiles(tmp_path: Path) -> None:
    """Checkpoint with the receipts that came for it, tiles, bundles: enough to prove an act to who has the key."""

    async def main() -> None:
        table = Table(tmp_path)
        async with table.up("no", "ru") as (node, _), table.client("us", "no") as client:
            origin = table.origin("no")
            for number in range(3):
                await Service(node).run(
                    Send(channel="line", body={"text": f"act {number}"}, to=("ru",), wait="stored", timeout_seconds=20)
                )
            place = f"/log/{hash_of(origin)}"
            head = parse_note((await get(client, f"{place}/checkpoint"))[1])
            key = VerifierKey(origin, Algorithm.ED25519, table.seats["no"].keyring.public("log"))
            checkpoint = verify_head(head, key)
            assert [line.name for line in head.signatures] == [origin, "ru/mirror"]
            verify_cosignature(checkpoint, head.signatures[1], cosigner(table, "ru", "mirror"))
            size = checkpoint.size
            bundle = (await get(client, f"{place}/{Bundle(0, size).path()}"))[1]
            leaves = [leaf_hash(entry) for entry in parse_bundle(bundle, size)]
            tile = (await get(client, f"{place}/{Tile(0, 0, size).path()}"))[1]
            assert tile == b"".join(leaves)
            proof = inclusion_proof(size - 1, size, subtree_of(size, lambda *_: tile))
            verify_inclusion(leaves[-1], size - 1, size, proof, checkpoint.root)
            assert (await get(client, f"/mirror/{hash_of(origin)}/checkpoint"))[0] == 404

    asyncio.run(main())


def test_nothing_is_shown_to_who_may_not_hold_it(tmp_path: Path) -> None:
    """A channel's logs are shown to its members and the depositary; `own` to nobody; strangers get no connection."""

    async def main() -> None:
        table = Table(tmp_path)
        async with table.up("no") as (node,):
            for channel in ("no-ru", "own"):
                kind = {"kind": "note"} if channel == "own" else {}
                await Service(node).run(Send(channel=channel, body={"text": "closed"}, **kind))
            for caller, channel, expected in [
                ("ru", "no-ru", 200),
                ("depositary", "no-ru", 200),
                ("us", "no-ru", 404),
                ("ru", "own", 404),
                ("depositary", "own", 404),
            ]:
                async with table.client(caller, "no") as client:
                    place = f"/log/{hash_of(table.origin('no', channel))}"
                    assert (await get(client, f"{place}/checkpoint"))[0] == expected
                    assert (await get(client, f"{place}/tile/entries/000.p/1"))[0] == expected
            stranger = ssl.create_default_context()
            stranger.check_hostname, stranger.verify_mode = False, ssl.CERT_NONE
            url = f"{table.seats['no'].url}/log/{hash_of(table.origin('no'))}/checkpoint"
            async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=stranger)) as client:
                with pytest.raises(aiohttp.ClientError):
                    await get(client, url)

    asyncio.run(main())


def test_malformed_is_the_only_error_of_the_core(tmp_path: Path) -> None:
    """A package for another log than its head is refused where it is checked, not by the face alone."""

    async def work(table: Table, client: aiohttp.ClientSession) -> None:
        node = table.seats["no"].node
        assert node is not None
        with pytest.raises(Malformed, match="log-unknown"):
            await node.read(lambda core: core.standard.begin("ru", Upload(table.origin("no"), 0, 1)))
        with pytest.raises(Malformed, match="mirror-no-head"):
            await node.read(lambda core: core.standard.begin("ru", Upload(table.origin("ru"), 0, 1)))

    with_node(work, tmp_path)
