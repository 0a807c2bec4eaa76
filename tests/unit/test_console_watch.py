"""Standing a watch in the pages: what rings until when, acknowledging several, passing on, the way to an answer."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import msgspec
import pytest
from console_page import EVIL, Structure, hidden, page, words
from console_world import NOW, World, fact
from council_of_two import Two, at_rest
from entrance_world import JONES, SMITH, Pages, pages_of_smith, proof
from test_console_acting import opened
from test_console_board import item
from test_console_entrance import code

from detente.console.words.times import running
from detente.console.words.watches import quiet_of, title_of
from detente.council.registry import KINDS
from detente.council.ringing import Ring, ring_of
from detente.council.waiting import Waiting
from detente.home.calls import Inbox, PackBag, PassOn, Send, ShowBoard, ShowRinging, UnpackBag
from detente.home.replies import Queue
from detente.home.replies.line import CounterpartView
from detente.home.replies.watch import PassedView, RingingView, RingView
from detente.home.service import Service
from detente.limits import ACKNOWLEDGED_AT_ONCE_MAX


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Two:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Two(tmp_path, "plenary").joined()


@pytest.fixture
def pages(two: Two) -> Iterator[Pages]:
    """RU's pages, with A. Smith signed in."""
    with pages_of_smith(two) as found:
        yield found


def hear(two: Two, pages: Pages, *texts: str, **more: Any) -> list[str]:
    """Let NATO say something to RU, bring it by hand, and return the references."""
    file = two.path / f"{len(list(two.path.iterdir()))}.bag"
    with at_rest(two.nato) as still:
        service, refs = Service(still), []
        for text in texts:
            given = {"kind": "clarification-request", "precedence": "flash", "to": ("ru",), **more}
            sent: Any = asyncio.run(service.run(Send("line", {"text": text}, **given)))
            refs.append(sent.act.ref)
        asyncio.run(service.run(PackBag("ru", str(file))))
    pages.run(Service(pages.still).run(UnpackBag(str(file))))
    return refs


def ask(pages: Pages, call: Any) -> Any:
    return pages.run(Service(pages.still).run(call))


def acknowledge(pages: Pages, **fields: str | list[str]) -> httpx.Response:
    return pages.post("/watch/acknowledge", {"proof": proof(pages.get("/")), **fields})


def acts(pages: Pages, kind: str) -> list[Any]:
    return [one for one in ask(pages, Inbox(all=True)).items if one.kind == kind and one.party == "ru"]


# --- ringing ----------------------------------------------------------------------------------------------------------


def waiting(**changes: Any) -> Waiting:
    given: dict[str, Any] = {
        "council": "nrc", "ref": "RU/LINE/2", "party": "ru", "precedence": 3, "since": 0, "asks": True,
        "objective_seconds": 600, **changes,
    }  # fmt: skip
    return Waiting(**given)


def test_a_flash_act_rings_louder_before_it_is_read() -> None:
    """Nothing below flash rings, nor what is no act; a drill rings like what is meant."""
    assert ring_of(waiting()) is Ring.CALL
    assert ring_of(waiting(read_at=5)) is Ring.REMINDER
    assert ring_of(waiting(drill="Autumn")) is Ring.CALL
    assert [ring_of(waiting(precedence=one)) for one in (0, 1, 2)] == [None, None, None]
    assert ring_of(waiting(owed_at=9)) is None
    assert ring_of(waiting(unheard=True)) is None


