"""The line desk: messages, that an officer saw them, papers, calls; whose turn it is and what is owed."""

from string import Formatter

import pytest
from tests.matter import NOON, Matter, charter_of

from detente.council.desk import NextAct
from detente.council.desks import line
from detente.council.duty import DutyState
from detente.council.kinds import Kind, Speech
from detente.council.registry import KINDS, kind_of, rungs
from detente.errors import Refused

CLOCKS = {"clocks": {"reply_hours": 48, "reply": {"offer": 72}, "acknowledge": {"flash": 10}}}


def test_every_order_of_answers_gives_the_same_state() -> None:
    """The message first, its answers in any order."""
    matter = Matter()
    message = matter.say("ru", "message", to=("nato",))
    matter.say("nato", "acknowledge", message, knows=())
    right = matter.say("ru", "correction", message, knows=())
    state = matter.same_in_every_order().states["line"]
    assert state.acknowledged == {message.ref: frozenset({"nato"})}
    assert state.corrected == {message.ref: frozenset({right.ref})}


def test_only_the_author_corrects_and_nobody_acknowledges_himself() -> None:
    """Refused at the author's desk; from others kept, marked, and counting for nothing."""
    matter = Matter()
    message = matter.say("ru", "message", to=("nato",))
    assert matter.refused("nato", "correction", message) == "correct-other"
    assert matter.refused("ru", "acknowledge", message) == "acknowledge-own"
    wrong = matter.say("nato", "correction", message)
    assert matter.why(wrong) == "correct-other"
    assert matter.state("line").corrected == {}


def test_the_turn_passes_with_the_acknowledgement_of_what_informs() -> None:
    """An addressee of a message has the turn until one of its officers has read it."""
    matter = Matter()
    message = matter.say("ru", "message", to=("nato",))
    assert matter.turn() == {"nato"}
    matter.say("nato", "acknowledge", message)
    assert matter.turn() == frozenset()


def test_acknowledging_what_asks_leaves_the_turn_where_it_is() -> None:
    """A request is answered or declined; to have read it is neither."""
    matter = Matter()
    request = matter.say("ru", "clarification-request", to=("nato", "us"))
    matter.say("nato", "acknowledge", request)
    assert matter.turn() == {"nato", "us"}
    matter.say("nato", "explanation", request)
    matter.say("us", "decline", request)
    assert matter.turn() == frozenset()


def test_what_asks_everybody_gives_every_reader_the_turn() -> None:
    matter = Matter()
    matter.say("ru", "proposal")
    assert matter.turn() == {"nato", "us"}


def test_next_acts_are_those_that_count() -> None:
    """What is offered to an officer is what his node would sign."""
    matter = Matter()
    request = matter.say("ru", "clarification-request", to=("nato",))
    offered = line.next_acts(matter.state(), "nato")
    assert NextAct("reply", request.ref) in offered
    for party in ("nato", "ru"):
        for one in line.next_acts(matter.state(), party):
            re = matter.acts[one.re] if one.re else None
            assert matter.refused(party, one.kind, re) == ""


def test_a_call_is_noted_by_one_end_and_read_back_by_the_other() -> None:
    """What each side says of a call stands beside the other's; who was not on the line reads nothing back."""
    matter = Matter()
    note = matter.say("nato", "call-note", caller="nato", called="ru", at=NOON, answered=True, text="Agreed to call.")
    assert matter.refused("us", "call-readback", note) == "call-of-others"
    matter.say("ru", "call-readback", note, text="A call was held.")
    (calls,) = matter.folded().sheet(matter.journal()).sections
    assert calls.lines[0].cells == ("NATO", "RU", "yes", "Agreed to call.", "A call was held.")


# --- duties -----------------------------------------------------------------------------------------------------------


def asked(**more: object) -> tuple[Matter, object]:
    matter = Matter(charter_of(tables=CLOCKS))
    return matter, matter.say("ru", "clarification-request", to=("nato",), **more)


def test_no_clock_runs_while_nothing_proves_that_the_request_arrived() -> None:
    matter, _request = asked()
    (duty,) = matter.duties("reply")
    assert (duty.state, duty.start, duty.due_at) == (DutyState.DUE, None, None)


