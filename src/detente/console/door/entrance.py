"""The way in: signing in with a passkey, enrolling one through a link, signing out, and the sessions that are open."""

import re
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.params import PathParameter, QueryParameter
from litestar.types import ControllerRouterHandler

from detente.console.answers import html, redirect
from detente.console.asked import Asked, CouncilName, Named, Word
from detente.console.door.received import Received, proof_of, read_form
from detente.console.door.visit import NAMED, drop_session, is_named, keep_session, let_in, site_of
from detente.console.view import Console
from detente.council.desks.access import REVOKED, SIGNED_OUT
from detente.errors import DetenteError
from detente.home.access import audit, passkeys, sessions
from detente.home.access.rights import standing
from detente.home.access.sessions import Opened
from detente.home.access.state import draw, may_act_as_any
from detente.home.calls import ListPasskeys, ListSessions
from detente.languages import gettext as _
from detente.protocol.passkeys import text_of

Token = Annotated[str, PathParameter(max_length=64)]
Next = Annotated[str | None, QueryParameter(name="next", max_length=500)]
_PLACE = re.compile(r"/(?![/\\])[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*")
"""An address of these pages, and of no other: neither `//example.org` nor `/\\example.org` (RFC 3986, section 3)."""


# --- signing in -------------------------------------------------------------------------------------------------------


@get("/sign-in")
async def show_sign_in(
    request: Asked, console: Named, council: CouncilName = None, after: Next = None
) -> Response[str]:
    """Return the page on which an officer signs in; it is under the name to which passkeys are bound."""
    if not is_named(site_of(request)) and await _passkeys_here(console):
        return _renamed(request)
    frame = await console.frame(council)
    secret = console.visit.secret or text_of(draw())
    one_click = await console.access.host.read(lambda core: may_act_as_any(core, console.access.host.config))
    as_whom: dict[str, str] = {}
    if one_click and frame.council is not None:
        named, at = frame.council.council, console.access.host.clock.now()
        default = str(console.access.host.config.get("officer", ""))
        as_whom = await console.access.host.read(lambda core: sessions.castable(core, named, default, at))
    page = console.render(
        "sign-in.html",
        frame,
        title=_("Sign in"),
        asked=await sessions.ask(console.access, secret, site_of(request)),
        known=await _passkeys_here(console),
        as_whom=as_whom,
        after=place_of(after),
        proof=proof_of(secret),
        neighbours=console.neighbours(frame) if as_whom else {},
    )
    answer = html(page)
    let_in(answer, console.visit, secret)
    return answer


@post("/sign-in")
async def sign_in(request: Asked, console: Named) -> Response[str]:
    """Open the session of the officer whose passkey answered."""
    form = await read_form(request, console.visit.secret)
    secret = console.visit.secret or ""
    try:
        opened = await sessions.sign_in(
            console.access, secret, form.one("answer"), site_of(request), console.visit.session
        )
    except DetenteError as error:
        await audit.note_refusal(console.access, error)
        raise
    return _enter(console, opened, form)


@post("/sign-in/rehearsal")
async def sign_in_as(request: Asked, console: Named, council: CouncilName = None) -> Response[str]:
    """Open a session by one click, in a rehearsal that allows it."""
    form = await read_form(request, console.visit.secret)
    try:
        named = form.one("council") or council
        opened = await sessions.sign_in_as(console.access, form.one("officer"), named, console.visit.session)
    except DetenteError as error:
        await audit.note_refusal(console.access, error)
        raise
    return _enter(console, opened, form)


def _enter(console: Console, opened: Opened, form: Received) -> Response[str]:
    answer = redirect(place_of(form.one("next")))
    keep_session(answer, console.visit, opened.token)
    return answer


@post("/sign-out")
async def sign_out(request: Asked, console: Named) -> Response[str]:
    """End this browser's session; its cookie opens nothing from now on."""
    await read_form(request, console.visit.secret)
    session = console.visit.session
    if session is not None:
        await sessions.end(console.access, session.id, SIGNED_OUT)
    answer = redirect("/sign-in")
    drop_session(answer, console.visit)
    return answer


# --- enrolling --------------------------------------------------------------------------------------------------------