def test_ringing_goes_on_after_reading_until_the_answer(two: Two, pages: Pages) -> None:
    """What asks rings until it is answered; what asks nothing until it is read; the script hears of both in words."""
    asked, told = hear(two, pages, "Do you hear?")[0], hear(two, pages, "Be told.", kind="message")[0]
    said = pages.get("/ringing").json()
    assert (said["ring"], said["unread"], said["title"]) == ("call", [asked, told], f"FLASH {asked} and 1 more")
    assert "nobody here has read it" in said["says"]
    acknowledge(pages, ref=[asked, told])
    (left,) = ask(pages, ShowRinging()).items
    assert (left.ref, left.ring, left.read_by) == (asked, "reminder", (SMITH,))
    assert pages.get("/ringing").json()["unread"] == []
    assert f"read by {SMITH}" in pages.get("/acts").text
    ask(pages, Send("line", {"text": "We do."}, "reply", re=asked))
    assert ask(pages, ShowRinging()).items == ()
    assert pages.get("/ringing").json() == {"ring": "", "refs": [], "unread": [], "title": "", "says": ""}


def test_a_title_says_how_many_ring_and_whether_all_are_drilled() -> None:
    one = RingView("RU/LINE/2", "ru", "call", NOW, drill="Autumn")
    assert title_of(RingingView(NOW, "nrc", ())) == ""
    assert title_of(RingingView(NOW, "nrc", (one,))) == "DRILL FLASH RU/LINE/2"
    meant = RingView("RU/LINE/3", "ru", "call", NOW)
    assert title_of(RingingView(NOW, "nrc", (meant, one))) == "FLASH RU/LINE/3 and 1 more"


def test_what_rings_and_what_is_drilled_stand_above_every_page() -> None:
    """In words, without a script; a drill's mark is no rehearsal's; a hostile name is letters."""
    ringing = (RingView("RU/LINE/2", "ru", "call", NOW), RingView("RU/LINE/3", "ru", "reminder", NOW, (EVIL,)))
    world = World(ringing=ringing, drills=("Autumn", EVIL))
    for path in ("/", "/acts", "/start"):
        text = page(world, path).text
        assert "nobody here has read it" in text
        assert "and not answered yet" in text
        assert "under way: Autumn" in text
    assert "under way" not in page(World(), "/").text
    assert "Autumn" in world.get("/frame/drills").text


# --- the board --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "owed", "said"),
    [
        ("12:10:00", True, "10 minutes left"),
        ("12:00:00", True, "1 second left"),
        ("11:59:20", True, "overdue by 40 seconds"),
        ("09:58:00", False, "2 hours 2 minutes past"),
    ],
)
def test_a_running_clock_says_time_left_or_past(until: str, owed: bool, said: str) -> None:
    assert running(f"2016-04-20T{until}Z", NOW, owed=owed) == said


def test_the_board_has_its_parts_in_order_and_says_what_is_quiet() -> None:
    """First what is unread above routine, then by time, then the rest; a long part is cut and says so."""
    many = [item(ref=f"RU/LINE/{n}", need="our turn", group="untimed", by_at=None) for n in range(10, 50)]
    rows = [item(group="first", text=EVIL, language="ru", passed=PassedView("X", JONES, SMITH, NOW, EVIL)),
            item(ref="RU/LINE/3", group="timed", need="owed by us", objective=False, left_seconds=-1,
                 by_at="2016-04-20T11:00:00Z"), *many]  # fmt: skip
    world = World(board=rows)
    text = page(world, "/").text
    places = [text.index(word) for word in ("First", "By time", "No time is set", "What is quiet")]
    assert places == sorted(places)
    assert "overdue by 1 hour" in text
    assert f"with {JONES}" in text
    assert "10 more." in text
    assert "RU/LINE/49" not in text
    assert "Rows 1 to 42 of 42." in (whole := page(world, "/?after=0").text)
    assert "RU/LINE/49" in whole
    assert "10 more." not in whole
    last = page(world, "/?after=41").text
    assert "Rows 42 to 42 of 42." in last
    assert "RU/LINE/48" not in last
    assert "More urgent" in last
    assert "Nobody is signed in, so this board only shows." in text
    assert "No draft waits for a second officer." in text
    assert "Nothing is owed by us." not in text
    assert quiet_of(ask_board(World()))[:2] == [
        "Every act that is for us was read.", "Nothing that was asked of us waits for an answer.",
    ]  # fmt: skip


