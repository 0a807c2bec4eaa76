"""The notifications' desk: forms of a regime, versions, cancellations, totals that stay apart, and what rules ask."""

from typing import Any

import pytest
from msgspec.structs import replace
from tests.matter import NOON, Matter, charter_of

from detente.clock import DAY, parse_rfc3339, rfc3339
from detente.council.agreements import named_by
from detente.council.desk import NextAct
from detente.council.duty import DutyState
from detente.council.said import Said
from detente.regimes.library import find

PACK = find("vienna-2011")
TABLES = {"regimes": {PACK.id: named_by(PACK)}}
FORM: dict[str, Any] = {
    "designation": "Zapad",
    "purpose": "Training of staffs.",
    "states": ["Belarus", "Russian Federation"],
    "command": "General staff",
    "start": "2016-07-01",
    "end": "2016-07-06",
    "troops": 12_700,
    "area": "Western part",
    "area_outline": [{"lat": 54, "lon": 28}, {"lat": 55, "lon": 28}, {"lat": 55, "lon": 29}],
}


def council() -> Matter:
    return Matter(charter_of(tables=TABLES))


def notify(matter: Matter, party: str = "ru", *, changes: dict[str, Any] | None = None, **body: Any) -> Said:
    """Let a party notify, with some fields changed; a field that is None is left out."""
    fields = {name: value for name, value in {**FORM, **(changes or {})}.items() if value is not None}
    usual = {
        "regime": PACK.id,
        "format": "prior-notification",
        "single_command": True,
        "in_zone": True,
        "fields": fields,
    }
    return matter.say(party, "notification", **(usual | body))


def why(changes: dict[str, Any] | None = None, **body: Any) -> str:
    """Return the code for which a notification counts for nothing, at its author's desk and from a peer alike."""
    matter = council()
    act = notify(matter, changes=changes, **body)
    assert matter.refused("ru", "notification", **act.body) in ("kind-opens-own-dossier", matter.why(act))
    return matter.why(act)


def test_a_sound_notification_counts_and_shows_its_form_in_the_readers_language() -> None:
    matter = council()
    notify(matter, text="Штабное учение.", language="ru")
    assert matter.folded().irregular == {}
    english, french = (matter.folded().sheet(matter.journal(), language) for language in ("en", "fr"))
    assert (english.title.words, english.status) == ("Zapad", "notified")
    assert ("Total number of troops", "12,700 persons") in [line.cells for line in english.sections[0].lines]
    assert any("Effectif total" in line.cells[0] for line in french.sections[0].lines)
    narrative = next(one for one in french.sections if one.heading == "Narrative")
    assert (narrative.lines[0].cells, narrative.lines[0].language) == (("Штабное учение.",), "ru")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"start": "2016-02-30"}, "form-date"),
        ({"end": "2016-06-30"}, "form-order"),
        ({"troops": -1}, "form-negative"),
        ({"troops": {"value": 12_700, "unit": "tons"}}, "form-unit"),
        ({"area_outline": [{"lat": 28, "lon": 99}]}, "form-place-outside"),
        ({"troops_by_state": [{"state": "RU", "troops": 12_000}]}, "form-sum"),
        ({"purpose": None}, "form-missing"),
        ({"divisons": ["one"]}, "form-field-unknown"),
    ],
)
def test_what_is_wrong_with_a_form_counts_nowhere(changes: dict[str, Any], code: str) -> None:
    """Impossible dates, an end before the start, wrong units and signs, sums that do not add up, places elsewhere."""
    assert why(changes) == code


def test_a_form_is_one_of_a_regime_of_the_charter() -> None:
    assert why(regime="incsea-1972") == "regime-not-in-charter"
    assert why(format="invitation") == "regime-format-unknown"
    assert why(version=9) == "regime-format-version"


