"""The page of one meeting: agenda, speakers, statements side by side, what minutes say by now; and acts from it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from console_page import EVIL, Structure, page, words
from console_world import NOW, World, act, matter
from entrance_world import Pages, pages_of_smith, two_in
from test_console_acting import opened, said, write
from test_console_composing import typing

from detente.clock import HOUR, rfc3339
from detente.console.forms.ordering import moved, rows_in
from detente.console.pages.sitting import current_in, groups_of, speakers_of, tongues_in, unfolded_in
from detente.home.calls import Send
from detente.home.replies import DossierShown, NextActView
from detente.home.replies.acts import ActView, ReceiptView
from detente.home.service import Service

REF = "NATO/TABLE/4"


def item(number: int, party: str = "nato", **changes: Any) -> dict[str, Any]:
    return {
        "item": str(number), "number": number, "title": EVIL, "explanation": EVIL, "tabled_by": party,
        "contested_by": [], "withdrawn": False, "result": "no result", "recorded": {}, "outcome": "", "contests": [],
        "statements": [], **changes,
    }  # fmt: skip


def statement(ref: str, party: str, language: str, **unofficial: str) -> dict[str, Any]:
    text = f"In {language}, {EVIL}"
    return {"ref": ref, "party": party, "for": None, "reply_to": None, "language": language, "text": text,
            "unofficial": unofficial}  # fmt: skip


def asking(party: str, ref: str, given: str | None = None, spoke: str | None = None) -> dict[str, Any]:
    state = "waits" if given is None else "given"
    return {"party": party, "ref": ref, "reply_to": None, "state": state, "given": given, "spoke": spoke}


def sitting(*next_acts: NextActView, received: tuple[ReceiptView, ...] = (), **changes: Any) -> World:
    """Return a world with one meeting, and the receipts of its invitation that are held here."""
    bracket = {"number": 1, "options": {"A": EVIL, "B": "other"}, "chosen": {"ru": "b"}, "closed": None}
    text = {"ref": "NATO/TABLE/9", "tabled": "NATO/TABLE/9", "title": EVIL, "text": EVIL, "language": "en",
            "brackets": [bracket], "signed": [], "missing": ["ru"]}  # fmt: skip
    answer = {"answer": "no answer", "refs": [], "reason": "", "delegation": [], "to_earlier_terms": False,
              "held_since": None}  # fmt: skip
    data = {
        "meeting": REF, "title": EVIL, "level": EVIL, "phase": "open", "begins_at": NOW, "ends_at": None,
        "opened_at": NOW, "opening": "NATO/TABLE/6", "closed_at": None, "closing": None,
        "place": EVIL, "terms": {REF: NOW}, "follows": None, "convened_by": "nato", "chair": "nato",
        "participants": ["nato", "ru"], "answers": {"ru": answer}, "items": [item(1), item(2, "ru")], "floor": [],
        "spoken": [], "summary": [], "minutes": [], "texts": [text], **changes,
    }  # fmt: skip
    view = matter(REF, desk="meetings", channel="table", title=EVIL, status=data["phase"])
    shown = DossierShown(NOW, {}, NOW, view, (), (), data, [], list(next_acts), [act(REF)], [])
    return World(shown={REF: shown}, acts=[act(REF, received=received)])


PATH = "/meetings/nato/table/4"


def test_the_page_has_agenda_speakers_statements_brackets_and_minutes() -> None:
    floor = [asking("ru", "RU/TABLE/5"), asking("us", "US/TABLE/2", "NATO/TABLE/8")]
    items = [
        item(1, statements=[statement("RU/TABLE/6", "ru", "ru", en="Unofficially."),
                            statement("NATO/TABLE/7", "nato", "en")]),
        item(2, "ru", contested_by=["us"]),
    ]  # fmt: skip
    found = page(sitting(floor=floor, items=items, spoken=[{"ref": "RU/TABLE/6", "party": "ru", "item": "1"}]), PATH)
    text = " ".join(found.text.split())
    for wanted in (
        "Asked for the floor RU RU/TABLE/5", "Has the floor US given by NATO/TABLE/8",
        "RU on item 1 RU/TABLE/6", "contested by US", "Unofficial, by the author", "1 of 1 bracket open",
        "1 bracket of joint texts open", "The text, from the record as it is held here", "paper",
        "no receipt here",
    ):  # fmt: skip
        assert wanted in text, wanted
    assert "Table an item" not in text, "nobody is signed in"


def test_a_receipt_that_is_held_here_is_told_before_the_depositary_records_it() -> None:
    answer = {"answer": "no answer", "refs": [], "reason": "", "delegation": [], "to_earlier_terms": False,
              "held_since": None}  # fmt: skip
    answers = {"nato": answer, "ru": answer, "us": {**answer, "held_since": NOW}}
    found = page(sitting(answers=answers, received=(ReceiptView("ru", NOW, "stored"),)), PATH)
    rows = " ".join(found.text.partition("Holds the invitation")[2].split())
    assert re.search("NATO .*its author.* RU .*stored not later than .*not recorded by the depositary yet", rows), rows
    assert re.search("US .* since 20 Apr", rows), rows
    assert "no receipt here" not in rows


def test_minutes_begin_with_the_opening() -> None:
    world = sitting(phase="convened")
    assert "Minutes begin when the meeting is opened." in page(world, PATH).text
    assert [type(one).__name__ for one in world.asked].count("ExportMeeting") == 0
    assert sitting().get(f"{PATH}?language=fr").status_code == 200


def test_another_matter_is_no_meeting() -> None:
    assert World().get(PATH).status_code == 404


def test_the_agenda_stands_party_by_party_or_for_one_alone() -> None:
    items = [item(1), item(2, "ru"), item(3)]
    assert [(party, [one["number"] for one in of]) for party, of in groups_of(items, by="party", of="")] == [
        ("nato", [1, 3]), ("ru", [2])
    ]  # fmt: skip
    assert groups_of(items, by="", of="ru") == [("", [items[1]])]
    assert groups_of(items, by="", of="us") == []
    found = page(sitting(), f"{PATH}?order=party")
    assert "Tabled by RU" in found.text
    assert f"{PATH}?of=ru&order=party#agenda" in found.links


def test_languages_in_which_something_was_said_come_before_translations() -> None:
    of = [statement("RU/TABLE/6", "ru", "ru", en="x", de="y"), statement("TR/TABLE/2", "tr", "tr")]
    assert tongues_in(of) == ["ru", "tr", "de", "en"]


@pytest.mark.parametrize(
    ("phase", "spoken", "expected"),
    [
        ("open", [], "2"), ("open", ["3"], "3"), ("open", ["3", "1"], "2"), ("open", ["3", "4"], "2"),
        ("convened", ["3"], None), ("minutes signed", ["3"], None),
    ],
)  # fmt: skip
def test_an_open_meeting_is_at_the_item_spoken_on_last_that_is_left(
    phase: str, spoken: list[str], expected: str | None
) -> None:
    items = [item(1, recorded={"NATO/TABLE/6": "noted"}), item(2), item(3), item(4, withdrawn=True)]
    assert current_in({"phase": phase, "items": items, "spoken": [{"item": one} for one in spoken]}) == expected
    assert current_in({"phase": phase, "items": items[:1], "spoken": []}) is None


def test_of_a_meeting_that_is_over_what_was_said_stands_open() -> None:
    items = [item(1, statements=[statement("RU/TABLE/6", "ru", "ru")]), item(2)]
    for phase, expected in (("minutes signed", {"1"}), ("closed", {"1"}), ("open", {"2"}), ("cancelled", set())):
        assert unfolded_in({"phase": phase, "items": items, "spoken": [{"item": "2"}]}) == expected


def test_the_item_under_way_is_open_and_the_others_are_lines() -> None:
    items = [item(1, recorded={"NATO/TABLE/6": "noted"}, result="noted"), item(2, "ru")]
    found = sitting(items=items).get(PATH).text
    folded = r'<details class="item" id="item-(\d)"( data-needed)?( open)?>'
    assert re.findall(folded, found) == [("1", "", ""), ("2", " data-needed", " open")]
    assert found.count('<span class="tag">under way</span>') == 1
    assert (
        len(re.findall(r'id="item-\d"(?: data-needed)? open>', sitting(items=items).get(f"{PATH}?whole=1").text)) == 2
    )


def test_who_was_given_the_floor_speaks_until_a_statement_is_there() -> None:
    floor = [asking("ru", "RU/L/1", "NATO/L/2", "RU/L/3"), asking("us", "US/L/1", "NATO/L/3"), asking("tr", "TR/L/1")]
    found = speakers_of({"floor": floor, "spoken": []})
    assert [one["party"] for one in found.waiting] == ["tr"]
    assert [one["party"] for one in found.speaking] == ["us"]
    assert found.asked == {"RU/L/3"}


# --- acts from the page -----------------------------------------------------------------------------------------------


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """RU's pages, with A. Smith signed in."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with pages_of_smith(two_in(tmp_path)) as found:
        yield found


