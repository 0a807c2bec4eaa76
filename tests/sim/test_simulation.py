"""What if the world is unkind? Seeded councils of 2 to 8 parties; a failure prints the command that replays it."""

import os

import pytest

from detente.rehearsal.simulator.run import Outcome, run

SEEDS = int(os.environ.get("DETENTE_SEEDS", "500"))
CHUNK = 5


def replay(outcome: Outcome) -> str:
    found = "\n".join(f"  {violation.law}: {violation.text}" for violation in outcome.violations)
    return f"seed {outcome.seed} broke:\n{found}\nreplay: .venv/bin/python -m tests.sim {outcome.seed}"


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_no_promise_is_broken(first: int) -> None:
    """Under loss, delay, cuts, skew, crashes, restores and a party of two faces every promise holds."""
    broken = [outcome for seed in range(first, first + CHUNK) if (outcome := run(seed)).violations]
    assert not broken, "\n".join(replay(outcome) for outcome in broken)


def test_a_seed_replays_exactly() -> None:
    """The same seed gives the same run, line for line."""
    assert run(7) == run(7)


def test_the_seeds_cover_the_world() -> None:
    """Otherwise green would say nothing. These eight are drawn alike, and no other test plays them."""
    outcomes = [run(seed) for seed in range(500, 508)]
    story = "\n".join(line for outcome in outcomes for line in outcome.log)
    for word in ("killed", "restored", "cut [", "another", "in doubt"):
        assert word in story
    assert any(outcome.contradictions for outcome in outcomes)
