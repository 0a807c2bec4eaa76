"""The terms of a silence procedure: what the charter asks at least, and what a proposal says.

What matters later stands in the proposal itself, so that no later amendment of the charter changes how it ends.
"""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from detente.clock import DAY, HOUR, Instant, rfc3339
from detente.council.kinds import instant_of
from detente.council.settings import table
from detente.errors import Refused
from detente.protocol.charter import Charter

GRACE_SECONDS_MAX: Final = DAY
"""No proposer keeps a procedure from closing at will."""
HOURS_MAX: Final = 8_760
"""No procedure is asked to give more than a year for reading."""
_NAMES: Final = ("expires_at", "reading_hours", "grace_seconds")


class Silence(Struct, frozen=True):
    """What the charter's table `[silence]` asks at least."""

    minimum_hours: int
    reading_hours: int
    grace_seconds: int


class Terms(Struct, frozen=True):
    """What a silence procedure is held by.

    Args:
        reading_hours: least time that a member must have had for reading to be bound.
        grace_seconds: from the expiry to the heads that close it, for what is still on its way.
    """

    expires_at: Instant
    reading_hours: int
    grace_seconds: int

    @property
    def reading_seconds(self) -> int:
        """Return the least time for reading in seconds."""
        return self.reading_hours * HOUR


def silence_of(charter: Charter) -> Silence:
    """Return the charter's terms; `[silence] minimum_hours = 24, reading_hours = 12, grace_minutes = 10` by default.

    Raises:
        Malformed: `charter-setting`.
    """
    found = table(charter, "silence")
    return Silence(
        found.number("minimum_hours", 1, HOURS_MAX, 24),
        found.number("reading_hours", 0, HOURS_MAX, 12),
        found.number("grace_minutes", 0, GRACE_SECONDS_MAX // 60, 10) * 60,
    )


def terms_of(body: Mapping[str, Any]) -> Terms | None:
    """Return the terms that a proposal says, or None where one of them is missing."""
    expires_at, reading_hours, grace_seconds = (instant_of(body, name) for name in _NAMES)
    if expires_at is None or reading_hours is None or grace_seconds is None:
        return None
    return Terms(expires_at, reading_hours, grace_seconds)


def check_terms(body: Mapping[str, Any], charter: Silence, claimed_at: Instant) -> None:
    """Be silent where a silence procedure may be held so.

    Args:
        claimed_at: of the proposal, by its author's own word.

    Raises:
        Refused: `silence-terms`, `silence-expired`, `silence-too-short`.
    """
    terms = terms_of(body)
    if terms is None:
        raise Refused(
            "silence-terms",
            expected=", ".join(_NAMES),
            got=f"no {next(name for name in _NAMES if instant_of(body, name) is None)}",
            remedy="detente decision propose takes the charter's, but for the expiry",
        )
    if terms.expires_at <= claimed_at:
        raise Refused(
            "silence-expired", expected=f"an expiry after {rfc3339(claimed_at)}", got=rfc3339(terms.expires_at)
        )
    enough = terms.reading_hours >= charter.reading_hours
    if not enough or not charter.grace_seconds <= terms.grace_seconds <= GRACE_SECONDS_MAX:
        raise Refused(
            "silence-terms",
            expected=f"reading_hours from {charter.reading_hours} on, "
            f"grace_seconds from {charter.grace_seconds} to {GRACE_SECONDS_MAX}",
            got=f"{terms.reading_hours} and {terms.grace_seconds}",
            remedy="leave them out, and detente decision propose takes the charter's",
        )
    least = max(charter.minimum_hours, terms.reading_hours)
    if terms.expires_at - claimed_at < least * HOUR:
        raise Refused(
            "silence-too-short",
            expected=f"at least {least} hours from {rfc3339(claimed_at)}",
            got=rfc3339(terms.expires_at),
            remedy="name a later expiry",
        )


def check_no_terms(body: Mapping[str, Any]) -> None:
    """Be silent where a proposal by consensus names no clock.

    Raises:
        Refused: `consensus-has-no-clock`.
    """
    given = next((name for name in _NAMES if instant_of(body, name) is not None), None)
    if given is not None:
        raise Refused("consensus-has-no-clock", expected="no expiry where every member has to agree", got=given)
