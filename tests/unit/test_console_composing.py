"""Composing: languages side by side, who reads, how urgent, by when; kept and checked while one types."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest
from council_of_two import Two
from entrance_world import JONES, SMITH, Pages, pages_of_both
from test_console_acting import MESSAGE, action, hidden, opened, said, write
from test_console_entrance import code

from detente.clock import parse_rfc3339
from detente.console.forms import envelope, keeping, making
from detente.console.forms.bodies import body_of
from detente.console.forms.controls import Shape
from detente.console.forms.keeping import Form
from detente.console.words.times import read_back
from detente.council.registry import KINDS
from detente.errors import Refused
from detente.home.calls import AskClearance, ListClearances, Send
from detente.home.service import Service
from detente.limits import SESSION_IDLE_SECONDS_MAX

CLOCKS = '\n[clocks.acknowledge]\nflash = 10\nroutine = 90\n[two_person]\nkinds = ["protest"]\n'


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """RU's pages, with A. Smith signed in."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with pages_of_both(Two(tmp_path, "plenary", more=CLOCKS).joined()) as found:
        yield found


def typing(pages: Pages, page: httpx.Response, **typed: str) -> dict[str, object]:
    """Return what the page of a form hears while somebody types in it."""
    fields = {name.replace("__", "."): value for name, value in typed.items()}
    answer = pages.post(f"{action(page)}/typing", {**hidden(page), **fields})
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = json.loads(answer.text)
    return found


# --- languages --------------------------------------------------------------------------------------------------------


TONGUES = {"body.text": "The area is closed.", "language": "en", "channel": "line", "to": "nato"}


def test_a_text_is_said_in_several_languages_in_one_act(pages: Pages) -> None:
    """The original is the act's text; the others stand beside it, in the preview too, and are marked unofficial."""
    page = write(pages, MESSAGE, do="add:tongues", **TONGUES)
    assert 'name="tongues.0.text"' in page.text
    more = {"tongues.0.language": "ru", "tongues.0.text": "Район закрыт."}
    answer = pages.post(action(page), {**hidden(page), **TONGUES, **more, "do": "preview"})
    preview = pages.get(answer.headers["location"])
    assert "Район закрыт." in preview.text
    assert "unofficial translation" in preview.text
    pages.post(action(preview), hidden(preview))
    (act,) = said(pages, "message")
    assert (act.language, act.body) == ("en", {"text": "The area is closed.", "unofficial": {"ru": "Район закрыт."}})


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        (
            {"tongues.0.language": "en", "tongues.0.text": "x"},
            "under “Language of translation 1”: there is a text in this one already.",
        ),
        ({"tongues.0.language": "<b>", "tongues.0.text": "x"}, "Write “Language of translation 1” as a tag of BCP 47"),
        ({"tongues.0.language": "ru", "tongues.0.text": " "}, "Write “Unofficial translation 1”, or remove it."),
        ({"tongues.0.language": "ru", "tongues.0.text": "x" * 60_001}, "at most 60,000 characters"),
        (
            {"tongues.0.language": "ru", "tongues.0.text": "x", "language": ""},
            "Choose under “Language of this text”",
        ),
    ],
)
def test_what_is_wrong_with_a_language_stands_at_it(pages: Pages, more: dict[str, str], wrong: str) -> None:
    found = typing(
        pages, opened(pages, MESSAGE), **{name.replace(".", "__"): v for name, v in {**TONGUES, **more}.items()}
    )
    assert any(wrong in text for text in found["errors"].values())  # type: ignore[attr-defined]
    assert said(pages, "message") == []


def test_a_text_that_is_too_long_is_told_and_not_cut(pages: Pages) -> None:
    """A browser cuts what is pasted to `maxlength` and says nothing: what is signed would lack its end."""
    form = opened(pages, MESSAGE)
    assert not re.search(r"<textarea[^>]*maxlength", form.text)
    found = typing(pages, form, body__text="x" * 60_001)
    assert "there are 60,001" in found["errors"]["body.text"]  # type: ignore[index]


