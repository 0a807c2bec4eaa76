"""`assess record`: every party gets the same measures from its own copy, and what cannot be said is said."""

import json
from typing import Any

from test_home_standing import Council, Shell, detente, two
from tests.parley import Parley

from detente.assessment.measures import Counted, measures
from detente.clock import DAY, HOUR
from detente.council.duty import Duty, DutyState, Start
from detente.home.calls import MeasureRecord
from detente.home.measures import measured
from detente.home.replies import MeasuresView
from detente.node.events import KeepJournal

__all__ = ["detente", "two"]
SOURCED = {"basis": "sourced", "text": "Which forces?"}


def pass_time(parley: Parley, seconds: int) -> None:
    parley.deliver()
    parley.now += seconds
    parley.step("dep", KeepJournal())
    parley.deliver()


def measured_by(parley: Parley, party: str) -> MeasuresView:
    core = parley.cores[party]
    core.folding.time.read()
    core.folding.fold(parley.now)
    return measured(core, MeasureRecord(council=parley.council), parley.now)


def test_two_parties_get_the_same_bytes() -> None:
    """Requests answered, declined and open: each party works out the same digits, whatever it has heard beyond them."""
    parley = Parley(parties=4, tables={"clocks": {"reply_hours": 48}})
    asked = [parley.say("p0", "plenary", kind="clarification-request", to=("p1",), body=SOURCED).ref for _ in range(6)]
    pass_time(parley, HOUR)
    for number, ref in enumerate(asked[:4]):
        kind = "decline" if number == 3 else "reply"
        parley.say("p1", "plenary", kind=kind, re=ref, body=SOURCED)
        pass_time(parley, HOUR)
    before = measured_by(parley, "p0")
    parley.say("p2", "plenary", kind="clarification-request", to=("p1",), body=SOURCED)
    found = {party: measured_by(parley, party) for party in ("p0", "p1", "p2")}
    assert len({json.dumps(one.items, sort_keys=True) for one in found.values()}) == 1
    assert {one.measures_sha256 for one in found.values()} == {before.measures_sha256}, "not below any heads yet"
    (said,) = before.items
    assert said["asked"] == {"p0 asked p1": 6}
    replies = said["replies"]["by_debtor"]["p1"]
    assert (replies["owed"], replies["open"], replies["without_receipt"]) == (6, 2, 0)
    assert sum(replies["ended"].values()) == 4
    assert replies["curve"][-1]["still_open"] > 0
    assert before.missing == ()


def test_what_is_no_evidence_is_not_counted() -> None:
    """In a rehearsal only sourced acts count, and the first line says that it is a reconstruction."""
    parley = Parley(parties=4, tables={"clocks": {"reply_hours": 48}})
    parley.say("p0", "plenary", kind="clarification-request", to=("p1",), body={**SOURCED, "basis": "inject"})
    parley.say("p0", "plenary", kind="clarification-request", to=("p1",), body=SOURCED)
    pass_time(parley, HOUR)
    (said,) = measured_by(parley, "p1").items
    assert said["record"].startswith("This record is a reconstruction")
    assert said["asked"] == {"p0 asked p1": 1}


def test_an_empty_record_says_nothing(two: Council, detente: Shell) -> None:
    """No act, no share, no number; and without a depositary no time that all share."""
    found = detente.json(two.nato, "assess", "record")
    (said,) = found["items"]
    assert said["pairs"][0]["asks"]["share_of_first"] is None
    assert "cannot_say" in said["replies"]
    code, out = detente(two.nato, "assess", "record")
    assert code == 0
    assert "cannot be said" in out


def act(number: int, party: str, **fields: Any) -> Counted:
    usual: dict[str, Any] = {
        "kind": "clarification-request",
        "channel": "plenary",
        "to": (),
        "claimed_at": 0,
        "opens": True,
    }
    return Counted(f"{party}/{number}", party, **{**usual, **fields})


def test_below_five_a_side_there_are_counts_only() -> None:
    """Four of nine are counts; five of ten a share with its interval. One side without an act is no share."""
    few = [act(number, "A") for number in range(5)] + [act(number, "B") for number in range(4)]
    (pair,) = measures(few, [], ["A", "B"], 0)["pairs"]
    assert pair["asks"] == {"counts": {"A": 5, "B": 4}, "share_of_first": None, "interval_95": None}
    (pair,) = measures([*few, act(4, "B")], [], ["A", "B"], 0)["pairs"]
    assert pair["asks"]["share_of_first"] == 0.5
    (pair,) = measures(few[:5], [], ["A", "B"], 0)["pairs"]
    assert pair["asks"]["share_of_first"] is None


def test_what_was_never_receipted_is_neither_fast_nor_slow() -> None:
    """It is listed apart; what is open counts as open; two sides are tested from five each."""
    acts = [act(number, "A") for number in range(12)]
    duties = [
        Duty("B", ("A",), "reply", f"A/{number}", DutyState.DUE, Start(0, "receipt"), met_at=number * HOUR or None)
        for number in range(6)
    ]
    duties += [Duty("C", ("A",), "reply", f"A/{number}", DutyState.DUE, Start(0, "receipt")) for number in range(6)]
    duties.append(Duty("B", ("A",), "reply", "A/11", DutyState.DUE))
    said = measures(acts, duties, ["A", "B", "C"], DAY)["replies"]
    assert said["by_debtor"]["B"]["without_receipt"] == 1
    assert said["by_debtor"]["B"]["open"] == 1
    assert said["by_debtor"]["B"]["median_hours"] == 3
    assert said["by_debtor"]["C"]["median_hours"] is None
    assert said["by_debtor"]["C"]["curve"] == []
    assert said["do_sides_differ"][0]["n"] == [6, 6]
