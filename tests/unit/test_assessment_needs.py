"""The dependence ledger: the figures for April 2016, their ranges and turning values, and inputs that mean nothing."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.unit.test_cli import Shell

from detente.assessment.dependence.ledger import Quantity, Steps, dependence, system
from detente.assessment.dependence.ledger_reading import read_ledger
from detente.assessment.dependence.needs import Needs, channel_said, findings, needs
from detente.assessment.dependence.pair import Aim, pair_of, parts
from detente.assessment.dependence.rows import power_said
from detente.assessment.dependence.turning import Lever, steps_to, turn
from detente.assessment.inputs.library import find
from detente.assessment.reading import parse_file
from detente.errors import Malformed

APRIL = read_ledger(parse_file(find("april-2016"), toml=True))
READINGS = {"": APRIL, **{one.id: APRIL.read_as(one) for one in APRIL.readings}}


@pytest.fixture
def detente(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Shell:
    monkeypatch.chdir(tmp_path)
    return Shell(monkeypatch, capsys)


def reading(name: str) -> Needs:
    return needs(READINGS[name], 0, 1)


@pytest.mark.parametrize(
    ("name", "nato", "russia", "ratio"),
    [
        ("", 0.260, 0.035, 7.5),
        ("posture-tabled", 0.264, 0.089, 3.0),
        ("announced", 0.165, 0.024, 6.8),
        ("announced-posture", 0.169, 0.079, 2.1),
        ("announced-equal", 0.169, 0.237, 0.7),
    ],
)
def test_need_of_the_council(name: str, nato: float, russia: float, ratio: float) -> None:
    """The orientation figures, each reading recomputed."""
    found = reading(name)
    assert found.ratio is not None
    assert [round(float(one), 3) for one in found.need] == [nato, russia]
    assert round(float(found.ratio), 1) == ratio


def test_nearest_is_counted_in_steps() -> None:
    """Half a step of bypass is nearer than one of interest, though the figure moves less; a switch counts as one."""
    found = reading("announced-posture")
    counts = [steps_to(one, found.ledger.steps) for one in found.turns[Aim.NEED] if one.possible]
    assert counts == sorted(one for one in counts if one is not None)
    bypass = turn(found.pair, Aim.NEED, Quantity.BYPASS, 1, None)
    assert bypass.at is not None
    assert steps_to(bypass, found.ledger.steps) == abs(bypass.at - bypass.now) * 4
    assert steps_to(bypass, Steps(bypass=Fraction())) is None


def test_the_turn_of_bypass() -> None:
    """On the announced agenda with posture it turns where Russia's other channels replace less than about half."""
    found = turn(reading("announced-posture").pair, Aim.NEED, Quantity.BYPASS, 1, None)
    assert found.possible
    assert found.at is not None
    assert round(float(found.at), 3) == 0.464


def test_ranges_of_april() -> None:
    """By interests alone the needs are apart and demand is not; when every input moves, neither is."""
    found = reading("")
    assert [round(float(one), 4) for one in found.demand_narrow] == [-0.3476, 0.1749]
    assert [[round(float(one), 4) for one in side] for side in found.need_narrow] == [
        [0.2156, 0.3043],
        [0.0117, 0.0594],
    ]
    assert found.need_wide[0][0] < found.need_wide[1][1]
    said = findings(found)
    assert "neither side is clearly" in said[0]
    assert "7.5 times as much" in said[1]
    assert "58 inputs" in said[2]


def test_net_demand_is_split_exactly_by_issue() -> None:
    """The parts add up to the whole, as fractions."""
    found = reading("")
    assert sum(mine - theirs for mine, theirs in zip(*found.by_issue, strict=True)) == found.demand
    assert dependence(APRIL)[0][1] == found.dependence[0]
    assert dependence(APRIL)[1][0] == found.dependence[1]


def test_each_side_has_its_four_levers() -> None:
    """Both sides are told, each what it could do itself."""
    found = reading("")
    assert [one.lever for one in found.levers[0]] == list(Lever)
    table = next(one for one in found.levers[0] if one.lever is Lever.OFFER)
    assert (table.quantity, table.issue) == (Quantity.TABLED, 6)
    assert [one.lever for one in found.levers[1]] == list(Lever)


def test_power_of_two_is_the_ratio_of_dependence() -> None:
    """r1 / r2 = z21 / z12, as Coleman's system gives it with autonomy on the diagonal."""
    found, rows = system(APRIL), dependence(APRIL)
    assert found.power is not None
    assert found.power[0] / found.power[1] == rows[1][0] / rows[0][1]


def test_power_is_said_in_words_and_so_is_that_there_is_none() -> None:
    """Two that want nothing of what the other controls are groups apart: no number, and the reason."""
    assert power_said(APRIL).startswith("Power after Coleman, of 1 in all: NATO 0.503, RU 0.497.")
    apart = [
        {**THREE["issues"][0], "interest": {"A": 1, "B": 0, "C": 0}, "control": {"A": 1, "B": 0, "C": 0}},
        {**THREE["issues"][1], "interest": {"A": 0, "B": 1, "C": 1}, "control": {"A": 0, "B": 0.5, "C": 0.5}},
    ]
    said = power_said(read_ledger(parse_file(made(issues=apart), toml=False)))
    assert said == (
        "Power after Coleman cannot be said: the parties fall into groups that do not all depend on each other, so "
        "that power is not unique. Each two can still be looked at."
    )


def test_nobody_needs_what_gives_nothing() -> None:
    """Where no party controls what another wants, no ratio and no side is made up."""
    nothing = [{**one, "control": {"A": 0, "B": 0, "C": 0}} for one in THREE["issues"]]
    found = needs(read_ledger(parse_file(made(issues=nothing), toml=False)), 0, 1)
    assert channel_said(found) == "On what is tabled neither needs the channel: by these inputs it gives them nothing."
    assert found.ratio is None


