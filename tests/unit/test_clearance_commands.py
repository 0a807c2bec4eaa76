"""Clearance by the commands that people type: asked, listed, given or not, and of a draft that two officers release."""

import json
from pathlib import Path
from typing import Any

import pytest
from council_of_two import NOW, Two
from typer.testing import CliRunner

from detente.cli import options
from detente.cli.main import app
from detente.clock import ScenarioClock
from detente.errors import Refused

POLICY = '\n[two_person]\nkinds = ["protest"]\n'
SMITH, JONES = "A. Smith", "C. Jones"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """RU's folder, in which two officers are accredited."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(options, "_clock_of", lambda _folder: ScenarioClock(NOW))
    two = Two(tmp_path, "plenary", more=POLICY).joined()
    for name in (SMITH, JONES):
        run(two.ru.path, "officer", "present", name, "--rank", "ambassador")
    return two.ru.path


def run(folder: Path, *words: str) -> Any:
    """Return what a command prints for programs."""
    result = CliRunner().invoke(app, [*words, "--dir", str(folder), "--json"])
    if result.exception is not None:
        raise result.exception
    return json.loads(result.stdout)


def asked(folder: Path, *words: str) -> str:
    sent = run(folder, "clearance", "ask", *words, "--of", JONES, "--officer", SMITH)
    return str(sent["act"]["ref"])


def test_a_text_goes_round_and_comes_back(folder: Path) -> None:
    """Whoever was asked finds it, says a word, and it waits for nobody then."""
    ref = asked(folder, "The area is closed.", "--to", "nato", "--question", "Is it?")
    listed = run(folder, "clearance", "list", "--asked-of", JONES)
    (one,) = listed["items"]
    assert (one["ref"], one["text"], one["act"]["body"], one["status"]) == (
        ref, "Is it?", {"text": "The area is closed."}, "asked",
    )  # fmt: skip
    assert listed["heads"]
    assert run(folder, "clearance", "list", "--asked-of", SMITH)["items"] == []
    with pytest.raises(Refused, match="clearance-not-asked"):
        run(folder, "clearance", "give", ref, "--officer", SMITH)
    run(folder, "clearance", "refuse", ref, "The date is wrong.", "--officer", JONES)
    assert run(folder, "clearance", "list")["items"] == []
    run(folder, "clearance", "give", ref, "Mended.", "--officer", JONES)
    (one,) = run(folder, "clearance", "list", "--all")["items"]
    assert (one["status"], one["words"][0]["text"]) == ("given", "Mended.")
    shown = CliRunner().invoke(app, ["clearance", "list", "--all", "--dir", str(folder)])
    assert "Mended." in shown.stdout


def test_a_draft_is_asked_about_by_its_reference(folder: Path) -> None:
    """It has the digest of the same text before it was drafted."""
    first = asked(folder, "We protest.", "--kind", "protest", "--channel", "plenary")
    draft = run(folder, "send", "We protest.", "--kind", "protest", "--channel", "plenary", "--officer", SMITH)
    second = asked(folder, "--draft", draft["act"]["ref"])
    run(folder, "clearance", "remark", second, "Name the ship.", "--officer", JONES)
    items = {one["ref"]: one for one in run(folder, "clearance", "list", "--all")["items"]}
    assert items[first]["digest"] == items[second]["digest"]
    assert (items[second]["of"], items[second]["status"]) == (draft["act"]["ref"], "asked")


def test_clearance_is_of_one_thing(folder: Path) -> None:
    with pytest.raises(Refused, match="clearance-of-what"):
        asked(folder)
    with pytest.raises(Refused, match="clearance-of-what"):
        asked(folder, "Both.", "--draft", "RU/OWN/5")
    with pytest.raises(Refused, match="draft-unknown"):
        asked(folder, "--draft", "RU/LINE/2")
