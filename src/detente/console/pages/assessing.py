"""The assessment's page: what the record says, and beside it what inputs say of who needs the line.

Whoever reads may set the inputs otherwise: a form whose address holds what was set, so that it can be passed on and
needs no script. What an officer sets can be kept in the party's own channel.
"""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any, Final

import msgspec
from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter, QueryParameter
from litestar.types import ControllerRouterHandler

from detente import __version__
from detente.assessment.dependence.compare import BEFORE_AND_SET, findings
from detente.assessment.dependence.needs import sourced, titled
from detente.assessment.report.assembly import document
from detente.assessment.report.document import JUDGEMENT, METHOD_OF_A_RECORD, Document, Section, as_json
from detente.assessment.report.record_report import record_sections
from detente.assessment.words import gettext as worded
from detente.console.answers import attached, html, redirect
from detente.console.asked import Asked, CouncilName, Every, Named
from detente.console.door.received import read_form
from detente.console.links import link_to
from detente.console.pages import weighing
from detente.console.pages.weighing import Chosen, Inputs
from detente.console.view import Console
from detente.home.acting import saying
from detente.home.calls import MeasureRecord, Send
from detente.home.replies import CouncilView, MeasuresView
from detente.languages import ENGLISH, current, ngettext, using
from detente.languages import gettext as _
from detente.protocol.charter import OWN

ENGINE: Final = f"detente {__version__}"
PDF, JSON = "assessment.pdf", "assessment.json"
Paper = Annotated[str, PathParameter(max_length=40)]
Named_ = Annotated[str | None, QueryParameter(max_length=200)]
ROWS_OPEN: Final = 8
"""Rows of a table of evidence that a reader goes through; a longer one, like all acts that count, is folded.

Every table of a judgement is: the sentences above it say what it comes to.
"""
PATIENCE_SECONDS: Final = 1.0
"""How long a page waits for a record that is read for the first time since the node started."""
PAPER_PATIENCE_SECONDS: Final = 10.0
"""How long a paper waits for it; one that has no evidence in it yet is not made."""


@get("/assessment")
async def show_assessment(
    request: Asked, console: Named, council: CouncilName = None, inputs: Named_ = None, reading: Named_ = None,
    every: Every = None,
) -> Response[str]:  # fmt: skip
    """Return evidence and judgement, each section marked; of the inputs one reading in detail, the others beside."""
    frame = await console.seated(council)
    shown = await _shown(request, console, frame.council, inputs, reading, PATIENCE_SECONDS)
    chosen, come = shown.chosen, weighing.usual(frame.council.parties)
    compared = None if chosen is None else chosen.compared
    page = console.render(
        "assessment.html",
        frame,
        title=_("Assessment"),
        made=shown.made,
        parted=_parted(shown.made),
        measures=shown.measured,
        rows_open=ROWS_OPEN,
        chosen=chosen,
        asked=_asked(chosen),
        sourced=sourced,
        titled=titled,
        worded=worded,
        rests=shown.rests,
        engine=ENGINE,
        differing=[] if compared is None else findings(compared, BEFORE_AND_SET),
        kept=[one for one in shown.kept.values() if chosen is None or one.id != chosen.inputs.id],
        usual="" if come is None else come.id,
        wanted=inputs or "",
        officer=console.visit.signed_in,
        again=link_to("/assessment", council, **_asked(chosen)),
        json_command=console.command("assess", "record", "--json"),
    )
    return html(page, every)


