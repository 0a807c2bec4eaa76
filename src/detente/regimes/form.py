"""A format as a value: its fields, their sorts and headings; and by which sources something of a pack stands."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from detente.languages.figures import marked
from detente.languages.reading import AVAILABLE, catalog
from detente.languages.saying import UNIT
from detente.regimes.conditions import Condition

Words = Mapping[str, str]
"""One text in several languages, by BCP 47 code."""


class Confidence(StrEnum):
    """How sure we are that a rule says what its pack makes of it."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Sort(StrEnum):
    """What a field of a form holds."""

    TEXT = "text"
    COUNT = "count"
    QUANTITY = "quantity"
    DATE = "date"
    TIME = "time"
    PLACE = "place"
    AREA = "area"
    CHOICE = "choice"
    FLAG = "flag"
    LIST = "list"
    TABLE = "table"


class Basis(Struct, frozen=True):
    """By which sources something stands, and how sure that is.

    Args:
        sources: keys of the pack's sources, at least one.
    """

    sources: tuple[str, ...]
    confidence: Confidence


class FormField(Struct, frozen=True):
    """A field of a form.

    Args:
        unit: of counts and quantities.
        required_when: a condition on the form's fields; None where `required` says it all.
        many: a list of such values.
        choices: for the sort `choice`.
        fields: for the sort `table`: the columns.
        sum_of: `TABLE.FIELD`: the value is the sum of that column.
        not_before: the field of the same table before which this date or time may not lie.
        signed: whether a number may be negative.
        anywhere: whether a place may lie outside the pack's zone.
    """

    name: str
    sort: Sort
    heading: Words
    help: Words = field(default_factory=dict)
    unit: str = ""
    required: bool = False
    required_when: Condition | None = None
    many: bool = False
    choices: tuple[str, ...] = ()
    fields: "tuple[FormField, ...]" = ()
    sum_of: str = ""
    not_before: str = ""
    signed: bool = False
    anywhere: bool = False


class Format(Struct, frozen=True):
    """A form in which something is told.

    Args:
        alias: an F-number or other name by which people know it; not confirmed, and no key.
        yearly: one return a year, for the year in the field `year`.
        nil: a return may say that there is nothing to report.
    """

    name: str
    version: int
    title: Words
    fields: tuple[FormField, ...]
    basis: Basis
    alias: str = ""
    yearly: bool = False
    nil: bool = False
    note: str = ""

    def field(self, name: str) -> FormField | None:
        """Return a field by its name, or None."""
        return next((one for one in self.fields if one.name == name), None)


def worded(words: Words, language: str) -> str:
    """Return a text in a language, else in its primary language, else our own translation of the pack's first.

    A shipped pack never changes, so what its languages leave out stands in the catalogs; else it is the first itself.
    """
    return words.get(language) or words.get(_primary(language)) or said_in(next(iter(words.values()), ""), language)


def said_in(word: str, language: str) -> str:
    """Return a word that a pack has in English alone, like a choice, in a language; else as it stands."""
    spoken = _primary(language)
    return catalog(spoken).texts.gettext(word) if word and spoken in AVAILABLE else word


def unit_in(unit: str, language: str) -> str:
    """Return a unit, as it stands behind a number, in a language."""
    spoken = _primary(language)
    return catalog(spoken).texts.pgettext(UNIT, unit) if spoken in AVAILABLE else unit


def figure_in(number: str, language: str) -> str:
    """Return a number as `shown` writes it with the marks of a language."""
    spoken = _primary(language)
    return marked(spoken, number) if spoken in AVAILABLE else number


def _primary(language: str) -> str:
    return language.partition("-")[0]
