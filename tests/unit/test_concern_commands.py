"""Concerns and assurances by the commands that people type, between two folders and bags."""

import json
from pathlib import Path
from typing import Any

import pytest
from council_of_two import NOW, Two, ask
from typer.testing import CliRunner

from detente.cli import options
from detente.cli.main import app
from detente.clock import DAY, ScenarioClock, rfc3339
from detente.errors import DetenteError
from detente.home.calls import PackBag, UnpackBag

END = rfc3339(NOW + 90 * DAY)


class Table:
    """NATO and RU at their folders; what one has said comes to the other in a bag before that one does anything."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.two = Two(path, "plenary").joined()
        self._bags = 0

    def __call__(self, party: str, *words: str) -> Any:
        """Return what a command of a party prints for programs; what others said is carried to it before."""
        self.carry()
        result = CliRunner().invoke(app, [*words, "--dir", str(self.path / party.upper()), "--json"])
        if result.exception is not None:
            raise result.exception
        return json.loads(result.stdout)

    def text(self, party: str, *words: str) -> str:
        """Return what a command prints for people."""
        self.carry()
        result = CliRunner().invoke(app, [*words, "--dir", str(self.path / party.upper())])
        assert result.exception is None, result.output
        return result.stdout

    def say(self, party: str, *words: str) -> str:
        """Return the reference of the act that `detente concern …` of a party says."""
        return str(self(party, "concern", *words)["act"]["ref"])

    def carry(self) -> None:
        for sender, addressee in (("nato", "ru"), ("ru", "nato"), ("nato", "ru")):
            self._bags += 1
            file = self.path / f"{self._bags}.bag"
            folder = {"nato": self.two.nato, "ru": self.two.ru}
            if ask(folder[sender], PackBag(party=addressee, file=str(file))).bytes:
                ask(folder[addressee], UnpackBag(file=str(file)))


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Table:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(options, "_clock_of", lambda _folder: ScenarioClock(NOW))
    return Table(tmp_path)


def test_a_concern_from_the_first_word_to_the_assurance_that_reassures(table: Table) -> None:
    """Both sides' registers say the same, with end and what bears on it; then it is withdrawn, and nothing stands."""
    raised = table.say(
        "nato", "raise", "An exercise that nobody announced.", "--about", "activity", "--to", "ru",
        "--place", "Western Military District", "--would-reassure", "Notice before.",
    )  # fmt: skip
    explained = table.say("ru", "explain", raised, "A check of readiness.")
    table.say("nato", "answer", explained, "not reassured", "--reason", "No dates are named.")
    given = table.say("ru", "assure", "No such exercise without notice.", "--will", "not do", "--re", raised,
                      "--until", END, "--verification", "Two observers of each party.")  # fmt: skip
    table.say("nato", "answer", given, "reassured")
    plan = table.say("ru", "raise", "More ships are announced.", "--about", "plan", "--bears-on", given.lower())
    for party in ("nato", "ru"):
        found = table(party, "concern", "list")
        assert found.keys() == {"as_of", "heads", "time_at", "items", "next"}
        worry, assured = found["items"]
        assert (worry["sort"], worry["ref"], worry["bears_on"]) == ("concern", plan, [given])
        assert (assured["sort"], assured["concern"], assured["until_at"]) == ("assurance", raised, END)
        assert assured["status"] == "stands", "its author's own concern is no dispute"
        assert [one["ref"] for one in assured["bearing"]] == [plan]
    assert {one["status"] for one in table("nato", "concern", "list", "--all", "--only", "concerns")["items"]} == {
        "open", "reassured",
    }  # fmt: skip
    text = table.text("nato", "concern", "list")
    assert "RU" in text
    assert "kept" not in text
    later = rfc3339(NOW + 120 * DAY)
    table.say("ru", "renew", given, "--until", later)
    assert table("nato", "concern", "list", "--party", "ru", "--only", "assurances")["items"][0]["until_at"] == later
    table.say("ru", "withdraw", given, "--reason", "Circumstances changed.")
    table.say("ru", "withdraw", plan)
    assert table("ru", "concern", "list")["items"] == []
    assert "no concern is open" in table.text("nato", "concern", "list")
    shown = table("nato", "concern", "show", given)
    assert shown["dossier"]["status"] == "reassured"
    assert shown["data"]["concerns"][0]["ended"] == [given]


def test_an_assurance_is_disputed_by_a_concern_from_another_matter(table: Table) -> None:
    """The register looks over all dossiers; whoever raised the concern ends the dispute."""
    given = table.say("ru", "assure", "No snap exercise.", "--will", "not do")
    worry = table.say("nato", "raise", "One began today.", "--about", "activity", "--to", "ru", "--bears-on", given)
    (found,) = table("ru", "concern", "list", "--only", "assurances")["items"]
    assert (found["status"], found["standing"], found["disputed_by"]) == ("disputed", "stands", [worry])
    table.say("nato", "answer", worry, "reassured")
    (found,) = table("ru", "concern", "list", "--only", "assurances")["items"]
    assert (found["status"], found["disputed_by"]) == ("stands", [])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("assure", "x", "--will", "do", "--until", "2015-01-01T00:00:00Z"), "until-past"),
        (("assure", "x", "--will", "do", "--until", "2017-01-01T00:00:00"), "body-field-type"),
        (
            ("raise", "x", "--about", "plan", "--from", "2016-05-02T00:00:00Z", "--until", "2016-05-01T00:00:00Z"),
            "period-reversed",
        ),
        (("raise", "x", "--about", "plan", "--bears-on", "RU/PLENARY/99"), "reference-unknown"),
        (("explain", "RU/PLENARY/99", "x"), "reference-unknown"),
    ],
)
def test_what_makes_no_sense_is_refused(table: Table, words: tuple[str, ...], code: str) -> None:
    with pytest.raises(DetenteError) as info:
        table("nato", "concern", *words)
    assert info.value.code == code
