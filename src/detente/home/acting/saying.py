"""Saying an act in an officer's session: rights first, then as the command says it; that is noted in `own`."""

from collections.abc import Sequence

from msgspec.structs import replace

from detente.council.desks.access import SAID
from detente.errors import DetenteError
from detente.home import acts, attachments, making, previews, two_person
from detente.home.access.rights import check_says, check_speaks, speaking
from detente.home.access.sessions import Session
from detente.home.access.state import Access
from detente.home.acting import uploads
from detente.home.acting.uploads import Upload
from detente.home.calls import Send
from detente.home.previews import Preview, Shown
from detente.home.replies import Sent
from detente.node.directory import OWN
from detente.node.events import Draft
from detente.protocol.acts import Attachment


async def preview(
    access: Access, session: Session | None, council: str, call: Send, files: Sequence[Upload] = ()
) -> Preview:
    """Return what a session would say.

    Raises:
        Refused: the codes of `check_speaks`, `check_says` and `previews.preview`; `attachments-many`.
    """
    officer = await check_speaks(access, session, council)
    await check_says(access, officer, council, call)
    return await previews.preview(access.host, replace(call, council=council, officer=officer), files)


async def say(
    access: Access, session: Session | None, council: str, call: Send, files: Sequence[Upload] = (), *, once: str = "",
    shown: Shown | None = None,
) -> Sent:  # fmt: skip
    """Say an act with its files, or keep it as a draft where it takes two officers; a refusal is noted.

    Args:
        once: name under which it is said once, like a form's: the act and that it was said are one commit.
        shown: what its officer was shown, which is what is signed.

    Raises:
        Refused: the codes of `check_speaks`, `check_says`, `uploads.seal`, `previews.draft_as_shown` and `acts.send`.
    """
    host = access.host
    sealed: tuple[Attachment, ...] = ()
    async with speaking(access, session, council) as (officer, speaks):
        if once and (known := await access.said(once)) is not None:
            return known
        await check_says(access, officer, council, call)
        try:
            said = replace(call, council=council, officer=officer)
            seen = await previews.draft_as_shown(host, said, files, shown)
            sealed = await uploads.seal(host, await making.keep(host, said, files), erasable=call.erasable)
            draft = replace(seen, attachments=(*await making.kept(host, said), *sealed))
            named = access.once(once) if once else None
            written = await two_person.submit(host, replace(_noted(speaks, draft), once=named))
        except DetenteError:
            attachments.withdraw(host, sealed)
            raise
    return await acts.sent(host, written)


def _noted(session: Session, draft: Draft) -> Draft:
    """Return the draft with an entry in `own` beside it, in the council in which the session was noted."""
    if draft.council != session.council:
        return draft
    body = {"session": session.id, "officer": session.officer}
    return replace(draft, beside=Draft(draft.council, OWN, SAID, body, officer=session.officer, re=session.ref))
