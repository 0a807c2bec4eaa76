"""The record's page: heads and receipts, the check of the record, and evidence that somebody brings."""

import asyncio
import base64
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from console_page import EVIL, Structure, page
from console_world import ID, NOW, World
from council_of_two import Two, ask, at_rest
from entrance_world import SMITH, Pages, pages_of, proof
from test_console_entrance import code as code_of
from tests.authenticator import Authenticator
from tests.disk import files_of_at_most

from detente import __version__
from detente.console.pages import recorded
from detente.console.words import steps
from detente.errors import Fault, Malformed
from detente.home import checking, outgoing, room
from detente.home.calls import CheckRecord, ExportDossier, ExportEvidence, Inbox, Send, ShowHealth, ShowLogs
from detente.home.checking import GivenUp, checker_of, last_check
from detente.home.proofs import verify_file
from detente.home.replies import ActView, CheckView, Finding
from detente.home.replies.record import CheckingView, CosignedView, LogView
from detente.home.service import Service
from detente.limits import BUNDLE_BYTES_MAX, EVIDENCE_BYTES_MAX, REFUSAL_NOTED_SECONDS
from detente.protocol.evidence.act_checks import ActChecks
from detente.protocol.evidence.archive import local_header, pack, unpack
from detente.protocol.evidence.bundle_checks import BundleChecks
from detente.protocol.evidence.contradiction_checks import ContradictionChecks
from detente.protocol.evidence.pages import Subject, manifest
from detente.record.report import Finding as Damage
from detente.record.report import Progress, Report


def told(text: str) -> str:
    """Return a page's text as one line."""
    return " ".join(Structure(text).text.split())


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """RU's pages; nobody is signed in, and RU has said something."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    two = Two(tmp_path, "plenary").joined()
    with pages_of(two) as found:
        asyncio.run(Service(found.still).run(Send(channel="line", body={"text": "Radio check."}, to=("nato",))))
        yield found


def evidence(pages: Pages) -> bytes:
    """Return the evidence of the last act on RU's line."""
    logs = asyncio.run(Service(pages.still).run(ShowLogs())).items  # type: ignore[attr-defined]
    size = next(one.size for one in logs if (one.channel, one.party) == ("line", "ru"))
    found = asyncio.run(Service(pages.still).run(ExportEvidence(f"RU/LINE/{size - 1}")))
    return base64.b64decode(found.file)  # type: ignore[attr-defined]


def bring(pages: Pages, data: bytes, name: str = "act.zip") -> httpx.Response:
    """Return the page after a file was brought to be checked."""
    return pages.upload("/record/evidence", {"proof": proof(pages.get("/record"))}, [(name, data)])


# --- heads and receipts -----------------------------------------------------------------------------------------------


def test_who_owes_a_receipt_is_named_and_own_is_nobody_s(pages: Pages) -> None:
    """NATO has receipted nothing yet; what RU keeps for itself is offered to nobody."""
    logs = asyncio.run(Service(pages.still).run(ShowLogs())).items  # type: ignore[attr-defined]
    owed = {(one.channel, one.party): one.owed_by for one in logs}
    assert owed["line", "ru"] == ("nato",)
    assert owed.get(("own", "ru"), ()) == ()
    text = told(pages.get("/record").text)
    assert "line: NATO" in text
    assert "owed by NATO" in text


def test_the_command_lists_the_same_logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    two = Two(tmp_path, "plenary").joined()
    logs = ask(two.ru, ShowLogs()).items
    with at_rest(two.ru) as still:
        feeds = asyncio.run(still.read(lambda core: core.context.store.feeds()))
    assert [(one.origin, one.size) for one in logs] == [(one.origin, one.size) for one in feeds]
    assert all(len(base64.b64decode(one.root)) == 32 for one in logs)


def test_texts_of_others_are_letters_and_many_receipts_are_folded() -> None:
    many = tuple(CosignedView(f"p{number}", "stored", 3, NOW) for number in range(7))
    log = LogView(f"{ID}/line/ru/1", ID, "line", "ru", "1", 4, "r" * 44, NOW, True, many, ("nato",))
    found = CheckView(NOW, "failed", [Finding(EVIL, EVIL)], {"entries": 4}, remarks=(EVIL,), wrong=1)
    world = World(logs=[log], checking=CheckingView(NOW, False, None, False, 4, 4, found, EVIL))
    text = " ".join(page(world, "/record").text.split())
    assert "alert(1)" in text
    assert "7 cosignatures, 1 owed" in text
    assert "closed by a contradiction" in text
    assert "One thing is not as it should be" in text
    assert "2 to RU: signed, and handed over with the next contact" in text


