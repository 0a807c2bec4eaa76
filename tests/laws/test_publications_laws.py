"""What is true of every joint text, whoever consents, withdraws and publishes knowing what."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.consents import consent, matter_of_texts, propose, publication
from tests.matter import Matter

from detente.council.desks import publications
from detente.council.said import Said

PARTIES = ("nato", "ru")
KINDS = (publications.CONSENT, publications.CONSENT, publications.WITHDRAW, publications.DECLINE, publications.PUBLISH)


def act_on(matter: Matter, draft: Said, dice: random.Random) -> Said:
    """Let a party, who knows some of what was said, consent, withdraw, decline or publish with some signatures."""
    party, kind = dice.choice((*PARTIES, "us")), dice.choice(KINDS)
    known = [act for act in matter.acts.values() if dice.random() < 0.7]
    body = {}
    if kind == publications.CONSENT:
        body = consent(matter, party, draft)
    if kind == publications.PUBLISH:
        signers = [one for one in PARTIES if dice.random() < 0.7] or ["nato"]
        proved = tuple(one for one in signers if dice.random() < 0.9)
        body = publication(matter, draft, *signers, identities=proved)
    return matter.say(party, kind, draft, knows=known, **body)


def drawn(seed: int) -> tuple[Matter, Said, random.Random]:
    dice = random.Random(seed)
    matter = matter_of_texts()
    draft = propose(matter)
    for _ in range(dice.randint(2, 9)):
        act_on(matter, draft, dice)
    return matter, draft, dice


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_every_order_of_proof_gives_the_same_publications(seed: int) -> None:
    """The same answers, the same texts, the same acts that count for nothing."""
    matter, _draft, _dice = drawn(seed)
    assert matter.same_in_every_order(6).states == matter.folded().states


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32))
def test_a_text_is_joint_by_what_its_act_carries_and_follows_and_stays_so(seed: int) -> None:
    """No later act, and no late one, makes a joint text unilateral, nor a unilateral one joint."""
    matter, draft, dice = drawn(seed)
    before = {ref: one.joint for ref, one in matter.state().publications.items()}
    irregular = matter.folded().irregular.keys()
    for _ in range(4):
        act_on(matter, draft, dice)
    after = {ref: one.joint for ref, one in matter.state().publications.items()}
    assert {ref: after[ref] for ref in before} == before
    assert irregular <= matter.folded().irregular.keys()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32))
def test_nobody_takes_back_what_he_knew_to_be_out(seed: int) -> None:
    """No withdrawal counts that follows a publication with its author's signature."""
    matter, _draft, _dice = drawn(seed)
    folded = matter.folded()
    state = folded.states[publications.NAME]
    for act in folded.acts:
        if act.kind == publications.WITHDRAW and act.ref not in folded.irregular:
            known = [one for ref, one in state.publications.items() if act.follows(ref)]
            assert not any(act.party in one.signed for one in known)
