"""What the pages of a form share: who may open it, how it begins, how it is shown, and where else a request leads."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace as replaced
from typing import Any

import msgspec
from msgspec.structs import replace

from detente.console.asked import Asked
from detente.console.door.received import Received, read_form
from detente.console.door.visit import signed_out
from detente.console.forms import bounds, fitting, hinting, keeping, making, ruled
from detente.console.forms.bodies import Errors
from detente.console.forms.controls import typed_of
from detente.console.forms.envelope import Surroundings, surroundings_of
from detente.console.forms.keeping import LANGUAGE, Form
from detente.console.links import Elsewhere, link_to
from detente.console.told.answered import answered, said_before, waiting
from detente.console.told.cleared import cleared
from detente.console.told.refusing import SUSPENDED, stopped, told_of
from detente.console.view import Console, Seated
from detente.console.words.facts import names_in
from detente.council.kinds import Kind
from detente.council.papers.languages import NAMES, name_of
from detente.council.registry import desk_of, part_of
from detente.errors import DetenteError, Refused
from detente.home import previews
from detente.home.access.sessions import Session
from detente.home.calls import Send, Status
from detente.home.making import RECORDED, recorded
from detente.home.two_person import kinds_held
from detente.languages import AVAILABLE, current, said
from detente.node.core import Core
from detente.node.scribe import Room
from detente.protocol.charter import Charter

AS = "as"
"""Name of the control that says whose form a page shows: who signs in in another window does not write in it."""
WINDOW_CHARACTERS_MAX = 64


# --- who --------------------------------------------------------------------------------------------------------------


def signed_in(request: Asked, console: Console) -> Session:
    """Return the officer's session.

    Raises:
        Elsewhere: to the page of signing in, which leads back.
    """
    if (session := console.visit.signed_in) is not None:
        return session
    query = f"?{request.scope['query_string'].decode('latin-1')}" if request.scope["query_string"] else ""
    raise Elsewhere(link_to("/sign-in", next=request.url.path + query))


def with_session(console: Console) -> Session:
    """Return the session of this browser, also one that has ended by itself: what was typed in it is kept.

    Raises:
        Refused: `signed-out`.
    """
    if console.visit.session is None:
        raise signed_out()
    return console.visit.session


async def received_by(request: Asked, console: Console) -> tuple[Received, Session]:
    """Return a form that proves to be ours, and the session in which it came, ended or not.

    Raises:
        Refused: `form-foreign`, `signed-out`. Malformed: `form-malformed`.
    """
    received = await read_form(request, console.visit.secret)
    return received, with_session(console)


# --- which form -------------------------------------------------------------------------------------------------------


async def mine(console: Console, session: Session, form: str) -> Form:
    """Return an officer's form as it is kept.

    Raises:
        Refused: `form-unknown`.
    """
    found = await keeping.find(console.access, keeping.check_id(form), session.officer)
    if found is None:
        raise keeping.unknown(form)
    return found


async def unsent(console: Console, session: Session, form: str) -> Form:
    """Return an officer's form that was not sent yet.

    Raises:
        Refused: `form-unknown`. Elsewhere: to what came of it.
    """
    found = await mine(console, session, form)
    if found.sent:
        raise Elsewhere(f"/act/{found.id}/sent")
    return found


def given(received: Received, name: str, session: Session) -> Form:
    """Return the form that a browser sent; what it says of council, kind and act is checked when it is used.

    Raises:
        Refused: `form-other-officer`, `kind-unknown`, `kind-by-command`.
    """
    if (other := received.one(AS, session.officer)) != session.officer:
        raise Refused(
            "form-other-officer", expected=f"a form of {session.officer}, who signed in in this browser",
            got=f"one that {other[:80]} began",
            remedy="let its officer sign in again; nothing is kept in the name of somebody else",
        )  # fmt: skip
    try:
        held = msgspec.json.decode(received.one("carried", "{}"), type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError):
        held = {}
    kind = making.kind_for_form(received.one("kind"))
    return Form(
        keeping.check_id(name), session.officer, received.one("council"), kind.name, kind.title, 0,
        received.one("in"), received.one("re"), received.one("dossier"), making.typed_from(received), held,
        _number(received.one("number")), window=received.one("window")[:WINDOW_CHARACTERS_MAX],
        turn=_number(received.one("turn")),
    )  # fmt: skip


async def with_record(console: Console, form: Form, language: str = "") -> Form:
    """Return a form with what the record gives for it in a language, the form's own where none is named.

    Raises:
        Refused: the codes of `making.recorded`.
    """
    kind, spoken = making.kind_for_form(form.kind), language or form.typed.get(LANGUAGE, "") or "en"
    if kind.name not in RECORDED:
        return form
    call = Send(
        form.channel, {name: form.typed.get(f"body.{name}", "") for name in kind.asked}, kind.name, form.council,
        re=form.re or None, dossier=form.dossier or None, language=spoken,
    )  # fmt: skip
    given = await recorded(console.access.host, call)
    return replace(form, typed={**form.typed, **typed_of(kind.asked, given), LANGUAGE: spoken})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


# --- how it looks -----------------------------------------------------------------------------------------------------


async def framed(console: Console, council: str | None) -> Seated:
    """Return the frame of a form's page.

    Raises:
        Refused: `council-unknown`, `council-none`.
    """
    frame = await console.frame(council)
    if not isinstance(frame, Seated):
        raise Refused("council-none", expected="a council", got="none joined", remedy="detente council join CHARTER")
    return frame


async def form_page(
    console: Console,
    form: Form,
    errors: dict[str, str] | None,
    *,
    refusals: Sequence[DetenteError] = (),
    other: str = "",
    begun: Form | None = None,
    prefilled: str = "",
) -> str:
    """Return the page of a form.

    Args:
        errors: what is wrong, by name of control; None for what its check finds.
        refusals: what else was not taken.
        other: id of the form from which this one was kept apart.
        begun: one like it that this officer has not sent.
        prefilled: what of a new form was filled in beforehand, and from where.

    A return may have hundreds of rows: what takes no look at the record is done beside the loop, so the wires go on.

    Raises:
        Refused: `form-large` where it would not come back whole.
    """
    frame, wanted = await framed(console, form.council), making.kind_for_form(form.kind)
    title = said(wanted.title)
    act, held = await answered(console, form.council, form.re)
    around = await around_form(console, form)
    call, found = await asyncio.to_thread(making.call_of, form, wanted, around)
    errors = found if errors is None else errors
    counted = await counted_in(console, form, call)
    parts = await asyncio.to_thread(
        making.parts_of, form, wanted, replaced(around, remarks={**around.remarks, **counted}), errors
    )
    bounds.check_size(parts)
    return await asyncio.to_thread(
        console.render,
        "form.html",
        frame,
        title=title[:1].upper() + title[1:],
        form=form,
        made=wanted.made,
        recorded=form.kind in RECORDED,
        wanted=wanted,
        part=await console.access.host.read(lambda core: part_in(core, form)),
        answered=act,
        answered_in=held,
        cleared=await cleared(console, frame, act),
        before=await said_before(console, form),
        waiting=await waiting(console, form),
        parts_of=parts,
        finds=await asyncio.to_thread(ruled.lines_of, around.agreed, call.body, current()),
        around=around,
        languages=[(tag, name_of(tag)) for tag in dict.fromkeys([*(around.languages or AVAILABLE), *NAMES])],
        errors=errors,
        refusals=[await told_of(console, form, one) for one in refusals],
        stopped=None if any(one.code == SUSPENDED for one in refusals) else await stopped(console, form, around),
        two=takes_two(console.access.host.config, await console.access.host.read(charter_of(form.council)), wanted),
        other=other,
        begun=begun,
        prefilled=prefilled,
        carried=msgspec.json.encode(form.carried).decode(),
        proof=console.visit.proof,
    )


def part_in(core: Core, form: Form) -> str:
    """Return which part of its matter a form is about, as it began."""
    about = form.re or form.dossier
    if not about:
        return ""
    state = core.folding.matter_of(form.council, about).states.get(desk_of(form.kind).NAME)
    return part_of(form.kind, state, form.re or None, form.carried)


def charter_of(council: str) -> Callable[[Core], Charter]:
    """Return what reads a council's charter."""
    return lambda core: core.context.directory.charter(council)


