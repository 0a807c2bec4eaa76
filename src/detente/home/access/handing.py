"""Handing a watch over from the pages: who leaves and who comes sign, each in their own session with own passkeys."""

from dataclasses import dataclass
from typing import Any

import msgspec

from detente.council.desks.handovers import question_of_offer, question_of_taking
from detente.errors import Refused
from detente.home import handing
from detente.home.access.rights import check_speaks, speaking
from detente.home.access.sessions import Session
from detente.home.access.signing import asked_of, evidence_of
from detente.home.access.state import Access, draw
from detente.home.calls import OfferWatch, TakeWatch
from detente.home.holding import standing_of
from detente.home.replies import Sent
from detente.protocol.passkeys import Site


@dataclass(frozen=True, slots=True)
class Asked:
    """What an officer is about to sign.

    Args:
        body: of the offer; empty for a taking.
        asked: of their passkey as JSON; empty where a click is enough, or they may not.
        why_not: why this session does not sign it, or None.
    """

    body: dict[str, Any]
    asked: str = ""
    why_not: Refused | None = None


async def ask_offer(access: Access, session: Session | None, council: str, call: OfferWatch, site: Site) -> Asked:
    """Return exactly what would be said to hand the watch over, and the question to the officer's passkey about it."""
    try:
        officer = await check_speaks(access, session, council)
        assert session is not None, "whoever speaks has a session"
        named = msgspec.structs.replace(call, council=council, officer=officer)
        _council, body = await handing.offer_body(access.host, named)
    except Refused as reason:
        return Asked({}, "", reason)
    nonce = draw()
    question = question_of_offer(council, officer, body, nonce)
    purpose = f"hand over {session.id} {call.to}"
    return Asked(body, await asked_of(access, session, question, purpose, site, nonce=nonce, body=body))


async def offer(
    access: Access, session: Session | None, council: str, call: OfferWatch, answer: str, site: Site
) -> Sent:
    """Hand the watch over as it was shown, on the answer of the officer's passkey.

    Raises:
        Refused: the codes of `check_speaks`, `evidence_of`, `handing.offer_body`.
    """
    async with speaking(access, session, council) as (officer, speaks):
        evidence, kept = await evidence_of(access, speaks, f"hand over {speaks.id} {call.to}", answer, site)
        named = msgspec.structs.replace(call, council=council, officer=officer)
        _council, now = await handing.offer_body(access.host, named)
        return await handing.say_offer(access.host, council, officer, kept.get("body", now), evidence)


async def ask_take(access: Access, session: Session | None, council: str, call: TakeWatch, site: Site) -> Asked:
    """Return the question to the officer's passkey about a watch that is offered, or that nobody handed over."""
    try:
        officer = await check_speaks(access, session, council)
    except Refused as reason:
        return Asked({}, "", reason)
    assert session is not None, "whoever speaks has a session"
    _holder, known = await access.host.read(lambda core: standing_of(core, council, call.watch))
    nonce = draw()
    offered = None if call.unoffered else known
    question = question_of_taking(council, officer, call.watch, offered, nonce)
    ref = offered.ref if offered is not None else ""
    purpose = f"take {session.id} {call.watch} {ref}"
    return Asked({}, await asked_of(access, session, question, purpose, site, nonce=nonce))


async def take(access: Access, session: Session | None, council: str, call: TakeWatch, answer: str, site: Site) -> Sent:
    """Take the watch, on the answer of the officer's passkey; of an offer that was replaced meanwhile it takes nothing.

    Raises:
        Refused: the codes of `check_speaks`, `evidence_of`, `handing.take`.
    """
    async with speaking(access, session, council) as (officer, speaks):
        _holder, known = await access.host.read(lambda core: standing_of(core, council, call.watch))
        ref = known.ref if known is not None and not call.unoffered else ""
        evidence, _kept = await evidence_of(access, speaks, f"take {speaks.id} {call.watch} {ref}", answer, site)
        named = msgspec.structs.replace(call, council=council, officer=officer)
        return await handing.take(access.host, named, evidence)