@get("/assessment/{paper:str}")
async def show_paper(
    request: Asked, console: Named, paper: Paper, council: CouncilName = None, inputs: Named_ = None,
    reading: Named_ = None,
) -> Response[bytes] | Response[str]:  # fmt: skip
    """Return what the page shows, with what was set on it, as `assessment.pdf` or `assessment.json`."""
    frame = await console.seated(council)
    if paper not in (PDF, JSON):
        raise NotFoundException
    # Whoever else is given the file compares it: it says the same in every language.
    with using(ENGLISH if paper == JSON else current()):
        shown = await _shown(request, console, frame.council, inputs, reading, PAPER_PATIENCE_SECONDS)
    if shown.measured.unread:
        return redirect(link_to("/assessment", council, **_asked(shown.chosen)))
    if paper == JSON:
        return attached(msgspec.json.format(msgspec.json.encode(_as_json(shown))), JSON, "application/json")
    from detente.home.papers.assessment import render_assessment

    data = await asyncio.to_thread(render_assessment, shown.made, ENGINE, {**shown.rests, **_measures(shown.measured)})
    return attached(data, PDF, "application/pdf")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page or a paper shows.

    Args:
        chosen: None where no inputs are here, kept or shipped, for the parties of this council.
        rests: SHA-256 of all inputs it rests on, in hex, by name.
    """

    measured: MeasuresView
    kept: dict[str, Inputs]
    chosen: Chosen | None
    made: Document
    rests: dict[str, str]


async def _shown(
    request: Asked, console: Console, council: CouncilView, inputs: str | None, reading: str | None, patience: float
) -> Shown:
    measured = await console.reader.ask(MeasureRecord(council.council, patience_seconds=patience))
    kept = await weighing.kept(console.reader, council.council)
    typed = {name: value for name, value in request.query_params.items() if len(value) <= weighing.TYPED_MAX}
    come = weighing.usual(council.parties)
    chosen = await asyncio.to_thread(weighing.choose, kept, come, inputs, reading, typed)
    made = await asyncio.to_thread(_document, chosen, next(iter(measured.items), None))
    return Shown(measured, kept, chosen, made, {} if chosen is None else weighing.hashes(chosen))


def _document(chosen: Chosen | None, measured: dict[str, Any] | None) -> Document:
    if chosen is None:
        said = tuple(record_sections(measured)) if measured else ()
        return Document(_("What does the record say?"), "", said, method=METHOD_OF_A_RECORD)
    return document(chosen.readings, *weighing.graphs(chosen), measured)


def _as_json(shown: Shown) -> dict[str, Any]:
    """Return what `assess report --json` gives."""
    about, measured = as_json(shown.made), shown.measured
    return {
        "as_of": measured.as_of,
        "heads": measured.heads,
        "items": about.pop("sections"),
        "next": None,
        **about,
        "engine": ENGINE,
        "inputs_sha256": shown.rests,
        "measures_sha256": measured.measures_sha256,
    }


def _measures(measured: MeasuresView) -> dict[str, str]:
    """Return the hash of the record's measures under a name that says as of when, and below how many heads."""
    if not measured.items:
        return {}
    name = ngettext(
        "measures of the record, as of {at}, heads of {n} feed",
        "measures of the record, as of {at}, heads of {n} feeds",
        len(measured.heads),
    )
    return {name.format(at=measured.as_of, n=len(measured.heads)): measured.measures_sha256}


def _parted(made: Document) -> tuple[list[Section], list[Section]]:
    """Return the sections that are evidence, and those that are judgement."""
    judged = [one for one in made.sections if one.kind == JUDGEMENT]
    return [one for one in made.sections if one.kind != JUDGEMENT], judged


def _asked(chosen: Chosen | None) -> dict[str, str]:
    """Return what the address of this page asks, with what was set."""
    return {} if chosen is None else {"inputs": chosen.inputs.id, "reading": chosen.reading, **chosen.typed}


@post("/assessment/keep")
async def keep_inputs(request: Asked, console: Named) -> Response[str]:
    """Keep the inputs as an officer set them, in the party's own channel; the same ones again are the act they are.

    Raises:
        Refused: `form-foreign`, `signed-out`, `inputs-too-large`, and the codes of `saying.say`.
        Malformed: `form-malformed`.
    """
    received = await read_form(request, console.visit.secret)
    session, council = console.visit.held(), received.one("council") or None
    frame = await console.seated(council)
    named = frame.council.council
    kept = await weighing.kept(console.reader, named)
    typed = {name: values[0] for name, values in received.fields.items()}
    come = weighing.usual(frame.council.parties)
    chosen = await asyncio.to_thread(
        weighing.choose, kept, come, received.one("inputs"), received.one("reading"), typed
    )
    title = received.one("title").strip()
    body = None
    if chosen is not None and chosen.ledger is not None:
        body = weighing.body_of(chosen, title, received.one("source").strip())
    if body is None:
        return redirect(link_to("/assessment", council, **_asked(chosen)))
    async with console.turns.of(str(body["sha256"])):
        same = next((one for one in (await weighing.kept(console.reader, named)).values() if _same(one, body)), None)
        if same is None:
            call = Send(channel=OWN, body=body, kind=weighing.KIND)
            ref = (await saying.say(console.access, session, named, call)).act.ref
        else:
            ref = same.id
    return redirect(link_to("/assessment", council, inputs=ref) + "#needs")


def _same(one: Inputs, body: dict[str, Any]) -> bool:
    return one.sha256 == str(body["sha256"])


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_assessment, show_paper, keep_inputs)