def test_a_language_is_chosen_or_another_tag_is_typed(pages: Pages) -> None:
    """Both controls have one name: the list comes first, then the line for what it does not have."""
    form = opened(pages, MESSAGE)
    offered = form.text.partition('<select id="f-language" name="language"')[2].partition("</select>")[0]
    assert '<option value="uk" lang="uk">українська</option>' in offered
    for typed, chosen, line in ((["fr", ""], "fr", ""), (["", "pt-BR"], "", "pt-BR")):
        answer = pages.post(action(form), {**hidden(form), "language": typed, "body.text": "x", "do": "keep"})
        form = pages.get(answer.headers["location"])
        assert re.findall(
            r'<option value="([a-z]+)" lang="[a-z]+" selected>', form.text.partition('name="language"')[2]
        ) == ([chosen] if chosen else [])
        assert f'id="f-language-tag" name="language" value="{line}"' in form.text
    answer = pages.post(action(form), {**hidden(form), "language": ["fr", "be"], "body.text": "x", "do": "preview"})
    assert "not both." in opened(pages, pages.get(answer.headers["location"]).headers["location"]).text


def test_a_form_begins_in_the_language_in_which_its_officer_wrote_last(pages: Pages) -> None:
    """Whatever the pages speak: kept or sent; another officer begins with that of the pages."""
    assert chosen_in(opened(pages, MESSAGE)) == "en"
    form = write(pages, MESSAGE, do="keep", language="uk", body__text="Так.")
    assert chosen_in(opened(pages, MESSAGE)) == "uk"
    typed = {"language": "ru", "body.text": "Да.", "channel": "line", "do": "preview"}
    preview = pages.get(pages.post(action(form), {**hidden(form), **typed}).headers["location"])
    pages.post(action(preview), hidden(preview))
    assert said(pages, "message")[0].language == "ru"
    assert chosen_in(opened(pages, MESSAGE)) == "ru"
    pages.sign_in(pages.jones)
    assert chosen_in(opened(pages, MESSAGE)) == "en"


def chosen_in(form: httpx.Response) -> str:
    """Return the language that is chosen for the text of a form."""
    return "".join(
        re.findall(r'<option value="([a-z]+)" lang="[a-z]+" selected>', form.text.partition('name="language"')[2])
    )


@pytest.mark.parametrize("name", ["translation.into", "communique-draft.versions.language", "press-statement.said_in"])
def test_a_language_in_a_body_is_one_tag(name: str) -> None:
    """Whoever chose one and typed another is told so at the field; neither is signed."""
    kind, *way, last = name.split(".")
    fields = KINDS[kind].fields if not way else KINDS[kind].fields[way[0]].fields
    for typed, wrong in (("fr\nkk", "not both."), ("French, we think", "as a tag of BCP 47")):
        _body, errors = body_of({last: fields[last]}, {f"body.{last}": typed})
        assert wrong in errors[f"body.{last}"]
    assert body_of({last: fields[last]}, {f"body.{last}": "pt-BR"}) == ({last: "pt-BR"}, {})


def test_a_kind_without_a_text_has_no_languages(pages: Pages) -> None:
    assert "Add a language" not in opened(pages, "/act?kind=roster").text
    assert "Add a language" in opened(pages, MESSAGE).text


# --- who reads, how urgent, by when -----------------------------------------------------------------------------------


def test_who_will_read_is_named_before_anything_is_sent(pages: Pages) -> None:
    """Each channel with its readers by name; and who can read it although nobody asks it to act."""
    page = opened(pages, MESSAGE)
    assert re.search(r'data-channel="line"><dt>line</dt><dd>.*NATO', page.text)
    preview = write(pages, MESSAGE, body__text="For the record.", channel="plenary")
    assert "Not asked to act, and reads it too:" in preview.text
    asked = write(pages, MESSAGE, body__text="For action.", channel="plenary", to="nato")
    assert "Not asked to act" not in asked.text
    found = typing(pages, opened(pages, MESSAGE), body__text="x", channel="line")
    assert "NATO" in str(found["unasked"])
    # What asks and names nobody asks each who reads it, as the matter's page then says whose turn it is.
    concern = typing(pages, opened(pages, "/act?kind=concern"), channel="plenary")
    assert concern["unasked"] == "It asks, and names nobody: each who reads it is asked."


def test_nobody_is_addressed_who_does_not_read_there(pages: Pages) -> None:
    found = typing(pages, opened(pages, MESSAGE), body__text="x", channel="line", to="us")
    assert found["errors"] == {"to": "Take US off “For action”: no reader of line."}
    found = typing(pages, opened(pages, MESSAGE), body__text="x", channel="nowhere")
    assert found["errors"] == {"channel": "Choose “Channel” from the list."}


