"""What a session may do: speak as its officer, where the party's credentials of that officer hold."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from detente.council.desks.access import BY_REHEARSAL
from detente.council.kinds import Rank
from detente.errors import DetenteError, Refused
from detente.home.access import audit
from detente.home.access.passkeys import check_accredited
from detente.home.access.sessions import Session, taken_back
from detente.home.access.state import Access
from detente.node.core import Core


async def check_speaks(access: Access, session: Session | None, council: str) -> str:
    """Return the name in which a session speaks in a council; the desk judges rank and channel.

    Raises:
        Refused: `signed-out`, `officer-not-accredited`.
    """
    if session is None or not await _holds(access, session):
        raise Refused(
            "signed-out", expected="a signed-in officer", got="a session that has ended" if session else "nobody",
            remedy="sign in",
        )  # fmt: skip
    if session.means != BY_REHEARSAL:
        at = access.host.clock.now()
        await access.host.read(lambda core: check_accredited(core, council, session.officer, at))
    return session.officer


async def _holds(access: Access, session: Session) -> bool:
    """Say if a session holds now: since its request came a form may have been read, or a file."""
    config = access.host.config
    return session.holds(access.now()) and not await access.host.read(lambda core: taken_back(core, config, session))


def rank_in(core: Core, council: str, channel: str, officer: str, at: int) -> Rank:
    """Return with which rank an officer speaks in a channel now."""
    return core.folding.standing(council, core.context.party).rank_of(officer, channel, at)


@asynccontextmanager
async def speaking(access: Access, session: Session | None, council: str) -> AsyncIterator[tuple[str, Session]]:
    """Yield officer and session where it may speak; what is refused then or meanwhile is noted, and refused.

    Raises:
        Refused: the codes of `check_speaks`.
    """
    try:
        officer = await check_speaks(access, session, council)
        assert session is not None, "whoever speaks has a session"
        yield officer, session
    except DetenteError as error:
        await audit.note_refusal(access, error, officer=session.officer if session else "", council=council)
        raise