def convened(pages: Pages) -> ActView:
    """Return RU's invitation to a meeting of two items."""
    body = {"title": "A meeting", "level": "ambassadors", "begins_at": pages.still.clock.now() + 60,
            "ends_at": pages.still.clock.now() + HOUR, "items": ["First", "Second"]}  # fmt: skip
    call = Send("plenary", body, kind="meeting-convene", to=("nato",), officer="A. Smith")
    return pages.run(Service(pages.still).run(call)).act  # type: ignore[attr-defined]


def sent(pages: Pages, body: str, action: str, **typed: str) -> None:
    """Press *preview* of one form of a page, then sign."""
    form = body[body.index(f'action="{action}"') :].partition("</form>")[0]
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))
    answer = pages.post(action, {**hidden, **typed, "do": "preview"})
    preview = pages.get(answer.headers["location"])
    assert "This is what will be signed" in preview.text, preview.text
    assert "Table an item" not in preview.text
    digest = re.search(r'name="digest" value="([^"]+)"', preview.text)
    assert digest
    pages.post(f"{action}/send", {"proof": hidden["proof"], "digest": digest[1]})


def test_an_item_is_tabled_from_the_page_in_two_steps(pages: Pages) -> None:
    ref = convened(pages).ref
    answer = pages.get(f"/meetings/{ref.lower()}")
    Structure(answer.text)
    action = re.search(r'id="table-item".*?action="(/act/[^"]+)"', answer.text, re.DOTALL)
    assert action, answer.text
    sent(pages, answer.text, action[1], **{"body.title": "Third"})
    (tabled,) = said(pages, "item-table")
    assert (tabled.body["title"], tabled.dossier, tabled.channel) == ("Third", ref, "plenary")
    assert tabled.language == "en", "as a whole form begins"
    assert "Third" in pages.get(f"/meetings/{ref.lower()}").text


