"""The command's edges: exit codes, errors for people and for programs, what is asked and what is written."""

import itertools
import json
import re
import sys
from pathlib import Path

import pytest
from council_of_two import ANYBODY, Two, ask

from detente import __version__
from detente.cli import printing
from detente.cli.main import main
from detente.home.calls import Inbox, Send
from detente.limits import EVIDENCE_BYTES_MAX


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Two:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    for name in ("DETENTE_DIR", "DETENTE_OFFICER", "DETENTE_PASSPHRASE_FILE"):
        monkeypatch.delenv(name, raising=False)
    return Two(tmp_path)


class Shell:
    """Runs the command in this process, as its entry point is run."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *words: str) -> tuple[int, str, str]:
        """Return exit code, standard output and standard error of `detente` with those words."""
        self._monkeypatch.setattr(sys, "argv", ["detente", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = self._capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err


@pytest.fixture
def detente(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(monkeypatch, capsys)


def test_an_error_is_three_lines_or_json(detente: Shell, two: Two) -> None:
    """For people expected, got and remedy; for programs the four fields; the code is the same."""
    code, out, err = detente("status", "--dir", "nowhere")
    assert (code, out) == (2, "")
    assert [line.split(":")[0] for line in err.splitlines()] == ["expected", "got", "remedy"]
    assert "(folder-empty)" in err
    code, out, err = detente("status", "--dir", "nowhere", "--json")
    assert (code, out) == (2, "")
    assert json.loads(err)["error"].keys() == {"code", "expected", "got", "remedy"}
    assert json.loads(err)["error"]["code"] == "folder-empty"


def test_a_mistake_of_ours_is_70(detente: Shell, two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody foresaw is told in three lines too, with how to report it."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError("0")

    monkeypatch.setattr("detente.cli.up.client_of", broken)
    code, _, err = detente("status")
    assert code == 70
    assert "our-mistake" in err
    assert "DETENTE_TRACEBACK=1" in err
    monkeypatch.setenv("DETENTE_TRACEBACK", "1")
    monkeypatch.setattr(sys, "argv", ["detente", "status"])
    with pytest.raises(ZeroDivisionError):
        main()


def test_a_folder_of_another_version_and_a_damaged_one(detente: Shell, two: Two) -> None:
    """Neither is touched, and each says what to do."""
    config = two.ru.config.read_text()
    for text, wanted in (
        (config.replace("detente-party = 1", "detente-party = 2"), "folder-version"),
        ("= nonsense", "folder-damaged"),
    ):
        two.ru.config.write_text(text)
        code, _, err = detente("status", "--dir", "RU", "--json")
        assert (code, json.loads(err)["error"]["code"]) == (2, wanted)


def test_the_version_is_said(detente: Shell, two: Two) -> None:
    assert detente("--version") == (0, f"detente {__version__}\n", "")


def test_a_demo_s_clock_is_not_turned_back(detente: Shell, two: Two) -> None:
    """A step backwards is a word, not an option; what is neither word nor option stays refused."""
    code, _, err = detente("demo", "clock", "-6h", "--json")
    assert (code, json.loads(err)["error"]["code"]) == (2, "demo-clock")
    assert json.loads(err)["error"]["remedy"]
    code, _, err = detente("demo", "clock", "+6h", "--json")
    assert (code, json.loads(err)["error"]["code"]) == (2, "demo-not-running")
    for words in (("--sped", "2"), ("nrc-2016", "--instnt"), ("cut", "US", "-x")):
        code, _, err = detente("demo", *words)
        assert code == 2
        assert "no such option" in err.lower()


def test_passphrases_come_from_files(detente: Shell, two: Two) -> None:
    """A file that is missing or empty is refused; the right one opens the keys, a wrong one does not."""
    Path("pass").write_text("correct horse\n")
    Path("wrong").write_text("battery\n")
    Path("empty").write_text("\n")
    assert detente("party", "new", "ch", "--name", "CH", "--dir", "CH", "--passphrase-file", "pass")[0] == 0
    for file, wanted in (("nofile", "passphrase-file"), ("empty", "passphrase-file"), ("wrong", "passphrase-wrong")):
        code, _, err = detente("status", "--dir", "CH", "--passphrase-file", file, "--json")
        assert (code, json.loads(err)["error"]["code"]) == (2, wanted)
    code, out, _ = detente("status", "--dir", "CH", "--passphrase-file", "pass", "--json")
    assert (code, json.loads(out)["party"]) == (0, "ch")


def test_from_new_to_joined(detente: Shell, two: Two) -> None:
    """The commands of first contact and founding, with what they write."""
    for party in ("NATO", "RU"):
        assert detente("party", "show", "--note", "-o", f"{party}.note", "--dir", party)[0] == 0
    words = json.loads(detente("party", "show", "RU.note", "--dir", "NATO", "--json")[1])["words"]
    assert detente("party", "confirm", "RU.note", "--dir", "NATO", "--words", "babab")[0] == 2
    assert detente("party", "confirm", "RU.note", "--dir", "NATO", "--words", words)[0] == 0
    draft = ("council", "draft", "--name", "nrc", "--title", "T", "--party", "NATO.note", "--party", "RU.note")
    code, out, _ = detente(*draft, "--channel", "experts=nato,ru", "--public", "press", "-o", "c", "--json")
    assert code == 0
    assert "[channels.experts]" in json.loads(out)["text"]
    for words, wanted in (
        (("-o", "c"), "file-exists"),
        (("--channel", "experts=", "-o", "d"), "channel-members"),
        (("--level", "plenary", "-o", "d"), "channel-level"),
        (("--level", "plenary=ambassadors", "-o", "d"), "channel-unknown"),
        (("-o", "no/such/folder"), "file-unwritable"),
    ):
        code, _, err = detente(*draft, *words, "--json")
        assert (code, json.loads(err)["error"]["code"]) == (2, wanted)
    code, out, _ = detente("council", "sign", "c", "--dir", "NATO")
    assert "still to sign: ru" in out
    assert detente("council", "join", "c", "--dir", "NATO")[0] == 65
    assert detente("council", "sign", "c", "--dir", "RU")[0] == 0
    code, out, err = detente("council", "join", "c", "--dir", "RU", "--identity", "NATO.note")
    assert code == 0
    assert "not confirmed by words yet: NATO" in err
    code, out, err = detente("council", "join", "c", "--dir", "NATO")
    assert (code, err) == (0, "")
    assert "press" in detente("council", "show", "--dir", "NATO")[1]
    assert detente("council", "show", "nrc", "--dir", "NATO")[1] == Path("c").read_text()


def test_confirming_asks_at_a_terminal(detente: Shell, two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without words the command shows them and asks; a no confirms nothing."""
    Path("ru.note").write_text(two.notes["ru"])
    answers = iter([False, True])

    monkeypatch.setattr("typer.confirm", lambda _text: next(answers))
    code, _, err = detente("party", "confirm", "ru.note", "--dir", "NATO")
    assert code == 2
    assert "(words-differ)" in err
    assert "trust neither note" in err
    assert json.loads(detente("party", "show", "--dir", "NATO", "--json")[1])["items"] == []
    code, out, _ = detente("party", "confirm", "ru.note", "--dir", "NATO")
    assert code == 0
    assert "RU confirmed at" in out
    assert detente("party", "confirm", "nofile.note", "--dir", "NATO")[0] == 2


