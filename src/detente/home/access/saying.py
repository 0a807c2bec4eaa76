"""Saying an act in an officer's session: rights first, then as the command says it; that is noted in `own`."""

import msgspec

from detente.council.desks.access import SAID
from detente.errors import DetenteError
from detente.home import acts, previews, two_person
from detente.home.access import audit
from detente.home.access.rights import check_speaks
from detente.home.access.sessions import Session
from detente.home.access.state import Access
from detente.home.calls import Send
from detente.home.previews import Preview
from detente.home.replies import Sent
from detente.node.directory import OWN
from detente.node.events import Draft


async def preview(access: Access, session: Session | None, council: str, call: Send) -> Preview:
    """Return what a session would say.

    Raises:
        Refused: the codes of `check_speaks` and `previews.preview`.
    """
    officer = await check_speaks(access, session, council)
    return await previews.preview(access.host, msgspec.structs.replace(call, council=council, officer=officer))


async def say(access: Access, session: Session | None, council: str, call: Send) -> Sent:
    """Say an act, or keep it as a draft where it takes two officers; a refusal is noted.

    Raises:
        Refused: the codes of `check_speaks` and `acts.send`.
    """
    host = access.host
    try:
        officer = await check_speaks(access, session, council)
        draft = await acts.draft_of(host, msgspec.structs.replace(call, council=council, officer=officer))
        assert session is not None, "whoever speaks has a session"
        written = await two_person.submit(host, _noted(session, draft))
    except DetenteError as error:
        await audit.note_refusal(access, error, officer=session.officer if session else "", council=council)
        raise
    return await acts.sent(host, written)


def _noted(session: Session, draft: Draft) -> Draft:
    """Return the draft with an entry in `own` beside it, in the council in which the session was noted."""
    if draft.council != session.council:
        return draft
    body = {"session": session.id, "officer": session.officer}
    return msgspec.structs.replace(
        draft, beside=Draft(draft.council, OWN, SAID, body, officer=session.officer, re=session.ref)
    )