def test_a_form_is_about_the_item_beside_which_it_stood(pages: Pages) -> None:
    """Of several items the desk offers one act each; the address says which."""
    ref = convened(pages).ref
    links = Structure(pages.get(f"/meetings/{ref.lower()}").text).links
    wanted = [one for one in links if "kind=item-withdraw" in one and "about=2" in one]
    assert len(wanted) == 1
    form = pages.get(pages.get(wanted[0]).headers["location"])
    assert re.search(r'name="body\.item"[^>]*value="2"', form.text)


def test_opening_is_warned_of_and_a_closed_meeting_is_over_whatever_was_planned(pages: Pages) -> None:
    """Before the preview and in it, and nothing is held back: nobody has answered, and it is to begin in a minute."""
    ref = convened(pages).ref
    began = write(pages, f"/act?kind=meeting-open&dossier={ref}")
    for text in (opened(pages, f"/act?kind=meeting-open&dossier={ref}").text, began.text):
        assert "Opened now, it begins before that time." in words(text)
        assert "No answer to the invitation is here yet from NATO." in words(text)
    assert "This is what will be signed" in began.text
    dossier = f"/dossiers/{ref.lower()}"
    assert "begins" in words(pages.get(dossier).text).partition("Next clock")[2].partition("</dd>")[0]
    done = []
    for kind in ("meeting-open", "meeting-close"):
        sent = pages.run(Service(pages.still).run(Send("plenary", {}, kind=kind, dossier=ref, officer="A. Smith")))
        done.append(sent.act.ref)
        if kind == "meeting-open":
            goes_on = words(pages.get(f"/meetings/{ref.lower()}").text).partition("When")[2].partition("Where")[0]
            assert re.search(f"Opened .*>{done[0]}</a> says.*Planned for .*>to <time", goes_on), goes_on
    assert "none runs" in words(pages.get(dossier).text).partition("Next clock")[2].partition("</dd>")[0]
    offered = words(pages.get(dossier).text)
    assert "kind=meeting-open" not in pages.get(dossier).text, "it stands on the meeting's page, under its reason"
    assert "Sum up" in offered
    assert "Record the result" not in offered, "what is about an item stands on the meeting's page"
    assert "the meeting's page" in offered.partition("Sum up")[2]
    text = pages.get(f"/meetings/{ref.lower()}").text
    fold = text.partition("Go on with a meeting that is closed")[2].partition("</details>")[0]
    assert (fold.count("kind=meeting-open"), text.count("kind=meeting-open")) == (1, 1)
    when = words(text).partition("When")[2].partition("Where")[0]
    assert re.search(f"Opened .*>{done[0]}</a> says.*Closed .*>{done[1]}</a> says.*Planned for ", when), when
    assert ">to <time" not in when, "it is over: until when it was planned stands in its story"
    ahead, _, past = " ".join(Structure(pages.get("/calendar").text).text.split()).partition("Past")
    assert ("A meeting" in ahead, "meeting closedA meeting" in past) == (False, True), past