def test_a_precedence_says_what_it_means(pages: Pages) -> None:
    """With the charter's own objective."""
    page = opened(pages, MESSAGE)
    assert "To be acknowledged within 10 min." in page.text
    assert "To be acknowledged within 1 h 30 min." in page.text
    found = typing(pages, page, body__text="x", channel="line", precedence="shouted")
    assert found["errors"] == {"precedence": "Choose “Precedence” from the list."}


def test_a_time_ahead_is_chosen_without_a_script() -> None:
    """What is offered is a time as the control takes it, and the button types it."""
    at = parse_rfc3339("2026-11-26T07:31:20Z")
    offered = envelope.suggestions(at)
    assert offered[:2] == (("2026-11-26T09:31:00", "in 2 h"), ("2026-11-27T12:00:00", "tomorrow 12:00Z"))
    typed = making.changed({"body.title": "x"}, f"time:body.answer_by_at:{offered[0][0]}")
    assert typed == {"body.title": "x", "body.answer_by_at": "2026-11-26T09:31:00"}
    for evil in ("time:body.title:<script>", "time:proof:2026-11-26T09:31:00", "time:"):
        assert making.changed({"body.title": "x"}, evil) == {"body.title": "x"}


def test_times_that_lie_ahead_are_offered_and_numbers_have_units(pages: Pages) -> None:
    page = opened(pages, "/act?kind=meeting-convene")
    assert 'value="time:body.answer_by_at:' in page.text
    account = opened(pages, "/act?kind=incident-report")
    assert re.search(r'uncertainty_metres"[^>]*>\s*<span class="unit">m</span>', account.text)


def test_a_time_is_read_back_so_that_day_and_month_cannot_be_exchanged() -> None:
    """Browsers write 12/11 and 11/12 by their own taste."""
    assert read_back("2026-11-12T07:31").startswith("= 12 Nov 2026 07:31 UTC")
    assert read_back("2026-11-12T07:31:05").startswith("= 12 Nov 2026 07:31 UTC")
    assert [read_back(one) for one in ("", "soon", "2026-13-01T00:00")] == ["", "", ""]


def test_a_drill_goes_on_as_a_drill(pages: Pages) -> None:
    """Who answers in one is told, and the preview shows the mark that will be signed; new matters can join it."""
    call = Send(channel="line", body={"text": "Exercise message.", "drill": "AUTUMN"}, to=("nato",), officer=SMITH)
    act = pages.run(Service(pages.still).run(call)).act  # type: ignore[attr-defined]
    page = opened(pages, f"/act?kind=correction&re={act.ref}")
    assert "DRILL" in page.text
    preview = write(pages, f"/act?kind=correction&re={act.ref}", body__text="Better.")
    assert "AUTUMN" in preview.text
    answer = pages.post(action(preview), hidden(preview))
    assert "is signed" in pages.get(answer.headers["location"]).text
    preview = write(pages, MESSAGE, body__text="Practised.", channel="line", to="nato", drill="AUTUMN")
    pages.post(action(preview), hidden(preview))
    assert [one.body["drill"] for one in said(pages, "message")] == ["AUTUMN", "AUTUMN"]


def test_a_long_form_begins_with_what_it_needs() -> None:
    """Optional parts are folded; what was typed or is wrong in one opens it."""
    kind = KINDS["incident-account"]
    around = envelope.Surroundings({}, {"plenary": ("us",)}, frozenset(), None, {}, "", (), (), 0)
    form = Form("x" * 43, SMITH, "c", kind.name, kind.title, 0, "plenary")
    parts = making.parts_of(form, kind, around, {})
    assert all(one.shape in (Shape.GROUP, Shape.TABLE) for one in parts.asked if not one.required)
    assert len(parts.folded) > making.SHOWN_OPTIONAL_MAX
    parts = making.parts_of(form, kind, around, {"body.effect": "Too long."})
    assert "body.effect" in [one.name for one in parts.asked]
    assert parts.text is not None
    assert parts.text[0].name == "body.text"


# --- kept and checked while one types ---------------------------------------------------------------------------------


def test_what_is_typed_is_kept_and_checked_as_at_the_preview(pages: Pages) -> None:
    """The same words stand at the fields then, and what a desk would refuse is said before."""
    page = opened(pages, "/act?kind=incident-report")
    found = typing(pages, page, body__area="Black Sea", channel="line")
    assert "Kept at" in str(found["kept"])
    assert found["errors"] == {"body.title": "Fill in “Title”."}
    (form,) = pages.forms()
    assert (form.typed["body.area"], form.number, form.title) == ("Black Sea", found["number"], "report of an incident")
    shown = pages.get(f"{action(page)}?check=1")
    assert shown.text.count("Fill in “Title”.") == 2, "in the list and at the field"
    assert 'value="Black Sea"' in shown.text
    whole = typing(pages, pages.get(action(page)), body__title="Intercept", body__area="Black Sea", channel="line")
    assert whole["errors"] == {}
    assert "It is complete." in str(whole["kept"])


