"""What a dossier's page keeps for its officers, and what it gives away: notes, files, the evidence of a matter."""

import asyncio
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from console_page import Structure
from council_of_two import Two
from entrance_world import JONES, SMITH, Pages, pages_of, proof
from test_console_entrance import code
from tests.authenticator import Authenticator

from detente.console.pages import bundling
from detente.console.pages.downloads import safe_name
from detente.console.pages.filed import number_of
from detente.console.view import Console, Frame
from detente.errors import Fault, Refused
from detente.home import outgoing
from detente.home.calls import Send
from detente.home.proofs import verify_file, verify_path
from detente.home.service import Service
from detente.limits import BUNDLES_KNOWN_MAX, OUTGOING_MAX, SESSION_IDLE_SECONDS_MAX

STORY = "/dossiers/ru/plenary/2"
EVIL_NAME = "</b><script>alert(1)</script>\u202egpj.exe"
SECRET = "What nobody else may read."


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """RU's pages, with A. Smith signed in, over a matter of two acts of which one brought two files."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "chart.csv").write_text("lat,lon\n54.1,19.2\n", "utf-8")
    (tmp_path / "page.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "utf-8"
    )
    with pages_of(Two(tmp_path, "plenary").joined()) as found:
        found.enrol(passkey := Authenticator())
        found.sign_in(passkey)
        say(found, Send(channel="plenary", body={"text": "Where were they?"}, officer="Duty officer"))
        attach = tuple(str(tmp_path / name) for name in ("chart.csv", "page.svg"))
        say(found, Send(channel="plenary", body={"text": "Here."}, dossier="RU/PLENARY/2", attach=attach))
        yield found


def say(pages: Pages, call: Send) -> str:
    return asyncio.run(Service(pages.still).run(call)).act.ref  # type: ignore[attr-defined,no-any-return]


def note(pages: Pages, text: str, **fields: str) -> httpx.Response:
    """Type a note on the page of the story and send it."""
    page = pages.get(STORY)
    form = re.search(r'name="form" value="([^"]+)"', page.text)
    council = re.search(r'name="council" value="([^"]+)"', page.text)
    assert form
    assert council
    given = {"form": form[1], "council": council[1], "about": "RU/PLENARY/3", "text": text, "back": "story", **fields}
    return pages.post("/notes", {"proof": proof(page), **given})


# --- notes ------------------------------------------------------------------------------------------------------------


def test_a_note_is_kept_once_in_own_and_shown_beside_its_act(pages: Pages) -> None:
    """By who is signed in; the same text twice from one page is one note; the way back leads to the act."""
    answer = note(pages, SECRET, form="a" * 43)
    assert answer.headers["location"] == f"{STORY}?at=RU%2FPLENARY%2F3#act-ru-plenary-3"
    assert note(pages, SECRET, form="a" * 43).headers["location"] == answer.headers["location"]
    (kept,) = pages.own("note")
    assert (kept.officer, kept.re, kept.channel, kept.info) == (SMITH, "RU/PLENARY/3", "own", ())
    note(pages, "Another thing.", form="a" * 43)
    whole = note(pages, "Of all of it.", about="RU/PLENARY/2", whole="1")
    assert whole.headers["location"] == f"{STORY}#notes"
    assert [one.re for one in pages.own("note")] == ["RU/PLENARY/3", "RU/PLENARY/3", None]
    page = pages.get(STORY)
    assert Structure(page.text).text.count(SECRET) == 1
    assert "only officers of RU read them" in page.text
    assert SECRET in pages.get("/acts/ru/plenary/3").text
    assert SECRET not in pages.get(f"{STORY}/evidence").text


def test_a_note_needs_a_session_and_is_not_lost_when_that_ended(pages: Pages) -> None:
    """A foreign form keeps nothing, nor does an empty one; typed in a session that ended, it waits as a form."""
    assert code(note(pages, " ")) == "note-empty"
    assert code(note(pages, "x" * 60_001)) == "note-empty"
    assert code(note(pages, SECRET, proof="0" * 64)) == "form-foreign"
    page = pages.get(STORY)
    pages.time += SESSION_IDLE_SECONDS_MAX + 1
    typed = {"form": "b", "about": "RU/PLENARY/2", "text": SECRET, "council": "nrc"}
    answer = pages.post("/notes", {"proof": proof(page), **typed})
    assert answer.headers["location"].startswith("/sign-in?next=%2Fact%2F")
    assert pages.own("note") == []
    assert 'action="/notes"' not in pages.get(STORY).text, "who is not signed in has no form"
    assert [(one.kind, one.channel, one.typed["body.text"]) for one in pages.forms()] == [("note", "own", SECRET)]


# --- files ------------------------------------------------------------------------------------------------------------


def test_a_file_is_described_and_saved_and_never_shown(pages: Pages) -> None:
    """Octets to be saved, nothing to sniff, no script and no origin, whatever its sender calls it; it lies nowhere."""
    page = pages.get("/acts/ru/plenary/3/files/2")
    assert "image/svg+xml" in page.text
    assert Structure(page.text)
    assert "Download page.svg" in page.text
    answer = pages.get("/acts/ru/plenary/3/files/2.bin")
    assert answer.content.startswith(b"<svg")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == 'attachment; filename="page.svg"'
    assert answer.headers["content-length"] == str(len(answer.content))
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert list(outgoing.place_of(pages.still.folder).iterdir()) == []
    assert pages.get("/acts/ru/plenary/3/files/1.bin", sec_fetch_site="cross-site").status_code == 403


def test_numbers_of_files_are_numbers_of_files(pages: Pages) -> None:
    for name in ("0", "-1", "x", "1.zip", "99999", "%2e%2e", "1.bin.bin"):
        assert pages.get(f"/acts/ru/plenary/3/files/{name}").status_code == 404
    assert code(pages.get("/acts/ru/plenary/3/files/3")) == "attachment-unknown"
    assert code(pages.get("/acts/ru/plenary/2/files/1.bin")) == "attachment-unknown"
    assert number_of("32") == 32


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("chart.csv", "chart.csv"), ("../../etc/passwd", "etc-passwd"), (".bashrc", "bashrc"), ("", "file-1.bin"),
        ("CON.txt", "file-1.bin-CON.txt"), (EVIL_NAME, "b-script-alert-1-script-gpj.exe"), ('a"\r\nx: y', "a-x-y"),
        ("карта", "file-1.bin"), ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)  # fmt: skip
def test_a_senders_name_becomes_no_path_and_no_header(name: str, safe: str) -> None:
    assert safe_name(name, "file-1.bin") == safe
    assert len(safe_name(name, "file-1.bin")) <= 140


def test_a_full_disk_takes_nothing_for_a_browser(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "OUTGOING_FREE_BYTES", 1 << 62)
    with pytest.raises(Fault, match="bytes free") as raised:
        outgoing.fresh(pages.still.folder)
    assert raised.value.code == "outgoing-room"


# --- evidence ---------------------------------------------------------------------------------------------------------


async def made(pages: Pages, path: str, fields: dict[str, str]) -> tuple[str, httpx.Response]:
    """Ask for a bundle, wait until it is made, and fetch it twice; all in one loop, as a node has it."""
    transport = httpx.ASGITransport(pages.guard)  # type: ignore[arg-type]
    headers = {"content-type": "application/x-www-form-urlencoded", "origin": pages.base}
    async with httpx.AsyncClient(transport=transport, base_url=pages.base, cookies=pages.cookies) as client:
        answer = await client.post(path, content=str(httpx.QueryParams(fields)), headers=headers)
        place = answer.headers["location"]
        again = await client.post(path, content=str(httpx.QueryParams(fields)), headers=headers)
        assert again.headers["location"] == place, "a second press is the same bundle"
        bundles = pages.guard._app.state["bundles"]  # type: ignore[attr-defined]
        await asyncio.gather(*bundles._tasks)
        page = await client.get(place)
        found = re.search(r'href="([^"]+\.zip)"', page.text)
        assert found, page.text
        first = await client.get(found[1])
        assert (await client.get(found[1])).status_code == 404
        assert "handed over" in (await client.get(place)).text
        return page.text, first


async def broken_off(pages: Pages, path: str, after: int) -> None:
    """Ask for a file, and go away once so many pieces of it were taken."""
    gone, asked, sent = asyncio.Event(), [b""], 0

    async def receive() -> dict[str, object]:
        if asked:
            return {"type": "http.request", "body": asked.pop(), "more_body": False}
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, object]) -> None:
        # As uvicorn does it: what comes to a connection that is gone is dropped without a word.
        nonlocal sent
        if message["type"] == "http.response.body":
            sent += 1
            if sent > after:
                gone.set()
                await asyncio.sleep(0)

    cookie = "; ".join(f"{name}={value}" for name, value in pages.cookies.items())
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "path": path,
        "raw_path": path.encode(), "query_string": b"", "root_path": "", "scheme": "http", "state": {},
        "headers": [(b"host", b"localhost:8080"), (b"cookie", cookie.encode())], "client": ("127.0.0.1", 9),
        "server": ("localhost", 8080),
    }  # fmt: skip
    await pages.guard(scope, receive, send)  # type: ignore[arg-type]
    assert gone.is_set()


@pytest.mark.parametrize("after", [0, 1])
def test_a_download_that_broke_off_is_begun_anew(pages: Pages, after: int) -> None:
    """At its first piece, or when all was on its way: it still lies ready, and is gone once it went whole."""
    fields = {"proof": proof(pages.get(f"{STORY}/evidence")), "form": "c" * 43}
    headers = {"content-type": "application/x-www-form-urlencoded", "origin": pages.base}
    bundles = pages.guard._app.state["bundles"]  # type: ignore[attr-defined]

    async def fetch() -> tuple[bytes, int]:
        transport = httpx.ASGITransport(pages.guard)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url=pages.base, cookies=pages.cookies) as client:
            await client.post(f"{STORY}/evidence", content=str(httpx.QueryParams(fields)), headers=headers)
            await asyncio.gather(*bundles._tasks)
            (name,) = bundles.known
            await broken_off(pages, f"{STORY}/evidence/{name}.zip", after)
            whole = await client.get(f"{STORY}/evidence/{name}.zip")
            return whole.content, (await client.get(f"{STORY}/evidence/{name}.zip")).status_code

    whole, again = asyncio.run(fetch())
    assert zipfile.ZipFile(io.BytesIO(whole)).testzip() is None
    assert again == 404
    assert list(outgoing.place_of(pages.still.folder).iterdir()) == []
    assert len(pages.own("disclosure")) == 1


def test_a_bundle_at_a_node_without_a_council_is_no_mistake(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first page, which says how a council is joined, answers in its place."""
    page, framed = pages.get(f"{STORY}/evidence"), Console.frame

    async def alone(console: Console, council: str | None) -> Frame:
        found = await framed(console, council)
        return Frame(found.status, None, found.several, found.folder, found.visit)

    monkeypatch.setattr(Console, "frame", alone)
    answer = pages.post(f"{STORY}/evidence", {"proof": proof(page), "form": "e"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_evidence_of_an_act_takes_a_form_of_the_officer_who_opens_it(pages: Pages) -> None:
    """It is noted in `own` before it goes, under that name; nobody else is given any, by a link or a form."""
    act, file = "/acts/ru/plenary/2", "/acts/ru/plenary/2/evidence.zip"
    page = pages.get(act)
    assert f'action="{file}"' in page.text
    assert code(pages.post(file, {"proof": "0" * 64})) == "form-foreign"
    assert pages.get(file).status_code == 405
    assert pages.own("disclosure") == []
    answer = pages.post(file, {"proof": proof(page)})
    assert answer.headers["content-disposition"] == 'attachment; filename="RU-PLENARY-2.zip"'
    assert verify_file(answer.content).verified
    (noted,) = pages.own("disclosure")
    assert (noted.officer, noted.body["ref"]) == (SMITH, "RU/PLENARY/2")
    pages.post("/sign-out", {"proof": proof(page)})
    assert file not in pages.get(act).text
    assert code(pages.post(file, {"proof": proof(pages.get("/sign-in"))})) == "signed-out"
    assert len(pages.own("disclosure")) == 1


def test_a_bundle_says_what_it_opens_is_made_once_and_verifies(pages: Pages, tmp_path: Path) -> None:
    """Before: which acts, files, names; never a note. Then noted in `own`, given once, gone; anybody can check it."""
    note(pages, SECRET)
    page = pages.get(f"{STORY}/evidence")
    assert Structure(page.text)
    for words in (
        "All of the 2 acts of RU/PLENARY/2", "chart.csv (18 bytes)", "The names of 2 officers",
        "one entry by now: never in it", "detente evidence verify dossier-RU-PLENARY-2.zip",
    ):  # fmt: skip
        assert words in page.text
    assert pages.own("disclosure") == [], "looking opens nothing"
    fields = {"proof": proof(page), "form": "c" * 43, "files": "1"}
    text, answer = asyncio.run(made(pages, f"{STORY}/evidence", fields))
    assert answer.headers["content-disposition"] == 'attachment; filename="dossier-RU-PLENARY-2.zip"'
    (noted,) = pages.own("disclosure")
    assert noted.officer == SMITH
    assert noted.ref in text
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert len([name for name in names if name.startswith("files/")]) == 2
    assert SECRET.encode() not in answer.content
    (tmp_path / "x.zip").write_bytes(answer.content)
    assert verify_path(tmp_path / "x.zip").verified
    assert list(outgoing.place_of(pages.still.folder).iterdir()) == []


def test_a_bundle_is_its_officers_and_takes_a_session(pages: Pages) -> None:
    """Nobody else fetches it; who is not signed in prepares none; a foreign form does nothing."""
    page = pages.get(f"{STORY}/evidence")
    assert code(pages.post(f"{STORY}/evidence", {"proof": "0" * 64})) == "form-foreign"
    assert pages.own("disclosure") == []
    bundles = pages.guard._app.state["bundles"]  # type: ignore[attr-defined]
    other = bundling.Bundle("d" * 64, "nrc", "RU/PLENARY/2", JONES, Path("/nowhere"))
    bundles.known[other.id] = other
    assert code(pages.get(f"{STORY}/evidence?bundle={other.id}")) == "bundle-unknown"
    assert code(pages.get(f"{STORY}/evidence/{other.id}.zip")) == "bundle-unknown"
    bundles.forget(other.id)
    pages.time += SESSION_IDLE_SECONDS_MAX + 1
    assert code(pages.post(f"{STORY}/evidence", {"proof": proof(page), "form": "e"})) == "signed-out"
    assert code(pages.get(f"{STORY}/evidence/{'d' * 64}.zip")) == "signed-out"
    assert "Sign in" in pages.get(f"{STORY}/evidence").text


def test_only_so_many_bundles_lie_ready(tmp_path: Path) -> None:
    """What was fetched or came to nothing takes no place; what is forgotten leaves no file."""
    bundles = bundling.Bundles(None)  # type: ignore[arg-type]
    for number in range(OUTGOING_MAX):
        path = tmp_path / str(number)
        path.write_bytes(b"PK")
        bundles.known[str(number)] = bundling.Bundle(str(number), "nrc", "RU/PLENARY/2", SMITH, path)
    one_more = bundling.Bundle("x", "nrc", "RU/PLENARY/2", SMITH, tmp_path / "x")
    with pytest.raises(Refused, match="bundles") as raised:
        bundles.begin(None, one_more, files=True)  # type: ignore[arg-type]
    assert raised.value.code == "bundles-many"
    bundles.forget("0")
    bundles.forget("0")
    assert not (tmp_path / "0").exists()


def test_bundles_that_are_over_are_remembered_for_so_many(tmp_path: Path) -> None:
    """Whoever begins ever more of them that come to nothing fills nothing, and starts no clock for each."""

    async def nobody(_call: object) -> object:
        raise Fault("outgoing-room", expected="room", got="none")

    async def begin() -> tuple[int, list[str], int]:
        bundles = bundling.Bundles(None)  # type: ignore[arg-type]
        clocks = []
        for number in range(BUNDLES_KNOWN_MAX + 9):
            one = bundling.Bundle(str(number), "nrc", "RU/PLENARY/2", SMITH, tmp_path / str(number))
            bundles.begin(SimpleNamespace(reader=SimpleNamespace(ask=nobody)), one, files=True)  # type: ignore[arg-type]
            await asyncio.gather(*bundles._tasks)
            clocks.append(one.ends)
        running = sum(not clock.cancelled() for clock in clocks if clock is not None)
        return len(bundles.known), list(bundles.known)[:1], running

    assert asyncio.run(begin()) == (BUNDLES_KNOWN_MAX, ["9"], BUNDLES_KNOWN_MAX)


def test_what_a_crash_left_is_gone_when_the_pages_begin(pages: Pages) -> None:
    path = outgoing.fresh(pages.still.folder)
    path.write_bytes(b"open")
    assert outgoing.place_of(pages.still.folder).stat().st_mode & 0o077 == 0
    outgoing.sweep(pages.still.folder)
    assert not outgoing.place_of(pages.still.folder).exists()
