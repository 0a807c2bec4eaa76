"""The course of the NATO-Russia Council is told as the sources tell it, and what they do not carry is marked."""

from datetime import UTC, datetime

import pytest

from detente.council.incident.differences import differences
from detente.council.registry import KINDS
from detente.council.said import Said
from detente.rehearsal import scenario as s
from detente.rehearsal.bodies import texts_in
from detente.rehearsal.library import load_scenario

NRC = load_scenario("nrc-2016")
ACTS = NRC.acts()


def day(event: s.Event) -> str:
    return datetime.fromtimestamp(event.at, UTC).strftime("%Y-%m-%d")


def published(by: str, on: str) -> list[s.Event]:
    return [
        event
        for event in NRC.events
        if isinstance(event.what, s.Published) and event.what.by == by and day(event) == on
    ]


def text_of(name: str) -> str:
    act = ACTS[name].what
    assert isinstance(act, s.Act)
    return " ".join([act.text, *act.texts.values(), *texts_in(act.body)])


# Facts: dates as NATO, TASS, Sputnik and Reuters report them; docs/sources.md lists address and confidence of each.
@pytest.mark.parametrize(
    ("act", "party", "on", "facts"),
    [
        ("review", "nato", "2014-03-05", ["under review", "meetings of ambassadors"]),
        ("suspension", "nato", "2014-04-01", ["all practical civilian and military", "ambassadors and above", "June"]),
        ("access", "nato", "2014-04-08", ["four persons", "two support staff", "escorted", "June"]),
        ("team-lost", "de", "2014-04-25", ["team of eight", "four Germans"]),
        ("june-nato", "nato", "2014-06-02", ["do not recognise"]),
        ("snap-2015", "ru", "2015-05-25", ["12,000", "250", "689", "25-28 May", "13:00 Moscow", "goodwill"]),
        ("su24-suspension", "ru", "2015-11-26", ["hotline"]),
        ("meeting", "nato", "2016-04-08", ["1. the crisis", "2. military", "3. security in Afghanistan"]),
        ("meeting-date", "nato", "2016-04-12", ["20 April"]),
        ("cook-pl", "pl", "2016-04-14", ["called in Russia's ambassador"]),
        ("item-1-nato", "nato", "2016-04-20", ["Minsk"]),
        ("item-2-us", "us", "2016-04-20", ["international waters"]),
        ("item-3-ru", "ru", "2016-04-20", ["suspension"]),
    ],
)
def test_a_sourced_act_stands_at_its_day_by_its_party_with_its_facts(act, party, on, facts):
    event = ACTS[act]
    assert event.basis is s.Basis.SOURCED
    assert (event.what.party, day(event)) == (party, on)
    assert [fact for fact in facts if fact not in text_of(act)] == []


def test_both_accounts_of_the_destroyer_keep_their_own_dates_and_units():
    assert "13 April" in text_of("cook-ru")
    assert "70 km" in text_of("cook-ru")
    assert "nautical" not in text_of("cook-ru")
    assert "13 April" not in text_of("cook-us")
    facts = ["70 nautical miles", "11 April", "12 April", "20 passes", "11 passes", "seven"]
    assert [fact for fact in facts if fact not in text_of("cook-us")] == []
    assert (ACTS["cook-us"].what.party, day(ACTS["cook-us"])) == ("us", "2016-04-13")
    assert ACTS["cook-us"].reported_by == ("us",)
    assert ACTS["cook-ru"].reported_by == ("ru",)


def test_published_accounts_are_judged_by_one_standard():
    """That each was published is sourced; that it was said on the line, in this form, is ours, whoever's it is."""
    accounts = [event for event in ACTS.values() if event.what.kind == "incident-account"]
    assert len(accounts) == 6
    assert {event.basis for event in accounts} == {s.Basis.RECONSTRUCTED}


def test_both_accounts_of_the_su24_stand_on_the_channel_of_the_two():
    assert {ACTS[name].what.channel for name in ("su24-tr", "su24-ru")} == {"tr-ru"}
    assert NRC.council.channels["tr-ru"].members == ("tr", "ru")
    assert ["17 seconds" in text_of("su24-tr"), "not violated" in text_of("su24-ru")] == [True, True]


def test_the_second_of_the_shot_is_that_of_turkeys_letter_and_said_to_be_so():
    shot = next(event for event in NRC.events if event.precision is s.Precision.SECOND)
    assert datetime.fromtimestamp(shot.at, UTC).isoformat() == "2015-11-24T07:24:05+00:00"
    assert shot.reported_by == ("tr",)


