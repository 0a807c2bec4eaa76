"""What an agreement's rules find of a form, said while it is filled in; fields on which that depends stand open."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from console_page import Structure, words
from council_of_two import Two
from entrance_world import JONES, SMITH, Pages, pages_of_smith, proof
from test_console_acting import action, hidden, opened, said, write
from test_console_signed import CHARTER, FORMAT, PACK, notify
from test_console_watch import ask
from tests.authenticator import Authenticator
from tests.unit.test_council_notifications import FORM

from detente.console.forms import agreed
from detente.console.forms.agreed_form import AgreedForm
from detente.console.forms.agreed_values import typed_of
from detente.console.forms.figures import typed_from, ungrouped
from detente.console.forms.ruled import finds_of
from detente.console.forms.ruled import opened as opened_form
from detente.home.calls import OfferWatch
from detente.languages import using
from detente.regimes.library import find
from detente.regimes.ruling import Verdict

BEGIN = f"/act?kind=notification&regime={PACK.id}&format={FORMAT.name}"
CANNOT = (
    "VD-40.1, Prior notification of a land activity: cannot say; not stated: In the zone of the regime; "
    "Under a single operational command."
)
DUE = "VD-40.1, Prior notification of a land activity: due 42 days before start: "


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """RU's pages, with A. Smith signed in, in a council with an agreement; one officer is enough."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    more = CHARTER.partition("[two_person]")[0] + "\n[regimes" + CHARTER.partition("[regimes")[2]
    with pages_of_smith(Two(tmp_path, "plenary", more=more).joined()) as found:
        yield found


def sent(pages: Pages, preview: Any) -> None:
    pages.post(action(preview), hidden(preview))


def test_a_form_says_what_is_due_and_what_nobody_can_say_and_an_amendment_mends_it(pages: Pages) -> None:
    """From the blank form over the preview to the ledger: the same finding, in the same words."""
    blank = opened(pages, BEGIN)
    Structure(blank.text)
    control = blank.text.index('name="body.single_command"')
    assert control < blank.text.index("The rest of the form")
    told = "Decides whether notice is due under VD-40.1, VD-41."
    assert told in blank.text[:control]
    assert CANNOT.removesuffix(".") in words(blank.text)

    preview = notify(pages, BEGIN, FORM, channel="plenary")
    assert CANNOT in words(preview.text)
    typing = pages.post(
        action(blank) + "/typing", {**hidden(blank), **typed_of(FORMAT, FORM), "channel": "plenary"}
    ).json()
    assert CANNOT in typing["finds"]
    sent(pages, preview)
    (first,) = said(pages, "notification")
    act = words(pages.get("/acts/" + first.ref.lower()).text)
    for line in ("Total number of troops: 12,700 persons", "Start date: 2016-07-01"):
        assert line in act
        assert line in words(pages.get("/dossiers/" + first.ref.lower()).text)
    assert "troops: 12700" not in act

    begin = f"/act?kind=notification-amendment&re={first.ref}"
    form = opened(pages, begin)
    assert CANNOT in words(form.text)
    preview = write(
        pages, begin,
        **{**typed_of(FORMAT, FORM), "body.number": "1", "body.reason": "Left out.",
           "body.single_command": "yes", "body.in_zone": "yes", "to": "nato"},
    )  # fmt: skip
    shown = words(preview.text)
    assert DUE in shown
    assert "Under a single operational command" in shown
    assert "<ins>" in preview.text
    sent(pages, preview)
    (amendment,) = said(pages, "notification-amendment")
    assert amendment.body == {"number": 1, "reason": "Left out.", "single_command": True, "in_zone": True}
    changed = words(pages.get("/acts/" + amendment.ref.lower()).text)
    assert "What it changed" in changed
    russian = pages.get("/dossiers/" + first.ref.lower(), sec_fetch_dest="document", accept_language="ru").text
    assert "В зоне применения соглашения" in russian
    assert "In the zone of the regime" not in russian
    assert "Общая численность войск" in russian
    assert "Total number of troops" not in russian
    # Who goes on with it asks those whom it asked.
    assert 'value="nato" checked' in words(opened(pages, f"/act?kind=correction&re={amendment.ref}").text)


def test_figures_of_a_check_begin_the_form(pages: Pages) -> None:
    query = {"name": "Iron", "host": "Poland", "troops": "13,500", "start": "2027-01-20", "single_command": "yes",
             "in_zone": "yes", "tanks": "300-400"}  # fmt: skip
    check = pages.get(f"/notifications/check?{urlencode({'regime': PACK.id, **query})}")
    link = next(one for one in Structure(check.text).links if "kind=notification" in one)
    form = opened(pages, link)
    for wanted in ('value="13500"', 'value="2027-01-20"', ">\nIron</textarea>", ">\nPoland</textarea>"):
        assert wanted in form.text, wanted
    assert DUE in words(form.text)
    assert 'value="300' not in form.text


