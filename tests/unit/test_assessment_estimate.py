"""`assess estimate`: interests from who asked about what, marked as such, and *cannot say* where little was asked."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.unit.test_cli import Shell

from detente.assessment.basis import Basis
from detente.assessment.dependence.ledger_reading import read_ledger
from detente.assessment.evidence.counted import Counted
from detente.assessment.evidence.estimates import asked_about
from detente.assessment.evidence.measures import Evidence, measures
from detente.assessment.evidence.part import Part, part_of
from detente.assessment.evidence.saved import hash_of
from detente.assessment.inputs.estimating import estimate
from detente.assessment.inputs.library import find
from detente.assessment.reading import parse_file
from detente.clock import DAY

APRIL = read_ledger(parse_file(find("april-2016"), toml=True))


@pytest.fixture
def detente(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Shell:
    monkeypatch.chdir(tmp_path)
    return Shell(monkeypatch, capsys)


def asks(party: str, to: str, **topics: int) -> list[Counted]:
    return [
        Counted(f"{party}/LINE/{topic}{n}", party, "clarification-request", "line", (to,), n, opens=True, topic=topic)
        for topic, count in topics.items()
        for n in range(count)
    ]


def record(*acts: Counted, sides: tuple[tuple[str, tuple[str, ...]], ...] = ()) -> dict[str, Any]:
    part = Part(sides=sides)
    found = measures(part_of(Evidence(acts, (), ("nato", "us", "ru"), 400 * DAY), part))
    return {"record": "Counted from the signed acts.", "time_at": "2016-04-20T12:00:00Z", **part.as_json(), **found}


def test_shares_of_asks_with_half_an_ask_added() -> None:
    """(1/2 + asks on k) / (K/2 + asks), of sum 1; asks on what was not looked for stand apart."""
    said = record(*asks("nato", "ru", ukraine=6, syria=2, weather=3))
    found = asked_about(said, "nato", ("ukraine", "syria", "afghanistan"))
    assert (found.asks, found.others) == (8, 3)
    assert found.shares == {"ukraine": Fraction(13, 19), "syria": Fraction(5, 19), "afghanistan": Fraction(1, 19)}


def test_below_five_asks_nothing_is_estimated() -> None:
    """Four asks say too little, and who did not ask shows no lack of interest."""
    said = record(*asks("nato", "ru", ukraine=4), *asks("ru", "nato", weather=9))
    found = estimate(APRIL, said)
    assert found.ledger is None
    assert [one is not None and one.shares for one in found.asked] == [None, None]
    assert [one is not None and one.others for one in found.asked] == [0, 9]


def test_an_estimate_is_marked_and_leaves_the_rest() -> None:
    """The most asked is the most of the scale; basis and source say from what; the other party stays as stated."""
    found = estimate(APRIL, said := record(*asks("nato", "ru", ukraine=6, syria=2)))
    assert found.ledger is not None
    ukraine, syria = found.ledger.issues[0].interest[0], found.ledger.issues[1].interest[0]
    assert (ukraine.value, ukraine.basis) == (3, Basis.ESTIMATED)
    assert syria.value == 3 * Fraction(5, 13)
    assert syria.source == f"record as of 2016-04-20T12:00:00Z: 2 of 8 asks; measures {hash_of(said)[:16]}"
    assert [one.interest[1] for one in found.ledger.issues] == [one.interest[1] for one in APRIL.issues]
    assert [one.control for one in found.ledger.issues] == [one.control for one in APRIL.issues]


def test_several_parties_are_one_side() -> None:
    """What members asked counts for the side that the inputs name; a party that is not there is said."""
    acts = [*asks("nato", "ru", ukraine=3), *asks("us", "ru", syria=3)]
    (nato, russia) = estimate(APRIL, record(*acts, sides=(("NATO", ("nato", "us")),))).asked
    assert nato is not None
    assert nato.asks == 6
    assert russia is not None
    assert russia.asks == 0
    assert estimate(APRIL, record(*acts, sides=(("WEST", ("nato", "us")),))).asked[0] is None


def test_estimated_inputs_are_inputs(detente: Shell, tmp_path: Path) -> None:
    """The file that is written reads as inputs, with what was stated as a reading beside it."""
    said = record(*asks("nato", "ru", ukraine=6, syria=2))
    (tmp_path / "record.json").write_text(json.dumps({"items": [said], "measures_sha256": hash_of(said)}))
    words = ("assess", "estimate", "april-2016", "--measures", "record.json")
    code, out, _ = detente(*words, "--out", "estimated.json")
    assert code == 0
    assert "NATO: 8 asks on these issues, 0 on others" in out
    assert "RU: cannot say; 0 asks on these issues, 0 on others; from five on something is estimated" in out
    code, out, _ = detente("assess", "needs", "estimated.json")
    assert code == 0
    assert "8 estimated" in out
    assert "before" in out
    assert " 0.260  0.035  7.5 " in out, "what was stated"
    code, out, _ = detente(*words, "--json")
    first, other = json.loads(out)["items"]
    assert first["interests"][1]["estimated"]["exact"] == "15/13"
    assert first["interests"][1]["stated"]["exact"] == "3"
    assert other["cannot_say"].startswith("0 asks")


def test_nothing_is_written_where_nothing_can_be_estimated(detente: Shell, tmp_path: Path) -> None:
    """An empty record gives no file, and says so; other measures than those that were saved are refused."""
    said = record()
    (tmp_path / "record.json").write_text(json.dumps({"items": [said], "measures_sha256": hash_of(said)}))
    words = ("assess", "estimate", "april-2016", "--measures", "record.json", "--out", "estimated.json")
    code, out, _ = detente(*words)
    assert code == 0
    assert "nothing written" in out
    assert not (tmp_path / "estimated.json").exists()
    (tmp_path / "record.json").write_text(json.dumps({"items": [said], "measures_sha256": "0" * 64}))
    assert detente(*words)[0] != 0
