"""`detente regime`: what agreements ask, read by people and programs, and packs that prove themselves."""

import json
import re
from pathlib import Path
from typing import Any

from council_of_two import Two
from test_cli import Shell
from test_cli import detente as _detente
from test_cli import two as _two
from tests.regimes import TEXT, changed
from tests.tidy.house import ROOT

from detente.council.agreements import agreements
from detente.protocol.charter import parse_charter
from detente.regimes.cases import play
from detente.regimes.library import find, shipped
from detente.regimes.reading import parse_pack

detente, two = _detente, _two
PAGE = (ROOT / "docs/regimes.md").read_text("utf-8")
PACKS = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def written(tmp_path: Path, text: str, name: str = "bay.toml") -> str:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return str(path)


def shown(answer: tuple[int, str, str]) -> Any:
    assert answer[2] == ""
    return json.loads(answer[1])


def test_the_pack_of_the_page_proves_itself() -> None:
    """What the guide tells its readers to write is understood, and each of its cases comes out as said."""
    (text,) = PACKS
    played = play(parse_pack(text))
    assert len(played) == 5
    assert [one.differences for one in played] == [()] * 5


def test_regimes_are_listed_with_what_comes_with_the_software(detente: Shell, two: Two) -> None:
    code, out, _err = detente("regime", "list", "--dir", "nowhere")
    assert code == 0
    assert all(name in out for name, _version in shipped())
    listing = shown(detente("regime", "list", "--dir", "nowhere", "--json"))
    assert listing.keys() == {"as_of", "heads", "items", "next"}
    minimal = next(one for one in listing["items"] if one["id"] == "minimal")
    assert (minimal["sha256"], minimal["origin"], minimal["council"]) == (find("minimal").digest, "shipped", None)


def test_a_regime_is_shown_with_confidence_and_sources(detente: Shell, two: Two, tmp_path: Path) -> None:
    code, out, _err = detente("regime", "show", written(tmp_path, TEXT), "--language", "fr")
    assert code == 0
    for line in (
        "BAY-1  Notice of an exercise: host to all, notify",
        "when troops at least 1,000 or tanks at least 20, at any time (phases); 42 days before start; form notice",
        "but BAY-2: at start where alert is yes",
        "at most 3 in 1 calendar year(s)",
        "confidence medium (text, recalled)",
        "designation: Désignation (text; required)",
        "“promptly” is read as 48 hours; strictly 24 hours, confidence low",
        "evaluations: one a year for each 60 units or part of them, at most 15",
        "Recalled, not read",
    ):
        assert line in out
    answer = shown(detente("regime", "show", "minimal", "--json", "--dir", "nowhere"))
    rule = next(one for one in answer["rules"] if one["id"] == "MIN-3")
    assert (rule["due"], rule["confidence"]) == ("48 hours after received", "high")
    assert rule["sources"][1].startswith("proposal: Proposed by the authors")
    assert answer["formats"][0]["schema"]["properties"]["start"]["format"] == "date"


def test_a_pack_is_checked_to_the_first_thing_wrong(detente: Shell, two: Two, tmp_path: Path) -> None:
    code, out, _err = detente("regime", "check", written(tmp_path, TEXT))
    assert code == 0
    assert "bay 1 is understood to the end: 5 rules, 2 formats, 3 cases" in out
    assert shown(detente("regime", "check", str(tmp_path / "bay.toml"), "--json"))["sound"] is True
    assert shown(detente("regime", "check", "minimal", "--json"))["id"] == "minimal", "a shipped one by its id"
    wrong = written(tmp_path, changed(("at_least = 1000", "over = 1000")), "wrong.toml")
    code, out, _err = detente("regime", "check", wrong)
    assert code == 65
    assert [line.split()[0] for line in out.splitlines()] == ["where", "expected", "got"]
    code, out, _err = detente("regime", "check", wrong, "--json")
    assert code == 65
    assert json.loads(out)["where"] == "rules BAY-1, when, any 1"


def test_a_packs_cases_are_played_and_a_difference_is_exit_2(detente: Shell, two: Two, tmp_path: Path) -> None:
    code, out, _err = detente("regime", "test", "minimal", "--dir", "nowhere")
    assert code == 0
    assert out.splitlines()[-1] == f"minimal 1: {len(find('minimal').cases)} cases, none differing"
    other = written(tmp_path, changed(("due = 2028-01-18", "due = 2028-01-19")))
    code, out, _err = detente("regime", "test", other)
    assert code == 2
    assert "differs  BAY-1: 42 days before a leap day" in out
    assert "due: expected 2028-01-19, got 2028-01-18" in out
    code, out, _err = detente("regime", "test", other, "--json")
    assert code == 2
    assert [one["as_said"] for one in json.loads(out)["items"]] == [False, True, True]


def test_what_is_no_pack_is_said_so(detente: Shell, two: Two, tmp_path: Path) -> None:
    code, _out, err = detente("regime", "show", "moon", "--dir", "nowhere")
    assert (code, "regime-unknown" in err) == (2, True)
    code, _out, err = detente("regime", "test", written(tmp_path, "[pack"))
    assert (code, "regime-malformed" in err) == (65, True)


def test_a_council_is_founded_under_agreements(detente: Shell, two: Two, tmp_path: Path) -> None:
    """A shipped pack by version and hash, a pack of one's own by its text, which can be read in the charter."""
    notes = []
    for party, note in two.notes.items():
        notes += ["--party", written(tmp_path, note, f"{party}.note")]
    out = str(tmp_path / "bay.charter")
    own = written(tmp_path, PACKS[0])
    said = detente(
        "council", "draft", "--name", "bay", "--title", "The Bay", *notes,
        "--regime", "minimal", "--regime", own, "-o", out,
    )  # fmt: skip
    assert said[0] == 0, said
    text = Path(out).read_text("utf-8")
    assert f'sha256 = "{find("minimal").digest}"' in text
    assert "\n[regimes.bay]\ntext = '''\n[pack]\n" in text
    found = agreements(parse_charter(text))
    assert found["minimal"] is find("minimal")
    assert found["bay"].text == PACKS[0]
    code, _out, err = detente(
        "council", "draft", "--name", "b", "--title", "B", *notes, "--regime", "moon", "-o", str(tmp_path / "b.charter")
    )
    assert (code, "regime-unknown" in err) == (2, True)


def test_a_council_has_the_regimes_that_its_charter_names(detente: Shell, two: Two, tmp_path: Path) -> None:
    """They stand in the list beside the shipped ones, and one of the parties' own is shown and tried by its id."""
    regimes = f'\n[regimes.minimal]\nversion = "1"\nsha256 = "{find("minimal").digest}"\n'
    council = Two(tmp_path / "council", more=f"{regimes}\n[regimes.bay]\ntext = '''\n{PACKS[0]}'''\n").joined()
    where = ("--dir", str(council.nato.path))
    listing = shown(detente("regime", "list", *where, "--json"))
    named = [(one["id"], one["origin"]) for one in listing["items"] if one["council"]]
    assert named == [("minimal", "shipped"), ("bay", "charter")]
    assert not any(one["text"] for one in listing["items"])
    assert shown(detente("regime", "show", "bay", *where, "--json"))["regime"]["instrument"] == "Arrangement of the Bay"
    assert detente("regime", "test", "bay", *where, "--council", "nrc")[0] == 0
    assert detente("regime", "list", *where, "--council", "moon")[0] == 2
