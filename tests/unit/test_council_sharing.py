"""The sharing desk: what is asked, answered and given, how far it may go, and what a label refuses."""

from typing import Any

import pytest
from tests.matter import NOON, Matter, charter_of

from detente.clock import DAY
from detente.council.duty import DutyState
from detente.council.registry import KINDS, check_charter
from detente.council.said import Said
from detente.council.sharing.balance import balance
from detente.council.sharing.labels import Label, parse_label
from detente.errors import Malformed, Refused
from detente.protocol.charter import Channel, Charter

TOPICS = {
    "terrorism": {"title": "Terrorism", "parties": ["nato", "ru"], "reply_hours": 72},
    "rescue": {"title": "Rescue"},
    "graded": {"title": "Airspace", "graded": True, "labels": ["AMBER", "GREEN"], "channels": ["plenary"]},
}


def council(**tables: Any) -> Charter:
    """Return a charter with three topics: one of NATO and RU in three days, one of all, one with rules of its own."""
    return charter_of(tables={"topics": TOPICS, **tables})


def asking(channel: str = "pair") -> Matter:
    return Matter(council(), channel=channel)


def ask(matter: Matter, party: str = "ru", **more: Any) -> Said:
    return matter.say(party, "share-request", **{"topic": "terrorism", "text": "Who?", "reason": "A threat."} | more)


def item(matter: Matter, party: str = "nato", re: Said | None = None, **more: Any) -> Said:
    return matter.say(party, "share-item", re, **{"topic": "terrorism", "content": "He.", "tlp": "AMBER"} | more)


def status(matter: Matter) -> str:
    return matter.folded().sheet(matter.journal()).status


def refused(matter: Matter, kind: str = "share-item", party: str = "nato", **more: Any) -> str:
    fields = {"topic": "terrorism", "content": "He.", "tlp": "AMBER"} | more
    return matter.refused(party, kind, **fields)


# --- asking and answering ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "body", "word"),
    [
        ("share-answer", {"extent": "answered", "content": "He.", "tlp": "RED", "only": ["ru"]}, "answered"),
        (
            "share-answer",
            {"extent": "answered in part", "content": "A man.", "tlp": "AMBER", "reason": "A source."},
            "answered in part",
        ),
        ("share-decline", {"answer": "declined", "reason": "Our law."}, "declined"),
        ("share-decline", {"answer": "cannot confirm or deny"}, "cannot confirm or deny"),
        ("decline", {}, "declined"),
        ("share-item", {"topic": "terrorism", "content": "He.", "tlp": "AMBER"}, "answered in part"),
    ],
)
def test_a_request_is_answered_in_one_of_four_words(kind: str, body: dict[str, Any], word: str) -> None:
    """Each of them meets the clock, ends the turn, and says no more than its author did."""
    matter = asking()
    request = ask(matter, need_by_at=NOON + DAY)
    assert (status(matter), matter.turn()) == ("open", {"nato"})
    matter.everybody_holds(request, NOON + 60)
    (duty,) = matter.duties("answer to a request for information")
    assert (duty.who, duty.state, duty.due_at) == ("nato", DutyState.DUE, NOON + 60 + 3 * DAY)
    answer = matter.say("nato", kind, request, **body)
    matter.everybody_holds(answer, NOON + DAY)
    (duty,) = matter.duties("answer to a request for information")
    assert (duty.state, duty.answer) == (DutyState.MET, answer.ref)
    assert (status(matter), matter.turn()) == (word, frozenset())
    matter.same_in_every_order()


def test_a_later_answer_takes_the_place_of_an_earlier_one() -> None:
    matter = asking()
    request = ask(matter)
    matter.say("nato", "share-decline", request, answer="declined", reason="Not yet.")
    matter.say("nato", "share-answer", request, extent="answered", content="He.", tlp="AMBER")
    assert status(matter) == "answered"


def test_an_item_beside_a_whole_answer_takes_nothing_from_it() -> None:
    """In either order; an item alone stands as a part until its author says that this is all."""
    for order in (("share-item", "share-answer"), ("share-answer", "share-item"), ("share-item",)):
        matter = asking()
        request = ask(matter)
        for kind in order:
            matter.say("nato", kind, request, topic="terrorism", extent="answered", content="He.", tlp="AMBER")
        assert status(matter) == ("answered" if len(order) == 2 else "answered in part")
        matter.same_in_every_order(orders=6)


