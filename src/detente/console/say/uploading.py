"""Files for a form: they come with what is typed in it, as one request, and go to the disk sealed as they come."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from litestar import Response, post
from litestar.types import ControllerRouterHandler

from detente.console.answers import html, redirect
from detente.console.asked import Asked, Id, Named
from detente.console.door.received import CAME, check_proof
from detente.console.forms import keeping
from detente.console.forms.incoming import Incoming
from detente.console.forms.keeping import Form
from detente.console.links import link_to
from detente.console.say import acting, composing
from detente.console.say.composing import with_session
from detente.console.view import Console
from detente.errors import DetenteError, Fault, Malformed, Refused
from detente.home.acting import uploads
from detente.limits import (
    ATTACHMENTS_MAX,
    UPLOAD_BYTES_MAX,
    UPLOAD_IDLE_SECONDS_MAX,
    UPLOAD_SECONDS_MAX,
    UPLOADS_MAX,
)

OF_THE_WIRE: Final = frozenset({"upload-slow", "upload-broken"})
"""Faults after which nothing more of a request comes; after all others the rest is read, and the form shown again."""


async def flow(request: Asked, *, idle_seconds: float, seconds: float) -> AsyncIterator[bytes]:
    """Yield a request's body as it comes.

    Raises:
        Malformed: `upload-too-large`. Fault: `upload-slow`, `upload-broken`.
    """
    loop, size = asyncio.get_running_loop(), 0
    until = loop.time() + seconds
    while True:
        try:
            async with asyncio.timeout_at(min(loop.time() + idle_seconds, until)):
                message = await request.receive()
        except TimeoutError:
            raise Fault(
                "upload-slow", expected=f"files within {seconds:g} s, and something of them every {idle_seconds:g} s",
                got="less", remedy="attach fewer or smaller files at a time",
            ) from None  # fmt: skip
        if message["type"] != "http.request":
            raise Fault("upload-broken", expected="the whole of the files", got="a part of them", remedy="try again")
        block = message.get("body", b"")
        size += len(block)
        if size > UPLOAD_BYTES_MAX:
            raise Malformed(
                "upload-too-large", expected=f"at most {UPLOAD_BYTES_MAX:,} bytes in one request", got="more",
                remedy="attach fewer files at a time",
            )  # fmt: skip
        if block:
            yield block
        if not message.get("more_body", False):
            return


@post("/act/{form:str}/files", status_code=200, request_max_body_size=None)
async def add_files(request: Asked, console: Named, form: Id) -> Response[str]:
    """Keep what was typed, seal the files that come with it, and show the form again; what is half here is removed."""
    coming = flow(request, idle_seconds=UPLOAD_IDLE_SECONDS_MAX, seconds=UPLOAD_SECONDS_MAX)
    incoming = Incoming(request.headers.get("content-type", ""), coming)
    name = await incoming.next_file()
    request.scope["state"][CAME] = incoming.fields
    check_proof(incoming.fields, console.visit.secret)
    typed = composing.given(incoming.fields, form, with_session(console))
    kept, apart = await acting.keep_typed(console, typed)
    refusals = await _take(console, kept, incoming, name)
    if console.visit.signed_in is None:
        return redirect(link_to("/sign-in", next=f"/act/{kept.id}"))
    if refusals:
        kept = await composing.mine(console, with_session(console), kept.id)
        return html(await composing.form_page(console, kept, {}, refusals=refusals))
    return redirect(link_to(f"/act/{kept.id}", other=form) if apart else f"/act/{kept.id}#files")


async def _take(console: Console, form: Form, incoming: Incoming, name: str | None) -> list[DetenteError]:
    """Take the files that come, and return what was wrong with those that were not taken."""
    under_way = console.turns.uploads
    if len(under_way) >= UPLOADS_MAX or form.id in under_way:
        await incoming.skip()
        return [
            Refused(
                "uploads-busy", expected=f"at most {UPLOADS_MAX} requests that bring files, one to each form",
                got="one more", remedy="wait until the others are through",
            )
        ]  # fmt: skip
    under_way.add(form.id)
    wrong: list[DetenteError] = []
    try:
        try:
            await keeping.clear_files(console.access)
        except Fault as fault:
            await incoming.skip()
            return [fault]
        taken = list(form.files)
        while name is not None:
            try:
                taken.append(await _one(console, form, incoming, name, taken))
            except (Refused, Fault) as error:
                if error.code in OF_THE_WIRE:
                    raise
                wrong.append(error)
                async for _block in incoming.blocks():
                    pass
            name = await incoming.next_file()
    finally:
        under_way.discard(form.id)
    return wrong


async def _one(
    console: Console, form: Form, incoming: Incoming, name: str, taken: list[uploads.Upload]
) -> uploads.Upload:
    if len(taken) >= ATTACHMENTS_MAX:
        raise Refused(
            "attachments-many", expected=f"at most {ATTACHMENTS_MAX} such files in one act", got=str(len(taken) + 1)
        )
    host = console.access.host
    one = await uploads.receive(host, incoming.blocks(), name, [each.name for each in taken])
    try:
        await keeping.change_files(console.access, form.id, form.officer, lambda files: (*files, one))
    except DetenteError:
        uploads.drop(host, one)
        raise
    return one


HANDLERS: tuple[ControllerRouterHandler, ...] = (add_files,)
