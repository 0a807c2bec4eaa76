"""Briefings by the commands that people type, between two folders and bags."""

from pathlib import Path

import pytest
from council_of_two import NOW
from test_concern_commands import Table

from detente.cli import options
from detente.clock import ScenarioClock
from detente.errors import Refused


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Table:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(options, "_clock_of", lambda _folder: ScenarioClock(NOW))
    return Table(tmp_path)


def test_a_briefing_asked_for_given_and_asked_about(table: Table) -> None:
    """With a file; both lists say whose answer it waits for."""
    file = table.path / "slides.txt"
    file.write_text("Phases and numbers.", encoding="utf-8")
    kavkaz = ("Kavkaz-2016", "--on", "past exercise")

    def say(party: str, *words: str) -> str:
        return str(table(party, "briefing", *words)["act"]["ref"])

    asked = say("nato", "ask", *kavkaz, "--to", "ru")
    assert [one["status"] for one in table("ru", "briefing", "list", "--turn", "me")["items"]] == ["asked"]
    offered = say("ru", "offer", *kavkaz, "--re", asked, "--at", "2016-05-01T09:00:00Z")
    given = table("ru", "briefing", "give", kavkaz[0], "Course and scale.", *kavkaz[1:], "--re", offered,
                  "--attach", str(file))["act"]  # fmt: skip
    assert len(given["attachments"]) == 1
    question = say("nato", "question", given["ref"], "How many were on alert?")
    assert [one["turn"] for one in table("nato", "briefing", "list")["items"]] == [["ru"]]
    say("ru", "answer", question, "All of them.")
    (found,) = table("nato", "briefing", "list")["items"]
    assert (found["status"], found["turn"], found["title"]) == ("given", [], "Kavkaz-2016: past exercise")
    assert "Kavkaz-2016" in table.text("ru", "briefing", "list")
    with pytest.raises(Refused, match="briefing-own"):
        say("ru", "question", given["ref"], "And the ships?")