def test_a_withdrawn_request_is_owed_no_answer() -> None:
    matter = asking()
    request = ask(matter)
    withdrawn = matter.say("ru", "share-withdrawal", request)
    (duty,) = matter.duties("answer")
    assert duty.state is DutyState.EXCUSED
    assert withdrawn.ref in duty.reason
    assert (status(matter), matter.turn()) == ("withdrawn", frozenset())
    assert matter.refused("nato", "share-decline", request, answer="cannot confirm or deny") == "request-withdrawn"


def test_a_reason_is_asked_of_whoever_declines_or_gives_a_part_only() -> None:
    matter = asking()
    request = ask(matter)
    assert matter.refused("nato", "share-decline", request, answer="declined") == "share-reason-missing"
    part = {"extent": "answered in part", "content": "A man.", "tlp": "AMBER"}
    assert matter.refused("nato", "share-answer", request, **part) == "share-reason-missing"
    assert matter.refused("nato", "share-decline", request, answer="cannot confirm or deny") == ""


def test_nobody_answers_a_request_of_ones_own_or_withdraws_anothers() -> None:
    matter = asking()
    request = ask(matter)
    assert matter.refused("ru", "share-decline", request, answer="cannot confirm or deny") == "request-own"
    assert matter.refused("nato", "share-withdrawal", request) == "request-of-other"
    other = item(matter)
    assert matter.refused("ru", "share-withdrawal", other) == "re-of-other-kind"


def test_a_need_that_is_past_is_refused() -> None:
    assert refused(asking(), "share-request", text="Who?", reason="So.", need_by_at=NOON - DAY) == "need-by-past"


# --- labels -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("channel", "body", "code"),
    [
        ("pair", {"topic": ""}, "body-incomplete"),
        ("pair", {"topic": "chess"}, "topic-unknown"),
        ("pair", {"tlp": ""}, "body-incomplete"),
        ("pair", {"tlp": "SECRET"}, "body-field-choice"),
        ("plenary", {}, "topic-channel"),
        ("plenary", {"tlp": "GREEN"}, ""),
        ("public", {"tlp": "GREEN"}, "label-public"),
        ("public", {"tlp": "CLEAR"}, ""),
        ("pair", {"tlp": "RED"}, "label-unnamed"),
        ("pair", {"persons": ["A. Smith"]}, "label-unnamed"),
        ("pair", {"tlp": "RED", "only": ["ru"]}, ""),
        ("plenary", {"tlp": "RED", "only": ["ru"]}, "label-channel"),
        ("pair", {"tlp": "RED", "only": ["us"]}, "label-unreadable"),
        ("plenary", {"topic": "rescue", "tlp": "RED", "only": ["ru", "us"]}, ""),
        ("plenary", {"tlp": "GREEN", "only": ["ru", "us"]}, "label-unreadable"),
        ("apart", {}, "topic-channel"),
        ("alone", {}, "label-unreadable"),
        ("plenary", {"topic": "graded"}, "grading-missing"),
        ("plenary", {"topic": "graded", "source_grade": "B"}, "grading-half"),
        ("plenary", {"topic": "graded", "source_grade": "B", "information_grade": "2"}, ""),
        ("plenary", {"topic": "graded", "tlp": "CLEAR"}, "label-not-of-topic"),
        ("experts", {"topic": "graded"}, "topic-channel"),
        ("plenary", {"source_grade": "G"}, "body-field-choice"),
    ],
)
def test_a_label_is_checked_against_topic_channel_and_readers_before_it_is_signed(
    channel: str, body: dict[str, Any], code: str
) -> None:
    charter = charter_of(tables={"topics": TOPICS}, apart=Channel(("nato", "us")), alone=Channel(("nato",)))
    matter = Matter(charter, channel=channel)
    assert refused(matter, **body) == code


def test_what_a_tampered_node_says_under_a_label_that_its_channel_contradicts_counts_nowhere() -> None:
    """Its readers have read it; but nobody is bound by it, and the reason stands beside it."""
    matter = Matter(council(), channel="plenary")
    assert matter.why(item(matter, tlp="RED", only=["ru"])) == "label-channel"


def test_who_takes_no_part_in_a_topic_neither_asks_nor_is_asked() -> None:
    matter = Matter(council(), channel="plenary")
    assert refused(matter, party="us", tlp="GREEN") == "topic-stranger"
    more = {"text": "Who?", "reason": "So.", "tlp": "GREEN", "to": ("us",)}
    assert refused(matter, "share-request", **more) == "topic-stranger"


def test_a_topic_goes_on_while_another_is_suspended() -> None:
    matter = Matter(council(levels={"kinds": {"suspend": "watch officer"}}))
    matter.say_elsewhere("nato", "suspend", topics=["terrorism"], reason="Politics.", ground="Ours.")
    assert refused(matter, channel="pair") == "scope-suspended"
    assert refused(matter, topic="rescue", channel="pair") == ""


