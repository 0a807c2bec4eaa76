"""Laws of accreditation: whatever parties say of officers, knowing whatever, all records judge alike."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.matter import Matter

from detente.council.kinds import Rank
from detente.council.said import Said

Step = tuple[str, str, str, str, str, int, int]

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["nato", "ru", "us"]),
        st.sampled_from(["credentials", "credentials-noted", "credentials-withdrawn"]),
        st.sampled_from(["Smith", "Jones"]),
        st.sampled_from(list(Rank)),
        st.sampled_from(["plenary", "line", "pair"]),
        st.integers(0, 9),
        st.integers(0, 255),
    ),
    max_size=9,
)


def said(steps: list[Step]) -> Matter:
    """Return a matter in which the steps were taken, sensible or not: who answers what, knowing what, is drawn."""
    matter = Matter()
    matter.say("ru", "credentials", name="Smith", rank="expert")
    for party, kind, name, rank, channel, answered, known in steps:
        acts = list(matter.acts.values())
        re: Said | None = None if answered == 0 and kind == "credentials" else acts[answered % len(acts)]
        knows = [act for number, act in enumerate(acts) if known >> number % 8 & 1]
        body = {"name": name, "rank": rank} if kind == "credentials" else {}
        matter.say(party, kind, re, knows=knows, channel=channel, **body)
    return matter


@given(STEPS)
@settings(max_examples=60, deadline=None)
def test_every_order_of_proof_gives_the_same_officers(steps: list[Step]) -> None:
    matter = said(steps)
    assert matter.same_in_every_order(6).states == matter.folded().states


@given(STEPS)
@settings(max_examples=60, deadline=None)
def test_nobody_s_officers_depend_on_what_others_say(steps: list[Step]) -> None:
    """Without all that the others said, a party's officers are the same."""
    matter = said(steps)
    alone = {ref: act for ref, act in matter.acts.items() if act.party == "ru"}
    before = matter.standing("ru")
    matter.acts = alone
    assert matter.standing("ru") == before


@given(STEPS)
@settings(max_examples=60, deadline=None)
def test_what_counts_for_nothing_gives_no_rank(steps: list[Step]) -> None:
    """Whoever is accredited is so by credentials that count among their party's acts, in a channel that all read.

    Others' acts are left out: that an act of theirs cites older credentials gives them no say in who stands.
    """
    matter = said(steps)
    everything = matter.acts
    for party in ("nato", "ru", "us"):
        standing = matter.standing(party)
        matter.acts = {ref: act for ref, act in everything.items() if act.party == party}
        irregular = matter.folded().irregular if matter.acts else {}
        for one in standing.accreditations.values():
            act = matter.acts[one.ref]
            assert one.ref not in irregular
            assert act.channel != "pair"
        matter.acts = everything
