"""Filters of lists, spelled once: in an address, in the call, in the form above the list, as a command's options."""

from collections.abc import Iterable
from dataclasses import dataclass

from detente.console.view import Seated
from detente.languages import gettext as _
from detente.languages import said


@dataclass(frozen=True, slots=True)
class Pick:
    """One thing by which a list is filtered.

    Args:
        name: in the address, in the call, and of the command's option.
        label: in the form.
        value: what is asked for; empty where nothing is.
        choices: value and word; none where a year is typed.
        blank: what the form says where nothing is asked for; empty for *all*.
    """

    name: str
    label: str
    value: str
    choices: tuple[tuple[str, str], ...] = ()
    blank: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is filtered by."""

    picks: tuple[Pick, ...]

    @property
    def where(self) -> dict[str, str]:
        """Return what is asked for, by name."""
        return {one.name: one.value for one in self.picks if one.value}

    @property
    def query(self) -> dict[str, str | None]:
        """Return what an address asks for, to turn its pages."""
        return {one.name: one.value or None for one in self.picks}

    @property
    def options(self) -> list[str]:
        """Return the same as options of the command."""
        named = {"sort": "only"}
        return [part for name, value in self.where.items() for part in (f"--{named.get(name, name)}", value)]


def by_party(frame: Seated, value: str | None) -> Pick:
    """Return the pick of one of a council's parties."""
    return Pick("party", _("Party"), value or "", tuple((one, one.upper()) for one in frame.council.parties))


def by_word(name: str, label: str, value: str | None, words: Iterable[str]) -> Pick:
    """Return the pick of one of some words, which the form has in the reader's language."""
    return Pick(name, label, value or "", tuple((word, said(word)) for word in words))


def by_name(name: str, label: str, value: str | None, names: Iterable[str]) -> Pick:
    """Return the pick of one of some names, which no language has otherwise."""
    return Pick(name, label, value or "", tuple((one, one) for one in names))


def by_year(value: int | None) -> Pick:
    """Return the pick of a year that is typed."""
    return Pick("year", _("Year"), "" if value is None else str(value))
