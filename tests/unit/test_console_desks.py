"""The pages of single desks: standing, officers, decisions, meetings, the line of time; what the first page tells."""

from typing import Any

import pytest
from console_page import EVIL, Structure, page
from console_world import NOW, World, act, matter
from msgspec.structs import replace

from detente.console.words import facts
from detente.console.words.times import left
from detente.home.replies import DossierShown, DossierView, LineView, SectionView
from detente.home.replies.concerns import AssuranceView, BearingView, ConcernView
from detente.home.replies.officers import OfficerView
from detente.home.replies.public import AccountView, DifferenceView, MomentView, TimelineView
from detente.home.replies.sharing import GivenView, RequestView
from detente.home.replies.standing import OpenChannelView, PartyStandingView, SuspensionView

SOON = "2016-04-22T15:00:01Z"


def shown(view: DossierView, data: dict[str, Any], *sections: SectionView, facts: Any = ()) -> DossierShown:
    return DossierShown(NOW, {}, NOW, view, facts, sections, data, [], [], [act(view.dossier)], [])


def world_of(*of: DossierShown, **more: Any) -> World:
    return World(dossiers=[one.dossier for one in of], shown={one.dossier.dossier: one for one in of}, **more)


def decision(ref: str = "RU/TABLE/2", **changes: Any) -> DossierShown:
    given = {
        "procedure": "silence", "proposed_by": "ru", "title": EVIL, "number": "", "status": "running", "final": False,
        "expires_at": SOON, "adopted_at": None, "objections": [], "attached": [], "bound": [], "broken_by": [],
        "agreed": [], "revises": "", "result": "running", "language": "ru", "unofficial": {}, **changes,
    }  # fmt: skip
    return shown(matter(ref, desk="decisions", status=given["status"], title=EVIL), given)


def meeting(ref: str = "NATO/TABLE/4", **changes: Any) -> DossierShown:
    item = {
        "number": 1, "title": EVIL, "tabled_by": "nato", "contested_by": ["ru"], "withdrawn": False,
        "result": "not agreed", "outcome": EVIL,
    }  # fmt: skip
    given = {
        "meeting": ref, "phase": "closed", "convened_by": "nato", "level": EVIL, "chair": "nato", "begins_at": SOON,
        "place": EVIL,
        "terms": {ref: SOON}, "follows": None, "answers": {"ru": {"answer": "accepts"}}, "items": [item],
        "minutes": [{"ref": "NATO/TABLE/9", "symbol": EVIL, "language": "en", "stands": True, "signed": ["nato"],
                     "missing": ["ru"]}],
        **changes,
    }  # fmt: skip
    return shown(matter(ref, desk="meetings", status=given["phase"], title=EVIL), given)


def suspension(party: str = "nato", **changes: Any) -> PartyStandingView:
    given = {
        "ref": "NATO/TABLE/3", "party": party, "channels": ("experts", "staff"), "levels": (), "topics": ("arms",),
        "reason": EVIL, "ground": EVIL, "since_at": NOW, "until_at": None, "duties": "excused", "review": EVIL,
        **changes,
    }  # fmt: skip
    opened = (OpenChannelView("line", "watch", ""), OpenChannelView("plenary", "", ""))
    return PartyStandingView(party, (SuspensionView(**given),), opened, ("watch",), ())


def test_the_first_page_tells_who_is_asked_to_explain_and_by_when() -> None:
    """The next due first; a cause that is markup is shown as it is."""
    later = shown(matter("RU/TABLE/9", desk="explanations", title="Later."), {"asker": "ru", "asked": "nato"})
    first = shown(
        matter("NATO/TABLE/8", desk="explanations", status="requested", title=EVIL, due_at=SOON),
        {"asker": "nato", "asked": "ru"},
    )
    found = page(world_of(later, first), "/state")
    assert found.text.index("NATO asks RU") < found.text.index("RU asks NATO")
    assert "Requests for explanation" in found.text
    assert "Requests for explanation" not in page(World(), "/state").text