def test_calls_without_answer_are_one_sides_report_and_undated():
    for name in ("call-1", "call-2"):
        assert ACTS[name].basis is s.Basis.RECONSTRUCTED
        assert ACTS[name].precision is s.Precision.UNDATED
        assert ACTS[name].reported_by == ("nato",)
    assert not [event for event in ACTS.values() if event.what.re in {"call-1", "call-2"}]


def test_inspections_were_asked_accepted_and_held_by_the_host_itself():
    assert ACTS["inspect-yes"].what.party == "es"
    assert ACTS["inspect-yes"].what.re == "inspect-ask"
    assert "26 to 29 October" in published("ru", "2015-10-26")[0].what.text
    assert "1 to 4 November" in published("nato", "2015-10-28")[0].what.text


def test_the_second_attempt_is_a_note_of_a_call_of_one_side_that_was_not_answered():
    assert (ACTS["call-1"].what.kind, ACTS["call-2"].what.kind) == ("message", "call-note")
    assert ACTS["call-2"].what.body["answered"] is False


def test_a_suspension_binds_its_author_by_scope_and_ends_by_nothing_but_its_author():
    """It names what the sources name, the computed rest stays open, and nobody resumes: in fact it stood."""
    nato, ru = ACTS["suspension"].what, ACTS["tr-ru-suspension"]
    assert nato.kind == ru.what.kind == "suspend"
    assert "practical-cooperation" in nato.body["topics"]
    assert nato.body["levels"] == ["expert"]
    assert ru.basis is s.Basis.RECONSTRUCTED
    assert (ru.what.channel, ru.what.body["channels"]) == ("plenary", ["tr-ru"])
    assert not [event for event in ACTS.values() if event.what.kind == "resume"]
    assert ACTS["within-scope"].what.refused == "scope-suspended"


def test_the_meeting_is_convened_without_its_date_and_chaired_by_nato():
    """The date was given four days later; nobody's answer is told but that which the sources carry."""
    convened, changed = ACTS["meeting"].what, ACTS["meeting-date"].what
    assert convened.to == ("ru",)
    assert len(convened.body["items"]) == 3
    dates = [datetime.fromtimestamp(act.body["begins_at"], UTC).date().isoformat() for act in (convened, changed)]
    assert dates == ["2016-04-22", "2016-04-20"]
    assert NRC.council.extra["meetings"] == {"chair": "nato"}
    assert [name for name, event in ACTS.items() if event.what.kind == "meeting-accept"] == ["meeting-yes"]


def test_of_two_requests_for_information_one_is_declined_and_one_answered_and_neither_was_ever_made():
    """One of each side; on the topic that NATO suspended its own node gives nothing, and a reason may be said."""
    asked = {name: event for name, event in ACTS.items() if event.what.kind == "share-request"}
    assert {name: (event.what.party, event.what.body["topic"]) for name, event in asked.items()} == {
        "share-ask-ru": ("ru", "terrorism"), "share-ask-nato": ("nato", "afghanistan"),
    }  # fmt: skip
    shared = [event for name, event in ACTS.items() if name.startswith("share-")]
    assert all(event.basis is s.Basis.INJECT for event in shared)
    assert ACTS["share-within-scope"].what.refused == "scope-suspended"
    assert ACTS["share-decline-nato"].what.body["reason"].startswith("Rehearsal inject:")
    assert {"narcotics", "organised-crime", "syria", "ukraine", "turkey-caucasus"} <= set(NRC.council.extra["topics"])


def test_two_communiques_each_of_one_party_in_public():
    told = [event.what for event in ACTS.values() if event.what.call == "publish-communique"]
    assert [(act.party, act.channel, act.args["alone"]) for act in told] == [
        ("nato", "public", True),
        ("ru", "public", True),
    ]


def test_who_acts_by_rank_is_accredited_with_it():
    """Watch officers need no credentials; everybody else who speaks has them, and no office twice."""
    presented = [(officer.party, officer.name) for officer in NRC.council.officers]
    spoke = {(event.what.party, event.what.officer) for event in ACTS.values()}
    assert len(presented) == len(set(presented))
    assert {who for who in spoke if who[1] != "watch officer"} <= set(presented)


def test_each_item_of_the_meeting_has_both_statements_and_the_result_not_agreed():
    for item in (1, 2, 3):
        result = ACTS[f"item-{item}-result"].what
        assert result.kind == "item-result"
        assert result.body == {"item": str(item), "result": "not agreed"}
        assert {f"item-{item}-nato", f"item-{item}-ru"} <= set(result.cites)
        assert "ot agreed" in result.text


