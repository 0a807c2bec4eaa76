"""The handover of the watch: what is open, what was done, notes; who leaves signs, who comes takes it."""

from collections.abc import Sequence
from typing import Annotated

from litestar import Response, get, post
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from detente.console.answers import html, redirect
from detente.console.asked import Asked, CouncilName, Flag, Named
from detente.console.door.received import Received, read_form
from detente.console.door.visit import site_of
from detente.console.links import link_to
from detente.console.locks import once_of
from detente.console.view import Console, Seated
from detente.console.words import watches
from detente.council.registry import KINDS
from detente.home.access import sessions
from detente.home.access.sessions import Session
from detente.home.access.state import draw
from detente.home.acting import handing
from detente.home.acting.handing import Asked as Signed
from detente.home.calls import OfferWatch, ShowWatch, TakeWatch
from detente.languages import gettext as _
from detente.node.core import Core
from detente.protocol.passkeys import text_of

Watch = Annotated[str, QueryParameter(max_length=32)]
PLACE = "/watch/handover"


@get(PLACE)
async def show_handover(
    request: Asked, console: Named, council: CouncilName = None, watch: Watch = "line", begin: Flag = None
) -> Response[str]:
    """Return who has the watch, what is open and what was done in it, and how this officer hands it over or takes it.

    Args:
        begin: `1` to take a watch that nobody handed over.
    """
    return await _page(request, console, await console.seated(council), watch, begin=begin == "1")


async def _page(
    request: Asked, console: Console, frame: Seated, watch: str, *, begin: bool, changed: bool = False
) -> Response[str]:
    """Return the page of a watch.

    Args:
        changed: somebody wanted to take it as it stood before, and is shown how it stands now.
    """
    named = frame.council.council
    found = await console.reader.ask(ShowWatch(watch, named, each=watches.ROWS_SHOWN))
    me = console.visit.signed_in
    officer = me.officer if me else ""
    taking: Signed | None = None
    mine = found.offer is not None and found.offer.to == officer
    if officer and (mine or begin or not found.holder):
        call = TakeWatch(watch, unoffered=not mine)
        taking = await handing.ask_take(console.access, me, named, call, site_of(request))
    offered = found.offer.open if found.offer is not None else ()
    page = console.render(
        "handover.html",
        frame,
        title=_("Handover"),
        found=found,
        officer=officer,
        officers=await _officers(console, named) if officer else {},
        open_parts=watches.parts_of(found.open, found.groups),
        typed=await handing.typed(console.access, me, named, watch) if me else None,
        taking=taking,
        unoffered=not mine,
        changed=changed,
        kinds=await _kinds(console, named, [ref for ref, _need, _by in offered]),
        form=text_of(draw()),
        json_command=console.command("watch", "show", "--json"),
    )
    return html(page)


@post(f"{PLACE}/preview")
async def keep_offer(request: Asked, console: Named) -> Response[str]:
    """Keep what was typed, and lead to what would be signed: a page that can be left and gone back to.

    Raises:
        Refused: `signed-out`: the page before still has what was typed.
    """
    form, frame, watch, me = await _received(request, console)
    call = OfferWatch(form.one("to"), form.one("text").strip(), watch)
    await handing.keep_typed(console.access, me, frame.council.council, call)
    return redirect(_back(frame, watch, f"{PLACE}/preview"))


@get(f"{PLACE}/preview")
async def show_offer(
    request: Asked, console: Named, council: CouncilName = None, watch: Watch = "line"
) -> Response[str]:
    """Return exactly what the officer who leaves is about to sign; notes stand in no address.

    Where nothing waits to be signed, as once it was, the way is to the handover.
    """
    frame, me = await console.seated(council), console.visit.signed_in
    call = None if me is None else await handing.typed(console.access, me, frame.council.council, watch)
    return redirect(_back(frame, watch)) if call is None else await _preview(request, console, frame, call)


