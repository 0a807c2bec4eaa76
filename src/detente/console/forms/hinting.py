"""What a desk tells a form of its fields as things stand: what may be taken, and what the charter asks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from detente.clock import Instant, parse_rfc3339, rfc3339
from detente.console.forms import wording
from detente.console.forms.bodies import Errors
from detente.console.forms.controls import SHORT_ROWS, Control, Offered, Shape, Typed, typed_of
from detente.console.forms.keeping import Form
from detente.console.words.times import moment
from detente.council.desk import Hint
from detente.council.desks.officers import CREDENTIALS
from detente.council.kinds import Field, Kind, Rank
from detente.council.registry import desk_of
from detente.errors import Refused
from detente.home.access.vouching import ranks_given
from detente.languages import gettext as _
from detente.languages import noted, said
from detente.languages.joining import grouped
from detente.limits import BODY_ITEMS_MAX
from detente.node.core import Core

RANKS: Final = noted("You give ranks up to your own; a higher one takes an officer who has it, or who keeps the node.")
NUMBER, TEXT = "number", "text"
"""Of a row that answers one of several questions."""
Hints = Mapping[str, Hint]


def hints_of(core: Core, form: Form, kind: Kind, now: Instant) -> Hints:
    """Return what the desk of a kind tells a form, by name of field."""
    desk: Any = desk_of(kind.name)
    if kind.name == CREDENTIALS:
        return _of_ranks(core, form, now)
    if not hasattr(desk, "hints"):
        return {}
    found: Hints = desk.hints(_state_of(core, form, desk), kind.name, form.re or None, now)
    return found


def _of_ranks(core: Core, form: Form, now: Instant) -> Hints:
    """Return which ranks a form's officer may give: that rests on who sits before the pages, not on the desk."""
    ranks = ranks_given(core, form.council, form.officer, now)
    return {"rank": Hint(choices=ranks, why=RANKS)} if len(ranks) < len(Rank) else {}


def unsaid_in(core: Core, form: Form, kind: Kind, now: Instant) -> tuple[str, ...]:
    """Return what the desk of a kind finds left to know or to say before it, a sentence each."""
    desk: Any = desk_of(kind.name)
    if not hasattr(desk, "unsaid"):
        return ()
    return tuple(desk.unsaid(_state_of(core, form, desk), kind.name, now))


def _state_of(core: Core, form: Form, desk: Any) -> Any:
    """Return the state of the matter that a form is about, as a desk has it."""
    about, state = form.re or form.dossier, None
    if about:
        state = core.folding.matter_of(form.council, about).states.get(desk.NAME)
    if state is None:
        state = desk.begin(core.context.directory.charter(form.council))
    return state


def wrong_at(error: Refused, kind: Kind) -> Errors:
    """Return what a refusal says by name of the control at which it stands; nothing where it stands at none."""
    found = (wording.at_field(kind.asked, one) for one in (error, *error.also))
    return {f"body.{one[0]}": one[1] for one in found if one is not None}


def begun(hints: Hints, fields: Mapping[str, Field]) -> dict[str, str]:
    """Return what a form begins with by itself."""
    return typed_of(fields, {name: one.value for name, one in hints.items() if one.value is not None})


# --- controls ---------------------------------------------------------------------------------------------------------


def hinted(
    controls: Iterable[Control], hints: Hints, typed: Typed, errors: Errors, order: Sequence[str]
) -> tuple[Control, ...]:
    """Return the controls of a body as things stand, those that must be filled in before the others.

    Args:
        order: of the names of fields, which holds among either.
    """
    made = [_hinted(one, hints[_name(one)], typed, errors) if _name(one) in hints else one for one in controls]
    return tuple(sorted(made, key=lambda one: (not one.required, order.index(_name(one)))))


def stands_open(control: Control, hints: Hints) -> bool:
    """Say if a control stands open although nothing has to be said in it."""
    hint = hints.get(_name(control))
    return control.heart or (hint is not None and (hint.open or hint.only is not None))


def stands_last(name: str, hints: Hints) -> bool:
    """Say if a text stands behind everything else."""
    return name in hints and hints[name].last


def _name(control: Control) -> str:
    return control.name.removeprefix("body.")


def _hinted(control: Control, hint: Hint, typed: Typed, errors: Errors) -> Control:
    if hint.items:
        return _one_by_one(control, hint.items, typed, errors)
    if hint.ordered and control.shape is Shape.LIST:
        rows = _("A row each, at most {n}; blank rows count for nothing.").format(n=BODY_ITEMS_MAX)
        return replace(control, shape=Shape.ORDER, help=rows)
    if hint.choices:
        told = [pair for pair in control.told if pair[0] in ("", control.value, *hint.choices)]
        control = replace(control, choices=tuple(one for one, _w in told), words=tuple(words for _c, words in told))
    if hint.required:
        control = replace(control, required=True)
    if hint.only is not None and hint.value is None and typed.get(f"body.{hint.only[0]}") == hint.only[1]:
        control = replace(control, required=True)
    if control.shape is Shape.TIME and hint.least is not None:
        control = replace(control, offered=_later(control.offered, hint.least))
    return replace(control, help=" ".join((*_told(control, hint), control.help)).strip())


