"""The desk of meetings, from invitation to signed minutes: who may, whose turn it is, what is owed."""

from typing import Any

import pytest
from tests.consents import identity_note
from tests.councils import ring_of
from tests.matter import NOON, Matter, charter_of
from tests.papers import head

from detente.clock import DAY, HOUR, rfc3339
from detente.council.desks import meetings
from detente.council.duty import DutyState
from detente.council.meeting.agenda import left_open
from detente.council.meeting.minutes import appointment_of, document_of, draft_text, minutes_of, note_of
from detente.council.meeting.state import check_meetings
from detente.council.papers.appointment import Standing
from detente.council.papers.minutes import Change, Result, parse_symbol
from detente.council.said import Said
from detente.errors import Malformed, Refused
from detente.protocol.documents import Purpose, draft_document, parse_document, sign_document, verify_document

ITEMS = ["Ukraine and the Minsk agreements", "Military activities, transparency, reduction of risks", "Afghanistan"]
BEGINS = NOON + DAY
PERSONS = {"nato": "Secretary General", "ru": "Permanent Representative", "us": "Permanent Representative"}
TERMS = {"title": "Meeting of 20 April 2016", "level": "ambassadors", "begins_at": BEGINS, "items": ITEMS}


def delegation(party: str) -> list[dict[str, str]]:
    return [{"name": PERSONS[party], "rank": "ambassador"}]


def convened(*, rules: dict[str, Any] | None = None, **more: Any) -> tuple[Matter, Said]:
    """Return a matter in which NATO has convened a meeting."""
    matter = Matter(charter_of(tables={"meetings": rules} if rules else None))
    terms = {**TERMS, "delegation": delegation("nato"), **more}
    return matter, matter.say("nato", "meeting-convene", **terms)


def opened(**more: Any) -> tuple[Matter, Said]:
    """Return a matter whose meeting RU and US have accepted, and the chair has opened."""
    matter, convening = convened(**more)
    for party in ("ru", "us"):
        matter.say(party, "meeting-accept", convening, delegation=delegation(party))
    matter.say("nato", "meeting-open")
    return matter, convening


def sign(matter: Matter, party: str, paper: Said, **more: Any) -> Said:
    """Let a party sign a paper as it stands now, if it can be composed at all."""
    return matter.say(party, "paper-sign", paper, **{**signature(matter, party, paper), **more})


def signature(matter: Matter, party: str, paper: Said) -> dict[str, Any]:
    text = document_of(matter.state("meetings"), paper)
    signer = ring_of(party).document_signer(matter.charter.council_id, Purpose.MINUTES)
    line = sign_document(text, signer).text().rstrip()
    return {"document": draft_document(text).digest, "line": line, "identities": [identity_note(party)]}


# --- the invitation ---------------------------------------------------------------------------------------------------


def test_an_invitation_asks_every_other_reader_and_not_the_depositary() -> None:
    matter, _convening = convened()
    assert matter.state().invited == {"ru", "us"}
    assert matter.turn() == {"ru", "us"}


def test_addressees_alone_are_invited_where_there_are_any() -> None:
    matter, convening = convened(to=("ru",))
    assert matter.turn() == {"ru"}
    assert matter.refused("us", "meeting-accept", convening, delegation=delegation("us")) == "meeting-not-invited"
    wrong = matter.say("us", "meeting-accept", convening, delegation=delegation("us"))
    assert matter.why(wrong) == "meeting-not-invited"
    assert matter.state().participants == ("nato",)


def test_answers_and_silence_stand_side_by_side_with_their_evidence() -> None:
    """Who has not answered is shown with its own receipt of the invitation: a fact, and no judgement."""
    matter, convening = convened()
    matter.say("ru", "meeting-decline", convening, reason="No positive agenda.")
    matter.receipt("us", convening, NOON + 30)
    matter.heads(NOON + 600)
    sheet = matter.folded().sheet(matter.journal())
    answers = sheet.data["answers"]
    assert (answers["ru"]["answer"], answers["ru"]["reason"]) == ("declines", "No positive agenda.")
    assert (answers["us"]["answer"], answers["us"]["held_since"]) == ("no answer", "2016-04-20T12:00:30Z")
    assert sheet.timed, "another receipt of who is silent changes what is shown"
    shown = next(section for section in sheet.sections if section.heading == "Delegations")
    assert [line.cells[2] for line in shown.lines] == [
        "Secretary General, ambassador",
        "No positive agenda.",
        "holds the invitation since 2016-04-20T12:00:30Z",
    ]


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"begins_at": NOON - 1}, "meeting-in-past"),
        ({"ends_at": BEGINS - 1}, "meeting-times"),
        ({"answer_by_at": BEGINS + 1}, "meeting-answer-times"),
        ({"answer_by_at": NOON - 1}, "meeting-answer-times"),
        ({"items": ["Afghanistan", " AFGHANISTAN"]}, "item-twice"),
        ({"items": [f"Item {number}" for number in range(101)]}, "meeting-items"),
        ({"begins_at": "tomorrow"}, "body-field-type"),
    ],
)
def test_an_invitation_that_cannot_be_meant_is_refused_and_from_others_counts_for_nothing(
    how: dict[str, Any], code: str
) -> None:
    """Convening in the past means: before the second that the invitation itself claims."""
    matter = Matter()
    assert matter.refused("nato", "meeting-convene", **{**TERMS, **how}) == code
    wrong = matter.say("nato", "meeting-convene", **{**TERMS, **how})
    assert matter.why(wrong) == code


