"""What needs a person here, as alarms see it, and who was told: an act, a duty of ours, a counterpart's silence."""

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from detente.clock import DAY, HOUR, Instant, held

if TYPE_CHECKING:
    from detente.council.duty import Duty

URGENT: Final = 1
"""Priority: what is owed soon and who is not heard wait for the end of nobody's quiet hours."""
LEAD_SECONDS_MAX: Final = DAY
"""So long before its due second a duty of ours is chased; of a shorter clock half of it."""
UNHEARD_SECONDS: Final = 1_800
"""After so long without an answer a counterpart's silence calls a person: a restart, or a short cut, does not."""
UNHEARD_OBJECTIVE_SECONDS: Final = 3 * HOUR


class Waiting(Struct, frozen=True):
    """Something that needs a person here.

    Args:
        ref: of the act; of a duty and a silence words that are the same as long as it lasts.
        party: its author; of a duty to whom it is owed, of a silence who is not heard.
        since: when this node stored it.
        asks: it is to be answered, not only to be read; `need_by_at` is by when its author asks for that, or None.
        read_at: when our first act that answers it was stored, or None; `read_by` are the officers of such acts.
        objective_seconds: within which it is to be read.
        due_at: when the answer is due by a duty that runs, or None.
        drill: name of the drill of which it is a part, empty where it is meant.
        rehearsal: its council is a rehearsal's.
        owed_at: of an own duty, when it is due; it is chased towards that whoever read what.
        unheard: it is a counterpart's silence.
    """

    council: str
    ref: str
    party: str
    precedence: int
    since: Instant
    asks: bool
    objective_seconds: int
    read_at: Instant | None = None
    read_by: tuple[str, ...] = ()
    due_at: Instant | None = None
    kind: str = ""
    channel: str = ""
    dossier: str = ""
    drill: str = ""
    rehearsal: bool = False
    irregular: bool = False
    owed_at: Instant | None = None
    unheard: bool = False
    need_by_at: Instant | None = None

    @property
    def read_by_at(self) -> Instant:
        """Return until when it is to be read."""
        return held(self.since + self.objective_seconds)


class Phase(StrEnum):
    """What is missing."""

    UNREAD = "not read"
    UNANSWERED = "not answered"
    OWED = "owed by us"


class Sent(Struct, frozen=True):
    """An alarm about one act that went out, or was about to when the process ended.

    Args:
        message: what went out together.
        party: author of the act.
        reached: whether an address answered; None while that is not known.
    """

    message: str
    ref: str
    party: str
    person: str
    phase: Phase
    at: Instant
    reached: bool | None = None


class Push(Struct, frozen=True):
    """An officer's word that a step is to be taken now."""

    ref: str
    at: Instant


def of_duty(duty: "Duty", council: str, matter: str, *, rehearsal: bool) -> Waiting | None:
    """Return an own duty as it is chased in the time before its due second, or None where it has none."""
    if duty.due_at is None:
        return None
    running = LEAD_SECONDS_MAX * 2 if duty.start is None else max(0, duty.due_at - duty.start.at)
    lead = max(1, min(LEAD_SECONDS_MAX, running // 2))
    return Waiting(
        council=council,
        ref=f"{duty.act or duty.rule.partition(':')[0]} {duty.what}"[:200],
        party=next(iter(duty.to_whom), ""),
        precedence=URGENT,
        since=duty.due_at - lead,
        asks=True,
        objective_seconds=lead,
        due_at=duty.due_at,
        kind="duty",
        dossier=matter,
        drill=duty.drill,
        rehearsal=rehearsal,
        owed_at=duty.due_at,
    )


def of_silence(party: str, since: Instant, council: str, *, rehearsal: bool) -> Waiting:
    """Return a counterpart's silence, which calls a person some time after it began."""
    return Waiting(
        council=council,
        ref=f"line with {party.upper()}",
        party=party,
        precedence=URGENT,
        since=held(since + UNHEARD_SECONDS),
        asks=False,
        objective_seconds=UNHEARD_OBJECTIVE_SECONDS,
        kind="silence",
        rehearsal=rehearsal,
        unheard=True,
    )
