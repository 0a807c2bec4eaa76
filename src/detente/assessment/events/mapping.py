"""A declared mapping: which column of somebody's event data says what. Four come along, others are written in TOML.

day, from, to     required; each `{ column = "…" }`, or `{ number = 1 }` in a file without a header
code, label       one of them: a CAMEO code, or a word that `[classes]` puts into one of four classes
weight, id_column what the file has of them; with a header `also` says what a column is called in other years
[sides]           names that count as one side: exact, or with `*` before or behind
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from detente.assessment.evidence.crosswalk import CLASSES
from detente.assessment.reading import Fields, parse_file
from detente.errors import Refused
from detente.limits import EVENT_SIDES_MAX

SEPARATORS: Final = {"comma": ",", "semicolon": ";", "tab": "\t"}
FORMS: Final = {"year-month-day": "%Y-%m-%d", "yearmonthday": "%Y%m%d", "day.month.year": "%d.%m.%Y"}
_NAMES: Final = (
    *("id", "title", "source", "separator", "header", "columns", "day", "from", "to", "code", "label", "weight"),
    *("id_column", "calibration", "classes", "sides", "everybody"),
)
_SUFFIX: Final = ".toml"
_FOLDER: Final = files("detente.assessment.events") / "mappings"


@dataclass(frozen=True, slots=True)
class Column:
    """Where one thing stands: by the name in the header or another one of it, or counted from 1."""

    name: str = ""
    number: int = 0
    also: tuple[str, ...] = ()

    def named_in(self, names: Sequence[str]) -> str | None:
        """Return by which of its names it stands in a header; None where it does not."""
        return next((name for name in (self.name, *self.also) if name in names), None)


@dataclass(frozen=True, slots=True)
class EventMapping:
    """How to read one kind of event data.

    Args:
        columns: the least number of columns of a row; with a header it says how many.
        form: of the day, as `FORMS` has it.
        classes: label in capitals to the number of its class, from 1.
        sides: name of a side to patterns of names that belong to it.
        everybody: what stands in place of a name where something is said to all; empty for nothing.
    """

    id: str
    title: str
    source: str
    calibration: str
    separator: str
    header: bool
    columns: int
    day: Column
    form: str
    source_of: Column
    target_of: Column
    code: Column | None
    label: Column | None
    weight: Column | None
    key: Column | None
    classes: Mapping[str, int]
    sides: Mapping[str, tuple[str, ...]]
    everybody: str = ""


def read_mapping(data: bytes) -> EventMapping:
    """Return the mapping that a TOML file declares.

    Raises:
        Malformed: `assessment-malformed`.
    """
    given = parse_file(data, toml=True)
    given.check_names(_NAMES)
    separator = given.text("separator", "comma")
    if separator not in SEPARATORS:
        given.refuse(f"one of {', '.join(SEPARATORS)}", separator, "separator")
    header = given.flag("header", default=True)
    day = given.table("day")
    form = day.text("form", "year-month-day")
    if form not in FORMS:
        day.refuse(f"one of {', '.join(FORMS)}", form, "form")
    code, label = (_column(given, name, header=header) for name in ("code", "label"))
    if code is None and label is None:
        given.refuse("code or label", "neither")
    required = {name: _column(given, name, header=header) for name in ("day", "from", "to")}
    for name, column in required.items():
        if column is None:
            given.refuse("a column", None, name)
    return EventMapping(
        given.text("id"), given.text("title", ""), given.text("source", ""), given.text("calibration", ""),
        SEPARATORS[separator], header, 0 if header else given.whole("columns", 1, 1_000),
        required["day"] or Column(), FORMS[form], required["from"] or Column(), required["to"] or Column(),
        code, label, _column(given, "weight", header=header), _column(given, "id_column", header=header),
        _classes(given), _sides(given), given.text("everybody", ""),
    )  # fmt: skip


def _column(given: Fields, name: str, *, header: bool) -> Column | None:
    if name not in given:
        return None
    one = given.table(name)
    one.check_names(("column", "also", "number", *(["form"] if name == "day" else [])))
    if header:
        return Column(name=one.text("column"), also=tuple(one.texts("also", [])))
    return Column(number=one.whole("number", 1, 1_000))


def _classes(given: Fields) -> dict[str, int]:
    if "classes" not in given:
        return {}
    table = given.table("classes")
    return {name.upper(): table.whole(name, 1, len(CLASSES)) for name in table.names()}


def _sides(given: Fields) -> dict[str, tuple[str, ...]]:
    if "sides" not in given:
        return {}
    table = given.table("sides")
    found = {name: tuple(table.texts(name)) for name in table.names()}
    if sum(map(len, found.values())) > EVENT_SIDES_MAX:
        given.refuse(f"at most {EVENT_SIDES_MAX} names of sides", sum(map(len, found.values())), "sides")
    return found


@cache
def shipped() -> dict[str, bytes]:
    """Return the mappings that come along, by name."""
    found = {one.name: one.read_bytes() for one in _FOLDER.iterdir() if one.name.endswith(_SUFFIX)}
    return {name.removesuffix(_SUFFIX): data for name, data in sorted(found.items())}


def find(name: str) -> bytes:
    """Return a mapping that comes along.

    Raises:
        Refused: `mapping-unknown`.
    """
    if name not in shipped():
        raise Refused(
            "mapping-unknown", expected=f"a file, or one of {', '.join(shipped())}", got=name,
            remedy="end the name of a file with .toml",
        )  # fmt: skip
    return shipped()[name]
