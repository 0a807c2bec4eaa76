"""The assessment's page: what the record says, and beside it what shipped or kept inputs say of who needs the line."""

import asyncio
from contextlib import suppress
from functools import cache, lru_cache
from typing import Annotated, Final

from litestar import Response, get
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from detente.assessment import keeping, library
from detente.assessment.document import JUDGEMENT, Document, Section
from detente.assessment.held import Held, held
from detente.assessment.ledger_reading import read_ledger
from detente.assessment.needs import Needs, needs
from detente.assessment.question import read_question
from detente.assessment.reading import parse_file
from detente.assessment.report import document
from detente.console.pages import CouncilName, Every, Named, html, redirect
from detente.console.reading import Reader
from detente.errors import DetenteError
from detente.home.calls import Inbox, MeasureRecord

USUAL: Final = "april-2016"
GRAPHS: Final = {"april-2016": "april-2016-graph"}
"""Shipped inputs of a ledger to those of the graph model on the same question."""
KEPT_SHOWN: Final = 20
Chosen = Annotated[str | None, QueryParameter(max_length=200)]


@get("/assessment")
async def show_assessment(
    console: Named, council: CouncilName = None, inputs: Chosen = None, reading: Chosen = None, every: Every = None
) -> Response[str]:
    """Return evidence and judgement, each section marked; of the inputs one reading in detail, the others beside."""
    frame = await console.frame(council)
    if frame.council is None:
        return redirect("/")
    named = frame.council.council
    measured = await console.reader.ask(MeasureRecord(named))
    kept = await _kept(console.reader, named)
    chosen = inputs if inputs in kept else USUAL
    found = await asyncio.to_thread(_readings, *kept.get(chosen, (library.find(USUAL), True)))
    ids = [id_ for id_, _ in found]
    first = ids.index(reading) if reading in ids else 0
    graphs = await asyncio.to_thread(_graphs, chosen)
    made = document([found[first], *found[:first], *found[first + 1 :]], *graphs, measured.items[0])
    page = console.render(
        "assessment.html",
        frame,
        title="Assessment",
        made=made,
        parted=_parted(made),
        measures=measured,
        inputs=[USUAL, *kept],
        chosen=chosen,
        readings=[(id_, each.ledger.title) for id_, each in found],
        reading=ids[first],
        json_command=console.command("assess", "record", "--json"),
    )
    return html(page, every)


def _parted(made: Document) -> tuple[list[Section], list[Section]]:
    """Return the sections that are evidence, and those that are judgement."""
    judged = [one for one in made.sections if one.kind == JUDGEMENT]
    return [one for one in made.sections if one.kind != JUDGEMENT], judged


async def _kept(reader: Reader, council: str) -> dict[str, tuple[bytes, bool]]:
    """Return the newest inputs that this party keeps for itself, by reference."""
    newest = await reader.newest(council)
    listing = await reader.ask(Inbox(council=council, channel="own", all=True, after=max(newest - 1_000, 0)))
    found = {}
    for act in listing.items:
        if act.kind == keeping.KIND and act.reading == "readable":
            given = keeping.inputs_in(act.kind, act.body, act.ref)
            # Another version may have kept what does not read here; its command says why.
            with suppress(DetenteError):
                await asyncio.to_thread(_readings, *given)
                found[act.ref] = given
    return dict(list(found.items())[-KEPT_SHOWN:][::-1])


@lru_cache(maxsize=4 * KEPT_SHOWN)
def _readings(data: bytes, toml: bool) -> list[tuple[str, Needs]]:
    ledger = read_ledger(parse_file(data, toml=toml))
    return [(ledger.id, needs(ledger, 0, 1)), *((one.id, needs(ledger.read_as(one), 0, 1)) for one in ledger.readings)]


@cache
def _graphs(chosen: str) -> tuple[list[Held], str]:
    if chosen not in GRAPHS:
        return [], ""
    asked = read_question(parse_file(library.find(GRAPHS[chosen]), toml=True))
    return [held(asked, one, None) for one in asked.readings], asked.question


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_assessment,)
