"""An incident between real cores: two accounts over the wire, the same table at every node, and what a peer may not."""

from typing import Any

from tests.parley import NOW, Parley
from tests.unit.test_node_decisions import enter, sheet_at
from tests.unit.test_node_standing import irregular, refused, unchecked

MEMBERS = ("p0", "p1", "p2")
REPORT = {"title": "Flights near a ship"}


def account(number: str, unit: str, conduct: str) -> dict[str, Any]:
    return {"text": "As seen.", "closest_distance": {"value": number, "unit": unit}, "conduct": conduct}


def test_every_node_asks_both_the_same_and_only_both_close_it() -> None:
    parley = Parley(parties=4)
    ref = parley.say("p0", "plenary", kind="incident-report", body=REPORT, to=("p1",)).ref
    parley.deliver()
    parley.say("p0", "plenary", kind="incident-account", body=account("70", "nmi", "Close."), re=ref)
    parley.say("p1", "plenary", kind="incident-account", body=account("70", "km", "Turned away."), re=ref)
    parley.deliver()
    enter(parley, NOW + 600)
    sheets = [sheet_at(parley, party, ref) for party in MEMBERS]
    assert sheets[0] == sheets[1] == sheets[2]
    assert {one["what"] for one in sheets[0].data["differences"] if one["questions"]} == {"closest distance", "conduct"}
    closure = parley.say("p0", "plenary", kind="incident-closure", body={"text": "Both stand."}, re=ref).ref
    parley.deliver()
    fields: dict[str, Any] = {"kind": "incident-consent", "body": {}, "re": closure}
    assert refused(lambda: parley.say("p2", "plenary", **fields)) == "incident-not-side"
    wrong = unchecked(parley, "p2", "plenary", **fields)
    parley.deliver()
    assert {irregular(parley, holder, wrong) for holder in MEMBERS} == {"incident-not-side"}
    assert {sheet_at(parley, party, ref).status for party in MEMBERS} == {"closure proposed"}
    parley.say("p1", "plenary", **fields)
    parley.deliver()
    assert {sheet_at(parley, party, ref).status for party in MEMBERS} == {"closed by all concerned"}