def test_the_first_page_tells_which_incidents_wait_with_the_labels_of_who_reported_them() -> None:
    """Texts that are markup are shown as they are; a list without any makes no section."""
    data = {
        "differences": [], "compiled": "From a list.",
        "questions_open": ["When?", "Where?"], "occurred": {"text": EVIL},
        "reported_by": [EVIL], "concerning": ["us", "ru"], "files": [{}, {}],
    }  # fmt: skip
    one = shown(matter("US/TABLE/7", desk="incidents", status="2 accounts", title=EVIL), data)
    found = page(world_of(one), "/state")
    assert "reported by" in found.text
    assert "2 questions to both; 2 files as evidence" in found.text
    assert "From a list." in found.text
    assert "met" in found.ids
    assert "met" not in page(World(), "/state").ids


def test_accounts_stand_beside_each_other_and_a_question_below_what_each_side_states() -> None:
    """In the order of their names, whoever spoke first; a corrected account is named and not in force."""
    ours = {"voice": "US", "ref": "US/TABLE/8", "party": "us", "language": "", "text": EVIL, "published": {},
            "corrects": None, "corrected_by": [], "in_force": True, "claimed_at": NOW, "unofficial": {}}  # fmt: skip
    gone = {**ours, "ref": "US/TABLE/6", "text": "Earlier words.", "in_force": False}
    theirs = {**ours, "voice": "RU", "ref": "RU/TABLE/3", "party": "ru", "text": "As Russia tells it.",
              "unofficial": {"en": "In other words."}}  # fmt: skip
    said = [{"voice": voice, "ref": ref, "stated": stated, "derived": "", "ours": False} for voice, ref, stated in
            (("RU", "RU/TABLE/3", "70 km"), ("US", "US/TABLE/8", ""))]  # fmt: skip
    data = {"accounts": [ours, gone, theirs], "differences": [
        {"what": "distance", "named": True, "status": "differs", "stated": said, "questions": [EVIL]},
        {"what": "effect", "named": False, "status": "alike", "questions": [],
         "stated": [{**said[0], "stated": "closed"}, said[1]]},
        {"what": "effect", "named": True, "status": "alike", "questions": [], "stated": said},
        {"what": "units", "named": False, "status": "alike", "questions": [],
         "stated": [{**said[0], "stated": "own units: closed", "ours": True}, said[1]]},
    ]}  # fmt: skip
    view = matter("US/TABLE/7", desk="incidents", title="An encounter.")
    sections = (
        SectionView("Accounts", (), (), "Nobody here says who is right."),
        SectionView("Differences", (), (), ""),
        SectionView("What is notified", (LineView(("Designation", "yes"), None, "und"),
                                         LineView(("In the zone of the regime", "yes")),
                                         LineView(("closed", "70"), None, "und", named=True)),
                    ("Field", "As stated"), ""),
    )  # fmt: skip
    one = DossierShown(NOW, {}, NOW, view, (), sections, data, [], [], [], [])
    world = World(dossiers=[view], shown={"US/TABLE/7": one})
    text = page(world, "/dossiers/us/table/7").text
    assert text.index("As Russia tells it.") < text.index("Differences, as questions to both")
    assert "Earlier words." not in text
    assert text.index("unofficial translation") < text.index("In other words.")
    assert "Corrected by later accounts" in text
    distance = text.partition("Distance")[2]
    assert distance.index("70 km") < distance.index("not stated") < distance.index("differs") < distance.index("Effect")
    french = world.get("/dossiers/us/table/7", accept_language="fr").text
    assert ">closed<" in french, "a party's own words stand as it wrote them"
    assert "unités propres\u00a0: closed" in french
    assert french.count("<bdi>Effect</bdi>") == french.count("<bdi>Effet</bdi>") == 1, "a distance by a party's name"
    assert '<th scope="row" dir="auto">closed</th>' in french, "and a field of theirs that no form knows"
    assert ">yes</td>" in french.partition("Désignation</th>")[2], "also where a field of theirs holds a word of ours"
    assert ">oui</td>" in french.partition("Dans la zone du régime</th>")[2]


