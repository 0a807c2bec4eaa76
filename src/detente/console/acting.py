"""Acting: a form for an act, a preview of exactly what will be signed, and the act itself; each form is sent once."""

import asyncio
from typing import Annotated, Any
from weakref import WeakValueDictionary

import msgspec
from litestar import Request, Response, get, post
from litestar.params import PathParameter, QueryParameter
from litestar.types import ControllerRouterHandler

from detente.console.forms import keeping, making
from detente.console.forms.keeping import Form
from detente.console.pages import CouncilName, Named, html, redirect
from detente.console.received import Received, read_form
from detente.console.view import Console, Frame, link_to
from detente.errors import Refused
from detente.home.access import saying
from detente.home.access.sessions import Session
from detente.home.access.state import draw
from detente.home.calls import Show
from detente.home.replies import ActView
from detente.protocol.charter import OWN
from detente.protocol.passkeys import text_of

Asked = Request[Any, Any, Any]
Id = Annotated[str, PathParameter(max_length=64)]
Ref = Annotated[str | None, QueryParameter(max_length=200)]
KindName = Annotated[str, QueryParameter(max_length=64)]
Flag = Annotated[str | None, QueryParameter(max_length=64)]

_SENDING: "WeakValueDictionary[str, asyncio.Lock]" = WeakValueDictionary()
"""A lock for each form that is being sent: a second click waits for the first, and gets what came of it."""


# --- writing ----------------------------------------------------------------------------------------------------------


@get("/act")
async def show_new(
    request: Asked, console: Named, kind: KindName, re: Ref = None, dossier: Ref = None, council: CouncilName = None
) -> Response[str]:
    """Return a new form for an act; nothing is kept before something is typed."""
    session = console.visit.signed_in
    if session is None:
        return _to_sign_in(request)
    frame = await _frame(console, council)
    wanted = making.kind_for_form(kind)
    assert frame.council is not None, "a frame with a council"
    named, party = frame.council.council, frame.status.party
    typed, carried, channel, _act = await making.begin(console.reader, named, party, wanted, re, dossier)
    form = Form(
        text_of(draw()), session.officer, named, wanted.name, wanted.title, console.visit.now,
        channel, re or "", dossier or "", typed, carried,
    )  # fmt: skip
    return html(await _form_page(console, frame, form, {}))


@get("/act/{form:str}")
async def show_form(request: Asked, console: Named, form: Id, check: Flag = None, other: Flag = None) -> Response[str]:
    """Return a form as it was typed; with `check` also what is wrong with it."""
    session = console.visit.signed_in
    if session is None:
        return _to_sign_in(request)
    kept = await _mine(console, session, form)
    if kept.sent:
        return redirect(f"/act/{kept.id}/sent")
    frame = await _frame(console, kept.council)
    wanted = making.kind_for_form(kept.kind)
    _call, errors = making.call_of(kept, wanted)
    return html(await _form_page(console, frame, kept, errors if check else {}, other=other or ""))


@post("/act/{form:str}")
async def keep_form(request: Asked, console: Named, form: Id) -> Response[str]:
    """Keep what was typed, and go where the button leads: to the preview, back to the form, to a row more or less."""
    received = await read_form(request, console.visit.secret)
    session = console.visit.session
    if session is None:
        raise Refused("signed-out", expected="a signed-in officer", got="nobody", remedy="sign in")
    given = _given(received, keeping.check_id(form), session)
    wanted = making.kind_for_form(given.kind)
    do = received.one("do", "preview")
    given = msgspec.structs.replace(given, typed=making.changed(given.typed, do), title=wanted.title)
    try:
        await keeping.keep(console.access, given, given.number)
    except Refused as error:
        if error.code != "form-changed":
            raise
        apart = msgspec.structs.replace(given, id=text_of(draw()), number=0)
        await keeping.keep(console.access, apart, 0)
        return redirect(link_to(f"/act/{apart.id}", other=form))
    if console.visit.signed_in is None:
        return redirect(link_to("/sign-in", next=f"/act/{form}"))
    return redirect(_next(form, do))


def _next(form: str, do: str) -> str:
    if do == "preview":
        return f"/act/{form}/preview"
    verb, _, name = do.partition(":")
    table = name if verb == "add" else name.rpartition(".")[0]
    return f"/act/{form}#f-{table.replace('.', '-')}" if verb in ("add", "drop") else f"/act/{form}?kept=1"


def _given(received: Received, name: str, session: Session) -> Form:
    """Return the form that a browser sent; what it says of council, kind and act is checked when it is used."""
    number = received.one("number", "0")
    carried = received.one("carried", "{}")
    try:
        held = msgspec.json.decode(carried, type=dict[str, Any])
    except msgspec.DecodeError:
        held = {}
    return Form(
        name, session.officer, received.one("council"), received.one("kind"), "", 0,
        received.one("in"), received.one("re"), received.one("dossier"), making.typed_from(received), held,
        int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0,
    )  # fmt: skip


# --- preview and sending ----------------------------------------------------------------------------------------------


