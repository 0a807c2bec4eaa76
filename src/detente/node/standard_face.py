"""The standard endpoints on the peer face: what foreign tools for transparency logs ask of a witness, a mirror, a log.

Prefixes: `/witness/`, `/mirror/` and `/log/`. The connection is the peer face's, mutual TLS, and shows only logs that
the party behind it may hold. Bodies, codes and their order: docs/spec/standard-endpoints.md.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, Final, Protocol

from aiohttp import ClientError, web

from detente.errors import DetenteError, Fault, Malformed
from detente.node.core import Core
from detente.node.display import CHECKPOINT, LOG, MIRROR, WITNESS
from detente.node.events import Event, Submission, Uploaded, Uploading
from detente.protocol.heads import Role
from detente.tlog.mirror import INFO_TYPE, UPLOAD_TYPE, Package, Upload, UploadReader
from detente.tlog.witness import SIZE_TYPE, Cosigned, OtherSize, encode_cosignatures, encode_size, parse_add_checkpoint

STATUS_OF: Final = {
    "log-unknown": 404,
    "log-unsigned": 403,
    "log-closed": 403,
    "log-differs": 422,
    "mirror-no-head": 422,
    "witness-empty-root": 422,
    "record-set-back": 503,
}
"""HTTP status of an error by its code; `consistency-…` and `subtree-…` are 422, all else that is malformed is 400."""

UPLOADS_PER_PARTY = 4
"""Uploads of one party that are read at a time: each may keep one package of 17 MB in memory."""

CHUNK_BYTES = 65_536
BRIEFLY: Final = {"Cache-Control": "private, max-age=1"}
FOR_EVER: Final = {"Cache-Control": "private, max-age=31536000, immutable"}


class Asking(Protocol):
    """How the face has things done by the node's core."""

    async def read(self, work: Callable[[Core], Any]) -> Any:
        """Return what the work returns, done between two steps."""
        ...

    async def ask(self, event: Callable[[int], Event]) -> Any:
        """Return what the event of a ticket brings, once that is committed."""
        ...


class StandardFace:
    """Answers foreign tools.

    Args:
        admit: returns the party behind a connection, or raises what HTTP says to strangers.
    """

    def __init__(self, node: Asking, admit: Callable[[web.Request], Awaitable[str]]) -> None:
        self._node = node
        self._admit = admit
        self._uploads: dict[str, asyncio.Semaphore] = {}

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Add the endpoints."""
        router.add_post("/witness/add-checkpoint", self._witness)
        router.add_post("/mirror/add-checkpoint", self._pending)
        router.add_post("/mirror/add-entries", self._add_entries)
        router.add_get(f"/{{prefix:{LOG}|{MIRROR}|{WITNESS}}}/{{origin_hash:[0-9a-f]{{64}}}}/{{path:.+}}", self._get)

    # --- submissions ------------------------------------------------------------------------------

    async def _witness(self, request: web.Request) -> web.Response:
        return await self._add_checkpoint(request, Role.WITNESS)

    async def _pending(self, request: web.Request) -> web.Response:
        return await self._add_checkpoint(request, Role.MIRROR)

    async def _add_checkpoint(self, request: web.Request, role: Role) -> web.Response:
        party = await self._admit(request)
        try:
            asked = parse_add_checkpoint(await request.read())
            answer = await self._node.ask(lambda ticket: Submission(ticket, party, role, asked))
        except DetenteError as error:
            return _refusal(error)
        if isinstance(answer, OtherSize):
            return web.Response(status=409, body=encode_size(answer.size), content_type=SIZE_TYPE)
        return _cosigned(answer)

    async def _add_entries(self, request: web.Request) -> web.Response:
        party = await self._admit(request)
        if request.content_type != UPLOAD_TYPE:
            return web.Response(status=415, text=f"expected {UPLOAD_TYPE}\n")
        async with self._uploads.setdefault(party, asyncio.Semaphore(UPLOADS_PER_PARTY)):
            try:
                response = await self._take_upload(party, request)
            except DetenteError as error:
                response = _refusal(error)
        response.headers["Accept-Encoding"] = "gzip"
        return response

    async def _take_upload(self, party: str, request: web.Request) -> web.Response:
        """Have each package stored as it comes; what was stored stays, whatever becomes of the rest of the body."""
        reader, state, kept = UploadReader(), None, 0
        async for data in _body(request):
            packages = reader.feed(data)
            if (upload := reader.upload) is None:
                continue
            if state is None:
                state = await self._begin(party, upload)
                if state.conflict:
                    return _info(state, 409)
            for package in packages:
                state = await self._keep(party, upload, package)
                if state.conflict:
                    return _info(state, 409)
                kept += 1
        upload = reader.upload
        if upload is None or state is None or (reader.pending and not kept):
            raise Malformed("upload-incomplete", expected="an upload with at least one whole package", got="its end")
        if reader.pending:
            return _info(state, 202)
        answer = await self._keep(party, upload, None)
        return _info(answer, 409) if isinstance(answer, Uploading) else _cosigned(answer)

    async def _begin(self, party: str, upload: Upload) -> Uploading:
        state: Uploading = await self._node.read(lambda core: core.standard.begin(party, upload))
        return state

    async def _keep(self, party: str, upload: Upload, package: Package | None) -> Any:
        return await self._node.ask(lambda ticket: Uploaded(ticket, party, upload, package))

    # --- reading ----------------------------------------------------------------------------------

    async def _get(self, request: web.Request) -> web.Response:
        party = await self._admit(request)
        asked = request.match_info
        prefix, origin_hash, path = asked["prefix"], asked["origin_hash"], asked["path"]
        data = await self._node.read(lambda core: core.display.get(party, prefix, origin_hash, path))
        if data is None:
            return web.Response(status=404, text="nothing here that you may hold\n")
        if path == CHECKPOINT:
            return _text(data, BRIEFLY)
        response = web.Response(body=data, headers=FOR_EVER, content_type=UPLOAD_TYPE, zlib_executor_size=CHUNK_BYTES)
        if path.startswith("tile/entries/"):
            response.enable_compression()
        return response


async def _body(request: web.Request) -> AsyncIterator[bytes]:
    """Yield the body in pieces; a client that went away has sent what it has sent."""
    pieces = request.content.iter_chunked(CHUNK_BYTES)
    while True:
        try:
            yield await anext(pieces)
        except (StopAsyncIteration, ClientError, ConnectionError, web.RequestPayloadError):
            return


def _cosigned(answer: Cosigned) -> web.Response:
    return _text(encode_cosignatures(answer.lines))


def _text(data: bytes, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.Response(body=data, headers=headers, content_type="text/plain", charset="utf-8")


def _info(state: Uploading, status: int) -> web.Response:
    return web.Response(status=status, body=state.info.to_bytes(), content_type=INFO_TYPE)


def _refusal(error: DetenteError) -> web.Response:
    """Word an error for the other side: its status, and one line."""
    if isinstance(error, Fault):
        status = 503
    elif error.code.startswith(("consistency-", "subtree-")):
        status = 422
    else:
        status = STATUS_OF.get(error.code, 400)
    return web.Response(status=status, text=f"{error}\n")
