"""Part of a record: a period as it stood at its end, several parties as one side, and two records side by side."""

import json
from pathlib import Path
from typing import Any

import pytest
from test_assessment_record import SOURCED, act, measured_by, owed, pass_time
from test_home_standing import Council, Shell, detente, two
from tests.parley import Parley

from detente.assessment.evidence.compare import as_json, compare, findings
from detente.assessment.evidence.counted import Counted
from detente.assessment.evidence.measures import Evidence, measures
from detente.assessment.evidence.part import Part, part_of
from detente.assessment.evidence.replies import Seen
from detente.assessment.evidence.saved import hash_of, measures_in
from detente.assessment.evidence.suspended import Suspended
from detente.clock import DAY, HOUR
from detente.council.duty import Duty, DutyState, Start
from detente.errors import DetenteError, Malformed, Refused
from detente.home.calls import MeasureRecord
from detente.home.measures import measured

__all__ = ["detente", "two"]
NAMES = ("a", "b", "c", "d")
WEST = Part(sides=(("west", ("a", "b")),))


def of(acts: list[Counted], part: Part, end: int | None = 100 * DAY, **more: Any) -> dict[str, Any]:
    return {
        **part.as_json(),
        "record": "",
        "time_at": None,
        **measures(part_of(Evidence(acts, [], NAMES, end, **more), part)),
    }


def test_a_side_speaks_for_its_members_and_not_to_itself() -> None:
    """What members say to each other alone passes between no sides; what they say to others is the side's."""
    acts = [
        act(1, "a", to=("c",), at=1), act(2, "b", to=("c", "a"), at=2), act(3, "a", to=("b",), at=3),
        act(4, "c", to=("a", "b"), at=4, opens=False, opener="b"), act(5, "b", opens=False, opener="a", at=5),
    ]  # fmt: skip
    said = of(acts, WEST)
    assert said["acts"] == 4, "a to b is within the side"
    assert said["sides"] == {"west": ["a", "b"]}
    assert said["by_party"]["west"] == {"asks": 3, "opens": 2}, "b in a matter of a follows nobody"
    assert said["by_party"]["c"]["follows"] == 1
    assert said["asked"] == {"c asked west": 1, "west asked c": 3, "west asked d": 1}
    assert said["silent"] == ["d"]


def test_duties_and_withdrawals_are_those_of_the_side() -> None:
    """What a member of the debtor's side set aside has lapsed for the side; nobody else took it back."""
    acts = [act(number, "c", to=("a",), at=0) for number in range(1, 3)]
    duties = [
        Duty("a", ("c",), "reply", "c/1", DutyState.EXCUSED, Start(0, "receipt"), reason="suspended by B/9"),
        Duty("a", ("c",), "reply", "c/2", DutyState.EXCUSED, Start(0, "receipt"), reason="withdrawn by C/9"),
    ]
    seen = {"B/9": Seen("b", "suspend", HOUR, counts=True), "C/9": Seen("c", "share-withdrawal", HOUR, counts=True)}
    given = part_of(Evidence(acts, duties, NAMES, DAY, seen), WEST)
    assert measures(given)["replies"]["by_debtor"]["west"]["ended"] == {"lapsed": 1, "withdrawn": 1}


def test_a_suspension_stays_its_partys_own() -> None:
    """A party suspends for itself: within a side its name stands, and only what it said itself counts beside it."""
    one = Suspended("a/1", "a", 10 * DAY, None, (), (), ("syria",), ("line",), ())
    acts = [act(2, "a", channel="line", at=20 * DAY), act(3, "b", channel="line", at=20 * DAY)]
    (row,) = of(acts, WEST, suspensions=[one])["suspended"]
    assert (row["party"], row["days"], row["said_there_meanwhile"]) == ("a", 90, {"line": 1})
    cut = Part(20 * DAY, 30 * DAY)
    (row,) = of(acts, cut, suspensions=[one])["suspended"]
    assert (row["since_at"], row["until_at"], row["days"]) == ("1970-01-11T00:00:00Z", None, 10)
    assert of(acts, Part(until=5 * DAY), suspensions=[one])["suspended"] == []


def test_what_came_after_a_period_is_open_at_its_end() -> None:
    """Met, excused or overdue since: at the end of the period it was due, or overdue where its time had run out."""
    acts = [act(number, "A", at=0) for number in range(1, 6)]
    duties = [
        owed(1, state=DutyState.MET, answer="B/1", met_at=10 * HOUR),
        owed(2, state=DutyState.MET, answer="B/2", met_at=3 * DAY),
        owed(3, state=DutyState.EXCUSED, reason="withdrawn by A/9"),
        owed(4, state=DutyState.OVERDUE),
        owed(5, state=DutyState.OVERDUE, due_at=HOUR),
    ]
    seen = {"A/9": Seen("A", "share-withdrawal", 4 * DAY, counts=True)}
    whole = Evidence(acts, duties, ["A", "B"], 10 * DAY, seen)
    day = measures(part_of(whole, Part(until=DAY)))
    assert day["duties"] == {"B": {"due": 3, "met, in time": 1, "overdue": 1}}
    assert day["replies"]["by_debtor"]["B"]["ended"] == {"answered": 1}
    assert day["replies"]["by_debtor"]["B"]["open"] == 4
    assert measures(part_of(whole, Part(since=DAY)))["replies"]["by_debtor"] == {}, "nothing was asked in it"


