"""A meeting in the shape of 20 April 2016, by the commands that people type, between two folders and bags."""

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest
from council_of_two import NOW, Two, ask
from typer.testing import CliRunner

from detente.cli.main import app
from detente.clock import DAY, ScenarioClock, rfc3339
from detente.errors import DetenteError
from detente.home.calls import ExportMeeting, PackBag, ProposeAgenda, UnpackBag
from detente.home.founding import draft_charter, sign_charter
from detente.home.meeting_files import NOT_THE_RECORD
from detente.home.replies.meetings import MeetingPaper
from detente.protocol.charter import Channel
from detente.protocol.documents import parse_document

ITEMS = ("Ukraine and the Minsk agreements", "Military activities", "Afghanistan")
BEGINS = rfc3339(NOW + DAY)


class InPlenary(Two):
    """Two parties whose council has a plenary beside the line, where acts may be longer."""

    def charter(self, name: str = "nrc", *, signed: bool = True) -> str:
        """Return the charter, signed by both."""
        assert signed
        text = draft_charter(
            name, "Council", self.notes.values(), founded_at=NOW, channels={"plenary": Channel(("*",), "ambassadors")}
        )
        for folder in (self.nato, self.ru):
            text = sign_charter([text], folder).note
        return text


class Table:
    """NATO and RU at their folders; what one has said comes to the other in a bag before that one does anything."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.two = InPlenary(path).joined()
        self._bags = 0
        self._news: set[str] = set()

    def __call__(self, party: str, *words: str) -> str:
        """Return the reference of the act that `detente meeting …` of a party says."""
        said = json.loads(self.run(party, *words, "--json"))
        self._news.add(party)
        return str(said["act"]["ref"])

    def shown(self, party: str, ref: str) -> Any:
        """Return a meeting as JSON."""
        return json.loads(self.run(party, "show", ref, "--json"))

    def convene(self, *words: str) -> str:
        """Return the reference of NATO's invitation to a meeting with that title and these items."""
        items = [word for one in words[1:] for word in ("--item", one)]
        return self("nato", "convene", words[0], "--level", "ambassadors", "--begins", BEGINS, *items)

    def run(self, party: str, *words: str) -> str:
        """Return what a command prints."""
        self.bring(party)
        done = CliRunner().invoke(app, ["meeting", *words, "--dir", str(self.path / party.upper())])
        if isinstance(done.exception, DetenteError):
            raise done.exception
        assert done.exit_code == 0, done.output
        return done.stdout

    def export(self, party: str, ref: str, **more: Any) -> MeetingPaper:
        """Return a meeting as a file."""
        self.bring(party)
        return ask(getattr(self.two, party), ExportMeeting(ref=ref, **more))

    def bring(self, party: str) -> None:
        """Take a bag to a party, where the other one has said something."""
        other = "ru" if party == "nato" else "nato"
        if other in self._news:
            self._bags += 1
            file = str(self.path / f"{self._bags}.bag")
            ask(getattr(self.two, other), PackBag(party=party, file=file))
            ask(getattr(self.two, party), UnpackBag(file=file))
            self._news.remove(other)


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Table:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr("detente.cli.options._clock_of", lambda _folder: ScenarioClock(NOW))
    for name in ("DETENTE_DIR", "DETENTE_OFFICER", "DETENTE_PASSPHRASE_FILE"):
        monkeypatch.delenv(name, raising=False)
    return Table(tmp_path)


def held(table: Table, items: tuple[str, ...] = ITEMS[:1]) -> tuple[str, str]:
    """Hold a meeting: a position of each side on each item, results not agreed; return meeting and minutes."""
    convening = table.convene("Meeting of 20 April 2016", *items)
    table("nato", "accept", convening, "--delegation", "Secretary General, minister")
    table("ru", "accept", convening, "--delegation", "Permanent Representative, ambassador")
    table("nato", "open", convening)
    for number in map(str, range(1, len(items) + 1)):
        table("nato", "state", convening, "NATO's position.", "--item", number)
        table("ru", "state", convening, "Позиция России.", "--item", number, "--language", "ru",
              "--unofficial", "en=Russia's position.")  # fmt: skip
        table("nato", "result", convening, "not agreed", "--item", number)
    table("nato", "summary", convening, "No agreement on any item.")
    table("nato", "close", convening)
    minutes = table("nato", "minutes", convening, "--symbol", "NRC/M/2016/1")
    return convening, minutes


def test_a_meeting_is_held_minuted_signed_and_given_out(table: Table) -> None:
    """Both records show the same meeting; the note has both lines, and the PDF is one."""
    convening, minutes = held(table, ITEMS)
    for party in ("nato", "ru"):
        table(party, "sign", convening)
    shown = [table.shown(party, convening) for party in ("nato", "ru")]
    assert shown[0]["data"] == shown[1]["data"]
    data = shown[0]["data"]
    assert shown[0]["dossier"]["status"] == "minutes signed"
    assert [(one["result"], [said["language"] for said in one["statements"]]) for one in data["items"]] == [
        ("not agreed", ["en", "ru"])
    ] * 3
    assert "Not agreed is a result" in table.run("ru", "show", convening)
    note = table.export("ru", minutes, format="note")
    assert (note.signed, note.missing, note.name) == (("nato", "ru"), (), "NRC_M_2016_1.note")
    assert "Позиция России." in parse_document(base64.b64decode(note.file)).content
    out = table.path / "minutes.pdf"
    table.run("ru", "export", convening, "--format", "pdf", "-o", str(out))
    assert out.read_bytes().startswith(b"%PDF-")
    text = table.run("nato", "export", convening)
    assert "NRC/M/2016/1 · EN" in text
    assert re.search(r"In the chair +NATO\n", text)
    assert text.count("not signed") == 0


