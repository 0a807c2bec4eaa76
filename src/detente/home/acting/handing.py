"""Handing a watch over from the pages: who leaves and who comes sign, each in their own session with own passkeys."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from detente.council.desks.handovers import KINDS, OFFERED, Holder, Offer, question_of_offer, question_of_taking
from detente.council.kinds import Field
from detente.errors import Refused
from detente.home import handing
from detente.home.access.rights import check_speaks, speaking
from detente.home.access.sessions import Session, key_of
from detente.home.access.state import Access, draw, get, kept, put
from detente.home.acting.signing import asked_of, evidence_of
from detente.home.calls import OfferWatch, TakeWatch
from detente.home.holding import standing_of
from detente.home.replies import Sent
from detente.limits import FORM_KEPT_SECONDS_MAX, HANDOVERS_KEPT_MAX
from detente.node.core import Core
from detente.protocol import cbor
from detente.protocol.passkeys import Site

SHELF: Final = "handovers"


@dataclass(frozen=True, slots=True)
class Asked:
    """What an officer is about to sign.

    Args:
        body: of the offer; empty for a taking.
        shown: by what the form names what its page showed: the things of the offer, or how the watch stood.
        asked: of their passkey as JSON; empty where a click is enough, or they may not.
        why_not: why this session does not sign it, or None.
    """

    body: dict[str, Any]
    shown: str = ""
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
        return Asked({}, why_not=reason)
    nonce = draw()
    question = question_of_offer(council, officer, body, nonce)
    purpose = f"hand-over/{council}/{call.to}"
    asked = await asked_of(access, session, question, purpose, site, nonce=nonce, body=body)
    return Asked(body, _digest(body), asked)


def _digest(body: Mapping[str, Any]) -> str:
    """Return SHA-256 in hex over an offer, whatever order its list has: time alone reorders a board."""
    listed = sorted(cbor.encode(one) for one in body.get("open", ()))
    return hashlib.sha256(cbor.encode([{**body, "open": listed}])).hexdigest()


async def offer(
    access: Access,
    session: Session | None,
    council: str,
    call: OfferWatch,
    answer: str,
    site: Site,
    *,
    shown: str,
    once: str,
) -> Sent | None:
    """Hand the watch over as it was shown, on the answer of the officer's passkey; None where it stands otherwise now.

    Args:
        shown: as in `Asked`.
        once: name under which it is handed over once; who sends it again gets what came of it.

    Raises:
        Refused: the codes of `check_speaks`, `evidence_of`, `handing.offer_body`.
    """
    async with speaking(access, session, council) as (officer, speaks):
        if (known := await access.said(once)) is not None:
            return known
        named = msgspec.structs.replace(call, council=council, officer=officer)
        _council, now = await handing.offer_body(access.host, named)
        if _digest(now) != shown:
            return None
        evidence, asked = await evidence_of(access, speaks, f"hand-over/{council}/{call.to}", answer, site)
        body = asked.get("body", now)
        return await handing.say_offer(access.host, council, officer, body, evidence, access.once(once))


class Typed(msgspec.Struct, frozen=True):
    """What an officer typed to hand watches over, by watch, the one typed last at the end."""

    offers: dict[str, OfferWatch] = {}


def _key(session: Session, council: str) -> str:
    return key_of(f"{council} {session.officer}")


def _typed(core: Core, session: Session, council: str) -> dict[str, OfferWatch]:
    return dict((get(core, SHELF, _key(session, council), Typed) or Typed()).offers)


async def keep_typed(access: Access, session: Session, council: str, call: OfferWatch) -> None:
    """Keep what an officer typed to hand a watch over, until it is signed: its preview can be gone back to.

    Of more watches than one officer hands over, the one typed first is let go.

    Raises:
        Refused: `body-field-too-long`, where its watch or its officer can be none, or no act takes so many notes.
    """
    for name, text in (("watch", call.watch), ("taker", call.to)):
        msgspec.structs.replace(KINDS[OFFERED].fields[name], required=False).check(name, text)
    # Notes that are too long for an act are kept all the same: the preview says so, and they can be shortened.
    Field("Notes", required=False).check("text", call.text)

    def do(core: Core) -> None:
        others = [(watch, one) for watch, one in _typed(core, session, council).items() if watch != call.watch]
        known = Typed(dict([*others, (call.watch, call)][-HANDOVERS_KEPT_MAX:]))
        put(core, SHELF, _key(session, council), known, access.now() + FORM_KEPT_SECONDS_MAX)

    await kept(access.host, do)


async def typed(access: Access, session: Session, council: str, watch: str) -> OfferWatch | None:
    """Return what an officer typed last to hand a watch over and has not signed, or None."""
    return (await access.host.read(lambda core: _typed(core, session, council))).get(watch)


async def forget_typed(access: Access, session: Session, council: str, watch: str) -> None:
    """Let go of what an officer typed: it was signed."""

    def do(core: Core) -> None:
        left = {name: one for name, one in _typed(core, session, council).items() if name != watch}
        put(core, SHELF, _key(session, council), Typed(left), access.now() + FORM_KEPT_SECONDS_MAX)

    await kept(access.host, do)


async def ask_take(access: Access, session: Session | None, council: str, call: TakeWatch, site: Site) -> Asked:
    """Return the question to the officer's passkey about a watch that is offered, or that nobody handed over."""
    try:
        officer = await check_speaks(access, session, council)
    except Refused as reason:
        return Asked({}, why_not=reason)
    assert session is not None, "whoever speaks has a session"
    holder, offered = await access.host.read(lambda core: _standing(core, council, call))
    nonce = draw()
    question = question_of_taking(council, officer, call.watch, offered, nonce)
    asked = await asked_of(access, session, question, _purpose(council, call, offered), site, nonce=nonce)
    return Asked({}, _stood(holder, offered), asked)


def _standing(core: Core, council: str, call: TakeWatch) -> tuple[Holder | None, Offer | None]:
    """Return who has a watch, and the offer by which it is taken, where it is taken by one."""
    holder, known = standing_of(core, council, call.watch)
    return holder, None if call.unoffered else known


def _stood(holder: Holder | None, offered: Offer | None) -> str:
    """Return the entry by which a watch stands as it does: the offer, else the last taking, else none."""
    last = offered or holder
    return last.ref if last is not None else ""


def _purpose(council: str, call: TakeWatch, offered: Offer | None) -> str:
    return f"take/{council}/{call.watch}/{offered.ref if offered is not None else ''}"


async def take(
    access: Access,
    session: Session | None,
    council: str,
    call: TakeWatch,
    answer: str,
    site: Site,
    *,
    shown: str,
    once: str,
) -> Sent | None:
    """Take the watch as it was shown, on the answer of the officer's passkey; None where it stands otherwise by now.

    Args:
        shown: as in `Asked`.
        once: name under which it is taken once; who sends it again gets what came of it.

    Raises:
        Refused: the codes of `check_speaks`, `evidence_of`, `handing.take`.
    """
    async with speaking(access, session, council) as (officer, speaks):
        if (known := await access.said(once)) is not None:
            return known
        holder, offered = await access.host.read(lambda core: _standing(core, council, call))
        if _stood(holder, offered) != shown:
            return None
        evidence, _kept = await evidence_of(access, speaks, _purpose(council, call, offered), answer, site)
        named = msgspec.structs.replace(call, council=council, officer=officer)
        return await handing.take(access.host, named, evidence, access.once(once))
