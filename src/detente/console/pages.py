"""The pages, one function each: what is asked of the home service, and what the template is given."""

import base64
import re
from importlib.resources import files
from typing import Annotated

from litestar import Response, get
from litestar.exceptions import HTTPException, NotFoundException
from litestar.params import PathParameter, QueryParameter
from litestar.types import ControllerRouterHandler

from detente.console import desks, reading, start, words
from detente.console.asked import Asked, Before, CouncilName, Every, Named, Part
from detente.console.reading import Wanted
from detente.console.received import typed_in
from detente.console.remedies import PLAINLY, is_command, on_page, plainly
from detente.console.view import VENDORED, Console, Elsewhere, have_scripts
from detente.council.board import Need
from detente.council.registry import DESKS
from detente.errors import DetenteError, Fault, Malformed, Refused
from detente.home.calls import (
    Contradictions,
    ExportEvidence,
    Inbox,
    ListDossiers,
    ListDuties,
    ShowBoard,
    ShowLine,
    ShowStanding,
)
from detente.home.replies import ActView
from detente.languages import gettext as _
from detente.languages import noted
from detente.log import log_of
from detente.protocol.acts import HEADS

HTML, ZIP = "text/html", "application/zip"
LATEST_SHOWN = 5
WAITING = (Need.READ, Need.ANSWER, Need.RELEASE)
WAITING_SHOWN = 4
"""Acts of the watch board that the state names; it counts the others."""
SILENT_MATTERS = 10
"""Matters looked at for what the first page says of a counterpart's silence; the command has the others."""
JOURNAL = "journal"
OWN = "own"
"""Entries of the journal among which the newest `heads` is: others there open generations or change keys."""
PAGE_ACTS = 30
PARTIES_BESIDE_MAX = 9
"""Parties whose receipts have room beside the text on a wide screen; more stand below it."""

FORBIDDEN = frozenset({"form-foreign", "signed-out", "officer-not-accredited", "passkey-unknown", "passkey-behind"})
"""Codes that say who may not, whatever is asked."""
SCRIPTS = (
    "passkey.js", "clock.js", "search.js", "compose.js", "map.js", "ring.js", "board.js", "focus.js", "heard.js",
    "sections.js",
)  # fmt: skip

log = log_of("console")


@get("/state")
async def show_state(console: Named, council: CouncilName = None, every: Every = None) -> Response[str]:
    """Return the council's state: the line, counterparts, the council's time, alarms, the latest acts."""
    frame = await console.seated(council)
    reader, chosen = console.reader, frame.council
    found = await reader.ask(Contradictions(council=chosen.council))
    latest = await reading.read_downwards(reader, Wanted(chosen.council, limit=LATEST_SHOWN))
    watch = await reader.ask(ShowBoard(chosen.council, WAITING, limit=WAITING_SHOWN))
    page = console.render(
        "state.html",
        frame,
        title=_("State"),
        state=words.state_of(frame.status, chosen, len(found.items)),
        peers=words.counterparts(frame.status, chosen),
        contradictions=found.items,
        watch=watch,
        more=sum(watch.counts.get(need, 0) for need in WAITING) - len(watch.items),
        suspended=words.suspended((await reader.ask(ShowStanding(chosen.council))).items, chosen),
        asked=await desks.asked(reader, chosen.council),
        met=await desks.met(reader, chosen.council),
        visits=await desks.visits(reader, chosen.council),
        assured=await desks.assured(reader, chosen.council),
        worries=await desks.worries(reader, chosen.council),
        shared=await desks.shared(reader, chosen.council),
        ahead=await desks.ahead(reader, chosen.council),
        published=await desks.published(reader, chosen.council),
        latest=_newest_first(latest.acts),
        turns=await reader.ask(ListDossiers(chosen.council, turn=frame.status.party, limit=LATEST_SHOWN)),
        owed=(await reader.ask(ListDuties(chosen.council, who=frame.status.party))).items,
        titles={name: desk.TITLE for name, desk in DESKS.items()},
        heads=await _last_heads(console, chosen.council) if chosen.depositary else None,
        silent=words.silent(await reader.ask(ShowLine(chosen.council, matters=SILENT_MATTERS))),
        line_command=console.command("line", "status"),
        json_command=console.command("status", "--json"),
    )
    return html(page, every)