def test_a_meeting_has_a_dossier_of_its_own() -> None:
    matter = Matter()
    matter.say("ru", "message")
    assert matter.refused("nato", "meeting-convene", **TERMS) == "meeting-own-dossier"
    assert matter.refused("nato", "meeting-open") == "meeting-not-convened"
    assert matter.why(matter.say("nato", "meeting-convene", **TERMS)) == "meeting-own-dossier"


def test_another_answer_names_the_one_that_it_replaces() -> None:
    """Answering twice without naming the first is refused, whatever the second says."""
    matter, convening = convened()
    first = matter.say("ru", "meeting-decline", convening, reason="Not in this form.")
    assert matter.refused("ru", "meeting-accept", convening, delegation=delegation("ru")) == "meeting-answered"
    wrong = matter.say("ru", "meeting-accept", convening, delegation=delegation("ru"))
    assert matter.why(wrong) == "meeting-answered"
    assert matter.state().participants == ("nato",)
    matter.say("ru", "meeting-accept", first, delegation=delegation("ru"))
    assert matter.same_in_every_order().states["meetings"].participants == ("nato", "ru")
    assert matter.refused("us", "meeting-accept", first, delegation=delegation("us")) == "meeting-answered"


def test_the_chair_changes_date_and_place_and_earlier_answers_show_it() -> None:
    matter, convening = convened(place="Brussels")
    matter.say("ru", "meeting-accept", convening, delegation=delegation("ru"))
    assert matter.refused("ru", "meeting-change", begins_at=BEGINS + DAY) == "meeting-not-chair"
    assert matter.refused("nato", "meeting-change", begins_at=NOON) == "meeting-in-past"
    matter.say("nato", "meeting-change", begins_at=BEGINS + DAY)
    data = matter.folded().sheet(matter.journal()).data
    assert (data["begins_at"], data["place"]) == ("2016-04-22T12:00:00Z", "")
    assert data["answers"]["ru"]["to_earlier_terms"]


def test_a_cancelled_meeting_takes_nothing_more_and_excuses_whoever_owed_an_answer() -> None:
    matter, convening = convened(answer_by_at=NOON + HOUR)
    assert matter.refused("ru", "meeting-cancel", reason="no") == "meeting-not-chair"
    matter.say("nato", "meeting-cancel", reason="The hall is not free.")
    assert matter.refused("ru", "meeting-accept", convening, delegation=delegation("ru")) == "meeting-over"
    assert matter.refused("nato", "meeting-open") == "meeting-over"
    assert {duty.state for duty in matter.duties("answer")} == {DutyState.EXCUSED}
    assert matter.turn() == frozenset()
    assert appointment_of(matter.state()).standing is Standing.CANCELLED
    assert {duty.reason for duty in matter.duties("answer")} == {"cancelled by NATO/PLENARY/2"}


def test_who_has_accepted_is_asked_no_more_whether_they_come_once_it_is_open() -> None:
    """Before that they may still say otherwise, or send others; who has not answered still may."""
    matter, convening = convened()
    matter.say("ru", "meeting-accept", convening, delegation=delegation("ru"))

    def offered(party: str) -> set[str]:
        return {one.kind for one in meetings.next_acts(matter.state("meetings"), party)}

    assert {"meeting-accept", "meeting-decline"} <= offered("ru")
    matter.say("nato", "meeting-open")
    assert not {"meeting-accept", "meeting-decline"} & offered("ru")
    assert {"meeting-accept", "meeting-decline"} <= offered("us")


def test_a_meeting_that_was_closed_waits_for_no_answer_to_its_invitation() -> None:
    """Nobody can answer any more; where it goes on after a break, the answer is owed again."""
    matter, _convening = convened(answer_by_at=NOON + HOUR)
    matter.say("nato", "meeting-open")
    owed = {duty.state for duty in matter.duties("answer")}
    assert DutyState.EXCUSED not in owed
    closing = matter.say("nato", "meeting-close")
    assert {(duty.state, duty.reason) for duty in matter.duties("answer")} == {
        (DutyState.EXCUSED, f"closed by {closing.ref}")
    }
    matter.say("nato", "meeting-open")
    assert {duty.state for duty in matter.duties("answer")} == owed


