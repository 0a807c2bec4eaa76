"""What is true of every visit: the order of arrival leaves no trace, and a ledger does not depend on it either."""

import random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.agreed import agreed
from tests.matter import NOON, Matter

from detente.clock import DAY, HOUR
from detente.council.quotas import ledger

BAY = agreed("nato", "ru", "us")
parties = st.sampled_from(["nato", "ru", "us"])
times = st.sampled_from([NOON + 60, NOON + DAY])
bodies = {
    "inspection-answer": st.fixed_dictionaries(
        {
            "answer": st.sampled_from(["accepted", "other site", "refused"]),
            "ground": st.sampled_from(["", "quota used up", "force majeure", "holidays"]),
            "text": st.sampled_from(["", "As said."]),
            "site": st.sampled_from(["", "Third Light"]),
        }
    ),
    "inspection-report": st.fixed_dictionaries(
        {
            "carried_out": st.booleans(),
            "ground": st.sampled_from(["", "force majeure", "no transport"]),
            "text": st.sampled_from(["", "Seen."]),
            "starts_at": times,
            "ends_at": times,
        }
    ),
}
steps = st.sampled_from(sorted(bodies)).flatmap(
    lambda kind: st.tuples(
        parties, st.just(kind), bodies[kind], st.integers(0, 9), st.sets(st.integers(0, 9), max_size=3)
    )
)


def played(drawn: list[Any], matter: Matter | None = None, asker: str = "nato") -> Matter:
    """Return a matter in which these steps followed a request, each known to whoever the draw says."""
    made = matter or Matter(BAY)
    body = {
        "sort": "inspection",
        "regime": "bay",
        "enters_at": NOON + 2 * DAY,
        "entry_point": "Port",
        "team": 4,
        "hours": 48,
    }
    first = made.say(asker, "inspection-request", to=("ru",), area="Light", **body)
    made.now = NOON + 2 * DAY
    for party, kind, said, answered, known in drawn:
        acts = list(made.acts.values())
        knows = [acts[number] for number in known if number < len(acts)]
        made.say(party, kind, acts[answered % len(acts)], knows=[first, *knows], **said)
    return made


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, min_size=1, max_size=8))
def test_every_order_gives_the_same_state_the_same_sheet_and_the_same_duties(drawn: list[Any]) -> None:
    matter = played(drawn)
    folded = matter.same_in_every_order(orders=6)
    matter.heads(NOON + 60 * HOUR)
    journal = matter.journal()
    for seed in range(3):
        other = matter.folded(seed=seed)
        assert other.sheet(journal) == folded.sheet(journal)
        assert other.duties(journal, matter.standing, matter.now) == folded.duties(journal, matter.standing, matter.now)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(["nato", "us"]), st.lists(steps, max_size=5)), min_size=1, max_size=4),
       st.integers(0, 99))  # fmt: skip
def test_a_ledger_is_the_same_whatever_the_order_of_matters_and_counts_no_visit_twice(
    drawn: list[Any], seed: int
) -> None:
    states = []
    for number, (asker, acts) in enumerate(drawn):
        matter = Matter(BAY)
        matter._sizes = {f"{BAY.council_id}/plenary/{party}/1": 1 + 100 * number for party in ("nato", "ru", "us")}
        states.append(played(acts, matter, asker).state("inspections"))
    accounts = ledger(states)
    shuffled = random.Random(seed).sample(states, len(states))
    assert ledger(shuffled) == accounts
    visits = [one for account in accounts for one in account.visits]
    assert len({one.ref for one in visits}) == len(visits) == len(states)
    for account in accounts:
        assert account.allowed is not None
        assert account.left == max(account.allowed.passive - len(account.counted), 0)
