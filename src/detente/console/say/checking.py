"""A form while somebody types in it: it is kept after each pause, and checked as it will be at its preview."""

from collections.abc import Mapping

import msgspec
from litestar import Response, post
from litestar.types import ControllerRouterHandler
from msgspec import Struct

from detente.clock import rfc3339
from detente.console.asked import Asked, Id, Named
from detente.console.forms import ruled
from detente.console.forms.bodies import Errors
from detente.console.forms.envelope import unasked
from detente.console.forms.keeping import Form
from detente.console.say import composing
from detente.console.say.acting import keep_typed
from detente.console.say.composing import received_by
from detente.console.told.refusing import Way, told_of
from detente.console.view import Console
from detente.errors import Refused
from detente.home.acting import saying
from detente.home.calls import Send
from detente.languages import current, ngettext, ours
from detente.languages import gettext as _

JSON = "application/json"


class Typing(Struct, frozen=True):
    """What the page of a form hears of it.

    Args:
        id: under which it is kept; another one where it is kept apart from what another window made of it.
        number: what the next change has to name.
        kept: when it was kept, and what is left to do, in one line.
        errors: what is wrong, by name of control.
        refusal: why it cannot be said so, where each field is right; empty where it can.
        unasked: who can read it although not asked to act.
        apart: id of the form from which this one is kept apart.
        finds: what the rules of the agreement find of it so far, a line each.
        ways: what can be done about the refusal, as links.
        remarks: what is to be known of what was typed, by name of control.
        read: how a position was read, by name of control.
    """

    id: str
    number: int
    kept: str
    errors: Errors
    refusal: str
    unasked: str
    apart: str = ""
    finds: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ()
    remarks: Mapping[str, str] = {}
    read: Mapping[str, str] = {}


@post("/act/{form:str}/typing", status_code=200)
async def check_typing(request: Asked, console: Named, form: Id) -> Response[bytes]:
    """Keep what was typed, and return what is wrong with it so far."""
    received, session = await received_by(request, console)
    try:
        kept, apart = await keep_typed(console, composing.given(received, form, session))
    except Refused as error:
        lost = _("Not kept: expected {expected}; got {got}.").format(expected=ours(error.expected), got=ours(error.got))
        return Response(msgspec.json.encode({"lost": lost}), media_type=JSON, status_code=409)
    call, errors, around = await composing.checked(console, kept)
    refusal = None if errors else await _refusal(console, kept, call)
    if refusal is not None:
        # What a desk finds of one field stands at that field, as at the preview.
        errors = await composing.wrong_at(console, kept, call, refusal)
    refused = None if refusal is None or errors else await told_of(console, kept, refusal)
    would = _("As it stands it would be refused.")
    told = Typing(
        kept.id, kept.number, kept_line(kept, len(errors), ended=console.visit.signed_in is None), errors,
        "" if refused is None else f"{would} {refused.line} ({refused.code})",
        unasked(kept, around), form if apart else "",
        ruled.lines_of(around.agreed, call.body, current()), () if refused is None else refused.ways,
        {**around.remarks, **await composing.counted_in(console, kept, call)},
        {name: words for name, words in around.placing.read.items() if words},
    )  # fmt: skip
    return Response(msgspec.json.encode(told), media_type=JSON)


def kept_line(form: Form, wrong: int, *, ended: bool) -> str:
    """Return when a form was kept, to the minute, and what is left to do."""
    kept = _("Kept at {time} UTC, by this machine's clock.").format(time=rfc3339(form.changed_at)[11:16])
    left = _("It is complete.")
    if ended:
        left = _("Your session has ended: sign in again before you send it.")
    elif wrong:
        left = ngettext(
            "One thing is still to be filled in or put right.",
            "{n} things are still to be filled in or put right.",
            wrong,
        ).format(n=wrong)
    return f"{kept} {left}"


async def _refusal(console: Console, form: Form, call: Send) -> Refused | None:
    try:
        await saying.preview(console.access, console.visit.signed_in, form.council, call, form.files)
    except Refused as error:
        return None if error.code == "signed-out" else error
    return None


HANDLERS: tuple[ControllerRouterHandler, ...] = (check_typing,)