@get("/acts")
async def show_acts(
    console: Named,
    council: CouncilName = None,
    channel: Annotated[str | None, QueryParameter(max_length=32)] = None,
    party: Annotated[str | None, QueryParameter(max_length=32)] = None,
    order: Annotated[str | None, QueryParameter(max_length=8)] = None,
    nodes: Annotated[str | None, QueryParameter(max_length=1)] = None,
    before: Before = None,
    after: Annotated[int | None, QueryParameter(ge=0)] = None,
    every: Every = None,
) -> Response[str]:
    """Return a page of the timeline."""
    frame = await console.seated(council)
    oldest_first = order == "oldest"
    wanted = Wanted(
        frame.council.council,
        channel=channel or None,
        party=party or None,
        before=before,
        after=after or 0,
        nodes=nodes == "1",
        limit=PAGE_ACTS,
    )
    read = reading.read_upwards if oldest_first else reading.read_downwards
    found = await read(console.reader, wanted)
    asked = ["inbox", "--all", *(["--channel", channel] if channel else []), "--json"]
    page = console.render(
        "acts.html",
        frame,
        title=_("Acts"),
        acts=reading.in_order_of_proof(found.acts) if oldest_first else _newest_first(found.acts),
        too_early=reading.claims_too_early(found.acts),
        channels=[*frame.council.channels, OWN],
        wanted=wanted,
        many=len(frame.council.parties) > PARTIES_BESIDE_MAX,
        oldest_first=oldest_first,
        found=found,
        json_command=console.command(*asked),
    )
    return html(page, every)


@get("/acts/{party:str}/{channel:str}/{entry:str}/evidence.zip")
async def download_evidence(
    console: Named, party: Part, channel: Part, entry: Part, council: CouncilName = None
) -> Response[bytes]:
    """Return the evidence of one act; the record notes in `own` that it was opened to strangers."""
    ref = reference_of(party, channel, entry)
    evidence = await console.reader.ask(ExportEvidence(ref, council=council, disclose=True))
    return attached(base64.b64decode(evidence.file), file_name_of(ref), ZIP)


@get("/start")
async def show_start(console: Named, council: CouncilName = None) -> Response[str]:
    """Return what to try, as commands with this node's real paths."""
    frame = await console.seated(council)
    chosen = frame.council
    page = await reading.read_downwards(console.reader, Wanted(chosen.council, channel="line"))
    others = [act for act in page.acts if act.party != frame.status.party]
    asked = [act for act in others if frame.status.party in act.to] or others
    trials = start.trials_of(
        frame.status, chosen, start.places_of(console.folder, chosen.parties), asked[-1] if asked else None
    )
    return html(
        console.render(
            "start.html",
            frame,
            title=_("Try it"),
            way_in=start.way_in(),
            trials=trials,
            json_command=console.command("status", "--json"),
        )
    )


@get("/console.css")
async def show_style() -> Response[bytes]:
    """Return the one style sheet."""
    return _static("console.css", media_type="text/css")


@get("/{name:str}")
async def show_script(name: Annotated[str, PathParameter(max_length=32)]) -> Response[bytes]:
    """Return one of our scripts; none is needed to read a page, or to fill a form in."""
    if name in SCRIPTS:
        return _static(name, media_type="text/javascript")
    if name in VENDORED and have_scripts():
        return _static(f"vendor/{name}", media_type="text/javascript")
    raise NotFoundException


@get("/mark.svg")
async def show_mark() -> Response[bytes]:
    """Return the mark in the browser's tab."""
    return _static("mark.svg", media_type="image/svg+xml")


HANDLERS: tuple[ControllerRouterHandler, ...] = (
    show_state,
    show_acts,
    download_evidence,
    show_start,
    show_style,
    show_script,
    show_mark,
)


# --- errors -----------------------------------------------------------------------------------------------------------