def _one_by_one(control: Control, items: Iterable[str], typed: Typed, errors: Errors) -> Control:
    parts = [
        Control(name, f"{number}. {text}", Shape.TEXT, False, value=typed.get(name, ""), rows=SHORT_ROWS,
                error=errors.get(name, ""))
        for number, text in enumerate(items, 1)
        for name in [f"{control.name}.{number - 1}.{TEXT}"]
    ]  # fmt: skip
    told = _("Each by itself; what is left blank is not answered in it.")
    # As required it stands open; of its parts nothing is.
    return Control(control.name, control.label, Shape.GROUP, True, told, parts=tuple(parts), error=control.error)


def _later(offered: Offered, least: Instant) -> Offered:
    """Return the times that may be taken, the earliest first that leaves an hour to say it."""
    first = (least // 60 + 60) * 60
    kept = tuple(one for one in offered if one[0] > rfc3339(first).removesuffix("Z"))
    return ((rfc3339(first).removesuffix("Z"), _("the earliest, with an hour to say it")), *kept)


def _told(control: Control, hint: Hint) -> Iterable[str]:
    if hint.why:
        yield said(hint.why)
    if hint.taken:
        told = _("Taken over from {act}. What you sign is your own word: change what was otherwise, or empty it.")
        yield told.format(act=hint.taken)
    if hint.only is not None:
        yield _("By {choice} alone.").format(choice=said(hint.only[1]))
    if hint.least is None:
        return
    if control.shape is Shape.TIME:
        yield _("The charter allows {time} at the earliest.").format(time=moment(rfc3339(hint.least)).utc)
    else:
        yield _("The charter asks for {least} at least.").format(least=grouped(hint.least))


# --- the body ---------------------------------------------------------------------------------------------------------


def judged(
    body: dict[str, Any], errors: Errors, hints: Hints, typed: Typed, fields: Mapping[str, Field]
) -> tuple[dict[str, Any], Errors]:
    """Return a body and what is wrong with it once its desk's hints are heeded."""
    body, errors = dict(body), dict(errors)
    for name, hint in hints.items():
        key = f"body.{name}"
        if hint.hidden:
            continue
        if hint.items:
            errors = {one: why for one, why in errors.items() if not one.startswith(f"{key}.")}
            rows = _answers(key, hint.items, typed)
            body = {**{one: value for one, value in body.items() if one != name}, **({name: rows} if rows else {})}
            continue
        if hint.only is not None and not _counts(fields[name], name, hint, body, errors):
            continue
        if hint.choices and name in body and body[name] not in hint.choices:
            errors[key] = said(hint.why) or wording.not_listed(said(fields[name].label))
        if key not in errors and name in body and (why := _too_little(said(fields[name].label), body[name], hint)):
            errors[key] = why
    return body, errors


def _answers(key: str, items: Iterable[str], typed: Typed) -> list[dict[str, Any]]:
    texts = [(number, typed.get(f"{key}.{number - 1}.{TEXT}", "").strip()) for number, _item in enumerate(items, 1)]
    return [{NUMBER: number, TEXT: text} for number, text in texts if text]


def _counts(wanted: Field, name: str, hint: Hint, body: dict[str, Any], errors: Errors) -> bool:
    """Say if a field counts by what another says; fill in what it begins with, or say what is to be left out."""
    assert hint.only is not None, "asked of what counts by another field"
    other, value = hint.only
    key = f"body.{name}"
    if other not in body:
        return False
    if body[other] == value:
        if name not in body and key not in errors:
            if hint.value is None:
                errors[key] = wording.missing_in(wanted)
            else:
                body[name] = hint.value
        return True
    if body.get(name) == hint.value:
        # What the form filled in by itself is no word of its officer.
        body.pop(name, None)
    elif name in body:
        errors[key] = _left_out(wanted, said(value))
    return False


def _left_out(wanted: Field, choice: str) -> str:
    told = _("Leave “{label}” empty: it counts by {choice} alone.")
    return told.format(label=wording.name_of(said(wanted.label)), choice=choice)


def _too_little(label: str, value: Any, hint: Hint) -> str:
    if hint.least is None:
        return ""
    label = wording.name_of(label)
    if isinstance(value, int):
        told = _("Give at least {least} under “{label}”: the charter asks for it.")
        return "" if value >= hint.least else told.format(label=label, least=grouped(hint.least))
    try:
        at = parse_rfc3339(value)
    except ValueError:
        return ""
    told = _("Give a time under “{label}” from {time} on: the charter allows none before.")
    return "" if at >= hint.least else told.format(label=label, time=moment(rfc3339(hint.least)).utc)
