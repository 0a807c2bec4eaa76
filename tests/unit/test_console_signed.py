"""Pages that sign: the preview and the release show the same act, whole, and a form in the agreement's own words."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from console_page import Structure
from council_of_two import Two
from entrance_world import SMITH, Pages, pages_of_both
from test_console_acting import action, hidden, release, said, write
from tests.unit.test_council_notifications import FORM

from detente.console.forms.agreed_form import AgreedForm
from detente.console.forms.agreed_values import typed_of
from detente.console.told.filled import Change, filled_of
from detente.council.agreements import named_by
from detente.home.calls import Send
from detente.home.service import Service
from detente.limits import BODY_TEXT_CHARACTERS_MAX
from detente.regimes.forms import render
from detente.regimes.library import find

PACK = find("vienna-2011")
FORMAT = PACK.format("prior-notification", None)
NAMED = "".join(f'{name} = "{value}"\n' for name, value in named_by(PACK).items())
CHARTER = (
    f'\n[two_person]\nkinds = ["protest", "notification", "notification-amendment"]\n\n[regimes.{PACK.id}]\n{NAMED}'
)


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """RU's pages, with A. Smith signed in, where protests and notifications take two officers."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with pages_of_both(Two(tmp_path, "plenary", more=CHARTER).joined()) as found:
        yield found


def signed_on(page: httpx.Response) -> str:
    """Return what a page shows of the act that it signs, up to and with its SHA-256."""
    Structure(page.text)
    found = re.search(r'<p class="heading">.*?SHA-256 of the above.*?</dd>', page.text, re.DOTALL)
    assert found, page.text
    assert 'class="cut"' not in found[0]
    return " ".join(unescape(found[0]).split())


def drafted(pages: Pages, preview: httpx.Response) -> str:
    """Sign a preview as a draft, and return where it is released."""
    assert "Two officers." in preview.text, preview.text
    pages.post(action(preview), hidden(preview))
    return "/releases/" + max(pages.own("draft"), key=lambda one: one.sequence).ref.lower()


def send(pages: Pages, **fields: Any) -> str:
    """Say an act by the command, and return its reference: of the draft where it takes two."""
    found = pages.run(Service(pages.still).run(Send(officer=SMITH, **fields)))
    return str(found.act.ref)  # type: ignore[attr-defined]


# --- the act, whole ---------------------------------------------------------------------------------------------------


def test_preview_and_release_show_every_field_of_what_is_signed(pages: Pages) -> None:
    """Whatever the SHA-256 is made from stands on both pages alike, with who will read it."""
    asked = send(pages, channel="plenary", body={"text": "Radio check."})
    fields = {"body.text": "Протест.", "to": "nato", "precedence": "flash", "language": "ru", "marking": "RESTRICTED"}
    preview = write(pages, f"/act?kind=protest&re={asked}", **fields)
    place = drafted(pages, preview)
    pages.sign_in(pages.jones)
    shown = signed_on(pages.get(place))
    assert shown == signed_on(preview)
    (council,) = pages.still.core.context.directory.councils
    for wanted in (
        council, "<dd><bdi>plenary</bdi></dd>", "<code>protest</code>", "Протест.", SMITH, "as ambassador",
        "<dt>Asked to act</dt><dd><bdi>NATO</bdi></dd>", "<dt>Who will read it</dt><dd><bdi>NATO</bdi></dd>",
        '<dd><span class="tag precedence flash">flash</span></dd>', asked,
        "<code><bdi>ru</bdi></code>", "<dd><bdi>RESTRICTED</bdi></dd>",
        hidden(preview)["digest"],
    ):  # fmt: skip
        assert wanted in shown, wanted
    release(pages, place, pages.jones)
    (act,) = said(pages, "protest")
    assert (act.re, act.to, act.precedence, act.language, act.marking) == (
        asked, ("nato",), "flash", "ru", "RESTRICTED"
    )  # fmt: skip
    assert hidden(preview)["digest"] in pages.get(place).text


def test_a_release_names_the_dossier_and_what_else_the_act_rests_on(pages: Pages) -> None:
    first, other = (send(pages, channel="plenary", body={"text": text}) for text in ("One.", "Another."))
    draft = send(pages, channel="plenary", kind="protest", body={"text": "No."}, dossier=first, cites=(other,))
    shown = signed_on(pages.get("/releases/" + draft.lower()))
    for label, ref in (("Dossier", first), ("Rests on", other)):
        assert re.search(rf"<dt>{label}</dt><dd>[^/]*(?:<[^>]*>)*.*?{ref}.*?</dd>", shown), label