# --- chair ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "chair"),
    [
        ({}, "ru"),
        ({"chair": "nato"}, "nato"),
        ({"chair": "rotating", "order": ["us", "nato", "ru"]}, "us"),
        ({"chair": "rotating", "order": ["us", "nato", "ru"], "period": "year"}, "ru"),
    ],
)
def test_the_chair_is_the_charters(rules: dict[str, Any], chair: str) -> None:
    """Founded in April 2014; two years and 24 months later the chair has passed on two places, or gone round."""
    matter = Matter(charter_of(tables={"meetings": rules}))
    matter.say("ru", "meeting-convene", **TERMS)
    assert matter.state().chair == chair
    (other, *_rest) = sorted({"nato", "ru", "us"} - {chair})
    assert matter.refused(other, "meeting-open") == "meeting-not-chair"
    assert matter.refused(chair, "meeting-open") == ""


@pytest.mark.parametrize(
    "rules",
    [
        {"chair": "fr"},
        {"chair": "dep"},
        {"chair": "rotating"},
        {"chair": "rotating", "order": ["fr"]},
        {"period": "week"},
        {"sign_days": 1_000},
    ],
)
def test_a_charter_whose_rule_cannot_be_read_is_malformed(rules: dict[str, Any]) -> None:
    with pytest.raises(Malformed, match="charter-setting"):
        check_meetings(charter_of(tables={"meetings": rules}))


# --- agenda -----------------------------------------------------------------------------------------------------------


def test_items_are_tabled_contested_and_withdrawn() -> None:
    """Contested items stand on the agenda, and are shown as such."""
    matter, _convening = convened()
    item = matter.say("ru", "item-table", title="The ship near Kaliningrad")
    objection = matter.say("us", "item-contest", item=item.ref, text="A matter for the incidents' experts.")
    assert matter.refused("ru", "item-contest", item=item.ref) == "item-own"
    assert matter.refused("us", "item-withdraw", item=item.ref) == "item-of-other"
    assert [(one.number, one.contested_by) for one in matter.state().items] == [(1, ()), (2, ()), (3, ()), (4, ("us",))]
    assert matter.refused("ru", "contest-lift", objection) == "contest-of-other"
    matter.say("us", "contest-lift", objection)
    assert matter.state().items[3].contested_by == ()
    matter.say("ru", "item-withdraw", item=item.ref.lower())
    assert matter.refused("us", "item-contest", item=item.ref) == "item-unknown"
    assert matter.refused("us", "item-table", title="The ship near Kaliningrad") == "", "withdrawn, so it is free"


def test_an_item_is_tabled_once() -> None:
    """The same title, in whatever case and with whatever spaces, by anybody."""
    matter, _convening = convened()
    assert matter.refused("ru", "item-table", title="  afghanistan ") == "item-twice"
    wrong = matter.say("ru", "item-table", title="AFGHANISTAN")
    assert matter.why(wrong) == "item-twice"
    assert len(matter.state().items) == 3


def test_one_title_tabled_by_two_at_once_is_a_conflict_until_one_withdraws() -> None:
    matter, convening = convened()
    one = matter.say("ru", "item-table", title="Missile defence", knows=(convening,))
    matter.say("us", "item-table", title="Missile Defence", knows=(convening,))
    assert matter.same_in_every_order().conflicts
    matter.say("ru", "item-withdraw", item=one.ref)
    assert not matter.folded().conflicts


def test_the_next_agenda_has_what_the_last_meeting_with_an_item_left_open() -> None:
    """An item that a later meeting settled is gone; one that it left open comes from there."""
    first, _ = opened()
    first.say("nato", "item-result", item="1", result="not agreed")
    first.say("nato", "item-result", item="2", result="deferred")
    first.say("nato", "item-result", item="3", result="noted")
    second, _ = opened(items=[ITEMS[1].upper(), "Missile defence"])
    second.say("nato", "item-result", item="1", result="agreed")
    proposed = left_open([("A", first.state().items), ("B", second.state().items)])
    assert [(one.title, one.why) for one in proposed] == [
        (ITEMS[0], "not agreed in A"),
        ("Missile defence", "no result in B"),
    ]


# --- statements, floor, results ---------------------------------------------------------------------------------------


