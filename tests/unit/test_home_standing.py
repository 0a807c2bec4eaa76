"""Suspend, resume, standing and brief by command, on two real folders and with bags between them."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from council_of_two import NOW, Two, ask

from detente.cli import options
from detente.cli.main import main
from detente.clock import ScenarioClock, rfc3339
from detente.home.calls import Brief, PackBag, Send, ShowDossier, ShowStanding, UnpackBag
from detente.home.founding import draft_charter, sign_charter
from detente.node.folder import Folder
from detente.protocol.charter import Channel

TABLES = """
[levels.kinds]
suspend = "watch officer"

[topics]
terrorism = "Terrorism"
incidents = "Incidents"
"""
HOUR = 3_600


class Council(Two):
    """NATO and RU with a plenary of ambassadors and a group of experts; any officer may suspend; no node runs."""

    def charter(self, name: str = "nrc", *, signed: bool = True) -> str:
        """Return the charter, signed by both unless it is to be a draft."""
        channels = {"plenary": Channel(("*",), "ambassadors"), "experts": Channel(("*",), "experts")}
        text = draft_charter(name, "Council", self.notes.values(), founded_at=NOW, channels=channels) + TABLES
        text = text.replace("[clocks]\n", "[clocks]\nreply_hours = 48\n")
        for folder in (self.nato, self.ru) if signed else ():
            text = sign_charter([text], folder).note
        return text

    def carry(self) -> None:
        """Bring each what the other has said, by bags."""
        for number, (sender, addressee) in enumerate((("nato", "ru"), ("ru", "nato"), ("nato", "ru"))):
            file = self.path / f"{number}.bag"
            file.unlink(missing_ok=True)
            if ask(self.folder(sender), PackBag(party=addressee, file=str(file))).bytes:
                ask(self.folder(addressee), UnpackBag(file=str(file)))

    def folder(self, party: str) -> Folder:
        """Return a party's folder."""
        return {"nato": self.nato, "ru": self.ru}[party]