def takes_two(config: Mapping[str, Any], charter: Charter, kind: Kind) -> bool:
    """Say if a kind takes a second officer here; a policy that cannot be read is refused when something is signed."""
    try:
        return kind.name in kinds_held(config, charter)
    except Refused:
        return False


async def around_form(console: Console, form: Form) -> Surroundings:
    """Return what a form has to know of its council."""
    host, kind = console.access.host, making.kind_for_form(form.kind)
    names = names_in(await console.reader.ask(Status()))
    now = host.clock.now()
    await host.fold()
    return await host.read(lambda core: surroundings_of(core, form, kind, names, now))


async def room_of(console: Console, form: Form, call: Send) -> Room | None:
    """Return how long the act of a form is so far and how long it may be; None where that cannot be known yet."""
    said = replace(call, council=form.council, officer=form.officer)
    return await previews.room(console.access.host, said, form.files)


async def counted_in(console: Console, form: Form, call: Send) -> Mapping[str, str]:
    """Return at its text how much room a form leaves for it; of one without a text nothing is made to be measured."""
    if not form.typed.get(fitting.MAIN, "").strip():
        return {}
    return fitting.remarks_on(form, await room_of(console, form, call))


async def wrong_at(console: Console, form: Form, call: Send, error: Refused) -> Errors:
    """Return what a refusal of a form says by name of the control at which it stands; nothing where it is at none."""
    if error.code in fitting.TOO_LARGE:
        room = await room_of(console, form, call)
        return {} if room is None else fitting.wrong_with(form, room)
    return hinting.wrong_at(error, making.kind_for_form(form.kind))


async def checked(console: Console, form: Form) -> tuple[Send, Errors, Surroundings]:
    """Return the call that a form makes, and what is wrong with it by name of control: while typing as at the end.

    With it comes what the form had to know of its council.
    """
    around = await around_form(console, form)
    return *await asyncio.to_thread(making.call_of, form, making.kind_for_form(form.kind), around), around
