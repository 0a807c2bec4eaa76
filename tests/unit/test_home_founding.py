"""Making a party, drafting a charter, signing it."""

import stat
from pathlib import Path

import pytest
from council_of_two import NOW, Two, at_rest

from detente.errors import Malformed, Refused
from detente.home.founding import draft_charter, found_party, sign_charter, split_notes
from detente.node.folder import Folder
from detente.protocol.charter import Channel, parse_charter
from detente.protocol.identity import verify_chain


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def test_a_party_has_all_that_it_needs(tmp_path: Path) -> None:
    """Folder, keys, settings, record and mark are there, closed to others; the note proves itself."""
    folder = Folder(tmp_path / "RU")
    founded = found_party(folder, "ru", "Russian Federation", now=NOW, url="https://node.example:9000")
    chain = verify_chain([founded.note.encode()])
    assert (chain[0].party, chain[0].url, chain[0].valid_from) == ("ru", "https://node.example:9000", NOW)
    config = folder.read_config()
    assert (config["party"], config["port"], config["host"]) == ("ru", 9000, "0.0.0.0")
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.keys.stat().st_mode) == 0o700
    with at_rest(folder) as still:
        assert still.store.identities() == {"ru": [founded.note.encode()]}
        mark = still.begin()
        assert mark.found()
        assert still.store.setting("doubt") is None


def test_a_passphrase_closes_the_keys(tmp_path: Path) -> None:
    """With a passphrase the keys open with it and with nothing else."""
    from detente.home.host import Still

    folder = Folder(tmp_path / "RU")
    found_party(folder, "ru", "Russian Federation", now=NOW, passphrase=b"correct horse")
    Still(folder, b"correct horse").close()
    for wrong, code in ((b"battery staple", "passphrase-wrong"), (None, "passphrase-needed")):
        with pytest.raises(Refused) as refused:
            Still(folder, wrong)
        assert refused.value.code == code


def test_a_folder_is_one_party_for_good(tmp_path: Path) -> None:
    """A folder that holds a party is not given to another."""
    folder = Folder(tmp_path / "RU")
    found_party(folder, "ru", "Russian Federation", now=NOW)
    with pytest.raises(Refused) as refused:
        found_party(folder, "nato", "NATO", now=NOW)
    assert refused.value.code == "folder-taken"


@pytest.mark.parametrize(
    ("party", "name", "url"),
    [
        ("RU", "Russia", ""),
        ("ru/x", "Russia", ""),
        ("ru", "", ""),
        ("x" * 33, "X", ""),
        ("ru", "Russia", "http://x"),
        ("ru", "Russia", "https://127.0.0.1:99999"),
        ("ru", "Russia", "https://127.0.0.1:port"),
        ("ru", "Russia", "https://127.0.0.1:0"),
        ("ru", "Russia", "https://[::1"),
        ("ru", "Russia", "https://:8446"),
    ],
)
def test_details_that_no_note_may_have_are_refused(tmp_path: Path, party: str, name: str, url: str) -> None:
    """Nothing is left behind where id, name or URL may not be."""
    folder = Folder(tmp_path / "X")
    with pytest.raises(Refused) as refused:
        found_party(folder, party, name, now=NOW, url=url)
    assert refused.value.code == "party-details"
    assert not folder.path.exists()


def test_a_place_that_takes_no_folder_is_refused(tmp_path: Path) -> None:
    """Where no folder can be made, the place is named; it is no mistake of ours."""
    (tmp_path / "file").touch()
    for place in (tmp_path / "file" / "RU", Path("/proc/foo")):
        with pytest.raises(Refused) as refused:
            found_party(Folder(place), "ru", "Russia", now=NOW)
        assert refused.value.code == "file-unwritable"
        assert str(place) in refused.value.got


def test_a_charter_is_signed_by_copies(tmp_path: Path) -> None:
    """Each founder signs a copy of its own; merged they are the charter with both signatures."""
    two = Two(tmp_path)
    draft = two.charter(signed=False)
    by_nato, by_ru = sign_charter([draft], two.nato), sign_charter([draft], two.ru)
    assert (by_nato.signed, by_nato.missing) == (("nato",), ("ru",))
    merged = sign_charter([by_nato.note, by_ru.note], None)
    assert (merged.signed, merged.missing) == (("nato", "ru"), ())
    assert sign_charter([by_nato.note], two.ru).signed == ("nato", "ru")


def test_copies_that_differ_are_not_merged(tmp_path: Path) -> None:
    """A text that differs by a space is another charter."""
    two = Two(tmp_path)
    draft = two.charter(signed=False)
    with pytest.raises(Malformed) as malformed:
        sign_charter([draft, draft.replace("Council", "Council ")], two.nato)
    assert malformed.value.code == "charter-differs"
    with pytest.raises(Refused) as refused:
        sign_charter([draft], None)
    assert refused.value.code == "charter-copies"


def test_a_stranger_signs_no_charter(tmp_path: Path) -> None:
    """Only a founder's root signs."""
    two = Two(tmp_path)
    stranger = Folder(tmp_path / "XX")
    found_party(stranger, "xx", "Somebody", now=NOW)
    with pytest.raises(Refused) as refused:
        sign_charter([two.charter(signed=False)], stranger)
    assert refused.value.code == "not-a-founder"


def test_drafts_that_are_no_charters_are_refused(tmp_path: Path) -> None:
    """A party named twice, a depositary from elsewhere, a rehearsal that does not say so."""
    two = Two(tmp_path)
    notes = list(two.notes.values())
    with pytest.raises(Refused) as refused:
        draft_charter("nrc", "Council", [*notes, notes[0]], founded_at=NOW, channels={})
    assert refused.value.code == "party-twice"
    for more in ({"depositary": "ch"}, {"rehearsal": True}):
        with pytest.raises(Refused) as refused:
            draft_charter("nrc", "Council", notes, founded_at=NOW, channels={}, **more)  # type: ignore[arg-type]
        assert refused.value.code == "charter-draft"
    text = draft_charter("nrc", "Council", notes, founded_at=NOW, channels={"experts": Channel(("nato", "ru"))})
    assert "[channels.experts]" in text


def test_notes_in_one_file_come_apart(tmp_path: Path) -> None:
    """Several signed notes after one another are the same notes again, and no note is none."""
    one, other = Two(tmp_path).notes.values()
    assert split_notes(one + other + one) == [one.encode(), other.encode(), one.encode()]
    with pytest.raises(Malformed) as malformed:
        split_notes("")
    assert malformed.value.code == "identity-file-empty"


def test_a_charters_tables_are_read_by_every_desk_when_it_is_drafted(tmp_path: Path) -> None:
    """What a desk cannot read is refused before anybody signs it; what it can read stands in the text."""
    notes = list(Two(tmp_path).notes.values())
    tables = '[topics]\nrescue = "Rescue at sea"\n\n[clocks]\nreply_hours = 48\n\n[silence]\nminimum_hours = 24\n'
    text = draft_charter("nrc", "Council", notes, founded_at=NOW, channels={}, tables=tables)
    assert parse_charter(text).tables["topics"] == {"rescue": "Rescue at sea"}
    for wrong in (
        "[clocks]\nreply_hours = -1\n",
        "[silence]\nminimum_hours = 'long'\n",
        "[levels.kinds]\nprotest = 'king'\n",
    ):
        with pytest.raises(Refused, match="charter-draft"):
            draft_charter("nrc", "Council", notes, founded_at=NOW, channels={}, tables=wrong)
    with pytest.raises(Refused, match="charter-draft"):
        draft_charter("nrc", "Council", notes, founded_at=NOW, channels={}, tables="[open")
