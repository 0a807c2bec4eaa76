"""A large attachment over a link that breaks: it comes whole, and an act in flash waits for one piece of it at most.

With 200 MB: DETENTE_BAD_LINK_BYTES=200000000 pytest -s tests/crash/test_bad_link.py
"""

import asyncio
import os
from itertools import pairwise
from pathlib import Path

import pytest
from tests.bad_link import ANSWERED, ASKED, Link
from tests.crash.test_attachments import asked_of, attach, whole_at
from tests.ports import free_ports
from tests.table import Table

from detente.home.calls import Show
from detente.home.service import Service
from detente.limits import ATTACHMENT_CHUNK_BYTES_MAX
from detente.node.events import Draft
from detente.node.node import Node
from detente.protocol.acts import Precedence

BYTES = int(os.environ.get("DETENTE_BAD_LINK_BYTES", "6000000"))
LIFE = (150_000, 900_000)
"""Bytes after which a connection breaks: below what one piece may have, so that many pieces never arrive whole."""
WAITING = 40_000
"""Bytes of a piece that wait on the link, at least, when a flash act comes behind them."""
TLS_BYTES = 80_000
"""What TLS and HTTP add to a piece of 1 MiB: 22 bytes a record of 16 KiB, and headers; with room."""


async def held_at(member: Node, attachment: bytes, count: int) -> None:
    """Return when so many bytes of an attachment are here."""
    for _ in range(20_000):
        if member.files.held(attachment) >= count:
            return
        await member.until(lambda _core: None, 0.02)
    pytest.fail(f"{member.files.held(attachment)} bytes came, of {count}")


async def stored(author: Node, ref: str) -> bool:
    """Say if the author has a receipt of the act."""
    act = (await Service(author).run(Show(ref=ref))).act  # type: ignore[attr-defined]
    return any(one.rung == "stored" for one in act.received)


async def round_trips(link: Link, author: Node, ref: str) -> int:
    """Let through only what is said on the author's own connection until it has the receipt, and count the turns."""
    ways: list[str] = []
    while not await stored(author, ref):
        try:
            ways.append(await asyncio.wait_for(link.let_through("ru"), 0.5))
        except TimeoutError:
            continue
    return sum(one == ASKED and other == ANSWERED for one, other in pairwise(ways))


def test_it_resumes_and_delays_no_flash_act(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It never goes back; three times on its way a flash act waits for one piece at most, and for no answer to it."""

    async def main() -> None:
        table = Table(tmp_path)
        link = Link(seed=7, life=LIFE)
        ports = {name: table.seats[name].port for name in ("no", "ru")}
        for name, port in zip(ports, free_ports(2), strict=True):
            table.seats[name].port = port
        async with (
            link.leading("no", "ru", ports["no"], table.seats["no"].port),
            link.leading("ru", "no", ports["ru"], table.seats["ru"].port),
            table.up("no", "ru", level_every=600) as (author, member),
        ):
            places = asked_of(author, monkeypatch)
            made = await attach(table, author, tmp_path, size=BYTES)
            ahead, trips = [], []
            for share in (1, 2, 3):
                await held_at(member, made.hash, made.size * share // 5)
                await link.hold_with("no", WAITING)
                # A receipt that is passed on may wait among them: what is asked after it is what is looked at.
                waiting = link.waiting("no")
                draft = Draft(table.council, "line", "message", {"text": "Turn away."}, precedence=Precedence.FLASH)
                written = await author.submit(draft)
                ahead.append(await link.ahead_of("ru", "no", waiting))
                trips.append(await round_trips(link, author, written.ref))
                assert member.files.held(made.hash) < made.size
                await link.release()
            await held_at(member, made.hash, made.size)
            assert await whole_at(member, made)
            assert b"".join(member.files.read(made.hash, made.key)) == (tmp_path / "chart.bin").read_bytes()
            assert link.broken > made.size // LIFE[1]
            assert len(set(places)) > made.size // LIFE[1]
            assert places == sorted(places), "it went back"
            assert min(ahead) >= WAITING
            assert max(ahead) <= ATTACHMENT_CHUNK_BYTES_MAX + TLS_BYTES
            assert max(trips) <= 4, "a kept connection needs one; one that broke is made anew, with TLS on both sides"
            carried = link.carried["no", ANSWERED]
            print(
                f"{made.size:,} bytes in {len(places)} pieces, {link.broken} breaks, {carried:,} bytes carried;"
                f" ahead of flash acts {ahead} bytes, round trips {trips}"
            )

    asyncio.run(main())
