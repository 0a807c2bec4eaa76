"""The pages as HTML: what stands on them, what cannot get onto them, and what they say where nothing can be shown."""

import base64
import re
from pathlib import Path

import pytest
from console_page import EVIL, Structure, page
from console_world import ID, NOW, World, act, council, duty, fact, matter, peer

from detente.console.app import create_app
from detente.console.words import commands
from detente.errors import Fault
from detente.home.calls import ListDossiers
from detente.home.replies import (
    AlarmView,
    AttachmentView,
    ContradictionView,
    DossierShown,
    Irregularity,
    LineView,
    Queue,
    ReceiptView,
    SectionView,
)
from detente.home.replies.line import CounterpartView


def evil_world() -> World:
    """Return a council in which every text that comes from outside means harm."""
    said = act(
        "RU/LINE/3",
        kind=EVIL,
        officer=EVIL,
        language=EVIL,
        marking=EVIL,
        basis=EVIL,
        dossier=EVIL,
        re=EVIL,
        to=(EVIL,),
        precedence="flash",
        irregular=(Irregularity(EVIL, EVIL),),
        received=(ReceiptView("us", NOW, EVIL), ReceiptView(EVIL, None, "stored")),
        body={"text": EVIL, EVIL: {EVIL: [EVIL]}, "unofficial": {EVIL: EVIL}, "basis": EVIL},
        attachments=(AttachmentView("ab" * 32, 10, 10, EVIL, EVIL),),
    )
    other = act("RU/LINE/4", 2, dossier=EVIL, body={"text": 7, "unofficial": EVIL, "basis": [EVIL]})
    unread = act("RU/LINE/5", 3, kind="", body={}, claimed_at=None, reading="cannot-open")
    return World(
        acts=[said, other, unread],
        councils=(council(title=EVIL),),
        peers=[peer("us"), peer("ru")],
        contradictions=[ContradictionView("ab" * 32, ID, EVIL, None, EVIL, NOW, base64.b64encode(b"PK").decode())],
        alarms=[AlarmView(NOW, EVIL, EVIL)],
        name=EVIL,
    )


@pytest.mark.parametrize(
    "path", ["/", "/state", "/acts", "/acts?order=oldest&nodes=1", "/acts/ru/line/3", "/record", "/start"]
)
def test_hostile_texts_are_letters(path: str) -> None:
    """Every text of another party stands on the page as it is, and none of it is markup, attribute or address."""
    found = page(evil_world(), path)
    assert "alert(1)" in found.text
    assert "\u202e" not in found.text


@pytest.mark.parametrize("path", ["/acts/ru/line/4", "/acts/ru/line/5"])
def test_a_body_of_any_shape_is_shown(path: str) -> None:
    assert page(evil_world(), path).text


def test_what_cannot_be_opened_says_so() -> None:
    assert "does not open here" in page(evil_world(), "/acts/ru/line/5").text


@pytest.mark.parametrize("path", ["/", "/state", "/acts", "/acts/ru/line/3", "/record", "/start"])
def test_every_page_has_its_mark_its_sentences_and_its_command(path: str) -> None:
    text = page(World(acts=[act("RU/LINE/3")]), path).text
    assert "Rehearsal" in text
    assert "Receipt is not agreement." in text
    assert "Notice is not permission." in text
    assert "Record is not recognition." in text
    assert "--json" in text
    assert "--dir /srv/detente/nato" in text


def test_attachments_stand_on_the_act_s_page() -> None:
    """Each with its name, its media type, its size, and how much of it is here."""
    files = (
        AttachmentView("ab" * 32, 20_480, 20_480, "chart.pdf", "application/pdf"),
        AttachmentView("cd" * 32, 4_096, 1_024, "", "text/plain"),
    )
    text = page(World(acts=[act("RU/LINE/3", attachments=files), act("RU/LINE/4", 2)]), "/acts/ru/line/3").text
    for wanted in ("chart.pdf", "application/pdf", "20,480 bytes", "here", "text/plain", "1,024 of 4,096 bytes"):
        assert wanted in text
    bare = World(acts=[act("RU/LINE/4")])
    assert "Attachments" not in page(bare, "/acts/ru/line/4").text