def test_the_first_page_tells_which_visits_are_to_come_and_no_notice_of_a_quota() -> None:
    data = {"asker": "us", "asked": "nato", "enters_at": SOON}
    visit = shown(matter("US/TABLE/3", desk="inspections", status="requested", title=EVIL, due_at=SOON), data)
    notice = shown(matter("RU/TABLE/4", desk="inspections", title="Quota."), {"party": "ru"})
    found = page(world_of(visit, notice), "/state")
    section = found.text.partition("Inspections and evaluations")[2].partition("All visits")[0]
    assert "US at NATO, entry" in section
    assert "Quota." not in section
    assert "Inspections and evaluations" not in page(World(), "/state").text


def test_the_first_page_tells_what_is_assured_until_when_and_what_worries() -> None:
    """By party and end, with what bears on it; words that are markup are shown as they are, and none of ours judges."""
    bearing = BearingView("RU/TABLE/9", "RU/TABLE/9", "ru", "statement", "statement for the record", EVIL, NOW)
    given = {
        "ref": "RU/TABLE/3", "dossier": "RU/TABLE/3", "channel": "table", "party": "ru", "to": (), "concern": None,
        "will": "not do", "text": EVIL, "language": "ru", "place": EVIL, "from_at": None, "until_at": SOON,
        "verification": EVIL, "claimed_at": NOW, "standing": "stands", "status": "disputed", "holds": True,
        "disputed_by": ("NATO/TABLE/2",), "bearing": (bearing,), "renewed_by": (), "withdrawn_by": (), "gaps": (),
    }  # fmt: skip
    worry = ConcernView(
        "NATO/TABLE/2", "NATO/TABLE/2", "table", "nato", ("ru",), "activity", EVIL, "en", EVIL, None, None, "", (), NOW,
        "open", False, "", (), (),
    )  # fmt: skip
    endless = {**given, "ref": "NATO/TABLE/5", "party": "nato", "until_at": None, "status": "stands", "bearing": ()}
    text = page(World(register=[AssuranceView(**given), AssuranceView(**endless), worry]), "/state").text
    for wanted in (
        "Assurances",
        "it is withdrawn",
        "disputed",
        "statement for the record",
        "Open concerns",
    ):
        assert wanted in text
    assert text.index("NATO/TABLE/5") < text.index("RU/TABLE/3")
    assert not any(word in text for word in ("kept", "broken"))
    assert "Open concerns" not in page(World(), "/state").text


def test_the_first_page_tells_what_is_asked_and_given_and_not_a_word_of_it() -> None:
    """Requests first; with party, topic, label, time and status. What a label protects stands in the matter alone."""
    label = {
        "tlp": "RED",
        "only": ("nato",),
        "persons": (),
        "originator_control": False,
        "handling": "TLP:RED, " + EVIL,
    }
    common = {"channel": "table", "topic": EVIL, "claimed_at": NOW, "language": "en", **label}
    given = GivenView(
        ref="RU/TABLE/3", dossier="RU/TABLE/3", party="ru", content="Unsayable", source="Unsayable", source_grade="B",
        information_grade="2", confidence="low", originator="", from_at=None, until_at=None, valid_until_at=SOON,
        answers=None, status="corrected", corrected_by=(), recalled_by=(), recall_reason="", may_pass_on_to=(),
        versions=(), **common,
    )  # fmt: skip
    # An answer stands under its own reference, in the matter that it answers, and once each.
    answer = replace(given, ref="RU/TABLE/9", dossier="NATO/TABLE/2", answers="NATO/TABLE/2", originated_by="us")
    asked = RequestView(
        ref="NATO/TABLE/2", dossier="NATO/TABLE/2", party="nato", to=("ru",), text="Unsayable", reason="Unsayable",
        need_by_at=SOON, status="open", open=True, lacking=("ru",), answers=(), **common,
    )  # fmt: skip
    text = page(World(shared=[given, asked, answer]), "/state").text
    for wanted in (
        "Asked and given",
        "RU/TABLE/9",
        "answers NATO/TABLE/2",
        "originator US",
        "asks RU",
        "gives an item",
        "TLP:RED",
        "corrected",
        "answer asked by then",
    ):
        assert wanted in text
    assert text.index("NATO/TABLE/2") < text.index("RU/TABLE/3")
    assert "Unsayable" not in text
    assert "Asked and given" not in page(World(), "/state").text


