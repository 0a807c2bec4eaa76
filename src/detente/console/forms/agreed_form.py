"""A form of an agreement as a page fills it in: its agreement, and every version of what was stated in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from detente.council.kinds import Kind
from detente.council.notification.state import AMENDMENT, NOTIFICATION
from detente.regimes.form import Format
from detente.regimes.pack import Pack

FIELDS, REMOVED = "fields", "removed"
"""Of a body: the form, filled in, and of an amendment what is stated no more."""
PREFIX: Final = f"body.{FIELDS}"
REGIME, FORMAT, VERSION, NIL, NUMBER = "regime", "format", "version", "nil", "number"
AMENDS: Final = f"{PREFIX}.-amends"
"""Among what is typed: the act as which the officer saw the notification stand. No field begins with a hyphen."""
WAS: Final = "-was"
"""Of a row: `VERSION.ROW`, the row of an earlier version that it was, so that what no control shows goes with it."""

Stated = Mapping[str, Any]
"""A form as it is filled in, by field."""


@dataclass(frozen=True, slots=True)
class AgreedForm:
    """A form of an agreement that a page fills in.

    Args:
        versions: what was stated, by the act that left it so, the newest last; none of a first notification.
        base: index of the version as which the officer began to amend it.
        told: what was said beside the form in each version.
    """

    pack: Pack
    format: Format
    versions: tuple[tuple[str, Stated], ...] = ()
    base: int = -1
    told: tuple[Stated, ...] = ()

    @property
    def beside(self) -> Stated:
        """Return what was said beside the form when the officer began to amend it."""
        return self.told[self.base] if self.told and self.versions else {}

    @property
    def before(self) -> Stated | None:
        """Return what was stated when the officer began to amend it; None of a first notification."""
        return self.versions[self.base][1] if self.versions else None

    @property
    def moved_by(self) -> tuple[str, ...]:
        """Return the acts that amended it since."""
        return tuple(ref for ref, _fields in self.versions[self.base + 1 :]) if self.base >= 0 else ()


def base_of(versions: tuple[tuple[str, Stated], ...], amends: str, number: object) -> int:
    """Return as which version a form takes what it amends: by the act that it names, else by its own number from 1."""
    named = next((index for index, (ref, _fields) in enumerate(versions) if ref == amends), None)
    if named is not None:
        return named
    counted = next((index for index in range(len(versions)) if str(number) == str(index + 1)), None)
    return len(versions) - 1 if counted is None else counted


def takes_form(kind: Kind) -> bool:
    """Say if an act of a kind holds a form of an agreement."""
    return kind.name in (NOTIFICATION, AMENDMENT)
