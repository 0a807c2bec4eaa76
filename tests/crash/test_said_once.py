"""Is anything said twice? A process is killed while it says something from a page, and the same form is sent again."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "tests" / "unit"))

from council_of_two import at_rest  # noqa: E402
from entrance_world import JONES, Pages, asked, proof  # noqa: E402
from tests.authenticator import Authenticator  # noqa: E402
from tests.crash.form_sender import FILE, entered  # noqa: E402

from detente.home.acting import uploads  # noqa: E402
from detente.home.calls import CheckAttachment, CheckRecord, Inbox  # noqa: E402
from detente.home.service import Service  # noqa: E402
from detente.node.folder import Folder  # noqa: E402

SENDER = Path(__file__).with_name("form_sender.py")
BEFORE = ("detente.home.host", "Still.submit")
"""Before the commit that holds what is said."""
IN_STEP = ("detente.node.scribe", "Scribe.finish")
"""In the middle of the step, its transaction open."""


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Instance marks lie with the test's own files, also those of the process that is killed."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def killed(path: Path, what: str, at: tuple[str, str]) -> tuple[str, dict[str, str]]:
    """Let a process say something and die at a point; return the form that it had sent."""
    places = os.pathsep.join([str(ROOT), str(ROOT / "tests" / "unit"), os.environ.get("PYTHONPATH", "")])
    process = subprocess.run(
        [sys.executable, str(SENDER), str(path), what, *at], env={**os.environ, "PYTHONPATH": places},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert process.returncode == -signal.SIGKILL, process.stderr[-3000:]
    place, fields = json.loads(process.stdout.splitlines()[-1])
    return place, fields


@contextmanager
def after(path: Path) -> Iterator[Pages]:
    """Open what the dead process left, with the same officer signed in again."""
    with at_rest(Folder(path / "RU")) as still:
        yield entered(Pages(still))


def again(pages: Pages, place: str, fields: dict[str, str]) -> str:
    """Send the same form again, from a page of this browser, and return where that leads."""
    answer = pages.post(place, {**fields, "proof": proof(pages.get("/sessions"))})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def said(pages: Pages, kind: str) -> list[object]:
    """Return what RU said of a kind, in any channel."""
    found = pages.run(Service(pages.still).run(Inbox(all=True, limit=500)))
    return [one for one in found.items if one.kind == kind and one.body.get("text") != "A matter."]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("what", "at"),
    [
        ("message", ("detente.console.forms.keeping", "note_sent")),
        ("draft", ("detente.console.forms.keeping", "note_sent")),
        ("note", ("detente.console.forms.keeping", "note_sent")),
        ("clearance-request", ("detente.home.acts", "sent")),
    ],
)
def test_what_was_signed_before_the_end_is_not_signed_again(tmp_path: Path, what: str, at: tuple[str, str]) -> None:
    """The form knows what came of it, though nobody lived to note that; it cannot be changed any more either."""
    place, fields = killed(tmp_path, what, at)
    with after(tmp_path) as pages:
        assert len(said(pages, what)) == 1
        leads = again(pages, place, fields)
        (one,) = said(pages, what)
        if place.endswith("/send"):
            assert leads == place.replace("/send", "/sent")
            assert one.ref in pages.get(leads).text  # type: ignore[attr-defined]
            assert "Radio check." not in pages.get("/forms").text
            assert pages.get(place.removesuffix("/send")).headers["location"] == leads
        assert pages.run(Service(pages.still).run(CheckRecord())).items == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("what", "at"),
    [
        ("message", BEFORE),
        ("message", IN_STEP),
        ("draft", IN_STEP),
        ("note", IN_STEP),
        ("clearance-request", IN_STEP),
    ],
)
def test_what_was_not_signed_before_the_end_is_signed_once_after_it(
    tmp_path: Path, what: str, at: tuple[str, str]
) -> None:
    """Nothing of it is lost, its file neither; and sending it twice then makes one."""
    place, fields = killed(tmp_path, what, at)
    with after(tmp_path) as pages:
        assert said(pages, what) == []
        assert again(pages, place, fields) == again(pages, place, fields)
        (one,) = said(pages, what)
        if what == "message":
            checked = pages.run(Service(pages.still).run(CheckAttachment(one.ref, 1)))  # type: ignore[attr-defined]
            assert checked.sha256 == sha256(FILE[1]).hexdigest()  # type: ignore[attr-defined]
            assert list((pages.still.folder.attachments / uploads.FOLDER).iterdir()) == []


def test_a_link_is_used_up_by_the_passkey_alone(tmp_path: Path) -> None:
    """Where the process dies before the passkey stands, the link still makes one; then no other."""
    place, _fields = killed(tmp_path, "passkey", IN_STEP)
    with after(tmp_path) as pages:
        page = pages.get(place)
        fields = {"proof": proof(page), "answer": Authenticator().make(asked(page))}
        assert [pages.post(place, fields).status_code == 303 for _ in range(2)] == [True, False]
        assert [one.body["officer"] for one in pages.own("passkey")].count(JONES) == 1