def test_a_time_that_cannot_be_meant_is_told_at_its_field(pages: Pages) -> None:
    at = pages.still.clock.now()
    for name, later, expected in (
        ("begins_at", -HOUR, "Give a time under “When it begins” that lies ahead."),
        ("ends_at", HOUR, "that is after the beginning."),
        ("answer_by_at", 3 * HOUR, "between now and the beginning"),
    ):
        times = {"begins_at": at + 2 * HOUR, name: at + later}
        typed = {f"body.{one}": rfc3339(when).removesuffix("Z") for one, when in times.items()}
        told = {"channel": "plenary", "body.title": "A meeting", "body.level": "ambassadors"}
        found = write(pages, "/act?kind=meeting-convene", **told, **typed)
        error = found.text.partition(f'id="f-body-{name}-error"')[2].partition("</p>")[0]
        assert expected in error, found.text
        heard = typing(pages, opened(pages, "/act?kind=meeting-convene"), **told, **typed)
        assert expected in heard["errors"][f"body.{name}"], "while one types it is said as at the preview"  # type: ignore[index]
        assert heard["refusal"] == ""


# --- an invitation, an answer, the end --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("do", "expected"),
    [
        ("up:body.items:3", "C\nA"), ("down:body.items:1", "C\nA"), ("up:body.items:1", "A\nC"),
        ("down:body.items:3", "A\nC"), ("up:body.items:2", "A\nC"), ("up:body.items:9", "A\nC"),
    ],
)  # fmt: skip
def test_a_row_changes_places_with_the_one_beside_it_and_blank_rows_go(do: str, expected: str) -> None:
    assert moved({"body.items": "\nA\n\nC", "body.title": "T"}, do) == {"body.items": expected, "body.title": "T"}


def test_other_buttons_move_nothing_and_rows_stand_blank_at_the_end() -> None:
    for do in ("up:body.other:1", "up:body.items:x", "keep", "drop:body.items.1", "up:body.items"):
        assert moved({"body.items": "A\nB"}, do) is None
    assert [len(rows_in("\n".join("A" * many))) for many in (0, 1, 3, 9)] == [4, 4, 5, 11]


def test_the_order_of_an_agenda_is_changed_before_it_is_signed(pages: Pages) -> None:
    """By buttons that are submitted, so without a script too."""
    items = [("body.items", one) for one in ("First", "", "Second", "")]
    form = opened(pages, "/act?kind=meeting-convene")
    assert len(re.findall(r'name="body\.items"', form.text)) == 4
    folded = form.text.partition('<details class="more">')[0]
    assert "Proposed items" in folded
    action = re.search(r'action="(/act/[^"]+)"', form.text)
    assert action
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form.text))
    typed: dict[str, str | list[str]] = {**hidden, "body.items": [text for _name, text in items]}
    answer = pages.post(action[1], {**typed, "do": "up:body.items:2"})
    assert answer.headers["location"].endswith("#f-body-items")
    found = re.findall(r'name="body\.items" value="([^"]*)"', opened(pages, answer.headers["location"]).text)
    assert found == ["Second", "First", "", ""]


def test_a_delegation_is_filled_in_as_it_was_last_or_with_who_is_accredited(pages: Pages) -> None:
    new = opened(pages, "/act?kind=meeting-convene").text
    assert 'name="body.delegation.0.name" aria-required="true" aria-describedby' in new
    assert 'value="A. Smith"' in new
    assert "officers accredited here" in new
    body = {"title": "A meeting", "level": "ambassadors", "begins_at": pages.still.clock.now() + 60,
            "delegation": [{"name": "Ambassador"}, {"name": "Secretary", "rank": "expert"}]}  # fmt: skip
    call = Send("plenary", body, kind="meeting-convene", to=("nato",), officer="A. Smith")
    ref = pages.run(Service(pages.still).run(call)).act.ref  # type: ignore[attr-defined]
    next_one = opened(pages, "/act?kind=meeting-convene").text
    for wanted in ('value="Ambassador"', 'value="Secretary"', 'value="expert"', f"as it was for {ref}"):
        assert wanted in next_one, wanted
    assert re.findall(r'name="body\.delegation\.\d\.name"[^>]* value="([^"]*)"', next_one) == [
        "Ambassador",
        "Secretary",
    ]


def test_what_has_no_result_is_told_before_a_meeting_is_closed_and_holds_nothing_back(pages: Pages) -> None:
    ref = convened(pages).ref
    for kind, body in (("meeting-open", {}), ("item-result", {"item": "1", "result": "noted"})):
        call = Send("plenary", body, kind=kind, dossier=ref, officer="A. Smith")
        pages.run(Service(pages.still).run(call))
    hint = "Items of which no result is recorded: 2. “Not agreed” is a result, too."
    assert hint in opened(pages, f"/act?kind=meeting-close&dossier={ref}").text
    assert hint not in opened(pages, f"/act?kind=meeting-change&dossier={ref}").text
    preview = write(pages, f"/act?kind=meeting-close&dossier={ref}").text
    assert "This is what will be signed" in preview
    assert hint in preview
