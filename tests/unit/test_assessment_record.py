"""`assess record`: every party gets the same measures from its own copy, and what cannot be said is said."""

import json
import random
from contextlib import suppress
from typing import Any

import pytest
from test_home_standing import Council, Shell, detente, two
from tests.parley import Parley

from detente.assessment.evidence.counted import Counted
from detente.assessment.evidence.measures import Evidence, measures
from detente.assessment.evidence.replies import Seen, duties_met, replies
from detente.assessment.evidence.saved import hash_of
from detente.assessment.report.record_said import pairs_said
from detente.clock import DAY, HOUR
from detente.council.duty import Duty, DutyState, Start
from detente.errors import Refused
from detente.home.calls import MeasureRecord, Send
from detente.home.client import Client
from detente.home.gathering import Gathering, Pieces
from detente.home.measures import _PIECES, measured
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
    given = [measured_by(parley, party).events for party in ("p0", "p2")]
    assert given == [[], []], "only where they are asked for"


def test_two_parties_export_the_same_events() -> None:
    """The acts behind the measures, coded, with their references: alike from every copy."""
    parley = Parley(parties=4, tables={"clocks": {"reply_hours": 48}})
    ref = parley.say("p0", "plenary", kind="clarification-request", to=("p1",), body=SOURCED).ref
    parley.deliver()
    answer = parley.say("p1", "plenary", kind="reply", re=ref, body=SOURCED).ref
    pass_time(parley, HOUR)
    call = MeasureRecord(council=parley.council, events=True)
    for party in ("p0", "p1", "p2"):
        measured_by(parley, party)
    found = [measured(parley.cores[party], call, parley.now).events for party in ("p0", "p1", "p2")]
    assert found[0] == found[1] == found[2]
    assert [(row["from"], row["to"], row["cameo"], row["refs"]) for row in found[0]] == [
        ("p0", "p1", "0214", [ref]),
        ("p1", "all", "064", [answer]),
    ]


def test_what_one_party_alone_knows_moves_no_digit() -> None:
    """A suspension below no heads excuses nothing; once they cover it, all say since when, and what is open."""
    parley = Parley(
        parties=4,
        tables={
            "clocks": {"reply_hours": 48},
            "topics": {"terrorism": {"title": "Terrorism"}},
            "levels": {"kinds": {"suspend": "watch officer"}},
        },
    )
    for _ in range(5):
        parley.say("p0", "plenary", kind="clarification-request", to=("p1",), body=SOURCED)
    pass_time(parley, HOUR)
    before = measured_by(parley, "p0")
    body = {**SOURCED, "channels": ["plenary"], "reason": "the events of spring", "ground": "sovereign decision"}
    ref = parley.say("p1", "plenary", kind="suspend", body=body).ref
    assert measured_by(parley, "p1").measures_sha256 == before.measures_sha256
    pass_time(parley, HOUR)
    pass_time(parley, 2 * DAY)
    found = [measured_by(parley, party).items[0] for party in ("p0", "p1", "p2")]
    assert found[0] == found[1] == found[2]
    (row,) = found[0]["suspended"]
    assert (row["ref"], row["party"], row["until_at"]) == (ref, "p1", None)
    assert row["days"] == round(2 + 1 / 24, 2)
    assert "line" in row["stayed_open"]["channels"]
    assert "plenary" not in row["stayed_open"]["channels"]
    debtor = found[0]["replies"]["by_debtor"]["p1"]
    assert debtor["ended"] == {"lapsed": 5}
    assert debtor["endings"]["lapsed"][-1][1] == 1.0
    assert found[0]["duties"] == {"p1": {"excused": 5}}


