"""The part of a node that only a rehearsal has: it follows cues, on a socket of its own in the party's folder.

`detente up` opens it where `party.toml` names a stage's clock; the node, its keys, its record and its wires are those
of any party.
"""

import asyncio
import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import msgspec
from msgspec import Struct

from detente.clock import Instant
from detente.errors import DetenteError, Malformed, Refused
from detente.home.access.sessions import castable, sign_in_as
from detente.home.access.sessions import find as session_of
from detente.home.access.state import Access
from detente.home.attachments import offered
from detente.home.host import Host
from detente.home.lines import LineSocket, check_same_user
from detente.home.running import FaceMaker
from detente.home.service import Service
from detente.home.wire import decode_call, encode_error
from detente.node.context import Settings
from detente.node.core import Core
from detente.node.events import KeepJournal
from detente.node.folder import Folder
from detente.node.journal import JOURNAL
from detente.node.node import Node
from detente.node.references import find
from detente.protocol.heads import Receipt, parse_origin
from detente.rehearsal import cues
from detente.rehearsal.clockwork import StageClock
from detente.rehearsal.marking import Marking

CONFIG_KEY = "stage_clock"
"""Key of `party.toml`: path of the stage's clock, relative to the party's folder."""

SETTINGS = Settings(
    level_every=10, relay_after=20, depositary_relay_after=1, journal_every=None, attachments_every=0.25
)
"""Real seconds: nodes level out before any but the depositary passes on others' acts. The journal is kept on cue."""


@dataclass(frozen=True, slots=True)
class Staging:
    """What a node on stage is started with, beyond what any node is."""

    clock: StageClock
    settings: Settings
    faces: tuple[FaceMaker, ...]


def staging_of(folder: Folder) -> Staging | None:
    """Return how a party's node is to run on its stage, or None where its folder stands on none."""
    path = folder.read_config().get(CONFIG_KEY)
    return None if path is None else Staging(StageClock(folder.path / str(path)), SETTINGS, (backstage_of,))


def stage_socket(folder: Path) -> Path:
    """Return the path of the socket on which a node takes cues."""
    return folder / "stage.sock"


def backstage_of(service: Service, _home_port: int) -> "Backstage":
    """Return the backstage of a running node: one more face beside its home face."""
    assert isinstance(service.host, Node), "only a running node has wires"
    return Backstage(service.host, stage_socket(service.host.folder.path))


