"""A form of an agreement that an act holds, in the agreement's words, order and units, wherever the act is shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from detente.console.forms.agreed_form import FIELDS, FORMAT, REGIME, REMOVED, VERSION, AgreedForm, takes_form
from detente.council.desks.notifications import KINDS
from detente.council.desks.notifications import NAME as NOTIFICATIONS
from detente.council.notification.checks import form_of
from detente.council.notification.state import NOTIFICATION, TOLD, NotificationState, Version, amended, told_after
from detente.council.registry import KINDS as ALL_KINDS
from detente.errors import Refused
from detente.home.replies import ActView
from detente.languages import said
from detente.node.core import Core
from detente.regimes.form import worded
from detente.regimes.forms import render, render_field
from detente.regimes.values import shown


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
        lines: as it is filled in; none of an amendment, which has `changes`.
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
    if not isinstance(fields, Mapping) or not isinstance(removed, list | tuple):
        return None
    told = [name for name in TOLD if name in body] if form.before is not None else []
    if not (fields or removed or told):
        return None
    if any(not isinstance(name, str) or name in fields for name in removed):
        return None
    title, agreement = worded(form.format.title, language), said(form.pack.instrument)
    if form.before is None:
        return Filled(title, agreement, tuple(render(form.format, fields, language)), (), (FIELDS,))
    before = {**form.before, **form.beside}
    after = {**amended(form.before, body), **told_after(form.beside, body)}
    names = in_order((*fields, *removed, *told), [*(field.name for field in form.format.fields), *TOLD])
    changes = tuple(_change(form, name, before.get(name), after.get(name), language) for name in names)
    return Filled(title, agreement, (), changes, (FIELDS, REMOVED, *TOLD))


def _change(form: AgreedForm, name: str, before: Any, after: Any, language: str) -> Change:
    if form.format.field(name) is None and name in TOLD:
        heading = said(KINDS[NOTIFICATION].fields[name].label)
        return Change(heading, *(() if one is None else (shown(one),) for one in (before, after)))
    heading, old = render_field(form.format, name, before, language)
    return Change(heading, old, render_field(form.format, name, after, language)[1])


def in_order(names: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return names as those that are known stand, then the others: an act that was kept has them in another order."""
    order = {name: number for number, name in enumerate(known)}
    return sorted(names, key=lambda name: (order.get(name, len(order)), name))


# --- of acts that were said -------------------------------------------------------------------------------------------


def holds_form(act: ActView) -> bool:
    """Say if an act may hold a form of an agreement."""
    return act.kind in ALL_KINDS and takes_form(ALL_KINDS[act.kind]) and act.reading == "readable"


def filled_in(core: Core, acts: Iterable[ActView], language: str) -> dict[str, Filled]:
    """Return by reference the forms that acts hold: of an amendment that counts, what it changed in what stood then."""
    found = {}
    for act in acts:
        form = _form_in(core, act) if holds_form(act) else None
        if form is not None and (filled := filled_of(form, act.body, language)) is not None:
            found[act.ref] = filled
    return found


def _as_it_stood(before: Version | None) -> tuple[Any, ...]:
    return () if before is None else (((before.act.ref, before.fields),), 0, (before.told,))


def _form_in(core: Core, act: ActView) -> AgreedForm | None:
    state = core.folding.folded(act.council, act.dossier).states.get(NOTIFICATIONS)
    if not isinstance(state, NotificationState):
        return None
    versions = state.versions
    at = next((number for number, one in enumerate(versions) if one.act.ref == act.ref), None)
    if at is not None and state.pack is not None and state.form is not None:
        before = versions[at - 1] if at else None
        return AgreedForm(state.pack, state.form, *_as_it_stood(before))
    if act.kind != NOTIFICATION:
        return None
    # It does not count; what its form says stands in the agreement's words all the same.
    regime, name, version = (act.body.get(one, "") for one in (REGIME, FORMAT, VERSION))
    try:
        return AgreedForm(*form_of(core.context.directory.charter(act.council), str(regime), str(name), version))
    except Refused:
        return None
