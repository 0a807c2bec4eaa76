"""Amendments of a notification as differences: what stood in each field before, what after, by which act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from detente.languages import said


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that an amendment changed.

    Args:
        name: of the field, and `heading` what the form calls it.
        before: None where it was not stated; `after` None where it is stated no more.
    """

    name: str
    heading: str
    unit: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Amended:
    """One amendment, field by field.

    Args:
        number: from 1.
        there_at: since when it was there for all who read it, by evidence; None while that is not known.
    """

    number: int
    ref: str
    claimed_at: str
    there_at: str | None
    reason: str
    fields: tuple[Difference, ...]


def amendments_of(data: Mapping[str, Any]) -> list[Amended]:
    """Return each amendment of a notification with what it changed: before and after, in the order of the form."""
    versions: Sequence[Mapping[str, Any]] = data.get("versions", ())
    headings, units = data.get("headings", {}), data.get("units", {})
    order = {name: number for number, name in enumerate(headings)}
    known = dict(versions[0]["fields"]) if versions else {}
    found = []
    for _before, one in pairwise(versions):
        names = sorted(one["changed"], key=lambda name: (order.get(name, len(order)), name))
        fields = tuple(
            Difference(
                name, said(headings.get(name, name)), units.get(name, ""), known.get(name), one["fields"].get(name)
            )
            for name in names
        )
        found.append(Amended(one["number"], one["ref"], one["claimed_at"], one["there_at"], one["reason"], fields))
        known |= {name: one["fields"].get(name) for name in names}
    return found


def differences_in(data: Mapping[str, Any]) -> dict[str, tuple[Difference, ...]]:
    """Return what amendments changed, by reference; nothing of a matter that is no notification."""
    return {one.ref: one.fields for one in amendments_of(data)} if "headings" in data else {}
