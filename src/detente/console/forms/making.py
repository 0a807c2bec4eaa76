"""Which act a form is about: its kind, what it answers, where it can be said, and what the desk fills in beforehand."""

import re
from collections.abc import Mapping
from typing import Any, Final

from detente.console.forms.attaching import AS_EVIDENCE, ERASABLE, Attaching, attaching_of, wrong_with
from detente.console.forms.bodies import Errors, body_of
from detente.console.forms.controls import ROWS, YES, Control, Shape, Typed, controls_of, rows_of, typed_of
from detente.console.forms.keeping import Form
from detente.console.reading import Reader
from detente.console.received import Received
from detente.council.kinds import Kind, Place
from detente.council.registry import kind_of
from detente.council.settings import fits
from detente.errors import Refused
from detente.home.calls import Send, Show, ShowDossier
from detente.home.replies import ActView
from detente.node.core import Core
from detente.protocol.acts import Precedence
from detente.protocol.charter import OWN

CHANNEL, TO, PRECEDENCE, LANGUAGE, MARKING = "channel", "to", "precedence", "language", "marking"
ENVELOPE: Final = (CHANNEL, TO, PRECEDENCE, LANGUAGE, MARKING, ERASABLE, AS_EVIDENCE)
ADD, DROP, UNFILE = "add:", "drop:", "unfile:"
_NAME: Final = re.compile(r"(rows:)?body(\.[A-Za-z0-9_-]{1,64}){1,6}")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")
MARKING_CHARACTERS_MAX: Final = 64
LANGUAGE_CHARACTERS_MAX: Final = 35


def kind_for_form(name: str) -> Kind:
    """Return a kind that people write themselves.

    Raises:
        Refused: `kind-unknown`, `kind-by-command`.
    """
    kind = kind_of(name)
    if kind.made:
        raise Refused(
            "kind-by-command", expected="a kind that is said by a form",
            got=f"{kind.title}, which carries hashes or signatures",
            remedy="use its command: detente --help",
        )  # fmt: skip
    return kind


async def begin(
    reader: Reader, council: str, party: str, kind: Kind, re_: str | None, dossier: str | None
) -> tuple[dict[str, str], dict[str, Any], str, ActView | None]:
    """Return what a form begins with: what is typed, what the desk carries along, the channel, and the act answered.

    Raises:
        Refused: `reference-unknown`.
    """
    about = re_ or dossier
    if about is None:
        return {}, {}, "", None
    act = (await reader.ask(Show(about, council=council))).act
    shown = await reader.ask(ShowDossier(about, council=council))
    given = next((one.body for one in shown.next_acts if one.kind == kind.name and (one.re or None) == re_), {})
    typed = typed_of(kind.fields, given)
    carried = {name: value for name, value in given.items() if name not in kind.fields}
    typed[CHANNEL] = act.channel
    if re_ is not None and act.party != party and act.channel != OWN:
        typed[TO] = act.party
    return typed, carried, act.channel, act


def typed_from(form: Received) -> dict[str, str]:
    """Return what was typed into a form, without names that none of our forms has."""
    return {
        name: "\n".join(values)
        for name, values in form.fields.items()
        if name in ENVELOPE or (len(name) <= 400 and _NAME.fullmatch(name))
    }


def changed(typed: Mapping[str, str], do: str) -> dict[str, str]:
    """Return what is typed after a button of a table: one row more, or one less."""
    verb, _, name = do.partition(":")
    if f"{verb}:" == ADD:
        return {**typed, f"{ROWS}:{name}": str(rows_of(name, typed) + 1)}
    table, _, number = name.rpartition(".")
    if f"{verb}:" != DROP or not (number.isascii() and number.isdigit()):
        return dict(typed)
    return _without(typed, table, int(number))


def _without(typed: Mapping[str, str], table: str, gone: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in typed.items():
        head, rest = f"{table}.", name.removeprefix(f"{table}.")
        number, dot, part = rest.partition(".")
        if not name.startswith(head) or not number.isdigit() or int(number) < gone:
            found[name] = value
        elif int(number) > gone:
            found[f"{head}{int(number) - 1}{dot}{part}"] = value
    return {**found, f"{ROWS}:{table}": str(max(rows_of(table, typed) - 1, 0))}


# --- the envelope -----------------------------------------------------------------------------------------------------


def places(core: Core, council: str, kind: Kind) -> tuple[str, ...]:
    """Return the channels in which this party can say a kind, the line first."""
    charter, party = core.context.directory.charter(council), core.context.party
    named = [*charter.channels, OWN]
    found = [
        name for name in named
        if fits(kind.place, charter, name) and (name == OWN or party in core.context.directory.members(council, name))
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda name: (name == OWN, name != "line")))