# --- standing and officers --------------------------------------------------------------------------------------------


def test_standing_says_what_is_suspended_and_that_the_line_is_open() -> None:
    text = page(World(standing=[suspension()]), "/standing").text
    for wanted in (
        "The line is open for every party.",
        "NATO suspends channels experts, staff and topic arms",
        "Review",
    ):
        assert wanted in text
    assert text.count("alert(1)") == 3
    assert "Nothing is suspended." in page(World(), "/standing").text


def test_the_first_page_says_in_one_line_what_is_suspended_by_whom() -> None:
    found = page(World(standing=[suspension()]), "/state")
    assert "NATO suspends channels experts, staff and topic arms." in found.text
    assert "No act can suspend the line." in found.text
    assert "/standing" in found.links
    assert "Nothing is suspended." in page(World(), "/state").text


def test_of_many_suspensions_the_line_names_a_few() -> None:
    line = facts.suspended([suspension(party, topics=()) for party in ("a", "b", "c", "d", "e")])
    assert line.startswith("A suspends channels experts, staff. B suspends")
    assert line.endswith("2 more suspend something.")


def test_officers_stand_under_their_party_with_the_fingerprint_of_their_key() -> None:
    officer = OfficerView(
        "RU/TABLE/2", "", "ru", EVIL, "ambassador", ("table",), NOW, SOON, False, True, "key", "ab" * 32, ("nato",)
    )
    contacts = SectionView("Contact points", (LineView(("RU", EVIL), "RU/TABLE/3"),), ("Party", "Role"))
    text = page(world_of(shown(matter(desk="watches"), {}, contacts), officers=[officer]), "/officers").text
    for wanted in ("not now", "abababab abababab", "until 22 Apr 2016 15:00", "desk", "Contact points"):
        assert wanted in text
    assert "No credentials of NATO, US are held here." in text


# --- decisions --------------------------------------------------------------------------------------------------------


def test_a_running_silence_shows_its_second_and_what_is_left() -> None:
    found = page(world_of(decision()), "/decisions")
    for wanted in ("22 April 2016, 15:00:01 UTC", "2 days 3 hours left", "No decision is final"):
        assert wanted in found.text
    assert "/decisions/ru/table/2" in found.links


def test_the_register_has_numbers_in_order_and_marks_one_given_twice() -> None:
    attached = [{"kind": "decision-reservation", "party": "us", "ref": "US/TABLE/5", "text": EVIL}]
    final = {"final": True, "status": "adopted", "adopted_at": NOW}
    found = page(
        world_of(
            decision("RU/TABLE/9", **final, number="DEC/2", unofficial={"en": f"Meetings resume. {EVIL}"}),
            decision("US/TABLE/2", **final, number="DEC/1", attached=attached),
            decision("RU/TABLE/4", **final, number="DEC/2"),
            decision("RU/TABLE/3", final=True, status="not adopted (silence broken by US)"),
        ),
        "/decisions",
    )
    refs = [link for link in found.links if link.startswith("/decisions/")]
    assert refs == ["/decisions/us/table/2", "/decisions/ru/table/4", "/decisions/ru/table/9", "/decisions/ru/table/3"]
    assert found.text.count("given twice: both stand") == 2
    assert "reservation of US" in found.text
    assert found.text.count("unofficial translation, en") == 1, "beside the words of who proposed it"
    assert "Meetings resume." in found.text
    assert "No procedure runs." in found.text


