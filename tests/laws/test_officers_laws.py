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

OF_ORDER = ("officer-known", "credentials-not-standing", "credentials-of-other")
"""For what credentials count for nothing that came after others, or answer what does."""


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
def test_what_makes_no_sense_by_itself_gives_no_rank(steps: list[Step]) -> None:
    """Whoever is accredited is so by credentials of their party, in a channel that all read, that are sound.

    Whether they came after others is asked of two orders: a dossier's has all that its acts cite, and that of what
    a party says about itself has these statements alone, so that nobody else has a say in them.
    """
    matter = said(steps)
    irregular = matter.folded().irregular
    for party in ("nato", "ru", "us"):
        for one in matter.standing(party).accreditations.values():
            act = matter.acts[one.ref]
            assert one.ref not in irregular or irregular[one.ref].code in OF_ORDER
            assert (act.party, act.channel != "pair") == (party, True)