def test_amendments_are_numbered_name_what_changed_and_keep_every_version() -> None:
    matter = council()
    first = notify(matter)
    assert NextAct("notification-amendment", first.ref, {"number": 1}) in matter.folded().next_acts("ru")
    second = matter.say("ru", "notification-amendment", first, number=1, fields={"troops": 13_500}, reason="A brigade.")
    matter.say("ru", "notification-amendment", second, number=2, fields={"other": "None."}, removed=["changes"],
               reason="Added.")  # fmt: skip
    data = matter.folded().sheet(matter.journal()).data
    assert [(one["number"], one["changed"]) for one in data["versions"][1:]] == [(1, ["troops"]), (2, ["other"])]
    assert (data["versions"][0]["fields"]["troops"], data["fields"]["troops"]) == (12_700, 13_500)
    assert (data["status"], data["versions"][1]["reason"]) == ("amended", "A brigade.")
    refused = [
        ({"number": 2, "fields": {"troops": 1}}, "amendment-number"),
        ({"number": 3, "fields": {"troops": 13_500}}, "amendment-empty"),
        ({"number": 3, "fields": {"troops": -1}}, "form-negative"),
        ({"number": 3, "removed": ["purpose"]}, "form-missing"),
    ]
    for body, code in refused:
        assert matter.refused("ru", "notification-amendment", first, reason="Why.", **body) == code
    assert matter.refused("nato", "notification-amendment", first, number=3, reason="No.") == "notification-of-other"


def test_what_is_cancelled_is_amended_no_more() -> None:
    matter = council()
    first = notify(matter)
    assert matter.refused("nato", "notification-cancellation", first, reason="No.") == "notification-of-other"
    matter.say("ru", "notification-cancellation", first, reason="Postponed.")
    assert matter.folded().sheet(matter.journal()).status == "cancelled"
    more = {"number": 1, "fields": {"troops": 1}, "reason": "No."}
    assert matter.refused("ru", "notification-amendment", first, **more) == "notification-cancelled"


def test_three_totals_stay_apart() -> None:
    """What was said in public, what is notifiable, what others estimate: none stands in another's place."""
    matter = council()
    first = notify(matter, announced=12_700, changes={"troops": 12_400})
    matter.say("nato", "activity-estimate", first, troops=60_000, text="Counted from trains.")
    assert matter.refused("ru", "activity-estimate", first, troops=1, text="No.") == "estimate-of-own"
    data = matter.folded().sheet(matter.journal()).data
    assert (data["totals"]["public"], data["totals"]["notifiable"]) == (12_700, 12_400)
    assert [(one["party"], one["troops"]) for one in data["totals"]["estimates"]] == [("nato", 60_000)]
    assert data["fields"]["troops"] == 12_400


def test_notice_42_days_before_is_met_by_the_evidence_of_when_it_was_there() -> None:
    """1 July minus 42 days is 20 May: the last second of that day; one second later it is met after the due time."""
    last = parse_rfc3339("2016-05-20T23:59:59Z")
    for at, late in ((last, False), (last + 1, True)):
        matter = council()
        notify(matter)
        assert matter.duties()[0].met_at is None, "nothing proves yet that it is there"
        matter.heads(at)
        (duty,) = matter.duties()
        assert (duty.state, duty.due_at, duty.met_at, duty.late) == (DutyState.MET, last, at, late)
        assert (duty.due_strict_at, duty.regime) == (parse_rfc3339("2016-05-20T00:00:00Z"), "vienna-2011")
        assert duty.rule.startswith("vienna-2011 VD-40.1: ")
        assert "troops 12,700 ≥ 9,000" in duty.steps[0]
        assert duty.steps[-1].endswith(f"there since {rfc3339(at)}")


def test_an_alert_is_notified_when_it_begins_and_below_the_thresholds_nothing_is_owed() -> None:
    matter = council()
    notify(matter, changes={"no_notice": True})
    (duty,) = matter.duties()
    assert duty.due_at == parse_rfc3339("2016-07-01T23:59:59Z")
    assert "(by VD-41)" in duty.steps[0] or "VD-41" in duty.rule
    small = council()
    notify(small, changes={"troops": 8_999, "tanks": 10, "acv": 10, "artillery": 10})
    assert small.duties() == []
    rules = {one["rule"]: one["verdict"] for one in small.folded().sheet(small.journal()).data["rules"]}
    assert rules["VD-40.1"] == "no duty"


def test_a_change_that_makes_it_due_earlier_is_owed_on_its_own_evidence() -> None:
    """Who moves the start forward, or grows over a threshold, does not live on the date of the first notice."""
    matter = council()
    first = notify(matter)
    matter.heads(NOON + 60)
    sooner = {"number": 1, "fields": {"start": "2016-05-25"}, "reason": "Sooner."}
    act = matter.say("ru", "notification-amendment", first, **sooner)
    matter.heads(NOON + DAY)
    one, other = matter.duties()
    assert (one.act, one.late, other.act, other.late) == (first.ref, False, act.ref, True)
    later = {"number": 2, "fields": {"start": "2016-08-01", "end": "2016-08-03"}, "reason": "Later."}
    matter.say("ru", "notification-amendment", first, **later)
    assert len(matter.duties()) == 2


