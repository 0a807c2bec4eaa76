"""What a desk tells a form as things stand: questions one by one, words that make sense, the charter's silence."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from console_page import Structure, words
from council_of_two import NOW, Two
from entrance_world import Pages, pages_of_smith
from test_console_acting import action, hidden, opened, said, write
from tests.matter import Matter

from detente.clock import DAY, HOUR, rfc3339
from detente.console.forms.bodies import body_of
from detente.console.forms.controls import Shape, controls_of
from detente.console.forms.hinting import begun, hinted, judged, stands_open, wrong_at
from detente.console.forms.wording import AT_FIELD
from detente.council.desk import Hint
from detente.council.desks import decisions, explanations
from detente.council.kinds import Addressed
from detente.council.registry import KINDS
from detente.errors import Refused

PROPOSE = "/act?kind=decision-propose"
CAUSE: dict[str, Any] = {"cause": "Trains at Elnya.", "questions": ["How many?", "Until when?"], "place": "Elnya"}


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """RU's pages, with A. Smith signed in; the charter asks for 30 hours of silence, 14 for reading."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    more = "\n[silence]\nminimum_hours = 30\nreading_hours = 14\ngrace_minutes = 20\n"
    with pages_of_smith(Two(tmp_path, "plenary", more=more).joined()) as found:
        yield found


def propose(pages: Pages, **fields: str) -> Any:
    told = {"channel": "plenary", "body.title": "Hours", "body.text": "It is tested daily.",
            "body.procedure": "silence", **fields}  # fmt: skip
    form = opened(pages, PROPOSE)
    kept = {"body.reading_hours": "14", "body.grace_seconds": "1200"}
    answer = write(pages, PROPOSE, **{**hidden(form), **kept, **told})
    return opened(pages, answer.headers["location"]) if answer.status_code == 303 else answer


# --- silence ----------------------------------------------------------------------------------------------------------


def test_a_proposal_begins_with_the_charter_s_terms_and_offers_no_time_that_the_charter_refuses(pages: Pages) -> None:
    form = opened(pages, PROPOSE)
    Structure(form.text)
    folded = form.text.index('<details class="more">') if '<details class="more">' in form.text else len(form.text)
    for name in ("expires_at", "reading_hours", "grace_seconds"):
        assert form.text.index(f'name="body.{name}"') < folded
    assert 'name="body.reading_hours" aria-describedby="f-body-reading_hours-help" value="14"' in form.text
    assert 'value="1200"' in form.text
    assert "By silence alone. The charter asks for 14 at least." in words(form.text)
    assert "in 2 h" not in form.text
    assert f'value="time:body.expires_at:{rfc3339(NOW + 31 * HOUR)[:13]}' in form.text


def test_a_silence_of_the_earliest_time_is_said_at_once_and_what_lacks_stands_at_its_field(pages: Pages) -> None:
    without = propose(pages)
    assert 'id="f-body-expires_at-error"' in without.text
    assert "Fill in “" in without.text
    soon = propose(pages, **{"body.expires_at": rfc3339(NOW + 29 * HOUR).removesuffix("Z")})
    assert 'id="f-body-expires_at-error"' in soon.text
    assert "The charter allows" in soon.text
    little = propose(pages, **{"body.expires_at": rfc3339(NOW + 31 * HOUR).removesuffix("Z"),
                               "body.reading_hours": "2"})  # fmt: skip
    assert 'id="f-body-reading_hours-error"' in little.text
    blank = {"body.reading_hours": "", "body.grace_seconds": ""}
    preview = propose(pages, **{"body.expires_at": rfc3339(NOW + 31 * HOUR).removesuffix("Z"), **blank})
    assert "This is what will be signed" in preview.text
    assert "detente decision propose" not in preview.text
    # A time stands in words, on the paper that is signed as elsewhere.
    assert '<dt>Silence expires</dt><dd dir="auto"><time' in preview.text
    pages.post(action(preview), hidden(preview))
    (act,) = said(pages, "decision-propose")
    assert (act.body["reading_hours"], act.body["grace_seconds"]) == (14, 1200)


def test_by_consensus_there_is_no_clock_and_nothing_to_take_out(pages: Pages) -> None:
    wrong = propose(pages, **{"body.procedure": "consensus",
                              "body.expires_at": rfc3339(NOW + 40 * HOUR).removesuffix("Z")})  # fmt: skip
    assert "empty: it counts by silence alone." in words(wrong.text)
    preview = propose(pages, **{"body.procedure": "consensus"})
    assert "This is what will be signed" in preview.text
    pages.post(action(preview), hidden(preview))
    (act,) = said(pages, "decision-propose")
    assert act.body.keys() == {"title", "text", "procedure"}