class Shell:
    """Runs `detente` in this process, at a second of the test's choice."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.now = NOW
        self._monkeypatch, self._capsys = monkeypatch, capsys
        monkeypatch.setattr(options, "_clock_of", lambda _folder: ScenarioClock(self.now))

    def __call__(self, folder: Folder, *words: str) -> tuple[int, str]:
        """Return the exit code with the standard output, or the standard error where it is not 0."""
        self._monkeypatch.setattr(sys, "argv", ["detente", *words, "--dir", str(folder.path)])
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = self._capsys.readouterr()
        return code, said.err if code else said.out

    def json(self, folder: Folder, *words: str) -> Any:
        """Return what a command prints for programs."""
        code, out = self(folder, *words, "--json")
        assert code == 0, out
        return json.loads(out)


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Council:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Council(tmp_path).joined()  # type: ignore[misc]


@pytest.fixture
def detente(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(monkeypatch, capsys)


SUSPEND = ("--reason", "Events.", "--ground", "None stated", "--officer", "Minister")


def test_a_suspension_from_the_first_word_to_the_brief(two: Council, detente: Shell) -> None:
    """Suspended by level and topic: refused there with a remedy, open on the line; resumed, and told what happened."""
    request = ask(two.ru, Send("plenary", {"text": "Who?"}, "clarification-request", to=("nato",))).act.ref
    two.carry()
    sent = detente.json(
        two.nato, "suspend", "--level", "experts", "--topic", "terrorism", "--channel", "plenary",
        "--until", "2016-06-30T00:00:00Z", "--review", "In June.", *SUSPEND,
    )  # fmt: skip
    ref = sent["act"]["ref"]
    assert sent["act"]["body"]["until_at"] == "2016-06-30T00:00:00Z"
    for words in (("--channel", "experts"), ("--channel", "plenary", "--re", request, "--kind", "explanation")):
        code, err = detente(two.nato, "send", *words, "We hold that …", "--json")
        assert code == 2
        assert json.loads(err)["error"]["code"] == "scope-suspended"
        assert ref in json.loads(err)["error"]["remedy"]
    assert detente(two.nato, "send", "--channel", "line", "Radio check.")[0] == 0

    two.carry()
    standing = detente.json(two.ru, "standing")
    nato, ru = standing["items"]
    assert [one["ref"] for one in nato["suspensions"]] == [ref]
    assert (nato["suspensions"][0]["levels"], nato["topics"]) == (["experts"], ["incidents"])
    assert [one["channel"] for one in nato["channels"]] == ["line"]
    assert (ru["suspensions"], [one["channel"] for one in ru["channels"]]) == ([], ["line", "plenary", "experts"])
    assert ask(two.ru, ShowStanding()).items == ask(two.nato, ShowStanding()).items

    detente.now += HOUR
    assert detente(two.ru, "send", "--channel", "experts", "Whenever you are ready.")[0] == 0
    assert detente(two.ru, "send", "--channel", "line", "Read.")[0] == 0
    assert detente(two.ru, "acknowledge", ref, "Noted.")[0] == 0
    two.carry()
    brief = detente.json(two.nato, "brief", ref)
    assert (brief["in_force"], brief["suspension"]["ref"]) == (True, ref)
    assert [one["dossier"]["dossier"] for one in brief["inside"]["items"]] == [ref, "RU/EXPERTS/2"]
    assert [one["dossier"]["channel"] for one in brief["outside"]["items"]] == ["line"]
    assert [(duty["act"], duty["state"]) for duty in brief["excused"]] == [(request, "excused")]
    assert [one["dossier"] for one in brief["our_turn"]] == [request]

    code, out = detente(two.nato, "resume", ref, "As agreed.", "--level", "experts", "--channel", "plenary")
    assert code == 0
    assert f"detente brief {ref}" in out
    assert "others said: acts 3 (2 within the scope), matters 3" in out
    assert detente(two.nato, "send", "--channel", "experts", "We are.")[0] == 0
    (left,) = ask(two.nato, ShowStanding()).items[0].suspensions
    assert (left.channels, left.levels, left.topics) == ((), (), ("terrorism",))
    shown = ask(two.nato, ShowDossier(ref))
    assert (shown.dossier.desk, shown.dossier.status) == ("standing", "resumed in part")
    assert detente.json(two.nato, "brief")["ours"][0]["act"] == request, "what was excused is owed again"


def test_tables_for_people_name_what_is_suspended_and_what_is_open(two: Council, detente: Shell) -> None:
    code, out = detente(two.nato, "suspend", "--channel", "EXPERTS", *SUSPEND)
    assert code == 0
    assert "NATO/PLENARY/2  suspends experts" in out
    two.carry()
    _code, out = detente(two.ru, "standing")
    assert "NATO: suspends in part" in out
    assert "RU: takes part in everything" in out
    assert "line (watch), plenary (ambassadors)" in out
    _code, out = detente(two.ru, "dossier", "show", "NATO/PLENARY/2")
    assert "What stays open" in out
    assert "Still suspended" in out
    _code, out = detente(two.ru, "brief", "NATO/PLENARY/2")
    assert "said within the scope: acts 0, matters 0" in out
    assert "something is in force" in out


def test_a_suspension_that_ended_by_itself_is_over(two: Council, detente: Shell) -> None:
    """By the clock of the party that asks or speaks."""
    until = rfc3339(NOW + HOUR)
    ref = detente.json(two.nato, "suspend", "--channel", "experts", "--until", until, *SUSPEND)["act"]["ref"]
    assert detente(two.nato, "send", "--channel", "experts", "Word.")[0] == 2
    detente.now = NOW + HOUR + 1
    assert detente(two.nato, "send", "--channel", "experts", "Word.")[0] == 0
    assert detente.json(two.nato, "standing")["items"][0]["suspensions"] == []
    assert not detente.json(two.nato, "brief", ref)["in_force"]
    code, err = detente(two.nato, "resume", ref, "--json")
    assert (code, json.loads(err)["error"]["code"]) == (2, "not-suspended")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("suspend", "--channel", "line", *SUSPEND), "line-suspended"),
        (("suspend", *SUSPEND), "scope-empty"),
        (("suspend", "--topic", "weather", *SUSPEND), "scope-unknown"),
        (("suspend", "--topic", "terrorism", "--in", "line", *SUSPEND), "suspend-on-line"),
        (("suspend", "--topic", "terrorism", "--until", "2016-04-01T00:00:00Z", *SUSPEND), "until-past"),
        (("brief", "RU/PLENARY/2"), "not-a-suspension"),
        (("brief", "RU/PLENARY/2", "--since", "2016-04-01T00:00:00Z"), "brief-of-two"),
        (("brief", "--since", "noon"), "time-without-zone"),
        (("resume", "RU/PLENARY/3"), "suspension-of-other"),
    ],
)
def test_what_cannot_be_is_refused_by_name(two: Council, detente: Shell, words: tuple[str, ...], code: str) -> None:
    ask(two.ru, Send("plenary", {"text": "Word."}))
    ask(two.ru, Send("plenary", {"topics": ["incidents"], "reason": "Events.", "ground": "None"}, "suspend"))
    two.carry()
    exit_code, err = detente(two.nato, *words, "--json")
    assert (exit_code, json.loads(err)["error"]["code"]) == (2, code)


def test_a_brief_of_a_time_and_of_what_followed_our_last_word(two: Council) -> None:
    """Counted by the order and second of storing here, whatever authors claim."""
    ask(two.nato, Send("plenary", {"text": "First."}))
    ask(two.ru, Send("line", {"text": "Second."}, to=("nato",)))
    two.carry()
    mine = ask(two.nato, Brief())
    assert (mine.suspension, mine.outside.acts, mine.inside.acts) == (None, 1, 0)
    assert mine.outside.items[0].newest == "RU/LINE/2"
    assert [one.dossier for one in mine.our_turn] == ["RU/LINE/2"]
    assert [one.dossier for one in ask(two.ru, Brief()).their_turn] == ["RU/LINE/2"]
    assert ask(two.nato, Brief(since_at=rfc3339(NOW))).outside.acts == 1
    assert ask(two.nato, Brief(since_at=rfc3339(NOW + 1))).outside.acts == 0
    assert {(one.desk, one.status, one.dossiers) for one in mine.statuses} == {
        ("line", "said", 1),
        ("line", "waiting", 1),
    }
