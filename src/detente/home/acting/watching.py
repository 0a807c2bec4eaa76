"""Acting on the watch board in an officer's session: acknowledging several acts, and passing one on; rights first."""

from collections.abc import Sequence
from dataclasses import dataclass

from detente.council.registry import rungs
from detente.council.waiting import Waiting
from detente.errors import Refused
from detente.home import watchlog
from detente.home.access.rights import check_speaks, speaking
from detente.home.access.sessions import Session
from detente.home.access.state import Access
from detente.home.acting import saying
from detente.home.calls import PassOn, Send
from detente.home.replies import Sent
from detente.limits import ACKNOWLEDGED_AT_ONCE_MAX
from detente.node.core import Core

READ_RUNG = "acknowledged"


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What came of acknowledging several acts.

    Args:
        sent: the acts that say so, as far as they were needed.
        before: acts that an officer had read already, or that wait for nobody.
    """

    sent: tuple[Sent, ...]
    before: tuple[str, ...]


async def acknowledge(access: Access, session: Session | None, council: str, refs: Sequence[str]) -> Acknowledged:
    """Say of each act that the session's officer has read it; what was read is not said a second time.

    Raises:
        Refused: `signed-out`, `officer-not-accredited`, `acknowledge-none`, `acknowledge-many`, and what the desk says
            of the act; those before it are said.
    """
    wanted = tuple(dict.fromkeys(refs))
    _check_number(wanted)
    await access.host.fold()
    sent, before = [], []
    for ref in wanted:
        # Asked anew for each: a colleague in another window may have read it meanwhile.
        one = await access.host.read(lambda core, ref=ref: _unread(core, council, ref))  # type: ignore[misc]
        if one is None:
            before.append(ref)
            continue
        call = Send(one.channel, {}, kind=_kind(), to=(one.party,), re=one.ref)
        sent.append(await saying.say(access, session, council, call))
    if not sent:
        await check_speaks(access, session, council)
    return Acknowledged(tuple(sent), tuple(before))


def _check_number(refs: Sequence[str]) -> None:
    if not refs:
        raise Refused(
            "acknowledge-none", expected="an act to acknowledge", got="none chosen", remedy="choose one on the board"
        )
    if len(refs) > ACKNOWLEDGED_AT_ONCE_MAX:
        raise Refused(
            "acknowledge-many", expected=f"at most {ACKNOWLEDGED_AT_ONCE_MAX} acts at once", got=str(len(refs)),
            remedy="acknowledge some, then the others",
        )  # fmt: skip


def _unread(core: Core, council: str, ref: str) -> Waiting | None:
    return next((one for one in core.watchkeeping.waiting(council) if one.ref == ref and one.read_at is None), None)


def _kind() -> str:
    """Return the kind by which an officer says that an act was read."""
    return next(kind for kind, rung in rungs().items() if rung == READ_RUNG)


async def pass_on(access: Access, session: Session | None, call: PassOn, *, once: str) -> Sent:
    """Write down that another officer takes something over, in the name of the session's officer.

    Args:
        once: name under which it is written once; who sends it again gets what came of it.

    Raises:
        Refused: the codes of `check_speaks` and `watchlog.pass_on`.
    """
    async with speaking(access, session, call.council or "") as (officer, speaks):
        named = PassOn(call.ref, call.to, call.text, call.council, officer)
        return await watchlog.pass_on(access.host, named, session=speaks.id, once=access.once(once))