def test_each_refusal_that_stands_at_a_field_stands_at_one_that_some_kind_has() -> None:
    for code in AT_FIELD:
        refused = Refused(code, expected="x", got="y")
        assert any(wrong_at(refused, kind) for kind in KINDS.values()), code


def test_without_an_agreement_the_page_says_so_and_leads_to_no_anchor_that_is_not_there(pages: Pages) -> None:
    answer = pages.get("/act?kind=notification")
    assert (answer.status_code, answer.headers["location"]) == (303, "/notifications")
    page = pages.get("/notifications")
    Structure(page.text)
    assert "charter names no agreement" in page.text
    assert "Notify something" not in page.text


# --- what answers -----------------------------------------------------------------------------------------------------


def test_a_request_asks_for_questions_and_place_at_once_and_what_goes_on_with_it_shows_all_of_it(pages: Pages) -> None:
    begin = "/act?kind=explanation-request"
    form = opened(pages, begin)
    assert form.text.index('name="body.questions"') < form.text.index('<details class="more">')
    assert form.text.index('name="body.place"') < form.text.index('<details class="more">')
    # It goes to one party, which is here the only one there is, and no page calls that optional.
    assert 'value="nato" selected' in form.text.partition('name="to"')[2].partition("</select>")[0]
    to_nobody = write(pages, begin, **{"channel": "plenary", "body.cause": CAUSE["cause"]})
    assert "Choose under “For action”." in opened(pages, to_nobody.headers["location"]).text
    preview = write(pages, begin, **{
        "channel": "plenary", "to": "nato", "body.cause": CAUSE["cause"], "body.place": "Elnya",
        "body.questions": "How many?\nUntil when?",
    })  # fmt: skip
    assert "<li>How many?</li><li>Until when?</li>" in preview.text
    pages.post(action(preview), hidden(preview))
    (act,) = said(pages, "explanation-request")
    answer = words(opened(pages, f"/act?kind=explanation-report&re={act.ref}").text)
    above = answer.partition('<section class="quoted"')[2].partition("</section>")[0]
    for wanted in ("Trains at Elnya.", "How many?", "Until when?", "Place or area, in words"):
        assert wanted in above, (wanted, above[:1500])


def test_a_desk_refuses_what_does_not_ask_as_many_as_its_kind_has_to() -> None:
    """The form asks for what the desk insists on."""
    bodies: dict[str, dict[str, Any]] = {
        "explanation-request": CAUSE,
        "inspection-request": {
            "sort": "inspection", "regime": "", "enters_at": NOW + DAY, "entry_point": "Elnya", "area": "Elnya",
            "team": 4,
        },
        "contact-check": {},
    }  # fmt: skip
    asking = {name: kind.addressed for name, kind in KINDS.items() if kind.addressed is not Addressed.ANY}
    assert asking.keys() == bodies.keys()
    for name, addressed in asking.items():
        for to in ((), ("ru",), ("ru", "nato")):
            fits = len(to) == 1 or (addressed is Addressed.SOME and bool(to))
            assert (Matter().refused("us", name, to=to, **bodies[name]) == "") == fits, (name, to)


def test_questions_are_answered_one_by_one_and_only_words_that_make_sense_are_offered() -> None:
    matter = Matter()
    request = matter.say("us", "explanation-request", to=("ru",), **CAUSE)
    state = matter.state("explanations")
    found = explanations.hints(state, "explanation-answer", request.ref, matter.now)
    assert "accepted" not in found["answer"].choices
    assert "declined" not in found["answer"].choices
    assert found["answer"].choices[0] == "explained"
    assert found["text"].required
    assert (found["answers"].items, found["at"].hidden) == (("How many?", "Until when?"), True)
    typed = {"body.answer": "explained", "body.text": "A drill.", "body.answers.1.text": " In May. "}
    fields = KINDS["explanation-answer"].fields
    made = hinted(controls_of(fields, typed, {}), found, typed, {}, [*fields])
    (asked,) = [one for one in made if one.name == "body.answers"]
    assert (asked.shape, [one.label for one in asked.parts]) == (Shape.GROUP, ["1. How many?", "2. Until when?"])
    (answer,) = [one for one in made if one.name == "body.answer"]
    assert set(answer.choices) == {"", *found["answer"].choices}
    body, errors = judged(*body_of(fields, typed), found, typed, fields)
    assert (body["answers"], errors) == ([{"number": 2, "text": "In May."}], {})
    assert matter.refused("ru", "explanation-answer", request, **body) == ""
    body, errors = judged(*body_of(fields, {**typed, "body.answer": "accepted"}), found, typed, fields)
    assert list(errors) == ["body.answer"]
    meeting = matter.say("us", "explanation-meeting", request, **{"with": "all"})
    asked_to_meet = explanations.hints(matter.state("explanations"), "explanation-answer", meeting.ref, matter.now)
    assert {"accepted", "declined"} <= set(asked_to_meet["answer"].choices)
    assert "explained" not in asked_to_meet["answer"].choices
    assert asked_to_meet["answers"].hidden


