"""Fields of a kind as controls of a form, each with its name, its words, what was typed, and what is wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from detente.clock import parse_rfc3339, rfc3339
from detente.console.forms.ordering import rows_in
from detente.council.kinds import NEED_BY, Field, Sort
from detente.council.points import Degrees
from detente.languages import gettext as _
from detente.languages import noted, said
from detente.languages.joining import grouped
from detente.limits import BODY_ITEMS_MAX, INSTANT_MAX

Typed = Mapping[str, str]
"""What was typed, by name of control, as it was typed."""

Offered = tuple[tuple[str, str], ...]
"""Times as a control takes them, each with its words."""

YES, NO = noted("yes"), noted("no")
UNITS: Final[Mapping[str, str]] = {
    "seconds": "s", "minutes": "min", "hours": "h", "days": noted("days"), "metres": "m", "kilometres": "km",
    "bytes": noted("bytes"), "degrees": "°", "percent": "%", "tonnes": "t", "knots": "kn", "persons": noted("persons"),
}  # fmt: skip
"""Units come last in the name of a field."""
LOCAL: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2})(:[0-9]{2})?Z?")
"""As a browser writes a time, without a zone: it is in UTC."""
DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""As a browser writes a day."""
_AHEAD: Final = re.compile(r"(^|_)(by|until|begins|ends|expires|due|review|from)_at$")
"""Names of times that usually lie ahead, where they stand in a body itself."""
ONE_LINE_CHARACTERS_MAX: Final = 200
"""Above this a text has several lines to be typed in."""
TOLD_CHARACTERS_MAX: Final = 10_000
"""Nobody comes near a greater bound by typing, so the form does not speak of it before."""
LANGUAGE_CHARACTERS_MAX: Final = 35
ROWS: Final = "rows"
"""`rows:NAME` is how many rows the table of that name shows."""
SHORT_ROWS, LONG_ROWS, LIST_ROWS = 4, 8, 3
FEW_LINES_CHARACTERS_MAX: Final = 1_000
"""Up to this a text that is required has as few rows as one that is not."""


class Shape(StrEnum):
    """What a control looks like."""

    LINE = "line"
    TEXT = "text"
    LIST = "list"
    ORDER = "order"
    LANGUAGE = "language"
    NUMBER = "number"
    TIME = "time"
    DAY = "day"
    CHOICE = "choice"
    CHECKS = "checks"
    RADIOS = "radios"
    TICK = "tick"
    GROUP = "group"
    TABLE = "table"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Control:
    """One control, or a group of them.

    Args:
        name: in the form; parts are joined by dots, rows count from 0.
        help: one sentence or two: what may stand there, and how much.
        value: what was typed.
        choices: to choose from; where none has to be, the first is empty.
        parts: of a group; of a table, the groups that are its rows.
        rows: of a text, how many lines it shows.
        most: the longest text, or the greatest number; None where there is no bound to show.
        words: what each choice is called or means, where its name is not enough.
        unit: of a number.
        offered: times to choose from, each with its words.
        listed: values of a line that are there already, each with its words; another may be written.
        decimal: a number with a point may stand here.
        others: beside the boxes others may be written, a line each.
        heart: it stands open although it may be left out.
        read: how what was typed was read, where that may differ; None where nothing is read otherwise.
        remark: what is to be known of what was typed, which holds nothing back; None where nothing can be.
        error: what is wrong with what was typed, in one sentence that names it, here as in the list above the form.
    """

    name: str
    label: str
    shape: Shape
    required: bool
    help: str = ""
    value: str = ""
    choices: tuple[str, ...] = ()
    parts: tuple["Control", ...] = ()
    rows: int = 1
    most: int | None = None
    error: str = ""
    words: tuple[str, ...] = ()
    unit: str = ""
    offered: Offered = ()
    listed: Offered = ()
    decimal: bool = False
    others: bool = False
    heart: bool = False
    read: str | None = None
    remark: str | None = None

    @property
    def id(self) -> str:
        """Return the id by which a label and an error name it."""
        return f"f-{self.name.replace('.', '-')}"

    @property
    def focus(self) -> str:
        """Return the id of what takes the focus where a list of errors leads here: the first of several boxes."""
        return f"{self.id}-1" if self.shape in (Shape.CHECKS, Shape.RADIOS) and self.choices else self.id

    @property
    def filled(self) -> bool:
        """Say if something was typed here or below, or is wrong here."""
        return bool(self.value or self.error) or any(part.filled for part in self.parts)

    @property
    def chosen(self) -> frozenset[str]:
        """Return what is ticked."""
        return frozenset(self.value.split("\n"))

    @property
    def written(self) -> str:
        """Return what was written beside the boxes, a line each."""
        return "\n".join(one for one in self.value.split("\n") if one not in self.choices)

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """Return each choice with its words."""
        return tuple(zip(self.choices, self.words or self.choices, strict=True))

    @property
    def ordered(self) -> tuple[str, ...]:
        """Return the rows of a list whose order says something, blank ones at its end."""
        return rows_in(self.value)


