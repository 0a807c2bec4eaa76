"""The bundle of a dossier from a record, by the command: told before, noted, checked, nothing of one's own in it."""

import json
from pathlib import Path

import pytest
from council_of_two import NOW, Two, ask
from tests.bundled import parts_of
from typer.testing import CliRunner, Result

from detente.cli import options
from detente.cli.main import app
from detente.clock import ScenarioClock
from detente.errors import Malformed, Refused
from detente.home.calls import ExportDossier, Inbox, PackBag, Send, UnpackBag

FIRST = "RU/PLENARY/2"


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Two:
    """RU says something with a file, NATO answers, RU notes something for itself, and others speak of other things."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(options, "_clock_of", lambda _folder: ScenarioClock(NOW))
    two = Two(tmp_path, "plenary").joined()
    chart = tmp_path / "chart.csv"
    chart.write_bytes(b"lat,lon\n54.8,19.4\n" * 3000)
    call = Send("plenary", {"text": "See the chart."}, attach=(str(chart),), marking="TLP:AMBER")
    assert ask(two.ru, call).act.ref == FIRST
    carry(two, "ru", "nato")
    ask(two.nato, Send("plenary", {"text": "Seen."}, re=FIRST))
    carry(two, "nato", "ru")
    ask(two.ru, Send("own", {"text": "They have seen it."}, kind="note", dossier=FIRST))
    ask(two.ru, Send("plenary", {"text": "Something else."}))
    return two


def carry(two: Two, sender: str, addressee: str) -> None:
    folders = {"ru": two.ru, "nato": two.nato}
    for number in range(3):
        one, other = (sender, addressee) if number % 2 == 0 else (addressee, sender)
        file = two.path / f"{one}-{len(list(two.path.glob('*.bag')))}.bag"
        if ask(folders[one], PackBag(party=other, file=str(file))).bytes:
            ask(folders[other], UnpackBag(file=str(file)))


def run(two: Two, *words: str) -> Result:
    result = CliRunner().invoke(app, [*words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_dossier_is_told_then_noted_then_written_and_checked(two: Two) -> None:
    """Before anything is written the command says what becomes readable; a stranger then checks it, step by step."""
    file = two.path / "all.zip"
    told = run(two, "evidence", "export", "--dossier", "NATO/PLENARY/2", "-o", str(file), "--dir", str(two.ru.path))
    lines = told.stdout.splitlines()
    assert lines[0] == "Whoever has this file can read:"
    assert lines[1] == f"  All of the 2 acts of {FIRST}: {FIRST} (message), NATO/PLENARY/2 (message)."
    assert lines[2:4] == ["  The content of 1 files: chart.csv (54,000 bytes).", "  What is marked: TLP:AMBER."]
    assert f"{file}: dossier {FIRST}, 2 acts, 1 files" in lines
    (note,) = [one for one in ask(two.ru, Inbox(all=True, channel="own")).items if one.kind == "disclosure"]
    assert (note.body["ref"], f"noted as {note.ref}" in told.stdout) == (FIRST, True)
    assert "chart.csv (54,000 bytes)" in note.body["text"]
    checked = run(two, "evidence", "verify", str(file))
    assert checked.stdout.splitlines()[-1] == "verified"
    assert "(4) ok    The acts stand in the order of proof: RU/PLENARY/2, NATO/PLENARY/2" in checked.stdout
    parts = parts_of(file.read_bytes())
    assert (two.path / "chart.csv").read_bytes() in parts.values()
    assert not any(b"They have seen it" in data or b"Something else" in data for data in parts.values())
    assert "held by NATO since" in parts["index.txt"].decode()


def test_a_changed_bundle_names_what_does_not_hold(two: Two) -> None:
    """Exit code 65 and the first step that does not hold; what is neither an act nor a bundle is called that."""
    file = two.path / "all.zip"
    found = json.loads(
        run(two, "evidence", "export", "--dossier", FIRST, "-o", str(file), "--json", "--dir", str(two.ru.path)).stdout
    )
    assert (found["files"], found["absent"], found["size_bytes"]) == (["chart.csv"], [], file.stat().st_size)
    data = bytearray(file.read_bytes())
    data[data.index(b"54.8,19.4")] ^= 1
    file.write_bytes(data)
    checked = run(two, "evidence", "verify", str(file))
    assert checked.exit_code == Malformed.exit_code
    assert "(1) FAIL  The file is exactly what its parts make: evidence-archive" in checked.stdout
    file.write_bytes(b"PK")
    with pytest.raises(Malformed, match="evidence-foreign"):
        run(two, "evidence", "verify", str(file))


def test_what_is_not_here_is_named_as_not_here(two: Two) -> None:
    """NATO has the act and not the file; without files nothing of them goes, and both say so."""
    told = ask(two.nato, ExportDossier(FIRST))
    assert (told.files, told.absent, told.path, told.noted_as) == ((), ("chart.csv",), None, None)
    assert "The keys of 1 further files, whose bytes do not go with it." in told.discloses
    assert ask(two.ru, ExportDossier(FIRST, files=False)).absent == ("chart.csv",)
    assert [one for one in ask(two.nato, Inbox(all=True, channel="own")).items if one.kind == "disclosure"] == []


def test_nothing_is_overwritten_and_one_of_both_is_named(two: Two) -> None:
    """A file that is there stays, and nothing is noted; an act and a dossier together are one too many."""
    (two.path / "there").write_bytes(b"kept")
    with pytest.raises(Refused, match="file-exists"):
        ask(two.ru, ExportDossier(FIRST, str(two.path / "there")))
    with pytest.raises(Refused, match="file-unwritable"):
        ask(two.ru, ExportDossier(FIRST, str(two.path / "nowhere" / "all.zip")))
    assert [one for one in ask(two.ru, Inbox(all=True, channel="own")).items if one.kind == "disclosure"] == []
    for words in ((), (FIRST, "--dossier", FIRST)):
        with pytest.raises(Refused, match="ref-or-dossier"):
            run(two, "evidence", "export", *words, "-o", str(two.path / "x.zip"), "--dir", str(two.ru.path))
    with pytest.raises(Refused, match="file-unreadable"):
        run(two, "evidence", "verify", str(two.path / "nothing.zip"))


def test_a_dossier_whose_beginning_is_not_here_has_no_bundle(two: Two) -> None:
    """One's own notes have no bundle: nobody else has a part in them."""
    ask(two.ru, Send("own", {"text": "A matter of one's own."}, kind="note"))
    with pytest.raises(Refused, match="bundle-incomplete"):
        ask(two.ru, ExportDossier("RU/OWN/3"))