async def _preview(
    request: Asked, console: Console, frame: Seated, call: OfferWatch, *, changed: bool = False
) -> Response[str]:
    """Return the page of what would be signed now.

    Args:
        changed: somebody signed what stood there before, and is shown what stands there now.
    """
    named = frame.council.council
    found = await handing.ask_offer(console.access, console.visit.signed_in, named, call, site_of(request))
    page = console.render(
        "handover-preview.html",
        frame,
        title=_("Handover"),
        found=found,
        call=call,
        officers=await _officers(console, named),
        changed=changed,
        kinds=await _kinds(console, named, [str(one["ref"]) for one in found.body.get("open", ()) if "ref" in one]),
        form=text_of(draw()),
    )
    return html(page)


async def _kinds(console: Console, council: str, refs: Sequence[str]) -> dict[str, str]:
    """Return by reference what sort of act each is, for who signs a list or takes it: references tell nothing."""
    if not refs:
        return {}

    def read(core: Core) -> dict[str, str]:
        rows = (core.context.store.act(council, ref) for ref in refs)
        return {row.ref: KINDS[row.kind].title for row in rows if row is not None and row.kind in KINDS}

    return await console.access.host.read(read)


@post(f"{PLACE}/offer", status_code=200)
async def offer(request: Asked, console: Named) -> Response[str]:
    """Hand the watch over to another officer, who then takes it; the same form again is the same handover.

    Where something else is open by now than the officer was shown, nothing is signed, and the page shows that.

    Raises:
        Refused: `signed-out`, `form-foreign`, the codes of `handing.offer`.
    """
    form, frame, watch, me = await _received(request, console)
    named, call = frame.council.council, OfferWatch(form.one("to"), form.one("text").strip(), watch)
    once = once_of("handover", form.one("form"), named, me.officer, watch, call.to, call.text)
    async with console.turns.of(f"handovers in {named}"):
        sent = await handing.offer(
            console.access, me, named, call, form.one("answer"), site_of(request), shown=form.one("shown"), once=once
        )
    if sent is None:
        return await _preview(request, console, frame, call, changed=True)
    await handing.forget_typed(console.access, me, named, watch)
    return redirect(_back(frame, watch))


@post(f"{PLACE}/take", status_code=200)
async def take(request: Asked, console: Named) -> Response[str]:
    """Take the watch; the same form again is the same taking.

    Where the watch stands otherwise by now than the officer was shown, nothing is taken, and the page shows that.

    Raises:
        Refused: `signed-out`, `form-foreign`, the codes of `handing.take`.
    """
    form, frame, watch, me = await _received(request, console)
    named, unoffered = frame.council.council, form.one("unoffered") == "1"
    call = TakeWatch(watch, unoffered=unoffered)
    once = once_of("taking", form.one("form"), named, me.officer, watch, form.one("shown"))
    async with console.turns.of(f"handovers in {named}"):
        sent = await handing.take(
            console.access, me, named, call, form.one("answer"), site_of(request), shown=form.one("shown"), once=once
        )
    if sent is None:
        return await _page(request, console, frame, watch, begin=unoffered, changed=True)
    return redirect(_back(frame, watch))


async def _received(request: Asked, console: Console) -> tuple[Received, Seated, str, Session]:
    """Return a form, its council, which watch it is about, and the session of the officer who sent it."""
    form = await read_form(request, console.visit.secret)
    frame = await console.seated(form.one("council") or None)
    return form, frame, form.one("watch", "line"), console.visit.held()


def _back(frame: Seated, watch: str, place: str = PLACE) -> str:
    council = frame.in_links
    return link_to(place, council, watch=watch if watch != "line" else None)


async def _officers(console: Console, council: str) -> dict[str, str]:
    at, usual = console.access.host.clock.now(), str(console.access.host.config.get("officer", ""))
    return await console.access.host.read(lambda core: sessions.castable(core, council, usual, at))


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_handover, keep_offer, show_offer, offer, take)
