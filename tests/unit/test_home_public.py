"""Lists, communiqués and the press log in folders of two parties: bags carry between them, strangers check."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from tests.unit.council_of_two import NOW, Two, ask, at_rest

from detente.clock import HOUR
from detente.errors import DetenteError, Refused
from detente.home.calls import (
    CommitList,
    ConsentCommunique,
    ExportEvidence,
    JoinCouncil,
    PackBag,
    PublishCommunique,
    RevealList,
    Send,
    ShowDossier,
    ShowTimeline,
    UnpackBag,
    WriteCommuniques,
)
from detente.home.founding import draft_charter, sign_charter
from detente.home.proofs import evidence_of
from detente.home.publications import verify_communique
from detente.limits import LIST_TEXT_BYTES_MAX
from detente.node.folder import Folder
from detente.protocol.charter import Channel

ANYBODY = "\n[levels.kinds]\n" + "".join(
    f'communique-{one} = "watch officer"\n' for one in ("consent", "withdraw", "publish")
)
"""Charters are amended by hand: here no officer needs credentials."""
CHANNELS = {"plenary": Channel(("*",), "ambassadors"), "public": Channel(("*",), public=True)}
EN = {"language": "en", "title": "The line is checked", "text": "It is checked every day."}
RU = {"language": "ru", "title": "Проверка линии", "text": "Линия проверяется ежедневно."}


class Pair(Two):
    """NATO and Russia with a plenary and a public channel; what they say travels in bags."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        text = draft_charter(
            "nrc-rehearsal", "Council", self.notes.values(), founded_at=NOW, channels=CHANNELS, rehearsal=True
        )
        text += ANYBODY
        for folder in (self.nato, self.ru):
            text = sign_charter([text], folder).note
        for folder, other in ((self.nato, "ru"), (self.ru, "nato")):
            ask(folder, JoinCouncil(text, (self.notes[other],)))
        self._bags = 0

    def carry(self) -> None:
        """Carry everything both ways; twice, because what was held back by a receipt comes with the next bag."""
        for sender, party, receiver in ((self.nato, "ru", self.ru), (self.ru, "nato", self.nato)) * 2:
            self._bags += 1
            file = str(self.path / f"{self._bags}.bag")
            ask(sender, PackBag(party, file))
            ask(receiver, UnpackBag(file))


def say(folder: Folder, kind: str, body: dict[str, Any], **more: Any) -> str:
    return ask(folder, Send(**{"channel": "plenary", "kind": kind, "body": body, **more})).act.ref


def code_of(folder: Folder, call: Any) -> str:
    with pytest.raises(DetenteError) as caught:
        ask(folder, call)
    return caught.value.code


def data_of(folder: Folder, ref: str) -> dict[str, Any]:
    return ask(folder, ShowDossier(ref)).data


# --- lists ------------------------------------------------------------------------------------------------------------


def opened(pair: Pair, *items: str, **more: Any) -> str:
    body = {"title": "Ships", "items": list(items), "commit_by_at": NOW + HOUR, "reveal_by_at": NOW + 2 * HOUR, **more}
    ref = say(pair.nato, "lists-open", body)
    pair.carry()
    return ref


def list_of(pair: Pair, party: str, content: bytes) -> str:
    path = pair.path / f"{party}.txt"
    path.write_bytes(content)
    return str(path)


def test_two_parties_exchange_lists_and_one_declines(tmp_path: Path) -> None:
    """Nobody shows before both are bound; NATO shows, Russia declines, and both facts stand with their evidence."""
    pair = Pair(tmp_path)
    ref = opened(pair, "ships")
    ask(pair.nato, CommitList(ref, 1, list_of(pair, "nato", b"four ships\n")))
    assert code_of(pair.nato, RevealList(ref, 1)) == "lists-reveal-early"
    pair.carry()
    ask(pair.ru, CommitList(ref, 1, list_of(pair, "ru", "три корабля".encode())))
    pair.carry()
    ask(pair.nato, RevealList(ref, 1))
    say(pair.ru, "lists-decline", {"text": "No instructions."}, re=ref)
    pair.carry()
    for folder in (pair.nato, pair.ru):
        shown = ask(folder, ShowDossier(ref))
        (exchange,) = shown.data["exchanges"]
        assert shown.dossier.status == exchange["status"] == "declined"
        assert exchange["items"][0]["by"]["nato"]["reveals"][0]["text"] == "four ships\n"
        assert exchange["items"][0]["by"]["ru"]["declined"][0]["text"] == "No instructions."
        assert exchange["items"][0]["by"]["ru"]["reveals"] == []
    ask(pair.ru, RevealList(ref, 1))
    pair.carry()
    assert data_of(pair.nato, ref)["exchanges"][0]["status"] == "exchanged"