@get("/enrol/{token:str}")
async def show_enrolment(request: Asked, console: Named, token: Token) -> Response[str]:
    """Return the page on which an officer makes a passkey; the link is used up only when one is made."""
    if not is_named(site_of(request)):
        return _renamed(request)
    found = await _noted(console, passkeys.invitation(console.access, token))
    frame = await console.frame(found.council)
    secret = console.visit.secret or text_of(draw())
    page = console.render(
        "enrol.html",
        frame,
        title=_("Enrol a passkey"),
        found=found,
        token=token,
        asked=await passkeys.ask(console.access, token, site_of(request)),
        proof=proof_of(secret),
    )
    answer = html(page)
    let_in(answer, console.visit, secret)
    return answer


@post("/enrol/{token:str}")
async def enrol(request: Asked, console: Named, token: Token) -> Response[str]:
    """Enrol the passkey that the browser made."""
    form = await read_form(request, console.visit.secret)
    await _noted(console, passkeys.enrol(console.access, token, form.one("answer"), site_of(request)))
    return redirect("/sign-in?enrolled=1")


async def _noted(console: Console, work: Any) -> Any:
    """Return what the work returns; a refusal is written down."""
    try:
        return await work
    except DetenteError as error:
        await audit.note_refusal(console.access, error)
        raise


# --- sessions ---------------------------------------------------------------------------------------------------------


@get("/sessions")
async def show_sessions(console: Named, council: CouncilName = None) -> Response[str]:
    """Return the sessions that are open, and the passkeys that stand."""
    frame = await console.frame(council)
    page = console.render(
        "sessions.html",
        frame,
        title=_("Sessions"),
        open=(await console.reader.ask(ListSessions())).items,
        passkeys=await console.reader.ask(ListPasskeys()),
        json_command=console.command("officer", "sessions", "--json"),
    )
    return html(page)


@get("/sessions/end")
async def show_end(console: Named, session: Word = None, council: CouncilName = None) -> Response[str]:
    """Return the question whether a colleague's session is to be ended, with whose it is and when it was used.

    Raises:
        Refused: `signed-out`.
    """
    console.visit.held()
    frame, found = await console.frame(council), (await console.reader.ask(ListSessions())).items
    one = next((one for one in found if one.id == session), None)
    if one is None:
        return redirect("/sessions")
    return html(console.render("session-end.html", frame, title=_("Sessions"), one=one))


@post("/sessions/end")
async def end_session(request: Asked, console: Named) -> Response[str]:
    """End a session, and note who did: one's own always, a colleague's as long as a council accredits one.

    Raises:
        Refused: `form-foreign`, `signed-out`, `officer-not-accredited`, `session-unknown`.
    """
    form = await read_form(request, console.visit.secret)
    mine, name = console.visit.held(), form.one("session")
    whose = {one.id: one.officer for one in await sessions.opened(console.access)}
    if whose.get(name) == mine.officer:
        await sessions.end(console.access, name, REVOKED, by=mine.officer)
    else:
        async with standing(console.access, mine) as (officer, _session):
            await sessions.end(console.access, name, REVOKED, by=officer)
    return redirect("/sessions" if name != mine.id else "/sign-in")


# --- parts ------------------------------------------------------------------------------------------------------------


def place_of(asked: str | None) -> str:
    """Return where to go on: an address of these pages, else the first page."""
    return asked if asked is not None and len(asked) <= 500 and _PLACE.fullmatch(asked) else "/"


async def _passkeys_here(console: Console) -> bool:
    return bool(await console.access.host.read(passkeys.standing_in))


def _renamed(request: Asked) -> Response[str]:
    """Return the way to the same page under the name to which passkeys are bound."""
    _host, colon, port = request.headers.get("host", "").rpartition(":")
    query = f"?{request.scope['query_string'].decode('latin-1')}" if request.scope["query_string"] else ""
    place = request.url.path + query
    return redirect(f"http://{NAMED}{colon}{port if colon else ''}{place}")


HANDLERS: tuple[ControllerRouterHandler, ...] = (
    show_sign_in,
    sign_in,
    sign_in_as,
    sign_out,
    show_enrolment,
    enrol,
    show_sessions,
    show_end,
    end_session,
)
