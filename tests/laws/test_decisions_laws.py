"""What is true of every decision, whoever says what, knowing what, and whenever it arrives."""

import random
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.matter import NOON, Matter, charter_of

from detente.clock import HOUR
from detente.council.decision.outcome import Outcome, Result
from detente.council.said import Said

CHARTER = charter_of("de", "nato", "ru", "us")
PARTIES = ("de", "nato", "ru", "us")
EXPIRES_AT = NOON + 40 * HOUR
SAID = (
    "decision-object", "decision-amend", "decision-lift", "decision-extend", "decision-withdraw", "decision-agree",
    "decision-reservation", "decision-announce", "interpretative-statement",
)  # fmt: skip
YEAR = 365 * 24 * HOUR

seeds = st.integers(0, 2**32)


def times(dice: random.Random) -> int:
    """Return a claimed second: near an expiry, or a year off."""
    near = [NOON, EXPIRES_AT, EXPIRES_AT + 10 * HOUR, EXPIRES_AT + 30 * HOUR]
    return dice.choice(near) + dice.choice([-YEAR, -HOUR, -1, 0, 1, 300, 599, 600, HOUR, YEAR])


def say_something(matter: Matter, dice: random.Random) -> Said:
    """Let somebody say something about the proposal, knowing some of it: sound, forbidden, dated anyhow."""
    acts = list(matter.acts.values())
    kind = dice.choice(SAID)
    objections = [act for act in acts if act.kind in ("decision-object", "decision-amend")]
    re = dice.choice(objections) if kind == "decision-lift" and objections else acts[0]
    party = re.party if kind == "decision-lift" else dice.choice(PARTIES)
    if kind in ("decision-extend", "decision-withdraw", "decision-announce") and dice.random() < 0.8:
        party = acts[0].party
    body: dict[str, Any] = {
        "decision-extend": {"expires_at": EXPIRES_AT + dice.choice([0, 10, 30]) * HOUR},
        "decision-announce": {"number": dice.choice("AB")},
    }.get(kind, {})
    knows = dice.sample(acts, dice.randrange(len(acts) + 1))
    return matter.say(party, kind, re, knows=knows, claimed_at=times(dice), **body)


def journal_something(matter: Matter, dice: random.Random, at: int) -> None:
    """Let the depositary record some receipts, dated anyhow, and enter heads without some acts."""
    acts = list(matter.acts.values())
    for _ in range(dice.randrange(4)):
        matter.receipt(dice.choice(PARTIES), dice.choice(acts), dice.choice([times(dice), NOON + HOUR]))
    matter.heads(at, without=[act for act in acts if dice.random() < 0.15])


def story(dice: random.Random, *, silence: bool = True) -> Matter:
    """Return a matter in which a text was proposed, much was said, and the journal went on for a while."""
    matter = Matter(CHARTER)
    terms = {"expires_at": EXPIRES_AT, "reading_hours": 12, "grace_seconds": 600} if silence else {}
    procedure = "silence" if silence else "consensus"
    proposal = matter.say("ru", "decision-propose", title="T", procedure=procedure, **terms)
    if dice.random() < 0.8:
        for party in PARTIES:
            matter.receipt(party, proposal, NOON + HOUR)
    at = NOON + HOUR
    for _ in range(dice.randrange(12)):
        for _ in range(dice.randrange(3)):
            say_something(matter, dice)
        at += dice.choice([600, HOUR, 9 * HOUR, 20 * HOUR])
        journal_something(matter, dice, at)
    return matter


def outcome_of(matter: Matter, **how: Any) -> Outcome:
    found: Outcome = matter.state("decisions", **how).outcome(matter.journal(**how))
    return found


def go_on(matter: Matter, dice: random.Random) -> None:
    """Let more be said, recorded and entered, all of it later than what the journal has."""
    at = max((heads.at for heads in matter._heads), default=NOON)
    for _ in range(dice.randrange(1, 6)):
        for _ in range(dice.randrange(1, 4)):
            say_something(matter, dice)
        at += dice.choice([-HOUR, 0, 600, 20 * HOUR])
        journal_something(matter, dice, at)


def closed(make: Callable[[random.Random], Matter], seed: int) -> tuple[Matter, random.Random]:
    """Return a story with heads far enough to close it, everything below them held."""
    dice = random.Random(seed)
    matter = make(dice)
    matter.heads(EXPIRES_AT + 31 * HOUR)
    return matter, dice


@given(seeds)
@settings(max_examples=60, deadline=None)
def test_every_order_of_proof_gives_the_same_state(seed: int) -> None:
    """Whatever is said, by whom and knowing what: state, irregularities and outcome are those of every order."""
    dice = random.Random(seed)
    matter = story(dice, silence=dice.random() < 0.7)
    folded = matter.same_in_every_order(6)
    assert "decisions" in folded.states


@given(seeds)
@settings(max_examples=300, deadline=None)
def test_no_act_and_no_receipt_changes_a_final_silence(seed: int) -> None:
    """Once final, later acts, back-dated or not, later receipts and later heads change no field of the outcome."""
    matter, dice = closed(story, seed)
    before = outcome_of(matter)
    assert before.final
    assert before.result is not Result.RUNNING
    go_on(matter, dice)
    assert outcome_of(matter) == before


@given(seeds)
@settings(max_examples=200, deadline=None)
def test_no_act_and_no_receipt_changes_a_final_consensus(seed: int) -> None:
    """The same where nobody keeps a clock: what settled it first is what the journal covered first."""
    matter, dice = closed(lambda dice: story(dice, silence=False), seed)
    if dice.random() < 0.5:
        for party in PARTIES:
            matter.say(party, "decision-agree", matter.acts[matter.ref], knows=())
        matter.heads(EXPIRES_AT + 31 * HOUR)
    before = outcome_of(matter)
    if before.final:
        go_on(matter, dice)
        assert outcome_of(matter) == before


@given(seeds)
@settings(max_examples=200, deadline=None)
def test_two_records_that_both_say_final_say_the_same(seed: int) -> None:
    """Each holds other late acts and lacks others; whoever lacks what lies below the closing heads says provisional."""
    matter, dice = closed(story, seed)
    go_on(matter, dice)
    acts = list(matter.acts.values())[1:]
    views = [outcome_of(matter, missing=dice.sample(acts, dice.randrange(len(acts) + 1))) for _ in range(4)]
    views.append(outcome_of(matter))
    final = [view for view in views if view.final]
    assert final, "whoever holds everything knows"
    assert all(view == final[0] for view in final)


@given(seeds)
@settings(max_examples=100, deadline=None)
def test_an_objection_that_counts_is_lost_only_by_lifting_or_withdrawal(seed: int) -> None:
    """What was said in time and is below the closing heads is never out-dated by anything that others say."""
    matter, _dice = closed(story, seed)
    found = outcome_of(matter)
    state, journal = matter.state("decisions"), matter.journal()
    heads = journal.first(EXPIRES_AT + 600)
    assert heads is not None
    lifted = {act.re for act in state.of("decision-lift")}
    for act in state.of("decision-object", "decision-amend"):
        if act.claimed_at <= EXPIRES_AT and journal.below(act, heads) and act.ref not in lifted:
            assert found.result in (Result.NOT_ADOPTED, Result.WITHDRAWN)
            assert act.party in found.broken_by
