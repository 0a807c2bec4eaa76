"""What a session may do: speak as its officer, where the party's credentials of that officer hold."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from msgspec.structs import replace

from detente.council.desks.access import BY_REHEARSAL, NOT_ACCREDITED
from detente.errors import DetenteError, Refused
from detente.home import acts
from detente.home.access import audit
from detente.home.access.passkeys import accredits, check_accredited
from detente.home.access.sessions import Session, taken_back
from detente.home.access.state import Access
from detente.home.access.vouching import VOUCHING, check_vouches
from detente.home.calls import Send
from detente.node.core import Core


async def check_speaks(access: Access, session: Session | None, council: str) -> str:
    """Return the name in which a session speaks in a council; the desk judges rank and channel.

    Raises:
        Refused: `signed-out`, `officer-not-accredited`.
    """
    found, at = await _holding(access, session), access.host.clock.now()
    if found.means != BY_REHEARSAL:
        await access.host.read(lambda core: check_accredited(core, council, found.officer, at))
    return found.officer


async def check_stands(access: Access, session: Session | None) -> str:
    """Return the name of a session's officer, whom some council accredits.

    Raises:
        Refused: `signed-out`, `officer-not-accredited`.
    """
    found, at = await _holding(access, session), access.host.clock.now()

    def check(core: Core) -> None:
        if found.means != BY_REHEARSAL and accredits(core, found.officer, at) is None:
            check_accredited(core, found.council, found.officer, at)

    await access.host.read(check)
    return found.officer


async def check_says(access: Access, officer: str, council: str, call: Send) -> None:
    """Be silent where an officer may say an act in a session, beside what its desk says.

    Raises:
        Refused: the codes of `check_vouches`; what cannot be read of the act.
    """
    if call.kind not in VOUCHING:
        return
    draft = await acts.draft_of(access.host, replace(call, council=council, officer=officer))
    at = access.host.clock.now()
    await access.host.fold()
    await access.host.read(
        lambda core: check_vouches(core, draft.council, officer, draft.kind, draft.re, draft.body, at)
    )


async def _holding(access: Access, session: Session | None) -> Session:
    """Return a session that holds now: since its request came a form may have been read, or a file.

    That no council accredits its officer any more is for others to say, who say whom they accredit.

    Raises:
        Refused: `signed-out`.
    """
    if session is not None and session.holds(access.now()):
        why = await access.host.read(lambda core: taken_back(core, access, session))
        if why in ("", NOT_ACCREDITED):
            return session
    raise Refused(
        "signed-out", expected="a signed-in officer", got="a session that has ended" if session else "nobody",
        remedy="sign in",
    )  # fmt: skip


def speaking(access: Access, session: Session | None, council: str) -> AbstractAsyncContextManager[tuple[str, Session]]:
    """Yield officer and session where it may speak; what is refused then or meanwhile is noted, and refused.

    Raises:
        Refused: the codes of `check_speaks`.
    """
    return _noting(access, session, council, check_speaks(access, session, council))


def standing(access: Access, session: Session | None) -> AbstractAsyncContextManager[tuple[str, Session]]:
    """Yield officer and session where some council accredits that officer, as `speaking` does.

    Raises:
        Refused: the codes of `check_stands`.
    """
    return _noting(access, session, session.council if session else None, check_stands(access, session))


@asynccontextmanager
async def _noting(
    access: Access, session: Session | None, council: str | None, check: Awaitable[str]
) -> AsyncIterator[tuple[str, Session]]:
    try:
        officer = await check
        assert session is not None, "whoever speaks has a session"
        yield officer, session
    except DetenteError as error:
        await audit.note_refusal(access, error, officer=session.officer if session else "", council=council)
        raise