def envelope(
    form: Form, kind: Kind, channels: tuple[str, ...], readers: tuple[str, ...], errors: Errors
) -> tuple[Control, ...]:
    """Return the controls round the body: where, to whom, how urgent, in which language.

    Args:
        channels: in which it may be said; one alone leaves nothing to choose.
        readers: who reads the channel that is chosen, beside us.
    """
    typed = form.typed

    def line(name: str, label: str, told: str, most: int) -> Control:
        value, error = typed.get(name, ""), errors.get(name, "")
        return Control(name, label, Shape.LINE, False, told, value, error=error, most=most)

    made: list[Control] = []
    if not form.re and not form.dossier:
        choices = ("", *channels) if len(channels) > 1 else channels
        value = typed.get(CHANNEL, "") or (channels[0] if len(channels) == 1 else "")
        told = "Who reads a channel, reads this."
        made.append(
            Control(CHANNEL, "Channel", Shape.CHOICE, True, told, value, choices, error=errors.get(CHANNEL, ""))
        )
    if form.channel != OWN and kind.place is not Place.OWN:
        told = "They are asked to act. All others who read the channel are informed."
        to = typed.get(TO, "")
        made.append(Control(TO, "For action", Shape.CHECKS, False, told, to, readers, error=errors.get(TO, "")))
        names = tuple(one.name.lower() for one in Precedence)
        told = "Flash is for what cannot wait until somebody looks."
        value, error = typed.get(PRECEDENCE, "") or names[0], errors.get(PRECEDENCE, "")
        made.append(Control(PRECEDENCE, "Precedence", Shape.CHOICE, True, told, value, names, error=error))
    told = f"As your rules have it; it travels with the act. At most {MARKING_CHARACTERS_MAX} characters."
    made.append(line(LANGUAGE, "Language of the text", "A tag like en, fr, ru or uk.", LANGUAGE_CHARACTERS_MAX))
    made.append(line(MARKING, "Marking", told, MARKING_CHARACTERS_MAX))
    return tuple(made)


def call_of(form: Form, kind: Kind) -> tuple[Send, Errors]:
    """Return the call that a form makes, but for officer and council, and what is wrong by name of control."""
    typed = form.typed
    body, errors = body_of(kind.fields, typed)
    channel = form.channel or typed.get(CHANNEL, "")
    if not channel:
        errors[CHANNEL] = "Choose where it is said."
    precedence = typed.get(PRECEDENCE, "") or "routine"
    if precedence.upper() not in Precedence.__members__:
        errors[PRECEDENCE] = "Choose one of the list."
        precedence = "routine"
    language = typed.get(LANGUAGE, "").strip()
    if language and not _LANGUAGE.fullmatch(language):
        errors[LANGUAGE] = "Write a tag of BCP 47, like en or pt-BR."
    marking = typed.get(MARKING, "").strip()
    if len(marking) > MARKING_CHARACTERS_MAX:
        errors[MARKING] = f"At most {MARKING_CHARACTERS_MAX} characters; there are {len(marking)}."
    errors |= wrong_with(form.files, typed)
    call = Send(
        channel=channel, kind=kind.name, body={**form.carried, **body},
        to=tuple(one for one in typed.get(TO, "").split("\n") if one) if channel != OWN else (),
        precedence=precedence,  # type: ignore[arg-type]
        re=form.re or None, dossier=None if form.re else (form.dossier or None),
        language=language, marking=marking,
        erasable=bool(form.files) and typed.get(ERASABLE) == YES,
    )  # fmt: skip
    return call, errors


def controls(kind: Kind, typed: Typed, errors: Errors) -> tuple[Control, ...]:
    """Return the controls of a kind's body."""
    return controls_of(kind.fields, typed, errors)


def attaching(form: Form, errors: Errors) -> Attaching:
    """Return what a form says of its files."""
    return attaching_of(form.files, form.typed, errors)
