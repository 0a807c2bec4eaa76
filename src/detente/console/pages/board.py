"""The first page: the watch board, which is what an officer on duty needs, and what a display on a wall shows."""

from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from detente.console.answers import html, redirect
from detente.console.asked import Asked, CouncilName, Every, Named
from detente.console.door.received import read_form
from detente.console.forms.making import asks_nothing
from detente.console.links import form_of, link_to, page_of
from detente.console.locks import once_of
from detente.console.told import desks
from detente.console.told.returning import just_said
from detente.console.told.within import within_rights
from detente.console.view import Console
from detente.console.words import watches
from detente.council.attention import answers
from detente.council.kinds import Speech
from detente.council.registry import KINDS
from detente.home.access import sessions
from detente.home.access.state import draw
from detente.home.acting import watching
from detente.home.calls import Contradictions, PassOn, Show, ShowBoard, ShowDossier, ShowWatch
from detente.home.making import by_form
from detente.home.replies import ActView
from detente.home.replies.watch import PassedView
from detente.home.watchlog import passed_in
from detente.languages import gettext as _
from detente.protocol.passkeys import text_of

Ref = Annotated[str, QueryParameter(max_length=200)]
Refs = Annotated[str | None, QueryParameter(max_length=4_000)]
After = Annotated[int | None, QueryParameter(ge=0)]
PAGE = watches.ROWS_PAGE
DONE_SHOWN = 12
"""Acts of which the board says that they were just said; the list of acts has the others."""


# --- reading ----------------------------------------------------------------------------------------------------------


@get("/")
async def show_watch(
    console: Named, council: CouncilName = None, every: Every = None, done: Refs = None, after: After = None
) -> Response[str]:
    """Return what needs a human now, the most urgent first, and how each peer can be reached.

    Args:
        done: acts that were just said here: the page says of each what the record has of it.
        after: how many rows of the whole board come before those of this page; without it the first of each part.
    """
    frame = await console.frame(council)
    if frame.council is None:
        command = console.command("council", "join", "CHARTER")
        return html(console.render("no-council.html", frame, title=_("No council yet"), command=command))
    named = frame.council.council
    first = ShowBoard(named, each=watches.ROWS_SHOWN)
    board = await console.reader.ask(first if after is None else ShowBoard(named, after=after, limit=PAGE))
    if after and not board.items and not board.drills:
        return redirect(link_to("/", frame.in_links))
    watch = await console.reader.ask(ShowWatch(council=named, brief=True))
    page = console.render(
        "watch.html",
        frame,
        title=_("Watch"),
        board=board,
        heading=watches.heading_of(board, len(frame.to_clear)),
        tone=watches.tone_of(board, len(frame.to_clear)),
        board_parts=watches.parts_of(board.items, board.groups),
        drill_parts=watches.parts_of(board.drills, board.drilled),
        span=None if after is None else watches.span_of(board, after),
        quiet=watches.quiet_of(board),
        contradictions=(await console.reader.ask(Contradictions(council=named))).items,
        done=await _done(console, named, done),
        watch=watch,
        news=await desks.notified(console.reader, named, frame.status.party, watch.since_at),
        json_command=console.command("watch", "board", "--json"),
    )
    return html(page, every)


async def _done(console: Console, council: str, refs: str | None) -> list[ActView]:
    """Return the acts that were just said, as the record has them."""
    found = [await just_said(console, council, ref) for ref in (refs or "").split(",")[:DONE_SHOWN]]
    return [act for act in found if act is not None]


@get("/ringing", media_type="application/json")
async def show_ringing(console: Named, council: CouncilName = None) -> Response[bytes]:
    """Return what rings, for the script that rings: how, which acts, what a title and a reader of the screen say."""
    frame = await console.frame(council)
    ringing = frame.ringing
    items = () if ringing is None else ringing.items
    said = {
        "ring": items[0].ring if items else "",
        "refs": [one.ref for one in items],
        "unread": [one.ref for one in items if one.ring == items[0].ring == "call"],
        "title": "" if ringing is None else watches.title_of(ringing),
        "says": " ".join(f"{one.ref}: {watches.sentence_of(one)}." for one in items[:3]),
    }
    return Response(msgspec.json.encode(said), media_type="application/json")


