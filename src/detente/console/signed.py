"""What stands on every page that signs an act: the act whole, as `signed.html` shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from detente.console.forms import envelope
from detente.console.forms.agreed_form import FIELDS, AgreedForm
from detente.console.view import Console, Frame
from detente.council.kinds import unofficial_of
from detente.council.notification.state import amended
from detente.council.registry import kind_of
from detente.home.calls import Show
from detente.home.previews import Preview
from detente.languages import current
from detente.node.core import Core
from detente.regimes.form import worded
from detente.regimes.forms import render, render_field

REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """One field that an amendment changes.

    Args:
        heading: what the form calls it.
        before: row by row; none where it is not stated. So `after`.
    """

    heading: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """The form of an agreement that an act holds, in the agreement's own words.

    Args:
        title: of the form; `agreement` likewise.
        lines: as it is filled in; none of an amendment that is not said yet, which has `changes`.
        names: fields of the body that it shows.
    """

    title: str
    agreement: str
    lines: tuple[str, ...]
    changes: tuple[Change, ...]
    names: tuple[str, ...]


def filled_of(form: AgreedForm, body: Mapping[str, Any], language: str) -> Filled | None:
    """Return what a body has of a form; None where that is not as the agreement reads it, and is shown as it stands.

    Args:
        form: with what was stated before where an amendment is to change it.
    """
    fields, removed = body.get(FIELDS, {}), body.get(REMOVED, [])
    if not isinstance(fields, Mapping) or not isinstance(removed, list | tuple) or not (fields or removed):
        return None
    if any(not isinstance(name, str) or name in fields for name in removed):
        return None
    title, agreement = worded(form.format.title, language), form.pack.instrument
    if form.before is None:
        return Filled(title, agreement, tuple(render(form.format, fields, language)), (), (FIELDS,))
    after, changes = amended(form.before, body), []
    for name in in_order((*fields, *removed), [field.name for field in form.format.fields]):
        heading, old = render_field(form.format, name, form.before.get(name), language)
        changes.append(Change(heading, old, render_field(form.format, name, after.get(name), language)[1]))
    return Filled(title, agreement, (), tuple(changes), (FIELDS, REMOVED))


def in_order(names: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return names as those that are known stand, then the others: an act that was kept has them in another order."""
    order = {name: number for number, name in enumerate(known)}
    return sorted(names, key=lambda name: (order.get(name, len(order)), name))


def texts_in(found: Preview) -> list[tuple[str, str, bool]]:
    """Return a text in its languages, as tag, text and whether it is a translation; none where it stands in one."""
    text, others = found.body.get("text"), unofficial_of(found.body)
    if not others or not isinstance(text, str):
        return []
    return [(found.language, text, False), *((language, one, True) for language, one in sorted(others.items()))]


async def signed(console: Console, frame: Frame, found: Preview, *, done: bool = False) -> dict[str, Any]:
    """Return what `signed.html` is made from.

    Args:
        done: it was said, or will not be: what stands there now is no longer what it would change.
    """
    assert frame.council is not None, "an act is signed in a council"
    status = frame.status
    names = {status.party: status.name, **{one.party: one.name for one in status.items}}
    name = partial(envelope.named, names=names, depositary=frame.council.depositary)
    kind, about, language = kind_of(found.kind), found.re or found.dossier or "", current()

    def filled(core: Core) -> Filled | None:
        form = envelope.agreed_in(core, found.council, kind, about, found.body)
        if form is None:
            return None
        return filled_of(replace(form, versions=()) if done else form, found.body, language)

    return {
        "act": found,
        "body": {key: found.body[key] for key in in_order(found.body, kind.fields)},
        "wanted": kind,
        "named": name,
        "unasked": envelope.told_unasked(found.to, found.readers, name, public=found.public),
        "texts": texts_in(found),
        "filled": await console.access.host.read(filled),
        "answered": (await console.reader.ask(Show(found.re, council=found.council))).act if found.re else None,
    }
