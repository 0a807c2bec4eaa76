"""Setting an assessment's inputs on its page: bounded, with errors at the field, and kept once by an officer."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from console_page import EVIL, Structure, page
from console_world import World
from council_of_two import Two
from entrance_world import Pages, pages_of_smith

from detente.assessment.basis import Basis
from detente.assessment.dependence.ledger import SET_HERE
from detente.assessment.dependence.ledger_reading import read_ledger
from detente.assessment.dependence.needs import inputs_of
from detente.assessment.reading import parse_file
from detente.console.pages import weighing
from detente.home.calls import Inbox
from detente.home.replies import ActView
from detente.home.service import Service

_come = weighing.usual(("nato", "ru"))
assert _come is not None
USUAL = _come
RU_BYPASS, POSTURE, SYRIA = "b1", "t6", "i0.1"


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """RU's pages, with A. Smith signed in."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with pages_of_smith(Two(tmp_path, "plenary").joined()) as found:
        yield found


def address(**fields: str) -> str:
    """Return the address of a form in which all is left empty but this; what is on the table stays there."""
    on = {f"t{place}": "1" for place in range(8) if place != 6}
    named = {name.replace("_", "."): value for name, value in fields.items()}
    return "/assessment?" + urlencode({"set": USUAL.mark, **on, **named})


def said(text: str) -> str:
    return " ".join(text.split())


def test_what_is_set_is_worked_out_again_and_set_beside_what_was() -> None:
    """Posture on the table and equal bypass: the rival's reading, made by hand, with the difference and what turns."""
    found = page(World(), address(t6="1", b1="0.25"))
    text = said(found.text)
    assert "The article's reading, as set here" in text
    assert "On what is tabled RU needs the channel hardly more than NATO: NATO 0.264, RU 0.268." in text
    assert "its sign turns" in text
    assert "2 inputs differ; none of them alone turns it." in text
    assert "Other channels of RU" in text
    assert "was 0.75" in text
    assert "was off" in text
    assert "Sign in to keep these inputs" in text
    assert any(link.startswith("/sign-in?next=%2Fassessment%3F") and "b1%3D0.25" in link for link in found.links)
    assert found.text.count("Need of the channel, reading by reading") == 1


def test_nothing_set_differs_in_nothing() -> None:
    """The form as it came, sent back: the same reading, no difference; a comma is a point; a blank stays as it was."""
    none: dict[str, str] = {}
    for fields in (none, {"b1": "0,75"}, {"b1": " "}):
        text = said(page(World(), address(**fields)).text)
        assert "What you set, and what it does" not in text
        assert "7.5 times as much" in text
    assert "What you set, and what it does" in said(page(World(), address(b1="0,7")).text)


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"b1": "1.5"}, "At most 1; 1.5 was typed."),
        ({"b1": "-1"}, "A number from 0 to 1, like 0.25."),
        ({"b1": EVIL[:30]}, "A number from 0 to 1, like 0.25."),
        ({"i0_1": "4"}, "At most 3; 4 was typed."),
        ({"b1": "1e9"}, "A number from 0 to 1, like 0.25."),
        ({"c0_0": "0.5"}, "Control of all parties comes to 1.05; it can be 1 at most."),
        ({f"i1_{place}": "0" for place in range(8)}, "Russia has to have an interest in some issue."),
    ],
    ids=["above", "below", "no number", "above the scale", "an exponent", "control above one", "no interest"],
)
def test_errors_stand_at_their_fields(fields: dict[str, str], complaint: str) -> None:
    """What does not fit is said at the field and above the form; nothing is worked out of it, what was typed stays."""
    found = page(World(), address(**fields))
    text = said(found.text)
    assert "Something does not fit, so nothing was worked out anew" in text
    assert text.count(complaint) >= 2, "above the form, and at the field"
    name = next(iter(fields)).replace("_", "-")
    assert f"#s-{name}" in found.links
    assert f"s-{name}-error" in found.ids
    assert "7.5 times as much" in text
    assert "as set here" not in text


def test_an_address_of_other_inputs_is_said_to_be_old() -> None:
    """Inputs that were changed since are shown as they are now, and nothing that was set in others is put into them."""
    text = said(page(World(), "/assessment?set=0123456789abcdef&b1=0.25").text)
    assert "This address sets inputs that are no longer these." in text
    assert "7.5 times as much" in text


# --- kept -------------------------------------------------------------------------------------------------------------


def kept(pages: Pages) -> list[ActView]:
    found = pages.run(Service(pages.still).run(Inbox(channel="own", all=True)))
    return [one for one in found.items if one.kind == "assessment-inputs"]  # type: ignore[attr-defined]


def form(text: str) -> dict[str, str]:
    part = text.partition('action="/assessment/keep"')[2].partition("</form>")[0]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', part)
    return {name: unescape(value) for name, value in found}


def test_what_was_set_is_kept_once_and_chosen_again(pages: Pages) -> None:
    """Two clicks keep one act; it holds every input with its basis, and as a reading what it was made from."""
    shown = pages.get(address(t6="1", b1="0.25"))
    assert "Keep for ourselves" in shown.text
    fields = {**form(shown.text), "title": "Ours <b>", "source": "two embassies"}
    answers = [pages.post("/assessment/keep", dict(fields)) for _ in range(2)]
    answer = answers[-1]
    for one in answers:
        assert one.status_code == 303, one.text
        assert one.headers["location"].startswith("/assessment?inputs=RU%2FOWN%2F")
    (act,) = kept(pages)
    ledger = read_ledger(parse_file(act.body["text"].encode(), toml=False))
    assert (ledger.title, ledger.source) == ("Ours <b>", "two embassies")
    mine = [one for one in inputs_of(ledger) if one[4] == SET_HERE]
    assert [(name, str(value), basis) for name, _, value, basis, _ in mine] == [
        ("bypass of RU", "1/4", Basis.ASSUMED),
        ("tabled", "1", Basis.ASSUMED),
    ]
    assert [one.id for one in ledger.readings] == ["before"]
    assert list(inputs_of(ledger.read_as(ledger.readings[0]))) == list(inputs_of(USUAL.ledger))
    text = Structure(pages.get(answer.headers["location"].partition("#")[0]).text).text
    assert "Ours <b>: On what is tabled" in said(text)
    assert "Source: two embassies." in said(text)
    assert "What would hold between NATO and Russia" in text, "the graph on the same question stands beside it"
    beside = Structure(pages.get("/assessment").text)
    assert any(f"reading={act.ref.replace('/', '%2F')}" in link for link in beside.links)


def test_what_cannot_be_kept_is_not(pages: Pages) -> None:
    """With an error, or with nothing set, the page comes back as it was typed and nothing is signed."""
    shown = pages.get(address(b1="0.5"))
    for wrong in ({"b1": "7"}, {"b1": "0.75"}):
        answer = pages.post("/assessment/keep", {**form(shown.text), **wrong})
        assert answer.status_code == 303
        assert f"b1={wrong['b1']}" in answer.headers["location"]
    assert kept(pages) == []


def test_nobody_keeps_who_is_not_signed_in(pages: Pages) -> None:
    """The form of a browser that signed out since is refused."""
    fields = form(pages.get(address(b1="0.5")).text)
    proof = re.search(r'name="proof" value="([0-9a-f]{64})"', pages.get("/").text)
    assert proof
    assert pages.post("/sign-out", {"proof": proof[1]}).status_code == 303
    assert pages.post("/assessment/keep", dict(fields)).status_code >= 400
    assert kept(pages) == []
    assert "Keep for ourselves" not in pages.get(address(b1="0.5")).text