def test_headings_are_in_three_languages_and_signatures_only_under_what_was_signed(table: Table) -> None:
    convening, _minutes = held(table)
    table("nato", "sign", convening)
    french = table.export("nato", convening, language="fr")
    assert french.remark == (
        "No minutes are put down in this language: this is the record, without symbol and signatures.",
    )
    assert "Procès-verbal".upper() in base64.b64decode(french.file).decode()
    table("nato", "minutes", convening, "--symbol", "NRC/M/2016/1", "--language", "ru")
    russian = table.export("nato", convening, language="ru", format="json")
    assert json.loads(base64.b64decode(russian.file))["symbol"] == "NRC/M/2016/1"
    assert (russian.signed, russian.missing, russian.remark) == ((), ("nato", "ru"), ())
    calendar = base64.b64decode(table.export("ru", convening, format="ics").file).decode()
    assert "STATUS:CONFIRMED" in calendar


def test_other_words_than_the_record_are_signed_as_they_are_and_not_printed_as_minutes(table: Table) -> None:
    convening, _minutes = held(table)
    words = table.path / "words.txt"
    words.write_text("The parties met.\n")
    paper = table("nato", "minutes", convening, "--file", str(words))
    table("ru", "sign", paper)
    printed = table.export("ru", convening)
    assert printed.signed == ()
    assert printed.remark == (NOT_THE_RECORD,)
    note = table.export("ru", convening, format="note")
    assert (note.signed, note.name) == (("ru",), "NRC_M_2016_1_Rev.1.note")


def test_a_joint_text_is_opened_closed_and_signed(table: Table) -> None:
    convening, _minutes = held(table)
    draft = table.path / "text.txt"
    draft.write_text("The Parties [A: will | B: intend to] talk.\n")
    text = table("nato", "text", convening, "Talks", "--file", str(draft))
    with pytest.raises(DetenteError, match="paper-open"):
        table.run("ru", "sign", text)
    for party in ("nato", "ru"):
        table(party, "choose", text, "--bracket", "1", "--option", "A")
    table("ru", "sign", text)
    note = table.export("nato", text, format="note")
    assert (note.signed, note.missing) == (("ru",), ("nato",))
    assert "The Parties will talk." in base64.b64decode(note.file).decode()


def test_the_next_agenda_is_proposed_from_what_is_open(table: Table) -> None:
    convening, _minutes = held(table)
    table.bring("ru")
    proposed = ask(table.two.ru, ProposeAgenda())
    assert [(one.title, one.why) for one in proposed.items] == [
        (one, f"not agreed in {convening}") for one in ITEMS[:1]
    ]
    assert "Minsk" in table.run("nato", "agenda", "--follows", convening)


def test_what_belongs_to_no_meeting_is_said_so(table: Table) -> None:
    """A paper that nobody put down, a matter that is no meeting, minutes without a symbol."""
    convening = table.convene("Talks")
    table("nato", "open", convening)
    for words, code in (
        (("minutes", convening, "--draft"), "symbol-missing"),
        (("sign", convening), "paper-unknown"),
        (("export", convening, "--format", "note"), "paper-unknown"),
        (("minutes", "NATO/PLENARY/0", "--draft"), "meeting-unknown"),
    ):
        with pytest.raises(DetenteError, match=code):
            table.run("nato", *words)
    assert "Talks" in table.run("nato", "minutes", convening, "--symbol", "NRC/M/2016/1", "--draft")


def test_agenda_and_floor_by_commands(table: Table) -> None:
    """Tabling, contesting, lifting, withdrawing by the numbers that people see; the floor, and right of reply."""
    convening = table.convene("Talks")
    refusal = table("ru", "decline", convening, "No time.")
    table("ru", "accept", refusal, "--delegation", "An expert")
    table("nato", "change", convening, "--begins", rfc3339(NOW + 2 * DAY), "--place", "Brussels")
    table("ru", "table", convening, "Missile defence")
    objection = table("nato", "contest", convening, "For experts.", "--item", "1")
    table("nato", "lift", objection)
    table("nato", "open", convening)
    said = table("nato", "state", convening, "A position.", "--item", "1")
    reply = table("ru", "floor", said)
    table("nato", "give", reply)
    result = table("nato", "result", convening, "noted", "--item", "1", "--text", "Both spoke.")
    table("ru", "contest", result, "Not agreed.")
    data = table.shown("ru", convening)["data"]
    assert (data["items"][0]["result"], data["floor"][0]["reply_to"], data["place"]) == ("contested", said, "Brussels")
    table("ru", "withdraw", convening, "--item", "1")
    assert table.shown("ru", convening)["data"]["items"][0]["withdrawn"]
    other = table.convene("More talks")
    table("nato", "cancel", other, "Not needed.")
    assert table.shown("ru", other)["dossier"]["status"] == "cancelled"