THREE: dict[str, Any] = {
    "id": "three", "title": "T", "question": "Q?", "channel": "C", "as_of": "2020-01-01", "source": "S",
    "parties": ["A", "B", "C"],
    "defaults": {name: {"basis": "assumed", "source": "S"} for name in Quantity},
    "bypass": {"A": 0, "B": 0.5, "C": 1},
    "issues": [
        {"id": "x", "interest": {"A": 3, "B": 1, "C": 1}, "control": {"A": 0.2, "B": 0.3, "C": 0.4},
         "outside": {"A": 0, "B": 0, "C": 0.5}, "tabled": True},
        {"id": "y", "interest": {"A": 0, "B": 2, "C": 1}, "control": {"A": 0.5, "B": 0.25, "C": 0.25},
         "outside": {"A": 0, "B": 0.25, "C": 0}, "tabled": False},
    ],
}  # fmt: skip


def made(**changes: Any) -> bytes:
    return json.dumps({**THREE, **changes}).encode()


def issue(**changes: Any) -> bytes:
    """Return the inputs with the first issue changed."""
    return made(issues=[{**THREE["issues"][0], **changes}, THREE["issues"][1]])


def test_three_parties() -> None:
    """Need of the channel counts all others; the dependence of two counts the two."""
    ledger = read_ledger(parse_file(made(), toml=False))
    found = needs(ledger, 0, 1)
    assert found.need[0] == Fraction(7, 10)
    assert found.dependence[0] == Fraction(3, 10)
    assert parts(pair_of(ledger, 1, 2), 0)[1] == Fraction(2, 3) * Fraction(1, 4) * Fraction(3, 4)
    assert system(ledger).power is not None


def test_no_issue_on_the_table_is_said() -> None:
    """Nobody's need can be said; that is a sentence, no zero to zero."""
    ledger = read_ledger(parse_file(issue(tabled=False), toml=False))
    found = needs(ledger, 0, 1)
    assert "No issue is on the table" in findings(found)[1]
    assert found.ratio is None


@pytest.mark.parametrize(
    "data",
    [
        issue(control={"A": 0.5, "B": 0.3, "C": 0.4}),
        issue(control={"A": 0.2, "B": 0.3, "C": 1.4}),
        issue(others=0.2),
        issue(interest={"A": -1, "B": 1, "C": 1}),
        issue(interest={"A": 4, "B": 1, "C": 1}),
        issue(interest={"A": 0, "B": 1, "C": 1}),
        issue(interest={"A": 1, "B": 1, "Atlantis": 1}),
        issue(interest={"A": 1, "B": 1}),
        issue(outside={"A": 1.5, "B": 0, "C": 0}),
        issue(tabled="yes"),
        issue(tabled_until="2019-12-31"),
        issue(tabled_from="sometime"),
        issue(basis={"A": "guessed"}),
        made(defaults={}),
        made(parties=["A"]),
        made(parties=["A", "A", "C"]),
        made(issues=[]),
        made(bypass={"A": 0, "B": 2, "C": 0}),
        made(trust={"A": 1}),
        made(steps={"tabled": 1}),
        made(readings=[{"id": "r", "title": "R", "source": "S", "tabled": ["z"]}]),
        made(readings=[{"id": "r", "title": "R", "source": "S", "set": [
            {"quantity": "control", "party": "A", "issue": "x", "value": 0.9, "basis": "assumed"}]}]),
        b"\x00",
    ],
)  # fmt: skip
def test_inputs_that_mean_nothing_are_named(data: bytes) -> None:
    """Shares above one, control that does not sum, an unknown party, an issue not on the table that day: an error."""
    with pytest.raises(Malformed) as refused:
        read_ledger(parse_file(data, toml=False))
    assert refused.value.code == "assessment-malformed"


def test_needs_as_json(detente: Shell) -> None:
    """A listing: one item a reading, each figure rounded and exact, each input with basis and source."""
    code, out, _ = detente("assess", "needs", "april-2016", "--json")
    found = json.loads(out)
    assert code == 0
    assert {"as_of", "heads", "items", "next", "engine", "inputs_sha256"} <= found.keys()
    assert [one["reading"] for one in found["items"]][1:] == [one.id for one in APRIL.readings]
    first = found["items"][0]
    assert first["need"]["NATO"]["value"] == 0.259896
    assert first["need"]["NATO"]["exact"] == "499/1920"
    assert all(one["basis"] and one["source"] for one in first["inputs"])
    assert {one["possible"] for one in first["turning"]["net demand"]} == {True, False}


def test_needs_as_text(detente: Shell, tmp_path: Path) -> None:
    """People read the findings, the table, what turns it, levers of both, and the readings beside each other."""
    code, out, _ = detente("assess", "needs", "april-2016")
    assert code == 0
    for text in ('"the demanding partner" (P4, P10', "judgement, not evidence", "announced-equal", "get it elsewhere"):
        assert text in out
    (tmp_path / "three.json").write_bytes(made())
    assert detente("assess", "needs", "three.json", "--pair", "C,A")[0] == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("nothing-there",), "inputs-unknown"),
        (("april-2016", "--pair", "NATO"), "pair-unknown"),
        (("april-2016", "--pair", "NATO,Atlantis"), "pair-unknown"),
        (("april-2016", "--reading", "mine"), "reading-unknown"),
        (("nowhere.toml",), "file-unreadable"),
    ],
)
def test_what_is_not_there_is_named(detente: Shell, words: tuple[str, ...], code: str) -> None:
    ended, _, err = detente("assess", "needs", *words, "--json")
    assert ended == 2
    assert json.loads(err)["error"]["code"] == code