def controls_of(
    fields: Mapping[str, Field],
    typed: Typed,
    errors: Mapping[str, str],
    prefix: str = "body",
    *,
    suggested: Offered = (),
) -> tuple[Control, ...]:
    """Return the controls for the fields of a body, those that must be filled in before the others.

    Args:
        suggested: times that deadlines often have.
    """
    made = [
        replace(_control(f"{prefix}.{name}", one, typed, errors, suggested), heart=one.heart)
        for name, one in fields.items()
    ]
    return tuple(sorted(made, key=lambda one: not one.required))


def _control(name: str, wanted: Field, typed: Typed, errors: Mapping[str, str], suggested: Offered) -> Control:
    error = errors.get(name, "")
    if wanted.sort is Sort.TABLE:
        return _table(name, wanted, typed, errors)
    value = typed.get(name, "")
    label = said(wanted.label)
    if wanted.many:
        shape, choices = (Shape.CHECKS, wanted.choices) if wanted.choices else (Shape.LIST, ())
        told = "" if choices else _many(wanted)
        return Control(name, label, shape, wanted.required, told, value, choices, rows=LIST_ROWS, error=error,
                       words=tuple(map(said, choices)))  # fmt: skip
    if wanted.sort is Sort.FLAG:
        choices = (YES, NO) if wanted.required else ("", YES, NO)
        return Control(name, label, Shape.CHOICE, wanted.required, "", value, choices, error=error,
                       words=tuple(map(said, choices)))  # fmt: skip
    if wanted.choices:
        words = tuple(map(said, wanted.choices))
        if wanted.means:
            words = tuple(f"{one}: {said(means)}" for one, means in zip(words, wanted.means, strict=True))
        return Control(name, label, Shape.CHOICE, wanted.required, "", value, ("", *wanted.choices), error=error,
                       words=("", *words))  # fmt: skip
    if wanted.tag:
        return language_of(name, label, typed, errors, required=wanted.required)
    shape = {Sort.COUNT: Shape.NUMBER, Sort.INSTANT: Shape.TIME}.get(wanted.sort, Shape.LINE)
    most = wanted.most if wanted.sort is Sort.COUNT else wanted.characters_max if wanted.sort is Sort.TEXT else None
    rows = 1
    if wanted.sort is Sort.TEXT and wanted.characters_max > ONE_LINE_CHARACTERS_MAX:
        few = not wanted.required or wanted.characters_max <= FEW_LINES_CHARACTERS_MAX
        shape, rows = Shape.TEXT, SHORT_ROWS if few else LONG_ROWS
    if (shape is Shape.TIME and value and not LOCAL.fullmatch(value)) or (shape is Shape.LINE and "\n" in value):
        # The browser would leave out what its own control does not take.
        shape, rows = Shape.TEXT, 1
    return Control(
        name, label, shape, wanted.required, _told(name, wanted), value, rows=rows, most=most, error=error,
        unit=said(UNITS.get(name.rpartition("_")[2], "")) if shape is Shape.NUMBER else "",
        offered=suggested if shape is Shape.TIME and _AHEAD.search(name.rpartition(".")[2]) else (),
        decimal=shape is Shape.LINE and wanted.degrees is None and "decimal" in wanted.label.lower(),
    )  # fmt: skip


def language_of(name: str, label: str, typed: Typed, errors: Mapping[str, str], *, required: bool = False) -> Control:
    """Return the control of a language tag: a list to choose from, and beside it a line for another tag.

    Both have its name: what is chosen, or else what stands in the line, is what is typed; both is wrong, at the field.
    """
    error = errors.get(name, "")
    return Control(name, label, Shape.LANGUAGE, required, value=typed.get(name, "").strip(),
                   most=LANGUAGE_CHARACTERS_MAX, error=error)  # fmt: skip