@pytest.mark.parametrize(
    ("text", "label"),
    [("TLP:WHITE", Label.CLEAR), ("amber+strict", Label.AMBER_STRICT), ("TLP:RED", Label.RED), ("Green", Label.GREEN)],
)
def test_labels_are_read_as_people_write_them(text: str, label: Label) -> None:
    assert parse_label(text) is label


def test_an_unknown_label_is_refused() -> None:
    with pytest.raises(Refused) as info:
        parse_label("COSMIC")
    assert info.value.code == "label-unknown"


# --- what became of it ------------------------------------------------------------------------------------------------


def test_an_item_is_corrected_and_recalled_by_its_author_alone() -> None:
    matter = asking()
    given = item(matter, source_grade="B", information_grade="2")
    assert matter.refused("ru", "share-recall", given, reason="x") == "item-of-other"
    assert matter.refused("ru", "share-correction", given, content="x") == "item-of-other"
    corrected = matter.say("nato", "share-correction", given, content="She.", confidence="low")
    (data,) = matter.folded().sheet(matter.journal()).data["given"]
    assert (data["status"], data["content"], data["confidence"]) == ("corrected", "She.", "low")
    assert (data["source_grade"], data["corrected_by"]) == ("B", [corrected.ref])
    matter.say("nato", "share-recall", corrected, reason="The source was mistaken.")
    assert status(matter) == "recalled"
    assert matter.refused("nato", "share-recall", given, reason="again") == "item-recalled"
    assert matter.refused("ru", "onward-request", given, parties=["us"], reason="x") == "item-recalled"
    matter.same_in_every_order()


def test_what_was_never_given_is_not_recalled() -> None:
    matter = asking()
    request = ask(matter)
    assert matter.refused("ru", "share-recall", request, reason="x") == "re-of-other-kind"
    unheld = matter.make("nato", "share-item", topic="terrorism", content="He.", tlp="AMBER")
    assert matter.refused("nato", "share-recall", unheld, reason="x") == "item-unknown"
    assert matter.refused("nato", "share-decline", unheld, answer="cannot confirm or deny") == "request-unknown"


def test_validity_ends_by_the_councils_time() -> None:
    matter = asking()
    item(matter, valid_until_at=NOON + DAY)
    matter.heads(NOON + DAY)
    assert status(matter) == "given"
    matter.heads(NOON + DAY + 1)
    assert status(matter) == "validity over"


# --- passing on -------------------------------------------------------------------------------------------------------


def test_an_item_is_passed_on_with_its_originators_consent_only() -> None:
    """Asked as an act, answered as an act; who consents may name fewer, and never more."""
    matter = asking()
    given = item(matter)
    onward = {"version": "RU/PLENARY/9", "how": "passed on"}
    assert matter.refused("ru", "share-version", given, **onward) == "onward-missing"
    question = matter.say("ru", "onward-request", given, parties=["us", "police"], reason="They are there.")
    assert matter.turn() == {"nato"}
    assert matter.refused("ru", "onward-consent", question, parties=["us"]) == "item-of-other"
    assert matter.refused("nato", "onward-consent", question, parties=["press"]) == "onward-wider"
    matter.say("nato", "onward-consent", question, parties=["us"], until_at=matter.now + DAY)
    assert matter.turn() == frozenset()
    assert matter.refused("ru", "share-version", given, **onward) == ""
    assert matter.refused("ru", "share-version", given, claimed_at=matter.now + 3 * DAY, **onward) == "onward-missing"
    assert matter.refused("ru", "share-version", given, **onward | {"version": "RU/PUBLIC/9"}) == "onward-missing"


def test_an_originator_may_decline_and_needs_nobodys_consent_itself() -> None:
    matter = asking()
    given = item(matter)
    question = matter.say("ru", "onward-request", given, parties=["us"], reason="They are there.")
    matter.say("nato", "onward-decline", question)
    assert matter.turn() == frozenset()
    onward = {"version": "RU/PLENARY/9", "how": "sanitised"}
    assert matter.refused("ru", "share-version", given, **onward) == "onward-missing"
    assert matter.refused("nato", "share-version", given, **onward | {"version": "NATO/PLENARY/9"}) == ""
    assert matter.refused("nato", "share-version", given, **onward) == "version-unknown", "of another's feed"
    assert matter.refused("nato", "onward-request", given, parties=["us"], reason="x") == "item-own"
    assert matter.refused("ru", "onward-request", given, parties=[], reason="x") == "body-incomplete"
    assert matter.refused("nato", "onward-consent", matter.make("ru", "onward-request"), parties=["us"]) == (
        "onward-unknown"
    )


