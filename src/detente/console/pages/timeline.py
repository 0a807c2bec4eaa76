"""The timeline: every act that this node may read."""

from typing import Annotated

from litestar import Response, get
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from detente.console.answers import html
from detente.console.asked import Before, CouncilName, Every, Named
from detente.console.told import reading
from detente.console.told.reading import Wanted
from detente.languages import gettext as _
from detente.protocol.charter import OWN

PAGE_ACTS = 30
PARTIES_BESIDE_MAX = 9
"""Parties whose receipts have room beside the text on a wide screen; more stand below it."""


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
        acts=reading.in_order_of_proof(found.acts) if oldest_first else reading.newest_first(found.acts),
        too_early=reading.claims_too_early(found.acts),
        channels=[*frame.council.channels, OWN],
        wanted=wanted,
        many=len(frame.council.parties) > PARTIES_BESIDE_MAX,
        oldest_first=oldest_first,
        found=found,
        json_command=console.command(*asked),
    )
    return html(page, every)


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_acts,)