def test_a_desk_s_terms_are_those_of_its_charter() -> None:
    matter = Matter()
    found = decisions.hints(decisions.begin(matter.charter), "decision-propose", None, NOW)
    assert begun(found, KINDS["decision-propose"].fields) == {"body.reading_hours": "12", "body.grace_seconds": "600"}
    assert found["expires_at"] == Hint(least=NOW + 24 * HOUR, only=("procedure", "silence"))
    assert decisions.hints(decisions.begin(matter.charter), "objection", None, NOW) == {}
    made = controls_of(KINDS["decision-propose"].fields, {}, {})
    assert [one.name for one in made if stands_open(one, found)] == [
        "body.expires_at", "body.reading_hours", "body.grace_seconds"
    ]  # fmt: skip


def test_what_is_wrong_with_several_fields_is_said_at_each_at_once() -> None:
    """Times of a meeting, and of an incident its time and both halves of its position, within their groups."""
    matter, day = Matter(), 86_400
    times = {"begins_at": NOW - 1, "ends_at": NOW - day, "answer_by_at": NOW + day}
    place = {"lat": "154.7", "lon": "19 E"}
    for kind, body, names in (
        ("meeting-convene", {"title": "On the incident", "level": "ambassadors", **times}, list(times)),
        (
            "incident-report",
            {"title": "Pass", "occurred": {"from_at": NOW, "until_at": NOW - day}, "place": place},
            ["occurred.until_at", "place.lat", "place.lon"],
        ),
    ):
        refused = matter.refusal("nato", kind, **body)
        assert refused is not None
        assert list(wrong_at(refused, KINDS[kind])) == [f"body.{name}" for name in names]
        assert len({refused.code, *(one.code for one in refused.also)}) == len(names)


# --- what a kind is about ---------------------------------------------------------------------------------------------


def test_what_a_kind_is_about_stands_open_although_it_may_be_left_out(pages: Pages) -> None:
    """When and where of an incident, what would reassure of a concern: none of it is folded as one of many."""
    for kind, names in (
        ("incident-report", ("occurred.from_at", "place.lat")),
        ("concern", ("place", "from_at", "until_at", "would_reassure")),
        ("assurance", ("place", "until_at", "verification")),
    ):
        form = opened(pages, f"/act?kind={kind}").text.partition('<details class="more"')[0]
        for name in names:
            assert f'name="body.{name}"' in form, (kind, name)


def test_an_account_begins_with_when_and_where_the_report_states_it_and_says_so(pages: Pages) -> None:
    """As its own typed values, which may be changed; what the report does not state stays blank."""
    place = {"body.place.lat": "54°42'N", "body.place.lon": "19.3", "body.place.datum": "WGS 84"}
    when = {"body.occurred.from_at": "2016-04-12T15:00:00", "body.occurred.precision": "minute"}
    preview = write(pages, "/act?kind=incident-report", **{"channel": "plenary", "body.title": "Pass", **place, **when})
    pages.post(action(preview), hidden(preview))
    (report,) = said(pages, "incident-report")
    form = opened(pages, f"/act?kind=incident-account&re={report.ref}").text
    for name, value in (
        ("place.lat", "54.700000"),
        ("place.datum", "WGS 84"),
        ("occurred.from_at", "2016-04-12T15:00:00"),
    ):
        assert re.search(f'name="body.{name}"[^>]*value="{value}"', form), name
    assert f"Taken over from {report.ref}." in words(form)
    assert form.index('name="body.place.lat"') < form.index('id="f-body-own_units"'), "what it is about stands first"
    assert "Taken over" not in opened(pages, f"/act?kind=incident-question&re={report.ref}").text
