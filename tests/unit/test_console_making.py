"""Acts whose bodies the node makes: minutes, joint texts, communiqués and outcomes are signed from the pages."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from console_page import Structure, hidden
from council_of_two import NOW, Two
from entrance_world import SMITH, Pages, pages_of_smith
from test_console_acting import action, opened, said

from detente.clock import DAY, rfc3339
from detente.council.registry import KINDS
from detente.home.calls import DraftMinutes, Send, ShowDossier
from detente.home.making import MAKERS
from detente.home.service import Service
from detente.protocol.charter import EVERYBODY, Channel
from detente.protocol.documents import text_digest


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """RU's pages in a council with a public channel and no depositary, with an ambassador signed in."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    two = Two(tmp_path, "plenary")
    two._channels["public"] = Channel((EVERYBODY,), public=True)
    with pages_of_smith(two.joined()) as found:
        yield found


def say(pages: Pages, kind: str, body: dict[str, Any], **more: Any) -> str:
    call = Send(**{"channel": "plenary", "kind": kind, "body": body, "officer": SMITH, **more})
    return str(pages.run(Service(pages.still).run(call)).act.ref)  # type: ignore[attr-defined]


def ask(pages: Pages, call: Any) -> Any:
    return pages.run(Service(pages.still).run(call))


def press(pages: Pages, page: httpx.Response, words: str) -> httpx.Response:
    """Press the button of a small form that leads to a preview, and return the preview."""
    forms = re.findall(r'<form method="post" action="(/act/[^"]+)" class="inline">(.*?)</form>', page.text, re.DOTALL)
    place, inside = next((place, inside) for place, inside in forms if words in unescape(inside))
    named = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', inside)
    answer = pages.post(place, {**{name: unescape(value) for name, value in named}, "do": "preview"})
    assert answer.status_code == 303, answer.text
    return pages.get(answer.headers["location"])


def textarea(page: httpx.Response) -> str:
    """Return what stands in the field of the text."""
    found = re.search(r'<textarea[^>]*name="body.text"[^>]*>(.*?)</textarea>', page.text, re.DOTALL)
    assert found, page.text
    return unescape(found[1])


def signed(pages: Pages, preview: httpx.Response) -> str:
    """Return the document that a preview shows whole, and sign it."""
    assert "This is what will be signed" in preview.text, preview.text
    Structure(preview.text)
    text = re.search(r'<pre class="sheet-of"[^>]*>(.*?)</pre>', preview.text, re.DOTALL)
    assert text, preview.text
    assert "signature line" not in preview.text.lower()
    pages.post(action(preview), hidden(preview))
    return unescape(text[1])


def test_minutes_are_signed_from_the_meeting_s_page_as_the_preview_shows_them(pages: Pages) -> None:
    """The text, by whom, and what follows stand there; the act carries the hash of exactly that; the turn is over."""
    begins = rfc3339(NOW + DAY)
    meeting = say(pages, "meeting-convene", {"title": "April", "level": "ambassadors", "begins_at": begins})
    say(pages, "meeting-open", {}, dossier=meeting)
    form = opened(pages, f"/act?kind=meeting-minutes&dossier={meeting}&language=ru")
    assert "ПРОТОКОЛ" in form.text
    again = {**hidden(form), "language": "en", "body.symbol": "NRC/M/2016/7", "body.text": "", "do": "record:"}
    pages.post(action(form), again)
    form = pages.get(action(form))
    drafted = ask(pages, DraftMinutes(meeting, symbol="NRC/M/2016/7"))
    assert "NRC/M/2016/7 · EN" in drafted.text
    typed = {"language": "en", "body.symbol": drafted.symbol, "body.text": textarea(form)}
    assert typed["body.text"].strip() == drafted.text.strip()
    preview = pages.get(pages.post(action(form), {**hidden(form), **typed, "do": "preview"}).headers["location"])
    pages.post(action(preview), hidden(preview))
    (paper,) = (one.ref for one in said(pages, "meeting-minutes"))
    for place in (f"/meetings/{meeting.lower()}", f"/dossiers/{meeting.lower()}", f"/acts/{paper.lower()}"):
        page = pages.get(place)
        assert "Read and sign" in page.text, place
        preview = press(pages, page, "Read and sign")
    assert "Once somebody has signed, minutes have no further revision" in preview.text
    text = signed(pages, preview)
    assert f'act = "{paper}"' in text
    assert drafted.text in text
    (act,) = said(pages, "paper-sign")
    assert (act.re, act.officer, act.body["document"]) == (paper, SMITH, text_digest(text).hex())
    assert ask(pages, ShowDossier(meeting)).data["minutes"][0]["signed"] == ["ru"]
    assert "Read and sign" not in pages.get(f"/acts/{paper.lower()}").text


