"""`notify assess` and `notify report`, as people type them: no folder, no node, text and JSON."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.unit.test_cli import Shell
from tests.unit.test_regimes_activity import TOML

from detente.limits import ACTIVITY_BYTES_MAX
from detente.regimes.exercises import FILE


@pytest.fixture
def detente(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Shell:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DETENTE_DIR", raising=False)
    return Shell(monkeypatch, capsys)


def done(detente: Shell, *words: str) -> str:
    code, out, err = detente(*words)
    assert code == 0, err
    return out


def data(detente: Shell, *words: str) -> Any:
    return json.loads(done(detente, *words, "--json"))


def test_the_whole_list_as_a_file(detente: Shell, tmp_path: Path) -> None:
    """A copy of the shipped list gives one result a row, as a listing with a summary."""
    (tmp_path / "exercises.csv").write_bytes(FILE.read_bytes())
    found = data(detente, "notify", "assess", "exercises.csv", "--regime", "vienna-2011")
    assert {"as_of", "heads", "items", "next", "summary"} == found.keys()
    assert len(found["items"]) == found["summary"]["activities"] == 43
    zapad = next(one for one in found["items"] if one["id"] == "EX031")
    assert (zapad["verdict"], zapad["public"], zapad["notifiable"]) == ("duty", "12,700", "12,700")
    duty = zapad["duties"][0]
    assert {key: duty[key] for key in ("rule", "due", "figure", "confidence", "to")} == {
        "rule": "VD-40.1",
        "due": "2017-08-03",
        "figure": "counted",
        "confidence": "high",
        "to": "all participating states",
    }
    assert "12,700 ≥ 9,000" in duty["reason"]
    assert found["items"] == data(detente, "notify", "assess", "exercises")["items"]


def test_text_says_duty_reason_and_summary(detente: Shell) -> None:
    out = done(detente, "notify", "assess", "exercises", "--from", "2017", "--until", "2017")
    assert "EX031  Zapad-2017, 2017-09-14 to 2017-09-20: 12,700 (counted)" in out
    assert "duty, VD-40.1: Prior notification of a land activity, by 2017-08-03; the host: Belarus, Russia" in out
    assert "remark: the counted figure 12,700 stands 300 (2.3 %) below the mark of 13,000" in out
    assert "3 activities, 3 with a duty, 0 without" in out
    assert "figures: 2 counted, 1 announced only, 0 without" in out


def test_only_one_result_is_shown_and_all_are_counted(detente: Shell) -> None:
    """The summary is that of the whole list, so that a choice cannot make it look otherwise."""
    found = data(detente, "notify", "assess", "exercises", "--only", "cannot say")
    assert {one["id"] for one in found["items"]} == {"EX006", "EX023", "EX041", "EX050"}
    assert found["summary"]["activities"] == 43


def test_toml_json_and_the_standard_input(detente: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plan.toml").write_text(TOML, encoding="utf-8")
    (tmp_path / "plan.json").write_text('{"name": "A", "start": "2026-09-01", "troops": 9000, "zone": true}')
    assert "VD-39" in done(detente, "notify", "assess", "plan.toml")
    assert data(detente, "notify", "assess", "plan.json")["items"][0]["duties"][0]["due"] == "2026-07-21"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"name,host,troops\nA,Norway,9000\n")))
    assert "when: not stated" in done(detente, "notify", "assess", "-")


def test_a_pack_of_ones_own(detente: Shell, tmp_path: Path) -> None:
    """A pack in a file is used like a shipped one."""
    (tmp_path / "own.toml").write_text(
        '[pack]\nid = "own"\nversion = "1"\ninstrument = "Ours"\nnature = "political"\nlanguages = ["en"]\n'
        '[sources]\nus = "we"\n[[rules]]\nid = "R1"\ntitle = "Tell of drills"\ndoes = "notify"\nwho = "host"\n'
        'to = "all"\nwhen = { field = "troops", at_least = 100 }\ndue = { days = 10, before = "start" }\n'
        'confidence = "high"\nsource = "us"\n'
    )
    (tmp_path / "plan.json").write_text('{"name": "A", "start": "2024-03-10", "troops": 100}')
    found = data(detente, "notify", "assess", "plan.json", "--regime", "own.toml")
    assert [(one["rule"], one["due"]) for one in found["items"][0]["duties"]] == [("R1", "2024-02-29")]


def test_the_report_is_one_table(detente: Shell) -> None:
    """2014 to 2018 unless other years are named: rule, date, observers, counted or only announced."""
    found = data(detente, "notify", "report")
    assert len(found["items"]) == 23
    anakonda = next(one for one in found["items"] if one["name"] == "Anakonda 2016")
    assert (anakonda["rule"], anakonda["due"], anakonda["observers"], anakonda["basis"]) == (
        "VD-40.1",
        "2016-04-26",
        "due by 2016-04-26 (VD-47.4)",
        "announced only",
    )
    out = done(detente, "notify", "report", "--from", "2020", "--until", "2020")
    assert "Kavkaz-2020" in out
    assert "12,900, counted" in out
    assert "Zapad" not in out


@pytest.mark.parametrize(
    ("name", "content", "code", "exit_code"),
    [
        ("plan.txt", b"", "activity-file", 2),
        ("absent.csv", None, "file-unreadable", 2),
        ("plan.csv", b"name,troops\nA,-1\n", "activity-malformed", 65),
        ("plan.json", b"{", "activity-malformed", 65),
        ("plan.toml", b"name = ", "activity-malformed", 65),
        ("large.csv", b"x" * (ACTIVITY_BYTES_MAX + 1), "activity-malformed", 65),
    ],
)
def test_what_is_refused(
    detente: Shell, tmp_path: Path, name: str, content: bytes | None, code: str, exit_code: int
) -> None:
    """Another ending, no file, bytes that are none of the three: each with its code."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    got, out, err = detente("notify", "assess", name, "--json")
    assert (got, out, json.loads(err)["error"]["code"]) == (exit_code, "", code)


def test_an_unknown_regime_is_refused(detente: Shell) -> None:
    code, _out, err = detente("notify", "assess", "exercises", "--regime", "helsinki-1975")
    assert (code, "(regime-unknown)" in err) == (2, True)