# --- the check --------------------------------------------------------------------------------------------------------


def test_a_check_is_begun_by_an_officer_who_is_signed_in(pages: Pages) -> None:
    """Whoever is not is led to signing in; what is tried all the same, or after a dismissal, begins nothing."""
    page = pages.get("/record")
    assert 'action="/record/check"' not in page.text
    assert '<a href="/sign-in?next=%2Frecord">Sign in</a> to begin a check.' in page.text
    assert code_of(pages.post("/record/check", {"proof": proof(page)})) == "signed-out"
    pages.enrol(passkey := Authenticator())
    pages.sign_in(passkey)
    page = pages.get("/record")
    assert 'action="/record/check"' in page.text
    (presented,) = [one for one in asyncio.run(_line(pages)) if one.body.get("name") == SMITH]
    withdrawal = Send(channel="line", kind="credentials-withdrawn", re=presented.ref, body={"text": "He has left."})
    asyncio.run(Service(pages.still).run(withdrawal))
    pages.time += REFUSAL_NOTED_SECONDS
    assert code_of(pages.post("/record/check", {"proof": proof(page)})) == "signed-out", "his session ended with them"
    assert not checker_of(pages.still).running
    assert [one.body["code"] for one in pages.own("access-refused")] == ["signed-out", "signed-out"]


async def _line(pages: Pages) -> list[ActView]:
    return (await Service(pages.still).run(Inbox(channel="line", all=True))).items  # type: ignore[attr-defined,no-any-return]


def test_a_check_runs_in_the_background_and_its_result_stays(pages: Pages) -> None:
    """The press of the button comes back at once; the page says how far it is, and then what was found."""
    pages.enrol(passkey := Authenticator())
    pages.sign_in(passkey)

    async def press_and_wait() -> tuple[httpx.Response, str]:
        transport = httpx.ASGITransport(pages.guard)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url=pages.base, cookies=pages.cookies) as client:
            first = await client.get("/record")
            head = {"origin": pages.base, "content-type": "application/x-www-form-urlencoded"}
            pressed = await client.post("/record/check", content=f"proof={proof(first)}&all=1", headers=head)
            meanwhile = (await client.get("/record")).text
            task = checker_of(pages.still)._task
            assert task is not None
            await task
            return pressed, meanwhile

    pressed, meanwhile = asyncio.run(press_and_wait())
    assert (pressed.status_code, pressed.headers["location"]) == (303, "/record#check")
    assert "Under way" in meanwhile
    assert '<noscript><meta http-equiv="refresh" content="2; url=/record?again=1"></noscript>' in meanwhile
    after = told(pages.get("/record").text)
    assert "Everything that can be computed again came out as it stands here." in after
    assert "Check again" in after
    assert "entries" in after
    del checking._OF[pages.still]
    again = told(pages.get("/record").text)
    assert f"by version {__version__}, every signature" in again, "a node that begins anew knows it still"
    heads = asyncio.run(last_check(pages.still)).heads
    assert heads
    assert all(f"{origin} {size}" in again for origin, (size, _root) in heads.items())
    health = asyncio.run(Service(pages.still).run(ShowHealth()))
    assert (health.checked.fsck, health.checked.wrong, health.checked.every) == ("ok", 0, True)  # type: ignore[attr-defined]


def test_a_byte_that_was_changed_is_named_on_the_page(pages: Pages) -> None:
    """The command's check and the page's are one: what the one found, the other shows."""
    with closing(sqlite3.connect(pages.still.folder.record)) as database, database:
        database.execute("UPDATE entries SET entry = x'01' WHERE place = (SELECT max(place) FROM entries)")
    found = asyncio.run(Service(pages.still).run(CheckRecord()))
    assert found.fsck == "failed"  # type: ignore[attr-defined]
    text = told(pages.get("/record").text)
    assert "not as it should be; the first stands first" in text
    assert found.items[0].where in text  # type: ignore[attr-defined]


def test_a_row_that_cannot_be_read_is_listed_and_the_record_is_not_written_to(pages: Pages) -> None:
    """A damaged row is what a check is for: it is named with the rest, and what was found stands beside the record."""
    with closing(sqlite3.connect(pages.still.folder.record)) as database, database:
        database.execute("UPDATE feeds SET range = x'01' WHERE channel = 'line'")
    before = asyncio.run(pages.still.read(lambda core: core.context.store.changes()))
    found = asyncio.run(Service(pages.still).run(CheckRecord()))
    assert found.fsck == "failed"  # type: ignore[attr-defined]
    assert found.items[0].where.startswith("feeds")  # type: ignore[attr-defined]
    assert not [origin for origin in found.heads if "/line/" in origin]  # type: ignore[attr-defined]
    assert asyncio.run(pages.still.read(lambda core: core.context.store.changes())) == before
    del checking._OF[pages.still]
    assert asyncio.run(last_check(pages.still)) == found


