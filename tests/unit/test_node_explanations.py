"""Requests for explanation between real cores: who says *overdue*, who says *due, not heard*, and all alike healed."""

from typing import Any

from tests.parley import NOW, Parley
from tests.unit.test_node_decisions import carry_journal, enter, sheet_at
from tests.unit.test_node_standing import irregular, refused, unchecked

from detente.clock import HOUR

TABLES = {"clocks": {"reply_hours": 48}}
CAUSE = {"cause": "Columns move by night."}
MEMBERS = ("p0", "p1", "p2")


def asked() -> tuple[Parley, str]:
    """Return three parties and a depositary, of whom p0 has asked p1; everybody holds it, and heads are entered."""
    parley = Parley(parties=4, tables=TABLES)
    ref = parley.say("p0", "plenary", kind="explanation-request", body=CAUSE, to=("p1",)).ref
    parley.deliver()
    enter(parley, NOW + 600)
    return parley, ref


def statuses(parley: Parley, ref: str) -> dict[str, str]:
    return {party: sheet_at(parley, party, ref).status for party in MEMBERS}


def test_all_nodes_say_requested_and_then_replied() -> None:
    parley, ref = asked()
    assert set(statuses(parley, ref).values()) == {"requested"}
    parley.say("p1", "plenary", kind="explanation-answer", body={"answer": "explained", "text": "A drill."}, re=ref)
    parley.deliver()
    enter(parley, NOW + 1_200)
    assert set(statuses(parley, ref).values()) == {"replied"}


def test_where_an_entry_is_missing_it_is_due_not_heard_and_overdue_where_the_evidence_is() -> None:
    """p2 is cut off and gets the journal alone, which lists an entry of p1 that it lacks; healed, it says the same."""
    parley, ref = asked()
    away = {frozenset(("p2", other)) for other in ("p0", "p1", "dep")}
    parley.cut |= away
    parley.now = NOW + HOUR
    parley.say("p1", "plenary", body={"text": "Another matter."})
    parley.deliver()
    enter(parley, NOW + 49 * HOUR)
    assert statuses(parley, ref) == {"p0": "overdue", "p1": "overdue", "p2": "requested"}
    carry_journal(parley, "p2")
    assert statuses(parley, ref)["p2"] == "due, not heard"
    parley.cut -= away
    parley.deliver(seconds=700)
    assert set(statuses(parley, ref).values()) == {"overdue"}
    sheets = [sheet_at(parley, party, ref) for party in MEMBERS]
    assert sheets[0] == sheets[1] == sheets[2]


def test_what_a_peer_says_against_the_rules_is_kept_and_counts_at_no_node() -> None:
    parley, ref = asked()
    body = {"answer": "explained", "text": "We know."}
    fields: dict[str, Any] = {"kind": "explanation-answer", "body": body, "re": ref}
    assert refused(lambda: parley.say("p2", "plenary", **fields)) == "explanation-not-asked"
    wrong = unchecked(parley, "p2", "plenary", **fields)
    parley.deliver()
    assert {irregular(parley, holder, wrong) for holder in MEMBERS} == {"explanation-not-asked"}