def test_each_side_states_in_its_own_language_while_the_meeting_is_open() -> None:
    matter, _convening = convened()
    assert matter.refused("ru", "item-statement", item="1") == "meeting-not-open"
    matter.say("nato", "meeting-open")
    matter.say(
        "ru", "item-statement", item="1", text="Слово России.", language="ru", unofficial={"en": "Russia's word."}
    )
    assert matter.refused("ru", "item-statement", item="9") == "item-unknown"
    wrong = matter.say("us", "item-statement", item="NATO/PLENARY/99")
    assert matter.why(wrong) == "item-unknown"
    matter.say("nato", "meeting-close")
    late = matter.say("us", "item-statement", item="1")
    assert matter.why(late) == "meeting-not-open"
    assert matter.refused("us", "statement") == "", "a statement for the record is always possible"
    (section,) = [one for one in matter.folded().sheet(matter.journal()).sections if one.heading.startswith("Item 1")]
    assert [line.cells[2:] for line in section.lines] == [("ru", "Слово России."), ("en, unofficial", "Russia's word.")]


def test_a_statement_whose_author_could_not_know_of_the_closing_counts() -> None:
    matter, _convening = opened()
    known = list(matter.acts.values())
    matter.say("nato", "meeting-close")
    matter.say("ru", "item-statement", item="1", knows=known)
    assert len(matter.same_in_every_order().states["meetings"].items[0].statements) == 1


def test_the_speakers_list_has_rights_of_reply_after_all_others() -> None:
    matter, _convening = opened()
    said = matter.say("us", "item-statement", item="2")
    reply = matter.say("ru", "floor-request", said)
    asked = matter.say("us", "floor-request")
    assert matter.refused("us", "floor-request", said) == "reply-to-own"
    assert matter.refused("ru", "floor-give", asked) == "meeting-not-chair"
    matter.say("nato", "floor-give", asked)
    floor = matter.folded().sheet(matter.journal()).data["floor"]
    assert [(one["ref"], one["reply_to"], one["state"]) for one in floor] == [
        (asked.ref, None, "given"),
        (reply.ref, said.ref, "waits"),
    ]


def test_who_was_given_the_floor_has_spoken_once_a_statement_follows_it() -> None:
    """One statement uses one floor; what was said before it was given uses none."""
    matter, _convening = opened()
    matter.say("us", "item-statement", item="1")
    first, second = (matter.say("us", "floor-request") for _ in range(2))
    gave = matter.say("nato", "floor-give", first)

    def told() -> list[tuple[str, str | None, str | None]]:
        data = matter.folded().sheet(matter.journal()).data
        return [(one["ref"], one["given"], one["spoke"]) for one in data["floor"]]

    assert told() == [(first.ref, gave.ref, None), (second.ref, None, None)]
    spoke = matter.say("us", "item-statement", item="2")
    again = matter.say("nato", "floor-give", second)
    assert told() == [(first.ref, gave.ref, spoke.ref), (second.ref, again.ref, None)]
    spoken = matter.folded().sheet(matter.journal()).data["spoken"]
    assert [(one["party"], one["item"]) for one in spoken] == [("us", "1"), ("us", "2")]


def test_the_chair_records_results_and_whoever_sees_it_otherwise_contests_them() -> None:
    """A contested result reads so, with both views; lifting the contest leaves the chair's."""
    matter, _convening = opened()
    assert matter.refused("ru", "item-result", item="1", result="agreed") == "meeting-not-chair"
    wrong = matter.say("ru", "item-result", item="1", result="agreed")
    assert matter.why(wrong) == "meeting-not-chair"
    assert matter.refused("nato", "item-result", item="1", result="won") == "body-field-choice"
    result = matter.say("nato", "item-result", item="1", result="agreed", text="Both support Minsk.")
    contest = matter.say("ru", "result-contest", result, text="Noted, not agreed.")
    item = matter.state().items[0]
    assert item.result is Result.CONTESTED
    assert item.outcome == "agreed: Both support Minsk.\nRU: Noted, not agreed."
    assert matter.refused("nato", "result-contest", result) == "reply-to-own"
    matter.say("ru", "contest-lift", contest)
    assert matter.state().items[0].result is Result.AGREED


def test_a_result_recorded_anew_is_no_longer_contested() -> None:
    matter, _convening = opened()
    result = matter.say("nato", "item-result", item="1", result="agreed")
    matter.say("ru", "result-contest", result)
    matter.say("nato", "item-result", item="1", result="not agreed")
    assert matter.state().items[0].result is Result.NOT_AGREED


def test_results_recorded_in_two_channels_at_once_are_a_conflict() -> None:
    matter, _convening = opened()
    known = list(matter.acts.values())
    matter.say("nato", "item-result", item="1", result="agreed", knows=known)
    matter.say("nato", "item-result", item="1", result="noted", knows=known, channel="experts")
    folded = matter.same_in_every_order()
    assert folded.conflicts
    assert folded.states["meetings"].items[0].result is Result.CONTESTED


# --- minutes ----------------------------------------------------------------------------------------------------------