def test_what_is_no_evidence_is_not_counted() -> None:
    """In a rehearsal only sourced acts count, and the first line says that it is a reconstruction."""
    parley = Parley(parties=4, tables={"clocks": {"reply_hours": 48}})
    parley.say("p0", "plenary", kind="clarification-request", to=("p1",), body={**SOURCED, "basis": "inject"})
    parley.say("p0", "plenary", kind="clarification-request", to=("p1",), body=SOURCED)
    pass_time(parley, HOUR)
    (said,) = measured_by(parley, "p1").items
    assert said["record"].startswith("This record is a reconstruction")
    assert said["asked"] == {"p0 asked p1": 1}


def test_what_is_left_out_is_counted_by_party_and_reason() -> None:
    """Alike from every copy; what is inject is no ask among them, and what a reconstructed act suspends is named."""
    parley = Parley(
        parties=4, tables={"clocks": {"reply_hours": 48}, "levels": {"kinds": {"suspend": "watch officer"}}}
    )
    for basis in ("inject", "reconstructed", "sourced"):
        body = {**SOURCED, "basis": basis}
        parley.say("p0", "plenary", kind="clarification-request", to=("p1",), body=body)
    body = {"basis": "reconstructed", "text": "x", "channels": ["plenary"], "reason": "x", "ground": "y"}
    ref = parley.say("p1", "plenary", kind="suspend", body=body).ref
    pass_time(parley, HOUR)
    found = [measured_by(parley, party).items[0]["left_out"] for party in ("p0", "p1", "p2")]
    assert found[0] == found[1] == found[2]
    left = found[0]
    assert left["by_party"] == {"p0": {"inject": 1, "reconstructed": 1}, "p1": {"reconstructed": 1}}
    assert left["asked"] == {"p0 asked p1": 1}
    (row,) = left["suspended"]
    assert (row["ref"], row["why"], row["suspended"]["channels"]) == (ref, "reconstructed", ["plenary"])


def test_an_empty_record_says_nothing(two: Council, detente: Shell) -> None:
    """No act, no share, no number; and without a depositary no time that all share."""
    found = detente.json(two.nato, "assess", "record")
    (said,) = found["items"]
    assert (said["acts"], said["pairs"], said["tension"]["index"]) == (0, [], None)
    assert "cannot_say" in said["replies"]
    code, out = detente(two.nato, "assess", "record")
    assert code == 0
    assert "cannot be said" in out


def test_a_scenarios_file_is_a_record_too(two: Council, detente: Shell) -> None:
    """Its sourced acts, where no clock runs: the digits that a report names, also of a period and by sides."""
    code, out = detente(two.nato, "assess", "record", "--scenario", "nrc-2016", "--json")
    assert code == 0
    found = json.loads(out)
    assert found["items"][0]["acts"] == 16
    assert found["measures_sha256"] == hash_of(found["items"][0])
    words = ("--scenario", "nrc-2016", "--since", "2016-01-01", "--side", "NATO=nato,us,de,pl")
    code, out = detente(two.nato, "assess", "record", *words)
    assert code == 0
    assert "10 acts count: NATO 6, RU 4." in out
    assert "cannot be said: no clock runs in a file" in out


def test_the_command_says_what_a_report_says(two: Council, detente: Shell) -> None:
    """One set of sentences; a report says of how many pairs it is silent, the command of none."""
    pair = {
        "parties": ["p0", "p1"],
        "asks": {"counts": {"p0": 14, "p1": 6}, "share_of_first": 0.7, "interval_95": [0.481, 0.855]},
        "asks_by_topic": {}, "opens": {"counts": {"p0": 0, "p1": 0}, "share_of_first": None, "interval_95": None},
        "said_to_each_other": [9, 5], "balance": 0.714,
        "follows": {
            "tests": [{"lead": "p0 cooperative", "follow": "p1 cooperative", "more_often_than_back": 3, "z": 1.35}]
        },
    }  # fmt: skip
    said = {"pairs": [pair] * 14}
    told = list(pairs_said(said))
    assert told[0] == "Of what P0 (14) and P1 (6) asked, P0's share is 0.700 [0.481, 0.855]."
    assert told[1] == "Balance of P0 and P1: 0.714 of 1; 9 and 5 acts by name."
    assert told[2] == (
        "Who follows whom: cooperative by P1 comes after cooperative by P0 +3 times more often than the other way "
        "round; z 1.35."
    )
    assert told[-1].startswith("And 2 more of whom two have enough acts")
    assert len(list(pairs_said(said, None))) == 3 * 14


