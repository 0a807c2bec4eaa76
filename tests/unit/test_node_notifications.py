"""Notifications between real cores: what is unsound is kept and counts nowhere, and all nodes tell the same times."""

from typing import Any

from tests.parley import Parley
from tests.unit.test_council_notifications import FORM, TABLES
from tests.unit.test_node_clocks import pass_time
from tests.unit.test_node_standing import irregular, refused, unchecked

from detente.clock import parse_rfc3339
from detente.council.duty import Duty, DutyState

PARTIES = ("p0", "p1", "p2")
BODY = {"regime": "vienna-2011", "format": "prior-notification", "single_command": True, "in_zone": True}
NIL = {"regime": "vienna-2011", "format": "annual-calendar", "nil": True, "fields": {"year": 2017}}


def council() -> Parley:
    return Parley(parties=4, tables=TABLES)


def notification(**changes: Any) -> dict[str, Any]:
    return {"kind": "notification", "body": {**BODY, "fields": {**FORM, **changes}}}


def returns(parley: Parley, holder: str) -> tuple[Duty, ...]:
    core = parley.cores[holder]
    with core.context.store.transaction():
        core.folding.fold(parley.now)
    return core.returns.owed(parley.council, parley.now)


def test_what_is_unsound_is_refused_at_its_desk_and_counts_nowhere_from_a_peer() -> None:
    """Kept as it was said; nobody can say that it was not received, and nobody owes or has met anything by it."""
    parley = council()
    wrong = notification(troops=-1)
    assert refused(lambda: parley.say("p0", "plenary", **wrong)) == "form-negative"
    ref = unchecked(parley, "p0", "plenary", **wrong)
    pass_time(parley, 600)
    for holder in PARTIES:
        assert parley.row(holder, ref).kind == "notification"
        assert irregular(parley, holder, ref) == "form-negative"
        folding = parley.cores[holder].folding
        assert folding.duties_of(folding.folded(parley.council, ref), parley.now) == ()


def test_all_nodes_find_the_same_second_and_the_same_evidence() -> None:
    parley = council()
    ref = parley.say("p0", "plenary", **notification()).ref
    amended = {"number": 1, "fields": {"start": "2016-06-20"}, "reason": "Sooner."}
    parley.say("p0", "plenary", kind="notification-amendment", re=ref, body=amended)
    pass_time(parley, 600)
    found = []
    for holder in PARTIES:
        folding = parley.cores[holder].folding
        folding.time.read()
        found.append(folding.duties_of(folding.folded(parley.council, ref), parley.now))
    assert found[0] == found[1] == found[2]
    assert [duty.due_at for duty in found[0]] == [
        parse_rfc3339("2016-05-20T23:59:59Z"), parse_rfc3339("2016-05-09T23:59:59Z")
    ]  # fmt: skip
    assert all(duty.met_at is not None and not duty.late for duty in found[0])


def test_returns_are_owed_alike_at_all_nodes_and_overdue_as_of_heads() -> None:
    """A nil return in the line of sight of all meets it; who made none is overdue once heads say so."""
    parley = council()
    parley.say("p0", "plenary", kind="notification", body=NIL)
    pass_time(parley, 600)
    assert returns(parley, "p0") == returns(parley, "p1") == returns(parley, "p2")
    parley.now = parse_rfc3339("2016-11-16T00:00:00Z")
    parley.say("p1", "plenary")
    pass_time(parley, 600)
    first = returns(parley, "p0")
    assert first == returns(parley, "p1") == returns(parley, "p2")
    calendars = {duty.who: duty.state for duty in first if duty.what == "return: Annual calendar, 2017"}
    assert calendars == {"p0": DutyState.MET, "p1": DutyState.OVERDUE, "p2": DutyState.OVERDUE}
