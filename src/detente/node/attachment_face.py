"""Attachments on the peer face: pieces of ciphertext for those who may hold them, and offers of what is here.

    GET  /attachments/<hash>   with a Range: at most one MiB of it
    POST /attachments/<hash>   this exists in that channel: come and fetch it

What is served proves itself by its name. docs/spec/attachments.md section 4.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any, Final, Protocol

import msgspec
from aiohttp import web

from detente.errors import DetenteError
from detente.limits import ATTACHMENT_BYTES_MAX, ATTACHMENT_CHUNK_BYTES_MAX
from detente.node.attachment_files import AttachmentFiles
from detente.node.core import Core
from detente.node.directory import OWN
from detente.node.events import Event, Offered
from detente.record.store import StoredAttachment

PATH: Final = "/attachments/{attachment:[0-9a-f]{64}}"

_RANGE: Final = re.compile(r"bytes=(?P<first>[0-9]{1,15})-(?P<last>[0-9]{0,15})")


class Offer(msgspec.Struct, frozen=True):
    """The body of an offer: in which channel an attachment was sent, and how many bytes its ciphertext has."""

    council: str
    channel: str
    size: int


class Taken(msgspec.Struct, frozen=True):
    """The answer to an offer: how many bytes are held already."""

    held: int


class Telling(Protocol):
    """How the face reads the record and lets things happen."""

    async def read(self, work: Callable[[Core], Any]) -> Any:
        """Return what the work returns, done between two steps."""
        ...

    async def tell(self, event: Event) -> None:
        """Let something happen, and return when it is committed."""
        ...


class AttachmentFace:
    """Serves attachments.

    Args:
        admit: returns the party behind a connection, or raises what HTTP says to strangers.
    """

    def __init__(self, node: Telling, admit: Callable[[web.Request], Awaitable[str]], files: AttachmentFiles) -> None:
        self._node = node
        self._admit = admit
        self._files = files

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Add the endpoints."""
        router.add_get(PATH, self._get)
        router.add_post(PATH, self._post)

    async def _get(self, request: web.Request) -> web.Response:
        party = await self._admit(request)
        attachment = bytes.fromhex(request.match_info["attachment"])
        # Reading stands behind the events that wait, so entries go first here too.
        may = await self._node.read(lambda core: may_hold(core, attachment, party))
        if not may or not self._files.is_whole(attachment):
            return web.Response(status=404, text="nothing here that you may hold\n")
        size = self._files.held(attachment)
        asked = _RANGE.fullmatch(request.headers.get("Range", ""))
        if asked is None and size > ATTACHMENT_CHUNK_BYTES_MAX:
            return web.Response(status=400, text=f"expected a Range of at most {ATTACHMENT_CHUNK_BYTES_MAX} bytes\n")
        first = int(asked["first"]) if asked else 0
        last = min(int((asked and asked["last"]) or size - 1), size - 1)
        if first > last:
            return web.Response(status=416, headers={"Content-Range": f"bytes */{size}"})
        count = min(last - first + 1, ATTACHMENT_CHUNK_BYTES_MAX)
        data = await asyncio.to_thread(self._files.chunk, attachment, first, count)
        headers = {"Accept-Ranges": "bytes", "Content-Range": f"bytes {first}-{first + len(data) - 1}/{size}"}
        return web.Response(status=206 if asked else 200, body=data, headers=headers)

    async def _post(self, request: web.Request) -> web.Response:
        party = await self._admit(request)
        attachment = bytes.fromhex(request.match_info["attachment"])
        try:
            offer = msgspec.json.decode(await request.read(), type=Offer, strict=True)
        except msgspec.DecodeError as fault:
            return web.Response(status=400, text=f"expected council, channel and size: {fault}\n")
        if not 0 < offer.size <= ATTACHMENT_BYTES_MAX:
            return web.Response(status=413, text=f"expected at most {ATTACHMENT_BYTES_MAX} bytes\n")
        if not await self._node.read(lambda core: _shared(core, offer.council, offer.channel, party)):
            return web.Response(status=404, text="no such channel of yours and mine\n")
        await self._node.tell(Offered(party, StoredAttachment(attachment, offer.council, offer.channel, offer.size, 0)))
        if not await self._node.read(lambda core: bool(core.context.attachments.of(attachment))):
            return web.Response(status=507, text="no room for it\n")
        return web.json_response(msgspec.to_builtins(Taken(self._files.held(attachment))))


def may_hold(core: Core, attachment: bytes, party: str) -> bool:
    """Say if an attachment was sent in a channel that the party holds; an erasable one, that it reads."""
    return any(
        _shared(core, row.council, row.channel, party)
        and not row.erased_by
        and (not row.erasable or party in core.context.directory.members(row.council, row.channel))
        for row in core.context.attachments.of(attachment)
    )


def _shared(core: Core, council: str, channel: str, party: str) -> bool:
    """Say if both this node and the party hold a channel; `own` is never shared."""
    if channel == OWN:
        return False
    try:
        charter = core.context.directory.charter(council)
    except DetenteError:
        return False
    return channel in charter.channels and {party, core.context.party} <= charter.holders_of(channel)