def test_only_what_was_adopted_replaces_what_it_revises() -> None:
    final = {"final": True, "adopted_at": NOW}
    found = page(
        world_of(
            decision("RU/TABLE/2", **final, status="adopted", result="adopted"),
            decision("RU/TABLE/3", **final, status="adopted", result="adopted", revises="RU/TABLE/2"),
            decision("RU/TABLE/4", **final, status="not adopted", result="not adopted", revises="RU/TABLE/3"),
        ),
        "/decisions",
    )
    text = " ".join(found.text.split())
    assert text.count("replaced by") == 1
    assert "replaced by RU/TABLE/3" in text


@pytest.mark.parametrize(
    ("until", "words_left"),
    [
        ("2016-04-20T12:00:00Z", "the last second left"),
        ("2016-04-20T12:00:01Z", "1 second left"),
        ("2016-04-20T13:30:59Z", "1 hour 30 minutes left"),
        ("2016-04-20T11:59:59Z", "over"),
    ],
)
def test_time_left_is_told_in_two_units(until: str, words_left: str) -> None:
    """At the second of expiry an objection is still in time; one later it is over."""
    assert left(until, NOW) == words_left


# --- meetings ---------------------------------------------------------------------------------------------------------


def test_meetings_show_results_and_papers() -> None:
    held, coming = meeting(), meeting("RU/TABLE/7", phase="convened", minutes=[])
    found = page(world_of(held, coming), "/meetings")
    assert found.text.index("Coming") < found.text.index("RU/TABLE/7") < found.text.index("Past")
    assert "not agreed" in found.text
    assert "signed by NATO, not yet by RU" in found.text
    for language in ("en", "fr", "ru", "uk"):
        assert f"/meetings/nato/table/4/minutes.{language}.pdf" in found.links
    assert "/meetings/ru/table/7/meeting.ics" in found.links
    assert "/meetings/ru/table/7/minutes.en.pdf" not in found.links


def test_terms_that_are_not_settled_are_all_named() -> None:
    terms = {"NATO/TABLE/5": NOW, "NATO/TABLE/6": SOON}
    found = page(world_of(meeting(phase="conflict", begins_at=None, place=None, terms=terms)), "/meetings")
    assert "20 April 2016, 12:00:00 UTC by NATO/TABLE/5, or 22 April 2016" in found.text
    assert "/meetings/nato/table/4/meeting.ics" not in found.links


@pytest.mark.parametrize(
    ("name", "form", "language"),
    [("minutes.fr.pdf", "pdf", "fr"), ("minutes.en.txt", "text", "en"), ("meeting.ics", "ics", "en")],
)
def test_a_paper_is_a_file_to_keep(name: str, form: str, language: str) -> None:
    """Its own name has nothing in it that could leave the header."""
    world = World()
    answer = world.get(f"/meetings/nato/table/4/{name}")
    assert answer.content == b"paper"
    assert answer.headers["content-disposition"] == f'attachment; filename="of-{language}-.{form}"'
    assert [(call.ref, call.format, call.language) for call in world.asked] == [("NATO/TABLE/4", form, language)]
    assert world.get(f"/meetings/nato/table/4/{name}", sec_fetch_site="cross-site").status_code == 403


@pytest.mark.parametrize("name", ["minutes.pdf", "minutes.en.exe", "other.en.pdf", "a.b.c.pdf"])
def test_a_paper_that_there_is_not_is_not_found(name: str) -> None:
    assert World().get(f"/meetings/nato/table/4/{name}").status_code == 404


