"""Files in forms: sealed as they come, looked at, removed, sent; and what a browser may try with them."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from council_of_two import Two
from entrance_world import JONES, SMITH, Pages, pages_of_smith, proof
from msgspec.structs import replace
from test_console_acting import MESSAGE, action, hidden, opened, said
from test_console_entrance import code
from tests.authenticator import Authenticator
from tests.disk import files_of_at_most

from detente.console.forms import making
from detente.console.forms.keeping import Form
from detente.console.say import uploading
from detente.council.registry import KINDS
from detente.errors import DetenteError, Fault, Malformed
from detente.home import room
from detente.home.acting import uploads
from detente.home.acting.positions import unread
from detente.home.acting.uploads import file_bytes_max, fresh_name, plain_name
from detente.home.calls import CheckAttachment, ListAttachments, Send
from detente.home.service import Service
from detente.limits import ATTACHMENT_BYTES_MAX, ATTACHMENTS_MAX, EVIDENCE_CHECKS_MAX, FORM_BYTES_MAX, UPLOADS_MAX
from detente.protocol.attachments import sealed_size

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e3660000"
    "000049454e44ae426082"
)
NOTES = b"What was seen at 07:30 UTC.\n"


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """RU's pages, with A. Smith signed in."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with pages_of_smith(Two(tmp_path, "plenary").joined()) as found:
        yield found


def stored(pages: Pages) -> list[Path]:
    """Return what lies in the folder of forms' files."""
    folder = pages.still.folder.attachments / uploads.FOLDER
    return sorted(folder.iterdir()) if folder.is_dir() else []


def attach(
    pages: Pages, files: list[tuple[str, bytes]], page: httpx.Response | None = None, **more: str
) -> httpx.Response:
    """Open a form where none is given, attach files to it, and return the form as it then stands."""
    page = page or opened(pages, MESSAGE)
    fields = {**hidden(page), "body.text": "With files.", "channel": "line", "to": "nato", **more}
    answer = pages.upload(f"{action(page)}/files", fields, files)
    return pages.get(answer.headers["location"].partition("#")[0]) if answer.status_code == 303 else answer


def press(pages: Pages, page: httpx.Response, do: str, **more: str) -> httpx.Response:
    fields = {**hidden(page), "body.text": "With files.", "channel": "line", "to": "nato", **more, "do": do}
    answer = pages.post(action(page), fields)
    while answer.status_code == 303:
        answer = pages.get(answer.headers["location"].partition("#")[0])
    return answer


def test_files_lie_sealed_and_go_with_the_act(pages: Pages) -> None:
    """Name, size and SHA-256 are shown before anything is signed, what was typed came along, and all is one act."""
    page = attach(pages, [("notes.txt", NOTES), ("photo.png", PNG)])
    assert "With files." in page.text
    assert all(NOTES not in path.read_bytes() for path in stored(pages))
    assert len(stored(pages)) == 2
    preview = press(pages, page, "preview")
    for data in (NOTES, PNG):
        assert sha256(data).hexdigest() in preview.text
    assert "notes.txt" in preview.text
    sent = pages.get(pages.post(action(preview), hidden(preview)).headers["location"])
    (act,) = said(pages, "message")
    assert act.ref in sent.text
    service = Service(pages.still)
    listed = pages.run(service.run(ListAttachments(act.ref))).items  # type: ignore[attr-defined]
    assert [one.name for one in listed] == ["notes.txt", "photo.png"]
    checked = pages.run(service.run(CheckAttachment(act.ref, 1)))
    assert (checked.sha256, checked.items) == (sha256(NOTES).hexdigest(), [])  # type: ignore[attr-defined]
    assert stored(pages) == []


