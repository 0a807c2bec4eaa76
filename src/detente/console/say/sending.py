"""Sending a form: a preview of exactly what will be signed, then the act itself, once, and what came of it."""

from dataclasses import replace
from typing import Final

from litestar import Response, get, post
from litestar.types import ControllerRouterHandler

from detente.console.answers import FORBIDDEN, HTML, html, redirect, status_of
from detente.console.asked import Asked, Id, Named
from detente.console.forms import keeping, making
from detente.console.forms.envelope import Surroundings
from detente.console.forms.keeping import Form
from detente.console.links import Elsewhere, link_to
from detente.console.say import composing
from detente.console.say.composing import received_by, signed_in
from detente.console.told.answered import BESIDE, said_before, waiting
from detente.console.told.cleared import cleared
from detente.console.told.returning import way_back
from detente.console.told.signed import signed
from detente.console.view import Console
from detente.council.desks.releases import DRAFT
from detente.errors import Refused
from detente.home.acting import clearing, positions, saying
from detente.home.calls import Send, Show
from detente.home.clearances import name_of_form
from detente.home.previews import Preview, Shown
from detente.languages import gettext as _
from detente.languages import said

OLD: Final = "preview-old"


async def _call_of(console: Console, form: Form) -> tuple[Send, Surroundings]:
    """Return the call that a form makes, and what it had to know of its council.

    Raises:
        Elsewhere: back to the form, where something is wrong with it.
    """
    call, errors, around = await composing.checked(console, form)
    if errors:
        raise Elsewhere(f"/act/{form.id}?check=1")
    return call, around


async def _preview(console: Console, form: Form, call: Send) -> Preview:
    return await saying.preview(console.access, console.visit.signed_in, form.council, call, form.files)


async def _refused(console: Console, form: Form, call: Send, error: Refused) -> str:
    """Return the page of a form with why it is refused, at the control at which that stands or above all of them."""
    wrong = await composing.wrong_at(console, form, call, error)
    return await composing.form_page(console, form, wrong, refusals=[] if wrong else [error])


@get("/act/{form:str}/preview")
async def show_preview(request: Asked, console: Named, form: Id) -> Response[str]:
    """Return exactly what will be signed, who will read it, and the button that signs it."""
    kept = await composing.unsent(console, signed_in(request, console), form)
    call, around = await _call_of(console, kept)
    try:
        found = await _preview(console, kept, call)
    except Refused as error:
        return html(await _refused(console, kept, call, error))
    wanted = making.kind_for_form(kept.kind)
    frame = await composing.framed(console, kept.council)
    shown = await signed(console, frame, found)
    to_clear = await cleared(console, frame, shown.answered)
    page = console.render(
        "preview.html",
        frame,
        title=_("Preview: {title}").format(title=said(wanted.title)),
        form=kept,
        found=found,
        around=around,
        clearances=await clearing.about_form(console.access, kept.council, name_of_form(kept.id)),
        colleagues=await clearing.colleagues(console.access, kept.council, kept.officer),
        cleared=to_clear,
        signed=replace(shown, brief=to_clear is not None, files=kept.files, erasable=call.erasable),
        unread=await positions.unread(console.access.host, call, kept.files),
        before=await said_before(console, kept),
        waiting=await waiting(console, kept),
    )
    return html(page)


@post("/act/{form:str}/send")
async def send(request: Asked, console: Named, form: Id) -> Response[str]:
    """Sign and send an act, once: who sends the same form again gets what came of it the first time.

    What is refused leads back to the form, with all that was typed in it.
    """
    received, session = await received_by(request, console)
    async with console.turns.of(keeping.check_id(form)):
        kept = await composing.unsent(console, session, form)
        if console.visit.signed_in is None:
            return redirect(link_to("/sign-in", next=f"/act/{form}/preview"))
        call, _around = await _call_of(console, kept)
        before = await said_before(console, kept)
        if before and received.one(BESIDE) != before[0].ref:
            return redirect(f"/act/{form}/preview")
        shown = Shown(received.one("digest"), f"/act/{form}/preview")
        try:
            sent = await saying.say(console.access, session, kept.council, call, kept.files, once=kept.id, shown=shown)
        except Refused as error:
            if error.code in (OLD, *FORBIDDEN):
                raise
            return Response(await _refused(console, kept, call, error), status_code=status_of(error), media_type=HTML)
        await keeping.note_sent(console.access, kept, sent.act.ref)
    return redirect(f"/act/{form}/sent")


@get("/act/{form:str}/sent")
async def show_sent(request: Asked, console: Named, form: Id) -> Response[str]:
    """Return what came of a form."""
    kept = await composing.mine(console, signed_in(request, console), form)
    if not kept.sent:
        return redirect(f"/act/{kept.id}")
    act = (await console.reader.ask(Show(kept.sent, council=kept.council))).act
    frame = await composing.framed(console, kept.council)
    title = _("Sent: {title}").format(title=said(kept.title))
    apart = await keeping.find(console.access, kept.apart, kept.officer) if kept.apart else None
    waits = not act.received and bool(frame.peers) and all(peer.unanswered for peer in frame.peers)
    return html(console.render("sent.html", frame, title=title, form=kept, act=act, held=act.kind == DRAFT, waits=waits,
                               apart=None if apart is None or apart.sent else apart,
                               back=await way_back(console, act)))  # fmt: skip


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_preview, send, show_sent)
