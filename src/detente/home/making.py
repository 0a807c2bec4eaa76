"""Acts that no form can hold whole: the node makes their bodies, with its own key, for commands and pages alike.

The key is the party's log key. It stays in the node's memory and its folder; what asks for a signature carries none of
it, and no signature leaves the process before the commit that holds it.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from msgspec.structs import replace

from detente.council.decision import state as decision
from detente.council.desks import publications as publication
from detente.council.kinds import Kind
from detente.council.meeting import state as meeting
from detente.council.registry import kind_of
from detente.errors import Malformed, Refused
from detente.home import decisions, meetings, publications
from detente.home.calls import Send
from detente.home.host import Host
from detente.node.core import Core
from detente.node.events import Draft


@dataclass(frozen=True, slots=True)
class Maker:
    """How the node makes the body of one kind.

    Args:
        body: from what its form asked for, which stands in the call.
        text: the document that a body signs, as people read it; empty where what it signed does not stand here any
            more.
    """

    body: Callable[[Host, Send], Awaitable[dict[str, Any]]]
    text: Callable[[Core, Draft], str]


MAKERS: Final[Mapping[str, Maker]] = {
    meeting.SIGN: Maker(meetings.signature, meetings.signed_text),
    publication.CONSENT: Maker(publications.consenting, publications.consented_text),
    publication.PUBLISH: Maker(publications.publishing, publications.published_text),
    decision.SIGN: Maker(decisions.signature, decisions.signed_text),
}


RECORDED: Final[Mapping[str, Callable[[Core, Send], dict[str, Any]]]] = {meeting.MINUTES: meetings.recorded}
"""Kinds whose form begins with what the record gives, in the language of the call."""


def by_form(kind: Kind) -> bool:
    """Say if a kind can be said by a form: its body is typed, or the node makes it."""
    return not kind.made or kind.name in MAKERS


async def whole(host: Host, call: Send) -> Send:
    """Return a call with the body that the node makes of what was asked; any other as it is.

    Raises:
        Refused: what the making says.
    """
    maker = MAKERS.get(call.kind)
    if maker is None:
        return call
    asked = kind_of(call.kind).asks
    beside = {name: value for name, value in call.body.items() if name not in asked}
    return replace(call, body={**beside, **await maker.body(host, call)})


async def recorded(host: Host, call: Send) -> dict[str, Any]:
    """Return with which body the record lets a form begin; nothing for kinds of which it gives none.

    Raises:
        Refused: what the reading says.
    """
    if (reading := RECORDED.get(call.kind)) is None:
        return {}
    await host.fold()
    return await host.read(lambda core: reading(core, call))


def document_in(core: Core, draft: Draft) -> str:
    """Return the document that an act signs beside itself, as people read it; empty where there is none."""
    maker = MAKERS.get(draft.kind)
    try:
        return "" if maker is None else maker.text(core, draft)
    except (Refused, Malformed):
        return ""