def act(number: int, party: str, **fields: Any) -> Counted:
    usual: dict[str, Any] = {
        "kind": "clarification-request",
        "channel": "plenary",
        "to": (),
        "at": 0,
        "opens": True,
    }
    return Counted(f"{party}/{number}", party, **{**usual, **fields})


def measured_of(acts: list[Counted], **more: Any) -> dict[str, Any]:
    return measures(Evidence(acts, [], ["A", "B"], 0, **more))


def test_below_five_a_side_there_are_counts_only() -> None:
    """Four of nine are counts; five of ten a share with its interval. One side without an act is no share."""
    few = [act(number, "A") for number in range(5)] + [act(number, "B") for number in range(4)]
    (pair,) = measured_of(few)["pairs"]
    assert pair["asks"] == {"counts": {"A": 5, "B": 4}, "share_of_first": None, "interval_95": None}
    (pair,) = measured_of([*few, act(4, "B")])["pairs"]
    assert pair["asks"]["share_of_first"] == 0.5
    found = measured_of(few[:5])
    assert (found["pairs"], found["silent"]) == ([], ["B"])


def test_what_was_never_receipted_is_neither_fast_nor_slow() -> None:
    """It is listed apart; what is open counts as open; two sides are tested from five each."""
    acts = [act(number, "A") for number in range(12)]
    duties = [
        Duty("B", ("A",), "reply", f"A/{number}", DutyState.DUE, Start(0, "receipt"), met_at=number * HOUR or None)
        for number in range(6)
    ]
    duties += [Duty("C", ("A",), "reply", f"A/{number}", DutyState.DUE, Start(0, "receipt")) for number in range(6)]
    duties.append(Duty("B", ("A",), "reply", "A/11", DutyState.DUE))
    said = measures(Evidence(acts, duties, ["A", "B", "C"], DAY))["replies"]
    assert said["by_debtor"]["B"]["without_receipt"] == 1
    assert said["by_debtor"]["B"]["open"] == 1
    assert said["by_debtor"]["B"]["median_hours"] == 3
    assert said["by_debtor"]["C"]["median_hours"] is None
    assert said["by_debtor"]["C"]["curve"] == []
    assert said["do_sides_differ"][0]["n"] == [6, 6]


def owed(number: int, **fields: Any) -> Duty:
    usual: dict[str, Any] = {"state": DutyState.DUE, "start": Start(0, "receipt"), "due_at": 2 * DAY}
    return Duty("B", ("A",), "reply", f"A/{number}", **{**usual, **fields})


