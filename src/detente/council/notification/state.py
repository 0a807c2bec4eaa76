"""What one notification or return adds up to: its versions, whether it stands, and what others estimate."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from msgspec import Struct

from detente.council.agreements import agreements
from detente.council.kinds import text_of
from detente.council.said import Said
from detente.protocol.charter import Charter
from detente.regimes.form import Format
from detente.regimes.pack import Pack

NOTIFICATION: Final = "notification"
AMENDMENT: Final = "notification-amendment"
CANCELLATION: Final = "notification-cancellation"
ESTIMATE: Final = "activity-estimate"
TOLD: Final = ("single_command", "in_zone", "own_troops", "notifiable_in_year")
"""What a notification says beside its form, for rules that ask it; an amendment may say it anew, or no more."""


class Version(Struct, frozen=True):
    """A notification as one act left it.

    Args:
        number: 0 for the first, then that of the amendment.
        fields: all that is stated now.
        changed: names of fields that this act set, changed or took out.
        told: what is said beside the form now, see `TOLD`.
    """

    number: int
    act: Said
    fields: Mapping[str, Any]
    changed: tuple[str, ...] = ()
    told: Mapping[str, Any] = {}

    @property
    def reason(self) -> str:
        """Return why it was amended, in its author's words."""
        return text_of(self.act.body, "reason")


class NotificationState(Struct, frozen=True, dict=True):
    """One activity, or one return.

    Args:
        amendments: in the order of proof; all of one author.
    """

    charter: Charter
    opening: Said | None = None
    amendments: tuple[Said, ...] = ()
    cancellations: tuple[Said, ...] = ()
    estimates: tuple[Said, ...] = ()

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return amendments that neither follows: one party's restored node may not have known of the other one."""
        last = [one for one in self.amendments if not any(other.follows(one.ref) for other in self.amendments)]
        if len(last) < 2 or self.cancellations:
            return ()
        return (f"amendments that do not know of each other: {', '.join(sorted(one.ref for one in last))}",)

    @property
    def regime(self) -> str:
        """Return the id of the agreement under which it is told."""
        return text_of(self.opening.body, "regime") if self.opening is not None else ""

    @property
    def pack(self) -> Pack | None:
        """Return the agreement, where it can be read here."""
        return agreements(self.charter).get(self.regime)

    @property
    def form(self) -> Format | None:
        """Return the form in which it is told, where it is known here."""
        pack, name = self.pack, text_of(self.opening.body, "format") if self.opening is not None else ""
        return pack.formats.get(name) if pack is not None else None

    @property
    def nil(self) -> bool:
        """Say if it is a return that there is nothing to report."""
        return self.opening is not None and self.opening.body.get("nil") is True

    @cached_property
    def versions(self) -> tuple[Version, ...]:
        """Return every version, the first one first."""
        if self.opening is None:
            return ()
        fields = fields_of(self.opening)
        told = told_in(self.opening.body)
        found = [Version(0, self.opening, fields, tuple(fields), told)]
        for number, act in enumerate(self.amendments, start=1):
            fields, told = amended(fields, act.body), told_after(told, act.body)
            now, before = {**fields, **told}, {**found[-1].fields, **found[-1].told}
            changed = tuple(sorted(name for name in {*now, *before} if now.get(name) != before.get(name)))
            found.append(Version(number, act, fields, changed, told))
        return tuple(found)

    @property
    def fields(self) -> Mapping[str, Any]:
        """Return what is stated now."""
        versions = self.versions
        return versions[-1].fields if versions else {}

    @property
    def told(self) -> Mapping[str, Any]:
        """Return what is said beside the form now."""
        versions = self.versions
        return versions[-1].told if versions else {}

    @property
    def year(self) -> int | None:
        """Return the year for which a return is, or None."""
        return year_of(self.fields)


def fields_of(act: Said) -> dict[str, Any]:
    """Return the filled form of an act."""
    found = act.body.get("fields")
    return {str(name): value for name, value in found.items()} if isinstance(found, Mapping) else {}


def told_in(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a body says beside the form, for rules that ask it."""
    return {name: body[name] for name in TOLD if body.get(name) is not None}


def told_after(told: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said beside the form once an amendment is said."""
    gone = _removed(body)
    return {name: value for name, value in {**told, **told_in(body)}.items() if name not in gone}


def amended(fields: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields as an amendment leaves them: what it states instead of what stood there, without `removed`."""
    stated = body.get("fields")
    new = dict(stated) if isinstance(stated, Mapping) else {}
    gone = _removed(body)
    return {name: value for name, value in {**fields, **new}.items() if name not in gone}


def _removed(body: Mapping[str, Any]) -> set[str]:
    removed = body.get("removed")
    return {one for one in removed if isinstance(one, str)} if isinstance(removed, list | tuple) else set()


def changes(before: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an amendment says that leaves these fields, as `amended` reads it: `fields` and `removed`."""
    changed = {name: value for name, value in new.items() if before.get(name) != value}
    removed = [name for name in before if name not in new]
    return ({"fields": changed} if changed else {}) | ({"removed": removed} if removed else {})


def year_of(fields: Mapping[str, Any]) -> int | None:
    """Return the year that a return names, or None."""
    value = fields.get("year")
    if isinstance(value, str) and value.isdecimal() and len(value) <= 4:
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 9_999 else None