def test_what_ran_out_long_ago_is_folded_under_its_count_and_open_on_the_whole_board() -> None:
    """It is on the page, closed, behind what is live; who asked for every row sees it."""
    rows = [item(ref="RU/LINE/4"), item(ref="RU/LINE/5", group="gone", by_at="2014-04-02T18:00:00Z")]
    first, whole = page(World(board=rows), "/"), page(World(board=rows), "/?after=0")
    assert first.text.index("RU/LINE/4") < first.text.index("Ran out long ago 1") < first.text.index("RU/LINE/5")
    assert "long-past" in first.ids
    assert "RU/LINE/5" in whole.text
    assert "long-past" not in whole.ids


def ask_board(world: World) -> Any:
    return asyncio.run(world.run(ShowBoard()))


def test_several_acts_are_acknowledged_at_once_and_each_once(two: Two, pages: Pages) -> None:
    """In the name of who is signed in; what was read is not said again; the page says what the record has."""
    refs = hear(two, pages, "One.", "Two.", "Three.")
    answer = acknowledge(pages, ref=refs[:2])
    first, second = acts(pages, "acknowledge")
    assert [(one.re, one.officer, one.to) for one in (first, second)] == [(ref, SMITH, ("nato",)) for ref in refs[:2]]
    place = answer.headers["location"]
    assert place == "/?" + urlencode({"done": f"{first.ref},{second.ref}"})
    found = Structure(pages.get(place).text)
    assert f"RU has read {refs[0]}" in found.text
    acknowledge(pages, one=refs[1])
    assert len(acts(pages, "acknowledge")) == 2
    assert "RU has read" not in pages.get("/?done=RU/LINE/99,<b>").text


def test_what_cannot_be_acknowledged_is_said(pages: Pages) -> None:
    assert code(acknowledge(pages)) == "acknowledge-none"
    many = [f"NATO/LINE/{n}" for n in range(ACKNOWLEDGED_AT_ONCE_MAX + 1)]
    assert code(acknowledge(pages, ref=many)) == "acknowledge-many"
    assert code(pages.post("/watch/acknowledge", {"proof": "0" * 64, "ref": "NATO/LINE/2"})) == "form-foreign"
    pages.time += 100_000
    answer = acknowledge(pages, ref="NATO/LINE/2") if "Sign out" in pages.get("/").text else None
    assert answer is None
    assert pages.get("/watch/pass?ref=NATO/LINE/2").headers["location"].startswith("/sign-in")


def test_an_act_is_passed_on_by_name_with_a_note(two: Two, pages: Pages) -> None:
    """An entry in `own`, on the board for everybody here, until somebody else takes it; the act stays unread."""
    (ref,) = hear(two, pages, "Do you hear?")
    form = pages.get(f"/watch/pass?ref={ref}")
    assert re.findall(r'<option value="([^"]+)"', form.text) == [SMITH, JONES, "watch officer"]
    fields = {**hidden(form), "to": JONES, "text": f"Yours. {EVIL}"}
    first, again = (pages.post("/watch/pass", fields).headers["location"] for _ in range(2))
    assert again == first, "two clicks are one entry"
    (entry,) = pages.own("watch-passed")
    assert (entry.officer, entry.body["to"], entry.body["ref"]) == (SMITH, JONES, ref)
    assert entry.body["session"]
    (row,) = [one for one in ask(pages, ShowBoard()).items if one.ref == ref]
    assert (row.need, row.passed.to, row.passed.by, row.ring) == ("to be read", JONES, SMITH, "call")
    text = Structure(pages.get("/").text).text
    assert f"with {JONES}" in text
    assert "alert(1)" in text
    assert "with you" not in text
    ask(pages, PassOn(ref, SMITH, officer=SMITH))
    mine = Structure(pages.get("/").text).text
    assert "taken over" in mine
    assert f"with {SMITH}" not in mine
    assert "with you" in mine, "who has it reads so"
    assert re.search(r'href="/">Watch <span class="count">1<', pages.get("/acts").text), "and is told on every page"
    log = Structure(pages.get("/dossiers/" + entry.dossier.lower()).text).text
    assert f"passed it on to {JONES}" in log
    assert "took it over" in log
    nobody = pages.post("/watch/pass", {"proof": proof(form), "ref": ref, "to": "A. Nobody"})
    assert code(nobody) == "officer-not-accredited"
    assert not re.search("<textarea[^>]*maxlength", form.text), "a browser would cut what is pasted, and say nothing"
    long = pages.post("/watch/pass", {"proof": proof(form), "ref": ref, "to": JONES, "text": "x" * 601})
    assert code(long) == "body-field-too-long"
    assert re.search("at most 600 characters.*601", words(long.text)), long.text
    assert "x" * 601 in long.text, "what was typed is not lost"
    pages.time += 100_000
    late = pages.post("/watch/pass", {**fields, "text": "Call them at six."})
    assert code(late) == "signed-out"
    assert "Call them at six." in late.text
    assert "What you typed is kept" not in pages.get("/sign-in").text


