"""The watch log's desk: which alarms went to whom, whether an address answered, who took the next step.

Source: design section 4, "Own side": the watch log is the party's own, offered to nobody. It is the alarms' only
memory: an alarm is written down before it goes out, so no restart forgets one or sends it again at once.

    who                what
    the alarm process  an alarm, before it is sent; then which addresses answered
    an officer         that the next step is to be taken now; that another officer takes something over
"""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from detente.clock import rfc3339
from detente.council.desk import Line, NextAct, Section, Sheet
from detente.council.duty import Duty
from detente.council.journal import Journal
from detente.council.kinds import Field, Kind, Place, Sort, Speech, table_of, text_of, texts_of
from detente.council.said import Said
from detente.council.titles import titled
from detente.council.waiting import Phase
from detente.errors import Refused
from detente.limits import NAME_CHARACTERS_MAX, NUMBER_MAX
from detente.protocol.charter import Charter

NAME, TITLE = "watchlog", "Watch log"
ALARM, OUTCOME, PUSH, PASSED = "alarm", "alarm-outcome", "alarm-push", "watch-passed"
REFERENCE_CHARACTERS_MAX: Final = 200
NOTE_CHARACTERS_MAX: Final = 600
_REF: Final = Field("Act", characters_max=REFERENCE_CHARACTERS_MAX)


def _names(label: str) -> Field:
    return Field(label, many=True, required=False, characters_max=NAME_CHARACTERS_MAX)


ABOUT: Final[Mapping[str, Field]] = {
    "ref": _REF,
    "phase": Field("What is missing", choices=tuple(Phase)),
}
"""Fields of one act that an alarm is about."""

KINDS = table_of(
    Kind(
        ALARM, "alarm", Speech.INFORMS, "01",
        {
            "person": Field("Who is alarmed", characters_max=NAME_CHARACTERS_MAX),
            "party": Field("Whose acts it is about", characters_max=32, parties=True),
            "about": Field("Acts", Sort.TABLE, many=True, fields=ABOUT),
            "more": Field("Further acts that it counts", Sort.COUNT, required=False, most=NUMBER_MAX),
        },
        place=Place.OWN, made=True, text={"en": "alarm to {person}"},
    ),
    Kind(
        OUTCOME, "outcome of an alarm", Speech.INFORMS, "01",
        {"answered": _names("Addresses that answered"), "silent": _names("Addresses that did not")},
        place=Place.OWN, needs_re=True, answers=(ALARM,), opens=False, made=True, text={"en": "outcome of {re}"},
    ),
    Kind(
        PUSH, "next step taken", Speech.INFORMS, "01", {"ref": _REF},
        place=Place.OWN, made=True, text={"en": "next step for {ref}"},
    ),
    Kind(
        PASSED, "passing on", Speech.INFORMS, "01",
        {
            "ref": _REF,
            "to": Field("Who takes it over", characters_max=NAME_CHARACTERS_MAX),
            "text": Field("Note", required=False, characters_max=NOTE_CHARACTERS_MAX),
            "session": Field("Session in which it was passed on", required=False, characters_max=32),
        },
        place=Place.OWN, made=True, text={"en": "{ref} is with {to}"},
    ),
)  # fmt: skip


class LogState(Struct, frozen=True):
    """What one day's log has, by reference."""

    acts: Mapping[str, Said] = field(default_factory=dict)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return nothing: entries of a log do not exclude each other."""
        return ()


def begin(charter: Charter) -> LogState:  # noqa: ARG001  the desk contract
    """Return the state before the first entry."""
    return LogState()


def may(state: LogState, act: Said) -> Refused | None:  # noqa: ARG001  the desk contract
    """Return nothing: it is the party's own."""
    return None


def fold(state: LogState, act: Said) -> LogState:
    """Return the state with one more entry."""
    return replace(state, acts={**state.acts, act.ref: act}) if act.kind in KINDS else state


def duties(state: LogState, journal: Journal) -> tuple[Duty, ...]:  # noqa: ARG001  the desk contract
    """Return nothing."""
    return ()


def turn(state: LogState, journal: Journal) -> frozenset[str]:  # noqa: ARG001  the desk contract
    """Return nobody."""
    return frozenset()


def next_acts(state: LogState, party: str) -> tuple[NextAct, ...]:  # noqa: ARG001  the desk contract
    """Return nothing: its entries are made by commands."""
    return ()


def render(state: LogState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return the log for eyes, in the order of the claimed times."""
    entries = sorted(state.acts.values(), key=lambda act: (act.claimed_at, act.ref))
    outcomes = {act.re: act for act in entries if act.kind == OUTCOME}
    lines = tuple(_line(act, outcomes.get(act.ref)) for act in entries if act.kind != OUTCOME)
    day = rfc3339(entries[0].claimed_at)[:10] if entries else ""
    columns = ("At", "What", "About", "Addresses, note")
    sections = (Section("Entries", lines, columns, "An address that answered took the alarm; nobody has read it yet."),)
    return Sheet(titled(f"Watch log {day}"), "kept for oneself", sections=sections, data={"entries": len(lines)})


def _line(act: Said, outcome: Said | None) -> Line:
    at = rfc3339(act.claimed_at)
    if act.kind == PUSH:
        return Line((at, f"{act.officer or 'an officer'} took the next step", text_of(act.body, "ref"), ""), act.ref)
    if act.kind == PASSED:
        by = act.officer or "an officer"
        what = f"{by} took it over" if by == text_of(act.body, "to") else f"{by} passed it on to {act.body['to']}"
        return Line((at, what, text_of(act.body, "ref"), text_of(act.body, "text")), act.ref)
    about = [f"{ref} {phase}" for ref, phase in about_of(act.body)]
    more = act.body.get("more")
    said = "not known" if outcome is None else _outcome(outcome.body)
    words = ", ".join(
        [*about[:5], *([f"{len(about[5:]) + (more if isinstance(more, int) else 0)} more"] if about[5:] else [])]
    )
    return Line((at, f"alarm to {text_of(act.body, 'person')}", words, said), act.ref)


def _outcome(body: Mapping[str, Any]) -> str:
    answered, silent = texts_of(body, "answered"), texts_of(body, "silent")
    return "; ".join(
        [
            *([f"answered: {', '.join(answered)}"] if answered else []),
            *([f"silent: {', '.join(silent)}"] if silent else []),
        ]
    )


def about_of(body: Mapping[str, Any]) -> list[tuple[str, Phase]]:
    """Return the acts that an alarm is about, with what was missing."""
    found = body.get("about", ())
    return [(text_of(one, "ref"), Phase(text_of(one, "phase"))) for one in found if isinstance(one, Mapping)]
