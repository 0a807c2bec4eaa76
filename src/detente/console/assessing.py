"""The assessment's page: what the record says, and beside it what inputs say of who needs the line.

Whoever reads may set the inputs otherwise: a form whose address holds what was set, so that it can be passed on and
needs no script. What an officer sets can be kept in the party's own channel.
"""

import asyncio
from typing import Annotated, Any, Final

from litestar import Response, get, post
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from detente.assessment.compare import findings
from detente.assessment.document import JUDGEMENT, Document, Section
from detente.assessment.report import document
from detente.console import weighing
from detente.console.composing import Asked, lock_of, signed_out
from detente.console.pages import CouncilName, Every, Named, html, redirect
from detente.console.received import read_form
from detente.console.view import link_to
from detente.console.weighing import Chosen, Inputs
from detente.home.access import saying
from detente.home.calls import MeasureRecord, Send
from detente.protocol.charter import OWN

Named_ = Annotated[str | None, QueryParameter(max_length=200)]
TITLE_CHARACTERS_MAX: Final = 200
PATIENCE_SECONDS: Final = 1.0
"""How long a page waits for a record that is read for the first time since the node started."""


@get("/assessment")
async def show_assessment(
    request: Asked, console: Named, council: CouncilName = None, inputs: Named_ = None, reading: Named_ = None,
    every: Every = None,
) -> Response[str]:  # fmt: skip
    """Return evidence and judgement, each section marked; of the inputs one reading in detail, the others beside."""
    frame = await console.frame(council)
    if frame.council is None:
        return redirect("/")
    named = frame.council.council
    measured = await console.reader.ask(MeasureRecord(named, patience_seconds=PATIENCE_SECONDS))
    kept = await weighing.kept(console.reader, named)
    typed = {name: value for name, value in request.query_params.items() if len(value) <= weighing.TYPED_MAX}
    chosen = await asyncio.to_thread(weighing.choose, kept, inputs, reading, typed)
    made = await asyncio.to_thread(_document, chosen, next(iter(measured.items), None))
    page = console.render(
        "assessment.html",
        frame,
        title="Assessment",
        made=made,
        parted=_parted(made),
        measures=measured,
        chosen=chosen,
        differing=[] if chosen.compared is None else findings(chosen.compared, ("as it was", "as set here")),
        kept=[one for one in kept.values() if one.id != chosen.inputs.id],
        usual=weighing.USUAL,
        officer=console.visit.signed_in,
        again=link_to("/assessment", council, **_asked(chosen)),
        json_command=console.command("assess", "record", "--json"),
    )
    return html(page, every)


def _document(chosen: Chosen, measured: dict[str, Any] | None) -> Document:
    return document(chosen.readings, *weighing.graphs(chosen.inputs), measured)


def _parted(made: Document) -> tuple[list[Section], list[Section]]:
    """Return the sections that are evidence, and those that are judgement."""
    judged = [one for one in made.sections if one.kind == JUDGEMENT]
    return [one for one in made.sections if one.kind != JUDGEMENT], judged


def _asked(chosen: Chosen) -> dict[str, str]:
    """Return what the address of this page asks, with what was set."""
    return {"inputs": chosen.inputs.id, "reading": chosen.reading, **chosen.typed}


@post("/assessment/keep")
async def keep_inputs(request: Asked, console: Named) -> Response[str]:
    """Keep the inputs as an officer set them, in the party's own channel; the same ones again are the act they are.

    Raises:
        Refused: `form-foreign`, `signed-out`, `inputs-too-large`, and the codes of `saying.say`.
        Malformed: `form-malformed`.
    """
    received = await read_form(request, console.visit.secret)
    session, council = console.visit.signed_in, received.one("council") or None
    if session is None:
        raise signed_out()
    frame = await console.frame(council)
    if frame.council is None:
        return redirect("/")
    named = frame.council.council
    kept = await weighing.kept(console.reader, named)
    typed = {name: values[0] for name, values in received.fields.items()}
    chosen = await asyncio.to_thread(weighing.choose, kept, received.one("inputs"), received.one("reading"), typed)
    title = received.one("title").strip()[:TITLE_CHARACTERS_MAX]
    body = None if chosen.ledger is None else weighing.body_of(chosen, title, received.one("source").strip())
    if body is None:
        return redirect(link_to("/assessment", council, **_asked(chosen)))
    async with lock_of(str(body["sha256"])):
        same = next((one for one in (await weighing.kept(console.reader, named)).values() if _same(one, body)), None)
        if same is None:
            call = Send(channel=OWN, body=body, kind=weighing.KIND)
            ref = (await saying.say(console.access, session, named, call)).act.ref
        else:
            ref = same.id
    return redirect(link_to("/assessment", council, inputs=ref) + "#needs")


def _same(one: Inputs, body: dict[str, Any]) -> bool:
    return one.sha256 == str(body["sha256"])


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_assessment, keep_inputs)