def test_a_file_is_taken_out_again(pages: Pages) -> None:
    page = attach(pages, [("notes.txt", NOTES), ("photo.png", PNG)])
    (first, _second) = re.findall(r'value="(unfile:[0-9a-f]{32})"', page.text)
    page = press(pages, page, first)
    assert "notes.txt" not in page.text
    assert "photo.png" in page.text
    assert len(stored(pages)) == 1
    pages.post(f"{action(page)}/discard", {"proof": proof(pages.get("/sessions"))})
    assert stored(pages) == []


def test_what_is_not_what_it_says_goes_as_evidence_only(pages: Pages) -> None:
    """The remark stands at the file before anything is sent, and the officer says so or removes it."""
    page = attach(pages, [("photo.jpg", NOTES)])
    assert "content-differs" in page.text
    page = press(pages, page, "preview")
    assert "say that they are evidence as they are" in page.text
    preview = press(pages, page, "preview", as_evidence="yes")
    assert "This is what will be signed" in preview.text
    assert "content-differs" in preview.text


def test_files_that_may_be_erased_go_under_names_that_say_nothing(pages: Pages) -> None:
    """And the preview's number is another than of the same files for good."""
    page = attach(pages, [("witnesses.txt", NOTES)])
    plain = press(pages, page, "preview")
    preview = press(pages, pages.get(action(page)), "preview", erasable="yes")
    assert hidden(plain)["digest"] != hidden(preview)["digest"]
    assert code(pages.post(action(plain), hidden(plain))) == "preview-old"
    pages.post(action(preview), hidden(preview))
    (act,) = said(pages, "message")
    (listed,) = pages.run(Service(pages.still).run(ListAttachments(act.ref))).items  # type: ignore[attr-defined]
    assert (listed.name, listed.erasable) == ("file-1.txt", True)


def test_a_file_that_came_after_the_preview_is_not_signed_unseen(pages: Pages) -> None:
    page = attach(pages, [("notes.txt", NOTES)])
    preview = press(pages, page, "preview")
    attach(pages, [("photo.png", PNG)], pages.get(action(page)))
    assert code(pages.post(action(preview), hidden(preview))) == "preview-old"
    assert code(pages.post(action(preview), {**hidden(preview), "digest": "0" * 64})) == "preview-old"
    assert said(pages, "message") == []


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\photo.jpg", "photo.jpg"),
        ("..", "file"),
        ("", "file"),
        (".profile", "profile"),
        ("gnp\u202e.exe", "gnp.exe"),
        ("a\x00b\n.txt", "ab.txt"),
        ('we<script>"ird|.txt', "we-script--ird-.txt"),
        ("Отчёт о встрече.pdf", "Отчёт о встрече.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("x." + "y" * 300, "x." + "y" * 198),
    ],
)
def test_a_name_is_a_name_and_nothing_else(given: str, wanted: str) -> None:
    """No folder, nothing hidden, never empty, never longer than file systems take."""
    assert plain_name(given) == wanted


def test_a_name_stands_once() -> None:
    """Acts name their files; two of one name could not be told apart."""
    taken = ["a.txt", "a (2).txt"]
    assert fresh_name("a.txt", taken) == "a (3).txt"
    assert fresh_name("b", ["b"]) == "b (2)"
    assert len(fresh_name("x" * 300, ["x" * 200])) == 200


def test_a_name_that_means_harm_stays_letters(pages: Pages) -> None:
    page = attach(pages, [('"><img src=x onerror=alert(1)>.txt', NOTES)])
    assert "<img src=x" not in page.text
    assert "It came as" in page.text
    preview = press(pages, page, "preview")
    assert "<img src=x" not in preview.text


def test_the_largest_file_is_known_beforehand() -> None:
    assert sealed_size(file_bytes_max()) <= ATTACHMENT_BYTES_MAX < sealed_size(file_bytes_max() + 1)