def told(**more: Any) -> tuple[Matter, Said]:
    """Return the meeting of 20 April 2016 in its shape: three items, two positions, nothing agreed; and its minutes."""
    matter, _convening = opened(**more)
    for number in ("1", "2", "3"):
        matter.say("nato", "item-statement", item=number, text="NATO's position.")
        matter.say("ru", "item-statement", item=number, text="Позиция России.", language="ru")
        matter.say("nato", "item-result", item=number, result="not agreed")
    matter.say("nato", "meeting-summary", text="On none of the three items was there agreement.")
    matter.say("nato", "meeting-close")
    text = draft_text(matter.state(), "NRC/M/2016/1", "en")
    return matter, matter.say("nato", "meeting-minutes", symbol="NRC/M/2016/1", text=text)


def test_minutes_close_when_all_have_signed() -> None:
    matter, minutes = told()
    assert matter.turn() == {"nato", "ru", "us"}
    for party in ("nato", "ru", "us"):
        sign(matter, party, minutes)
    folded = matter.same_in_every_order()
    assert folded.sheet(matter.journal()).status == "minutes signed"
    assert matter.turn() == frozenset()
    note = note_of(matter.state(), minutes)
    keys = {party: [ring_of(party).public("log")] for party in matter.charter.parties}
    assert verify_document(parse_document(note.to_bytes()), keys) == {"nato", "ru", "us"}
    assert "Not agreed; both positions stand" in note.text


def test_a_signature_is_over_the_text_that_stands_and_by_its_author() -> None:
    matter, minutes = told()
    mine, other = signature(matter, "ru", minutes), signature(matter, "us", minutes)
    for wrong, code in (({"document": bytes(32)}, "paper-other-text"), ({"line": other["line"]}, "paper-line")):
        assert matter.refused("ru", "paper-sign", minutes, **{**mine, **wrong}) == code
        assert matter.why(sign(matter, "ru", minutes, **wrong)) == code
    assert matter.refused("ru", "paper-sign", minutes, **{**mine, "line": "— signed"}) == "paper-line"
    assert matter.state().standing_minutes[0].signed == {}


@pytest.mark.parametrize("wrong", ["garbage", "other key", "no identity", "another's identity"])
def test_a_line_that_does_not_verify_signs_nothing(wrong: str) -> None:
    """It meets no duty and freezes no paper: the chair may still put down a revision."""
    matter, minutes = told(rules={"sign_days": 14})
    body = signature(matter, "ru", minutes)
    name = f"{matter.charter.council_id}/minutes/ru"
    signer = ring_of("ru", 1).document_signer(matter.charter.council_id, Purpose.MINUTES)
    changed: dict[str, Any] = {
        "garbage": {"line": f"— {name} {'A' * 92}"},
        "other key": {"line": sign_document(document_of(matter.state("meetings"), minutes), signer).text().rstrip()},
        "no identity": {"identities": []},
        "another's identity": {"identities": [identity_note("us")]},
    }[wrong]
    assert matter.refused("ru", "paper-sign", minutes, **{**body, **changed}) == "document-signature"
    act = matter.say("ru", "paper-sign", minutes, **{**body, **changed})
    assert matter.why(act) == "document-signature"
    matter.receipt("nato", act, matter.now)
    assert [duty.state for duty in matter.duties("sign")] == [DutyState.DUE, DutyState.DUE]
    assert matter.refused("nato", "meeting-minutes", symbol="NRC/M/2016/1/Rev.1", text="Another text.") == ""


def test_only_who_takes_part_signs() -> None:
    matter, convening = convened()
    matter.say("us", "meeting-decline", convening, reason="No time.")
    matter.say("nato", "meeting-open")
    minutes = matter.say("nato", "meeting-minutes", symbol="NRC/M/2016/1", text="It was held.")
    body = signature(matter, "us", minutes)
    assert matter.refused("us", "paper-sign", minutes, **body) == "meeting-not-participant"


def test_symbols_follow_each_other_in_each_language() -> None:
    matter, _minutes = told()
    assert matter.refused("nato", "meeting-minutes", symbol="NRC/M/2016/1") == "symbol-used"
    assert matter.refused("nato", "meeting-minutes", symbol="NRC/M/2016/1", language="fr") == ""
    assert matter.refused("nato", "meeting-minutes", symbol="NRC/M/2016/1/Rev.2") == "symbol-gap"
    assert matter.refused("nato", "meeting-minutes", symbol="NRC M 2016") == "symbol-malformed"
    for like in ("NRC/M/2016/1.Rev.1", "NRC/M/2016/1-rev1", "NRC/M/2016/Rev.1/1", "NRC/M/2016/1/REV.1"):
        assert matter.refused("nato", "meeting-minutes", symbol=like) == "symbol-malformed", like
    assert matter.refused("ru", "meeting-minutes", symbol="NRC/M/2016/2") == "meeting-not-chair"
    fresh = matter.say("nato", "meeting-minutes", symbol="NRC/M/2016/1/Rev.1", text="It was held.")
    assert [paper.act.ref for paper in matter.state().standing_minutes] == [fresh.ref]


