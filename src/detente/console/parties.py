"""The pages of the council's parties: what each suspends and what is open, who speaks for it, and the line of time."""

from typing import Annotated

from litestar import Response, get
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from detente.console.pages import CouncilName, Every, Named, html, redirect
from detente.home.calls import ListDossiers, ListOfficers, ShowDossier, ShowStanding, ShowTimeline
from detente.home.replies.officers import OfficerView
from detente.languages import gettext as _

WATCHES = "watches"
PAGE_ROSTERS = 20
"""Dossiers with contact points or watches on one page."""
PAGE_MOMENTS = 100
PAGE_QUESTIONS = 20


@get("/standing")
async def show_standing(console: Named, council: CouncilName = None, every: Every = None) -> Response[str]:
    """Return what each party suspends, and what is open for whom."""
    frame = await console.frame(council)
    if frame.council is None:
        return redirect("/")
    found = await console.reader.ask(ShowStanding(frame.council.council))
    page = console.render(
        "standing.html",
        frame,
        title=_("Standing"),
        items=found.items,
        suspensions=[one for party in found.items for one in party.suspensions],
        json_command=console.command("standing", "--json"),
    )
    return html(page, every)


@get("/officers")
async def show_officers(console: Named, council: CouncilName = None, every: Every = None) -> Response[str]:
    """Return the officers whose credentials stand, by party, and whom to reach."""
    frame = await console.frame(council)
    if frame.council is None:
        return redirect("/")
    reader, chosen = console.reader, frame.council
    found = await reader.ask(ListOfficers(chosen.council))
    listing = await reader.ask(ListDossiers(chosen.council, desk=WATCHES, limit=PAGE_ROSTERS))
    by_party: dict[str, list[OfficerView]] = {}
    for one in found.items:
        by_party.setdefault(one.party, []).append(one)
    page = console.render(
        "officers.html",
        frame,
        title=_("Officers"),
        by_party=by_party,
        without=[one for one in chosen.parties if one not in by_party and one != chosen.depositary],
        rosters=[await reader.ask(ShowDossier(one.dossier, council=one.council)) for one in listing.items],
        more=listing.next is not None,
        json_command=console.command("officer", "list", "--json"),
    )
    return html(page, every)


@get("/timeline")
async def show_timeline(
    console: Named,
    council: CouncilName = None,
    about: Annotated[str | None, QueryParameter(max_length=200)] = None,
    before: Annotated[int | None, QueryParameter(ge=1)] = None,
    every: Every = None,
) -> Response[str]:
    """Return acts and statements in the media on one line of time, and questions about what they put differently."""
    frame = await console.frame(council)
    if frame.council is None:
        return redirect("/")
    found = await console.reader.ask(
        ShowTimeline(frame.council.council, about=about or None, before=before, limit=PAGE_MOMENTS)
    )
    page = console.render(
        "timeline.html",
        frame,
        title=_("Timeline"),
        items=found.items[::-1],
        differences=found.differences[:PAGE_QUESTIONS],
        unasked=len(found.differences[PAGE_QUESTIONS:]),
        about=about or "",
        newest=before is None,
        older=found.next,
        json_command=console.command("press", "list", *(["--about", about] if about else []), "--json"),
    )
    return html(page, every)


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_standing, show_officers, show_timeline)
