"""Requests for explanation as people type them, between two folders and bags; then what one list shows."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.unit.council_of_two import NOW, Two, ask
from tests.unit.test_cli import Shell

from detente.clock import DAY, ScenarioClock, rfc3339
from detente.errors import Refused
from detente.home.calls import ListMatters, PackBag, UnpackBag

CLOCKS = "reply_hours = 48\n"
"""The table of clocks is the last of a draft."""
CAUSE = "Columns move by night."


class Pair(Two):
    """NATO and Russia with a plenary; what they say travels in bags, and each command runs at a time of the test's."""

    def __init__(self, path: Path, more: str = "") -> None:
        super().__init__(path, "plenary", more=CLOCKS + more)
        self.joined()
        self.now = NOW
        self._bags = 0

    def carry(self) -> None:
        """Carry everything both ways; twice, because a receipt comes with the next bag."""
        for sender, party, receiver in ((self.nato, "ru", self.ru), (self.ru, "nato", self.nato)) * 2:
            self._bags += 1
            file = str(self.path / f"{self._bags}.bag")
            ask(sender, PackBag(party=party, file=file), self.now)
            ask(receiver, UnpackBag(file=file), self.now)


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pair:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    for name in ("DETENTE_DIR", "DETENTE_OFFICER", "DETENTE_PASSPHRASE_FILE"):
        monkeypatch.delenv(name, raising=False)
    made = Pair(tmp_path)
    monkeypatch.setattr("detente.cli.options._clock_of", lambda _folder: ScenarioClock(made.now))
    return made


@pytest.fixture
def detente(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(monkeypatch, capsys)


def done(detente: Shell, *words: str) -> str:
    code, out, err = detente(*words)
    assert code == 0, err
    return out


def data(detente: Shell, *words: str) -> Any:
    return json.loads(done(detente, *words, "--json"))


def said(detente: Shell, party: str, *words: str) -> str:
    """Return the reference of the act that `detente explain …` of a party says."""
    return str(data(detente, "explain", *words, "--dir", party)["act"]["ref"])


def test_a_request_is_answered_by_number_and_closed(detente: Shell, pair: Pair) -> None:
    ref = said(
        detente, "NATO", "ask", CAUSE, "--to", "ru", "--activity", "night march", "--place", "South of the bay",
        "--area", "54.71, 19.92", "--since", rfc3339(NOW - DAY), "--seen", "About 40 vehicles.",
        "--question", "Which formations?", "--question", "Until when?",
    )  # fmt: skip
    pair.carry()
    out = done(detente, "explain", "reply", ref, "A drill.", "--to-question", "2: Until Friday.", "--dir", "RU")
    assert f"answers {ref}: explained" in out
    pair.carry()
    shown = done(detente, "explain", "show", ref, "--dir", "NATO")
    assert "as NATO says: About 40 vehicles." in shown
    assert "Until when?" in shown
    assert "closes the matter" in done(detente, "explain", "report", ref, "Thank you.", "--close", "--dir", "NATO")
    (one,) = data(detente, "explain", "list", "--dir", "NATO")["items"]
    assert (one["dossier"]["status"], one["data"]["questions"][1]["answered_in"]) == ("closed", ["RU/PLENARY/2"])
    assert one["duties"][0]["state"] == "met"


def test_a_meeting_that_one_side_does_not_attend_by_commands(detente: Shell, pair: Pair) -> None:
    """Asked too early it is refused at the desk; afterwards each side tells it and both report."""
    ref = said(detente, "NATO", "ask", CAUSE, "--to", "ru")
    pair.carry()
    code, _out, err = detente("explain", "meet", ref, "--venue", "Vienna", "--dir", "NATO")
    assert (code, "(explanation-too-early)" in err) == (2, True)
    pair.now += 3 * DAY
    meeting = said(detente, "NATO", "meet", ref, "--venue", "Vienna", "--third-state", "BY")
    pair.carry()
    declined = ("explain", "reply", meeting, "Not within the rule.", "--answer", "rule not applicable")
    done(detente, *declined, "--dir", "RU")
    done(
        detente, "explain", "sitting", meeting, "Nobody came.", "--not-held", "--attended", "nato", "--not-attended",
        "RU", "--at", rfc3339(pair.now), "--dir", "NATO",
    )  # fmt: skip
    pair.carry()
    report = said(detente, "NATO", "report", meeting, "RU did not attend.", "--joint")
    pair.carry()
    said(detente, "RU", "report", report)
    for_all = said(detente, "NATO", "meet", ref, "--all", "--rule", "own")
    pair.carry()
    shown = data(detente, "explain", "show", for_all, "--dir", "RU")
    first, second = shown["data"]["meetings"]
    assert (first["outcome"], second["with"]) == ("not attended by RU", "all")
    assert first["duties"][0]["state"] == "rule not applicable"
    assert shown["data"]["reports"][0]["joined_by"] == ["ru"]
    assert "meeting of all: asked" in done(detente, "explain", "list", "--open", "--dir", "RU")


def test_a_list_is_of_a_desk_that_there_is_and_says_when_it_is_empty(detente: Shell, pair: Pair) -> None:
    assert done(detente, "explain", "list", "--dir", "RU") == "no request for explanation\n"
    with pytest.raises(Refused) as refused:
        ask(pair.ru, ListMatters("weather"))
    assert refused.value.code == "desk-unknown"


def test_a_list_goes_on_where_it_ended(detente: Shell, pair: Pair) -> None:
    refs = [said(detente, "NATO", "ask", f"{CAUSE} {number}", "--to", "ru") for number in range(3)]
    first = data(detente, "explain", "list", "--limit", "2", "--dir", "NATO")
    assert [one["data"]["ref"] for one in first["items"]] == refs[:0:-1]
    assert "more: the same with --before" in done(detente, "explain", "list", "--limit", "2", "--dir", "NATO")
    rest = data(detente, "explain", "list", "--before", str(first["next"]), "--dir", "NATO")
    assert [one["data"]["ref"] for one in rest["items"]] == refs[:1]
    assert rest["next"] is None