def test_too_large_too_many_or_too_much_leaves_nothing_half(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are taken, and the page says which was not and why."""
    monkeypatch.setattr(uploads, "file_bytes_max", lambda: 1_000)
    page = attach(pages, [("large.txt", b"a" * 200_000), ("notes.txt", NOTES)])
    assert "attachment-too-large" in page.text
    assert "large.txt" in page.text
    assert len(stored(pages)) == 1
    monkeypatch.setattr(uploads, "FORM_FILES_BYTES_MAX", 200)
    page = attach(pages, [("photo.png", PNG * 10)], page)
    assert "uploads-full" in page.text
    monkeypatch.undo()
    page = attach(pages, [(f"{number}.txt", NOTES) for number in range(ATTACHMENTS_MAX)], page)
    assert "attachments-many" in page.text
    assert len(stored(pages)) == ATTACHMENTS_MAX


def test_a_form_without_its_proof_leaves_nothing(pages: Pages) -> None:
    page = opened(pages, MESSAGE)
    fields = {**hidden(page), "proof": "0" * 64}
    assert code(pages.upload(f"{action(page)}/files", fields, [("notes.txt", NOTES)])) == "form-foreign"
    foreign = pages.upload(f"{action(page)}/files", hidden(page), [("a.txt", NOTES)], origin="http://localhost:9")
    assert foreign.status_code == 403
    assert stored(pages) == []


def test_a_form_of_somebody_else_or_one_that_was_sent_takes_no_files(pages: Pages) -> None:
    """And nothing of what came stays."""
    page = attach(pages, [("notes.txt", NOTES)])
    preview = press(pages, page, "preview")
    other = Authenticator()
    pages.enrol(other, JONES)
    pages.sign_in(other)
    stolen = {**hidden(page), "proof": proof(pages.get("/sessions"))}
    for officer, why in ((SMITH, "form-other-officer"), (JONES, "form-unknown")):
        taken = {**stolen, "as": officer}
        assert code(pages.upload(f"{action(page)}/files", taken, [("mine.txt", NOTES)])) == why
    assert len(stored(pages)) == 1
    pages.sign_in(pages.smith)  # type: ignore[attr-defined]
    sound = {"proof": proof(pages.get("/sessions"))}
    pages.post(action(preview), {**hidden(preview), **sound})
    again = {**hidden(page), **sound, "body.text": "With files.", "channel": "line", "to": "nato"}
    assert code(pages.upload(f"{action(page)}/files", again, [("late.txt", NOTES)])) == "form-sent"
    assert stored(pages) == []


def test_a_table_that_names_a_file_has_its_digest(pages: Pages) -> None:
    """Whoever writes an account names the file; its SHA-256 is filled in, and the name under which it goes."""
    one = asyncio.run(uploads.receive(pages.still, blocks_of(NOTES), "track.csv"))
    kind = KINDS["incident-account"]
    form = Form("x" * 43, "A. Smith", "c", kind.name, kind.title, 0, files=(one,))
    rows = [{"what": "Track", "attachment": "track.csv"}, {"what": "Held elsewhere", "attachment": "other.csv"}]
    body = {"files": [dict(row) for row in rows]}
    making.name_files(kind, body, form)
    assert body["files"] == [{**rows[0], "sha256": one.sha256}, rows[1]]
    body = {"files": [dict(rows[0])]}
    making.name_files(kind, body, replace(form, typed={"erasable": "yes"}))
    assert body["files"] == [{"what": "Track", "attachment": "file-1.csv", "sha256": one.sha256}]


def test_files_are_taken_at_forms_alone(pages: Pages) -> None:
    """Every other address reads forms of one type only, and at most 1 MiB."""
    fields = {"proof": proof(pages.get("/sessions"))}
    for path in ("/sign-out", "/act/x/files", "/releases/ru/own/1", action(opened(pages, MESSAGE))):
        assert pages.upload(path, fields, [("notes.txt", NOTES)]).status_code == 415


def test_what_is_typed_beside_files_has_its_bound(pages: Pages) -> None:
    page = opened(pages, MESSAGE)
    answer = pages.upload(
        f"{action(page)}/files", {**hidden(page), "body.text": "a" * (FORM_BYTES_MAX + 1)}, [("a.txt", NOTES)]
    )
    assert code(answer) == "upload-malformed"
    garbled = pages.ask(
        "POST", f"{action(page)}/files", b"--x\r\nnothing", content_type="multipart/form-data; boundary=x",
        origin=pages.base,
    )  # fmt: skip
    assert code(garbled) == "upload-malformed"


def test_no_more_than_one_request_brings_files_to_a_form(pages: Pages) -> None:
    page = opened(pages, MESSAGE)
    pages.console.turns.uploads.add(action(page).removeprefix("/act/"))
    answer = attach(pages, [("notes.txt", NOTES)], page)
    assert "uploads-busy" in answer.text
    assert "With files." in answer.text
    assert stored(pages) == []


def test_what_another_node_s_pages_do_in_the_same_process_takes_no_turn_of_these(pages: Pages) -> None:
    """A rehearsal runs several nodes in one process: files, evidence, pictures and locks are counted for each."""
    page = opened(pages, MESSAGE)
    form = action(page).removeprefix("/act/")
    other, here = Pages(pages.still).console.turns, pages.console.turns
    other.uploads |= {form, *map(str, range(UPLOADS_MAX))}
    other.evidence |= {object() for _ in range(EVIDENCE_CHECKS_MAX)}
    attach(pages, [("notes.txt", NOTES)], page)
    assert len(stored(pages)) == 1
    assert here.evidence == set()
    assert here.pictures is not other.pictures
    assert here.of(form) is here.of(form) is not other.of(form)


class Coming:
    """A request whose body comes as a test says."""

    def __init__(self, *messages: dict[str, object]) -> None:
        self.left = list(messages)

    async def receive(self) -> dict[str, object]:
        if not self.left:
            await asyncio.Event().wait()
        return self.left.pop(0)


BLOCK = {"type": "http.request", "body": NOTES, "more_body": True}


@pytest.mark.parametrize(
    ("messages", "wanted"),
    [
        ([BLOCK], "upload-slow"),
        ([BLOCK, {"type": "http.disconnect"}], "upload-broken"),
    ],
)
def test_what_does_not_come_is_not_waited_for(pages: Pages, messages: list[dict[str, object]], wanted: str) -> None:
    """Half a file is no file: nothing of it stays."""

    async def receive() -> DetenteError:
        blocks = uploading.flow(Coming(*messages), idle_seconds=0.01, seconds=5)  # type: ignore[arg-type]
        with pytest.raises(Fault) as error:
            await uploads.receive(pages.still, blocks, "notes.txt")
        return error.value

    assert asyncio.run(receive()).code == wanted
    assert stored(pages) == []


def test_one_request_has_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "UPLOAD_BYTES_MAX", 10)

    async def read() -> None:
        async for _block in uploading.flow(Coming(BLOCK), idle_seconds=1, seconds=1):  # type: ignore[arg-type]
            pass

    with pytest.raises(Malformed) as error:
        asyncio.run(read())
    assert error.value.code == "upload-too-large"


def test_strays_are_removed_and_what_a_form_names_stays(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash leaves files that nobody names; they go with the next file that comes, once they are old."""
    attach(pages, [("notes.txt", NOTES)])
    (kept,) = stored(pages)
    stray, fresh = kept.with_name("0" * 32), kept.with_name("1" * 32)
    stray.write_bytes(b"left over")
    fresh.write_bytes(b"still coming")
    monkeypatch.setattr(uploads, "STRAY_SECONDS", -1.0)
    uploads.clear(pages.still, (), {kept.name, fresh.name})
    assert stored(pages) == sorted([kept, fresh])


def test_a_file_that_is_gone_from_the_disk_is_said(pages: Pages) -> None:
    page = attach(pages, [("notes.txt", NOTES)])
    preview = press(pages, page, "preview")
    stored(pages)[0].unlink()
    assert code(pages.post(action(preview), hidden(preview))) == "upload-lost"
    assert said(pages, "message") == []


async def blocks_of(*blocks: bytes) -> AsyncIterator[bytes]:
    for block in blocks:
        yield block


def test_a_large_file_comes_and_goes_in_blocks(pages: Pages) -> None:
    """Its bytes are the same at the end, and what lies here is not them."""
    blocks = [bytes([number]) * 70_000 for number in range(40)]
    one = asyncio.run(uploads.receive(pages.still, blocks_of(*blocks), "large.bin"))
    assert one.size == 2_800_000
    assert b"".join(uploads.content(pages.still, one)) == b"".join(blocks)
    sealed = asyncio.run(uploads.seal(pages.still, [one], erasable=False))
    assert sealed[0].name == "large.bin"


# --- a disk that says no ----------------------------------------------------------------------------------------------


def test_a_disk_that_refuses_leaves_nothing_half_done_and_the_form_as_it_was(pages: Pages) -> None:
    """The system refuses bytes in the middle of a file: it is told with a remedy, and the files beside it are taken."""
    with files_of_at_most(4_000_000):
        page = attach(pages, [("notes.txt", NOTES), ("large.bin", bytes(6_000_000)), ("photo.png", PNG)])
    assert page.status_code == 200
    assert "attachment-unwritable" in page.text
    assert "make room" in page.text.lower()
    assert "With files." in page.text
    assert "large.bin" not in page.text.partition('id="files"')[2]
    assert len(stored(pages)) == 2
    preview = press(pages, page, "preview")
    assert sha256(PNG).hexdigest() in preview.text


def test_files_never_take_the_room_that_the_record_needs(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither as they come nor when an act is to carry them; what is there already stays, and the act can go later."""
    page = attach(pages, [("notes.txt", NOTES)])
    monkeypatch.setattr(room, "DISK_FREE_BYTES", 2**60)
    refused = attach(pages, [("photo.png", PNG)], page)
    assert "disk-room" in refused.text
    assert "1,152,921,504,606,846,976 bytes free" in refused.text
    assert len(stored(pages)) == 1
    preview = press(pages, pages.get(action(page)), "preview")
    assert code(pages.post(action(preview), hidden(preview))) == "disk-room"
    assert said(pages, "message") == []
    monkeypatch.undo()
    pages.post(action(preview), hidden(preview))
    assert len(said(pages, "message")) == 1


def test_what_another_request_removes_meanwhile_is_no_trouble(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files come and go in one folder: one that is gone when its size is asked for counts nothing."""
    attach(pages, [("notes.txt", NOTES)])
    folder = pages.still.folder.attachments / uploads.FOLDER
    gone = folder / ("0" * 32)
    gone.symlink_to(folder / "nowhere")
    page = attach(pages, [("photo.png", PNG)])
    assert "photo.png" in page.text.partition('id="files"')[2]


@pytest.mark.parametrize(
    ("sort", "columns", "wrong"),
    [
        ("track", "time=when,lat=lat,lon=lon", ""),
        ("track", "time=utc,lat=lat,lon=lon", "track-columns"),
        ("track", "", "track-columns"),
        ("photograph", "", ""),
    ],
)
def test_a_track_that_no_map_would_draw_is_told_before_it_is_signed(
    pages: Pages, sort: str, columns: str, wrong: str
) -> None:
    """As the map would read it; what says to be no file of positions is not looked into."""
    data = b"when,lat,lon\n2016-04-12T17:00:00Z,54.7,19.2\n2016-04-12T17:01:00Z,54.8,19.3\n"
    file = asyncio.run(uploads.receive(pages.still, blocks_of(data), "track.csv"))
    said = {"what": "Radar", "sort": sort, "attachment": file.name, "craft": "ship"}
    body = {"files": [{**said, **({"columns": columns, "datum": "WGS 84"} if columns else {})}]}
    found = asyncio.run(unread(pages.still, Send("line", body, "incident-evidence"), [file]))
    assert [why.code for _file, why in found] == ([wrong] if wrong else [])
