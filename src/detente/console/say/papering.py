"""Paper: acts and forms printed with codes, and papers taken in from pictures of their pages, in several goes."""

import base64
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Final

import msgspec
from litestar import Response, get, post
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler
from msgspec.structs import replace

from detente.console.answers import attached, html, redirect, reference_of
from detente.console.asked import Asked, CouncilName, Flag, Id, Named, Part, Ref
from detente.console.door.received import CAME, Received, check_proof, read_form
from detente.console.door.visit import signed_out
from detente.console.forms import keeping, making
from detente.console.forms.incoming import Incoming
from detente.console.forms.keeping import Form
from detente.console.links import link_to
from detente.console.say import gathered
from detente.console.say.composing import signed_in
from detente.console.say.gathered import Line, Paper
from detente.console.say.uploading import flow
from detente.console.view import Console
from detente.errors import DetenteError, Refused
from detente.home.access.sessions import Session
from detente.home.access.state import draw
from detente.home.calls import PrintAct, PrintForm
from detente.home.papers.codes import parse_code, whole
from detente.home.papers.drafts import MAGIC as FORM_MAGIC
from detente.home.papers.drafts import parse_draft
from detente.home.papers.seeing import seen_apart
from detente.home.taking import take_bag
from detente.languages import gettext as _
from detente.limits import (
    PAPER_PICTURE_BYTES_MAX,
    PAPER_PICTURES_MAX,
    PAPER_SEEN_SECONDS_MAX,
    UPLOAD_IDLE_SECONDS_MAX,
    UPLOAD_SECONDS_MAX,
)
from detente.node.bag import parse_bag
from detente.protocol.passkeys import text_of

PDF: Final = "application/pdf"
TYPED, FILE_CHARACTERS_MAX = "typed", 80
BAG, FORM = "bag", "form"

Number = Annotated[str | None, QueryParameter(max_length=12)]
PartyName = Annotated[str | None, QueryParameter(max_length=32)]
Kind = Annotated[str | None, QueryParameter(max_length=64)]


# --- out --------------------------------------------------------------------------------------------------------------


@get("/acts/{party:str}/{channel:str}/{entry:str}/paper.pdf")
async def print_act(
    console: Named,
    party: Part,
    channel: Part,
    entry: Part,
    council: CouncilName = None,
    reader: PartyName = None,
    start: Number = None,
    sealed: Flag = None,
) -> Response[bytes]:
    """Return one act as a paper with codes, for one party or for every other reader.

    Args:
        start: number of the first entry of its feed that goes along; none or nothing to leave that to its receipts.

    Raises:
        Refused: `start-malformed`, the codes of `act_papers.print_act`.
    """
    frame = await console.frame(council)
    first = _first(start)
    ref, named = reference_of(party, channel, entry), frame.named
    call = PrintAct(ref, council=named, addressee=reader or "", start=first, sealed=sealed == "1")
    made = await console.reader.ask(call)
    return attached(base64.b64decode(made.file), made.name, PDF)


def _first(start: str | None) -> int | None:
    """Return the number of an entry, or None where none was typed.

    Raises:
        Refused: `start-malformed`.
    """
    text = (start or "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise Refused(
            "start-malformed", expected="the number of an entry as start, like 7, or nothing", got=text,
            remedy="write digits, or leave it out: what the addressee's receipts do not cover goes along",
        )  # fmt: skip
    return int(text)


@get("/act/{form:str}/paper.pdf")
async def print_form(
    request: Asked,
    console: Named,
    form: Id,
    kind: Kind = None,
    re: Ref = None,
    dossier: Ref = None,
    council: CouncilName = None,
) -> Response[bytes]:
    """Return a form as it is kept as a paper, with codes where something stands in it; one that is not kept blank.

    Raises:
        Refused: the codes of `form_papers.print_form`; `form-unknown`.
    """
    session = signed_in(request, console)
    kept = await keeping.find(console.access, keeping.check_id(form), session.officer)
    if kept is None and kind is None:
        raise keeping.unknown(form)
    if kept is None:
        call = PrintForm(making.kind_for_form(kind or "").name, council=council, re=re or "", dossier=dossier or "")
    else:
        carried = msgspec.json.encode(kept.carried).decode() if kept.carried else ""
        call = PrintForm(kept.kind, kept.council, kept.channel, kept.re, kept.dossier, kept.typed, carried)
    made = await console.reader.ask(call)
    return attached(base64.b64decode(made.file), made.name, PDF)


# --- in ---------------------------------------------------------------------------------------------------------------


@get("/paper")
async def show_paper(console: Named, council: CouncilName = None) -> Response[str]:
    """Return where pictures of papers are given, which parts are here, and what came of those that were whole."""
    session = console.visit.signed_in
    papers = [] if session is None else await gathered.listed(console.access, session.officer)
    read = () if session is None else await gathered.last_read(console.access, session.officer)
    page = console.render(
        "paper.html",
        await console.frame(council),
        title=_("Paper"),
        papers=papers,
        read=read,
        pictures_max=PAPER_PICTURES_MAX,
        bytes_max=PAPER_PICTURE_BYTES_MAX,
    )
    return html(page)


