"""Record measures over a large record: 200,000 acts of 60 parties, one in four a request that is owed an answer."""

import time

from detente.assessment.evidence.counted import Counted
from detente.assessment.evidence.measures import Evidence, measures
from detente.clock import HOUR
from detente.council.duty import Duty, DutyState, Start

ACTS, PARTIES = 200_000, 60
END = 400_000_000


def measures_seconds() -> float:
    """Return the seconds for all measures."""
    names = [f"p{number:02}" for number in range(PARTIES)]
    acts, duties = [], []
    for number in range(ACTS):
        party, to = names[number % PARTIES], names[(number * 7 + 1) % PARTIES]
        kind = "clarification-request" if number % 4 == 0 else "reply"
        at = 1_000 * number
        acts.append(Counted(f"{party}/{number}", party, kind, "plenary", (to,), at, number % 4 == 0))
        if number % 4 == 0:
            met = at + HOUR * (1 + number * 31 % 97) if number % 3 else None
            duties.append(
                Duty(to, (party,), "reply", f"{party}/{number}", DutyState.DUE, Start(at, "receipt"), met_at=met)
            )
    began = time.perf_counter()
    found = measures(Evidence(acts, duties, names, END))
    seconds = time.perf_counter() - began
    assert found["acts"] == ACTS
    return seconds
