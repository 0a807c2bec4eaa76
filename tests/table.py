"""A small council whose nodes start when a test says so, and clients that call them with a party's own certificate."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from tests.ports import free_ports

from detente.clock import ScenarioClock, parse_rfc3339
from detente.home.calls import JoinCouncil
from detente.home.founding import draft_charter, found_party, sign_charter
from detente.home.service import Service
from detente.node.context import Settings
from detente.node.folder import Folder
from detente.node.node import Node
from detente.protocol import keys
from detente.protocol.charter import Channel, verify_charter
from detente.protocol.keys import Keyring

NAMES = {"no": "Norway", "ru": "Russian Federation", "us": "United States", "depositary": "Depositary"}
FOUNDED_AT = parse_rfc3339("2015-11-01T09:00:00Z")


@dataclass(slots=True)
class Seat:
    """One party: its folder, where its node listens, and its node while it runs."""

    party: str
    folder: Folder
    port: int
    note: str
    node: Node | None = None

    @property
    def url(self) -> str:
        """Return where the node is called."""
        return f"https://127.0.0.1:{self.port}"

    @property
    def keyring(self) -> Keyring:
        """Return the party's keys, opened anew."""
        return Keyring.open(self.folder.keys, None)


class Table:
    """Norway, Russia, the United States and a depositary; `line` of all, `no-ru` of two. No node runs at first.

    Args:
        path: where the parties' folders are made.
        more: further tables of the charter.
        channels: further ones.
    """

    def __init__(self, path: Path, more: str = "", **channels: Channel) -> None:
        # Where nodes keep their instance marks: with the test's own files, not with the user's.
        os.environ["XDG_STATE_HOME"] = str(path / "state")
        self.clock = ScenarioClock(FOUNDED_AT)
        self.seats: dict[str, Seat] = {}
        for (party, name), port in zip(NAMES.items(), free_ports(len(NAMES)), strict=True):
            folder = Folder(path / party)
            made = found_party(folder, party, name, now=FOUNDED_AT, url=f"https://127.0.0.1:{port}")
            self.seats[party] = Seat(party, folder, port, made.note)
        charter = draft_charter(
            "table-rehearsal",
            "Four seats, for tests",
            [seat.note for seat in self.seats.values()],
            founded_at=FOUNDED_AT,
            channels={"no-ru": Channel(("no", "ru")), **channels},
            depositary="depositary",
            rehearsal=True,
        )
        charter += more
        for seat in self.seats.values():
            charter = sign_charter([charter], seat.folder).note
        self.charter = charter
        self.council = verify_charter(charter.encode()).council_id

    def origin(self, party: str, channel: str = "line", generation: str = "1") -> str:
        """Return the name of a feed."""
        return f"{self.council}/{channel}/{party}/{generation}"

    @asynccontextmanager
    async def up(self, *parties: str, level_every: int = 2) -> AsyncIterator[list[Node]]:
        """Run the nodes of these parties."""
        nodes = [await self.start(party, level_every) for party in parties]
        try:
            yield nodes
        finally:
            for party in parties:
                await self.stop(party)

    async def start(self, party: str, level_every: int = 2) -> Node:
        """Start a party's node, which joins the council where it has not yet."""
        seat = self.seats[party]
        settings = Settings(
            journal_every=None, level_every=level_every, relay_after=1, attachments_every=0.05, attachments_rest=0.3
        )
        node = seat.node = Node(seat.folder, clock=self.clock, settings=settings)
        await node.start("127.0.0.1", seat.port)
        others = tuple(other.note for other in self.seats.values() if other is not seat)
        await Service(node).run(JoinCouncil(self.charter, others))
        return node

    async def stop(self, party: str) -> None:
        """Stop a party's node, where it runs."""
        seat = self.seats[party]
        if seat.node is not None:
            await seat.node.stop()
            seat.node = None

    def client(self, caller: str, called: str) -> aiohttp.ClientSession:
        """Return a client with the caller's certificate, for the called party's node."""
        context = keys.client_context(self.seats[caller].keyring, [self.seats[called].keyring.root_certificate])
        return aiohttp.ClientSession(self.seats[called].url, connector=aiohttp.TCPConnector(ssl=context))
