"""Which act a form is about: its kind, what it answers, where it can be said, and what the desk fills in beforehand."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any, Final

from msgspec.structs import replace as struct_replace

from detente.console.door.received import Received
from detente.console.forms import agreed, ruled
from detente.console.forms.agreed import Agreed
from detente.console.forms.agreed_form import FIELDS, NIL, NUMBER, REMOVED, AgreedForm
from detente.console.forms.attaching import AS_EVIDENCE, ERASABLE, Attaching, attaching_of, wrong_with
from detente.console.forms.bodies import Errors, body_of
from detente.console.forms.controls import ROWS, YES, Control, Shape, controls_of, language_of, rows_of, typed_of
from detente.console.forms.envelope import (
    CHANNEL,
    DRILL,
    MARKING,
    PRECEDENCE,
    TO,
    Surroundings,
    addressees,
    envelope,
    suggestions,
)
from detente.console.forms.envelope import ENVELOPE as ROUND
from detente.console.forms.envelope import wrong_with as wrong_round
from detente.console.forms.hinting import hinted, judged, stands_last, stands_open
from detente.console.forms.keeping import LANGUAGE, Form
from detente.console.forms.offering import offered, ticked
from detente.console.forms.ordering import moved
from detente.console.forms.placing import with_places
from detente.console.forms.tongues import (
    CARRIED,
    TEXT,
    of_text,
    read_tongues,
    tongues_of,
    typed_tongues,
)
from detente.console.told.reading import Reader
from detente.council.kinds import Field, Kind, Place, Sort
from detente.council.notification.state import TOLD
from detente.council.registry import kind_of
from detente.errors import Refused
from detente.home.attachments import erasable_name
from detente.home.calls import Send, Show, ShowDossier
from detente.home.making import by_form
from detente.home.replies import ActView
from detente.languages import current, said
from detente.languages import gettext as _
from detente.protocol.charter import OWN

ENVELOPE: Final = (*ROUND, ERASABLE, AS_EVIDENCE)
ADD, DROP, UNFILE, TIME, NEWER, RECORD = "add:", "drop:", "unfile:", "time:", "newer:", "record:"
_NAME: Final = re.compile(r"(rows:)?(body|tongues)(\.[A-Za-z0-9_-]{1,64}){0,6}")
_TIME: Final = re.compile(r"(body(?:\.[A-Za-z0-9_-]{1,64}){1,6}):([0-9T:-]{16,19})")
FILE: Final = "file"
ATTACHED, DIGEST = "attachment", "sha256"
"""Fields of a table in which files are named that go with the act."""
PART_CHARACTERS_MAX: Final = 200
"""Of a value that an address can carry: a reference, a number, a name."""
ONE_LINE: Final = (Shape.LINE, Shape.CHOICE, Shape.NUMBER)
SHOWN_OPTIONAL_MAX: Final = 4
"""Optional fields that stand open; more of them are folded, so that a long form begins with what it needs."""


def kind_for_form(name: str) -> Kind:
    """Return a kind that people write themselves.

    Raises:
        Refused: `kind-unknown`, `kind-by-command`.
    """
    kind = kind_of(name)
    if not by_form(kind):
        raise Refused(
            "kind-by-command", expected="a kind that is said by a form",
            got=f"{kind.title}, which carries hashes or signatures",
            remedy="use its command: detente --help",
        )  # fmt: skip
    return kind


def asks_nothing(kind: str) -> bool:
    """Say if the node makes all of an act's body: one press leads to its preview."""
    found = kind_of(kind)
    return found.made and not found.asks and not found.takes


def about_of(body: Mapping[str, Any]) -> str:
    """Return what tells one act that a desk offers from another of its kind, like the item or bracket; or nothing."""
    found = (str(value) for value in body.values() if isinstance(value, str | int))
    return next((text for text in found if 0 < len(text) <= PART_CHARACTERS_MAX), "")


def begun_with(kind: Kind, body: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, Any]]:
    """Return what is typed in a form that begins with a body, and what of the body the desk carries along."""
    typed = typed_of(kind.asked, body) | typed_tongues(body)
    return typed, {name: value for name, value in body.items() if name not in kind.asked and name != CARRIED}