def test_an_earnest_council_is_not_called_a_rehearsal() -> None:
    world = World(councils=(council(rehearsal=False, depositary=None),))
    text = page(world, "/state").text
    assert "Rehearsal with" not in " ".join(text.split())
    assert "no time of its own" in text
    assert "Change a letter" in page(world, "/start").text


def test_the_state_page_names_counterparts_and_the_council_s_time() -> None:
    heads = act("DEPOSITARY/JOURNAL/2", 5, kind="heads", body={"heads": []})
    world = World(acts=[act("RU/LINE/2"), heads], peers=[peer("us"), peer("ru", entries=4)])
    found = page(world, "/state")
    assert "The line is open; RU is not known to hold everything yet." in found.text
    assert "all but 4 entries in 1 feed" in found.text
    assert "/acts/depositary/journal/2" in found.links
    assert "201200Z APR 16" in found.text


def test_a_wall_asks_again_only_where_it_was_told_to() -> None:
    assert "refresh" not in World().get("/").headers
    assert World().get("/?every=30").headers["refresh"] == "30"
    assert World().get("/?every=1").status_code == 400


def test_the_timeline_leaves_out_what_nodes_write_unless_asked() -> None:
    world = World(acts=[act("RU/LINE/0", 1, kind="open"), act("RU/LINE/2", 2)])
    assert "RU/LINE/0" not in page(world, "/acts").text
    assert "RU/LINE/0" in page(world, "/acts?nodes=1").text


def test_filters_are_kept_by_the_links_to_more() -> None:
    world = World(acts=[act(f"RU/LINE/{number}", number) for number in range(1, 120)])
    found = page(world, "/acts?channel=line&party=ru")
    assert "/acts?channel=line&party=ru&before=90" in found.links
    assert "RU/LINE/119" in found.text
    assert "RU/LINE/89 " not in found.text
    upwards = page(world, "/acts?order=oldest&party=ru")
    assert "/acts?party=ru&order=oldest&after=30" in upwards.links


def test_the_page_of_an_act_checks_its_proof_and_discloses_nothing() -> None:
    """Looking is not disclosing: only the download is noted in `own`, and that takes an officer's form."""
    world = World(acts=[act("RU/LINE/2", received=(ReceiptView("us", NOW, "stored"),))])
    found = page(world, "/acts/ru/line/2")
    exports = [call for call in world.asked if type(call).__name__ == "ExportEvidence"]
    assert [call.disclose for call in exports] == [False]
    assert "Not verified" in found.text
    assert "/sign-in?next=%2Facts%2Fru%2Fline%2F2" in found.links
    assert "No receipt from NATO, DEPOSITARY is held here. Others may hold one." in found.text
    world.asked.clear()
    assert world.get("/acts/ru/line/2/evidence.zip").status_code == 405
    assert {type(call).__name__ for call in world.asked} == {"Status", "ShowStanding", "ShowRinging"}, (
        "for the frame alone"
    )


def test_no_evidence_is_no_failure_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(acts=[act("RU/LINE/2")])
    answers = world.run

    async def run(call: object) -> object:
        if type(call).__name__ == "ExportEvidence":
            raise Fault("store-failed", expected="a disk", got="<none>", remedy="buy one")
        return await answers(call)

    monkeypatch.setattr(world, "run", run)
    text = page(world, "/acts/ru/line/2").text
    assert "No evidence of this act can be made" in text
    assert "the evidence: that it was opened" not in text


def test_an_act_that_is_not_here_has_a_page_with_a_remedy() -> None:
    text = page(World(), "/acts/ru/line/%3Cscript%3E", 404).text
    assert "Did you mean <b>?" in text
    assert "reference-unknown" in text


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/nowhere", 404, "page-unknown"),
        ("/?council=other", 404, "council-unknown"),
        ("/acts?before=x", 400, "question-malformed"),
        ("/record/contradictions/x.zip", 404, "contradiction-unknown"),
    ],
)
def test_what_cannot_be_shown_says_why(path: str, status: int, code: str) -> None:
    assert code in page(World(), path, status).text


