"""How long an act may be is known while somebody types it, at its preview, and leads back to its form."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from console_page import hidden
from council_of_two import Two
from entrance_world import SMITH, Pages, pages_of_both
from msgspec.structs import replace
from test_console_acting import MESSAGE, action, opened, said, write
from test_console_composing import typing
from test_console_entrance import code

from detente.console.forms.fitting import wrong_with
from detente.console.forms.keeping import Form
from detente.errors import Refused
from detente.home.acting import saying
from detente.home.calls import Send
from detente.home.previews import preview
from detente.home.service import Service
from detente.limits import LINE_ACT_BYTES_MAX
from detente.node.scribe import Room
from detente.protocol.seal import entry_size, new_epoch, plaintext_max, seal

LONG = "The area between the two lights is closed to all shipping. " * 30
POLICY = '\n[two_person]\nkinds = ["protest"]\n'


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """RU's pages, with A. Smith signed in; protests take two officers."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with pages_of_both(Two(tmp_path, "plenary", more=POLICY).joined()) as found:
        yield found


def test_an_entry_is_as_long_as_is_reckoned_beforehand() -> None:
    """For every length round a step of the padding; the longest that fits is the longest."""
    for size in (0, 31, 32, 255, 256, 900, 926, 927, 928, 1000, 4000):
        assert entry_size(size) == len(seal(new_epoch(bytes(32)), "a/line/b/1", 1, bytes(size)))
    most = plaintext_max(LINE_ACT_BYTES_MAX)
    assert entry_size(most) <= LINE_ACT_BYTES_MAX < entry_size(most + 1)


def test_a_text_that_is_too_long_for_the_line_is_told_while_typing_with_what_to_do(pages: Pages) -> None:
    """How many characters are too many, at the text; in another channel it fits."""
    form = opened(pages, MESSAGE)
    assert 'data-remark="body.text"' in form.text
    found = typing(pages, form, body__text=LONG, channel="line")
    wrong = str(found["errors"]["body.text"])  # type: ignore[index]
    assert "The line takes at most 927 bytes an act" in wrong
    assert "shorten it by about 878 characters" in wrong
    assert "another channel" in wrong
    assert "characters too many." in found["remarks"]["body.text"]  # type: ignore[index]
    assert "still to be filled in or put right" in str(found["kept"])
    other = typing(pages, opened(pages, MESSAGE), body__text=LONG, channel="plenary")
    assert (other["errors"], other["refusal"], other["remarks"]) == ({}, "", {})


def test_what_is_left_is_counted_where_it_is_little_also_while_something_else_is_missing(pages: Pages) -> None:
    """In characters of the alphabet that is written."""
    for text, most in (("x" * 700, 400), ("ж" * 350, 200)):
        found = typing(pages, opened(pages, MESSAGE), body__text=text, channel="line", language="<")
        told = found["remarks"]["body.text"]  # type: ignore[index]
        left = int(told.removeprefix("Room for about ").partition(" ")[0])
        assert 0 < left < most
        assert "language" in found["errors"]  # type: ignore[operator]
        whole = typing(pages, opened(pages, MESSAGE), body__text=text + text[0] * left, channel="line")
        assert whole["errors"] == {}
    assert typing(pages, opened(pages, MESSAGE), body__text="Short.", channel="line")["remarks"] == {}


def test_the_preview_refuses_it_at_its_field_and_keeps_it(pages: Pages) -> None:
    """In the form itself, with the text; in the channel of an answer, too, where none is chosen."""
    page = write(pages, MESSAGE, body__text=LONG, channel="line")
    assert 'id="f-body-text-error"' in page.text
    assert LONG.strip() in page.text
    ref = pages.run(Service(pages.still).run(Send(channel="line", kind="message", body={"text": "x"}))).act.ref
    answer = write(pages, f"/act?kind=message&dossier={ref}", body__text=LONG)
    assert 'id="f-body-text-error"' in answer.text
    assert len(said(pages, "message")) == 1


def test_what_a_second_officer_releases_is_held_against_the_bound_when_it_is_drafted(pages: Pages) -> None:
    """Else it would be refused to the officer who releases it, and who can change nothing of it."""
    page = write(pages, "/act?kind=protest", body__text=LONG, channel="line")
    assert 'id="f-body-text-error"' in page.text
    with pytest.raises(Refused, match="line-act-too-large"):
        pages.run(Service(pages.still).run(Send(channel="line", kind="protest", body={"text": LONG}, officer=SMITH)))
    with pytest.raises(Refused, match="line-act-too-large"):
        pages.run(preview(pages.still, Send(channel="line", kind="message", body={"text": LONG})))


def test_what_is_refused_at_sending_leads_back_to_the_form(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its text and the reason; it is as it was, and can be sent again."""
    shown = write(pages, MESSAGE, body__text="Radio check.", channel="line")

    async def refuse(*_given: object, **_more: object) -> None:
        raise Refused("need-by-unheard-of", expected="one", got="another")

    with monkeypatch.context() as now:
        now.setattr(saying, "say", refuse)
        answer = pages.post(action(shown), hidden(shown))
    assert answer.status_code == 409
    assert "This cannot be said so" in answer.text
    assert "Radio check." in answer.text.partition("<textarea")[2]
    assert "data-compose" in answer.text
    again = pages.post(action(shown), hidden(shown))
    assert again.headers["location"].endswith("/sent")
    assert code(answer) == ""


def test_an_act_without_a_text_to_shorten_is_told_at_its_channel() -> None:
    """Where that is chosen; where it is not, the refusal stands above the form."""
    free = Form("id", SMITH, "nrc", "message", "message", 0, typed={"channel": "line", "body.item": "3"})
    assert "Choose another channel." in wrong_with(free, Room(1_000, 927))["channel"]
    assert wrong_with(replace(free, channel="line"), Room(1_000, 927)) == {}
    assert wrong_with(free, Room(927, 927)) == {}
    assert (
        "attach the long part" in wrong_with(replace(free, typed={"body.why": LONG}), Room(70_000, 65_000))["body.why"]
    )