def _table(name: str, wanted: Field, typed: Typed, errors: Mapping[str, str]) -> Control:
    error = errors.get(name, "")
    if not wanted.many:
        parts = controls_of(wanted.fields, typed, errors, name)
        return Control(name, said(wanted.label), Shape.GROUP, wanted.required, parts=parts, error=error)
    rows = tuple(
        Control(f"{name}.{number}", f"{said(wanted.label)} {number + 1}", Shape.GROUP, False,
                parts=controls_of(wanted.fields, typed, errors, f"{name}.{number}"))
        for number in range(rows_of(name, typed, required=wanted.required))
    )  # fmt: skip
    return Control(name, said(wanted.label), Shape.TABLE, wanted.required, parts=rows, error=error)


def _many(wanted: Field) -> str:
    one_a_line = _("One a line, at most {n}.").format(n=BODY_ITEMS_MAX)
    return f"{one_a_line} {_help(wanted)}".strip()


def _told(name: str, wanted: Field) -> str:
    """Return what stands below the label of a control; a time by which an answer is asked for is nobody's duty."""
    wish = _("It is a wish: nobody owes an answer by then.") if name.rpartition(".")[2] == NEED_BY else ""
    return f"{_help(wanted)} {wish}".strip()


def _help(wanted: Field) -> str:
    match wanted.sort:
        case Sort.INSTANT:
            return _("Day and time in UTC.")
        case Sort.COUNT:
            bound = _("A whole number, at most {n}.").format(n=grouped(wanted.most))
            return bound if wanted.most < INSTANT_MAX else _("A whole number.")
        case Sort.BYTES:
            return _("Bytes as hex.")
        case _ if wanted.degrees is not None:
            return degrees_help(wanted.degrees)
        case _:
            told = wanted.characters_max <= TOLD_CHARACTERS_MAX and not wanted.choices
            return _("At most {n} characters.").format(n=grouped(wanted.characters_max)) if told else ""


def degrees_help(what: Degrees) -> str:
    """Return in which ways a latitude, longitude or position can be typed."""
    return {
        Degrees.LATITUDE: _("Like 54.71, 54°42.6'N or 54°42'36\"N."),
        Degrees.LONGITUDE: _("Like 19.92, 019°55.2'E or 019°55'12\"E."),
        Degrees.POSITION: _("Like 54.71, 19.92 or 54°42.6'N 019°55.2'E."),
    }[what]


def rows_of(name: str, typed: Typed, *, required: bool = False) -> int:
    """Return how many rows a table shows: as the form says, and never fewer than were filled in."""
    said = typed.get(f"{ROWS}:{name}", "")
    count = int(said) if said.isascii() and said.isdigit() and len(said) <= 4 else int(required)
    begin = f"{name}."
    filled = [one.removeprefix(begin).partition(".")[0] for one in typed if one.startswith(begin)]
    numbers = [int(one) + 1 for one in filled if one.isascii() and one.isdigit() and len(one) <= 4]
    return min(max([count, *numbers]), BODY_ITEMS_MAX)


# --- from a body to what is typed -------------------------------------------------------------------------------------


def typed_of(fields: Mapping[str, Field], body: Mapping[str, Any], prefix: str = "body") -> dict[str, str]:
    """Return what a form begins with where a body is given; what no control can show is left out."""
    found: dict[str, str] = {}
    for name, wanted in fields.items():
        if (value := body.get(name)) not in (None, "", [], ()):
            found |= _typed(f"{prefix}.{name}", wanted, value)
    return found


def _typed(name: str, wanted: Field, value: Any) -> dict[str, str]:
    if wanted.sort is Sort.TABLE:
        if not wanted.many:
            return typed_of(wanted.fields, value, name) if isinstance(value, Mapping) else {}
        found: dict[str, str] = {}
        for number, row in enumerate(value if isinstance(value, list | tuple) else ()):
            found |= typed_of(wanted.fields, row, f"{name}.{number}") if isinstance(row, Mapping) else {}
        return found
    values = value if wanted.many and isinstance(value, list | tuple) else [value]
    return {name: "\n".join(_text(wanted, one) for one in values)}


def _text(wanted: Field, value: Any) -> str:
    match value:
        case bool():
            return YES if value else NO
        case bytes():
            return value.hex()
        case int() if wanted.sort is Sort.INSTANT:
            return rfc3339(value).removesuffix("Z")
        case str() if wanted.sort is Sort.INSTANT:
            try:
                return rfc3339(parse_rfc3339(value)).removesuffix("Z")
            except ValueError:
                return value
        case _:
            return str(value)