def test_saying_listing_and_showing(detente: Shell, two: Two) -> None:
    """An act comes from the command line, a file, a JSON file or many lines."""
    two.joined()
    Path("text").write_text("From a file.\n")
    Path("body.json").write_text('{"text": "From JSON.", "basis": "inject"}')
    Path("lines").write_text("one\n\ntwo\n")
    Path("list.json").write_text("[]")
    ru = ("--dir", "RU", "--json")
    assert json.loads(detente("send", "Radio check.", *ru)[1])["act"]["body"] == {"text": "Radio check."}
    assert json.loads(detente("send", "--body", "text", *ru)[1])["act"]["body"] == {"text": "From a file."}
    assert json.loads(detente("send", "--body", "body.json", *ru)[1])["act"]["basis"] == "inject"
    assert len(json.loads(detente("send", "--each-line", "--body", "lines", *ru)[1])) == 2
    for words, wanted in (
        ((), "text-or-body"),
        (("x", "--body", "text"), "text-or-body"),
        (("--body", "list.json"), "body-json"),
        (("--body", "lines.json"), "file-unreadable"),
        (("--each-line", ""), "text-or-body"),
    ):
        code, _, err = detente("send", *words, *ru)
        assert (code, json.loads(err)["error"]["code"]) == (2, wanted)
    listing = json.loads(detente("inbox", "--all", *ru)[1])
    assert listing.keys() == {"as_of", "heads", "items", "next"}
    assert [one["body"]["text"] for one in listing["items"] if one["kind"] == "message"] == [
        "Radio check.",
        "From a file.",
        "From JSON.",
        "one",
        "two",
    ]
    code, out, _ = detente("show", "ru/line/2", "--dir", "RU")
    assert "Radio check." in out
    assert re.search(r"claimed +\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ", out)
    code, _, err = detente("acknowledge", "ru/line/2", *ru)
    assert (code, json.loads(err)["error"]["code"]) == (2, "acknowledge-own")
    assert "it leaves with the next" in detente("send", "Later.", "--dir", "RU")[1]