async def begin(
    reader: Reader,
    council: str,
    party: str,
    kind: Kind,
    re_: str | None,
    dossier: str | None,
    part: str | None = None,
) -> tuple[dict[str, str], dict[str, Any], str, ActView | None]:
    """Return what a form begins with: what is typed, what the desk carries along, the channel, and the act answered.

    Args:
        part: of the matter that it is about where a desk offers the kind for several, see `about_of`.

    Raises:
        Refused: `reference-unknown`; `offer-gone` where it is no longer offered about that.
    """
    about = re_ or dossier
    if about is None:
        return {}, {}, "", None
    act = (await reader.ask(Show(about, council=council))).act
    shown = await reader.ask(ShowDossier(about, council=council, most=1))
    offered = [one.body for one in shown.next_acts if one.kind == kind.name and (one.re or None) == re_]
    given = next((body for body in offered if part is None or about_of(body) == part), None)
    if given is None and part is not None:
        raise Refused(
            "offer-gone", expected=f"{kind.title} as it is offered now", got=f"one about {part[:80]}",
            remedy="open the matter again: something was said in it meanwhile",
        )  # fmt: skip
    typed, carried = begun_with(kind, given or {})
    if kind.place is Place.PUBLIC:
        # What is said to everybody answers what was said among some: it goes another way, and asks nobody there.
        return typed, carried, "", act
    typed[CHANNEL] = act.channel
    if re_ is not None and act.channel != OWN:
        # Who goes on with one's own act asks those whom it asked.
        typed[TO] = act.party if act.party != party else "\n".join(act.to)
    if re_ is not None and act.channel != OWN and act.party != party and kind.rung is None:
        # What is asked at once is answered at once, unless the officer says otherwise.
        typed[PRECEDENCE] = act.precedence
    return typed, carried, act.channel, act


def typed_from(form: Received) -> dict[str, str]:
    """Return what was typed into a form, without names that none of our forms has."""
    return {
        name: _joined(values)
        for name, values in form.fields.items()
        if name in ENVELOPE or (len(name) <= 400 and _NAME.fullmatch(name))
    }


def _joined(values: Sequence[str]) -> str:
    """Return as one text what controls of one name say: a line each; of one alone, what it says."""
    said = [one for one in values if one]
    return said[0] if len(said) == 1 else "\n".join(values).rstrip("\n")


def changed(typed: Mapping[str, str], do: str) -> dict[str, str]:
    """Return what is typed after a button: of a table a row less, of a time the one offered, of a list a row moved."""
    if (rows := moved(typed, do)) is not None:
        return rows
    verb, _, name = do.partition(":")
    if f"{verb}:" == TIME:
        found = _TIME.fullmatch(name)
        return {**typed, found[1]: found[2]} if found else dict(typed)
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


# --- the call ---------------------------------------------------------------------------------------------------------


def call_of(form: Form, kind: Kind, around: Surroundings) -> tuple[Send, Errors]:
    """Return the call that a form makes, but for officer and council, and what is wrong by name of control."""
    typed = form.typed
    fields = shown_fields(form, kind, around)
    body, errors = judged(*body_of(fields, typed), around.hints, typed, fields)
    if around.agreed is not None:
        filled, wrong = _filled(around.agreed, body, typed)
        body, errors = {name: one for name, one in body.items() if name not in TOLD} | filled, errors | wrong
    language = typed.get(LANGUAGE, "").strip()
    tongues, wrong = read_tongues(kind, typed, language)
    errors |= wrong_round(form, kind, around) | wrong | wrong_with(form.files, typed)
    if kind.takes and len(form.files) != 1:
        errors[FILE] = _("Attach one file under “{label}”.").format(label=said(kind.takes))
    channel = form.channel or typed.get(CHANNEL, "")
    precedence = typed.get(PRECEDENCE, "") or "routine"
    drill = typed.get(DRILL, "").strip()
    beside = {**({CARRIED: tongues} if tongues else {}), **({DRILL: drill} if drill else {})}
    name_files(kind, body, form)
    call = Send(
        channel=channel, kind=kind.name, body={**form.carried, **body, **beside},
        to=addressees(form) if channel != OWN else (),
        precedence="routine" if PRECEDENCE in errors else precedence,  # type: ignore[arg-type]
        re=form.re or None, dossier=None if form.re else (form.dossier or None),
        language=language, marking=typed.get(MARKING, "").strip(),
        erasable=bool(form.files) and typed.get(ERASABLE) == YES,
    )  # fmt: skip
    return call, errors


def _filled(form: AgreedForm, body: Mapping[str, Any], typed: Mapping[str, str]) -> tuple[dict[str, Any], Errors]:
    """Return what a form of an agreement adds to the body, with what is said beside it, and what is wrong with it."""
    beside, gone = ruled.beside_of(form, body, typed)
    filled, errors = agreed.body_of(
        form, typed, nil=body.get(NIL) is True, language=current(), beside=bool(beside or gone)
    )
    removed = [*filled.get(REMOVED, ()), *gone]
    return {**filled, **beside, **({REMOVED: removed} if removed else {})}, errors


def shown_fields(form: Form, kind: Kind, around: Surroundings) -> dict[str, Field]:
    """Return the fields of a kind that have a control: what the desk carries, and the agreement's form, have others."""
    hidden = {CARRIED, *form.carried, *(name for name, hint in around.hints.items() if hint.hidden)}
    if around.agreed is not None:
        hidden |= {FIELDS, REMOVED} | ({NUMBER} if around.agreed.versions else set())
    if around.agreed is not None and around.agreed.versions:
        # Of what stands beside a form an amendment asks for what bears on something, or is said already.
        hidden |= {*TOLD} - {*around.agreed.beside, *ruled.decided_by(around.agreed)}
    return {name: one for name, one in kind.asked.items() if name not in hidden}