def test_a_mistake_of_ours_tells_nothing_but_that(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(commands, "trials_of", broken)
    text = page(World(), "/start", 500).text
    assert "a mistake of ours" in text
    assert "a secret" not in text


def test_a_contradiction_is_an_alarm_with_its_file() -> None:
    world = evil_world()
    assert f"/record/contradictions/{'ab' * 32}.zip" in page(world, "/").links
    assert world.get(f"/record/contradictions/{'ab' * 32}.zip").content == b"PK"


def test_several_councils_are_kept_apart_by_every_link() -> None:
    world = World(councils=(council(), council(council="other-0123456789abcdef", title="Other")))
    found = page(world, "/?council=other-0123456789abcdef")
    assert "/acts?council=other-0123456789abcdef" in found.links


def test_before_a_council_is_joined_the_page_says_how() -> None:
    world = World(councils=())
    assert "detente council join CHARTER --dir /srv/detente/nato" in page(world, "/").text
    for path in ("/state", "/acts", "/record", "/start"):
        assert world.get(path).status_code == 303


def test_the_page_about_the_pages_names_each_of_them() -> None:
    """What is served is documented, and what is documented is served."""
    text = (Path(__file__).parents[2] / "docs" / "pages.md").read_text("utf-8")
    documented = set(re.findall(r"^\| `(/[^`]*)` \|", text, re.MULTILINE))
    routes = create_app(World(), same_user=False)._app.routes  # type: ignore[arg-type,attr-defined]
    places = str.maketrans("", "", "{}")
    served = {re.sub(r"\{\w+:str\}", "X", one.path).translate(places): one.methods for one in routes}
    files = {
        "/calendar.ics",
        "/console.css",
        "/mark.svg",
        "/X",
        "/acts/X/X/X/evidence.zip",
        "/dossiers/X/X/X/evidence/X",
        "/record/contradictions/X",
        "/record/evidence",
        "/meetings/X/X/X/X",
        "/calendar/X",
        "/duties/X",
        "/notifications/X",
        "/maps/coast/X",
        "/maps/measure",
    }
    known = {re.sub("[A-Z]+", "X", path) for path in documented} | files
    assert {path for path, methods in served.items() if "GET" in methods} <= known <= set(served)


def test_what_is_to_be_answered_first_is_what_asks_us(tmp_path) -> None:
    world = World(acts=[act("RU/LINE/2", 1, to=("nato",)), act("US/LINE/2", 2)], folder=tmp_path)
    assert "Answer RU/LINE/2" in page(world, "/start").text


def test_the_start_page_finds_the_demo_s_other_folders(tmp_path) -> None:
    """Commands have the real paths of this node and of those beside it, quoted for a shell."""
    base = tmp_path / "a demo"
    for party in ("NATO", "RU", "DEPOSITARY"):
        (base / party).mkdir(parents=True)
        (base / party / "party.toml").touch()
    world = World(acts=[act("RU/LINE/2")], folder=base / "NATO")
    text = page(world, "/start").text
    assert f"detente acknowledge --dir '{base}/NATO' RU/LINE/2" in text
    assert f"detente demo cut nato ru --dir '{base}'" in text
    assert "demo cut nato depositary" not in text


def test_a_newcomer_s_shell_is_led_in_first(tmp_path, monkeypatch) -> None:
    """From an environment of its own the first command reads it in; where the shell needs nothing, nothing is said."""
    world = World(acts=[act("RU/LINE/2")], folder=tmp_path)
    (tmp_path / "an env" / "bin").mkdir(parents=True)
    activate = tmp_path / "an env" / "bin" / "activate"
    monkeypatch.setattr("sys.prefix", str(tmp_path / "an env"))
    assert "bin/activate" not in page(world, "/start").text
    activate.touch()
    text = page(world, "/start").text
    assert text.index(f". '{activate}'") < text.index("detente send")
    monkeypatch.setattr("sys.base_prefix", str(tmp_path / "an env"))
    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/detente")
    assert "bin/activate" not in page(world, "/start").text


# --- matters ----------------------------------------------------------------------------------------------------------


def test_dossiers_say_whose_turn_it_is_and_show_nothing_as_markup() -> None:
    """Titles are others' words: they stand as letters, and what hides is spelled out."""
    world = World(dossiers=[matter(title=EVIL, conflicts=("two results",), irregular=2)])
    page = world.get("/dossiers?turn=nato").text
    assert "<script>alert" not in page
    assert "U+202E" in Structure(page).text
    assert "conflict" in page
    assert "2 acts count for nothing" in page
    assert '/dossiers/ru/line/2"' in page
    assert next(call for call in world.asked if isinstance(call, ListDossiers)).turn == "nato"
    assert "No dossier here" in World().get("/dossiers").text


def test_a_dossier_shows_its_desks_sheet_and_what_does_not_count() -> None:
    said = act("RU/LINE/2", irregular=(Irregularity("rank-too-low", "expected an ambassador"),))
    aside = act("NATO/US-RU/3", 2)
    shown = DossierShown(
        NOW, {}, NOW, matter(), (("Expiry", EVIL),),
        (
            SectionView("Items", (LineView(("1", "not agreed"), "RU/LINE/2"),), ("No.", "Result"), "Both"),
            SectionView("Statements", (LineView(("RU", EVIL), None, "ru"),)),
        ),
        {}, [duty()], [], [said], [aside],
    )  # fmt: skip
    page = World(shown={"RU/LINE/2": shown}).get("/dossiers/ru/line/2").text
    for words in ("not agreed", "Both", "expected an ambassador", "Said aside", "reply to an offer", "overdue"):
        assert words in page
    assert "<script>alert" not in page


def test_duties_stand_under_who_owes_them() -> None:
    world = World(duties=[duty(), duty(who="ru", to_whom=("nato",), state="due"), duty(state="met", late=True)])
    page = world.get("/duties").text
    places = [page.index(name) for name in ("Owed by us", "Owed to us", "Met or settled")]
    assert places == sorted(places)
    assert "after the due time" in page
    assert "deeming hours" in page


def test_the_first_page_tells_what_waits_for_us() -> None:
    page = World(dossiers=[matter()], duties=[duty()]).get("/state").text
    assert "Our turn" in page
    assert "1 duty of ours is open" in page
    assert "Our turn" not in World().get("/state").text


def test_the_first_page_says_what_a_silence_is_with_its_evidence() -> None:
    """In the words of `line status`; what is drilled bears its mark, and what was declined is no silence."""
    counterpart = CounterpartView(
        "ru", "Russia", "unread", fact(),
        (fact("unread", "NATO/LINE/2", "NATO/LINE/2: unread <b>"), fact("declined", "NATO/LINE/3", "declined by RU")),
        NOW, NOW, NOW, 0, None, None, Queue(0, 0),
    )  # fmt: skip
    page = World(line=[counterpart]).get("/state").text
    assert "Silence, and what it is" in page
    assert "unread &lt;b&gt;" in page
    assert 'href="/acts/nato/line/2"' in page
    assert "declined by RU" not in page
    assert "detente line status" in page
    assert "Silence, and what it is" not in World().get("/state").text


def test_a_drill_is_marked_wherever_an_act_or_a_duty_is_shown() -> None:
    """On the first page, in the list of acts, on the act's own page, and apart from what is owed."""
    drilled = act("RU/LINE/2", drill="by night", body={"text": "Report."})
    world = World([drilled])
    for path in ("/state", "/acts", "/acts/RU/LINE/2"):
        text = world.get(path).text
        assert "practised, and counted in no measure" in text, path
        assert "by night" in text, path