@pytest.mark.parametrize(
    "part",
    [
        Part(2 * DAY, 2 * DAY),
        Part(sides=(("w", ("a",)), ("w", ("b",)))),
        Part(sides=(("w", ("a",)), ("e", ("a",)))),
        Part(sides=(("w", ("a", "nobody")),)),
        Part(sides=(("c", ("a", "b")),)),
        Part(sides=(("", ("a",)),)),
        Part(sides=(("w", ()),)),
    ],
    ids=["no time", "a name twice", "a party twice", "unknown", "another's name", "no name", "no party"],
)
def test_a_part_that_there_is_not(part: Part) -> None:
    """An empty period, a party on two sides, and a side that carries the name of somebody else are refused."""
    with pytest.raises(Refused) as fault:
        part_of(Evidence([], [], NAMES, DAY), part)
    assert fault.value.code in ("period-empty", "side-malformed")


# --- side by side -----------------------------------------------------------------------------------------------------


def test_two_periods_side_by_side() -> None:
    """Counts with the days behind them, shares with intervals, replies with n, and whether the intervals meet."""
    acts = [act(n, "a", to=("c",), at=n * DAY // 10) for n in range(40)]
    acts += [act(n, "c", to=("a",), at=(n + 1) * DAY // 10) for n in range(6)]
    acts += [act(100 + n, "a", to=("c",), at=50 * DAY + n) for n in range(6)]
    acts += [act(100 + n, "c", to=("a",), at=50 * DAY + n) for n in range(40)]
    found = compare(of(acts, Part(until=10 * DAY)), of(acts, Part(since=40 * DAY, until=60 * DAY)))
    rows = {row.what: row.values for row in found.rows}
    assert rows["days in it"] == (10.0, 20.0)
    assert rows["acts"] == (46, 46)
    assert rows["acts per 30 days"] == (138.0, 69.0)
    assert rows["A asked C"] == (40, 6)
    assert any("the intervals do not meet" in text for text in findings(found))
    assert as_json(found)["items"][1] == {"what": "acts", "values": [46, 46], "differs": False}
    again = compare(found.sides[0], found.sides[0])
    assert "Nothing that is counted differs." in findings(again)


def test_the_record_before_and_after_a_time(two: Council, detente: Shell) -> None:
    """From a scenario's file: NATO and its members as one side, before and after 2016 began."""
    words = ("assess", "compare", "--scenario", "nrc-2016", "--at", "2016-01-01", "--side", "NATO=nato,us,de,pl")
    code, out = detente(two.nato, *words)
    assert code == 0
    assert "First: 6 acts, from the beginning to 2016-01-01T00:00:00Z. Second: 10 acts" in out
    assert "NATO: days suspended by suspension  639.38  110.76" in out


def test_parts_of_a_record_are_alike_from_every_copy() -> None:
    """Every party works out the same digits for the same period and sides; the two periods share the acts."""
    parley = Parley(parties=4, tables={"clocks": {"reply_hours": 48}})
    parley.say("p0", "plenary", kind="clarification-request", to=("p1",), body=SOURCED)
    pass_time(parley, 2 * DAY)
    split = parley.now
    parley.say("p1", "plenary", kind="clarification-request", to=("p2",), body=SOURCED)
    parley.say("p1", "plenary", kind="clarification-request", to=("p0",), body=SOURCED)
    pass_time(parley, HOUR)
    when = Part(split).as_json()["period"]["since_at"]
    calls = [MeasureRecord(parley.council, **more) for more in ({"until_at": when}, {"since_at": when})]
    sides = (("w", ("p0", "p1")),)
    calls.append(MeasureRecord(parley.council, sides=sides))
    for party in ("p0", "p1", "p2"):
        measured_by(parley, party)
    found = [[measured(parley.cores[party], call, parley.now) for call in calls] for party in ("p0", "p1", "p2")]
    assert len({tuple(one.measures_sha256 for one in row) for row in found}) == 1
    assert [one.items[0]["acts"] for one in found[0]] == [1, 2, 1], "p0 and p1 speak within the side"
    assert found[0][2].items[0]["asked"] == {"w asked p2": 1}


def test_saved_measures_are_compared_later(two: Council, detente: Shell, tmp_path: Path) -> None:
    """What `record --json` wrote is read back; what was changed since, or is something else, is not."""
    code, out = detente(two.nato, "assess", "record", "--json")
    assert code == 0
    file = tmp_path / "then.json"
    file.write_text(out)
    code, out = detente(two.nato, "assess", "compare", str(file), str(file))
    assert code == 0
    assert "Nothing that is counted differs." in out
    file.write_text(file.read_text().replace('"acts": 0', '"acts": 7').replace('"acts":0', '"acts":7'))
    code, out = detente(two.nato, "assess", "compare", str(file), str(file))
    assert code != 0
    code, out = detente(two.nato, "assess", "compare", str(file))
    assert code != 0


@pytest.mark.parametrize("data", [b"[]", b"{", b'{"items": []}', b'{"items": [1], "measures_sha256": "x"}', b"\xff"])
def test_a_file_that_holds_no_measures(data: bytes) -> None:
    """It is said to be none, whatever it is."""
    with pytest.raises(Malformed, match="measures-malformed"):
        measures_in(data)


def test_measures_of_another_version_are_not_compared() -> None:
    """A file whose hash fits but whose figures are not those of this version is refused and breaks nothing."""
    said = {"acts": 1}
    with pytest.raises(DetenteError, match="measures-malformed"):
        measures_in(json.dumps({"items": [said], "measures_sha256": hash_of(said)}).encode())


def test_a_part_that_no_option_names(two: Council, detente: Shell) -> None:
    """A time without a zone, a side without parties and a comparison of one are refused with a remedy."""
    for words, code in (
        (("record", "--since", "yesterday"), "time-without-zone"),
        (("record", "--side", "WEST"), "side-malformed"),
        (("record", "--since", "2020-01-02", "--until", "2020-01-01"), "period-empty"),
        (("compare", "april-2016"), "compare-of-one"),
    ):
        status, out = detente(two.nato, "assess", *words)
        assert status != 0
        assert code in out, out