# --- the line of time -------------------------------------------------------------------------------------------------


def test_the_line_of_time_asks_and_links_nowhere_else() -> None:
    """What the media said stands beside the acts, its address as letters; differences are questions."""
    said = MomentView("RU/TABLE/2", NOW, False, False, "ru", "statement", EVIL, EVIL, "", "")
    reported = MomentView("NATO/OWN/3", NOW, True, True, EVIL, "press-statement", EVIL, EVIL, EVIL, "RU/TABLE/2")
    asked = DifferenceView(
        "RU/TABLE/2", EVIL, AccountView("RU/TABLE/2", "ru", EVIL), AccountView("NATO/OWN/3", EVIL, EVIL), EVIL
    )
    world = World(timeline=TimelineView(NOW, {}, [said, reported], [asked], 7))
    found = page(world, "/timeline?about=RU/TABLE/2")
    for wanted in ("Questions", "never a finding", "in the media", "as reported", "at some time that day"):
        assert wanted in found.text
    assert "/timeline?before=7" in found.links
    assert world.asked[-1].about == "RU/TABLE/2"
    assert "Nothing here." in page(World(), "/timeline").text


# --- the first page and dossiers --------------------------------------------------------------------------------------


def test_the_first_page_tells_what_is_ahead_the_earliest_first() -> None:
    text = page(world_of(decision(), meeting(phase="convened", begins_at=NOW)), "/state").text
    places = [text.index(each) for each in ("Ahead", "a meeting begins: NATO/TABLE/4", "silence expires, 2 days")]
    assert places == sorted(places)
    assert "Ahead" not in page(world_of(meeting()), "/state").text


def test_the_first_page_tells_what_was_said_in_public_and_by_whom() -> None:
    texts = [
        {"ref": "RU/PUBLIC/1", "by": "ru", "joint": False, "signed": ["ru"]},
        {"ref": "US/PUBLIC/3", "by": "us", "joint": True, "signed": ["ru", "us"]},
    ]
    data = {"publications": texts, "proposals": []}
    text = page(world_of(shown(matter("RU/PUBLIC/1", desk="publications"), data)), "/state").text
    assert "unilateral of RU alone" in text
    assert "joint signed by RU, US, published as US/PUBLIC/3" in text


def test_a_sheet_links_references_and_writes_times_but_leaves_words_alone() -> None:
    """A cell that is a time or a reference is shown as one; what a party said stays as it said it."""
    statements = SectionView(
        "Item 1", (LineView(("RU", "RU/TABLE/6", SOON), "RU/TABLE/6", "ru"),), ("Party", "Act", "Text")
    )
    given = SectionView("Bound", (LineView(("US", SOON), "US/TABLE/1", "", "waiting"),), ("Party", ""))
    one = shown(matter("RU/TABLE/2"), {}, statements, given, facts=(("expires", SOON), ("meeting", "NATO/TABLE/4")))
    answer = world_of(one).get("/dossiers/ru/table/2").text
    found = Structure(answer)
    assert f'lang="ru">{SOON}</td>' in answer
    assert answer.count(f'<time datetime="{SOON}"') == 2
    assert "/acts/nato/table/4" in found.links
    assert found.links.count("/acts/ru/table/6") == 1
    assert "Expires" in found.text


@pytest.mark.parametrize("path", ["/standing", "/officers", "/decisions", "/meetings", "/timeline"])
def test_the_pages_say_where_they_are_and_the_command_that_gives_the_same(path: str) -> None:
    """Two lines of pages: the part of the house, and the page in it; before a council is joined there is none."""
    answer = World().get(path)
    assert answer.text.count('aria-current="page"') == 1
    assert answer.text.count('aria-current="true"') == 1
    assert "--json --dir /srv/detente/nato" in Structure(answer.text).text
    assert World(councils=()).get(path).status_code == 303