class Backstage(LineSocket):
    """Follows the cues given to one node, which runs."""

    def __init__(self, node: Node, path: Path) -> None:
        super().__init__(path)
        self._node = node

    async def start(self) -> dict[str, str | int]:
        """Listen, and return the socket's path for the readiness line.

        Raises:
            Fault: `home-socket`.
        """
        await self.listen()
        return {"stage": str(self._path)}

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        under_way: set[asyncio.Task[None]] = set()
        attended = False
        try:
            check_same_user(writer.get_extra_info("socket"))
            while line := await reader.readline():
                attended = attended or attends(line)
                task = asyncio.get_running_loop().create_task(self._answer(line, writer))
                under_way.add(task)
                task.add_done_callback(under_way.discard)
            if attended:
                # The director is gone, and with it the rehearsal: the node ends as on any other request to stop.
                os.kill(os.getpid(), signal.SIGTERM)
        except (ConnectionError, Malformed):
            # Whoever cued is gone, or is nobody who may.
            return
        finally:
            for task in list(under_way):
                task.cancel()
            writer.close()

    async def _answer(self, line: bytes, writer: asyncio.StreamWriter) -> None:
        number = -1
        try:
            number, cue = cues.decode_cue(line)
            answer = cues.encode_done(number, await self._follow(cue))
        except DetenteError as error:
            answer = encode_error(number, error)
        with suppress(ConnectionError):
            writer.write(answer)
            await writer.drain()

    async def _follow(self, cue: cues.AnyCue) -> Struct:
        node = self._node
        match cue:
            case cues.Attend():
                pass
            case cues.CutWire(peer):
                node.cut.add(peer)
            case cues.MendWire(peer):
                node.cut.discard(peer)
                await node.reconnect(peer)
            case cues.KeepTime(always):
                await node.tell(KeepJournal(always))
                return cues.Kept(node.clock.now(), await node.read(journals_of))
            case cues.Await():
                return await self._await(cue)
            case cues.AwaitFiles():
                return await self._await_files(cue)
            case cues.Perform(name, args, marks):
                call = decode_call(name, msgspec.json.encode(args))
                reply = await Service(cast("Host", Marking(node, marks))).run(call)
                return cues.Performed(msgspec.Raw(msgspec.json.encode(reply)))
            case cues.Wires():
                contacts = await node.read(lambda core: dict(core.context.store.contacts()))
                return cues.WiresView(tuple(sorted(node.cut)), contacts)
            case cues.Admit(kept):
                return await self._admit(kept)
        return cues.Done(node.clock.now())

    async def _admit(self, kept: str) -> cues.Admitted:
        access = Access(self._node)
        if kept and (session := await session_of(access, kept, used=False)) is not None and session.holds(access.now()):
            return cues.Admitted(session.officer, kept)
        officer = await self._node.read(lambda core: first_officer(core, self._node.clock.now()))
        opened = await sign_in_as(access, officer, None)
        return cues.Admitted(officer, opened.token)

    async def _await(self, cue: cues.Await) -> cues.HeldReceipts:
        def others(core: Core) -> tuple[cues.Held, ...] | None:
            found = receipts_of(core, cue.council, cue.ref)
            return found if len(found) != cue.known else None

        found = await self._node.until(others, cue.seconds)
        if found is None:
            found = await self._node.read(lambda core: receipts_of(core, cue.council, cue.ref))
        return cues.HeldReceipts(found)

    async def _await_files(self, cue: cues.AwaitFiles) -> cues.FilesHeld:
        def whole(core: Core) -> cues.FilesHeld | None:
            found = files_held(core, cue.council, cue.ref)
            return found if found.held == found.of else None

        found = await self._node.until(whole, cue.seconds)
        if found is None:
            found = await self._node.read(lambda core: files_held(core, cue.council, cue.ref))
        return found


def first_officer(core: Core, now: Instant) -> str:
    """Return the name of the party's first officer who is accredited in its first council; empty where none is."""
    council = next(iter(core.context.directory.councils))
    return next(iter(castable(core, council, "", now)), "")


def files_held(core: Core, council: str, ref: str) -> cues.FilesHeld:
    """Return how many of an act's files are here whole."""
    try:
        chosen, channel, named = offered(core, council, ref)
    except Refused:
        return cues.FilesHeld(0, None)
    rows = core.context.attachments
    # A row says so only once the hash of the whole was found right.
    whole = [
        row
        for one in named
        for row in rows.of(one.hash)
        if (row.council, row.channel, row.held) == (chosen, channel, one.size)
    ]
    return cues.FilesHeld(len(whole), len(named))


def journals_of(core: Core) -> dict[str, str]:
    """Return the newest entry of each journal that this node keeps, by council."""
    found = {}
    for council, charter in core.context.directory.councils.items():
        if charter.depositary == core.context.party:
            feeds = core.context.held.feeds(council, channel=JOURNAL, party=core.context.party)
            newest = max(feeds, key=lambda feed: feed.number)
            found[council] = parse_origin(newest.origin).reference(newest.size - 1)
    return found


def receipts_of(core: Core, council: str, ref: str) -> tuple[cues.Held, ...]:
    """Return each other party's earliest receipt of an entry, the greater rung where there are two, by time.

    Raises:
        Refused: `reference-unknown`.
    """
    feed, index = find(core.context, council, ref)
    best: dict[str, Receipt] = {}
    for receipt in core.context.store.receipts(feed, covering=index):
        held = best.get(receipt.party)
        if held is None or (receipt.role, receipt.at) < (held.role, held.at):
            best[receipt.party] = receipt
    found = [cues.Held(party, receipt.at, receipt.role.rung) for party, receipt in best.items()]
    return tuple(sorted(found, key=lambda held: (held.at, held.party)))


def attends(line: bytes) -> bool:
    """Say if a line is a director's cue that it is there; what is no cue at all is answered as that."""
    try:
        _number, cue = cues.decode_cue(line)
    except DetenteError:
        return False
    return isinstance(cue, cues.Attend)
