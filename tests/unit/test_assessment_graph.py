"""`assess graph` and `assess deal`: what would hold in April 2016, what would change it, and what could be traded."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.unit.test_cli import Shell

from detente.assessment.cases.checking import shipped
from detente.assessment.conflict.graph import Concept
from detente.assessment.conflict.held import Held, findings, held
from detente.assessment.conflict.question import read_question
from detente.assessment.inputs.library import find
from detente.assessment.reading import parse_file
from detente.assessment.report.rankings import rankings_sections

APRIL = read_question(parse_file(find("april-2016-graph"), toml=True))


@pytest.fixture
def detente(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Shell:
    monkeypatch.chdir(tmp_path)
    return Shell(monkeypatch, capsys)


WORKING = "5 (a working council: substance, cooperation resumed)"


def reading(place: int) -> Held:
    return held(APRIL, APRIL.readings[place], None)


def test_the_empty_meeting_is_the_only_equilibrium_as_the_article_reads() -> None:
    """State 4 under R, GMR, SMR and SEQ; the status quo leads there by NATO's own move; SIM cannot be said."""
    found = reading(0)
    for concept in (Concept.R, Concept.GMR, Concept.SMR, Concept.SEQ):
        assert [one.number for one in found.states if one.equilibrium(concept)] == [4]
    assert found.states[3].equilibrium(Concept.SIM) is None
    assert [one.by_improvements for one in found.ways] == [(("NATO", 4),)]


def test_one_change_makes_a_working_council_hold() -> None:
    """One exchange of neighbours in Russia's ranking, and 5 holds by SEQ."""
    change = next(
        one for one in reading(0).states[4].changes if one.party == "RU" and one.concept is Concept.SEQ and one.holds
    )
    assert change.swaps == 1
    assert change.rankings == (((2,), (1,), (5,), (3, 4), (6,)),)
    tied = "2 > 1 > 5 > 3 = 4 > 6; of equal rank, and so exchanged as one: 3 = 4."
    assert any(text.startswith(f"{WORKING}: 1 exchange") and text.endswith(tied) for text in findings(reading(0)))


def test_the_shipped_reading_is_two_exchanges_away() -> None:
    """5 passes 4 = 3, which change places as one, and 1; the report says which ranking is whose, and on what word."""
    (section,) = rankings_sections([reading(0), reading(1)])
    said = "puts 5 before 1, 3, 4 (2 exchanges of neighbours, equals as one). That of NATO is as in the first reading."
    assert any(said in text for text in section.findings)
    assert any("NATO alone decide whether the council meets" in text for text in section.findings)
    assert section.table is not None
    assert [(row[0], row[2].partition(":")[0]) for row in section.table.rows] == [
        ("NATO", "inferred"),
        ("RU", "inferred"),
        ("RU; If Russia wants something that only the council gives", "assumed"),
    ]
    assert section.table.rows[0][1].startswith("6 substance, while cooperation stays suspended > 5 a working council")
    assert section.table.rows[2][1].endswith("(puts 5 before 1, 3, 4)")
    assert rankings_sections([]) == []


def test_it_takes_a_joint_act() -> None:
    """Where Russia wants something, 5 holds too and is better for both, yet nobody gets there alone."""
    found = reading(1)
    assert [one.number for one in found.states if one.equilibrium(Concept.SEQ)] == [4, 5]
    between = {(start, one.to): one for start, one in found.between}
    assert between[4, 5].joint
    assert between[4, 5].better_for_all
    assert found.states[3].open_to == (("NATO", "RU"), (5,))
    ways = f"From 4 (the empty meeting: cooperation stays suspended) to {WORKING}: "
    said = "It is better for all, but nobody gets there by moving alone to something better. It takes a joint act."
    assert ways + said in findings(found)
    why = (
        "Why it takes both at once to get from 4 to 5: NATO to 2 (for NATO worse than 4), then RU to 5 (for RU worse "
        "than 2); or RU to 6 (for RU worse than 4), then NATO to 5 (for NATO worse than 6)."
    )
    assert why in findings(found)


def test_graph_as_json_and_text(detente: Shell) -> None:
    """Readings beside each other, each ranking with its basis; people read the table and the sentences."""
    code, out, _ = detente("assess", "graph", "april-2016-graph", "--json")
    found = json.loads(out)
    assert code == 0
    assert [one["equilibria"]["SEQ"] for one in found["items"]] == [[4], [4, 5]]
    assert found["items"][0]["equilibria"]["SIM"] is None
    assert found["rankings"]["RU"]["basis"] == "inferred"
    code, out, _ = detente("assess", "graph", "april-2016-graph", "--state", "5", "--from", "4")
    assert code == 0
    assert f"to {WORKING}: It is better for all, but nobody gets there by moving alone" in out


