"""What a request is answered with: a page, the way to another, a file to keep, or the page of what went wrong."""

import re
from dataclasses import replace
from typing import Final, cast

from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.types import HTTPScope, Scope

from detente.console.asked import Asked
from detente.console.door.received import CAME, Received, typed_in
from detente.console.door.visit import is_looked_at, visit_of
from detente.console.links import Elsewhere
from detente.console.view import Console, Frame
from detente.console.words.remedies import PLAINLY, is_command, on_page, plainly
from detente.errors import DetenteError, Fault, Malformed, Refused
from detente.languages import noted
from detente.log import log_of

HTML, ZIP = "text/html", "application/zip"

FORBIDDEN: Final = frozenset({
    "form-foreign", "officer-not-accredited", "passkey-behind", "passkey-unknown", "signed-out",
})  # fmt: skip
"""Codes that say who may not, whatever is asked."""
NOT_HERE: Final = frozenset({
    "account-unknown", "addressee-unknown", "alarms-address-unknown", "amendment-unknown", "assurance-unknown",
    "attachment-unknown", "bracket-unknown", "briefing-unknown", "bundle-unknown", "call-unknown",
    "challenge-unknown", "channel-unknown", "charter-unknown", "communique-unknown", "concern-unknown",
    "contradiction-unknown", "council-unknown", "decision-unknown", "desk-unknown", "dispute-unknown",
    "draft-unknown", "duty-act-unknown", "enrolment-unknown", "erasure-unknown", "explanation-unknown",
    "form-field-unknown", "form-unknown", "incident-unknown", "inputs-unknown", "inspection-unknown", "item-unknown",
    "kind-unknown", "label-unknown", "list-unknown", "lists-unknown", "mandate-unknown", "mapping-unknown",
    "meeting-unknown", "notification-unknown", "observation-unknown", "officer-unknown", "onward-unknown",
    "pair-unknown", "paper-unknown", "party-unknown", "question-unknown", "reference-unknown",
    "regime-format-unknown", "regime-rule-unknown", "regime-unknown", "release-officer-unknown", "request-unknown",
    "scope-unknown", "session-unknown", "topic-unknown", "version-unknown",
})  # fmt: skip
"""Codes that say that what is named is not here, whoever asks."""
BY_CODE: Final = {**dict.fromkeys(FORBIDDEN, 403), **dict.fromkeys(NOT_HERE, 404)}
BY_SORT: Final[dict[type[DetenteError], int]] = {Refused: 409, Malformed: 400, Fault: 503}

REHEARSED = "detente rehearsal"
"""Under which a request that is not answered as it was asked knows if a council here is a rehearsal."""
FRAME = "detente frame"
"""Under which it knows the pages as its visitor has them, and the frame in which it is told so."""
_FORM: Final = re.compile(r"/act/[A-Za-z0-9_-]{43}(?=/|$)")

log = log_of("console")


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


def reference_of(party: str, channel: str, entry: str) -> str:
    """Return the reference that an address names."""
    return f"{party.upper()}/{channel.upper()}/{entry.lower()}"


def file_name_of(ref: str) -> str:
    """Return a file name for the evidence of an act."""
    return re.sub(r"[^A-Za-z0-9.]+", "-", ref) + ".zip"


# --- errors -----------------------------------------------------------------------------------------------------------


def show_error(request: Asked, error: DetenteError) -> Response[str]:
    """Return the page of a refusal or a failure, with its remedy."""
    return _problem(request, status_of(error), error.code, error.expected, error.got, error.remedy)


def status_of(error: DetenteError) -> int:
    """Return the status of an answer that says what went wrong: that of its code, where it has one, or of its sort."""
    if isinstance(error, Refused) and error.code in BY_CODE:
        return BY_CODE[error.code]
    return BY_SORT.get(type(error), 500)


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


async def look_round(error: Exception, scope: Scope) -> None:
    """Note in what frame a page stands that says what went wrong; where none can be made, if it bears the mark.

    So clock, counterparts and what rings stay in sight on it, as on every other page.
    """
    if isinstance(error, Elsewhere):
        return
    console, state = cast("Console", scope["litestar_app"].state.console), scope["state"]
    request: Asked = Request(cast("HTTPScope", scope))
    try:
        if is_looked_at(request):
            state[FRAME] = await _frame(console, request)
            return
    except Exception as unknown:
        # What went wrong first has to be shown all the same.
        log.warning("frame-unknown", exc_info=unknown)
    try:
        state[REHEARSED] = await console.is_rehearsal()
    except Exception as unknown:
        log.warning("mark-unknown", exc_info=unknown)


async def _frame(console: Console, request: Asked) -> tuple[Console, Frame]:
    """Return the pages as this visitor has them, and the frame of the council that was asked about, if it is joined."""
    visit = await visit_of(console.access, request)
    # From what was sent the choice of a language leads back to its form, and to no address that only takes a form.
    seen = console.of(visit if request.method == "GET" else replace(visit, place=form_of(request) or "/"))
    form = request.scope["state"].get(CAME)
    council = form.one("council") if isinstance(form, Received) else request.query_params.get("council", "")
    try:
        return seen, await seen.frame(council or None)
    except Refused:
        return seen, await seen.frame(None)


def form_of(request: Asked) -> str:
    """Return where the form stands of which a request is about, or nothing."""
    found = _FORM.match(request.url.path)
    return found[0] if found else ""


def show_mistake(request: Asked, error: Exception) -> Response[str]:
    """Return the page for a mistake of ours; what it was stands in the log only.

    Of the address only the route goes there: it may have an enrolment's token in it, or words of a search.
    """
    log.error("page-failed", exc_info=error, route=request.scope.get("path_template", ""))
    return _problem(
        request, 500, "our-mistake", noted("a page"), noted("a mistake of ours"), noted("see the node's log")
    )


def _problem(request: Asked, status: int, code: str, expected: str, got: str, remedy: str) -> Response[str]:
    console, frame = request.scope["state"].get(FRAME, (request.app.state.console, None))
    page = console.render_problem(
        frame,
        rehearsal=request.scope["state"].get(REHEARSED, False),
        form="" if code == "form-unknown" else form_of(request),
        sent=request.method == "POST", code=code, expected=expected, got=got, remedy=remedy,
        plainly=plainly(code, expected, got) if code in PLAINLY else "",
        todo=on_page(code, remedy), by_command=is_command(remedy), typed=typed_in(request.scope["state"]),
    )  # fmt: skip
    return Response(page, status_code=status, media_type=HTML)