def test_minutes_that_somebody_signed_are_not_revised() -> None:
    """What was signed stays; a corrigendum or an addendum stands beside it, and is signed for itself."""
    matter, minutes = told()
    sign(matter, "ru", minutes)
    how = {"symbol": "NRC/M/2016/1/Rev.1", "text": "Another text."}
    assert matter.refused("nato", "meeting-minutes", **how) == "paper-signed"
    changed = matter.say("nato", "meeting-minutes", **how)
    assert matter.why(changed) == "paper-signed"
    matter.say("nato", "meeting-minutes", symbol="NRC/M/2016/1/Corr.1", text="For `twelve` read `12`.")
    assert [str(one.symbol) for one in matter.state().standing_minutes] == ["NRC/M/2016/1", "NRC/M/2016/1/Corr.1"]
    assert matter.turn() == {"nato", "ru", "us"}


def test_a_paper_that_does_not_count_is_not_signed() -> None:
    """The chair's minutes alone are minutes; a signature under others' counts for nothing either."""
    matter, minutes = told()
    wrong = matter.say("ru", "meeting-minutes", symbol="NRC/M/2016/7", text="Other minutes.")
    body = signature(matter, "us", minutes)
    assert matter.refused("us", "paper-sign", wrong, **body) == "paper-unknown"
    assert matter.why(matter.say("us", "paper-sign", wrong, **body)) == "paper-unknown"


def test_only_the_newest_version_is_signed() -> None:
    matter, minutes = told()
    body = signature(matter, "ru", minutes)
    matter.say("nato", "meeting-minutes", symbol="NRC/M/2016/1/Rev.1", text="It was held.")
    assert matter.refused("ru", "paper-sign", minutes, **body) == "paper-replaced"


def test_minutes_that_no_note_can_hold_are_not_signed() -> None:
    matter, _minutes = told()
    paper = matter.say("nato", "meeting-minutes", symbol="NRC/M/2016/2", text="A bell: \a")
    with pytest.raises(Refused, match="paper-unsignable"):
        document_of(matter.state(), paper)


def test_printed_minutes_bear_signatures_only_over_what_the_record_gives() -> None:
    """What was put down is the record as its author knew it: printed with symbol and signatures. Other words not."""
    heads = (head("plenary/nato/1", 3, 7),)
    matter, minutes = told()
    sign(matter, "ru", minutes)
    matter.say("us", "statement", text="For the record.")
    printed = minutes_of(matter.state(), "en", as_of=NOON, heads=heads)
    assert (str(printed.symbol), [one.signed_at is not None for one in printed.signatures]) == (
        "NRC/M/2016/1",
        [False, True, False],
    )
    assert [item.result for item in printed.items] == [Result.NOT_AGREED] * 3
    in_french = minutes_of(matter.state(), "fr", as_of=NOON, heads=heads)
    assert (str(in_french.symbol), in_french.signatures) == (matter.ref, ())
    other, _convening = opened()
    theirs = other.say("nato", "meeting-minutes", symbol="NRC/M/2016/1", text="Other words.")
    sign(other, "ru", theirs)
    assert minutes_of(other.state(), "en", as_of=NOON, heads=heads).signatures == ()


@pytest.mark.parametrize(
    ("text", "before", "following"),
    [
        ("NRC/M/2016/1", None, "NRC/M/2016/1/Rev.1"),
        ("NRC/M/2016/1/Rev.1", "NRC/M/2016/1", "NRC/M/2016/1/Rev.2"),
        ("NRC/M/2016/1/Corr.2", "NRC/M/2016/1/Corr.1", "NRC/M/2016/1/Corr.2/Rev.1"),
    ],
)
def test_a_symbol_knows_its_neighbours(text: str, before: str | None, following: str) -> None:
    symbol = parse_symbol(text)
    assert str(symbol) == text
    assert (str(symbol.before) if symbol.before else None, str(symbol.next(Change.REVISION))) == (
        before,
        following,
    )


# --- joint texts ------------------------------------------------------------------------------------------------------

DRAFT = "The Parties [NATO: will | RU: intend to] inform each other [A: 24 | B: 72] hours before."