def show_error(request: Asked, error: DetenteError) -> Response[str]:
    """Return the page of a refusal or a failure, with its remedy."""
    unknown = isinstance(error, Refused) and error.code.endswith("-unknown")
    status = (
        403
        if error.code in FORBIDDEN
        else 404
        if unknown
        else {Refused: 409, Malformed: 400, Fault: 503}.get(type(error), 500)
    )
    return _problem(request, status, error.code, error.expected, error.got, error.remedy)


def go_elsewhere(_request: Asked, elsewhere: Elsewhere) -> Response[str]:
    """Return the way to the page that answers a request in another's place."""
    return redirect(elsewhere.path)


def show_http_error(request: Asked, error: HTTPException) -> Response[str]:
    """Return the page for an address that there is not, or for a question that makes no sense."""
    if error.status_code == 404:
        return _problem(
            request, 404, "page-unknown", noted("the address of a page"), request.url.path, noted("open the first page")
        )
    details = error.extra if isinstance(error.extra, list) else []
    wrong = "; ".join(f"{one.get('key')}: {one.get('message')}" for one in details if isinstance(one, dict))
    return _problem(
        request,
        error.status_code,
        "question-malformed",
        noted("an address as the pages link to"),
        wrong or error.detail,
        "",
    )


def show_mistake(request: Asked, error: Exception) -> Response[str]:
    """Return the page for a mistake of ours; what it was stands in the log only."""
    log.error("page-failed", exc_info=error, path=request.url.path)
    return _problem(
        request, 500, "our-mistake", noted("a page"), noted("a mistake of ours"), noted("see the node's log")
    )


def _problem(request: Asked, status: int, code: str, expected: str, got: str, remedy: str) -> Response[str]:
    console: Console = request.app.state.console
    page = console.render_problem(
        sent=request.method == "POST", code=code, expected=expected, got=got, remedy=remedy,
        plainly=plainly(code, expected, got) if code in PLAINLY else "",
        here=on_page(code, remedy), by_command=is_command(remedy), typed=typed_in(request.scope["state"]),
    )  # fmt: skip
    return Response(page, status_code=status, media_type=HTML)


# --- parts ------------------------------------------------------------------------------------------------------------


def html(page: str, every: int | None = None, place: str = "") -> Response[str]:
    """Return a page, asked for again every so many seconds where that is wanted.

    Args:
        place: where it asks, if not at its own address.
    """
    refresh = {} if every is None else {"refresh": f"{every}; url={place}" if place else str(every)}
    return Response(page, media_type=HTML, headers=refresh)


def redirect(path: str) -> Response[str]:
    """Return the way to another page."""
    return Response("", status_code=303, headers={"location": path}, media_type=HTML)


def attached(data: bytes, name: str, media_type: str) -> Response[bytes]:
    """Return a file to keep; of a name no more than letters, digits, dots, hyphens and underscores is said."""
    plain = re.sub(r"[^A-Za-z0-9._]+", "-", name)
    return Response(data, media_type=media_type, headers={"content-disposition": f'attachment; filename="{plain}"'})


def _static(name: str, *, media_type: str) -> Response[bytes]:
    data = files("detente.console").joinpath("static", *name.split("/")).read_bytes()
    return Response(data, media_type=media_type, headers={"cache-control": "no-cache"})


def reference_of(party: str, channel: str, entry: str) -> str:
    """Return the reference that an address names."""
    return f"{party.upper()}/{channel.upper()}/{entry.lower()}"


def file_name_of(ref: str) -> str:
    """Return a file name for the evidence of an act."""
    return re.sub(r"[^A-Za-z0-9.]+", "-", ref) + ".zip"


def _newest_first(acts: list[ActView]) -> list[ActView]:
    return reading.in_order_of_proof(acts)[::-1]


async def _last_heads(console: Console, council: str) -> ActView | None:
    """Return the newest `heads` of the depositary's journal held here: the council's time."""
    asked = Inbox(council=council, channel=JOURNAL, all=True, kinds=(HEADS,), newest=True, limit=1)
    return next(iter((await console.reader.ask(asked)).items), None)
