"""A draft for a second officer stands on the board by what it is to become; a flash draft calls who can release it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from council_of_two import Two
from entrance_world import JONES, SMITH, Pages, pages_of
from tests.authenticator import Authenticator

from detente.council.board import Group, Item, Need, board
from detente.council.ringing import Ring, ring_of_draft
from detente.home.calls import Send, ShowBoard, ShowRinging
from detente.home.service import Service
from detente.protocol.acts import Precedence

POLICY = '\n[two_person]\nkinds = ["protest"]\n'


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """RU's pages; protests take two officers."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with pages_of(Two(tmp_path, "plenary", more=POLICY).joined()) as found:
        found.smith, found.jones = Authenticator(), Authenticator()  # type: ignore[attr-defined]
        found.enrol(found.smith)  # type: ignore[attr-defined]
        found.enrol(found.jones, JONES)  # type: ignore[attr-defined]
        yield found


def ask(pages: Pages, call: Any) -> Any:
    return pages.run(Service(pages.still).run(call))


def draft(pages: Pages, precedence: str, text: str = "We protest.", **more: Any) -> str:
    """Let A. Smith draft a protest, and return the draft's reference."""
    call = Send(channel="line", kind="protest", body={"text": text}, officer=SMITH, precedence=precedence, **more)  # type: ignore[arg-type]
    sent = ask(pages, call)
    assert sent.act.kind == "draft"
    return str(sent.act.ref)


def test_a_draft_has_the_time_and_the_place_of_what_it_is_to_become(pages: Pages) -> None:
    """The most urgent first, above routine before all that has hours left; with its first words, and until when."""
    routine, flash, priority = (draft(pages, one, f"Of {one}.") for one in ("routine", "flash", "priority"))
    items = ask(pages, ShowBoard()).items
    drafts = [one for one in items if one.need == Need.RELEASE]
    assert [one.ref for one in drafts] == [flash, priority, routine]
    assert [one.group for one in drafts] == [Group.FIRST, Group.FIRST, Group.TIMED]
    assert [one.precedence for one in drafts] == ["flash", "priority", "routine"]
    assert [one.text for one in drafts] == ["Of flash.", "Of priority.", "Of routine."]
    assert [(one.objective, one.left_seconds is not None) for one in drafts] == [(True, True)] * 3
    assert items[0].ref == flash
    shown = pages.get("/").text
    assert "Of flash." in shown.partition('id="part-timed"')[0]


def test_a_draft_with_a_marking_is_not_quoted(pages: Pages) -> None:
    """As of every act that says how far it may go."""
    draft(pages, "flash", "For few eyes.", marking="RESTRICTED")
    (one,) = ask(pages, ShowBoard()).items
    assert (one.text, one.handling) == ("", ("RESTRICTED",))
    assert "For few eyes." not in pages.get("/").text


def test_what_nobody_released_does_not_sink() -> None:
    """However old: whoever drafted it believes it on its way."""
    old = Item(Need.RELEASE, "RU/OWN/3", "nato", "protest", since=0, by=600, objective=True)
    (one,) = board([], [old], 10**9).meant
    assert one.group is Group.TIMED
    loud = Item(Need.RELEASE, "RU/OWN/4", "nato", "protest", precedence=1, since=0, by=600, objective=True)
    assert board([], [loud], 10**9).meant[0].group is Group.FIRST
    assert ring_of_draft(Precedence.IMMEDIATE) is None
    assert ring_of_draft(Precedence.FLASH) is Ring.CALL


def test_a_flash_draft_calls_every_officer_but_who_drafted_it_until_it_is_dropped(pages: Pages) -> None:
    """On every page, with the way to its release, and to the script that sounds; whoever signed in."""
    draft(pages, "priority")
    assert ask(pages, ShowRinging()).items == ()
    ref = draft(pages, "flash")
    (ring,) = ask(pages, ShowRinging()).items
    assert (ring.ref, ring.ring, ring.drafted_by) == (ref, "call", SMITH)

    def heard() -> Any:
        return json.loads(pages.get("/ringing").text)

    assert heard()["unread"] == [ref], "a window in which nobody is signed in calls"
    pages.sign_in(pages.smith)  # type: ignore[attr-defined]
    assert heard()["refs"] == []
    pages.sign_in(pages.jones)  # type: ignore[attr-defined]
    assert heard()["unread"] == [ref]
    assert heard()["title"] == f"FLASH {ref}"
    strip = pages.get("/acts").text.partition('class="rings"')[2].partition("</ul>")[0]
    assert f'href="/releases/{ref.lower()}"' in strip
    assert f"flash draft of {SMITH}" in strip
    ask(pages, Send(channel="own", kind="draft-dropped", body={}, re=ref, officer=JONES))
    assert heard()["refs"] == []
    assert ask(pages, ShowRinging()).items == ()