def test_a_bracket_closes_when_all_have_chosen_the_same_and_the_text_when_all_have_signed() -> None:
    matter, _convening = opened()
    text = matter.say("nato", "text-table", title="Risk reduction", text=DRAFT)
    assert matter.turn() == {"nato", "ru", "us"}
    for party, option in (("nato", "nato"), ("us", "NATO"), ("ru", "RU")):
        matter.say(party, "text-choose", text, bracket=1, option=option)
    assert matter.state().closed(text) == {}
    matter.say("ru", "text-choose", text, bracket=1, option="NATO")
    with pytest.raises(Refused, match="paper-open"):
        document_of(matter.state(), text)
    for party in ("nato", "ru", "us"):
        matter.say(party, "text-choose", text, bracket=2, option="A")
    state = matter.same_in_every_order().states["meetings"]
    assert "\nThe Parties will inform each other 24 hours before.\n" in document_of(state, text)
    for party in ("nato", "ru"):
        sign(matter, party, text)
    assert matter.turn() == {"us"}
    assert matter.refused("ru", "text-choose", text, bracket=2, option="B") == "bracket-closed"
    assert matter.refused("ru", "text-table", text, title="Risk reduction", text="Other.") == "paper-signed"
    changed = matter.say("ru", "text-table", text, title="Risk reduction", text="Other.")
    assert matter.why(changed) == "paper-signed"


def test_an_open_text_is_not_signed_and_unknown_brackets_are_not_chosen() -> None:
    matter, _convening = opened()
    text = matter.say("nato", "text-table", title="Risk reduction", text=DRAFT)
    line = {"document": bytes(32), "line": "—"}
    assert matter.refused("ru", "paper-sign", text, **line) == "paper-open"
    for how in ({"bracket": 3, "option": "A"}, {"bracket": 1, "option": "C"}):
        assert matter.refused("ru", "text-choose", text, **how) == "bracket-unknown"
    assert matter.refused("ru", "text-table", title="Another", text="[A: alone]") == "text-brackets"
    newer = matter.say("ru", "text-table", text, title="Risk reduction", text=DRAFT)
    assert matter.refused("us", "text-choose", text, bracket=1, option="RU") == "paper-replaced"
    assert matter.refused("us", "text-choose", newer, bracket=1, option="RU") == ""


def test_two_versions_at_once_are_a_conflict_that_a_third_resolves() -> None:
    matter, _convening = opened()
    text = matter.say("nato", "text-table", title="Risk reduction", text=DRAFT)
    known = list(matter.acts.values())
    one = matter.say("ru", "text-table", text, title="Risk reduction", text="One.", knows=known)
    matter.say("us", "text-table", text, title="Risk reduction", text="Two.", knows=known)
    assert matter.same_in_every_order().conflicts
    matter.say("nato", "text-table", one, title="Risk reduction", text="Three.")
    assert not matter.folded().conflicts


# --- what is owed, what can be done -----------------------------------------------------------------------------------


def test_an_answer_is_owed_by_the_time_that_the_invitation_names() -> None:
    matter, convening = convened(answer_by_at=NOON + HOUR)
    matter.everybody_holds(convening, NOON + 60)
    (ru, us) = matter.duties("answer")
    assert (ru.who, ru.due_at, ru.state, us.who) == ("ru", NOON + HOUR, DutyState.DUE, "us")
    answer = matter.say("ru", "meeting-decline", convening, reason="No.")
    matter.everybody_holds(answer, NOON + 300)
    matter.heads(NOON + HOUR + 1)
    assert [duty.state for duty in matter.duties("answer")] == [DutyState.MET, DutyState.OVERDUE]


def test_minutes_are_to_be_signed_within_the_charters_days() -> None:
    matter, minutes = told(rules={"sign_days": 14})
    matter.everybody_holds(minutes, NOON + DAY)
    owed = matter.duties("sign")
    assert [(duty.who, duty.due_at, duty.what) for duty in owed] == [
        (party, NOON + 15 * DAY, "sign minutes NRC/M/2016/1") for party in ("ru", "us")
    ]
    done = sign(matter, "ru", minutes)
    matter.everybody_holds(done, NOON + 2 * DAY)
    assert [duty.state for duty in matter.duties("sign")] == [DutyState.MET, DutyState.DUE]


def test_the_clock_of_minutes_is_not_started_by_what_was_said_before_them() -> None:
    """The journal covers acceptances and statements long before; none of them shows that the minutes were there."""
    matter, minutes = told(rules={"sign_days": 14})
    matter.heads(NOON, without=[minutes])
    assert [duty.due_at for duty in matter.duties("sign")] == [None, None]
    matter.heads(NOON + DAY)
    deemed = NOON + DAY + matter.charter.clocks.deeming_hours * HOUR
    assert [duty.due_at for duty in matter.duties("sign")] == [deemed + 14 * DAY] * 2