@pytest.mark.parametrize("name", [name for name, _ in shipped() if name.startswith("gmcr")])
def test_a_case_is_a_question_too(detente: Shell, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(dict(shipped())[name])
    code, out, _ = detente("assess", "graph", name, "--json")
    assert code == 0
    case = json.loads((tmp_path / name).read_bytes())
    assert json.loads(out)["items"][0]["equilibria"]["R"] == case["expected"]["equilibria"]["R"]


def two(**first: object) -> dict[str, Any]:
    """Return two parties with an option each that prefer nothing; `first` is what the first option has otherwise."""
    makers = [{"name": name, "ranking": [[1, 2, 3, 4]]} for name in "AB"]
    options = [{"name": name, "dm": name} for name in "AB"]
    return {"options": [{**options[0], **first}, options[1]], "decision_makers": makers, "status_quo": 1}


def test_ties_everywhere_hold_everywhere(detente: Shell, tmp_path: Path) -> None:
    """Parties that prefer nothing stay anywhere, and each option is its owner's to take: that is no joint act."""
    (tmp_path / "t.json").write_text(json.dumps(two()))
    code, out, _ = detente("assess", "graph", "t.json", "--json")
    assert code == 0
    found = json.loads(out)["items"][0]
    assert found["equilibria"]["SIM"] == [1, 2, 3, 4]
    assert [(one["to"], one["needs_joint_act"]) for one in found["ways"]] == [(2, False), (3, False), (4, True)]
    assert found["ways"][0]["by_one_party"] == [{"party": "A", "to": 2}]
    _, out, _ = detente("assess", "graph", "t.json")
    assert "From 1 (nothing of it) to 2 (A): one move by A alone, not an improvement for it." in out
    assert "to 4 (A, B): It is not better for all, and nobody gets there by moving alone to something better." in out
    assert "Nobody prefers any state to another, so that every state holds and nothing follows from that." in out


def test_where_no_moves_lead_is_no_joint_act(detente: Shell, tmp_path: Path) -> None:
    """An option that cannot be taken back is not undone by acting together."""
    (tmp_path / "t.json").write_text(json.dumps(two(direction="fwd")))
    code, out, _ = detente("assess", "graph", "t.json", "--from", "2")
    assert code == 0
    assert "From 2 (A) to 1 (nothing of it): no moves lead there." in out


def test_a_graph_too_large_for_changes_says_so(detente: Shell, tmp_path: Path) -> None:
    """What was not looked for is not said to be nothing; and nothing found is said to be that."""
    options = [{"name": name, "dm": "A"} for name in "abcd"]
    one = {"name": "A", "ranking": [[number] for number in range(1, 17)]}
    (tmp_path / "t.json").write_text(json.dumps({"options": options, "decision_makers": [one]}))
    _, out, _ = detente("assess", "graph", "t.json")
    assert "What would change it is not worked out for more than 14 states." in out


DEAL: dict[str, Any] = {
    "issues": ["line", "visits"],
    "actors": [
        {"name": "A", "position": [0, 0], "salience": [10, 90], "capability": [1, 1]},
        {"name": "B", "position": [100, 100], "salience": [60, 50], "capability": [1, 1]},
        {"name": "C", "position": [50, 0], "salience": [10, 10], "capability": [1, 1]},
    ],
}


def test_a_deal_says_what_it_does_to_others(detente: Shell, tmp_path: Path) -> None:
    """Equal gain for two, and for the third by how much the outcomes come nearer."""
    (tmp_path / "deal.json").write_text(json.dumps(DEAL))
    code, out, _ = detente("assess", "deal", "deal.json", "--between", "A,B", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["found"] == 1
    assert [one["party"] for one in found["items"][0]["others"]] == ["C"]
    code, out, _ = detente("assess", "deal", "deal.json")
    assert code == 0
    assert "for C it is" in out
    assert "no deal in" in out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("graph", "april-2016-graph", "--state", "9"), "state-unknown"),
        (("graph", "april-2016-graph", "--from", "0"), "state-unknown"),
        (("graph", "april-2016"), "assessment-malformed"),
        (("deal", "deal.json", "--between", "A"), "pair-unknown"),
        (("deal", "deal.json", "--between", "A,Z"), "pair-unknown"),
        (("deal", "many.json"), "deals-too-many"),
    ],
)
def test_what_cannot_be_asked_is_named(detente: Shell, tmp_path: Path, words: tuple[str, ...], code: str) -> None:
    many = {
        "issues": [str(one) for one in range(40)],
        "actors": [
            {"name": str(one), "position": [0] * 40, "salience": [1] * 40, "capability": [1] * 40} for one in range(10)
        ],
    }
    (tmp_path / "many.json").write_text(json.dumps(many))
    (tmp_path / "deal.json").write_text(json.dumps(DEAL))
    ended, _, err = detente("assess", *words, "--json")
    assert ended != 0
    assert json.loads(err)["error"]["code"] == code
