"""The administration's page: wires with their last error in words, keys with what an exchange does, the machine."""

import asyncio
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from console_page import EVIL, Structure
from console_world import NOW, peer
from council_of_two import Two, ask
from entrance_world import Pages, pages_of
from msgspec.structs import replace

from detente.console.pages.administration import ERRORS, USES, error_of, keys_of, wire_is_well
from detente.home.calls import ShowHealth, ShowHistory, Status
from detente.home.replies.councils import PeerErrorView
from detente.home.rotation import rotate
from detente.home.service import Service
from detente.node.folder import Folder
from detente.node.wire_faults import Cause, WireFault


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Two:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Two(tmp_path, "plenary").joined()


@pytest.fixture
def pages(two: Two) -> Iterator[Pages]:
    """RU's pages; nobody is signed in."""
    with pages_of(two) as found:
        yield found


def told(pages: Pages) -> str:
    """Return the page's text as one line."""
    answer = pages.get("/administration")
    assert answer.status_code == 200, answer.text
    return " ".join(Structure(answer.text).text.split())


@pytest.mark.parametrize("cause", Cause)
def test_a_cause_is_said_in_words_with_what_can_be_done(cause: Cause) -> None:
    """Each has both; none says whose fault it is, and a cause that this version does not know is told as it came."""
    words = error_of(PeerErrorView(NOW, "peer-unreachable", "an answer from nato", "anything", cause=cause))
    assert words == ERRORS[cause]
    assert all(words)
    assert error_of(PeerErrorView(NOW, "x", "y", "z", cause="of next year")) == ERRORS[Cause.OTHER]


def test_the_last_error_stands_on_the_page_and_in_status(pages: Pages) -> None:
    """In its own words too, as letters; that the peer answered since then is said."""
    fault = WireFault("peer-unreachable", Cause.TIME, expected="an answer from nato", got=f"TimeoutError: {EVIL}")
    pages.still.troubles["nato"] = (1_461_153_600, fault)
    text = told(pages)
    assert "No answer came in time." in text
    assert "past: it answered since then" in text
    assert "1 wire needs a look: NATO." in text, "it was never heard"
    assert "alert(1)" in text
    status = asyncio.run(Service(pages.still).run(Status()))
    (peer,) = status.items  # type: ignore[attr-defined]
    assert peer.error == PeerErrorView("2016-04-20T12:00:00Z", fault.code, fault.expected, fault.got, cause="time-out")


def test_others_are_known_by_what_their_own_node_says(two: Two, pages: Pages) -> None:
    """NATO's fingerprints on RU's page are those that NATO's own node has."""
    (peer,) = asyncio.run(Service(pages.still).run(Status())).items  # type: ignore[attr-defined]
    theirs, note = ask(two.nato, ShowHealth()), ask(two.nato, ShowHistory()).items[-1]
    assert (peer.certificate, peer.fingerprint) == (theirs.root_certificate, note.digest)
    assert peer.certificate in told(pages)
    assert peer.fingerprint in told(pages)


def test_each_key_has_its_use_its_age_and_the_command_that_exchanges_it(two: Two) -> None:
    """After an exchange the new key is in use since its note, and the others since theirs."""
    rotate(two.ru, ["log"], None)
    health, notes = ask(two.ru, ShowHealth()), ask(two.ru, ShowHistory()).items
    rows = {one.key: one for one in keys_of(health, notes, lambda *words: " ".join(("detente", *words)))}
    assert rows.keys() == USES.keys()
    assert (rows["log"].serial, rows["mirror"].serial, rows["tls"].serial) == (2, 1, None)
    assert rows["log"].since_at == notes[1].valid_from_at
    assert rows["log"].fingerprint == hashlib.sha256(bytes.fromhex(notes[1].keys["log"])).hexdigest()
    assert rows["hpke"].command == "detente party rotate hpke"
    assert rows["root"].command == ""


def test_the_machine_is_told_as_it_is(pages: Pages) -> None:
    health = asyncio.run(Service(pages.still).run(ShowHealth()))
    folder: Folder = pages.still.folder
    assert health.record_bytes >= folder.record.stat().st_size > 0  # type: ignore[attr-defined]
    assert 0 < health.disk_free_bytes < health.disk_bytes  # type: ignore[attr-defined]
    assert health.clock == "rehearsal"  # type: ignore[attr-defined]
    text = told(pages)
    assert "root.key lies on this machine." in text
    assert "Not set up: people who look at no screen are not alarmed." in text
    assert "A rehearsal sets it." in text
    (folder.keys / "root.key").rename(folder.path / "elsewhere.key")
    (folder.path / "alarms.toml").write_text("")
    text = told(pages)
    assert "root.key does not lie on this machine." in text
    assert "Set up, and not kept by this process" in text


def test_the_page_is_there_in_every_language(pages: Pages) -> None:
    """Also where a catalog lacks its lines."""
    for tag in ("fr", "ru", "uk"):
        assert pages.get("/administration", accept_language=tag).status_code == 200


def test_a_wire_over_which_something_is_on_its_way_is_well() -> None:
    """An entry of a moment ago needs nobody; one that stays while nothing is answered does, and so does a failure."""
    sound = replace(peer("ru", entries=1), success_at=NOW)
    assert wire_is_well(sound, "2016-04-20T12:00:59Z")
    assert not wire_is_well(sound, "2016-04-20T12:01:00Z")
    assert not wire_is_well(replace(sound, unanswered=1), NOW)
    assert not wire_is_well(peer("ru", entries=1), NOW), "it never answered"
    assert wire_is_well(peer("ru"), "2016-04-20T12:05:00Z"), "nothing waits"
