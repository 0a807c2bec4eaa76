"""Exchanging keys: the note that names the new ones is published under them, and a rotation cut short is mended."""

from pathlib import Path

import pytest
from council_of_two import Two, ask, at_rest

from detente.errors import Malformed, Refused
from detente.home import rotation
from detente.home.calls import CheckRecord, Inbox, Send, ShowParty
from detente.node.folder import Folder
from detente.protocol.heads import Head
from detente.protocol.identity import verify_chain
from detente.protocol.keys import Keyring


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Two:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Two(tmp_path).joined()


def say(folder: Folder, text: str) -> str:
    return ask(folder, Send(channel="line", body={"text": text})).act.ref


def newest_head(folder: Folder) -> tuple[Head, list[bytes]]:
    with at_rest(folder) as still:
        (feed,) = still.store.feeds(channel="line")
        head = still.store.head(feed)
        assert head is not None
        return head, still.store.entries(feed, 0, feed.size)


def test_new_keys_speak_and_old_ones_are_retired(two: Two) -> None:
    """The feed goes on under the new log key; who has the entries learns the key from them, and believes no old one."""
    say(two.ru, "before")
    old = Keyring.open(two.ru.keys)
    rotated = rotation.rotate(two.ru, ["log", "mirror", "hpke", "tls"], None)
    assert (rotated.serial, rotated.published) == (2, True)
    new = Keyring.open(two.ru.keys)
    assert new.public("log") != old.public("log")
    assert new.hpke_public != old.hpke_public
    assert new.public("witness") == old.public("witness")
    assert len(verify_chain([one.encode() for one in (two.notes["ru"], rotated.note)])) == 2
    assert say(two.ru, "after") == "RU/LINE/5", "open, grant, before, identity, a grant to the new keys, after"
    head, entries = newest_head(two.ru)
    with at_rest(two.nato) as still:
        directory = still.core.context.directory
        with pytest.raises(Malformed) as malformed:
            directory.verify_head(head)
        assert malformed.value.code == "head-unsigned"
        directory.verify_head(head, entries)
        signer = old.log_signer(head.origin)
        line = signer.sign(head.checkpoint.text().encode())
        with pytest.raises(Malformed) as malformed:
            directory.verify_head(Head(head.origin, head.size, head.root, signer.key.key_id + line))
        assert malformed.value.code == "head-by-retired-key"
    assert [one.body.get("text") for one in ask(two.ru, Inbox(all=True)).items if one.kind == "message"] == [
        "before",
        "after",
    ]
    assert ask(two.ru, CheckRecord(all=True)).fsck == "ok"


def test_a_tls_key_needs_nobody_s_update(two: Two) -> None:
    """It chains to the root: no note, no entry."""
    chain = (two.ru.keys / "tls.pem").read_bytes()
    rotated = rotation.rotate(two.ru, ["tls"], None)
    assert (rotated.serial, rotated.published) == (1, False)
    assert (two.ru.keys / "tls.pem").read_bytes() != chain


def test_before_any_act_the_note_is_given_out(two: Two) -> None:
    """Without a feed nothing is published; the note of the folder is the new one, its chain whole."""
    rotated = rotation.rotate(two.ru, ["witness"], None)
    assert not rotated.published
    shown = ask(two.ru, ShowParty())
    assert (shown.serial, shown.note) == (2, two.notes["ru"] + rotated.note)
    assert ask(two.nato, ShowParty(note=shown.note)).with_party == "ru"


@pytest.mark.parametrize("committed", [False, True])
def test_a_rotation_cut_short_is_mended(two: Two, monkeypatch: pytest.MonkeyPatch, *, committed: bool) -> None:
    """Killed before the commit nothing changed; killed after it the new keys take their place at the next start."""
    say(two.ru, "before")
    old = Keyring.open(two.ru.keys).public("log")

    finish, finished = rotation.finish_rotation, []

    def cut(*_: object) -> bool:
        raise KeyboardInterrupt

    def cut_at_the_second(folder: Folder) -> None:
        if finished:
            raise KeyboardInterrupt
        finished.append(folder)
        finish(folder)

    if committed:
        monkeypatch.setattr(rotation, "finish_rotation", cut_at_the_second)
    else:
        monkeypatch.setattr(rotation, "_publish", cut)
    with pytest.raises(KeyboardInterrupt):
        rotation.rotate(two.ru, ["log"], None)
    monkeypatch.undo()
    monkeypatch.setenv("XDG_STATE_HOME", str(two.path / "state"))
    with two.ru.lock():
        rotation.finish_rotation(two.ru)
    assert not list(two.ru.path.glob("keys.serial-*"))
    assert (Keyring.open(two.ru.keys).public("log") != old) == committed
    say(two.ru, "after")
    assert ask(two.ru, CheckRecord(all=True)).fsck == "ok"


def test_what_cannot_be_rotated_is_refused(two: Two) -> None:
    """Neither a root nor a key without the root at hand; the folder stays as it was."""
    with pytest.raises(Refused) as refused:
        rotation.rotate(two.ru, ["root"], None)
    assert refused.value.code == "key-not-rotating"
    (two.ru.keys / "root.key").rename(two.path / "root.key")
    with pytest.raises(Refused) as refused:
        rotation.rotate(two.ru, ["log"], None)
    assert refused.value.code == "root-absent"
    assert say(two.ru, "still") == "RU/LINE/2"
