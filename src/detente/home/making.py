"""Acts that no form can hold whole: the node makes their bodies, with its own key, for commands and pages alike.

The key is the party's log key. It stays in the node's memory and its folder; what asks for a signature carries none of
it, and no signature leaves the process before the commit that holds it.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from msgspec.structs import replace

from detente.council.decision import state as decision
from detente.council.desks import lists as exchange
from detente.council.desks import publications as publication
from detente.council.kinds import Kind
from detente.council.meeting import state as meeting
from detente.council.registry import kind_of
from detente.errors import Malformed, Refused
from detente.home import decisions, lists, meetings, publications
from detente.home.acting import uploads
from detente.home.acting.uploads import Upload
from detente.home.calls import Send
from detente.home.host import Host
from detente.node.core import Core
from detente.node.events import Draft
from detente.protocol.acts import Attachment


def _nothing(_core: Core, _draft: Draft) -> str:
    return ""


async def _none(_host: Host, _call: Send) -> tuple[Attachment, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Maker:
    """How the node makes the body of one kind.

    Args:
        body: from what its form asked for, which stands in the call.
        text: the document that a body signs, as people read it; empty where what it signed does not stand here any
            more.
        files: that go with the act and are kept here already.
    """

    body: Callable[[Host, Send], Awaitable[dict[str, Any]]]
    text: Callable[[Core, Draft], str] = _nothing
    files: Callable[[Host, Send], Awaitable[tuple[Attachment, ...]]] = _none


@dataclass(frozen=True, slots=True)
class Keeper:
    """How the node makes the body of one kind from a file, which it keeps.

    Args:
        body: of the call and the file; the same of the same.
        keep: notes in `own` what hides behind the body, before the act is said.
    """

    body: Callable[[Host, Send, Upload], Awaitable[dict[str, Any]]]
    keep: Callable[[Host, Send, Upload], Awaitable[None]]


MAKERS: Final[Mapping[str, Maker]] = {
    meeting.SIGN: Maker(meetings.signature, meetings.signed_text),
    publication.CONSENT: Maker(publications.consenting, publications.consented_text),
    publication.PUBLISH: Maker(publications.publishing, publications.published_text),
    decision.SIGN: Maker(decisions.signature, decisions.signed_text),
    exchange.REVEAL: Maker(lists.revealing, files=lists.revealed_files),
}
KEEPERS: Final[Mapping[str, Keeper]] = {exchange.COMMIT: Keeper(lists.committing, lists.keep)}


RECORDED: Final[Mapping[str, Callable[[Core, Send], dict[str, Any]]]] = {meeting.MINUTES: meetings.recorded}
"""Kinds whose form begins with what the record gives, in the language of the call."""


def by_form(kind: Kind) -> bool:
    """Say if a kind can be said by a form: its body is typed, or the node makes it."""
    return not kind.made or kind.name in MAKERS or kind.name in KEEPERS


async def whole(host: Host, call: Send, files: Sequence[Upload] = ()) -> Send:
    """Return a call with the body that the node makes of what was asked; any other as it is.

    Args:
        files: of its form.

    Raises:
        Refused: `file-missing`, and what the making says.
    """
    if (keeper := KEEPERS.get(call.kind)) is not None:
        return replace(call, body=await keeper.body(host, call, _one_of(files)))
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


def _one_of(files: Sequence[Upload]) -> Upload:
    if len(files) != 1:
        raise Refused(
            "file-missing", expected="one file, from which the node makes it", got=str(len(files)),
            remedy="attach that file alone",
        )  # fmt: skip
    return files[0]


async def planned(host: Host, call: Send, files: Sequence[Upload]) -> tuple[Attachment, ...]:
    """Return what an act would say of its files: those of its form, or those that are kept for it.

    Raises:
        Refused: `attachments-many`.
    """
    if call.kind in KEEPERS:
        return ()
    return (*await kept(host, call), *uploads.planned(files, erasable=call.erasable))


async def keep(host: Host, call: Send, files: Sequence[Upload]) -> Sequence[Upload]:
    """Keep the file of a form from which the node makes an act, and return the files that go with it.

    Raises:
        Refused: `file-missing`, and what the desk refuses: nothing is kept for what would not be signed.
    """
    if (keeper := KEEPERS.get(call.kind)) is None:
        return files
    await keeper.keep(host, call, _one_of(files))
    return ()


async def kept(host: Host, call: Send) -> tuple[Attachment, ...]:
    """Return the files that go with an act and are kept here already."""
    maker = MAKERS.get(call.kind)
    return () if maker is None else await maker.files(host, call)


def document_in(core: Core, draft: Draft) -> str:
    """Return the document that an act signs beside itself, as people read it; empty where there is none."""
    maker = MAKERS.get(draft.kind)
    try:
        return "" if maker is None else maker.text(core, draft)
    except (Refused, Malformed):
        return ""
