"""On which terms an act is answered: within which time, by which rule, with which answers, read by whom.

Where an act names no regime, the charter's own clocks hold: `[clocks.reply]` for its kind, else `reply_hours`.
"""

from dataclasses import dataclass

from detente.clock import HOUR
from detente.council.settings import reply_seconds
from detente.protocol.charter import Charter


@dataclass(frozen=True, slots=True)
class Terms:
    """What is owed in answer to an act.

    Args:
        seconds: from the start of the clock to the due second; None where nothing sets a time.
        rule: where the time comes from, in words.
        answers: what may be answered; empty for anything that the kind knows.
        to_all: every party reads request and answer.
    """

    seconds: int | None = None
    rule: str = ""
    answers: tuple[str, ...] = ()
    to_all: bool = False


def terms_of(charter: Charter, kind: str) -> Terms:
    """Return on which terms a kind of act is to be answered."""
    seconds = reply_seconds(charter, kind)
    return Terms(seconds, "" if seconds is None else f"charter [clocks]: {seconds // HOUR} hours for a {kind}")
