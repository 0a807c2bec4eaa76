"""The incidents of nrc-2016: both accounts, tracks that say what they are, questions, no joint finding."""

import json
import re
from hashlib import sha256

import pytest

from detente.council.incident.differences import differences
from detente.council.incident.evidence import check_files, files_in
from detente.council.incident.geometry import Source, geometry
from detente.council.registry import KINDS
from detente.council.said import Said
from detente.rehearsal import scenario as s
from detente.rehearsal.library import FOLDER, load_scenario
from detente.tracks.approach import Apart, Approach, closest
from detente.tracks.coast import coast
from detente.tracks.reading import Format, Stated, read
from detente.tracks.track import Reading

NRC = load_scenario("nrc-2016")
ACTS = NRC.acts()
TRACKS = {
    name: one.data
    for event in ACTS.values()
    if event.what.kind == "incident-evidence"
    for name, one in ((event.what.id, event.what.attach[0]),)
}
SIDES = {"su24-tr-track": "tr", "su24-ru-track": "ru", "cook-us-track": "us", "cook-ru-track": "ru"}


def said(name: str) -> Said:
    act = ACTS[name].what
    kind = KINDS[act.kind]
    body = kind.read({"text": act.text, **act.body})
    kind.check_body(body)
    return Said(name, act.party, act.kind, 0, body=body)


def reading(name: str) -> Reading:
    return read(TRACKS[name], Format.GEOJSON, Stated(), lambda lat, lon: coast().on_land(lat, lon))


def compared(*names: str):
    return {row.what: row for row in differences([said(name) for name in names])}


# --- tracks -------------------------------------------------------------------------------------------------------


def test_each_side_of_both_incidents_brings_one_track_of_its_own():
    assert {name: ACTS[name].what.party for name in TRACKS} == SIDES
    assert all(ACTS[name].what.re == name.removesuffix("-track") for name in TRACKS)
    folder = {one.name for one in (FOLDER / "nrc-2016").iterdir()}
    assert {one.name for event in ACTS.values() for one in event.what.attach} == folder, "no file lies there unused"


@pytest.mark.parametrize("name", SIDES)
def test_a_track_is_marked_reconstructed_in_the_act_in_its_table_and_in_the_file(name):
    event, document = ACTS[name], json.loads(TRACKS[name])
    act = said(name)
    check_files(act)
    (file,) = files_in(act)
    assert (event.basis, file.basis, document["basis"]) == (s.Basis.RECONSTRUCTED, "reconstructed", "reconstructed")
    assert event.reported_by == (event.what.party,)
    assert file.voice == event.what.party.upper()
    assert file.sha256 == sha256(TRACKS[name]).hexdigest()
    assert "rehearsal" in document["rehearsal"]
    assert "not recognition" in document["note"]
    assert file.derived_from


@pytest.mark.parametrize("name", SIDES)
def test_a_track_names_its_facts_with_sources_of_the_scenario_and_what_is_ours(name):
    document = json.loads(TRACKS[name])
    known = {f"{one.title} ({one.where})" for one in NRC.sources.values()}
    assert document["from"]
    for fact in document["from"]:
        assert fact["confidence"] in ("high", "medium")
        assert fact["sources"]
        assert all(source in known or source.startswith("Natural Earth") for source in fact["sources"])
    assert document["only_illustrative"]
    assert document["not_published"]


@pytest.mark.parametrize("name", SIDES)
def test_a_track_reads_with_few_positions_of_large_uncertainty_and_no_height_that_nobody_stated(name):
    found = reading(name)
    points = [point for track in found.tracks for point in track.points]
    assert len(points) <= 12
    assert all(point.uncertainty_m >= 5_000 for point in points)
    assert all(point.height_m is None for point in points)
    assert {flag.code for flag in found.flags} <= {"gap", "single"}


def test_at_the_tracks_own_uncertainty_nothing_can_be_told_of_the_border():
    """The sides' tracks of the Su-24 lie nearer to each other than either is certain."""
    turkey, russia = reading("su24-tr-track").tracks, reading("su24-ru-track").tracks
    for one in turkey:
        (near,) = (closest(one, other) for other in russia)
        assert isinstance(near, Approach)
        assert near.distance_m < near.uncertainty_m
        assert one.points[-1].at - one.points[0].at == 17


def test_of_the_su24_two_accounts_of_one_craft_are_no_approach():
    """Turkey's two aircraft and Russia's Su-24 may be one; its two are told, and were no encounter."""
    laid = geometry([
        Source(party.upper(), name, name, str(files["of"]), "reconstructed", reading(name).tracks,
               own=tuple(one["name"] for one in ACTS[name.removesuffix("-track")].what.body["own_units"]))
        for name, party in SIDES.items() if name.startswith("su24")
        for files in ACTS[name].what.body["files"]
    ])  # fmt: skip
    assert [one.scope for one in laid.met] == ["TR"]
    assert not any(one.clear for one in laid.met)
    assert any("may be one craft in two accounts" in one for one in laid.left_out)