def name_files(kind: Kind, body: dict[str, Any], form: Form) -> None:
    """Fill in, where a table of the body names attached files, the SHA-256 of each and the name under which it goes."""
    files = {one.name: (number, one) for number, one in enumerate(form.files, 1)}
    for name, wanted in kind.fields.items():
        if not (wanted.sort is Sort.TABLE and wanted.many and wanted.fields.keys() >= {ATTACHED, DIGEST}):
            continue
        for row in body.get(name, []):
            if (known := files.get(row.get(ATTACHED, ""))) is None:
                continue
            row.setdefault(DIGEST, known[1].sha256)
            if form.typed.get(ERASABLE) == YES:
                row[ATTACHED] = erasable_name(known[0], known[1].name)


# --- what a page shows ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Parts:
    """The controls of a form, in the order in which they stand.

    Args:
        asked: what has to be filled in, and what usually is.
        folded: what can be said besides.
        text: the text that can stand in several languages, with the control of its language; None where there is none.
        last: that text stands behind everything else.
        heading: what stands before the text, as the kind has it, like a title.
        tongues: rows for other languages.
        round: the envelope.
        agreed: the form of an agreement that the act holds, if it holds one.
    """

    asked: tuple[Control, ...]
    folded: tuple[Control, ...]
    text: tuple[Control, Control] | None
    tongues: Control | None
    round: tuple[Control, ...]
    files: Attaching
    agreed: Agreed | None = None
    last: bool = False
    heading: tuple[Control, ...] = ()

    @property
    def all(self) -> tuple[Control, ...]:
        """Return every control, so that what is wrong can be listed."""
        several = (*(self.text or ()), *([self.tongues] if self.tongues else []))
        filled = (*self.agreed.asked, *self.agreed.folded) if self.agreed is not None else ()
        return (*self.heading, *self.asked, *several, *filled, *self.folded, *self.round, *self.files.controls)


def parts_of(form: Form, kind: Kind, around: Surroundings, errors: Errors) -> Parts:
    """Return the controls of a form: what is required first, what is optional and empty folded where it is much."""
    typed = form.typed
    fields = shown_fields(form, kind, around)
    # What has to be filled in as things stand begins like anything else that has to be: a table with a row.
    must = {name for name, hint in around.hints.items() if hint.required}
    wanted = {name: struct_replace(one, required=True) if name in must else one for name, one in fields.items()}
    made = controls_of(wanted, typed, errors, suggested=suggestions(around.now))
    made = hinted(offered(made, fields, around.offers, around.remarks), around.hints, typed, errors, [*fields])
    tongues = tongues_of(kind, typed, errors)
    text = None
    heading: tuple[Control, ...] = ()
    if tongues is not None:
        main = next(one for one in made if one.name == f"body.{TEXT}")
        before = {f"body.{name}" for name in takewhile(lambda name: name != TEXT, fields)}
        heading = tuple(one for one in made if one.required and one.name in before and one.shape in ONE_LINE)
        made = tuple(one for one in made if one is not main and one not in heading)
        main = replace(main, remark=around.remarks.get(main.name, ""))
        text = (main, language_of(LANGUAGE, of_text(), typed, errors, required=bool(tongues.parts)))
    filled = None if around.agreed is None else agreed.agreed_of(around.agreed, typed, errors, current())
    if filled is not None and around.agreed is not None:
        beside = [one for one in made if one.name.removeprefix("body.") in ruled.decided_by(around.agreed)]
        filled, made = ruled.opened(filled, around.agreed, beside), tuple(one for one in made if one not in beside)
    plain = [one for one in made if not one.required and one.shape not in (Shape.GROUP, Shape.TABLE)]
    plain = [one for one in plain if not stands_open(one, around.hints) and not ticked(one, around.offers)]
    folded = tuple(one for one in plain if not one.filled) if len(plain) > SHOWN_OPTIONAL_MAX else ()
    # What the kind is about stands before what else can be said.
    asked = tuple(sorted((one for one in made if one not in folded), key=lambda one: (not one.required, not one.heart)))
    asked, folded = with_places(asked, around.placing), with_places(folded, around.placing)
    if filled is not None:
        filled = replace(
            filled,
            asked=with_places(filled.asked, around.placing),
            folded=with_places(filled.folded, around.placing),
        )
    return Parts(asked, folded, text, tongues, envelope(form, kind, around, errors),
                 attaching_of(form.files, typed, errors), filled, stands_last(TEXT, around.hints),
                 with_places(heading, around.placing))  # fmt: skip
