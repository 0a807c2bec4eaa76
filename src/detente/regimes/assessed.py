"""What follows for activities, as values: duties with their reasons, remarks, and what a list adds up to."""

from msgspec import Struct

from detente.regimes.activity import Basis
from detente.regimes.form import Confidence
from detente.regimes.ruling import Verdict


class ActivityDuty(Struct, frozen=True):
    """Something due for an activity.

    Args:
        what: the rule's title.
        who: who owes it: the host by name where it is stated.
        due: the last day, or second in UTC; None where it hangs on something that is not stated.
        figure: on which total it rests: `counted`, `announced only` or `none`.
        does: `notify`, `invite` or `inform`.
    """

    rule: str
    what: str
    does: str
    who: str
    to: str
    due: str | None
    reason: str
    figure: Basis
    confidence: Confidence
    source: tuple[str, ...]


class Assessed(Struct, frozen=True):
    """What follows for one activity.

    Args:
        missing: what would have to be stated before it can be said; only where it cannot.
        assumed: what was taken for granted where the file is silent.
        zone: whether it lies in the agreement's zone, and how that is known.
    """

    id: str
    name: str
    lead: str
    start: str | None
    end: str | None
    public: str | None
    notifiable: str | None
    estimate: str | None
    figure: Basis
    verdict: Verdict
    reason: str
    zone: str
    duties: tuple[ActivityDuty, ...]
    missing: tuple[str, ...]
    assumed: tuple[str, ...]
    hints: tuple[str, ...]


class Lead(Struct, frozen=True):
    """How many activities of one lead have which figure; who leads is written as the file has it."""

    lead: str
    activities: int
    counted: int
    announced_only: int
    no_figure: int


class Summary(Struct, frozen=True):
    """What a list of activities adds up to."""

    regime: str
    version: str
    sha256: str
    activities: int
    duty: int
    no_duty: int
    cannot_say: int
    counted: int
    announced_only: int
    no_figure: int
    leads: tuple[Lead, ...]