def test_the_flash_act_goes_by_the_depositary_alone_while_the_wire_is_cut():
    order = [type(event.what).__name__ for event in NRC.events if day(event) == "2016-04-15" and not event.sources]
    assert order == ["Cut", "Act", "Check", "Act", "Check", "Mend", "Act"]
    flash = ACTS["flash-us"].what
    assert flash.precedence is s.Priority.FLASH
    assert NRC.council.channels[flash.channel].members == ("us", "ru")
    checks = [event.what for event in NRC.events if isinstance(event.what, s.Check) and event.what.via]
    assert [check.via for check in checks] == ["depositary", "depositary"]


def test_both_sides_spoke_to_the_public_and_nobody_jointly():
    assert published("nato", "2016-04-20")
    assert published("ru", "2016-04-20")
    notes = [event.what for event in NRC.events if isinstance(event.what, s.Note)]
    assert "no joint statement" in notes[-1].text


def test_ukraine_is_concerned_has_no_node_and_speaks_in_public_only():
    assert "ukraine" not in NRC.parties
    statements = [
        day(event) for event in NRC.events if isinstance(event.what, s.Published) and event.what.by == "ukraine"
    ]
    assert statements == ["2014-03-04", "2015-12-02"]


def test_the_depositary_is_fictional_the_only_one_and_a_member_of_no_channel():
    assert [party.id for party in NRC.parties.values() if party.fictional] == ["depositary"]
    assert not any("depositary" in channel.members for channel in NRC.council.channels.values())


def test_every_event_but_an_inject_names_its_sources_and_every_source_is_used():
    assert all(bool(event.sources) == (event.basis is not s.Basis.INJECT) for event in NRC.events)
    assert {name for event in NRC.events for name in event.sources} == set(NRC.sources)


def test_what_nobody_said_says_so_in_its_own_text():
    injected = [event.what for event in ACTS.values() if event.basis is s.Basis.INJECT]
    assert injected
    for act in injected:
        assert act.text.startswith(("Rehearsal inject:", "Вводная учения:"))


def test_line_texts_leave_room_for_envelope_and_padding():
    sizes = {
        name: sum(len(text.encode()) for text in (event.what.text, *event.what.texts.values()))
        for name, event in ACTS.items()
        if event.what.channel == "line"
    }
    assert len(sizes) >= 8
    assert max(sizes.values()) <= s.LINE_TEXT_BYTES_MAX


def test_russian_acts_are_in_russian_with_an_english_translation():
    for event in ACTS.values():
        if event.what.party == "ru":
            assert (event.what.language, set(event.what.texts)) == ("ru", {"en"})


@pytest.mark.parametrize("word", ["failed to", "refused to answer", "withheld", "violat", "aggress", "lied"])
def test_the_narrator_reports_and_never_accuses(word):
    """Headlines, remarks and notes are ours: they use no word that a delegation could not read out."""
    narrated = [event.headline + event.remark for event in NRC.events]
    narrated += [event.what.text for event in NRC.events if isinstance(event.what, s.Note)]
    assert not [line for line in narrated if word in line.lower()]


def compared(*names):
    """Return the rows of the table of differences between accounts of the scenario, by what each is about."""
    kind = KINDS["incident-account"]
    said = []
    for name in names:
        act = ACTS[name].what
        assert act.kind == kind.name
        body = kind.read({"text": act.text, **act.body})
        kind.check_body(body)
        said.append(Said(name, act.party, act.kind, 0, body=body))
    return {row.what: row for row in differences(said)}


def test_the_table_for_the_destroyer_asks_both_on_date_distance_unit_and_conduct():
    rows = compared("cook-us", "cook-ru")
    assert {"date", "distance from land", "conduct"} <= {name for name, row in rows.items() if row.questions}
    assert any("nmi and km" in question for question in rows["distance from land"].questions)
    assert rows["closest distance"].status == "stated by one only"


def test_the_accounts_of_the_su24_and_of_the_rc135_are_compared_and_not_merged():
    su24, rc135 = compared("su24-tr", "su24-ru"), compared("rc135-us", "rc135-ru")
    assert {one.derived for one in su24["lowest height"].stated} == {"5 791 m", "6 000 m"}
    assert su24["place"].questions
    assert rc135["conduct"].questions
    assert rc135["date"].status == "stated by one only"
