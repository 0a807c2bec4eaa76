"""Notes to oneself about a matter or an act of it: one step, kept in `own`, where nobody else reads."""

from typing import Final

from litestar import Response, post
from litestar.types import ControllerRouterHandler

from detente.console.answers import redirect
from detente.console.asked import Asked, Named
from detente.console.door.received import Received
from detente.console.forms import keeping
from detente.console.forms.keeping import Form
from detente.console.links import link_to, page_of, story_of
from detente.console.locks import once_of
from detente.console.say.composing import received_by
from detente.console.told.telling import anchor_of
from detente.council.desks.own import NOTE
from detente.errors import Refused
from detente.home.acting import saying
from detente.home.calls import Send, Show
from detente.home.replies import ActView
from detente.languages import noted
from detente.limits import BODY_TEXT_CHARACTERS_MAX
from detente.protocol.charter import OWN

TEXT: Final = "body.text"
"""Name of the text among what is typed into a form of this kind."""


@post("/notes")
async def keep_note(request: Asked, console: Named) -> Response[str]:
    """Keep a note, once: the same text from the same page is the same note, whatever the browser does.

    Raises:
        Refused: `signed-out`, `note-empty`, `reference-unknown`, and the codes of `saying.say`.
    """
    received, session = await received_by(request, console)
    about = (await console.reader.ask(Show(received.one("about"), council=received.one("council"), alone=True))).act
    text = received.one("text").strip()
    if not text or len(text) > BODY_TEXT_CHARACTERS_MAX:
        raise Refused(
            "note-empty", expected=f"a note of 1 to {BODY_TEXT_CHARACTERS_MAX:,} characters", got=f"{len(text):,}",
            remedy="go back, and write it",
        )  # fmt: skip
    name = _name(received, about, text)
    whole = received.one("whole") == "1"
    form = Form(
        name, session.officer, about.council, NOTE, noted("note to oneself"), console.visit.now, OWN,
        re="" if whole else about.ref, dossier=about.dossier if whole else "", typed={TEXT: text},
    )  # fmt: skip
    async with console.turns.of(name):
        known = await keeping.find(console.access, name, session.officer)
        if known is None:
            known = await keeping.keep(console.access, form, 0)
        if not known.sent:
            if console.visit.signed_in is None:
                return redirect(link_to("/sign-in", next=f"/act/{name}"))
            call = Send(
                channel=OWN, kind=NOTE, body={"text": text}, re=form.re or None, dossier=form.dossier or None,
            )  # fmt: skip
            sent = await saying.say(console.access, session, about.council, call, once=name)
            await keeping.note_sent(console.access, known, sent.act.ref)
    return redirect(_back(received, about, whole=whole))


def _name(received: Received, about: ActView, text: str) -> str:
    """Return by what a second sending of the same note is known: its page, what it is about, and its words."""
    return once_of(received.one("form"), about.council, about.ref, received.one("whole"), text)


def _back(received: Received, about: ActView, *, whole: bool) -> str:
    """Return the page and place at which the note was written."""
    council = received.one("named") or None
    if received.one("back") == "act":
        return f"{link_to(page_of(about.ref) or '/acts', council)}#notes"
    if whole:
        return f"{link_to(story_of(about.dossier), council)}#notes"
    return f"{link_to(story_of(about.dossier), council, at=about.ref)}#{anchor_of(about.ref)}"


HANDLERS: tuple[ControllerRouterHandler, ...] = (keep_note,)
