"""Clocks between real cores: nodes that hold the same record tell the same time, to the second."""

from tests.parley import Parley

from detente.clock import DAY, HOUR, rfc3339
from detente.council.duty import Duty, DutyState
from detente.errors import DetenteError
from detente.node.events import KeepJournal

TABLES = {"clocks": {"reply_hours": 48}}


def council() -> Parley:
    """Return three parties and a depositary whose journal is kept where a test asks for it."""
    return Parley(parties=4, tables=TABLES)


def pass_time(parley: Parley, seconds: int) -> None:
    """Let time pass, and let everybody hear the heads that the depositary then enters."""
    parley.deliver()
    parley.now += seconds
    parley.step("dep", KeepJournal())
    parley.deliver()


def owed(parley: Parley, holder: str, ref: str) -> Duty:
    """Return the one duty of a matter as a node has it."""
    folding = parley.cores[holder].folding
    folding.time.read()
    (duty,) = folding.duties_of(folding.folded(parley.council, ref), parley.now)
    return duty


def alike(parley: Parley, ref: str) -> Duty:
    """Return the duty, having seen that every party has the same to the second, steps and all."""
    first, *others = (owed(parley, holder, ref) for holder in ("p0", "p1", "p2"))
    assert all(one == first for one in others), "another node, another duty"
    return first


def refused(parley: Parley, party: str, **fields: object) -> str:
    try:
        parley.say(party, "plenary", **fields)
    except DetenteError as error:
        return error.code
    return ""


def asked(parley: Parley) -> tuple[str, Duty]:
    request = parley.say("p0", "plenary", kind="clarification-request", to=("p1",)).ref
    pass_time(parley, 600)
    return request, alike(parley, request)


def test_a_question_and_an_extension_move_the_clock_alike_at_all_nodes() -> None:
    parley = council()
    request, before = asked(parley)
    assert before.start is not None
    assert before.due_at == before.start.at + 48 * HOUR
    question = parley.say("p1", "plenary", kind="clarification-asked", re=request).ref
    pass_time(parley, HOUR)
    stands = alike(parley, request)
    assert (stands.state, stands.due_at) == (DutyState.DUE, None)
    pass_time(parley, 5 * DAY)
    assert alike(parley, request).state is DutyState.DUE, "while it stands nothing is overdue"
    parley.say("p0", "plenary", kind="clarification-given", re=question)
    pass_time(parley, HOUR)
    moved = alike(parley, request)
    assert moved.due_at is not None
    assert before.due_at + 5 * DAY <= moved.due_at <= before.due_at + 5 * DAY + 2 * HOUR
    until = parley.now + 9 * DAY
    parley.say("p0", "plenary", kind="extension", re=request, body={"until_at": until})
    pass_time(parley, HOUR)
    assert alike(parley, request).due_at == until
    assert rfc3339(until) in alike(parley, request).steps[-1]


def test_a_node_that_was_cut_off_agrees_once_healed() -> None:
    """It had heard of the extension from nobody; with the same entries it states the same second and state."""
    parley = council()
    request, before = asked(parley)
    assert before.due_at is not None
    parley.cut = {frozenset({"p2", other}) for other in ("p0", "p1")}
    parley.say("p0", "plenary", kind="extension", re=request, body={"until_at": before.due_at + DAY})
    pass_time(parley, 0)
    assert owed(parley, "p0", request).due_at == before.due_at + DAY
    parley.cut = set()
    parley.deliver(70)
    pass_time(parley, 3 * DAY + HOUR)
    assert alike(parley, request).state is DutyState.OVERDUE


def test_who_owes_nothing_or_is_owed_nothing_signs_nothing() -> None:
    """Refused at the author's desk with what is owed; the debtor's own words go out."""
    parley = council()
    request, _duty = asked(parley)
    ground = {"ground": "force majeure", "reason": "Storm."}
    assert refused(parley, "p2", kind="exemption", re=request, body=ground) == "duty-none"
    assert refused(parley, "p2", kind="duty-dispute", re=request, body={"reason": "No."}) == "duty-none"
    assert refused(parley, "p0", kind="exemption", re=request, body=ground) == "duty-none"
    past = {"until_at": parley.now - 1, "reason": "Time."}
    assert refused(parley, "p1", kind="extension-request", re=request, body=past) == "until-past"
    assert refused(parley, "p1", kind="exemption", re=request, body=ground) == ""
    pass_time(parley, 600)
    assert alike(parley, request).state is DutyState.FORCE_MAJEURE
    assert refused(parley, "p0", kind="duty-dispute", re=request, body={"reason": "Calm."}) == ""
    pass_time(parley, 600)
    assert alike(parley, request).state is DutyState.DISPUTED
