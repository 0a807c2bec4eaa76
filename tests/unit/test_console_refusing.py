"""A refusal on a page says what, by whom, since when and why, and leads where something can be done."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from council_of_two import Two
from entrance_world import Pages, pages_of_smith
from test_console_acting import opened, write
from test_console_composing import typing
from test_council_decisions import EXPIRES_AT, proposed
from test_council_meetings import convened, delegation, signature, told
from test_council_standing import council, suspend
from tests.matter import Matter

from detente.clock import rfc3339
from detente.console.words.remedies import PLAINLY, is_command, on_page, plainly, refusal_of
from detente.errors import Refused
from detente.home.calls import Send
from detente.home.service import Service
from detente.languages import AVAILABLE, using

POLICY = '\n[levels.kinds]\nsuspend = "watch officer"\n[two_person]\nkinds = ["protest"]\n'


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """RU's pages, with A. Smith signed in; RU has suspended the plenary, and protests take two officers."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with pages_of_smith(Two(tmp_path, "plenary", "experts", more=POLICY).joined()) as found:
        matter = found.run(Service(found.still).run(Send(channel="experts", kind="message", body={"text": "Before."})))
        found.matter = matter.act.ref  # type: ignore[attr-defined]
        body = {"channels": ["experts"], "reason": "The aircraft.", "ground": "None that it states."}
        said = found.run(Service(found.still).run(Send(channel="plenary", kind="suspend", body=body)))
        found.suspension = said.act.ref  # type: ignore[attr-defined]
        yield found


def test_a_suspension_is_told_with_its_reason_and_with_what_can_be_done(pages: Pages) -> None:
    """The list of channels marks it; form and typing name who, since when and why, and link to it and past it."""
    ref = pages.suspension  # type: ignore[attr-defined]
    form = opened(pages, "/act?kind=message")
    assert '<option value="experts">experts: suspended by us since 2016-04-20</option>' in form.text
    assert '<option value="plenary">plenary</option>' in form.text
    heard = typing(pages, form, body__text="x", channel="experts")
    line = str(heard["refusal"])
    assert "RU has suspended channel experts since 20 April 2016" in line
    assert "The aircraft." in line
    assert "etente resume" not in line
    paths = [way["path"] for way in heard["ways"]]  # type: ignore[attr-defined]
    assert paths[0].startswith("/acts/" + ref.lower())
    assert any("kind=resume" in path for path in paths)
    for path in paths:
        answer = pages.get(path)
        assert answer.status_code in (200, 303), path
    refused = write(pages, "/act?kind=message", body__text="y", channel="experts")
    assert "RU has suspended channel experts" in refused.text
    assert "Resume what was suspended" in refused.text
    assert f"<code>detente resume {ref}" in refused.text


def test_a_suspension_stands_above_what_it_would_refuse(pages: Pages) -> None:
    """On the dossier: who, since when, what stays open; no button leads to a refusal; what survives is none."""
    ref = pages.matter  # type: ignore[attr-defined]
    path = ref.lower().replace(":", "/")
    for found in (pages.get(f"/dossiers/{path}").text, opened(pages, f"/act?kind=message&dossier={ref}").text):
        top = found.partition("<main")[2].partition('class="jump')[0].partition("<form method")[0]
        assert "RU has suspended channel experts since 20 April 2016" in top
        assert "It can be said on the line, which nobody can suspend" in top
        assert f"dossier={ref.replace('/', '%2F')}" not in top
    assert 'aria-disabled="true">Message' in pages.get(f"/dossiers/{path}").text
    resuming = opened(pages, f"/act?kind=resume&re={pages.suspension}").text  # type: ignore[attr-defined]
    assert "RU has suspended" not in resuming


def test_two_officers_are_named_before_anything_is_typed(pages: Pages) -> None:
    """A form of such a kind says so at its top, takes no files, and leads to where files go."""
    form = opened(pages, "/act?kind=protest")
    top = form.text.partition("<main")[2].partition("<form method")[0]
    assert "Two officers." in top
    assert "/act?kind=message" in top
    assert 'id="f-file"' not in form.text
    assert 'id="f-file"' in opened(pages, "/act?kind=message").text


def test_a_remedy_is_in_the_terms_of_pages() -> None:
    assert on_page("rank-too-low", "detente officer present").startswith("Let an officer")
    assert on_page("some-code", "detente show X --wait stored") == ""
    assert on_page("some-code", "wait for it") == "Wait for it."
    assert is_command("name it with --cites")
    assert not is_command("look at it again -- and after")


