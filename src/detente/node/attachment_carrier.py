"""Fetching attachments, behind everything else: piece by piece from any holder, until the hash says that it is whole.

One task, one attachment, one piece at a time, over connections apart from those that carry entries; before each piece
it waits until nothing else is to be said to that peer. A piece cannot be judged alone, only the whole: where that is
wrong it is dropped and fetched from one holder only, so that a second failure names the one who gave it.
"""

import asyncio
import re
import ssl
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, Protocol

import aiohttp
import msgspec
from msgspec import Struct

from detente.clock import Clock, Instant
from detente.errors import DetenteError, Fault
from detente.limits import ATTACHMENT_CHUNK_BYTES_MAX
from detente.log import log_of
from detente.node.attachment_face import Offer
from detente.node.attachment_files import AttachmentFiles
from detente.node.core import Core
from detente.node.directory import OWN
from detente.node.erasures import Agreed
from detente.node.events import Alarm, Erased, Event, Held
from detente.node.wire_faults import unreachable
from detente.record.store import StoredAttachment

QUIET_LOOKS_MAX = 30
"""Looks for which a piece waits for entries to go first; a peer that takes none does not stop attachments for ever."""
CHUNK_BYTES_MIN: Final = 16_384
CHUNK_BYTES_FIRST: Final = 65_536
PIECE_SECONDS: Final = (1.0, 5.0)
"""A piece that comes more quickly than the first lets the next be larger, more slowly than the second smaller."""

_TOTAL: Final = re.compile(r"bytes (?:[0-9]+-[0-9]+|\*)/([0-9]{1,15})")

log = log_of("attachments")


class Carrying(Protocol):
    """What the carrier needs of the node around it."""

    core: Core
    clock: Clock
    cut: set[str]
    alarms: deque[tuple[Instant, Alarm]]

    async def read(self, work: Callable[[Core], Any]) -> Any:
        """Return what the work returns, done between two steps."""
        ...

    async def tell(self, event: Event) -> None:
        """Let something happen, and return when it is committed."""
        ...


class Wanted(Struct, frozen=True):
    """An attachment that is not whole: the sizes that acts or offers state, and who may have it, with their URLs."""

    attachment: bytes
    sizes: frozenset[int]
    holders: tuple[tuple[str, str], ...]