def test_a_damaged_result_is_none_at_all(pages: Pages) -> None:
    asyncio.run(Service(pages.still).run(CheckRecord()))
    path = pages.still.folder.last_check
    whole = bytearray(path.read_bytes())
    for data in (whole[:-1] + bytes([whole[-1] ^ 1]), whole[:7], b""):
        path.write_bytes(data)
        del checking._OF[pages.still]
        assert asyncio.run(last_check(pages.still)) is None
        assert "Not checked yet." in told(pages.get("/record").text)
    assert asyncio.run(Service(pages.still).run(ShowHealth())).checked is None  # type: ignore[attr-defined]


def test_all_that_is_wrong_is_counted_also_what_is_not_in_words(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    many = tuple(Damage("acts", "", number, "wrong") for number in range(3))
    monkeypatch.setattr(checking, "fsck", lambda *_given, **_named: Report({}, 521, many))
    asyncio.run(Service(pages.still).run(CheckRecord()))
    health = asyncio.run(Service(pages.still).run(ShowHealth()))
    assert health.checked.wrong == 521  # type: ignore[attr-defined]
    assert "521 things are not as it should be" in told(pages.get("/record").text)


def test_a_check_that_nobody_waits_for_any_more_ends_in_its_thread(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that ends waits for its threads: a check that was given up ends at its next word."""
    begun, ended = threading.Event(), threading.Event()

    def endless(*_: object, progress: Progress, **__: object) -> None:
        begun.set()
        try:
            while True:
                progress(1, 2)
        except GivenUp:
            ended.set()
            raise

    monkeypatch.setattr(checking, "fsck", endless)
    checker = checker_of(pages.still)

    async def give_up() -> None:
        checker.begin(pages.still, CheckRecord())
        await asyncio.to_thread(begun.wait)
        assert checker.running

    asyncio.run(give_up())
    assert ended.is_set()
    assert (checker.last, checker.running) == (None, False)
    monkeypatch.undo()
    found = asyncio.run(Service(pages.still).run(CheckRecord()))
    assert found.fsck == "ok"  # type: ignore[attr-defined]


def test_a_check_that_fails_says_why(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    for mistake, code in (
        (Fault("store-failed", expected="a disk", got="none"), "store-failed"),
        (KeyError("x"), "our-mistake"),
    ):

        def broken(*_: object, mistake: Exception = mistake, **__: object) -> None:
            raise mistake

        monkeypatch.setattr(checking, "fsck", broken)

        async def begin() -> None:
            checker_of(pages.still).begin(pages.still, CheckRecord())
            task = checker_of(pages.still)._task
            assert task is not None
            await task

        asyncio.run(begin())
        text = told(pages.get("/record").text)
        assert "The last check came to no end" in text
        assert code in text


def test_only_a_page_of_ours_begins_a_check(pages: Pages) -> None:
    page = pages.get("/record")
    assert pages.post("/record/check", {"proof": proof(page)}, origin="http://localhost:9").status_code == 403
    assert "form-foreign" in pages.post("/record/check", {"proof": "0" * 64}).text
    assert not checker_of(pages.still).running


# --- evidence ---------------------------------------------------------------------------------------------------------


def test_each_step_is_named_with_what_it_shows_and_what_it_does_not(pages: Pages) -> None:
    """Nobody is signed in, no script runs, and nothing of the file stays."""
    data = evidence(pages)
    pages.get("/record")
    before = asyncio.run(pages.still.read(lambda core: core.context.store.changes()))
    answer = bring(pages, data)
    text = told(answer.text)
    assert answer.status_code == 200
    assert "Verified in 9 steps: the evidence of one act." in text
    assert f"SHA-256 {sha256(data).hexdigest()}" in text
    assert "joined here, the id is the same" in text
    for title in [title for title, _check in ActChecks().steps()]:
        assert title in text
        for sentence in steps.STEPS[title]:
            assert sentence in text
    assert list(outgoing.place_of(pages.still.folder).iterdir()) == []
    assert asyncio.run(pages.still.read(lambda core: core.context.store.changes())) == before


def test_the_bundle_of_a_matter_is_checked_too(pages: Pages, tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    logs = asyncio.run(Service(pages.still).run(ShowLogs())).items  # type: ignore[attr-defined]
    size = next(one.size for one in logs if (one.channel, one.party) == ("line", "ru"))
    asyncio.run(Service(pages.still).run(ExportDossier(f"RU/LINE/{size - 1}", str(path))))
    text = told(bring(pages, path.read_bytes()).text)
    assert "Verified in 6 steps: a bundle of the acts of one matter." in text
    assert "It does not show that the bundle has all acts of the matter." in text


def test_what_does_not_hold_is_refused_by_the_name_of_its_step(pages: Pages) -> None:
    data = evidence(pages)
    exact = "What does not hold: step 1, The file is exactly what its parts make."
    for bad in (data[:-40], data + b"x"):
        text = told(bring(pages, bad).text)
        assert exact in text, bad[:20]
        assert "nothing is known of what comes after it" in text
    parts, report = unpack(data), verify_file(data)
    subject = Subject(
        report.sort, report.council, report.origin, report.index, rehearsal=False, disclosed="entry.key" in parts
    )
    forged = {**parts, "leaf.bin": parts["leaf.bin"][:-1] + b"?"}
    text = told(bring(pages, pack({**forged, "manifest.json": manifest(subject, forged)})).text)
    assert "What does not hold: step 6, The entry stands in the log at its index." in text
    assert "Each cosignature verifies" not in text


def test_a_file_that_is_no_evidence_or_too_large_is_not_called_changed(pages: Pages, tmp_path: Path) -> None:
    """In the words for evidence that does not hold, somebody would seem to have changed it."""
    for other in (b"", b"no zip"):
        text = told(bring(pages, other).text)
        assert "This is no evidence file" in text
        assert "Not verified" not in text
    for size, code in ((EVIDENCE_BYTES_MAX + 1, ""), (BUNDLE_BYTES_MAX + 1, "evidence-too-large")):
        with (tmp_path / "large").open("w+b") as file:
            file.write(local_header("manifest.json", 9, 0))
            file.truncate(size)
            if code:
                with pytest.raises(Malformed, match=code):
                    recorded._report_on(file)
                assert code in steps.UNREAD
            else:  # so large a bundle may be: this one does not hold
                assert "evidence-archive" in recorded._report_on(file).items[0].text


def test_a_disk_that_says_no_is_told_with_a_remedy_and_keeps_nothing(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system refuses bytes in the middle; or what is left of the disk is for the record."""
    place = outgoing.place_of(pages.still.folder)
    with files_of_at_most(4_000_000):
        answer = bring(pages, bytes(6_000_000))
    assert (answer.status_code, code_of(answer)) == (503, "disk-refuses")
    assert "make room" in answer.text.lower()
    assert list(place.iterdir()) == []
    assert pages.console.turns.evidence == set()
    monkeypatch.setattr(room, "DISK_FREE_BYTES", 2**60)
    monkeypatch.setattr(recorded, "ROOM_EVERY_BYTES", 1_000_000)
    assert code_of(bring(pages, bytes(2_000_000))) == "disk-room"
    monkeypatch.undo()
    assert "Verified in" in bring(pages, evidence(pages)).text


def test_the_name_of_a_file_is_letters(pages: Pages) -> None:
    answer = bring(pages, b"x", f"{EVIL}.zip")
    assert "alert(1)" in told(answer.text)


def test_without_a_file_the_page_says_so_and_without_its_proof_nothing_is_looked_at(pages: Pages) -> None:
    answer = pages.upload("/record/evidence", {"proof": proof(pages.get("/record"))}, [("", b"")])
    assert "Choose an evidence file first." in answer.text
    assert "form-foreign" in pages.upload("/record/evidence", {"proof": "0" * 64}, [("a.zip", b"PK")]).text
    assert pages.get("/record/evidence").headers["location"] == "/record#evidence"


def test_so_many_at_a_time_and_no_more(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorded, "EVIDENCE_CHECKS_MAX", 0)
    assert "uploads-busy" in bring(pages, b"x").text


def test_every_step_has_its_words() -> None:
    """A step that is added says what it shows, or this fails."""
    titles = {title for checks in (ActChecks(), ContradictionChecks()) for title, _check in checks.steps()}
    titles |= {title for title, _check in BundleChecks().steps(lambda _start, _count: b"", 0)}
    assert titles == steps.STEPS.keys()
    assert set(steps.SORTS) == {"act", "contradiction", "dossier"}