def test_what_is_offered_is_what_the_node_would_sign() -> None:
    """Each act offered to a party passes, once its form is filled in."""
    matter, minutes = told()
    matter.say("nato", "meeting-open")
    matter.say("us", "floor-request")
    matter.say("nato", "text-table", title="Risk reduction", text=DRAFT)
    forms: dict[str, dict[str, Any]] = {
        "meeting-accept": {"delegation": delegation("ru")},
        "meeting-decline": {"reason": "No."},
        "meeting-change": {"begins_at": BEGINS + 7 * DAY},
        "item-table": {"title": "Another item"},
        "item-result": {"result": "noted"},
        "meeting-minutes": {"symbol": "NRC/M/2016/1/Add.1"},
        "text-table": {"title": "Another text"},
        "text-choose": {"option": "A"},
    }
    for party in ("nato", "ru", "us"):
        offered = meetings.next_acts(matter.state(), party)
        assert offered
        for one in offered:
            re = matter.acts[one.re] if one.re else None
            form = signature(matter, party, minutes) if one.kind == "paper-sign" else forms.get(one.kind, {})
            options = [form, {"option": "NATO"}] if one.kind == "text-choose" else [form]
            codes = {matter.refused(party, one.kind, re, **{**one.body, **filled}) for filled in options}
            assert "" in codes, f"{one} is offered to {party}: {codes}"


def test_a_calendar_has_the_meeting_tentative_until_all_have_accepted() -> None:
    matter, convening = convened(place="Brussels")
    assert appointment_of(matter.state()).standing is Standing.TENTATIVE
    for party in ("ru", "us"):
        matter.say(party, "meeting-accept", convening, delegation=delegation(party))
    entry = appointment_of(matter.state())
    assert (entry.standing, entry.revision, entry.place, entry.organiser_name) == (
        Standing.CONFIRMED,
        0,
        "Brussels",
        "NATO",
    )
    known = list(matter.acts.values())
    for channel, later in (("plenary", 1), ("experts", 2)):
        matter.say("nato", "meeting-change", knows=known, channel=channel, begins_at=BEGINS + later * DAY)
    with pytest.raises(Refused, match="meeting-conflict"):
        appointment_of(matter.state())
    assert matter.folded().sheet(matter.journal()).status == "conflict"


def test_a_meeting_stands_in_the_calendar_as_it_was_held_once_it_was_opened() -> None:
    """Whatever was planned, and tentative no more: a calendar program moves it."""
    matter, _convening = convened()
    matter.say("nato", "meeting-open", at=BEGINS - DAY)
    entry = appointment_of(matter.state())
    assert (entry.begins_at, entry.phase, entry.standing) == (BEGINS - DAY, "open", Standing.CONFIRMED)
    matter.say("nato", "meeting-close", at=BEGINS - DAY + 60)
    entry = appointment_of(matter.state())
    assert (entry.begins_at, entry.ends_at, entry.phase, entry.revision) == (
        BEGINS - DAY,
        BEGINS - DAY + 60,
        "closed",
        2,
    )
    matter.say("nato", "meeting-open", at=BEGINS)
    assert (appointment_of(matter.state()).phase, appointment_of(matter.state()).ends_at) == ("open", None)


def test_an_opening_is_told_what_it_comes_before_and_what_it_goes_on_with() -> None:
    matter, convening = convened()
    early, silent = meetings.unsaid(matter.state(), "meeting-open", BEGINS - 1)
    assert (rfc3339(BEGINS) in early, silent[-8:]) == (True, " RU, US.")
    for party in ("ru", "us"):
        matter.say(party, "meeting-accept", convening, delegation=delegation(party))
    assert meetings.unsaid(matter.state(), "meeting-open", BEGINS) == ()
    matter.say("nato", "meeting-open")
    closing = matter.say("nato", "meeting-close")
    (again,) = meetings.unsaid(matter.state(), "meeting-open", BEGINS - 1)
    assert closing.ref in again


def test_an_open_meeting_is_not_opened_again_and_an_opened_one_not_cancelled() -> None:
    matter, _convening = opened()
    assert matter.refused("nato", "meeting-open") == "meeting-already-open"
    assert matter.refused("nato", "meeting-cancel", reason="no") == "meeting-already-open"
    matter.say("nato", "meeting-close")
    assert matter.refused("nato", "meeting-open") == "", "it may go on after a break"
    assert matter.refused("ru", "item-table", title="More") == "meeting-over"


def test_one_party_does_not_fill_the_agenda(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it tables beyond its share counts for nothing; the others' items still do."""
    monkeypatch.setattr("detente.council.meeting.rules.MEETING_ITEMS_MAX", len(ITEMS))
    matter, _convening = convened()
    for number in range(len(ITEMS)):
        matter.say("ru", "item-table", title=f"More {number}")
    assert matter.refused("ru", "item-table", title="One too many") == "meeting-items"
    assert matter.refused("us", "item-table", title="Another's") == ""
