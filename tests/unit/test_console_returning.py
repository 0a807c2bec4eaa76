"""After each act the way leads back to where it was said, and buttons are what one does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from entrance_world import Pages, pages_of, two_in
from test_console_acting import action, hidden, said, write
from tests.authenticator import Authenticator

from detente.console.told.telling import verb_of

MEETING = {
    "body.title": "The strait", "body.level": "ambassadors", "body.begins_at": "2016-05-20T12:00",
    "body.place": "Brussels", "channel": "plenary",
}  # fmt: skip


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """RU's pages, with A. Smith signed in."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with pages_of(two_in(tmp_path)) as found:
        passkey = Authenticator()
        enrolled = found.enrol(passkey)
        assert "The passkey is enrolled." in found.get(enrolled.headers["location"]).text
        found.sign_in(passkey)
        yield found


def test_what_was_said_in_a_meeting_leads_back_to_it(pages: Pages) -> None:
    """The list of meetings invites; the page after signing leads to the meeting, which says what was said."""
    assert "kind=meeting-convene" in pages.get("/meetings").text
    preview = write(pages, "/act?kind=meeting-convene", **MEETING)
    answer = pages.post(action(preview), hidden(preview))
    sent = pages.get(answer.headers["location"]).text
    (meeting,) = said(pages, "meeting-convene")
    place = f"/meetings/{meeting.ref.lower()}"
    assert f'href="{place}?said=' in sent
    page = pages.get(f"{place}?said={meeting.ref}").text
    assert f"{meeting.ref} is signed and on its way" in page
    assert "is signed and on its way" not in pages.get(place).text
    assert "is signed and on its way" not in pages.get(f"{place}?said=NATO/LINE/99").text
    assert "Open the meeting" in page
    assert "Opening of the meeting" not in page


def test_buttons_are_verbs(pages: Pages) -> None:
    assert verb_of("meeting-accept") == "Accept the invitation"
    assert verb_of("floor-give") == "Give the floor"
    assert verb_of("concern") == "Concern"
    assert pages