def test_how_requests_ended_adds_up_to_all_of_them() -> None:
    """Answered, declined, withdrawn, lapsed and open: at the end the shares are those of the counts, as nobody left."""
    seen = {
        "B/1": Seen("B", "reply", HOUR, counts=True),
        "B/2": Seen("B", "decline", 2 * HOUR, counts=True),
        "A/9": Seen("A", "share-withdrawal", 3 * HOUR, counts=True),
        "B/3": Seen("B", "suspend", 4 * HOUR, counts=True),
        "B/4": Seen("B", "reply", HOUR, counts=False),
    }
    duties = [
        owed(1, state=DutyState.MET, answer="B/1", met_at=HOUR),
        owed(2, state=DutyState.MET, answer="B/2", met_at=2 * HOUR),
        owed(3, state=DutyState.EXCUSED, reason="withdrawn by A/9"),
        owed(4, state=DutyState.EXCUSED, reason="suspended by B/3"),
        owed(5),
        owed(6, state=DutyState.MET, answer="B/4", met_at=HOUR),
        owed(7, state=DutyState.EXCUSED, reason="for reasons"),
    ]
    said = replies(duties, seen, ["A", "B"], DAY)["by_debtor"]["B"]
    assert said["ended"] == {"answered": 1, "declined": 1, "lapsed": 2, "withdrawn": 1}
    assert {how: steps[-1] for how, steps in said["endings"].items()} == {
        "answered": [1.0, 0.2], "declined": [2.0, 0.2], "withdrawn": [3.0, 0.2], "lapsed": [4.0, 0.2],
    }  # fmt: skip
    assert (said["n"], said["open"], said["ended_when_unknown"], said["ended_by_what_does_not_count"]) == (5, 1, 1, 1)
    standing = duties_met(duties, seen, DAY)["B"]
    assert standing == {"met, in time": 2, "excused": 3, "due": 1, "ended by what does not count": 1}


def test_a_record_is_read_in_slices_and_only_what_changed_again() -> None:
    """A matter at a time, so that the node steps between; what got an act, or is open under new heads, comes again."""
    parley = Parley(parties=4, tables={"clocks": {"reply_hours": 48}})
    refs = [parley.say("p0", "plenary", kind="clarification-request", to=("p1",), body=SOURCED).ref for _ in range(3)]
    pass_time(parley, HOUR)
    for ref in refs[:2]:
        parley.say("p1", "plenary", kind="reply", re=ref, body=SOURCED)
    pass_time(parley, HOUR)
    pieces, core = Pieces(), parley.cores["p2"]

    def left() -> int:
        core.folding.time.read()
        core.folding.fold(parley.now)
        return pieces.left(Gathering.of(core, parley.council))

    before = left()
    assert before >= 3
    assert pieces.read_some(Gathering.of(core, parley.council), 1)
    assert left() == before - 1
    assert not pieces.read_some(Gathering.of(core, parley.council), 1_000)
    assert left() == 0
    pass_time(parley, HOUR)
    assert left() == 1, "two were answered; the third still waits for the council's time"
    parley.say("p0", "plenary", kind="clarification-request", to=("p1",), body=SOURCED)
    parley.deliver()
    assert left() == 2


@pytest.mark.parametrize("seed", range(3))
def test_what_was_read_before_gives_what_reading_anew_gives(seed: int) -> None:
    """Whatever is said and whenever it is measured: matters that were kept count as they would if all were read now."""
    lots, tables = (
        random.Random(seed),
        {"clocks": {"reply_hours": 48}, "levels": {"kinds": {"suspend": "watch officer"}}},
    )
    parley, open_, suspended = Parley(parties=4, tables=tables), list[tuple[str, str]](), list[tuple[str, str]]()
    for step in range(45):
        with suppress(Refused):
            say_something(parley, lots, open_, suspended)
        if step % 4 == 0:
            pass_time(parley, lots.choice((HOUR, DAY, 3 * DAY)))
        if step % 3 == 0:
            party = lots.choice(("p0", "p1", "p2"))
            kept = measured_by(parley, party)
            _PIECES.pop(parley.cores[party])
            assert measured_by(parley, party).items == kept.items, step
    assert measured_by(parley, "p0").items[0]["acts"] > 10


