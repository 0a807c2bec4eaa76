"""Releasing a draft from the pages: a second officer, in their own session, with their own passkey on this draft."""

from dataclasses import dataclass

from detente.clock import Instant
from detente.council.desks.releases import OPEN, kept, question_of
from detente.errors import DetenteError, Refused
from detente.home import previews, releases
from detente.home.access.rights import check_speaks, speaking
from detente.home.access.sessions import Session
from detente.home.access.state import Access, draw
from detente.home.access.vouching import check_not_raised, check_vouches
from detente.home.acting.signing import asked_of, evidence_of
from detente.home.acts import locate
from detente.home.calls import ReleaseDraft
from detente.home.previews import Preview
from detente.home.replies import Sent
from detente.home.replies.officers import DraftView
from detente.home.two_person import kept_draft, keys_asked
from detente.node.core import Core
from detente.node.events import Draft
from detente.protocol.passkeys import Site


@dataclass(frozen=True, slots=True)
class Question:
    """A draft, and what the passkey of a second officer is asked about it.

    Args:
        preview: the act that the draft keeps, whole, as its drafter saw it before signing.
        asked: as JSON for the browser; empty where a click is enough, as in a rehearsal.
        why_not: why this session does not release it, or None.
        stale: why it is refused by now whoever releases it, or None: something was said since it was drafted.
    """

    draft: DraftView
    preview: Preview
    asked: str
    why_not: Refused | None
    stale: DetenteError | None = None


async def show(access: Access, session: Session | None, council: str, ref: str, site: Site) -> Question:
    """Return a draft with the question to the second officer's passkey, which is bound to this draft and officer.

    Raises:
        Refused: `draft-unknown`, `reference-unknown`; the codes of `previews.preview_of`.
    """
    nonce, now = draw(), access.host.clock.now()
    await access.host.fold()

    def look(core: Core) -> tuple[DraftView, Preview, bytes, DetenteError | None]:
        where, whole = locate(core, council, ref)
        state, draft = releases.draft_of(core, where, whole)
        officer = session.officer if session is not None else ""
        act = kept_draft(where, draft.officer, kept(draft))
        view, stale = releases.view_of(where, state, draft), None
        if view.status == OPEN:
            try:
                core.check(act, now)
                _check_vouches(core, act, officer, now)
            except DetenteError as error:
                stale = error
        found = previews.preview_of(core, act, now, held=True)
        return view, found, question_of(where, draft, officer, nonce), stale

    view, found, question, stale = await access.host.read(look)
    why_not = await _why_not(access, session, view)
    if why_not is not None or stale is not None or session is None:
        return Question(view, found, "", why_not, stale)
    asked = await asked_of(access, session, question, f"release/{view.council}/{view.ref}", site, nonce=nonce)
    return Question(view, found, asked, None)


def _check_vouches(core: Core, act: Draft, releaser: str, now: Instant) -> None:
    """Be silent unless a draft says of officers what its drafter may not say in a session, or raises who releases it.

    The act goes in the drafter's name, by whose rank it is judged like any other; who releases it looks at it.

    Raises:
        Refused: the codes of `check_vouches`.
    """
    check_vouches(core, act.council, act.officer, act.kind, act.re, act.body, now)
    check_not_raised(core, act.council, releaser, act.kind, act.body, now)


async def _why_not(access: Access, session: Session | None, view: DraftView) -> Refused | None:
    # Who may sign only by the command is told so before they sign in or touch a passkey.
    if keys_asked(access.host.config):
        return releases.unsigned("a passkey, which signs for the second officer alone")
    try:
        officer = await check_speaks(access, session, view.council)
    except Refused as reason:
        return reason
    if officer == view.drafted_by:
        return Refused(
            "release-same-officer", expected=f"another officer than {officer}, who drafted it", got=officer,
            remedy="let a second officer sign in and release it",
        )  # fmt: skip
    return None


async def release(access: Access, session: Session | None, council: str, ref: str, answer: str, site: Site) -> Sent:
    """Release a draft on the answer of the second officer's passkey, which goes into the record with it.

    Raises:
        Refused: the codes of `check_speaks`, `check_vouches`, `signing.evidence_of` and `releases.release`;
            `release-other-passkey`, `challenge-unknown`. Malformed: `passkey-unsound`.
    """
    async with speaking(access, session, council) as (officer, speaks):
        evidence, _kept = await evidence_of(access, speaks, f"release/{council}/{ref}", answer, site)
        await access.host.fold()
        now = access.host.clock.now()

        def check(core: Core) -> None:
            where, whole = locate(core, council, ref)
            _state, draft = releases.draft_of(core, where, whole)
            _check_vouches(core, kept_draft(where, draft.officer, kept(draft)), officer, now)

        await access.host.read(check)
        return await releases.release(access.host, ReleaseDraft(ref=ref, officer=officer, council=council), evidence)
