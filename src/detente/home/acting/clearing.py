"""Asking for clearance in an officer's session, and what was said to it."""

from collections.abc import Sequence

from msgspec.structs import replace

from detente.council.desks.access import SAID
from detente.council.desks.releases import kept
from detente.errors import Refused
from detente.home import acts, clearances, previews
from detente.home.access.rights import check_says, speaking
from detente.home.access.sessions import Session
from detente.home.access.state import Access
from detente.home.acting.uploads import Upload
from detente.home.calls import Send
from detente.home.previews import Preview, Shown, digest_of
from detente.home.releases import draft_of
from detente.home.replies import Sent
from detente.home.replies.clearances import ClearanceView
from detente.home.two_person import kept_draft
from detente.limits import FORM_KEPT_SECONDS_MAX
from detente.node.core import Core
from detente.node.directory import OWN
from detente.node.events import Draft


async def colleagues(access: Access, council: str, officer: str) -> tuple[str, ...]:
    """Return the accredited officers of the party who could be asked."""
    now = access.host.clock.now()

    def look(core: Core) -> tuple[str, ...]:
        return tuple(sorted(core.folding.standing(council, core.context.party).present(now)))

    return tuple(one for one in await access.host.read(look) if one != officer)


async def ask(
    access: Access,
    session: Session | None,
    council: str,
    call: Send,
    files: Sequence[Upload],
    officers: Sequence[str],
    text: str,
    of: str,
    *,
    shown: Shown,
) -> Sent:
    """Ask colleagues to clear what a form would say; the same of the same, asked again, is the request that stands.

    Args:
        shown: what its officer was shown, of which clearance is asked.

    Raises:
        Refused: the codes of `check_speaks`, `check_says`, `previews.preview` and the desk; `clearance-of-whom`,
            `preview-old`.
    """
    async with speaking(access, session, council) as (officer, speaks):
        known = await colleagues(access, council, officer)
        if not officers or any(one not in known for one in officers):
            raise Refused(
                "clearance-of-whom", expected=f"some of {', '.join(known) or 'nobody: no colleague is accredited'}",
                got=", ".join(officers)[:200] or "nobody", remedy="tick who is to be asked",
            )  # fmt: skip
        await check_says(access, officer, council, call)
        said = replace(call, council=council, officer=officer)
        draft = await previews.draft_as_shown(access.host, said, files, shown)
        listed = [{"name": one.name, "size": one.size, "sha256": one.sha256} for one in files]
        return await clearances.submit(
            access.host, replace(draft, attachments=()), draft, officers, text, officer=officer, of=of,
            files=listed, beside=_noted(speaks, council), until=access.now() + FORM_KEPT_SECONDS_MAX,
        )  # fmt: skip


def _noted(session: Session, council: str) -> Draft | None:
    if council != session.council:
        return None
    body = {"session": session.id, "officer": session.officer}
    return Draft(council, OWN, SAID, body, officer=session.officer, re=session.ref)


async def about_form(access: Access, council: str, of: str) -> list[ClearanceView]:
    """Return the requests about a form, the newest first."""
    await access.host.fold()
    return await access.host.read(lambda core: clearances.views(core, council, of))


async def about_draft(access: Access, council: str, ref: str) -> tuple[str, list[ClearanceView]]:
    """Return what would be signed as one number, and the requests about a draft or about exactly this text."""
    await access.host.fold()

    def look(core: Core) -> tuple[str, list[ClearanceView]]:
        where, whole = acts.locate(core, council, ref)
        _state, draft = draft_of(core, where, whole)
        digest = digest_of(kept_draft(where, draft.officer, kept(draft)))
        return digest, clearances.views(core, where, whole, digest)

    return await access.host.read(look)


async def waiting(access: Access, council: str, officer: str) -> list[ClearanceView]:
    """Return the requests that wait for a word of this officer, the newest first."""
    await access.host.fold()
    return await access.host.read(lambda core: clearances.waiting(core, council, officer))


async def asked_of(access: Access, council: str, ref: str) -> Preview | None:
    """Return the act of which a request asks clearance; None where this is no request, or its act is not known here."""
    now = access.host.clock.now()
    await access.host.fold()
    try:
        return await access.host.read(lambda core: clearances.preview_of(core, council, ref, now))
    except Refused:
        return None
