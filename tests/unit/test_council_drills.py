"""Is what is practised kept apart from what is meant, in every record and for everybody's eyes?"""

import pytest
from tests.matter import NOON, Matter, charter_of
from tests.papers import minutes_of_2016
from tests.parley import Parley

from detente.council.drills import may_be_drilled
from detente.council.duty import DutyState
from detente.council.papers.layout import lay_out
from detente.council.registry import KINDS
from detente.errors import Refused
from detente.protocol.acts import CHARTER_KINDS

NIGHT = "call by night"
ASKED = {"clocks": {"reply_hours": 1}}


def drill() -> Matter:
    """Return a drill of the US with RU and NATO on the line, in which a reply is owed."""
    matter = Matter(charter_of(tables=ASKED), "line")
    matter.say("us", "clarification-request", to=("ru", "nato"), drill=NIGHT)
    return matter


def test_a_dossier_opened_as_a_drill_holds_its_acts_only() -> None:
    """Without its mark, or with another's, an act counts for nothing there; its author's node would not sign it."""
    matter = drill()
    for body in ({}, {"drill": "another"}):
        assert matter.refused("ru", "reply", next(iter(matter.acts.values())), **body) == "drill-mixed"
        act = matter.say("ru", "reply", next(iter(matter.acts.values())), **body)
        assert matter.why(act) == "drill-mixed"
    act = matter.say("ru", "reply", next(iter(matter.acts.values())), drill=NIGHT)
    assert matter.why(act) == ""


def test_what_is_meant_takes_no_act_of_a_drill() -> None:
    """The other way round: a drilled reply answers nothing that was asked."""
    matter = Matter(charter_of(tables=ASKED), "line")
    asked = matter.say("us", "clarification-request", to=("ru",))
    drilled = matter.say("ru", "reply", asked, drill=NIGHT)
    assert matter.why(drilled) == "drill-mixed"
    assert matter.turn() == {"ru"}


@pytest.mark.parametrize(
    ("kind", "more", "code"),
    [
        ("message", {}, "drill-to-nobody"),
        ("message", {"to": ("ru",), "channel": "public"}, "drill-not-for-kind"),
        ("suspend", {"channels": ["experts"], "reason": "x", "ground": "x", "to": ("ru",)}, "drill-not-for-kind"),
        ("silence-announcement", {"until_at": NOON + 60, "reason": "x", "meanwhile": "reads"}, "drill-not-for-kind"),
        ("watch-handover", {"note": b"x", "to": ("ru",)}, "drill-not-for-kind"),
    ],
)
def test_what_cannot_be_drilled(kind: str, more: dict[str, object], code: str) -> None:
    """A drill has somebody who takes part, and no effect outside its matter: none binds, is signed apart, or public."""
    matter = Matter(charter_of(tables={"levels": {"kinds": {"suspend": "watch officer"}}}), "line")
    channel = more.pop("channel", "plenary" if kind == "suspend" else "line")
    assert matter.refused("us", kind, channel=channel, drill=NIGHT, **more) == code  # type: ignore[arg-type]


def test_no_word_on_the_charter_can_be_drilled() -> None:
    """Signed by enough parties it would change the charter, whatever its body says beside."""
    charter = charter_of()
    assert not [name for name in CHARTER_KINDS if may_be_drilled(KINDS[name], charter, "line")]
    assert may_be_drilled(KINDS["message"], charter, "line")


def test_minutes_of_a_drill_say_so_on_every_page() -> None:
    """Beside the mark of a rehearsal, in every language."""
    marked = lay_out(minutes_of_2016(drill=NIGHT, rehearsal=False), "fr")
    assert marked.rehearsal == f"DRILL: {NIGHT}"
    assert lay_out(minutes_of_2016(drill=NIGHT, rehearsal=True), "en").rehearsal.endswith(f" · DRILL: {NIGHT}")
    assert "DRILL" not in lay_out(minutes_of_2016(), "en").rehearsal


def test_a_name_that_is_none_is_refused() -> None:
    """Too long, or no text."""
    matter = Matter(charter_of(), "line")
    assert matter.refused("us", "message", to=("ru",), drill="x" * 65) == "body-field-too-long"
    assert matter.refused("us", "message", to=("ru",), drill=7) == "body-field-type"


def test_duties_of_a_drill_carry_its_name() -> None:
    """They run by the same clocks, and whoever counts can leave them out."""
    matter = drill()
    act = next(iter(matter.acts.values()))
    matter.receipt("ru", act, NOON + 60)
    matter.heads(NOON + 7_200)
    found = matter.duties("reply")
    assert {duty.drill for duty in found} == {NIGHT}
    assert DutyState.OVERDUE in {duty.state for duty in found}


def test_a_drill_says_so_in_its_title_and_facts() -> None:
    """Whatever desk shows it: lists and pages read the title."""
    matter = drill()
    sheet = matter.folded().sheet(matter.journal())
    assert sheet.title.words == f"DRILL {NIGHT}: us says clarification-request"
    assert sheet.facts[0] == ("DRILL", f"{NIGHT}: practised, and counted in no measure")


def test_every_order_marks_alike() -> None:
    """Judged by what is proven to come before, as everything else."""
    matter = drill()
    first = next(iter(matter.acts.values()))
    matter.say("ru", "reply", first, drill=NIGHT)
    matter.say("nato", "reply", first, knows=[first])
    matter.say("us", "statement", knows=[first], drill=NIGHT)
    folded = matter.same_in_every_order()
    assert [why.code for why in folded.irregular.values()] == ["drill-mixed"]


def test_the_node_marks_what_answers_a_drill() -> None:
    """Who answers need not name it: also an acknowledgement bears the mark; in one's own notes nothing changes."""
    parley = Parley()
    opened = parley.say("p0", to=("p1",), body={"text": "Call.", "drill": NIGHT})
    parley.deliver()
    read = parley.say("p1", kind="acknowledge", re=opened.ref, body={})
    noted = parley.say("p1", "own", kind="note", re=opened.ref)
    said = {act.ref: act for act in parley.cores["p1"].folding.sayings.opened([parley.row("p1", read.ref),
                                                                             parley.row("p1", noted.ref)])}  # fmt: skip
    assert said[read.ref].body == {"drill": NIGHT}
    assert "drill" not in said[noted.ref].body
    with pytest.raises(Refused) as caught:
        parley.say("p1", re=opened.ref, body={"text": "Yes.", "drill": "another"})
    assert caught.value.code == "drill-mixed"
