"""Inspections between real cores: a quota goes over all matters, and every node counts alike."""

from typing import Any

from tests.agreed import pack_text
from tests.parley import NOW, Parley
from tests.unit.test_node_standing import irregular, refused, unchecked

from detente.clock import DAY, rfc3339
from detente.council.desks import inspections
from detente.council.quotas import ledger

TABLES = {"regimes": {"bay": {"text": pack_text()}}}
MEMBERS = ("p0", "p1", "p2")


def body(**more: Any) -> dict[str, Any]:
    at = NOW + 2 * DAY
    return {
        "sort": "inspection",
        "regime": "bay",
        "enters_at": at,
        "entry_point": "Port",
        "team": 4,
        "hours": 48,
        "area": "Light",
        **more,
    }


def ask(parley: Parley, party: str = "p0", **more: Any) -> str:
    return parley.say(party, "plenary", kind="inspection-request", body=body(**more), to=("p1",)).ref


def counted(parley: Parley, holder: str) -> list[tuple[str, str, str]]:
    """Return reference, whether it counts, and why, of every visit that a node knows."""
    folded = parley.cores[holder].folding.of_desk(parley.council, inspections.NAME)
    accounts = ledger(one.states[inspections.NAME] for one in folded)
    return [(one.ref, one.counts, one.why) for account in accounts for one in account.visits]


def test_a_second_inspection_by_the_same_party_is_refused_at_its_desk_and_shown_everywhere_from_a_peer() -> None:
    """What a tampered node asks all the same counts as said: p1 may answer that its quota is used up."""
    parley = Parley(parties=4, tables=TABLES)
    first = ask(parley)
    assert refused(lambda: ask(parley)) == "quota-used-up", "not even folded yet"
    parley.deliver()
    parley.say("p1", "plenary", kind="inspection-answer", body={"answer": "accepted"}, re=first)
    parley.deliver()
    assert refused(lambda: ask(parley)) == "quota-used-up"
    beyond = unchecked(parley, "p0", "plenary", kind="inspection-request", body=body(), to=("p1",))
    parley.deliver()
    text = {"answer": "refused", "ground": "quota used up", "text": "One a year of the same party."}
    parley.say("p1", "plenary", kind="inspection-answer", body=text, re=beyond)
    parley.deliver()
    for holder in MEMBERS:
        assert irregular(parley, holder, beyond) == ""
        assert sorted(counted(parley, holder)) == [(first, "yes", "accepted"), (beyond, "no", "refused: quota used up")]
    assert refused(lambda: ask(parley, "p2")) == ""


def test_a_quota_said_to_be_used_up_is_shown_at_every_node_and_closes_none_of_their_desks() -> None:
    parley = Parley(parties=4, tables=TABLES)
    year = int(rfc3339(NOW)[:4])
    said = {"sort": "inspection", "year": year, "says": "quota used up", "regime": "bay"}
    parley.say("p1", "plenary", kind="quota-notice", body=said)
    assert refused(lambda: parley.say("p1", "pair", kind="quota-notice", body=said)) == "channel-not-for-kind"
    parley.deliver()
    assert refused(lambda: ask(parley, enters_at=NOW + 3_600)) == "inspection-notice"
    assert refused(lambda: ask(parley)) == ""
    for holder in MEMBERS:
        folded = parley.cores[holder].folding.of_desk(parley.council, inspections.NAME)
        said_of = [one for one in ledger(one.states[inspections.NAME] for one in folded) if one.used_up]
        assert [(one.party, one.counted, one.left) for one in said_of] == [("p1", (), 3)]
