"""What stands on every page that signs an act: the act whole, as `signed.html` shows it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from detente.console.forms import envelope, letters, ruled
from detente.console.told.answered import answered
from detente.console.told.filled import Filled, filled_of, in_order
from detente.console.view import Console, Seated
from detente.console.words.facts import names_in
from detente.council.attention import asks
from detente.council.kinds import NEED_BY, Kind, unofficial_of
from detente.council.registry import kind_of
from detente.home.previews import Preview
from detente.home.replies import ActView
from detente.languages import current
from detente.node.core import Core
from detente.protocol.documents import text_digest


def texts_in(found: Preview) -> list[tuple[str, str, bool]]:
    """Return a text in its languages, as tag, text and whether it is a translation; none where it stands in one."""
    text, others = found.body.get("text"), unofficial_of(found.body)
    if not others or not isinstance(text, str):
        return []
    return [(found.language, text, False), *((language, one, True) for language, one in sorted(others.items()))]


def made(found: Preview, kind: Kind, name: str) -> bool:
    """Say if a field holds what the node made of a document that stands whole on the page: hash, line and keys."""
    return bool(found.text) and name in kind.fields and name not in kind.asks


@dataclass(frozen=True, slots=True)
class Signed:
    """An act whole, as `signed.html` shows it: all that is in the template under `signed`.

    Args:
        body: in the order in which the kind has its fields.
        named: how a party is named.
        texts: as `texts_in` has them.
        document: SHA-256 in hex of the document that it signs beside itself; empty where it signs none.
        unlike: the language whose letters its text is not in; empty where it is.
        filled: the form of an agreement that it holds; `finds` what the agreement's rules find of it.
        answered: the act that it answers; `answered_in` the form of an agreement that that one holds.
        brief: what it answers stands whole below, or in the document that is signed, so its first words are enough.
        asks_none: it is a flash act that asks for no answer, so that it rings until it is read and no longer.
        files: that go with it; `erasable` where they can be erased later.
    """

    act: Preview
    body: Mapping[str, Any]
    wanted: Kind
    named: Callable[[str], str]
    unasked: str
    texts: Sequence[tuple[str, str, bool]]
    document: str
    unlike: str
    filled: Filled | None
    finds: Sequence[str]
    answered: ActView | None
    answered_in: Filled | None
    asks_none: bool = False
    brief: bool = False
    files: Sequence[Any] = ()
    erasable: bool = False


async def signed(console: Console, frame: Seated, found: Preview, *, done: bool = False) -> Signed:
    """Return what `signed.html` is made from.

    Args:
        done: it was said, or will not be: what stands there now is no longer what it would change.
    """
    name = partial(envelope.named, names=names_in(frame.status), depositary=frame.council.depositary)
    kind, about, language = kind_of(found.kind), found.re or found.dossier or "", current()

    def filled(core: Core) -> tuple[Filled | None, tuple[str, ...]]:
        form = envelope.agreed_in(core, found.council, kind, about, found.body)
        if form is None:
            return None, ()
        finds = () if done else ruled.lines_of(form, found.body, language)
        return filled_of(replace(form, versions=()) if done else form, found.body, language), finds

    shown, finds = await console.access.host.read(filled)

    act, held = await answered(console, found.council, found.re)
    return Signed(
        act=found,
        body={key: found.body[key] for key in in_order(found.body, kind.known) if not made(found, kind, key)},
        wanted=kind,
        named=name,
        unasked=envelope.told_unasked(found.kind, found.to, found.readers, name, public=found.public),
        texts=texts_in(found),
        document=text_digest(found.text).hex() if found.text else "",
        unlike="" if done else letters.unlike(found.body, kind.fields, found.language),
        filled=shown,
        finds=finds,
        answered=act,
        answered_in=held,
        asks_none=not done and found.precedence == "flash" and not (asks(found.kind) or NEED_BY in found.body),
    )