def test_an_answer_is_asked_for_by_a_time(detente: Shell, two: Two) -> None:
    """The author's board awaits it; a kind that only informs, a time that is past and one in words are refused."""
    two.joined()
    ru = ("--dir", "RU", "--json")
    sent = json.loads(detente("send", "Where?", "--to", "nato", "--need-by", "2099-04-20T14:00:00Z", *ru)[1])["act"]
    assert sent["body"]["need_by_at"] == "2099-04-20T14:00:00Z"
    (row,) = [one for one in json.loads(detente("watch", "board", *ru)[1])["items"] if one["need"] == "asked of others"]
    assert (row["ref"], row["party"], row["need_by_at"]) == (sent["ref"], "nato", "2099-04-20T14:00:00Z")
    out = detente("watch", "board", "--dir", "RU")[1]
    assert {"asked", "then,", "wish"} <= set(out.split()), "words, for a cell may be laid over several lines"
    assert "overdue" not in out
    assert "no answer is here yet" in detente("dossier", "show", sent["ref"], "--dir", "RU")[1]
    for more, wanted in (
        (("--need-by", "2099-04-20T14:00:00Z", "--kind", "statement"), "need-by-kind"),
        (("--need-by", "2016-04-20T14:00:00Z"), "need-by-past"),
        (("--need-by", "soon"), "body-field-type"),
    ):
        code, _, err = detente("send", "x", *more, *ru)
        assert (code, json.loads(err)["error"]["code"]) == (2, wanted)
    assert "like 2016-04-20T12:00:00Z" in json.loads(err)["error"]["expected"]