def test_an_activity_that_grows_over_a_threshold_of_observation_names_the_invitation_beside_what_is_owed() -> None:
    matter = council()
    first = notify(matter)
    matter.say("ru", "notification-amendment", first, number=1, fields={"troops": 13_500}, reason="Grown.")
    (owed,) = matter.duties()
    assert owed.act == first.ref
    sheet = matter.folded().sheet(matter.journal())
    told = {one["rule"]: (one["verdict"], one["missing"][:1]) for one in sheet.data["invites"]}
    assert told == dict.fromkeys(("VD-47.4", "VD-60"), ("cannot say", ["no_notice"])), "it hangs on what is not stated"
    section = next(one for one in sheet.sections if one.heading == "Others are to be invited")
    assert "not counted among what is owed" in section.note


def test_a_nil_return_says_that_there_is_nothing_to_report() -> None:
    matter = council()
    notify(matter, format="annual-calendar", fields={"year": 2017}, nil=True, single_command=None)
    sheet = matter.folded().sheet(matter.journal())
    assert (matter.folded().irregular, sheet.status, sheet.data["year"]) == ({}, "nil return", 2017)
    assert why(nil=True) == "form-nil"


def test_an_activity_may_be_part_of_another() -> None:
    matter = council()
    notify(matter, parent="RU/PLENARY/7")
    sheet = matter.folded().sheet(matter.journal())
    assert ("Part of", "RU/PLENARY/7") in sheet.facts


def test_without_an_act_that_counts_nothing_is_amended() -> None:
    matter = council()
    wrong = notify(matter, changes={"troops": -1})
    assert matter.refused("ru", "notification-cancellation", wrong, reason="No.") == "notification-unknown"


def test_what_is_said_beside_a_form_can_be_amended_and_makes_due_what_nobody_could_say() -> None:
    """Whoever forgot to say that it stands under one command mends that; the rule finds it due from then on."""
    matter = council()
    first = notify(matter, single_command=None, changes={"start": "2016-09-01", "end": "2016-09-06"})
    verdicts = lambda: {one["rule"]: one for one in matter.folded().sheet(matter.journal()).data["rules"]}  # noqa: E731
    assert (verdicts()["VD-40.1"]["verdict"], matter.duties("notify")) == ("cannot say", [])
    matter.say("ru", "notification-amendment", first, number=1, reason="Left out.", single_command=True)
    assert verdicts()["VD-40.1"]["verdict"] == "duty"
    (duty,) = matter.duties("notify")
    assert duty.due_at == parse_rfc3339("2016-07-21T23:59:59Z")
    assert matter.folded().sheet(matter.journal()).data["invites"] == []
    same = {"number": 2, "reason": "Again.", "single_command": True}
    assert matter.refused("ru", "notification-amendment", first, **same) == "amendment-empty"
    matter.say("ru", "notification-amendment", first, number=2, reason="Not so.", removed=["single_command"])
    state = matter.state()
    assert [dict(one.told) for one in state.versions] == [
        {"in_zone": True},
        {"in_zone": True, "single_command": True},
        {"in_zone": True},
    ]
    assert [one.changed for one in state.versions[1:]] == [("single_command",)] * 2
    assert (verdicts()["VD-40.1"]["verdict"], state.conflicts) == ("cannot say", ())


def test_whether_it_lies_in_the_zone_is_not_assumed() -> None:
    """Its area lies within the bounds that the pack draws, and whether that is in the zone is for its author to say."""
    matter = council()
    first = notify(matter, in_zone=None)
    found = {one["rule"]: one for one in matter.folded().sheet(matter.journal()).data["rules"]}
    assert (found["VD-40.1"]["verdict"], found["VD-40.1"]["missing"]) == ("cannot say", ["in_zone"])
    assert "in zone yes" not in found["VD-40.1"]["reason"]
    rules = next(one for one in matter.folded().sheet(matter.journal(), "ru").sections if one.heading == "Rules")
    assert next(line.cells[3] for line in rules.lines) == "not stated: В зоне применения соглашения"
    assert matter.duties("notify") == []
    matter.say("ru", "notification-amendment", first, number=1, reason="Left out.", in_zone=True)
    (duty,) = matter.duties("notify")
    assert duty.due_at == parse_rfc3339("2016-05-20T23:59:59Z")
    matter.say("ru", "notification-amendment", first, number=2, reason="Not so.", in_zone=False)
    found = {one["rule"]: one for one in matter.folded().sheet(matter.journal()).data["rules"]}
    assert found["VD-40.1"]["verdict"] == "no duty"