def test_the_tracks_of_the_destroyer_have_no_day_in_common_and_repeat_what_each_side_states():
    american, russian = reading("cook-us-track").tracks, reading("cook-ru-track").tracks
    assert all(isinstance(closest(one, other), Apart) for one in american for other in russian)
    ship, early, _helicopter, late = american
    near = {track.name: closest(ship, track) for track in (early, late)}
    metres = [found.distance_m for found in near.values() if isinstance(found, Approach)]
    assert metres == [pytest.approx(914.4, abs=5), pytest.approx(9.1, abs=1)], "1,000 yards and 30 feet"
    assert all(found.uncertainty_m > 100_000 for found in near.values() if isinstance(found, Approach))


# --- accounts, questions, no joint finding ------------------------------------------------------------------------


def test_the_table_for_the_destroyer_asks_both_on_date_distance_unit_and_conduct():
    rows = compared("cook-us", "cook-ru")
    asked = {name: " ".join(row.questions) for name, row in rows.items() if row.questions}
    assert {"date", "distance from land", "conduct"} <= set(asked)
    assert "the number is the same. Can nmi and km have been exchanged" in asked["distance from land"]
    assert "Is it one event" in asked["date"]
    assert [said.derived for said in rows["distance from land"].stated] == ["70 000 m", "129 640 m"]
    assert not re.search(r"wrong|false|violat|breach", " ".join(asked.values()))


def test_the_rows_that_the_scenario_checks_are_where_it_says():
    check = next(
        event.what for event in NRC.events
        if isinstance(event.what, s.Check) and "differences.0.what" in event.what.data
    )  # fmt: skip
    rows = differences([said("cook-us"), said("cook-ru")])
    for path, wanted in check.data.items():
        kind, number, name = path.split(".")
        if kind == "differences":
            assert getattr(rows[int(number)], name) == wanted


def test_each_side_asks_and_each_replies_in_part_and_nobody_is_said_to_have_done_so():
    asked = {name: ACTS[name] for name in ("cook-us-asks", "cook-ru-asks")}
    assert {event.what.body["about"] for event in asked.values()} == {"date", "distance from land"}
    replies = {event.what.re: event.what for event in ACTS.values() if event.what.kind == "incident-reply"}
    assert {name: act.body["answer"] for name, act in replies.items()} == dict.fromkeys(asked, "in part")
    assert all(event.basis is s.Basis.INJECT for event in asked.values())


def test_what_russia_reports_to_have_asked_turkey_stands_as_its_report_and_without_a_reply():
    event = ACTS["su24-ru-asks"]
    assert (event.basis, event.reported_by, event.what.to) == (s.Basis.RECONSTRUCTED, ("ru",), ("tr",))
    assert not [one for one in ACTS.values() if one.what.re == "su24-ru-asks"]
    assert "No account of Turkey's" in event.remark


def test_each_side_proposes_a_statement_and_the_other_objects_so_nothing_is_agreed():
    proposed = [event for event in ACTS.values() if event.what.kind == "incident-facts"]
    objected = [event for event in ACTS.values() if event.what.kind == "incident-objection"]
    assert [event.what.party for event in proposed] == ["us", "ru"]
    assert [(event.what.party, event.what.re) for event in objected] == [
        ("ru", "cook-facts-us"),
        ("us", "cook-facts-ru"),
    ]
    assert all(event.basis is s.Basis.INJECT for event in (*proposed, *objected))
    first, second = (event.what.body for event in proposed)
    assert [len(first[name]) for name in ("agreed", "disputed")] == [
        len(second[name]) for name in ("agreed", "disputed")
    ]
    assert not [event for event in ACTS.values() if event.what.kind in ("incident-consent", "incident-closure")]


def test_who_raised_it_in_the_room_is_told_in_two_versions_with_their_sources():
    note = next(event for event in NRC.events if "two versions" in event.headline)
    assert isinstance(note.what, s.Note)
    assert {"reuters-20160420", "article-201604"} <= set(note.sources)
    assert "US ambassador" in note.what.text
    assert "Russia used the talks" in note.what.text
    assert note.what.about == "item-2-us"


# --- topics -------------------------------------------------------------------------------------------------------


def test_the_topics_of_the_article_are_topics_of_the_charter_and_all_but_the_suspended_ones_are_open():
    topics = set(NRC.council.extra["topics"])
    article = {"terrorism", "narcotics", "organised-crime", "afghanistan", "syria", "ukraine", "turkey-caucasus"}
    assert article <= topics
    assert "Central Asia" in NRC.council.extra["topics"]["afghanistan"]["title"]
    suspended = set(ACTS["suspension"].what.body["topics"])
    check = next(
        event.what for event in NRC.events
        if isinstance(event.what, s.Check) and event.what.of == "suspension" and event.what.data
    )  # fmt: skip
    assert set(check.data["suspensions.0.open.topics"]) == topics - suspended
    assert article & suspended == {"terrorism"}


def test_what_was_said_on_terrorism_and_afghanistan_stands_in_the_meeting_with_its_sources():
    nato, russia = ACTS["item-3-nato"], ACTS["item-3-ru"]
    for event in (nato, russia):
        told = " ".join([event.what.text, *event.what.texts.values()]).lower()
        assert "afghanistan" in told
        assert "terrorist" in told
        assert event.sources
        assert event.what.body["item"] == "3"
    assert russia.basis is s.Basis.SOURCED
    assert "on terrorism and on Afghanistan" in russia.what.texts["en"]
