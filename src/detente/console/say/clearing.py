"""Clearance inside the party: asked from the preview of a form; what was said stands there and at the release."""

from litestar import Response, post
from litestar.types import ControllerRouterHandler

from detente.console.asked import Asked, Id, Named
from detente.console.door.visit import signed_out
from detente.console.forms import keeping
from detente.console.links import Elsewhere, link_to
from detente.console.say import composing
from detente.console.say.composing import received_by
from detente.home.acting import clearing
from detente.home.clearances import name_of_form
from detente.home.previews import Shown

OFFICER, QUESTION = "officer", "question"


@post("/act/{form:str}/clear")
async def ask_clearance(request: Asked, console: Named, form: Id) -> Response[str]:
    """Ask colleagues to clear what the preview showed, exactly as it stood there.

    Raises:
        Refused: `form-foreign`, `form-unknown`, `signed-out`, the codes of `clearing.ask`.
    """
    received, session = await received_by(request, console)
    async with console.turns.of(keeping.check_id(form)):
        kept = await composing.unsent(console, session, form)
        place, question = f"/act/{kept.id}/preview", received.one(QUESTION)
        if console.visit.signed_in is None and question.strip():
            raise signed_out()
        if console.visit.signed_in is None:
            raise Elsewhere(link_to("/sign-in", next=place))
        call, errors, _around = await composing.checked(console, kept)
        if errors:
            raise Elsewhere(f"/act/{kept.id}?check=1")
        await clearing.ask(
            console.access, console.visit.signed_in, kept.council, call, kept.files,
            received.fields.get(OFFICER, ()), question, name_of_form(kept.id),
            shown=Shown(received.one("digest"), place),
        )  # fmt: skip
    raise Elsewhere(f"{place}#clearance")


HANDLERS: tuple[ControllerRouterHandler, ...] = (ask_clearance,)