def test_the_clock_starts_with_the_debtors_receipt() -> None:
    """48 hours from the second at which the debtor's own receipt says that it held the request."""
    matter, request = asked()
    matter.receipt("nato", request, NOON + 30)
    matter.heads(NOON + 600)
    (duty,) = matter.duties("reply")
    assert duty.start is not None
    assert (duty.start.at, duty.start.evidence, duty.due_at) == (NOON + 30, "receipt", NOON + 30 + 48 * 3600)


def test_the_clock_starts_with_the_deeming_hours_where_the_debtor_gives_no_receipt() -> None:
    """An unplugged debtor is deemed to have received 24 hours after the depositary had it; flash, after one."""
    for precedence, hours in ((0, 24), (3, 1)):
        matter, _request = asked(precedence=precedence)
        matter.heads(NOON + 600)
        (duty,) = matter.duties("reply")
        assert duty.start is not None
        assert (duty.start.at, duty.start.evidence) == (NOON + 600 + hours * 3600, "deemed")


def test_a_debtor_that_cites_what_it_never_receipted_has_it() -> None:
    matter, request = asked()
    matter.say("nato", "message", knows=(request,))
    matter.heads(NOON + 600)
    (duty,) = matter.duties("reply")
    assert duty.start is not None
    assert duty.start.evidence == "cited"


def test_an_answer_in_time_meets_the_duty_by_the_first_evidence() -> None:
    matter, request = asked()
    matter.everybody_holds(request, NOON + 30)
    answer = matter.say("nato", "explanation", request, claimed_at=NOON + 100)
    assert matter.duties("reply")[0].met_at is None, "answered, and nothing bounds the time yet"
    matter.receipt("ru", answer, NOON + 160)
    matter.heads(NOON + 1200)
    (duty,) = matter.duties("reply")
    assert (duty.state, duty.answer, duty.met_at, duty.late) == (DutyState.MET, answer.ref, NOON + 160, False)


def test_an_answer_after_the_due_second_is_met_and_late() -> None:
    """A back-dated claim does not help: the evidence counts."""
    matter, request = asked()
    matter.everybody_holds(request, NOON)
    answer = matter.say("nato", "explanation", request, claimed_at=NOON + 100)
    matter.heads(NOON + 49 * 3600, without=())
    (duty,) = matter.duties("reply")
    assert (duty.answer, duty.late) == (answer.ref, True)


def test_overdue_needs_heads_after_the_due_second_and_everything_below_them() -> None:
    """Before that it is due; where entries are missing here it is `due, not heard`."""
    matter, request = asked()
    matter.everybody_holds(request, NOON)
    due_at = NOON + 48 * 3600
    matter.heads(due_at)
    assert matter.duties("reply")[0].state is DutyState.DUE
    other = matter.say("nato", "message", knows=())
    matter.heads(due_at + 1)
    assert matter.duties("reply")[0].state is DutyState.OVERDUE
    assert matter.duties("reply", missing=[other])[0].state is DutyState.NOT_HEARD


def test_the_charter_sets_other_hours_for_one_kind() -> None:
    matter = Matter(charter_of(tables=CLOCKS))
    matter.accredit("ru", "Ambassador", "ambassador")
    offer = matter.say("ru", "offer", to=("nato",), officer="Ambassador")
    matter.everybody_holds(offer, NOON)
    assert matter.duties("reply")[0].due_at == NOON + 72 * 3600


def test_a_flash_act_is_to_be_acknowledged_within_minutes() -> None:
    """Two clocks run beside each other; acknowledging stops its own and not the reply's."""
    matter, request = asked(precedence=3)
    matter.everybody_holds(request, NOON)
    assert matter.duties("acknowledge")[0].due_at == NOON + 600
    read = matter.say("nato", "acknowledge", request)
    matter.everybody_holds(read, NOON + 60)
    assert matter.duties("acknowledge")[0].state is DutyState.MET
    assert matter.duties("reply")[0].state is DutyState.DUE


def test_without_a_depositary_nothing_is_ever_overdue() -> None:
    """What rests on absence needs the council's time; receipts count as they are held."""
    matter = Matter(charter_of(depositary=None, tables=CLOCKS))
    request = matter.say("ru", "clarification-request", to=("nato",))
    matter.receipt("nato", request, NOON)
    (duty,) = matter.duties("reply")
    assert (duty.due_at, duty.state) == (NOON + 48 * 3600, DutyState.DUE)