def test_what_is_refused_is_one_plain_sentence_with_what_can_be_done() -> None:
    """Each is of a code that there is, and says nothing in a program's terms; what has no sentence names both."""
    codes = Path("docs/errors.md").read_text("utf-8")
    for code in PLAINLY:
        assert f"| `{code}` |" in codes or code == "page-unknown", code
        for language in AVAILABLE:
            with using(language):
                told = plainly(code, "US, in the chair", "RU")
                assert told.endswith(".")
                assert "{" not in told, (language, told)
    assert plainly("meeting-not-chair", "US, in the chair", "RU") == "It is for others to say: US, in the chair."
    assert on_page("meeting-not-chair", "") == "Say something of your own about it in a message."
    assert on_page("correct-other", "detente correct") == on_page("meeting-not-chair", "")
    assert plainly("some-code", "one", "two") == "Expected one; got two."


def what_is_read(found: Refused | None) -> tuple[str, str]:
    assert found is not None
    return refusal_of(found), on_page(found.code, found.remedy)


def test_what_a_desk_refuses_is_told_as_it_is() -> None:
    """With what the desk names: the expiry and not the draft's own second, which version is the newest."""
    matter, proposal = proposed()
    late = matter.refusal("us", "decision-object", proposal, claimed_at=EXPIRES_AT + 1)
    expiry = rfc3339(EXPIRES_AT)
    assert what_is_read(late) == (
        f"The time for it has run out: it takes a time not after the expiry, {expiry}.",
        "Say it as a statement that answers the proposal.",
    )
    matter, minutes = told()
    body = signature(matter, "ru", minutes)
    fresh = matter.say("nato", "meeting-minutes", symbol="NRC/M/2016/1/Rev.1", text="It was held.")
    said, do = what_is_read(matter.refusal("ru", "paper-sign", minutes, **body))
    assert said == f"There is a newer version: it takes the newest version, {fresh.ref}."
    assert do.startswith("Open the newest version")
    matter, convening = convened()
    matter.say("us", "meeting-decline", convening, reason="No time.")
    matter.say("nato", "meeting-open")
    minutes = matter.say("nato", "meeting-minutes", symbol="NRC/M/2016/1", text="It was held.")
    said, do = what_is_read(matter.refusal("us", "paper-sign", minutes, **signature(matter, "us", minutes)))
    assert said == "US does not take part in the meeting: it is for one of NATO, who take part."
    assert do.startswith("Accept the invitation first")
    matter, convening = convened()
    matter.say("nato", "meeting-cancel", convening, reason="A storm.")
    said, do = what_is_read(matter.refusal("ru", "meeting-accept", convening, delegation=delegation("ru")))
    assert said == "It takes a meeting that takes place; this is one that is cancelled."
    assert do.endswith("convene another.")


def test_what_is_anothers_to_say_or_ones_own_is_told_as_it_is() -> None:
    """Each sentence reads with what its desk really names, whichever of the two it names."""
    matter = Matter(council())
    message, suspension = matter.say("ru", "message"), suspend(matter, topics=["terrorism"])
    deciding, proposal = proposed()
    objection = deciding.say("us", "decision-object", proposal)
    meeting, convening = convened()
    alone, others = "It is for the author alone", "It is for others to say"
    own = "It answers another party, and this is said by this party itself"
    for found, wanted in (
        (matter.refusal("us", "correction", message, text="No."), f"{alone}: {message.ref}."),
        (matter.refusal("us", "resume", suspension), f"{alone}: {suspension.ref}, by NATO."),
        (deciding.refusal("ru", "decision-lift", objection), f"{alone}: {objection.ref}."),
        (deciding.refusal("us", "decision-withdraw", proposal), f"{others}: RU."),
        (
            meeting.refusal("us", "meeting-change", convening, begins_at=meeting.now + 9_999),
            f"{others}: NATO, in the chair.",
        ),
        (meeting.refusal("us", "meeting-cancel", convening, reason="A storm."), f"{others}: NATO."),
        (matter.refusal("ru", "acknowledge", message), f"{own}: {message.ref}."),
        (deciding.refusal("ru", "decision-object", proposal), f"{own}: {proposal.ref}."),
    ):
        assert what_is_read(found)[0] == wanted