def test_what_was_committed_to_is_kept_for_oneself_alone(tmp_path: Path) -> None:
    """The salt lies in `own`, which no bag carries; without it nobody opens the commitment."""
    pair = Pair(tmp_path)
    ref = opened(pair, "ships")
    ask(pair.nato, CommitList(ref, 1, list_of(pair, "nato", b"four ships")))
    pair.carry()
    with at_rest(pair.ru) as still:
        council = next(iter(still.core.context.directory.councils))
        kept = still.store.acts(council, kinds={"lists-kept"})
    assert kept == []
    assert code_of(pair.ru, RevealList(ref, 1)) == "lists-not-kept"
    assert code_of(pair.ru, CommitList(ref, 7, list_of(pair, "ru", b"x"))) == "lists-item"
    with at_rest(pair.ru) as still:
        assert still.store.acts(council, kinds={"lists-kept"}) == [], "nothing is kept for what is not signed"


def test_a_long_list_goes_along_as_a_file_that_its_hash_names(tmp_path: Path) -> None:
    pair = Pair(tmp_path)
    ref = opened(pair, "ships")
    long = b"\xff" + bytes(LIST_TEXT_BYTES_MAX)
    ask(pair.nato, CommitList(ref, 1, list_of(pair, "nato", long)))
    ask(pair.ru, CommitList(ref, 1, list_of(pair, "ru", b"none")))
    pair.carry()
    act = ask(pair.nato, RevealList(ref, 1)).act
    assert act.body["text"].startswith("file sha256 ")
    assert [one.name for one in act.attachments] == ["nato.txt"]


def test_no_list_and_no_exchange_are_refused(tmp_path: Path) -> None:
    pair = Pair(tmp_path)
    ref = opened(pair, "ships")
    assert code_of(pair.nato, CommitList(ref, 1, str(tmp_path / "absent"))) == "file-unreadable"
    assert code_of(pair.nato, CommitList(ref, 1, list_of(pair, "nato", b""))) == "file-unreadable"
    message = say(pair.nato, "message", {"text": "Hello."})
    assert code_of(pair.nato, RevealList(message, 1)) == "lists-unknown"


# --- communiqués ------------------------------------------------------------------------------------------------------


def proposed(pair: Pair) -> str:
    ref = say(pair.nato, "communique-draft", {"versions": [EN, RU]})
    pair.carry()
    return ref


def test_a_joint_communique_is_published_to_a_folder_and_checked_by_a_stranger(tmp_path: Path) -> None:
    """Both consent; the folder stands alone; the file proves text and signatures without a council at hand."""
    pair = Pair(tmp_path)
    ref = proposed(pair)
    ask(pair.nato, ConsentCommunique(ref))
    assert code_of(pair.nato, PublishCommunique(ref)) == "communique-consent-missing"
    digest = data_of(pair.ru, ref)["proposals"][0]["digest"]
    ask(pair.ru, ConsentCommunique(ref, digest=digest))
    pair.carry()
    public = ask(pair.nato, PublishCommunique(ref)).act
    assert public.channel == "public"
    pair.carry()
    assert ask(pair.ru, ShowDossier(ref)).dossier.status == "published jointly"
    folder = tmp_path / "www"
    written = ask(pair.ru, WriteCommuniques(str(folder)))
    assert written.items == [public.ref]
    report = verify_communique((folder / "nato_public_1.zip").read_bytes())
    assert (report.verified, report.joint, report.signed, report.missing) == (True, True, ("nato", "ru"), ())
    assert report.digest == digest
    assert report.rehearsal
    assert "REHEARSAL: The line is checked" in report.text
    page = (folder / "nato_public_1.html").read_text(encoding="utf-8")
    assert "REHEARSAL" in page
    assert digest in page
    assert ask(pair.ru, WriteCommuniques(str(folder))).changed == ()


def test_a_text_without_every_consent_is_a_statement_of_its_author_alone(tmp_path: Path) -> None:
    pair = Pair(tmp_path)
    ref = proposed(pair)
    ask(pair.nato, PublishCommunique(ref, alone=True))
    pair.carry()
    assert ask(pair.ru, ShowDossier(ref)).dossier.status == "published by NATO alone"
    assert ask(pair.ru, WriteCommuniques(str(tmp_path / "ru"))).items == []
    ask(pair.nato, WriteCommuniques(str(tmp_path / "nato")))
    report = verify_communique((tmp_path / "nato" / "nato_public_1.zip").read_bytes())
    assert (report.verified, report.joint, report.author, report.missing) == (True, False, "nato", ("ru",))
    assert "a statement of NATO alone" in report.items[-1].text