def test_a_return_that_is_owed_leads_to_its_form_and_stands_in_a_handover(pages: Pages) -> None:
    assert "/act?kind=notification&amp;regime=vienna-2011&amp;format=" in pages.get("/").text
    pages.enrol(Authenticator(), JONES)
    place = "/watch/handover/preview"
    pages.post(place, {"proof": proof(pages.get("/watch/handover")), "to": JONES, "text": ""})
    assert "<li><bdi>return: " in pages.get(place).text
    ask(pages, OfferWatch(JONES, officer=SMITH))
    assert "<li><bdi>return: " in pages.get("/watch/handover").text, "and on the page from which it is taken"


def test_every_field_that_a_rule_reads_stands_open_in_every_form() -> None:
    for name in ("vienna-2011", "incsea-1972", "dma-1989", "minimal"):
        for form in find(name).formats.values():
            one = AgreedForm(find(name), form)
            before = agreed.agreed_of(one, {}, {}, "en")
            after = opened_form(before, one, ())
            assert {x.name for x in (*before.asked, *before.folded)} == {x.name for x in (*after.asked, *after.folded)}
            assert not [x.name for x in after.folded if x.help.startswith("Decides whether")]
    asked = {x.name.rpartition(".")[2] for x in opened_form(
        agreed.agreed_of(AgreedForm(PACK, FORMAT), {}, {}, "en"), AgreedForm(PACK, FORMAT), ()
    ).asked}  # fmt: skip
    assert asked >= {"troops", "tanks", "acv", "artillery", "transfer", "no_notice", "amphibious_troops"}


def test_what_rules_find_says_what_is_due_first_then_what_cannot_be_said() -> None:
    form = AgreedForm(PACK, FORMAT)
    found = finds_of(form, {"fields": FORM, "single_command": True, "in_zone": True}, "en")
    assert found[0].verdict is Verdict.DUTY
    assert found[0].due_at == "2016-05-20T23:59:59Z"
    assert "By 20 May 2016, 23:59:59 UTC." in found[0].line
    with using("ru"):
        russian = finds_of(form, {"fields": FORM, "single_command": True, "in_zone": True}, "ru")[0].words
    assert russian.startswith(
        "срок: 42 дня до события: начало; основание: в зоне: да; единое командование: да; войска: 12"
    )
    order = list(Verdict)
    assert [order.index(one.verdict) for one in found] == sorted(order.index(one.verdict) for one in found)
    assert finds_of(form, {"nil": True}, "en") == ()
    large = finds_of(
        form, {"fields": {**FORM, "troops": 13_000, "no_notice": False}, "single_command": True, "in_zone": True}, "en"
    )
    assert [one.rule for one in large if one.apart] == ["VD-47.4"]
    apart = "An invitation is an act of its own; it is not counted among what is owed."
    assert large[-1].line.endswith(f"By 20 May 2016, 23:59:59 UTC. {apart}")
    cut = finds_of(form, {"fields": {**FORM, "troops": 8_999, "tanks": 0, "acv": 0, "artillery": 0},
                          "single_command": True, "in_zone": True}, "en")  # fmt: skip
    assert next(one for one in cut if one.rule == "VD-40.1").words.startswith("nothing due: ")


@pytest.mark.parametrize(
    ("text", "digits"),
    [("13,500", "13500"), ("13 500", "13500"), ("8,000-9,500", "8000-9500"), ("1,2", "1,2"), ("13,50", "13,50"),
     ("1,000,000", "1000000"), ("12.500", "12.500"), ("13500", "13500"), ("1,0000", "1,0000")],
)  # fmt: skip
def test_thousands_are_read_as_they_are_printed(text: str, digits: str) -> None:
    assert ungrouped(text) == digits


def test_what_does_not_fit_a_form_is_left_out() -> None:
    assert typed_from({"lead": "Poland", "troops": "many", "start": "2027", "no_notice": "maybe"}, FORMAT) == {}
    assert typed_from({"start": "2027-01-20T06:00:00Z", "no_notice": "no", "single_command": "no"}, FORMAT) == {
        "body.fields.start": "2027-01-20", "body.fields.no_notice": "no", "body.single_command": "no",
    }  # fmt: skip
