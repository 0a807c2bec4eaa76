"""One line of time of all accounts of an incident, each entry with its voice, and the calls that went unanswered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from detente.clock import Instant
from detente.council.incident.differences import signal_in_words, tables
from detente.council.incident.fields import UNANSWERED
from detente.council.incident.occurred import occurred_of
from detente.council.incident.state import voice_of
from detente.council.kinds import instant_of, text_of
from detente.council.said import Said

_DAYS: Final = ("day", "month", "approximate", "unknown")
"""Precisions that no second can stand for."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What one account says of one moment.

    Args:
        at: UTC; None where the account states no time for it. Such moments stand after the others, in its own order.
        stated: the time as it was said.
        what: beginning, manoeuvre or signal; nearest approach where it was computed, not said.
        ref: of the account, empty where it was computed.
        day: `at` stands for the whole day, which is all that is stated.
        derived_from: SHA-256 of the files from which it was computed.
    """

    at: Instant | None
    stated: str
    voice: str
    what: str
    text: str
    ref: str
    derived_from: tuple[str, ...] = ()
    day: bool = False


def moments(accounts: Sequence[Said], derived: Sequence[Moment] = ()) -> tuple[Moment, ...]:
    """Return what the accounts in force say of when, those with a time first, by time; none is merged with another.

    Args:
        derived: moments that were computed from files, put among them by their time.
    """
    found = [*(one for act in accounts for one in _of(act)), *derived]
    return tuple(sorted(found, key=lambda one: (one.at is None, one.at or 0)))


def unanswered(accounts: Sequence[Said]) -> tuple[Moment, ...]:
    """Return the signals and calls of which an account says that they were not answered."""
    return tuple(
        Moment(instant_of(one, "at"), text_of(one, "stated"), voice_of(act), "signal", signal_in_words(one), act.ref)
        for act in accounts
        for one in tables(act, "signals")
        if text_of(one, "answered") == UNANSWERED
    )


def _of(act: Said) -> Iterator[Moment]:
    voice, when = voice_of(act), occurred_of(act.body)
    if when.start is not None:
        yield Moment(
            when.start,
            str(when),
            voice,
            "beginning",
            "the incident begins, by this account",
            act.ref,
            day=when.precision in _DAYS,
        )
    told = tables(act, "manoeuvres")
    for one in sorted(told, key=lambda one: order if isinstance(order := one.get("order"), int) else 0):
        yield Moment(instant_of(one, "at"), text_of(one, "stated"), voice, "manoeuvre", text_of(one, "text"), act.ref)
    for one in tables(act, "signals"):
        yield Moment(instant_of(one, "at"), text_of(one, "stated"), voice, "signal", signal_in_words(one), act.ref)
