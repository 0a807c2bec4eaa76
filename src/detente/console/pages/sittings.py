"""The pages of what is decided: decisions with their clocks, meetings with their items, results and papers."""

import base64
from collections.abc import Iterable, Mapping
from typing import Annotated, Final

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter
from litestar.types import ControllerRouterHandler

from detente.console.answers import attached, html, reference_of
from detente.console.asked import Before, CouncilName, Every, Named, Part
from detente.console.pages.deciding import breaking_in, quiet_in
from detente.console.say.beginning import may_begin
from detente.console.told import desks
from detente.console.told.desks import DECISIONS, MEETINGS
from detente.console.view import Console
from detente.council.decision.outcome import Result
from detente.council.desks.decisions import FINAL, OPEN
from detente.council.desks.meetings import COMING, PAST
from detente.council.meeting.state import CONVENE
from detente.home.calls import ExportMeeting, ListDossiers, ListMatters
from detente.home.replies import DeskMatterView
from detente.home.replies.meetings import MeetingPaper
from detente.languages import gettext as _

PAGE_SITTINGS = 20
"""Matters of one page: each is folded for it."""
STANDING_MAX = 200
"""Procedures that run, or meetings to come, which the first page has all of."""
CALENDAR: Final = "meeting.ics"

PaperName = Annotated[str, PathParameter(max_length=40)]


@get("/decisions")
async def show_decisions(
    console: Named, council: CouncilName = None, before: Before = None, every: Every = None
) -> Response[str]:
    """Return what is proposed, with the exact second at which silence expires, and the register of what is final."""
    frame = await console.seated(council)
    named = frame.council.council
    running = await _standing(console, named, DECISIONS, {"stage": OPEN}) if before is None else []
    listing = await console.reader.ask(
        ListMatters(DECISIONS, council=named, where={"stage": FINAL}, before=before, limit=PAGE_SITTINGS)
    )
    final = [one for one in listing.items if one.data]
    page = console.render(
        "decisions.html",
        frame,
        title=_("Decisions"),
        open=sorted(running, key=_expiry),
        register=sorted(final, key=_number),
        twice=await _given_twice(console, named, final),
        replaced=await _replaced(console, named, final),
        quiet_in=quiet_in,
        breaking_in=breaking_in,
        older=listing.next,
        newest=before is None,
        json_command=console.command("decision", "register", "--json"),
    )
    return html(page, every)


async def _standing(console: Console, council: str, desk: str, where: Mapping[str, str]) -> list[DeskMatterView]:
    """Return all matters that stand so, also those in which nothing was said for long: their clocks run on."""
    return await desks.matters(console.reader, council, desk, where, limit=STANDING_MAX)


async def _given_twice(console: Console, council: str, final: Iterable[DeskMatterView]) -> set[str]:
    """Return the numbers that another decision of the register bears too, on whatever page of it."""
    found = set()
    for number in {one.data["number"] for one in final} - {""}:
        call = ListDossiers(council, desk=DECISIONS, where={"number": number}, limit=2)
        if len((await console.reader.ask(call)).items) > 1:
            found.add(number)
    return found


async def _replaced(console: Console, council: str, final: Iterable[DeskMatterView]) -> dict[str, str]:
    """Return by reference the adopted decision that revises it, the newest one."""
    found = {}
    for one in final:
        where = {"stage": FINAL, "result": str(Result.ADOPTED), "revises": one.dossier.dossier}
        listing = await console.reader.ask(ListDossiers(council, desk=DECISIONS, where=where, limit=1))
        if listing.items:
            found[one.dossier.dossier] = listing.items[0].dossier
    return found


@get("/meetings")
async def show_meetings(
    console: Named, council: CouncilName = None, before: Before = None, every: Every = None
) -> Response[str]:
    """Return meetings to come and past ones, with items, results and papers."""
    frame = await console.seated(council)
    named = frame.council.council
    coming = await _standing(console, named, MEETINGS, {"stage": COMING}) if before is None else []
    listing = await console.reader.ask(
        ListMatters(MEETINGS, council=named, where={"stage": PAST}, before=before, limit=PAGE_SITTINGS)
    )
    page = console.render(
        "meetings.html",
        frame,
        title=_("Meetings"),
        coming=sorted(coming, key=_beginning),
        past=sorted((one for one in listing.items if one.data), key=_beginning, reverse=True),
        older=listing.next,
        newest=before is None,
        may=await may_begin(console, named, CONVENE),
        json_command=console.command("dossier", "list", "--desk", MEETINGS, "--json"),
    )
    return html(page, every)


@get("/meetings/{party:str}/{channel:str}/{entry:str}/{paper:str}")
async def download_paper(
    console: Named, party: Part, channel: Part, entry: Part, paper: PaperName, council: CouncilName = None
) -> Response[bytes]:
    """Return a meeting as a file: `minutes.en.pdf`, `minutes.fr.txt`, or `meeting.ics` for a calendar."""
    call = _export(reference_of(party, channel, entry), paper, council)
    found: MeetingPaper = await console.reader.ask(call)
    return attached(base64.b64decode(found.file), found.name, found.media_type)


def _export(ref: str, paper: str, council: str | None) -> ExportMeeting:
    if paper == CALENDAR:
        return ExportMeeting(ref, format="ics", council=council)
    match paper.split("."):
        case ["minutes", language, "pdf"]:
            return ExportMeeting(ref, format="pdf", council=council, language=language)
        case ["minutes", language, "txt"]:
            return ExportMeeting(ref, format="text", council=council, language=language)
        case _:
            raise NotFoundException


# --- orders -----------------------------------------------------------------------------------------------------------


def _expiry(one: DeskMatterView) -> tuple[bool, str, str]:
    expires_at = one.data["expires_at"]
    return expires_at is None, expires_at or "", one.dossier.dossier


def _number(one: DeskMatterView) -> tuple[bool, str, str]:
    number = one.data["number"]
    return number == "", number, one.dossier.dossier


def _beginning(one: DeskMatterView) -> tuple[str, str]:
    return one.data["begins_at"] or min(one.data["terms"].values(), default=""), one.dossier.dossier


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_decisions, show_meetings, download_paper)
