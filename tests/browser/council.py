"""A small council of real nodes with their pages, in a thread of its own: what the browser looks at."""

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import AsyncExitStack, closing
from pathlib import Path
from shutil import copytree
from typing import Any, TypeVar

import msgspec
from tests.ports import free_ports

from detente.clock import Instant, ScenarioClock, parse_rfc3339
from detente.console.app import create_app
from detente.console.door.server import PageServer
from detente.home.calls import JoinCouncil, Send
from detente.home.founding import draft_charter, found_party, sign_charter
from detente.home.replies import ActView
from detente.home.service import Service
from detente.node.context import Settings
from detente.node.events import KeepJournal
from detente.node.folder import Folder, Mark
from detente.node.node import Node
from detente.protocol.charter import Channel
from detente.record.sql import open_store
from detente.regimes.pack import Pack

T = TypeVar("T")
NAMES = {"nato": "NATO", "tr": "Turkey", "ru": "Russian Federation", "depositary": "Depositary"}
FOUNDED_AT = parse_rfc3339("2015-11-01T09:00:00Z")


class Council:
    """NATO, Turkey, Russia and a depositary, each a running node with its pages, on a clock that the tests set.

    Args:
        path: where the parties' folders are made, or stand already.
        regimes: agreements under which the council is founded.
        now: what the clock says at first.
        cut: wires that are cut before any node is up.
    """

    def __init__(
        self,
        path: Path,
        regimes: tuple[Pack, ...] = (),
        *,
        now: Instant = FOUNDED_AT,
        cut: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.path = path
        self.regimes = regimes
        self.clock = ScenarioClock(now)
        self._cut = cut
        self.nodes: dict[str, Node] = {}
        self.pages: dict[str, PageServer] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="council")
        self._up = AsyncExitStack()

    def __enter__(self) -> "Council":
        self._thread.start()
        self.do(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self.do(self._up.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what the work returns, done in the nodes' event loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def url(self, party: str) -> str:
        """Return where a party's pages are."""
        return f"http://127.0.0.1:{self.pages[party].port}"

    def named_url(self, party: str) -> str:
        """Return where a party's pages are under the machine's name, to which passkeys are bound."""
        return f"http://localhost:{self.pages[party].port}"

    def service(self, party: str) -> Service:
        """Return a party's home service."""
        return Service(self.nodes[party])

    def say(
        self, at: str, party: str, text: str, *, to: tuple[str, ...] = (), held_by: str = "", **more: Any
    ) -> ActView:
        """Let a party say something, wait until somebody holds it, and return the act.

        Args:
            held_by: whose receipt to wait for; by default every reader's.
            more: further fields of `Send`; `body` is added to the text.
        """
        self.clock.set(parse_rfc3339(at))
        body = {**({"text": text} if text else {}), **more.pop("body", {})}
        call = Send(channel=more.pop("channel", "line"), body=body, to=to, **more)
        sent = self.do(self.service(party).run(call)).act
        holders = {held_by} if held_by else {*sent.to, *sent.info}
        if holders:
            self.wait_for_receipts(party, sent, holders)
        return sent

    def wait_for_receipts(self, party: str, act: ActView, holders: set[str]) -> None:
        """Return when the party has a receipt of each holder on its act."""
        from detente.protocol.heads import Role, parse_origin

        def held(core: Any) -> bool | None:
            for feed in core.context.store.feeds(act.council, channel=act.channel, party=act.party):
                place = act.ref.rpartition("/")[2].rpartition(".")
                if parse_origin(feed.origin).generation == (place[0] or "1"):
                    receipts = core.context.store.receipts(feed, covering=int(place[2]))
                    return holders <= {one.party for one in receipts if one.role is Role.MIRROR} or None
            return None

        assert self.do(self.nodes[party].until(held, 30)), f"no receipts of {act.ref} by {holders}"

    def wait_until_unanswered(self, caller: str, called: str) -> None:
        """Return when a party has called another in vain."""

        def found(core: Any) -> bool | None:
            post = core.context.posts.get(called)
            return (post is not None and post.unanswered > 0) or None

        assert self.do(self.nodes[caller].until(found, 30)), f"{caller} did not call {called}"

    def keep_journal(self, at: str) -> None:
        """Let the depositary enter the heads that changed, and wait until the others hold its journal."""
        self.clock.set(parse_rfc3339(at))
        self.do(self.nodes["depositary"].tell(KeepJournal()))

    def cut(self, one: str, other: str) -> None:
        """Cut the wire between two parties."""
        self.nodes[one].cut.add(other)
        self.nodes[other].cut.add(one)

    async def _start(self) -> None:
        founded = self.path / "council.json"
        known = msgspec.json.decode(founded.read_bytes(), type=_Founded) if founded.exists() else self._found()
        for party in known.ports:
            self.nodes[party] = Node(
                Folder(self.path / party),
                clock=self.clock,
                settings=Settings(journal_every=None, level_every=2, attachments_every=0.2, attachments_rest=1.0),
            )
        for one, other in self._cut:
            self.cut(one, other)
        for party, port in known.ports.items():
            node = self.nodes[party]
            await node.start("127.0.0.1", port)
            self._up.push_async_callback(node.stop)
            service = Service(node)
            if not founded.exists():
                others = tuple(note for other, note in known.notes.items() if other != party)
                await service.run(JoinCouncil(known.charter, others))
            self.pages[party] = PageServer(create_app(service), node=node)
            await self.pages[party].start()
            self._up.push_async_callback(self.pages[party].stop)
        founded.write_bytes(msgspec.json.encode(known))

    def _found(self) -> "_Founded":
        ports = dict(zip(NAMES, free_ports(len(NAMES)), strict=True))
        folders = {party: Folder(self.path / party) for party in NAMES}
        notes = {
            party: found_party(
                folder,
                party,
                NAMES[party],
                now=FOUNDED_AT,
                url=f"https://127.0.0.1:{ports[party]}",
                officer="Watch officer",
            ).note
            for party, folder in folders.items()
        }
        charter = draft_charter(
            "nrc-rehearsal",
            "A rehearsal of a council with a line of its own",
            notes.values(),
            founded_at=FOUNDED_AT,
            channels={
                "plenary": Channel(("*",)),
                "tr-ru": Channel(("tr", "ru")),
                "table": Channel(("*",), "ambassadors"),
                "experts": Channel(("*",), "experts"),
                "public": Channel(("*",), public=True),
            },
            depositary="depositary",
            rehearsal=True,
            tables='[topics.terrorism]\ntitle = "Cooperation against terrorism"\n',
            regimes=self.regimes,
        )
        for folder in folders.values():
            charter = sign_charter([charter], folder).note
        return _Founded(ports, notes, charter)


class _Founded(msgspec.Struct):
    """What a council was founded with, kept beside its parties' folders."""

    ports: dict[str, int]
    notes: dict[str, str]
    charter: str


def copy_council(told: Path, path: Path) -> Path:
    """Copy a council whose nodes are down, and return where; each record is marked as the newest of its folder."""
    copytree(told, path)
    for party in NAMES:
        folder = Folder(path / party)
        with closing(open_store(folder.path / "record.db")) as store:
            Mark(folder, store).write()
    return path