@post("/paper/read", request_max_body_size=None)
async def read_papers(request: Asked, console: Named) -> Response[str]:
    """Look for codes in what comes, keep the parts, and take in what is whole.

    Raises:
        Refused: `form-foreign`, `signed-out`. Malformed: `upload-malformed`, `upload-too-large`. Fault: `upload-slow`.
    """
    seconds = UPLOAD_SECONDS_MAX + PAPER_PICTURES_MAX * PAPER_SEEN_SECONDS_MAX
    coming = flow(request, idle_seconds=UPLOAD_IDLE_SECONDS_MAX, seconds=seconds)
    incoming = Incoming(request.headers.get("content-type", ""), coming)
    name = await incoming.next_file()
    request.scope["state"][CAME] = incoming.fields
    check_proof(incoming.fields, console.visit.secret)
    session = console.visit.signed_in
    if session is None:
        # What a scanner typed comes behind the pictures.
        while name is not None:
            name = await incoming.next_file()
        request.scope["state"][CAME] = incoming.fields
        raise signed_out()
    # One request of an officer at a time: a picture is held whole while it is looked at.
    async with console.turns.of(f"papers of {session.officer}"):
        lines = [line async for line in _lines(console, session, incoming, name)]
        await gathered.note_read(console.access, session.officer, lines)
        for paper in await gathered.listed(console.access, session.officer):
            if not paper.missing and not paper.done:
                await gathered.note(console.access, await _taken(console, session, paper))
    return redirect(link_to("/paper", incoming.fields.one("council") or None) + "#read")


@post("/paper/forget")
async def forget_paper(request: Asked, console: Named) -> Response[str]:
    """Forget a paper: its parts, or what came of it.

    Raises:
        Refused: `form-foreign`, `signed-out`.
    """
    received: Received = await read_form(request, console.visit.secret)
    session = console.visit.held()
    await gathered.forget(console.access, session.officer, received.one("name"))
    return redirect(link_to("/paper", received.one("council") or None))


async def _lines(console: Console, session: Session, incoming: Incoming, name: str | None) -> AsyncIterator[Line]:
    """Yield what was found in each file, and in what a scanner typed, keeping the parts as they come."""
    looked_at = 0
    while name is not None:
        shown = name[-FILE_CHARACTERS_MAX:]
        data = await _whole_of(incoming)
        looked_at += 1
        if looked_at > PAPER_PICTURES_MAX:
            yield Line(shown, problem=f"at most {PAPER_PICTURES_MAX} files at a time are looked at")
        elif data is None:
            yield Line(shown, problem=f"more than {PAPER_PICTURE_BYTES_MAX:,} bytes")
        else:
            async with console.turns.pictures:
                found = await seen_apart(data)
            yield (
                Line(shown, problem=found.problem)
                if found.problem
                else await _kept(console, session, shown, found.texts)
            )
        name = await incoming.next_file()
    if typed := incoming.fields.one(TYPED).split():
        yield await _kept(console, session, "", typed)


async def _whole_of(incoming: Incoming) -> bytes | None:
    """Return a file that comes, or None where it is too large to be a picture of a page."""
    data: bytearray | None = bytearray()
    async for block in incoming.blocks():
        if data is not None:
            data += block
            if len(data) > PAPER_PICTURE_BYTES_MAX:
                data = None
    return None if data is None else bytes(data)


async def _kept(console: Console, session: Session, file: str, texts: Sequence[str]) -> Line:
    codes = [code for text in texts if (code := parse_code(text)) is not None]
    differing = await gathered.add(console.access, session.officer, codes)
    parts = dict.fromkeys((one.name, one.number) for one in codes)
    return Line(file, tuple(parts), len(texts) - len(codes), tuple(dict.fromkeys(differing)))


# --- what came of it --------------------------------------------------------------------------------------------------


async def _taken(console: Console, session: Session, paper: Paper) -> Paper:
    """Return a whole paper with what came of it: its acts are here, its form is open, or why not."""
    try:
        data = whole(paper.name, (paper.parts[number] for number in range(1, paper.count + 1)))
        if data.startswith(FORM_MAGIC):
            opened = await _opened(console, session, data)
            return replace(paper, sort=FORM, form=opened.id, kind=opened.title)
        taken = await take_bag(console.access.host, parse_bag(data))
    except DetenteError as error:
        return replace(paper, problem=gathered.problem_of(error))
    problem = None if taken.refusal is None else gathered.problem_of(taken.refusal)
    return replace(paper, sort=BAG, view=taken.view, problem=problem)


async def _opened(console: Console, session: Session, data: bytes) -> Form:
    """Return a form that was opened from paper, kept as the officer's own; nothing of it is signed.

    Raises:
        Malformed: `draft-malformed`. Refused: `draft-foreign`, `kind-unknown`, `kind-by-command`, `forms-full`.
    """
    draft = parse_draft(data)
    frame = await console.frame(None)
    if draft.party != frame.status.party or draft.council not in {one.council for one in frame.status.councils}:
        raise Refused(
            "draft-foreign",
            expected=f"a form of {frame.status.party.upper()} in a council joined here",
            got=f"one of {draft.party[:40]} in {draft.council[:64]}",
            remedy="open it at a console of that party",
        )
    kind = making.kind_for_form(draft.kind)
    typed = making.typed_from(Received({name: (text,) for name, text in draft.typed.items()}))
    form = Form(
        text_of(draw()), session.officer, draft.council, kind.name, kind.title, console.visit.now,
        draft.channel, draft.re, draft.dossier, typed, draft.held,
    )  # fmt: skip
    return await keeping.keep(console.access, form, 0)


HANDLERS: tuple[ControllerRouterHandler, ...] = (print_act, print_form, show_paper, read_papers, forget_paper)