def test_nothing_is_cut_where_it_is_signed(pages: Pages) -> None:
    """The longest text to its last letter, and a table in words rather than as JSON."""
    text = "x" * (BODY_TEXT_CHARACTERS_MAX - 8) + " the end"
    rows = [{"name": f"Item {number}", "n": number} for number in range(60)]
    page = pages.get("/releases/" + send(pages, channel="plenary", kind="protest", body={"text": text}).lower())
    assert 'class="cut"' not in page.text
    assert text in page.text
    page = pages.get(
        "/releases/"
        + send(pages, channel="plenary", kind="protest", body={"text": "See.", "k" * 150: "1", "rows": rows}).lower()
    )
    shown = signed_on(page)
    assert "Item 59" in shown
    assert "k" * 150 in shown
    assert '"name"' not in shown


# --- in the agreement's own words -------------------------------------------------------------------------------------


def notify(pages: Pages, begin: str, fields: dict[str, Any], **more: str) -> httpx.Response:
    """Fill in the form of an agreement, and return its preview."""
    return write(pages, begin, **typed_of(FORMAT, fields), **more)


def test_a_form_and_its_amendment_are_signed_in_the_agreement_s_words(pages: Pages) -> None:
    """Line by line at both pages, in the page's language; then what changes, before and after."""
    begin = f"/act?kind=notification&regime={PACK.id}&format={FORMAT.name}"
    preview = notify(pages, begin, FORM, channel="plenary")
    place = drafted(pages, preview)
    pages.sign_in(pages.jones)
    shown = signed_on(pages.get(place))
    assert shown == signed_on(preview)
    for line in render(FORMAT, FORM):
        assert " ".join(line.split()) in shown, line
    assert '"troops"' not in shown
    russian = unescape(pages.get(place, accept_language="ru").text)
    for line in render(FORMAT, FORM, "ru"):
        assert line in russian, line
    release(pages, place, pages.jones)
    (told,) = said(pages, "notification")
    pages.sign_in(pages.smith)
    new = {**FORM, "troops": 13_000, "heliborne_troops": 40}
    preview = notify(
        pages, f"/act?kind=notification-amendment&re={told.ref}", new, **{"body.number": "1", "body.reason": "More."}
    )
    place = drafted(pages, preview)
    shown = signed_on(pages.get(place))
    assert shown == signed_on(preview)
    assert '<del><span class="text">12,700 persons</span></del>' in shown
    assert '<ins><span class="text">13,000 persons</span></ins>' in shown
    assert re.search(r'"none">not stated</span></td><td[^>]*><ins><span class="text">40 persons', shown)
    # What it answers stands whole above; of its own form only what changes.
    assert "Training of staffs." not in shown.partition('id="filled"')[2]
    pages.sign_in(pages.jones)
    release(pages, place, pages.jones)
    done = signed_on(pages.get(place))
    assert "<del>" not in done
    assert "Total number of troops: 13,000 persons" in done


def test_an_amendment_shows_what_is_stated_no_more_and_hides_nothing() -> None:
    """What is not as an agreement reads it is left to be shown as it stands."""
    form = AgreedForm(PACK, FORMAT, (("RU/PLENARY/2", FORM),), 0)
    filled = filled_of(form, {"fields": {"states": ["Belarus"]}, "removed": ["purpose", "command"]}, "en")
    assert filled is not None
    assert [(one.before, one.after) for one in filled.changes] == [
        (("Training of staffs.",), ()), (("Belarus, Russian Federation",), ("Belarus",)), (("General staff",), ())
    ]  # fmt: skip
    unknown = filled_of(form, {"fields": {"unheard": [1, "of"]}}, "en")
    assert unknown is not None
    assert unknown.changes == (Change("unheard", (), ("1; of",)),)
    for body in (
        {},
        {"fields": [1]},
        {"removed": "purpose"},
        {"removed": [["purpose"]]},
        {"fields": {"purpose": "x"}, "removed": ["purpose"]},
    ):
        assert filled_of(form, body, "en") is None


def test_a_draft_that_was_overtaken_says_so_before_a_passkey_is_asked(pages: Pages) -> None:
    """Two officers drafted the same amendment: once one is released the other cannot be sent, and its page says why."""
    begin = f"/act?kind=notification&regime={PACK.id}&format={FORMAT.name}"
    first = drafted(pages, notify(pages, begin, FORM, channel="plenary"))
    pages.sign_in(pages.jones)
    release(pages, first, pages.jones)
    (told,) = said(pages, "notification")
    pages.sign_in(pages.smith)
    amending = f"/act?kind=notification-amendment&re={told.ref}"
    places = [
        drafted(pages, notify(pages, amending, {**FORM, "troops": troops}, **{"body.reason": "More."}))
        for troops in (13_000, 14_000)
    ]
    pages.sign_in(pages.jones)
    assert "data-asked" in pages.get(places[1]).text
    release(pages, places[0], pages.jones)
    page = pages.get(places[1])
    text = unescape(page.text)
    assert "It cannot be sent any more as it was drafted" in text
    assert "number 2, the next amendment" in text
    assert "Drop it instead" in text
    assert "data-asked" not in page.text
    assert '<del><span class="text">12,700 persons</span></del>' in signed_on(page)
    assert len(said(pages, "notification-amendment")) == 1