def test_a_choice_and_the_floor_are_told_with_what_they_answer(pages: Pages) -> None:
    """Preview and act say the words that are chosen, in which bracket of which text; and to whom the floor is given."""
    body = {"title": "April", "level": "ambassadors", "begins_at": rfc3339(NOW + DAY)}
    meeting = say(pages, "meeting-convene", body)
    say(pages, "meeting-open", {}, dossier=meeting)
    floor = say(pages, "floor-request", {}, dossier=meeting)
    say(pages, "floor-give", {}, re=floor)
    assert [one.says for one in said(pages, "floor-give")] == ["RU gives the floor to RU"]
    text = {"title": "Passage", "text": "They [NATO: will | RU: intend to] inform."}
    text_ref = say(pages, "text-table", text, dossier=meeting)
    page = pages.get(f"/meetings/{meeting.lower()}")
    told = "RU chooses “intend to” (RU) in bracket 1 of Passage"
    assert told in press(pages, page, 'name="body.option" value="RU"').text
    say(pages, "text-choose", {"bracket": 1, "option": "RU"}, re=text_ref)
    assert [one.says for one in said(pages, "text-choose")] == [told]


def test_a_joint_text_is_consented_to_withdrawn_from_and_published_from_the_pages(pages: Pages) -> None:
    """Consent signs exactly the text; what lacks another's consent is refused in words, and goes out as one's own."""
    version = {"language": "en", "title": "The line is checked", "text": "It is checked every day."}
    draft = say(pages, "communique-draft", {"versions": [version]})
    story = f"/dossiers/{draft.lower()}"
    text = signed(pages, press(pages, pages.get(story), "Read and consent"))
    proposed = ask(pages, ShowDossier(draft)).data["proposals"][0]
    assert text == proposed["document"]
    assert proposed["answers"]["ru"]["kind"] == "communique-consent"
    assert "Withdraw the consent" in pages.get(story).text

    form = opened(pages, f"/act?kind=communique-publish&re={draft}")
    answer = pages.post(action(form), {**hidden(form), "channel": "public", "do": "preview"})
    refused = pages.get(answer.headers["location"])
    assert "communique-consent-missing" in refused.text
    answer = pages.post(action(refused), {**hidden(refused), "channel": "public", "body.alone": "yes", "do": "preview"})
    assert signed(pages, pages.get(answer.headers["location"])) == text
    (act,) = said(pages, "communique-publish")
    published = ask(pages, ShowDossier(act.ref)).data["publications"][0]
    assert (act.channel, published["joint"], published["signed"]) == ("public", False, ["ru"])


def test_an_outcome_is_signed_where_no_depositary_keeps_the_time(pages: Pages) -> None:
    """Before the last second it is refused in words; after it the text that all sign stands in the preview."""
    terms = {"procedure": "silence", "expires_at": rfc3339(NOW + 2 * DAY), "reading_hours": 12, "grace_seconds": 600}
    decision = say(pages, "decision-propose", {"title": "Hours", "text": "Daily.", **terms})
    place = f"/decisions/{decision.lower()}"
    assert "Sign the outcome" not in pages.get(place).text
    pages.still.clock.set(NOW + 2 * DAY + 1)  # type: ignore[attr-defined]
    text = signed(pages, press(pages, pages.get(place), "Sign the outcome"))
    assert 'outcome = "adopted"' in text
    assert [one.re for one in said(pages, "decision-sign")] == [decision]


def test_what_the_node_makes_is_marked_so_and_asks_for_fields_of_its_own() -> None:
    """No kind that a person types has a maker, and none that asks for something keeps that in the body by chance."""
    for name in MAKERS:
        assert KINDS[name].made
    assert not [one.name for one in KINDS.values() if one.asks and not one.made]