def test_one_key_leads_to_the_answer(two: Two, pages: Pages) -> None:
    """To the form of a reply, whether the act asks or only informs, read or not; with its precedence."""
    ref, told = hear(two, pages, "Do you hear?")[0], hear(two, pages, "Told.", kind="message")[0]
    for number, one in enumerate((ref, told, told)):
        if number == 2:
            said = Structure(pages.get(acknowledge(pages, one=told).headers["location"]).text)
            assert f"/watch/answer?{urlencode({'ref': told})}" in said.links
        place = pages.get(f"/watch/answer?ref={one}").headers["location"]
        assert place == "/act?" + urlencode({"kind": "reply", "re": one})
        form = pages.get(pages.get(place).headers["location"]).text
        assert re.search(r"<textarea [^>]*autofocus", form)
        assert re.search(r'name="precedence" value="flash" checked', form)
        assert f"where {one} stands" in form
        act = Structure(pages.get(f"/acts/{one.lower()}").text)
        assert any("kind=reply" in link for link in act.links)


def test_a_form_that_answers_in_flash_says_that_it_rings_in_turn(two: Two, pages: Pages) -> None:
    """It begins with the precedence of what it answers; of anything lower there is nothing to say."""
    flash, routine = *hear(two, pages, "Yours?"), *hear(two, pages, "And this?", precedence="routine")
    for ref, told in ((flash, True), (routine, False)):
        form = opened(pages, f"/act?kind=reply&re={ref}")
        assert ("In flash it rings in turn" in form.text) is told


def test_what_has_a_marking_is_named_and_not_quoted_on_the_board(two: Two, pages: Pages) -> None:
    hear(two, pages, "For few.", marking="TLP:AMBER")
    hear(two, pages, "For all of us.")
    text = pages.get("/").text
    assert "For all of us." in text
    assert "For few." not in text


def test_a_quotation_is_cut_between_words_and_marked_there(two: Two, pages: Pages) -> None:
    """A sentence cut in a word may say the opposite; the translation of its author stands beside the original."""
    long = "Nous n'avons pas l'intention de fermer le passage " + "ni d'y tenir un exercice " * 30
    body = {"text": long, "unofficial": {"en": "We do not intend to close the passage."}}
    with at_rest(two.nato) as still:
        service = Service(still)
        asyncio.run(service.run(Send("line", body, "message", to=("ru",), precedence="flash", language="fr")))
        asyncio.run(service.run(PackBag("ru", str(two.path / "long.bag"))))
    ask(pages, UnpackBag(str(two.path / "long.bag")))
    (row,) = [one for one in ask(pages, ShowBoard()).items if one.text]
    kept = row.text.removesuffix(" […]")
    assert kept != row.text
    assert long.startswith(f"{kept} ")
    assert row.unofficial == {"en": "We do not intend to close the passage."}
    text = Structure(pages.get("/").text).text
    assert f"{row.text} original, français" in text
    assert "We do not intend to close the passage. unofficial translation, English" in text
    assert "We do not intend" in Structure(pages.get("/watch/handover").text).text


