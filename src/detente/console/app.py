"""The pages as a web application, and the face of a running node that serves them."""

from functools import partial
from typing import Any, Final

from litestar import Litestar, Request
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.types import ControllerRouterHandler

from detente.console import answers
from detente.console.door import entrance, speaking
from detente.console.door.guard import Guard
from detente.console.door.server import PageServer
from detente.console.door.visit import visit_of
from detente.console.links import Elsewhere
from detente.console.pages import (
    administration,
    agenda,
    assessing,
    board,
    bundling,
    deciding,
    filed,
    live,
    mapping,
    matters,
    noticing,
    parties,
    pictures,
    recorded,
    registers,
    searching,
    sitting,
    sittings,
    state,
    static,
    story,
    timeline,
)
from detente.console.say import (
    acting,
    beginning,
    checking,
    clearing,
    handover,
    noting,
    papering,
    releases,
    sending,
    uploading,
)
from detente.console.view import Console
from detente.errors import DetenteError
from detente.home import outgoing
from detente.home.access.state import forwarded_in
from detente.home.service import Service

HANDLERS: Final[tuple[ControllerRouterHandler, ...]] = (
    *state.HANDLERS,
    *timeline.HANDLERS,
    *static.HANDLERS,
    *board.HANDLERS,
    *handover.HANDLERS,
    *matters.HANDLERS,
    *registers.HANDLERS,
    *story.HANDLERS,
    *searching.HANDLERS,
    *noting.HANDLERS,
    *filed.HANDLERS,
    *bundling.HANDLERS,
    *papering.HANDLERS,
    *sittings.HANDLERS,
    *sitting.HANDLERS,
    *deciding.HANDLERS,
    *pictures.HANDLERS,
    *mapping.HANDLERS,
    *agenda.HANDLERS,
    *noticing.HANDLERS,
    *assessing.HANDLERS,
    *parties.HANDLERS,
    *recorded.HANDLERS,
    *administration.HANDLERS,
    *entrance.HANDLERS,
    *speaking.HANDLERS,
    *acting.HANDLERS,
    *beginning.HANDLERS,
    *checking.HANDLERS,
    *clearing.HANDLERS,
    *sending.HANDLERS,
    *uploading.HANDLERS,
    *releases.HANDLERS,
    *live.HANDLERS,
)
"""What answers each address, by `GET` and by `POST`."""


def create_app(service: Service, *, same_user: bool = True) -> Guard:
    """Return the pages of one party.

    Args:
        same_user: whether to answer only the user who runs this node; tests without a network turn it off.
    """
    console = Console(service)
    outgoing.sweep(service.host.folder)
    streams = live.Streams()

    async def seen(request: Request[Any, Any, Any]) -> Console:
        return console.of(await visit_of(console.access, request))

    held = {
        "console": console, "streams": streams, "bundles": bundling.Bundles(service.host.folder),
        "shipped": static.read_all(),
    }  # fmt: skip
    inner = Litestar(
        state=State(held),
        route_handlers=HANDLERS,
        dependencies={"console": Provide(seen)},
        exception_handlers={
            Elsewhere: answers.go_elsewhere,
            DetenteError: answers.show_error,
            HTTPException: answers.show_http_error,
            Exception: answers.show_mistake,
        },
        after_exception=[answers.look_round],
        openapi_config=None,
        logging_config=None,
    )
    spoken = partial(speaking.language_of, console.folder)
    forwarded = forwarded_in(service.host.config)
    guard = Guard(inner, forwarded=forwarded, same_user=same_user, framed_by=console.access.framed_by, spoken=spoken)
    streams.closing = guard.closing
    return guard


def make_face(service: Service, port: int) -> PageServer:
    """Return the pages as a face of a running node, see `detente.home.running`."""
    return PageServer(create_app(service), port=port, node=service.host)
