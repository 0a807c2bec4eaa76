"""The commands for lists, communiqués and the press log, as people type them."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.unit.test_cli import Shell
from tests.unit.test_home_public import NOW, Pair

from detente.clock import DAY, rfc3339

STATEMENTS = """link,date,party,topic,title,text,language
https://example.org/a,2016-04-20,nato,nrc,After the meeting,"Talks are useful.",en
https://example.org/b,2016-04-20T18:00:00Z,ru,nrc,,"Better to talk than not.",en
"""
LATER = rfc3339(NOW + 10_000 * DAY)


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pair:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    for name in ("DETENTE_DIR", "DETENTE_OFFICER", "DETENTE_PASSPHRASE_FILE"):
        monkeypatch.delenv(name, raising=False)
    return Pair(tmp_path)


@pytest.fixture
def detente(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(monkeypatch, capsys)


def done(detente: Shell, *words: str) -> str:
    code, out, err = detente(*words)
    assert code == 0, err
    return out


def data(detente: Shell, *words: str) -> Any:
    return json.loads(done(detente, *words, "--json"))


def test_lists_are_exchanged_by_command(detente: Shell, pair: Pair) -> None:
    """Opened, committed to, revealed, declined; shown as a table."""
    (pair.path / "ships.txt").write_text("four ships", encoding="utf-8")
    ref = data(
        detente, "lists", "open", "--dir", "NATO", "--channel", "plenary", "--list", "Ships", "--staged",
        "--commit-by", LATER, "--reveal-by", rfc3339(NOW + 10_001 * DAY), "--party", "RU", "--party", "nato", "Forces",
    )["act"]["ref"]  # fmt: skip
    assert "commits to item 1" in done(detente, "lists", "commit", ref, "ships.txt", "--dir", "NATO")
    code, _out, err = detente("lists", "reveal", ref, "--dir", "NATO")
    assert (code, "(lists-reveal-early)" in err) == (2, True)
    pair.carry()
    done(detente, "lists", "commit", ref, "ships.txt", "--item", "1", "--dir", "RU")
    done(detente, "lists", "decline", ref, "No instructions.", "--dir", "RU")
    pair.carry()
    assert "reveals item 1" in done(detente, "lists", "reveal", ref, "--dir", "NATO")
    shown = done(detente, "lists", "show", ref, "--dir", "NATO")
    assert "four ships" in shown
    assert "No instructions." in shown
    assert data(detente, "lists", "show", ref, "--dir", "NATO")["data"]["exchanges"][0]["staged"] is True


def test_a_communique_goes_from_draft_to_a_strangers_hands(detente: Shell, pair: Pair) -> None:
    (pair.path / "en.txt").write_text("The line is checked\n\nIt is checked every day.\n", encoding="utf-8")
    ref = data(detente, "communique", "draft", "--dir", "NATO", "--channel", "plenary", "--in", "en=en.txt")["act"][
        "ref"
    ]
    pair.carry()
    assert "It is checked every day." in done(detente, "communique", "consent", ref, "--dir", "RU")
    done(detente, "communique", "withdraw", ref, "Wait.", "--dir", "RU")
    done(detente, "communique", "decline", ref, "--dir", "RU")
    digest = data(detente, "communique", "show", ref, "--dir", "RU")["data"]["proposals"][0]["digest"]
    done(detente, "communique", "consent", ref, "--digest", digest, "--dir", "RU")
    pair.carry()
    assert "3 files" not in done(detente, "communique", "publish", ref, "--to", "www", "--dir", "NATO")
    said = done(detente, "communique", "verify", "www/nato_public_1.zip")
    assert said.rstrip().endswith("verified: a joint communiqué of NATO and RU, in a rehearsal")
    report = data(detente, "communique", "verify", "www/nato_public_1.zip")
    assert (report["joint"], report["missing"], report["digest"]) == (True, [], digest)
    (pair.path / "no.zip").write_bytes(b"PK")
    assert detente("communique", "verify", "no.zip")[0] == 65
    assert "published jointly" in done(detente, "communique", "show", ref, "--dir", "NATO")


def test_a_statement_of_ones_own_is_published_without_a_proposal(detente: Shell, pair: Pair) -> None:
    (pair.path / "ru.txt").write_text("Заголовок\n\nТекст.", encoding="utf-8")
    written = data(detente, "communique", "publish", "--in", "ru=ru.txt", "--to", "www", "--dir", "RU")["written"]
    assert written["items"] == ["RU/PUBLIC/1"]
    assert "RU alone" in done(detente, "communique", "verify", "www/ru_public_1.zip")
    assert "communique-text" in detente("communique", "publish", "--in", "ru.txt", "--dir", "RU")[2]
    assert "communique-nothing" in detente("communique", "publish", "--dir", "RU")[2]
    assert "(file-unreadable)" in detente("communique", "verify", "absent.zip")[2]


def test_the_press_log_is_kept_and_imported(detente: Shell, pair: Pair) -> None:
    """Noted once each, however often the file is read."""
    event = data(detente, "send", "--dir", "NATO", "--channel", "plenary", "--kind", "statement", "On 12 April.")
    ref = event["act"]["ref"]
    done(
        detente, "press", "log", "--link", "https://example.org/c", "--date", "2016-04-14", "--by", "ru",
        "--about", ref, "On 13 April.", "--dir", "NATO",
    )  # fmt: skip
    (pair.path / "statements.csv").write_text(STATEMENTS, encoding="utf-8")
    assert "2 noted, 0 noted before" in done(detente, "press", "import", "statements.csv", "--dir", "NATO")
    assert data(detente, "press", "import", "statements.csv", "--dir", "NATO")["again"] == 2
    shown = done(detente, "press", "list", "--dir", "NATO")
    assert "do both speak of the same day?" in shown
    items = data(detente, "press", "list", "--dir", "NATO")["items"]
    assert [one["day_only"] for one in items if one["public"]] == [True, True, False]
    one = data(detente, "press", "list", "--about", ref, "--dir", "NATO")["items"]
    assert [moment["public"] for moment in one] == [True, False]
    shared = data(
        detente, "press", "log", "--link", "https://example.org/d", "--date", "2016-04-15T10:00:00Z", "--about", ref,
        "--channel", "plenary", "Later.", "--dir", "NATO",
    )  # fmt: skip
    assert shared["act"]["dossier"] == ref
    assert "(file-unreadable)" in detente("press", "import", "absent.csv", "--dir", "NATO")[2]
    (pair.path / "empty.csv").write_bytes(b"")
    assert "(press-too-large)" in detente("press", "import", "empty.csv", "--dir", "NATO")[2]
