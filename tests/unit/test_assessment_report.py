"""`assess report`: evidence and judgement apart, readings side by side, findings with numbers, inputs' hashes."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from tests.unit.test_cli import Shell

from detente.assessment.cases import shipped
from detente.assessment.library import find


@pytest.fixture
def detente(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Shell:
    monkeypatch.chdir(tmp_path)
    return Shell(monkeypatch, capsys)


def test_what_do_the_inputs_say_about_april_2016(detente: Shell) -> None:
    """The reading of a diplomat: both sides' needs, the turn, levers of both, what would hold, and what changes it."""
    code, out, _ = detente("assess", "report", "--scenario", "nrc-2016")
    assert code == 0
    for text in (
        "Who needs the NATO-Russia Council on 20 April 2016?",
        "[evidence]",
        "7.5 times as much",
        "neither side is clearly the one that demands",
        "In 4 of 6 readings NATO needs the channel more, in 2 RU does.",
        "0.464",
        "RU, to need the channel less beside the other: want it less",
        "5 (council meets, substance in the council): 1 exchange of neighbours in the ranking of RU makes it hold",
        "It takes a joint act.",
        "Nothing here measures trust",
        sha256(find("april-2016")).hexdigest(),
    ):
        assert text in out, text


def test_evidence_and_judgement_stand_apart(detente: Shell) -> None:
    """Each section is one or the other; evidence names no figure of the inputs."""
    code, out, _ = detente("assess", "report", "--scenario", "nrc-2016", "--json")
    found = json.loads(out)
    assert code == 0
    assert {one["kind"] for one in found["items"]} == {"evidence", "judgement"}
    evidence = [one for one in found["items"] if one["kind"] == "evidence"]
    assert not any(character.isdigit() for one in evidence for text in one["findings"] for character in text)
    assert found["inputs_sha256"].keys() == {"april-2016", "april-2016-graph"}


def test_a_report_goes_to_a_new_file(detente: Shell, tmp_path: Path) -> None:
    """JSON by its ending, text else; and no file is replaced."""
    (tmp_path / "own.json").write_bytes(dict(shipped())["april-2016-analyst-inputs.json"])
    assert detente("assess", "report", "--needs", "own.json", "--out", "reading.txt")[0] == 0
    assert "needs the channel 7.5 times as much" in (tmp_path / "reading.txt").read_text("utf-8")
    assert detente("assess", "report", "--needs", "own.json", "--out", "reading.json")[0] == 0
    assert json.loads((tmp_path / "reading.json").read_text("utf-8"))["items"]
    ended, _, err = detente("assess", "report", "--needs", "own.json", "--out", "reading.txt", "--json")
    assert ended == 2
    assert json.loads(err)["error"]["code"] == "file-exists"


@pytest.mark.parametrize(("words", "code"), [((), "report-of-nothing"), (("--scenario", "bay"), "inputs-unknown")])
def test_a_report_of_nothing(detente: Shell, words: tuple[str, ...], code: str) -> None:
    ended, _, err = detente("assess", "report", *words, "--json")
    assert ended == 2
    assert json.loads(err)["error"]["code"] == code