@pytest.mark.parametrize(("control", "code"), [(False, ""), (True, "onward-missing")])
def test_originator_control_holds_for_wide_labels_too(control: bool, code: str) -> None:
    matter = asking()
    given = item(matter, tlp="GREEN", originator_control=control)
    onward = {"version": "RU/PLENARY/9", "how": "passed on"}
    assert matter.refused("ru", "share-version", given, **onward) == code


def questioned(matter: Matter) -> tuple[Said, Said]:
    """Return an item of NATO, and RU's question if it may pass it on to the US."""
    given = item(matter)
    return given, matter.say("ru", "onward-request", given, parties=["us"], reason="They are there.")


def passing(matter: Matter) -> tuple[str, ...]:
    """Return asked by whom, to whom, how answered and for which, as the sheet shows the question."""
    (section,) = (one for one in matter.folded().sheet(matter.journal()).sections if one.heading == "Passing on")
    return section.lines[0].cells[:4]


def test_a_later_refusal_ends_a_consent_and_a_later_consent_a_refusal() -> None:
    """What the sheet shows of a question is what the rule goes by, after each word of its originator."""
    matter = asking()
    given, question = questioned(matter)
    onward = {"version": "RU/PLENARY/9", "how": "passed on"}
    kinds = ("onward-consent", "onward-decline", "onward-consent")
    for kind, word, code in zip(kinds, ("consented", "declined", "consented"), ("", "onward-missing", ""), strict=True):
        matter.say("nato", kind, question, parties=["us"], reason="Ours.")
        assert matter.refused("ru", "share-version", given, **onward) == code
        assert passing(matter) == ("RU", "us", word, "Ours." if code else "us")
        (data,) = matter.folded().sheet(matter.journal()).data["given"]
        assert data["may_pass_on_to"] == ([] if code else ["us"])
    matter.same_in_every_order()


def test_concurrent_words_of_an_originator_let_nobody_pass_it_on() -> None:
    """Said in two channels, neither knowing the other: a conflict, until a word that follows both."""
    matter = asking()
    given, question = questioned(matter)
    onward = {"version": "RU/PLENARY/9", "how": "passed on"}
    known = [given, question]
    both = [
        matter.say("nato", "onward-consent", question, knows=known, parties=["us"]),
        matter.say("nato", "onward-decline", question, knows=known, channel="line"),
    ]
    assert matter.refused("ru", "share-version", given, **onward) == "onward-missing"
    assert passing(matter)[2:] == ("conflict", ", ".join(sorted(one.ref for one in both)))
    (conflict,) = matter.folded().conflicts
    assert conflict.startswith(question.ref)
    assert "consented to us" in conflict
    assert "declined" in conflict
    matter.same_in_every_order()
    matter.say("nato", "onward-consent", question, parties=["us"], until_at=matter.now + DAY)
    assert matter.refused("ru", "share-version", given, **onward) == ""
    assert passing(matter)[2:] == ("consented", "us until 2016-04-21T12:04:00Z")


def test_an_originator_is_offered_to_end_its_consent() -> None:
    matter = asking()
    _given, question = questioned(matter)
    for kind, left in (("onward-consent", {"onward-decline"}), ("onward-decline", set())):
        matter.say("nato", kind, question, parties=["us"])
        found = matter.folded().next_acts("nato")
        assert {one.kind for one in found if one.re == question.ref and one.kind.startswith("onward")} == left


@pytest.mark.parametrize(
    ("how", "label", "code"),
    [
        ("passed on", "GREEN", "label-wider"),
        ("passed on", "CLEAR", "label-wider"),
        ("passed on", "AMBER", ""),
        ("passed on", "AMBER+STRICT", ""),
        ("passed on", "", ""),
        ("sanitised", "GREEN", ""),
    ],
)
def test_what_is_passed_on_unchanged_takes_no_wider_label(how: str, label: str, code: str) -> None:
    """Else a third party could pass it on without anybody's consent; its originator may, with its own item."""
    matter = asking()
    given, question = questioned(matter)
    matter.say("nato", "onward-consent", question, parties=["us"])
    note = {"version": "RU/PLENARY/9", "how": how, **({"tlp": label} if label else {})}
    assert matter.refused("ru", "share-version", given, **note) == code
    assert matter.refused("nato", "share-version", given, **note | {"version": "NATO/PLENARY/9"}) == ""


def test_an_item_for_named_readers_goes_on_with_consent_only_whatever_its_label() -> None:
    matter = asking()
    given = item(matter, tlp="GREEN", only=["ru"])
    onward = {"version": "RU/PLENARY/9", "how": "passed on"}
    assert matter.refused("ru", "share-version", given, **onward) == "onward-missing"


