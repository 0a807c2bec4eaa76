"""What waits for a second officer: the drafts that are held, and releasing one with one's own passkey."""

from litestar import Response, get, post
from litestar.types import ControllerRouterHandler

from detente.console.answers import html, redirect, reference_of
from detente.console.asked import Asked, Before, CouncilName, Named, Part
from detente.console.door.received import read_form
from detente.console.door.visit import site_of
from detente.console.links import link_to, page_of
from detente.console.told.signed import signed
from detente.council.desks.releases import OPEN
from detente.council.registry import KINDS
from detente.home import releases
from detente.home.acting import clearing, releasing
from detente.home.calls import ListDrafts
from detente.languages import gettext as _
from detente.languages import said

PAGE_DRAFTS = 30


@get("/releases")
async def show_releases(console: Named, council: CouncilName = None, before: Before = None) -> Response[str]:
    """Return the drafts that wait for a second officer, and what became of earlier ones, the newest first."""
    frame = await console.seated(council)
    named = frame.council.council
    held = [] if before is not None else (await console.reader.ask(ListDrafts(named))).items
    found = await console.reader.ask(ListDrafts(named, all=True, before=before, limit=PAGE_DRAFTS))
    page = console.render(
        "releases.html",
        frame,
        title=_("Releases"),
        held=held[::-1],
        done=[one for one in reversed(found.items) if one.status != OPEN],
        newest=before is None,
        older=found.next,
        titles={name: said(kind.title) for name, kind in KINDS.items()},
        json_command=console.command("release", "list", "--all", "--json"),
    )
    return html(page)


@get("/releases/{party:str}/{channel:str}/{entry:str}")
async def show_release(
    request: Asked, console: Named, party: Part, channel: Part, entry: Part, council: CouncilName = None
) -> Response[str]:
    """Return one draft, exactly as it will be sent, and the button of the second officer."""
    frame = await console.seated(council)
    ref, named = reference_of(party, channel, entry), frame.council.council
    found = await releasing.show(console.access, console.visit.signed_in, named, ref, site_of(request))
    _digest, clearances = await clearing.about_draft(console.access, named, found.draft.ref)
    page = console.render(
        "release.html",
        frame,
        title=_("Release {ref}").format(ref=found.draft.ref),
        found=found,
        clearances=clearances,
        draft=found.draft,
        address=page_of(found.draft.ref, "releases") or "/",
        signed=await signed(console, frame, found.preview, done=found.draft.status != OPEN),
    )
    return html(page)


@post("/releases/{party:str}/{channel:str}/{entry:str}")
async def release(
    request: Asked, console: Named, party: Part, channel: Part, entry: Part, council: CouncilName = None
) -> Response[str]:
    """Release a draft; who sends the same form again is shown what came of it."""
    form = await read_form(request, console.visit.secret)
    frame = await console.seated(form.one("council") or council)
    ref, named = reference_of(party, channel, entry), frame.council.council
    async with console.turns.of(f"release of {named} {ref}"):
        done = await console.access.host.read(lambda core: releases.sent_as(core, named, ref))
        if done is None:
            session, site = console.visit.held(), site_of(request)
            sent = await releasing.release(console.access, session, named, ref, form.one("answer"), site)
            done = sent.act.ref
    return redirect(link_to(page_of(done) or "/acts", frame.in_links))


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_releases, show_release, release)
