"""Finding things by the commands that people type, and whole lists as files."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from council_of_two import NOW, Two, ask
from typer.testing import CliRunner

from detente.cli import options
from detente.cli.main import app
from detente.clock import ScenarioClock
from detente.errors import Refused
from detente.home.calls import Send
from detente.home.searching import export
from detente.home.searching.export import ACTS, Format, Writer, harmless


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Two:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(options, "_clock_of", lambda _folder: ScenarioClock(NOW))
    monkeypatch.chdir(tmp_path)
    two = Two(tmp_path, rehearsal=True).joined()
    ask(two.ru, Send(channel="line", body={"text": "=HYPERLINK(0) Čížek, „ö“"}))
    ask(two.ru, Send(channel="line", body={"text": "Radio check,\nover.\x1b[31m"}, precedence="flash"))
    return two


def text(two: Two, *words: str) -> str:
    result = CliRunner().invoke(app, [*words, "--dir", str(two.ru.path)])
    if result.exception is not None:
        raise result.exception
    return result.stdout


def data(two: Two, *words: str) -> Any:
    return json.loads(text(two, *words, "--json"))


def test_what_is_found_is_printed_with_its_words_between_brackets(two: Two) -> None:
    """And with how much was looked through; nothing of others' texts moves the cursor."""
    shown = text(two, "search", "radio", "--precedence", "flash")
    assert "RU/LINE/3  RU 2016-04-20" in shown
    assert "message, FLASH" in shown
    assert "[Radio] check, over." in shown
    assert "\x1b" not in shown
    assert "1 found in 2 acts: all that this party may read" in shown
    assert "0 found" in text(two, "search", "radio", "--without", "check")
    assert "more: the same with --before" in text(two, "search", "--limit", "1")


def test_programs_get_a_listing(two: Two) -> None:
    """As all listings are: as_of, heads, items, next."""
    found = data(two, "search", "cizek")
    assert {"as_of", "heads", "items", "next"} <= set(found)
    assert [one["ref"] for one in found["items"]] == ["RU/LINE/2"]
    assert found["items"][0]["claimed_at"] == "2016-04-20T12:00:00Z"
    assert [one["dossier"] for one in data(two, "dossier", "list", "--search", "cizek")["items"]] == ["RU/LINE/2"]


def test_a_list_becomes_a_table_for_spreadsheets(two: Two) -> None:
    """Every act a row with its whole text, no cell a formula, the rehearsal in the name and in each row."""
    told = data(two, "search", "--export", "csv")
    assert told["path"].startswith("nrc-rehearsal-")
    assert told["path"].endswith("-acts-20160420T120000Z.csv")
    assert (told["rows"], told["next"], told["rehearsal"]) == (2, None, True)
    with Path(told["path"]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["reference"] for row in rows] == ["RU/LINE/3", "RU/LINE/2"]
    assert [row["text"] for row in rows] == ["Radio check,\nover.\x1b[31m", "'=HYPERLINK(0) Čížek, „ö“"]
    assert {row["rehearsal"] for row in rows} == {"REHEARSAL"}
    with pytest.raises(Refused, match="file-unwritable"):
        text(two, "search", "--export", "csv")


def test_a_list_becomes_a_file_for_programs(two: Two, tmp_path: Path) -> None:
    """A name that says nothing of a rehearsal gets the word before it."""
    told = data(two, "dossier", "list", "--export", "json", "--out", "list.json")
    assert told["path"] == "rehearsal-list.json"
    found = json.loads((tmp_path / told["path"]).read_text("utf-8"))
    assert found["rehearsal"]
    assert found["next"] is None
    assert [one["dossier"] for one in found["items"]] == ["RU/LINE/3", "RU/LINE/2"]
    assert found["heads"]


def test_formats_are_two(two: Two) -> None:
    with pytest.raises(Refused, match="export-format"):
        text(two, "search", "--export", "xlsx")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＠x"])
def test_no_cell_is_a_formula(cell: str) -> None:
    """Source: OWASP, CSV Injection."""
    assert harmless(cell) == f"'{cell}"
    assert harmless(f"x{cell}") == f"x{cell}"


def test_a_file_has_a_bound_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is cut ends with a row that says it, or names what comes next."""
    monkeypatch.setattr(export, "EXPORT_ROWS_MAX", 0)
    table: Writer[Any] = Writer(ACTS, Format.CSV, rehearsal=False)
    assert table.full
    assert table.page([object()]) == ""
    assert table.foot(7).startswith(",not all: at most 0 rows a file")
    listed: Writer[Any] = Writer(ACTS, Format.JSON, rehearsal=False)
    whole = json.loads(listed.head("2016-04-20T12:00:00Z", {}) + listed.page([]) + listed.foot(7))
    assert (whole["items"], whole["next"]) == ([], 7)