def test_a_version_names_its_originator_and_the_question_goes_to_it() -> None:
    """RU passed on what NATO gave: NATO is asked, answers and is named, and RU's consent is none."""
    matter = Matter(council(), channel="plenary")
    version = item(matter, "ru", topic="rescue", originator="NATO", originator_control=True)
    sheet = matter.folded().sheet(matter.journal())
    assert dict(sheet.facts)["given by"] == "RU"
    assert dict(sheet.facts)["originator, who is asked before it is passed on"] == "NATO"
    assert sheet.sections[0].lines[0].cells[:2] == ("RU", "NATO")
    assert sheet.data["given"][0]["originated_by"] == "nato"
    onward = {"version": "US/PUBLIC/9", "how": "passed on"}
    question = matter.say("us", "onward-request", version, parties=["the public"], reason="A search.")
    assert matter.turn() == {"nato"}
    assert matter.refused("ru", "onward-consent", question, parties=["the public"]) == "item-of-other"
    assert matter.refused("us", "share-version", version, **onward) == "onward-missing"
    assert matter.refused("ru", "share-version", version, **onward | {"version": "RU/PUBLIC/9"}) == "onward-missing"
    assert matter.refused("nato", "onward-request", version, parties=["us"], reason="x") == "item-own"
    matter.say("nato", "onward-consent", question, parties=["the public"])
    assert matter.refused("us", "share-version", version, **onward) == ""
    matter.same_in_every_order()


def test_a_question_where_the_originator_does_not_read_is_refused_and_names_it() -> None:
    matter = asking()
    version = item(matter, "nato", topic="rescue", originator="us")
    assert matter.refused("ru", "onward-request", version, parties=["police"], reason="x") == "onward-originator"
    assert not [one for one in matter.folded().next_acts("ru") if one.kind == "onward-request"]
    friend = item(matter, "nato", originator="A friendly service")
    assert matter.refused("ru", "onward-request", friend, parties=["police"], reason="x") == "", "words, and no party"


# --- what lists show --------------------------------------------------------------------------------------------------


def test_no_title_and_no_sentence_says_what_a_label_protects() -> None:
    """Titles and sentences stand in lists, pages, calendars and mails; what is given stands in the matter alone."""
    matter = asking()
    given = item(matter, content="Unsayable", tlp="RED", only=["ru"])
    sheet = matter.folded().sheet(matter.journal())
    assert sheet.title.words == "Item by NATO on Terrorism (TLP:RED)"
    said = KINDS["share-item"].tell({"party": "NATO", "re": ""}, given.body)
    assert "Unsayable" not in said + sheet.title.words + sheet.status + str(sheet.facts)


def test_the_balance_counts_by_topic_and_party_and_weighs_nothing() -> None:
    matter = asking()
    request = ask(matter)
    ask(matter)
    given = item(matter, re=request)
    matter.say("nato", "share-correction", given, content="She.")
    practised = Matter(council(), channel="pair")
    practised.say("nato", "share-item", topic="terrorism", content="x", tlp="AMBER", drill="Night", to=("ru",))
    states = [matter.state(), practised.state("sharing")]
    found = balance(states)
    assert found == balance(reversed(states))
    assert set(found) == {"terrorism"}
    assert found["terrorism"]["ru"] == {"asked": 2}
    assert found["terrorism"]["nato"] == {
        "was_asked": 2, "answered_in_part": 1, "open": 1, "items": 1, "corrected": 1,
    }  # fmt: skip


# --- the charter ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rules",
    [{"parties": ["cn"]}, {"channels": ["attic"]}, {"labels": ["SECRET"]}, {"graded": "yes"}, {"reply_hours": -1}],
)
def test_a_charter_whose_topics_make_no_sense_is_refused(rules: dict[str, Any]) -> None:
    charter = charter_of(tables={"topics": {"rescue": rules}})
    with pytest.raises(Malformed) as info:
        check_charter(charter)
    assert info.value.code == "charter-setting"


def test_a_topic_may_be_no_more_than_its_title() -> None:
    charter = charter_of(tables={"topics": {"rescue": "Rescue"}, "clocks": {"reply_hours": 24}})
    check_charter(charter)
    matter = Matter(charter)
    request = ask(matter, topic="rescue")
    matter.everybody_holds(request, NOON)
    assert {(duty.who, duty.due_at) for duty in matter.duties("answer")} == {
        ("nato", NOON + DAY), ("us", NOON + DAY),
    }  # fmt: skip
