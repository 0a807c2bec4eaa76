"""Are contact points asked, and their answers timed, without a rate of any one party?"""

import pytest
from tests.matter import NOON, Matter, charter_of


def asked(**tables: object) -> Matter:
    matter = Matter(charter_of(tables=tables or None), "line")
    matter.say("us", "contact-check", to=("ru", "nato"), role="Duty officer")
    return matter


def test_answers_are_timed_by_evidence() -> None:
    """From the recorded receipt of the check to the recorded receipt of the answer."""
    matter = asked()
    check = next(iter(matter.acts.values()))
    matter.receipt("ru", check, NOON + 5)
    answer = matter.say("ru", "contact-answer", check, role="Duty officer", name="Lt A")
    matter.receipt("us", answer, NOON + 125)
    matter.heads(NOON + 600)
    sheet = matter.folded().sheet(matter.journal())
    assert (sheet.title.words, sheet.status) == ("Check of contact points by US: Duty officer", "waiting")
    assert sheet.data["answers"] == [
        {"party": "ru", "ref": answer.ref, "role": "Duty officer", "name": "Lt A", "seconds": 120}
    ]
    assert sheet.data["asked"] == 2
    assert matter.turn() == {"nato"}
    assert "nato" not in str(sheet.data), "who did not answer is named nowhere but in the act"


@pytest.mark.parametrize(
    ("kind", "party", "more", "code"),
    [
        ("contact-check", "us", {}, "contact-check-to-nobody"),
        ("contact-check", "us", {"to": ("ru",), "role": "x" * 201}, "body-field-too-long"),
        ("contact-answer", "ru", {"role": "Duty officer"}, "kind-opens-no-dossier"),
    ],
)
def test_what_is_refused(kind: str, party: str, more: dict[str, object], code: str) -> None:
    """A check is of somebody; an answer is of a check."""
    assert Matter(charter_of(), "line").refused(party, kind, **more) == code  # type: ignore[arg-type]


def test_who_answers_answers_for_himself_and_once() -> None:
    """From others it is irregular and counts for nothing."""
    matter = asked()
    check = next(iter(matter.acts.values()))
    assert matter.refused("ru", "contact-answer", check) == "body-incomplete"
    own = matter.say("us", "contact-answer", check, role="Duty officer")
    assert matter.why(own) == "contact-of-others"
    matter.say("ru", "contact-answer", check, role="Duty officer")
    again = matter.say("ru", "contact-answer", check, role="Deputy")
    assert matter.why(again) == "contact-answered"
    matter.same_in_every_order()


def test_an_answer_is_owed_where_the_charter_sets_a_clock() -> None:
    """By the usual clock of what asks; the form names the role that was asked."""
    matter = asked(clocks={"reply_hours": 24})
    assert {duty.who for duty in matter.duties("answer a check")} == {"ru", "nato"}
    (offered,) = [one for one in matter.folded().next_acts("ru") if one.kind == "contact-answer"]
    assert offered.body == {"role": "Duty officer"}
    assert asked().duties("answer a check") == []
