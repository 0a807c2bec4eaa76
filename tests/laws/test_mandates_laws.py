"""Laws of mandates: the same acts add up to the same in every order; what is signed stays signed."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.alliance import MEMBERS, NOTES, bundle_of, line_of, mandate_of, revocation_by, rule_of
from tests.councils import ring_of
from tests.matter import NOON, Matter, charter_of

from detente.clock import DAY
from detente.council.kinds import text_of
from detente.council.said import Said
from detente.protocol.mandates import Mandate, Revocation, render_mandate, render_revocation

TIMES = {"valid_from": NOON, "valid_until": NOON + DAY}
INNER = charter_of(*MEMBERS, depositary=None, tables={"mandates": {"rule": 2}})
OUTER = charter_of(tables={"alliances": {"nato": rule_of(rule=2)}})

choices = st.lists(
    st.tuples(
        st.sampled_from(MEMBERS),
        st.sampled_from(["ask", "grant", "refuse", "revoke"]),
        st.integers(0, 7),
        st.integers(0, 255),
    ),
    max_size=9,
)
"""Who says what about which of the texts so far, knowing which of the acts so far (a bit each)."""


def inner_text(number: int) -> str:
    return render_mandate(mandate_of(council=INNER.council_id, title=f"Text {number}", **TIMES))


def inner_body(what: str, party: str, asked: Said, number: int) -> dict[str, Any]:
    if what == "ask":
        return {"text": inner_text(number)}
    if what == "refuse":
        return {"text": "No."}
    text = text_of(asked.body, "text")
    if what == "revoke":
        said = mandate_of(council=INNER.council_id)
        text = render_revocation(Revocation(said.council, said.alliance, said.for_council, 1, NOON))
    body = {"signature": line_of(text, ring_of(party), INNER.council_id), "identities": [NOTES[party]]}
    return {"text": text, **body} if what == "revoke" else body


KIND = {"ask": "mandate-ask", "grant": "mandate-grant", "refuse": "mandate-refuse", "revoke": "mandate-revocation"}


@settings(deadline=None, max_examples=50)
@given(choices)
def test_an_alliance_s_matter_is_the_same_in_every_order(steps: list[tuple[str, str, int, int]]) -> None:
    """And whoever's signature counts once, counts whatever is said later."""
    matter = Matter(INNER)
    texts = [matter.say("us", "mandate-ask", text=inner_text(0))]
    signed: dict[str, set[str]] = {}
    for number, (party, what, which, bits) in enumerate(steps, 1):
        knows = [act for place, act in enumerate(matter.acts.values()) if bits >> place & 1]
        about = texts[which % len(texts)]
        act = matter.say(party, KIND[what], about, knows=knows, **inner_body(what, party, about, number))
        texts += [act] if what == "ask" and matter.why(act) == "" else []
        state = matter.state()
        for text in texts:
            now = set(state.signed(text.ref))
            assert signed.get(text.ref, set()) <= now
            signed[text.ref] = now
    matter.same_in_every_order(8)


says = st.lists(
    st.tuples(st.sampled_from(["nato", "ru", "us"]), st.sampled_from(["present", "unsigned", "revoke", "say"]),
              st.sampled_from(MEMBERS), st.integers(0, 255)),
    max_size=9,
)  # fmt: skip


def outer_mandate() -> Mandate:
    return mandate_of(OUTER, dossier="", **TIMES)


def outer_act(matter: Matter, party: str, what: str, member: str, knows: list[Said]) -> Said:
    mandates = [act for act in matter.acts.values() if act.kind == "mandate-presented"]
    if what in ("revoke", "say") and not mandates:
        what = "present"
    if what == "revoke":
        body = revocation_by(outer_mandate(), member).to_body()
        return matter.say(party, "mandate-revoked", mandates[0], knows=knows, **body)
    if what == "say":
        return matter.say(party, "message", knows=knows, **{"for": "nato", "mandate": mandates[-1].ref})
    signers = (member,) if what == "unsigned" else MEMBERS
    return matter.say(party, "mandate-presented", knows=knows, **bundle_of(outer_mandate(), *signers).to_body())


@settings(deadline=None, max_examples=50)
@given(says)
def test_who_speaks_for_an_alliance_is_judged_the_same_in_every_order(steps: list[tuple[str, str, str, int]]) -> None:
    """An act for it is regular exactly under a mandate of its author's that its own past has not taken back."""
    matter = Matter(OUTER)
    for party, what, member, bits in steps:
        knows = [act for place, act in enumerate(matter.acts.values()) if bits >> place & 1]
        outer_act(matter, party, what, member, knows)
    if not matter.acts:
        return
    folded = matter.same_in_every_order(8)
    for act in folded.acts:
        if act.kind == "message" and act.ref not in folded.irregular:
            before = [one for one in folded.acts if act.follows(one.ref) and one.ref not in folded.irregular]
            assert any(one.ref == act.body["mandate"] and one.party == act.party == "nato" for one in before)
            assert len({name for one in before for name in _taken_back(one)}) < 2


def _taken_back(act: Said) -> list[str]:
    """Return the member whose revocation an act presents."""
    if act.kind != "mandate-revoked":
        return []
    line = act.body["mandate"].decode().rpartition("\n— ")[2]
    return [line.split()[0].rpartition("/")[2]]