def test_what_is_notified_names_no_act_before_each_line() -> None:
    matter = council()
    notify(matter)
    stated = next(one for one in matter.folded().sheet(matter.journal()).sections if one.heading == "What is notified")
    assert all(line.ref is None for line in stated.lines)
    assert [line.cells for line in stated.lines[-2:]] == [
        ("Under a single operational command", "yes"),
        ("In the zone of the regime", "yes"),
    ]
    assert {line.language for line in stated.lines} == {"und", ""}, "of an author, or of this software"


def test_amendments_that_do_not_know_of_each_other_are_a_conflict_until_one_follows_both() -> None:
    """One copy of a folder may not know what the other one said."""
    matter = council()
    first = notify(matter)
    refs = []
    for number, fields in ((1, {"troops": 13_500}), (2, {"troops": 9_500})):
        act = matter.make("ru", "notification-amendment", first, knows=(), number=1, fields=fields, reason="A brigade.")
        ref, origin = f"RU/PLENARY/2-{number:016x}.1", f"{act.origin.removesuffix('1')}2-{number:016x}"
        matter.acts[ref] = replace(act, ref=ref, origin=origin, index=1)
        refs.append(ref)
    folded = matter.same_in_every_order()
    assert folded.conflicts == (f"amendments that do not know of each other: {', '.join(refs)}",)
    both = matter.make("ru", "notification-amendment", first, number=3, fields={"troops": 13_000}, reason="Both.")
    matter.acts["RU/PLENARY/3-0000000000000001.1"] = replace(
        both, ref="RU/PLENARY/3-0000000000000001.1", origin=f"{both.origin.removesuffix('1')}3-{1:016x}", index=1
    )
    assert matter.folded().conflicts == ()


def test_an_answer_that_nothing_proves_to_be_there_meets_nothing_and_hides_no_lateness() -> None:
    """Heads after the due second that do not cover it show that it was not there; those that do show since when."""
    due = parse_rfc3339("2016-05-20T23:59:59Z")
    matter = council()
    act = notify(matter)
    (duty,) = matter.duties()
    assert (duty.state, duty.answer, duty.unanswered) == (DutyState.DUE, act.ref, False)
    matter.heads(due + 1, without=[act])
    assert matter.duties()[0].state is DutyState.OVERDUE
    matter.heads(due + DAY)
    (duty,) = matter.duties()
    assert (duty.state, duty.met_at, duty.late) == (DutyState.MET, due + DAY, True)


def test_what_a_third_party_keeps_back_hides_nothing_that_is_owed_between_others() -> None:
    """Only the feeds of who owes and who is owed have to be here."""
    due = parse_rfc3339("2016-05-20T23:59:59Z")
    tables = {"regimes": {PACK.id: {**named_by(PACK), "parties": ["nato", "ru"]}}}
    matter = Matter(charter_of(tables=tables))
    act = notify(matter)
    said = matter.say("us", "activity-estimate", act, troops=1_000, text="Seen.")
    matter.heads(due + 1, without=[act])
    assert matter.duties(missing=[said])[0].state is DutyState.OVERDUE
    assert matter.duties()[0].to_whom == ("nato",)


def test_a_regime_binds_those_whom_the_charter_names() -> None:
    tables = {"regimes": {PACK.id: {**named_by(PACK), "parties": ["nato", "ru"]}}}
    for party, code in (("us", "regime-not-bound"), ("ru", "")):
        matter = Matter(charter_of(tables=tables))
        assert matter.why(notify(matter, party)) == code


def test_a_return_is_made_where_everybody_reads_it() -> None:
    assert why(format="annual-calendar", fields={"year": 2017}, nil=True, single_command=None) == ""
    matter = council()
    matter.channel = "pair"
    act = notify(matter, format="annual-calendar", fields={"year": 2017}, nil=True, single_command=None)
    assert matter.why(act) == "return-channel"