def test_an_act_without_a_text_says_in_its_row_what_it_is_about(two: Two, pages: Pages) -> None:
    """An invitation its title, a notification its designation: a watch decides by them what to open first."""
    with at_rest(two.nato) as still:
        service = Service(still)
        body = {"title": "Transit of the strait", "level": "ambassadors", "begins_at": NOW}
        asyncio.run(service.run(Send("line", body, "meeting-convene", to=("ru",))))
        asyncio.run(service.run(PackBag("ru", str(two.path / "bare.bag"))))
    ask(pages, UnpackBag(str(two.path / "bare.bag")))
    assert "NATO invites to a meeting: Transit of the strait" in Structure(pages.get("/").text).text
    filled = {
        "regime": "vienna-2011",
        "format": "prior-notification",
        "fields": {"designation": "Spring 27", "troops": 9},
    }
    told = KINDS["notification"].tell({"party": "RU"}, filled)
    assert told == "RU notifies: prior-notification Spring 27, under vienna-2011."


def test_how_a_wire_stands_and_what_is_suspended_are_two_facts() -> None:
    """A party that suspended something may be reachable all the same; what rings since another day has its date."""
    suspended = msgspec.structs.replace(fact("suspended"), covers="channel tr-ru", since_at="2015-11-26T00:00:00Z")
    ringing = (RingView("RU/LINE/2", "ru", "call", "2015-11-24T07:55:00Z"), RingView("RU/LINE/3", "ru", "call", NOW))
    wire = fact("reachable")
    peer = CounterpartView("ru", "Russia", "suspended", wire, (suspended,), NOW, NOW, NOW, 0, None, None, Queue(0, 0))
    found = page(World(counterparts=[peer], ringing=ringing), "/").text
    table = found[found.index("Has suspended") :]
    opened = r'<details class="folded"([^>]*)><summary><h2 id="peers">'
    for one, as_needed in ((peer, ""), (msgspec.structs.replace(peer, queue=Queue(4, 1)), " open data-needed")):
        assert re.findall(opened, World(counterparts=[one]).get("/").text) == [as_needed]
    assert re.search(r"reachable.*channel tr-ru\s+since\s+26 Nov 2015", table, re.DOTALL)
    assert "since 24 Nov 2015 07:55:00 UTC" in found
    assert "since 12:00:00 UTC" in found


def test_a_drill_is_marked_in_the_frame_while_it_is_under_way(two: Two, pages: Pages) -> None:
    """Above every page while a matter of it is open, and on the page of an act that belongs to it."""
    with at_rest(two.nato) as still:
        body = {"text": "Report.", "drill": "Autumn"}
        sent: Any = asyncio.run(Service(still).run(Send("line", body, "clarification-request", to=("ru",))))
        file = two.path / "drill.bag"
        asyncio.run(Service(still).run(PackBag("ru", str(file))))
    ask(pages, UnpackBag(str(file)))
    assert ask(pages, ShowRinging()).drills == ("Autumn",)
    assert "under way" in pages.get("/officers").text
    ask(pages, Send("line", {"text": "Nothing seen."}, "reply", re=sent.act.ref))
    assert ask(pages, ShowRinging()).drills == ()
    assert "under way" not in pages.get("/officers").text
    assert "this page is part of the drill" in pages.get(f"/acts/{sent.act.ref.lower()}").text
    assert "DRILL · " in pages.get(f"/dossiers/{sent.act.ref.lower()}").text