# --- what every act is asked ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "how", "code"),
    [
        ("declare-war", {}, "kind-unknown"),
        ("acknowledge", {}, "kind-opens-no-dossier"),
        ("message", {"text": ""}, "body-incomplete"),
        ("message", {"text": 7}, "body-field-type"),
        ("message", {"text": "x" * 60_001}, "body-field-too-long"),
        ("message", {"topic": "weather"}, "topic-unknown"),
        ("message", {"channel": "own"}, "channel-not-for-kind"),
        ("note", {}, "channel-not-for-kind"),
        ("protest", {}, "rank-too-low"),
        ("call-note", {"caller": "ru", "called": "us", "at": "noon", "answered": True}, "body-field-type"),
        ("message", {"for": "nato"}, "mandate-missing"),
    ],
)
def test_a_draft_that_would_be_irregular_is_refused_and_from_others_counts_for_nothing(
    kind: str, how: dict[str, object], code: str
) -> None:
    """The author's own node refuses to draft what every other node would mark with the same reason."""
    matter = Matter()
    assert matter.refused("ru", kind, **how) == code
    wrong = matter.say("ru", kind, **how)
    assert matter.why(wrong) == code


def test_an_answer_to_nothing_is_refused_inside_a_dossier() -> None:
    matter = Matter()
    message = matter.say("ru", "message")
    assert matter.refused("nato", "reply") == "re-missing"
    assert matter.refused("ru", "call-readback", message) == "re-of-other-kind"


def test_a_sound_draft_passes() -> None:
    """Fields that no kind names are carried."""
    assert Matter().refused("ru", "message", basis="inject") == ""
    assert rungs() == {"acknowledge": "acknowledged"}
    assert {kind.name for kind in KINDS.values()} == set(KINDS)
    with pytest.raises(Refused, match="kind-unknown"):
        kind_of("declare-war")


def test_times_are_read_from_and_shown_as_rfc_3339() -> None:
    kind = kind_of("call-note")
    assert kind.read({"at": "2016-04-20T12:00:00Z", "more": 1}) == {"at": NOON, "more": 1}
    assert kind.show({"at": NOON}) == {"at": "2016-04-20T12:00:00Z"}
    with pytest.raises(Refused, match="body-field-type"):
        kind.read({"at": "noon"})


def test_every_kind_says_in_one_sentence_what_an_act_of_it_says() -> None:
    """A template names only what its kind's body has, so nothing of it is lost, and nobody reads names of fields."""
    for kind in KINDS.values():
        body = {name: f"<{name}>" for name in kind.fields}
        told = kind.tell({"party": "RU", "re": "US/LINE/1", **dict.fromkeys(kind.told, "that")}, body)
        assert told, kind.name
        assert told == " ".join(told.split()), kind.name
        for template in kind.text.values():
            named = {name for _text, name, _spec, _conversion in Formatter().parse(template) if name}
            assert named <= {"party", "re", *kind.fields, *kind.headline, *kind.told}, kind.name


def test_what_a_body_does_not_have_leaves_no_trace_in_its_sentence() -> None:
    """An answer without its remark ends where the remark would begin."""
    decline = KINDS["decline"]
    assert decline.tell({"party": "RU", "re": "US/LINE/1"}, {}) == "RU, declining reply"
    assert decline.tell({"party": "RU"}, {"text": "not\nnow"}) == "RU, declining reply: not now"


def test_no_word_of_a_party_is_changed_where_a_sentence_lacks_something() -> None:
    """A space before a full stop goes where nothing stands between them, and stays where the party wrote it."""
    kind = Kind("x", "x", Speech.INFORMS, "00", {}, text={"en": "{party} fires {what} {more}. It says: {text}"})
    told = kind.tell({"party": "RU"}, {"what": "blanks", "text": "calibre .50 ."})
    assert told == "RU fires blanks. It says: calibre .50 ."


def test_a_time_that_cannot_be_read_is_named_with_how_times_are_written() -> None:
    """Whoever typed it sees what came, and one that would do."""
    at = KINDS["call-note"].fields["at"]
    with pytest.raises(Refused) as refused:
        at.read("at", "yesterday")
    assert (refused.value.code, refused.value.got) == ("body-field-type", "yesterday")
    assert "2016-04-20T12:00:00Z" in refused.value.expected