def test_a_consent_is_withdrawn_before_publication_and_not_after(tmp_path: Path) -> None:
    pair = Pair(tmp_path)
    ref = proposed(pair)
    for folder in (pair.nato, pair.ru):
        ask(folder, ConsentCommunique(ref))
    say(pair.ru, "communique-withdraw", {"text": "New instructions."}, re=ref)
    pair.carry()
    assert code_of(pair.nato, PublishCommunique(ref)) == "communique-consent-missing"
    ask(pair.ru, ConsentCommunique(ref))
    pair.carry()
    ask(pair.nato, PublishCommunique(ref))
    pair.carry()
    late = Send(channel="plenary", kind="communique-withdraw", body={}, re=ref)
    assert code_of(pair.ru, late) == "communique-published"


def test_a_party_publishes_a_text_of_its_own(tmp_path: Path) -> None:
    pair = Pair(tmp_path)
    act = ask(pair.ru, PublishCommunique(versions=(RU,))).act
    assert act.dossier in ("", act.ref)
    ask(pair.ru, WriteCommuniques(str(tmp_path / "www")))
    report = verify_communique((tmp_path / "www" / "ru_public_1.zip").read_bytes())
    assert (report.joint, report.author, report.parties) == (False, "ru", ("ru",))
    assert code_of(pair.ru, PublishCommunique(versions=({**RU, "language": "?"},))) == "communique-malformed"


def test_what_is_no_proposal_and_another_text_are_refused(tmp_path: Path) -> None:
    pair = Pair(tmp_path)
    ref = proposed(pair)
    assert code_of(pair.nato, ConsentCommunique(ref, digest="00" * 32)) == "communique-other-text"
    message = say(pair.nato, "message", {"text": "Hello."})
    assert code_of(pair.nato, ConsentCommunique(message)) == "communique-unknown"


def test_a_council_without_a_public_channel_publishes_nothing(tmp_path: Path) -> None:
    two = Two(tmp_path).joined()
    assert code_of(two.nato, PublishCommunique(versions=(EN,))) == "communique-channel"


def test_a_file_that_is_no_communique_is_not_verified(tmp_path: Path) -> None:
    """Another act's evidence verifies as evidence, and is no communiqué; bytes of anything are neither."""
    pair = Pair(tmp_path)
    message = say(pair.nato, "message", {"text": "Hello."})
    with at_rest(pair.nato) as still:
        _council, view = evidence_of(still.core, ExportEvidence(message))
    report = verify_communique(base64.b64decode(view.file))
    assert not report.verified
    assert "communique-malformed" in report.items[-1].text
    assert not verify_communique(b"PK").verified


# --- the press log ----------------------------------------------------------------------------------------------------


def test_statements_stand_beside_the_acts_on_which_they_bear(tmp_path: Path) -> None:
    """Noted for oneself or shared, on one line of time, with questions where accounts differ."""
    pair = Pair(tmp_path)
    event = say(pair.nato, "statement", {"text": "Aircraft passed close on 11 and 12 April, 70 nautical miles off."})
    pair.carry()
    note = {
        "link": "https://example.org/ru", "at": "2016-04-14T00:00:00Z", "precision": "day", "by": "ru",
        "text": "The flights were on 13 April, 70 km from a base.", "about": event,
    }  # fmt: skip
    say(pair.ru, "press-statement", note, dossier=event)
    own = say(
        pair.nato, "press-statement", {**note, "link": "https://example.org/2", "by": "A newspaper"}, channel="own"
    )
    pair.carry()
    for folder, noted in ((pair.nato, 3), (pair.ru, 2)):
        shown = ask(folder, ShowTimeline(about=event))
        assert len(shown.items) == noted
        assert shown.items[0].day_only
        assert {one.what for one in shown.differences} == {"day", "length"}
        assert shown.items[-1].ref == event
    assert own in [one.ref for one in ask(pair.nato, ShowTimeline()).items]
    with pytest.raises(Refused, match="press-link"):
        ask(pair.nato, Send(channel="own", kind="press-statement", body={**note, "link": "nowhere"}))
    assert json.dumps(data_of(pair.nato, event))


def test_what_is_noted_for_oneself_is_cited_to_nobody_and_hides_no_end(tmp_path: Path) -> None:
    """The next shared act cites the open ends that all its readers see, as if the note were not there."""
    pair = Pair(tmp_path)
    first = say(pair.nato, "statement", {"text": "One."})
    say(pair.nato, "note", {"text": "To oneself."}, channel="own", re=first)
    following = say(pair.nato, "message", {"text": "Two."}, dossier=first)
    with at_rest(pair.nato) as still:
        council = next(iter(still.core.context.directory.councils))
        row = still.store.act(council, following)
    assert row is not None
    assert row.cites == (first,)