class AttachmentCarrier:
    """Fetches what is wanted, and tells depositaries of what they cannot read.

    Args:
        tls_to: party id to the TLS context that trusts that party's root alone.
    """

    def __init__(self, node: Carrying, files: AttachmentFiles, tls_to: Callable[[str], ssl.SSLContext]) -> None:
        self._node = node
        self._files = files
        self._tls_to = tls_to
        self._settings = node.core.context.settings
        self._sessions: dict[str, aiohttp.ClientSession] = {}
        self._chunk_bytes: dict[str, int] = {}
        self._resting: dict[tuple[str, bytes], float] = {}
        self._wrong: set[tuple[bytes, str]] = set()
        self._givers: dict[bytes, set[str]] = {}
        self._moved = False
        """Whether something came in this round from a holder that then could not be reached."""
        self._offered: set[tuple[bytes, str, str]] = set()

    async def run(self) -> None:
        """Work until cancelled."""
        await asyncio.to_thread(self._files.sweep)
        await self._look_over()
        seen, again_at = -1, 0.0
        while True:
            version, now = self._node.core.context.attachments.version, _now()
            if version != seen or now >= again_at:
                seen, again_at = version, now + self._settings.attachments_rest
                try:
                    self._moved = False
                    await self._round()
                except DetenteError as fault:
                    # A full disk is told once a round; the wire and its peers are judged below.
                    self._warn(fault.code, str(fault))
                except Exception as mistake:  # noqa: BLE001  a mistake of ours ends the round, not all attachments
                    self._warn("attachment-round-failed", f"{type(mistake).__name__}: {mistake}")
                if self._moved:
                    again_at = now
            await asyncio.sleep(self._settings.attachments_every)

    async def stop(self) -> None:
        """Close the connections; the task is cancelled by who started it."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    # --- rounds -----------------------------------------------------------------------------------

    async def _look_over(self) -> None:
        """A file that is gone is wanted again."""
        rows: list[StoredAttachment] = await self._node.read(lambda core: list(core.context.attachments.all()))
        for row in rows:
            if row.held and not self._files.is_whole(row.hash):
                await self._node.tell(Held(row.hash, 0))

    async def _round(self) -> None:
        await self._erase()
        wanted: list[Wanted] = await self._node.read(_wanted)
        for one in wanted:
            if self._files.is_whole(one.attachment) or await self._fetch(one):
                await self._node.tell(Held(one.attachment, self._files.held(one.attachment)))
        for row, depositary, url in await self._node.read(_to_offer):
            await self._offer(row, depositary, url)

    async def _erase(self) -> None:
        """Remove bytes and keys that an agreed act says are to go, then say so: never before it is true."""
        agreed: list[Agreed] = await self._node.read(lambda core: core.erasures.due())
        for one in agreed:
            for attachment in one.removable:
                await asyncio.to_thread(self._files.erase, attachment)
            await self._node.tell(Erased(one.council, one.channel, one.ref, one.attachments))

    async def _fetch(self, wanted: Wanted) -> bool:
        """Say if the attachment is whole now."""
        for party, url in wanted.holders:
            key = party, wanted.attachment
            if party in self._node.cut or self._resting.get(key, 0.0) > _now():
                continue
            if (wanted.attachment, party) in self._wrong:
                continue
            before = self._files.held(wanted.attachment)
            if await self._fetch_from(wanted, party, url):
                self._givers.pop(wanted.attachment, None)
                return True
            # A holder that gave something is worth another look soon: the link is bad, not the holder.
            moved = self._files.held(wanted.attachment) > before
            self._moved = self._moved or moved
            rest = self._settings.attachments_every if moved else self._settings.attachments_rest
            self._resting[key] = _now() + rest
        return False

    async def _fetch_from(self, wanted: Wanted, party: str, url: str) -> bool:
        attachment = wanted.attachment
        while True:
            await self._quiet(party)
            held = self._files.held(attachment)
            piece = await self._piece(party, f"{url.rstrip('/')}/attachments/{attachment.hex()}", held)
            if piece is None:
                return False
            data, total = piece
            if total not in wanted.sizes or held + len(data) > total:
                self._refuse(attachment, party, f"says that it has {total} bytes")
                return False
            givers = self._givers.setdefault(attachment, {"before"} if held else set())
            if data:
                givers.add(party)
                held = await asyncio.to_thread(self._files.append, attachment, data)
            if held < total:
                continue
            if await asyncio.to_thread(self._files.finish, attachment):
                return True
            del self._givers[attachment]
            if givers == {party}:
                self._refuse(attachment, party, "gave bytes whose hash is another")
                return False

    async def _quiet(self, party: str) -> None:
        """Wait until nothing else is to be said to a peer."""
        for _ in range(QUIET_LOOKS_MAX):
            if not await self._node.read(lambda core: _busy(core, party)):
                return
            await asyncio.sleep(self._settings.attachments_every)

    # --- the wire ---------------------------------------------------------------------------------

    async def _piece(self, party: str, url: str, start: int) -> tuple[bytes, int] | None:
        """Return the next piece and the size of the whole, or None where the holder has nothing to give.

        What came before a connection broke is a piece too: on a bad link it may be all that ever comes at once.
        """
        count = self._chunk_bytes.get(party, CHUNK_BYTES_FIRST)
        began, data, total = _now(), bytearray(), None
        try:
            async with self._reachable(party):
                headers = {"Range": f"bytes={start}-{start + count - 1}"}
                async with self._session(party).get(url, headers=headers, allow_redirects=False) as answer:
                    said = _TOTAL.fullmatch(answer.headers.get("Content-Range", ""))
                    if answer.status not in (206, 416) or said is None:
                        return None
                    total = int(said[1])
                    while answer.status == 206 and len(data) <= count:
                        if not (block := await answer.content.read(count + 1 - len(data))):
                            break
                        data += block
        except Fault as fault:
            log.debug("attachment-unanswered", peer=party, got=fault.got)
            self._chunk_bytes[party] = max(count // 2, CHUNK_BYTES_MIN)
            return (bytes(data), total) if total is not None and 0 < len(data) <= count else None
        took = _now() - began
        if took < PIECE_SECONDS[0]:
            self._chunk_bytes[party] = min(count * 2, ATTACHMENT_CHUNK_BYTES_MAX)
        elif took > PIECE_SECONDS[1]:
            self._chunk_bytes[party] = max(count // 2, CHUNK_BYTES_MIN)
        return (bytes(data), total) if len(data) <= count else None

    async def _offer(self, row: StoredAttachment, depositary: str, url: str) -> None:
        key = row.hash, row.council, row.channel
        if key in self._offered or depositary in self._node.cut:
            return
        body = msgspec.json.encode(Offer(row.council, row.channel, row.size))
        try:
            async with self._reachable(depositary):
                place = f"{url.rstrip('/')}/attachments/{row.hash.hex()}"
                async with self._session(depositary).post(place, data=body, allow_redirects=False) as answer:
                    # Whatever it says, it has been told; only one that is full or points elsewhere is told again later.
                    if answer.status != 507 and not 300 <= answer.status < 400:
                        self._offered.add(key)
        except Fault as fault:
            log.debug("attachment-unanswered", peer=depositary, got=fault.got)

    def _session(self, party: str) -> aiohttp.ClientSession:
        if party not in self._sessions:
            connector = aiohttp.TCPConnector(limit=1, ssl=self._tls_to(party))
            timeout = aiohttp.ClientTimeout(total=120, connect=5)
            self._sessions[party] = aiohttp.ClientSession(
                connector=connector, timeout=timeout, headers={"Accept-Encoding": "identity"}
            )
        return self._sessions[party]

    @asynccontextmanager
    async def _reachable(self, party: str) -> AsyncIterator[None]:
        try:
            yield
        except (aiohttp.ClientError, TimeoutError, OSError) as fault:
            # As in `PeerClient.ask`: the next session trusts the root that the party has by then.
            if party in self._sessions:
                await self._sessions.pop(party).close()
            raise unreachable(party, fault) from None

    def _refuse(self, attachment: bytes, party: str, why: str) -> None:
        self._wrong.add((attachment, party))
        self._warn("attachment-differs", f"{party} {why}: {attachment.hex()}")

    def _warn(self, code: str, text: str) -> None:
        self._node.alarms.append((self._node.clock.now(), Alarm(code, text)))
        # A log that cannot be written, as when its terminal is gone, is no reason to fetch nothing.
        with suppress(OSError, ValueError):
            log.warning("alarm", code=code, text=text)


def _now() -> float:
    return asyncio.get_running_loop().time()


def _busy(core: Core, party: str) -> bool:
    """Say if something that is not an attachment is still to be said to a peer or asked of it."""
    post = core.context.post(party)
    return bool(post.contradictions or post.receipts or post.fetches or post.hunts or core.dispatch.queued(party)[0])


def _wanted(core: Core) -> list[Wanted]:
    """Return the attachments that are not whole, the smallest first."""
    rows: dict[bytes, list[StoredAttachment]] = {}
    for row in core.context.attachments.all():
        if row.held != row.size and not row.erased_by:
            rows.setdefault(row.hash, []).append(row)
    found = [Wanted(one, frozenset(row.size for row in of), _holders(core, one, of)) for one, of in rows.items()]
    return sorted(found, key=lambda one: min(one.sizes))


def _holders(core: Core, attachment: bytes, rows: list[StoredAttachment]) -> tuple[tuple[str, str], ...]:
    """Return who may have an attachment, with URL: who offered it, the other members, and last who only keeps it."""
    directory, author = core.context.directory, core.context.attachments.authors.get(attachment)
    rank: dict[str, int] = {}
    for row in rows:
        members = directory.members(row.council, row.channel)
        # What may have to be erased is with members alone: who cannot read cannot be told to erase.
        may = members if row.erasable else directory.holders(row.council, row.channel)
        for party in frozenset(may) - {core.context.party}:
            mine = 0 if party == author else 1 if party in members else 2
            rank[party] = min(mine, rank.get(party, mine))
    known = [party for party in sorted(rank, key=lambda party: (rank[party], party)) if directory.knows(party)]
    return tuple((party, url) for party in known if (url := directory.identity(party).url))


def _to_offer(core: Core) -> list[tuple[StoredAttachment, str, str]]:
    """Return what is whole here and kept by a depositary that cannot read of it."""
    directory, found = core.context.directory, []
    for row in core.context.attachments.all():
        if row.channel == OWN or row.held != row.size or row.erasable:
            continue
        depositary = directory.charter(row.council).depositary
        blind = depositary is not None and depositary not in directory.members(row.council, row.channel)
        if blind and depositary is not None and depositary != core.context.party and directory.knows(depositary):
            found.append((row, depositary, directory.identity(depositary).url))
    return found