def test_evidence_is_verified_anywhere(detente: Shell, two: Two) -> None:
    """Exit code 0 for what proves itself, 65 for one changed byte, 2 for no file; an existing file is kept."""
    two.joined()
    ask(two.ru, Send(channel="line", body={"text": "Radio check."}))
    code, out, _ = detente("evidence", "export", "RU/LINE/2", "-o", "act.zip", "--dir", "RU")
    assert code == 0
    assert "All of RU/LINE/2" in out
    assert detente("evidence", "export", "RU/LINE/2", "-o", "act.zip", "--dir", "RU")[0] == 2
    code, out, _ = detente("evidence", "verify", "act.zip")
    assert (code, out.splitlines()[-1]) == (0, "verified")
    data = bytearray(Path("act.zip").read_bytes())
    data[len(data) // 2] ^= 1
    Path("changed.zip").write_bytes(data)
    code, out, _ = detente("evidence", "verify", "changed.zip", "--json")
    assert (code, json.loads(out)["verified"]) == (65, False)
    assert detente("evidence", "verify", "missing.zip")[0] == 2
    with Path("large.zip").open("wb") as large:
        large.truncate(EVIDENCE_BYTES_MAX + 1)
    code, _, err = detente("evidence", "verify", "large.zip", "--json")
    assert (code, json.loads(err)["error"]["code"]) == (65, "evidence-foreign")
    assert detente("evidence", "contradictions", "-o", "proofs", "--dir", "RU")[0] == 0
    assert list(Path("proofs").iterdir()) == []
    notes = ask(two.ru, Inbox(all=True, channel="own")).items
    assert [one.kind for one in notes if one.kind != "open"] == ["disclosure"]


def test_the_record_from_the_command(detente: Shell, two: Two) -> None:
    """A sound record is ok; a damaged one exits with 65 and names what is wrong."""
    two.joined()
    ask(two.ru, Send(channel="line", body={"text": "Radio check."}))
    assert detente("record", "fsck", "--all", "--dir", "RU")[0] == 0
    assert "entries" in detente("record", "stats", "--dir", "RU")[1]
    import sqlite3

    with sqlite3.connect(two.ru.record) as database:
        database.execute("UPDATE entries SET entry = x'01' WHERE length(entry) < 200")
    database.close()
    code, out, err = detente("record", "fsck", "--dir", "RU")
    assert code == 65
    assert out.startswith("failed")
    assert "entries" in err


def test_keys_are_rotated_from_the_command(detente: Shell, two: Two) -> None:
    """The new note is named by its serial."""
    code, out, _ = detente("party", "rotate", "witness", "--dir", "RU")
    assert code == 0
    assert "serial 2" in out


def test_what_others_wrote_moves_no_cursor() -> None:
    """Control and direction characters of others are shown as what they are."""
    assert printing.visible("a\x1b[2Jb\u202ec\nd") == "a\ufffd[2Jb\ufffdc\nd"


def test_times_are_shown_in_utc_and_local(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are there, the day of the local one where it is another."""
    import time

    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert printing.moment("2016-04-20T12:00:00Z") == "2016-04-20 12:00:00Z (21:00 +09:00)"
        assert printing.moment("2016-04-20T20:00:00Z") == "2016-04-20 20:00:00Z (2016-04-21 05:00 +09:00)"
        assert printing.moment(None) == "–"
        monkeypatch.setenv("TZ", "UTC")
        time.tzset()
        assert printing.moment("2016-04-20T12:00:00Z") == "2016-04-20 12:00:00Z", "once, where the clock here has UTC"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_council_changes_and_a_party_comes(detente: Shell, two: Two) -> None:
    """The commands of the whole way, each as its help says it; the newcomer joins with files alone."""
    two.more = ANYBODY
    two.joined()
    notes = {party: Path(f"{party}.note") for party in ("nato", "ru", "fi")}
    assert detente("party", "new", "fi", "--name", "Finland", "--dir", "FI")[0] == 0
    for party, path in notes.items():
        assert detente("party", "show", "--note", "-o", str(path), "--dir", party.upper())[0] == 0
    Path("charter").write_text(detente("council", "show", "nrc", "--dir", "NATO")[1])
    Path("clocks.toml").write_text("[clocks]\ndeeming_hours = 48\n")
    code, _, err = detente("council", "amend", "clocks.toml", "--dir", "NATO")
    assert (code, "title-missing" in err) == (2, True)
    written = ("council", "amend", "clocks.toml", "--title", "Nights", "-o", "nights", "--dir", "NATO")
    assert "nobody has signed it yet" in detente(*written)[1]
    assert detente("council", "admit", "fi.note", "-o", "fi.amendment", "--dir", "NATO")[0] == 0
    assert "signed by the root of fi" in detente("council", "accede", "fi.amendment", "--dir", "FI")[1]
    proposed = detente("council", "amend", "fi.amendment", "--identity", "fi.note", "--dir", "NATO")[1].split()[0]
    assert "2 needed" in detente("council", "show", "nrc", "--course", "--dir", "NATO")[1]
    carry = itertools.count()

    def bag(sender: str, receiver: str) -> None:
        file = f"{next(carry)}.bag"
        assert detente("bag", "pack", receiver, "-o", file, "--dir", sender)[0] == 0
        assert detente("bag", "unpack", file, "--dir", receiver.upper())[0] == 0

    bag("NATO", "ru")
    assert detente("council", "consent", proposed, "--dir", "RU")[0] == 0
    bag("RU", "nato")
    shown = detente("council", "show", "nrc", "--course", "--amendments", "papers", "--dir", "NATO")[1]
    assert "amendment 1" in shown
    assert "in force" in shown
    joined = detente(
        *("council", "join", "charter", "--amendment", "papers", "--dir", "FI"),
        *("--identity", "nato.note", "--identity", "ru.note"),
    )
    assert (joined[0], "joined" in joined[1]) == (0, True)
    again = json.loads(detente("council", "amend", "clocks.toml", "--title", "Nights", "--dir", "RU", "--json")[1])
    assert again["act"]["kind"] == "amendment"
    bag("RU", "fi")
    code, _, err = detente("council", "open-history", "line", "--to", "fi", "--dir", "RU")
    assert (code, "(history-open)" in err) == (2, True), "it has said nothing sealed yet"
    assert detente("council", "decline", again["act"]["ref"], "not yet", "--dir", "FI")[0] == 0
    assert detente("council", "withdraw", "nrc", "--reason", "elections", "--dir", "FI")[0] == 0
    code, _, err = detente("send", "and yet", "--dir", "FI")
    assert (code, "(party-withdrawn)" in err) == (2, True)
    bag("FI", "ru")
    assert detente("council", "readmit", "fi", "-o", "back", "--dir", "RU")[0] == 0
    assert "Readmission" in Path("back").read_text()