def say_something(
    parley: Parley, lots: random.Random, open_: list[tuple[str, str]], suspended: list[tuple[str, str]]
) -> None:
    """Say one of what moves measures: a question, an answer, a suspension, or its end."""
    one, other = lots.sample(["p0", "p1", "p2"], 2)
    match lots.randrange(7):
        case 0 | 1 | 2:
            said = parley.say(one, "plenary", kind="clarification-request", to=(other,), body=SOURCED)
            open_.append((other, said.ref))
        case 3 | 4 if open_:
            who, ref = open_.pop(lots.randrange(len(open_)))
            parley.deliver()
            parley.say(who, "plenary", kind=lots.choice(("reply", "decline")), re=ref, body=SOURCED)
        case 5 if not suspended:
            body = {**SOURCED, "channels": ["plenary"], "reason": "a reason", "ground": "sovereign decision"}
            suspended.append((one, parley.say(one, "plenary", kind="suspend", body=body).ref))
        case 6 if suspended:
            who, ref = suspended.pop()
            parley.say(who, "plenary", kind="resume", re=ref, body={"basis": "sourced"})


def times(party: str, *days: int) -> list[Counted]:
    return [act(day, party, kind="reply", at=day * DAY, opens=False) for day in days]


def test_who_answers_in_kind_is_set_against_chance() -> None:
    """B answers each of A's within a day and A none of B's within a week: more than by chance, and less."""
    acts = times("A", *range(0, 100, 20)) + times("B", *range(1, 100, 20))
    (pair,) = measures(Evidence(acts, [], ["A", "B"], 100 * DAY))["pairs"]
    rows = {row["by"]: row for row in pair["in_kind"] if row["class"] == "material cooperation"}
    assert (rows["A"]["share"], rows["B"]["share"]) == (1.0, 0.0)
    # Shifts by 5, 10, … 95 days leave B's one or six days after A's in 9 of 19, and A's four days after B's in 5.
    assert (rows["A"]["by_chance"], rows["B"]["by_chance"]) == (round(9 / 19, 6), round(5 / 19, 6))
    assert rows["A"]["more_than_chance"] > 0 > rows["B"]["more_than_chance"]


def test_who_follows_whom() -> None:
    """Where B always comes after A, A leads; silences are broken by who speaks first after two weeks."""
    acts = [one for day in range(0, 200, 20) for one in (*times("A", day), *times("B", day + 1))]
    (pair,) = measures(Evidence(acts, [], ["A", "B"], 200 * DAY))["pairs"]
    (test,) = pair["follows"]["tests"]
    assert (test["lead"], test["follow"], test["more_often_than_back"]) == ("A cooperative", "B cooperative", 1)
    assert pair["follows"]["transitions"] == {
        "A cooperative, then B cooperative": 10,
        "B cooperative, then A cooperative": 9,
    }
    assert pair["breaks_silence"]["counts"] == {"A": 9, "B": 0}


def test_the_index_is_the_sum_of_its_parts() -> None:
    """A refusal two weeks old weighs half; what is left out of the crosswalk is no event; parts add up."""
    acts = [
        act(1, "A", kind="decline", at=0),
        act(2, "B", kind="share-answer", at=14 * DAY),
        act(3, "A", kind="line-test", at=14 * DAY),
    ]
    said = measures(Evidence(acts, [], ["A", "B"], 14 * DAY))["tension"]
    assert said["n"] == 2
    assert said["index"]["value"] == 7.0 - 2.0
    assert said["index"]["by_class"] == {"material cooperation": 7.0, "verbal conflict": -2.0}
    assert said["index"]["by_party"] == {"A": -2.0, "B": 7.0}
    assert said["index"]["recent_weight"] == {"A": 0.5, "B": 1.0}
    assert said["by_month"] == {"1970-01": {"material cooperation": 1, "verbal conflict": 1}}


def test_what_was_worked_out_is_kept_until_something_comes(two: Council, detente: Shell) -> None:
    """The same call twice reads nothing anew; one more entry in any feed makes it stale."""
    with Client(two.nato) as client:
        first = client.call(MeasureRecord())
        again = client.call(MeasureRecord())
        assert again.items is first.items, "kept"
        client.call(Send("line", {"text": "one more"}))
        after = client.call(MeasureRecord())
    assert after.items is not first.items
    assert (first.items[0]["acts"], after.items[0]["acts"]) == (0, 1)