@get("/frame/drills")
async def show_drills(console: Named, council: CouncilName = None) -> Response[str]:
    """Return the mark of the drills that are under way."""
    frame = await console.frame(council)
    return html(console.render("drills.html", frame))


# --- acting -----------------------------------------------------------------------------------------------------------


@post("/watch/acknowledge")
async def acknowledge(request: Asked, console: Named) -> Response[str]:
    """Say that the officer has read one act, or those that are chosen; what was read is not said again."""
    form = await read_form(request, console.visit.secret)
    frame = await console.seated(form.one("council") or None)
    if console.visit.signed_in is None:
        return redirect(link_to("/sign-in", next="/"))
    named = frame.council.council
    refs = (form.one("one"),) if form.has("one") else form.fields.get("ref", ())
    # What two windows acknowledge at once is said once.
    async with console.turns.of(f"acknowledging in {named}"):
        found = await watching.acknowledge(console.access, console.visit.signed_in, named, refs)
    done = ",".join(one.act.ref for one in found.sent[:DONE_SHOWN])
    return redirect(link_to("/", frame.in_links, done=done or None))


@get("/watch/pass")
async def show_pass(request: Asked, console: Named, ref: Ref, council: CouncilName = None) -> Response[str]:
    """Return the form by which an officer passes something on, or takes it over."""
    if console.visit.signed_in is None:
        return redirect(link_to("/sign-in", next=str(request.url.path) + "?" + _query(request)))
    frame = await console.seated(council)
    named, at = frame.council.council, console.access.host.clock.now()
    usual = str(console.access.host.config.get("officer", ""))
    shown = await console.reader.ask(Show(ref, council=named))
    page = console.render(
        "pass.html",
        frame,
        title=_("Pass on {ref}").format(ref=shown.act.ref),
        act=shown.act,
        officers=await console.access.host.read(lambda core: sessions.castable(core, named, usual, at)),
        passed=await _passed(console, named, shown.act),
        proof=console.visit.proof,
        form=text_of(draw()),
    )
    return html(page)


async def _passed(console: Console, council: str, act: ActView) -> PassedView | None:
    """Return who has an act by now, or the matter that it opened."""
    found = await console.access.host.read(lambda core: passed_in(core, council))
    return found.get(act.ref)


@post("/watch/pass")
async def pass_on(request: Asked, console: Named) -> Response[str]:
    """Write down who takes something over; the same form again is the same entry.

    Raises:
        Refused: `form-foreign`, `signed-out`, the codes of `watching.pass_on`.
    """
    form = await read_form(request, console.visit.secret)
    frame = await console.seated(form.one("council") or None)
    session, named = console.visit.held(), frame.council.council
    call = PassOn(form.one("ref"), form.one("to"), form.one("text").strip(), named)
    once = once_of("passing on", form.one("form"), named, session.officer, call.ref, call.to, call.text)
    async with console.turns.of(once):
        sent = await watching.pass_on(console.access, session, call, once=once)
    return redirect(link_to("/", frame.in_links, done=sent.act.ref))


@get("/watch/answer")
async def show_answer(console: Named, ref: Ref, council: CouncilName = None) -> Response[str]:
    """Return the way to the form that answers an act: where several would, to the act's page, which offers them."""
    frame = await console.seated(council)
    named = frame.council.council
    matter = await within_rights(console, await console.reader.ask(ShowDossier(ref, council=named, most=1)))
    found = [one for one in matter.next_acts if one.re == ref and answers(one.kind) and by_form(KINDS[one.kind])]
    # What declines, or asks back, is one click away; the key leads to what answers, and to what answers this kind alone
    # before what may answer anything.
    answering = [one for one in found if KINDS[one.kind].speech is Speech.ANSWERS]
    wanted = [one for one in answering if KINDS[one.kind].answers] or answering or found
    if len(wanted) == 1 and not asks_nothing(wanted[0].kind):
        return redirect(link_to("/act", frame.in_links, **form_of(wanted[0], matter.dossier.dossier)))
    return redirect(link_to(page_of(ref) or "/", frame.in_links) + "#sayable")


def _query(request: Asked) -> str:
    return str(request.scope["query_string"].decode("latin-1"))


HANDLERS: tuple[ControllerRouterHandler, ...] = (
    show_watch,
    show_ringing,
    show_drills,
    acknowledge,
    show_pass,
    pass_on,
    show_answer,
)