@get("/act/{form:str}/preview")
async def show_preview(request: Asked, console: Named, form: Id) -> Response[str]:
    """Return exactly what will be signed, who will read it, and the button that signs it."""
    session = console.visit.signed_in
    if session is None:
        return _to_sign_in(request)
    kept = await _mine(console, session, form)
    if kept.sent:
        return redirect(f"/act/{kept.id}/sent")
    frame = await _frame(console, kept.council)
    wanted = making.kind_for_form(kept.kind)
    call, errors = making.call_of(kept, wanted)
    if errors:
        return redirect(f"/act/{kept.id}?check=1")
    try:
        found = await saying.preview(console.access, session, kept.council, call)
    except Refused as error:
        return html(await _form_page(console, frame, kept, {}, refusal=error))
    page = console.render(
        "preview.html",
        frame,
        title=f"Preview: {wanted.title}",
        form=kept,
        found=found,
        wanted=wanted,
        answered=await _answered(console, kept),
    )
    return html(page)


@post("/act/{form:str}/send")
async def send(request: Asked, console: Named, form: Id) -> Response[str]:
    """Sign and send an act, once: who sends the same form again gets what came of it the first time."""
    received = await read_form(request, console.visit.secret)
    session = console.visit.session
    if session is None:
        raise Refused("signed-out", expected="a signed-in officer", got="nobody", remedy="sign in")
    lock = _SENDING.setdefault(keeping.check_id(form), asyncio.Lock())
    async with lock:
        kept = await _mine(console, session, form)
        if kept.sent:
            return redirect(f"/act/{kept.id}/sent")
        if console.visit.signed_in is None:
            return redirect(link_to("/sign-in", next=f"/act/{form}/preview"))
        wanted = making.kind_for_form(kept.kind)
        call, errors = making.call_of(kept, wanted)
        if errors:
            return redirect(f"/act/{kept.id}?check=1")
        found = await saying.preview(console.access, session, kept.council, call)
        if found.digest != received.one("digest"):
            raise Refused(
                "preview-old", expected="what the preview showed", got="another text: it was changed in another window",
                remedy=f"look at it again: /act/{form}/preview",
            )  # fmt: skip
        sent = await saying.say(console.access, session, kept.council, call)
        held = sent.act.channel == OWN and found.held
        await keeping.note_sent(console.access, kept, sent.act.ref, held=held)
    return redirect(f"/act/{form}/sent")


@get("/act/{form:str}/sent")
async def show_sent(request: Asked, console: Named, form: Id) -> Response[str]:
    """Return what came of a form."""
    session = console.visit.signed_in
    if session is None:
        return _to_sign_in(request)
    kept = await _mine(console, session, form)
    if not kept.sent:
        return redirect(f"/act/{kept.id}")
    frame = await _frame(console, kept.council)
    act = (await console.reader.ask(Show(kept.sent, council=kept.council))).act
    page = console.render("sent.html", frame, title=f"Sent: {kept.title}", form=kept, act=act)
    return html(page)


@get("/forms")
async def show_forms(request: Asked, console: Named, council: CouncilName = None) -> Response[str]:
    """Return the forms that this officer began and has not sent."""
    session = console.visit.signed_in
    if session is None:
        return _to_sign_in(request)
    frame = await console.frame(council)
    mine = await keeping.listed(console.access, session.officer)
    return html(console.render("forms.html", frame, title="Forms", mine=mine))


@post("/act/{form:str}/discard")
async def discard(request: Asked, console: Named, form: Id) -> Response[str]:
    """Forget a form."""
    await read_form(request, console.visit.secret)
    session = console.visit.signed_in
    if session is None:
        raise Refused("signed-out", expected="a signed-in officer", got="nobody", remedy="sign in")
    await keeping.discard(console.access, keeping.check_id(form), session.officer)
    return redirect("/forms")


# --- parts ------------------------------------------------------------------------------------------------------------


async def _frame(console: Console, council: str | None) -> Frame:
    frame = await console.frame(council)
    if frame.council is None:
        raise Refused("council-none", expected="a council", got="none joined", remedy="detente council join CHARTER")
    return frame


async def _mine(console: Console, session: Session, form: str) -> Form:
    found = await keeping.find(console.access, keeping.check_id(form), session.officer)
    if found is None:
        raise keeping.unknown(form)
    return found


async def _answered(console: Console, form: Form) -> ActView | None:
    return (await console.reader.ask(Show(form.re, council=form.council))).act if form.re else None


async def _form_page(
    console: Console,
    frame: Frame,
    form: Form,
    errors: dict[str, str],
    *,
    refusal: Refused | None = None,
    other: str = "",
) -> str:
    wanted = making.kind_for_form(form.kind)
    channels = await console.access.host.read(lambda core: making.places(core, form.council, wanted))
    chosen = form.channel or form.typed.get(making.CHANNEL, "") or (channels[0] if channels else "")
    assert frame.council is not None, "a form is about a council"
    members = frame.council.channels.get(chosen, frame.council.parties)
    readers = tuple(one for one in members if one not in (frame.status.party, frame.council.depositary))
    return console.render(
        "form.html",
        frame,
        title=wanted.title[:1].upper() + wanted.title[1:],
        form=form,
        wanted=wanted,
        answered=await _answered(console, form),
        controls=making.controls(wanted, form.typed, errors),
        envelope=making.envelope(form, wanted, channels, readers, errors),
        errors=errors,
        refusal=refusal,
        other=other,
        carried=msgspec.json.encode(form.carried).decode(),
        proof=console.visit.proof,
    )


def _to_sign_in(request: Asked) -> Response[str]:
    query = f"?{request.scope['query_string'].decode('latin-1')}" if request.scope["query_string"] else ""
    return redirect(link_to("/sign-in", next=request.url.path + query))


HANDLERS: tuple[ControllerRouterHandler, ...] = (
    show_new,
    show_form,
    keep_form,
    show_preview,
    send,
    show_sent,
    show_forms,
    discard,
)