def test_what_would_be_refused_is_said_while_one_types(pages: Pages) -> None:
    found = typing(
        pages, opened(pages, "/act?kind=suspend"), body__channels="nowhere", body__reason="x", channel="line"
    )
    assert found["errors"] or "As it stands it would be refused" in str(found["refusal"])
    assert said(pages, "suspend") == []


def test_what_is_not_kept_is_said_beside_the_form(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """What came of old forms makes room; where all wait to be sent, the page says that this one is not kept."""
    monkeypatch.setattr(keeping, "FORMS_MAX", 1)
    preview = write(pages, MESSAGE, body__text="Sent.", channel="line")
    pages.post(action(preview), hidden(preview))
    late = pages.post(
        action(preview).replace("/send", "/typing"), {**hidden(preview), "kind": "message", "number": "1"}
    )
    assert (late.status_code, "sent as" in json.loads(late.text)["lost"]) == (409, True)
    first = opened(pages, MESSAGE)
    assert typing(pages, first, body__text="Kept.", channel="line")["number"] == 1
    second = opened(pages, MESSAGE)
    full = pages.post(f"{action(second)}/typing", {**hidden(second), "body.text": "Lost?", "channel": "line"})
    assert (full.status_code, json.loads(full.text)["lost"][:9]) == (409, "Not kept:")
    assert "Kept." in pages.get(action(first)).text


def test_two_tabs_keep_two_forms(pages: Pages) -> None:
    """The tab that comes second goes on with a form of its own, under its own name."""
    page = opened(pages, MESSAGE)
    mine = typing(pages, page, body__text="First.", channel="line")
    other = typing(pages, page, body__text="Second.", channel="line")
    assert (other["apart"], other["number"]) == (mine["id"], 1)
    assert other["id"] != mine["id"]
    texts = {form.typed["body.text"] for form in pages.forms()}
    assert texts == {"First.", "Second."}


def test_typing_goes_on_after_a_session_has_ended(pages: Pages) -> None:
    page = opened(pages, MESSAGE)
    pages.time += SESSION_IDLE_SECONDS_MAX + 1
    found = typing(pages, page, body__text="Long thought.", channel="line")
    assert "sign in again" in str(found["kept"])
    assert found["refusal"] == ""
    assert "Long thought." in str(pages.run(keeping.listed(pages.access, SMITH)))


def test_a_new_form_names_one_that_was_begun(pages: Pages) -> None:
    """And has an address of its own, under which whoever comes back finds what was typed."""
    first = pages.get(MESSAGE)
    place = first.headers["location"]
    page = pages.get(place)
    typing(pages, page, body__text="Begun.", channel="line")
    assert "Begun." in pages.get(place).text
    assert "You began one like this" in opened(pages, MESSAGE).text
    assert "You began one like this" not in opened(pages, "/act?kind=roster").text


def test_typing_takes_a_proof_and_its_own_officer(pages: Pages) -> None:
    page = opened(pages, MESSAGE)
    assert code(pages.post(f"{action(page)}/typing", {**hidden(page), "proof": "0" * 64})) == "form-foreign"
    for place, changed, why in (
        ("/act/x", {}, "a form of yours that is kept here"),
        (action(page), {"kind": "release"}, "a kind that is said by a form"),
    ):
        lost = pages.post(f"{place}/typing", {**hidden(page), **changed})
        assert lost.status_code == 409
        assert why in lost.json()["lost"]


def test_what_means_harm_in_a_name_of_a_field_is_none(pages: Pages) -> None:
    """Names that no form of ours has are left out."""
    page = opened(pages, MESSAGE)
    evil = {
        "body.text": "x",
        "channel": "line",
        "tongues.0.<script>": "x",
        "body": "x",
        "sent": "RU/LINE/1",
        "files": "x",
    }
    pages.post(f"{action(page)}/typing", {**hidden(page), **evil})
    (form,) = pages.forms()
    assert form.sent == ""
    assert form.files == ()
    assert not any("<" in name for name in form.typed)
    assert "<script>" not in unescape(pages.get(action(page)).text).partition("<main")[2].partition("</main")[0]


# --- clearance --------------------------------------------------------------------------------------------------------


def ask_jones(pages: Pages, preview: httpx.Response, question: str = "Is it right?") -> httpx.Response:
    """Ask C. Jones for clearance of what a preview shows, and return the preview as it then stands."""
    fields = {**hidden(preview), "officer": JONES, "question": question}
    answer = pages.post(action(preview).replace("/send", "/clear"), fields)
    assert answer.status_code == 303, answer.text
    return pages.get(answer.headers["location"].partition("#")[0])


def test_a_colleague_clears_exactly_what_will_be_signed(pages: Pages) -> None:
    """What is asked, by whom and what is said stand in `own`; a change afterwards makes it an earlier text."""
    preview = ask_jones(pages, write(pages, MESSAGE, body__text="The area is closed.", channel="line", to="nato"))
    assert "not answered yet" in preview.text
    (asked,) = pages.own("clearance-request")
    assert (asked.officer, asked.body["officers"], asked.body["act"]["to"]) == (SMITH, [JONES], ["nato"])
    assert asked.body["digest"] == hidden(preview)["digest"]
    assert said(pages, "message") == []
    pages.sign_in(pages.jones)
    assert "Is it right?" in pages.get("/forms").text
    dossier = pages.get("/dossiers/" + asked.ref.lower()).text
    assert "The area is closed." in dossier
    page = write(pages, f"/act?kind=clearance&re={asked.ref}", **{"body.given": "not given"})
    assert "clearance-without-word" in page.text
    word = write(pages, f"/act?kind=clearance&re={asked.ref}", **{"body.given": "given", "body.text": "It is."})
    pages.post(action(word), hidden(word))
    assert "Is it right?" not in pages.get("/forms").text
    pages.sign_in(pages.smith)
    place = action(preview).removesuffix("/send")
    shown = pages.get(f"{place}/preview")
    assert "exactly this" in shown.text
    assert "It is." in shown.text
    form = pages.get(place)
    pages.post(place, {**hidden(form), "body.text": "The area is open.", "channel": "line", "to": "nato"})
    assert "an earlier text" in pages.get(f"{place}/preview").text
    now = hidden(pages.get(f"{place}/preview"))
    fields = {**now, "digest": hidden(preview)["digest"], "officer": JONES, "question": "And this?"}
    old = pages.post(f"{place}/clear", fields)
    assert code(old) == "preview-old", "nobody is asked about another text than the preview showed"
    assert len(pages.own("clearance-request")) == 1


def test_clearance_is_asked_of_accredited_colleagues_alone(pages: Pages) -> None:
    preview = write(pages, MESSAGE, body__text="x", channel="line", to="nato")
    place, sound = action(preview).replace("/send", "/clear"), hidden(preview)
    for officer in ("", SMITH, "Nobody", "<script>"):
        fields: dict[str, str | list[str]] = {**sound, "officer": officer} if officer else dict(sound)
        assert code(pages.post(place, fields)) == "clearance-of-whom"
    assert code(pages.post(place, {"proof": "0" * 64, "officer": JONES})) == "form-foreign"
    assert not re.search("<textarea[^>]*maxlength", preview.text), "a browser would cut what is pasted, and say nothing"
    long = pages.post(place, {**sound, "officer": JONES, "question": "x" * 60_001})
    assert code(long) == "body-field-too-long"
    assert "60001" in long.text
    assert pages.own("clearance-request") == []


def test_a_word_stands_at_the_release_too(pages: Pages) -> None:
    """A draft for two officers that is the same text shows what was said of it, and one asked about by the command."""
    preview = ask_jones(pages, write(pages, "/act?kind=protest", body__text="We protest.", channel="plenary"))
    pages.post(action(preview), hidden(preview))
    (draft,) = pages.own("draft")
    page = pages.get("/releases/" + draft.ref.lower())
    assert "not answered yet" in page.text
    assert "exactly this" in page.text
    run = Service(pages.still).run
    call = AskClearance((JONES,), draft=draft.ref, text="Now?", officer=SMITH)
    ref = pages.run(run(call)).act.ref  # type: ignore[attr-defined]
    listed = pages.run(run(ListClearances(asked_of=JONES))).items  # type: ignore[attr-defined]
    assert [one.ref for one in listed] == [ref, pages.own("clearance-request")[0].ref]
    assert listed[0].digest == listed[1].digest
    with pytest.raises(Refused, match="clearance-of-what"):
        pages.run(run(AskClearance((JONES,), officer=SMITH)))
