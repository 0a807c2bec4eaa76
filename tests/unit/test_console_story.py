"""A dossier as a story: what stands at first glance, beside each act, and on the other pages of a long one."""

import hashlib
import re

import pytest
from console_page import EVIL, page
from console_world import NOW, World, act, council, duty, matter
from msgspec.structs import replace

from detente.console.forms.agreed_form import takes_form
from detente.console.told import telling
from detente.console.told.folding import first_words, folded_acts, folded_sections, needed_acts
from detente.console.told.receipts import Standing, rungs_of, stored_by_time, summary_of
from detente.console.told.refusing import OTHERS_SHOWN
from detente.console.words.foreign import spelled
from detente.console.words.remedies import OTHERWISE, REMEDIES, remedy_of
from detente.council.judgement import judge
from detente.council.kinds import Field, Sort
from detente.council.registry import KINDS
from detente.home.calls import ShowDossier
from detente.home.replies import (
    ActView,
    AnswerView,
    BesideView,
    Bounds,
    DossierShown,
    Irregularity,
    LineView,
    NextActView,
    ReceiptView,
    SectionView,
)
from detente.home.replies.standing import PartyStandingView, SuspensionView
from detente.languages import using

PATH = "/dossiers/ru/line/2"
LATER = "2016-04-20T12:30:00Z"


def beside(**changes: object) -> BesideView:
    given = {
        "sort": "translation", "about": "RU/LINE/2", "ref": "NATO/LINE/9", "party": "nato", "officer": "A. Smith",
        "claimed_at": NOW, "own": False, "language": "en", "text": "Do you hear us?", **changes,
    }  # fmt: skip
    return BesideView(**given)  # type: ignore[arg-type]


def told(*acts: ActView, **changes: object) -> DossierShown:
    given = {
        "as_of": NOW, "heads": {}, "time_at": NOW, "dossier": matter(acts=len(acts)), "facts": (), "sections": (),
        "data": {}, "duties": [], "next_acts": [], "items": list(acts), "aside": [], **changes,
    }  # fmt: skip
    return DossierShown(**given)  # type: ignore[arg-type]


def world(shown: DossierShown) -> World:
    return World(acts=list(shown.items), shown={"RU/LINE/2": shown})


ASKED = act("RU/LINE/2", kind="clarification-request", body={"text": "Слышите нас?"}, language="ru", to=("nato",))


def test_first_glance_says_turn_duties_conflicts_and_the_next_clock() -> None:
    """What it is, whose turn, what is due and disputed, and the next second that somebody has to keep, in words."""
    duties = [duty(state="due", due_at=LATER), duty(state="met", due_at=NOW), duty(state="disputed", due_at=NOW)]
    view = matter(conflicts=("results: RU says agreed, NATO says not agreed",), irregular=1)
    text = page(world(told(ASKED, duties=duties, dossier=view)), PATH).text
    for words in ("1 due", "1 disputed", "1 met", "1 conflict", "1 irregular", "201230Z APR 16", "30 minutes left"):
        assert words in text
    assert "ours" in text, "it is NATO's turn on NATO's pages"
    assert "What to do: Nobody was wrong" in text
    clock = telling.next_clock(told(duties=duties, data={"expires_at": "2016-04-20T12:10:00Z", "begins_at": NOW}))
    assert clock == telling.Clock("2016-04-20T12:10:00Z", "silence ends"), "what has begun is no clock"
    assert telling.next_clock(told()) is None
    assert "none runs" in page(world(told(ASKED)), PATH).text


def test_original_and_translations_stand_beside_each_other_and_say_whose_they_are() -> None:
    """The author's words first, in each language it gave; every translation is marked, with who made it."""
    versions = [{"language": "en", "title": "On the line", "text": "Weekly."}, {"language": "ru", "text": "Раз."}]
    said = act(
        "RU/LINE/2",
        body={"text": "Слышите нас?", "unofficial": {"fr": "Vous nous entendez ?"}, "versions": versions},
        language="ru",
    )
    own = beside(own=True, ref="NATO/OWN/4", text="Can you hear us?")
    found = telling.words_of(said, [beside(), own])
    assert [(one.language, one.official, one.of is not None) for one in found] == [
        ("ru", True, False), ("en", True, False), ("ru", True, False), ("fr", False, False), ("en", False, True),
        ("en", False, True),
    ]  # fmt: skip
    answer = world(told(said, beside=[beside(), own])).get(PATH).text
    assert '<p class="text" dir="auto" lang="ru">Слышите нас?</p>' in answer
    assert '<p class="text" dir="auto" lang="en">Do you hear us?</p>' in answer
    assert "Unofficial translation, <bdi>français</bdi>, by the author" in answer
    assert "only NATO reads it" in answer
    assert "versions" not in [name for name, _value, _field in telling.fields_of(said)]


def test_tables_that_say_more_than_one_text_in_languages_are_fields() -> None:
    """Signals have languages too; they are no translations."""
    signals = [{"language": "en", "text": "Keep clear.", "answered": "no"}]
    twice = [{"language": "en", "text": "One."}, {"language": "en", "text": "Two."}]
    said = act(body={"text": "T", "signals": signals, "twice": twice, "none": [], "odd": [{"language": 1, "text": ""}]})
    assert [one.text for one in telling.words_of(said)] == ["T"]
    assert [name for name, _value, _field in telling.fields_of(said)] == ["signals", "twice", "none", "odd"]


def test_stored_read_and_answered_are_three_things() -> None:
    """Each with its own time and party; who is not in the channel is left out, who answered stands with its act."""
    received = (
        ReceiptView("nato", "2016-04-20T12:00:05Z", "stored"),
        ReceiptView("us", None, "acknowledged"),
        ReceiptView("depositary", NOW, "seen"),
    )
    said = act("RU/LINE/2", to=("nato",), info=("us",), received=received, bounds=Bounds(None, NOW))
    answers = [
        AnswerView("RU/LINE/2", "nato", "NATO/LINE/5", "reply", LATER),
        AnswerView("RU/LINE/2", "nato", "NATO/LINE/7", "reply", None),
        AnswerView("RU/LINE/9", "us", "US/LINE/7", "reply", None),
    ]
    by = {one.party: one for one in rungs_of(said, council(), answers)}
    assert set(by) == {"nato", "us", "depositary"}
    assert (by["nato"].stored, by["nato"].read, by["nato"].answer) == ("stored", "", "NATO/LINE/5")
    assert (by["us"].stored, by["us"].read, by["us"].read_at) == ("", "acknowledged", None)
    assert by["depositary"].stored == "seen"
    assert by["nato"].asked
    assert by["us"].standing is Standing.HAS
    assert summary_of(by.values()) == "Stored by 1 of 3; read by US; answered by NATO."
    assert summary_of([]) == "Nobody else reads it."
    text = page(world(told(said, answers=answers)), PATH).text
    assert "Stored by 1 of 3; read by US; answered by NATO." in text
    assert "by the receipt of DEPOSITARY" in text


def test_what_counts_for_nothing_says_what_to_do() -> None:
    """In words for each reason that every act is judged by, and in general words for those of desks."""
    odd = act("RU/LINE/2", irregular=(Irregularity("rank-too-low", "an ambassador"), Irregularity("of-a-desk", "x")))
    text = page(world(told(odd)), PATH).text
    assert f"What to do: {REMEDIES['rank-too-low']}" in text
    assert f"What to do: {OTHERWISE}" in text
    named = judge.__doc__ or ""
    codes = {word.strip("`,.") for word in named.partition("Refused:")[2].split() if "-" in word}
    assert codes <= REMEDIES.keys()
    assert remedy_of("charter-unknown") != OTHERWISE


def test_who_is_not_signed_in_sees_what_could_be_said_and_no_button() -> None:
    """What is awaited stands first, then the matter's own acts; an acknowledgement only at its act."""
    offered = [
        NextActView("message", "message", None),
        NextActView("reply", "reply", "RU/LINE/2", awaited=True, place=1),
        NextActView("acknowledge", "acknowledgement", "RU/LINE/2", place=1),
        NextActView("meeting-minutes", "minutes", None),
    ]
    shown = told(ASKED, next_acts=offered)
    offer = telling.offer_of(shown)
    assert [one.kind for one in offer.awaited] == ["reply"]
    assert [one.kind for one in offer.own] == ["meeting-minutes"]
    assert [one.kind for one in offer.general] == ["message"]
    assert offer.more == 1
    found = page(world(shown), PATH)
    assert "to say something here: reply, minutes, message" in found.text
    assert not [link for link in found.links if link.startswith("/act?")]
    assert "/sign-in?next=%2Fdossiers%2Fru%2Fline%2F2" in found.links


def test_what_can_be_said_of_the_parts_of_a_meeting_stands_on_its_page() -> None:
    """Forty items give no hundred buttons above the story; of the answers the one to the newest act comes first."""
    offered = [NextActView("item-contest", "item contested", None, {"item": str(number)}) for number in range(40)]
    offered += [NextActView("reply", "reply", f"RU/LINE/{n}", awaited=True, place=n) for n in (2, 3)]
    offered += [NextActView("item-table", "item tabled", None), NextActView("result-contest", "contested", "RU/LINE/3")]
    offer = telling.offer_of(told(ASKED, next_acts=offered, data={"phase": "convened"}))
    assert ([one.kind for one in offer.own], offer.apart) == (["item-table"], 41)
    assert [one.re for one in offer.awaited] == ["RU/LINE/3", "RU/LINE/2"]
    elsewhere = telling.offer_of(told(ASKED, next_acts=offered))
    assert (len(elsewhere.own), len(elsewhere.folded)) == (telling.OWN_SHOWN, 42 - telling.OWN_SHOWN)


def test_suspensions_of_others_are_one_notice_that_leads_to_each() -> None:
    """A line for each with a link to its reason, of many the first, and once what stays open."""
    suspended = [
        SuspensionView(f"{one}/LINE/3", one.lower(), ("plenary",), (), (), "r", "g", NOW, None, "go on")
        for one in ("US", "RU")
    ]
    shown = told(ASKED, suspensions=[one.ref for one in suspended])
    asked = world(shown)
    asked.standing = [PartyStandingView(one.party, (one,), (), (), ()) for one in suspended]
    found = page(asked, PATH)
    assert found.text.count("has suspended channel plenary") == 2
    assert found.text.count("It closes nothing for others") == 1
    assert {"/acts/us/line/3", "/acts/ru/line/3"} <= {link.partition("?")[0] for link in found.links}
    many = [replace(suspended[0], ref=f"US/LINE/{number}") for number in range(28)]
    asked.shown["RU/LINE/2"] = replace(shown, suspensions=[one.ref for one in many])
    asked.standing = [PartyStandingView("us", tuple(many), (), (), ())]
    found = page(asked, PATH)
    assert found.text.count("has suspended channel plenary") == OTHERS_SHOWN
    assert "25 further suspensions stand under “What is open for whom”." in found.text
    signed = NextActView("mandate-revocation", "revocation of a mandate", "RU/LINE/2")
    with using("fr"):
        named = f"{telling.title_of(signed.kind)} (detente mandate revoke RU/LINE/2)"
        assert telling.commands_of(told(ASKED, next_acts=[signed])) == (named,)
        assert telling.title_of(signed.kind) != signed.title


def test_a_long_dossier_leads_to_every_act_and_each_has_an_address() -> None:
    """Pages before and after, all of it on one page for paper, and an anchor an act."""
    shown = told(act("RU/LINE/60"), act("RU/LINE/61", 2), dossier=matter(acts=500), skipped=60, next=62)
    found = page(world(shown), PATH)
    assert "Acts 61 to 62 of 500" in found.text
    assert {f"{PATH}?after=10#story", f"{PATH}?after=62#story", f"{PATH}?whole=1#story"} <= set(found.links)
    assert {"act-ru-line-60", "act-ru-line-61"} <= set(found.ids)
    assert f"{PATH}?at=RU%2FLINE%2F60#act-ru-line-60" in found.links
    asked = world(shown)
    asked.get(f"{PATH}?whole=1")
    asked.get(PATH)
    calls = [one for one in asked.asked if isinstance(one, ShowDossier)]
    assert [one.most for one in calls] == [None, telling_most()]
    assert telling.anchor_of('RU/LINE/1"><b>') == "act-ru-line-1-b-"


def telling_most() -> int:
    from detente.console.pages.story import ACTS_SHOWN

    return ACTS_SHOWN


def test_what_waits_for_nobody_here_is_folded_in_a_long_story() -> None:
    """Earlier acts, but none that an officer here has not read, noted, is asked about or came for; none on paper."""
    acts = [act(f"RU/LINE/{n}", n, body={"text": f"Word {n}"}, to=("nato",)) for n in range(2, 14)]
    read = (ReceiptView("nato", NOW, "acknowledged"),)
    acts = [one if one.ref == "RU/LINE/3" else replace(one, received=read) for one in acts]
    asked = NextActView("reply", "reply", "RU/LINE/4", awaited=True)
    shown = told(*acts, next_acts=[asked], beside=[beside(sort="note", own=True, about="RU/LINE/5")])
    entries = telling.entries_of(shown, council())

    def folded(party: str, *keep: str, of: list[telling.Entry] = entries) -> frozenset[str]:
        return folded_acts(of, needed_acts(of, party, keep))

    assert folded("nato", "RU/LINE/6") == {"RU/LINE/2", "RU/LINE/7", "RU/LINE/8"}
    assert folded("us") == {f"RU/LINE/{n}" for n in (2, 3, 6, 7, 8)}
    assert folded("us", of=entries[:7]) == frozenset(), "two are not worth it"
    text = world(shown).get(PATH).text
    assert (text.count('class="deed-fold" open'), text.count('class="deed-fold"')) == (8, 12)
    assert world(shown).get(f"{PATH}?whole=1").text.count('class="deed-fold" open') == 12


def test_what_is_for_us_though_it_names_nobody_is_not_folded() -> None:
    """A proposal under silence, a flash, a wish: until we read them, and what asks until we answered it."""
    by_at = {"text": "Until noon.", "need_by_at": LATER}
    asking = act("RU/LINE/2", kind="decision-propose", body={"procedure": "silence", "text": "We agree."})
    acts = [asking, act("RU/LINE/3", 2, precedence="flash"), act("RU/LINE/4", 3, body=by_at), act("RU/LINE/5", 4)]
    for party, open_here in (("nato", {2, 3, 4}), ("us", {2, 3, 4}), ("ru", set())):
        assert needed_acts(telling.entries_of(told(*acts), council()), party) == {f"RU/LINE/{n}" for n in open_here}
    read = [replace(one, received=(ReceiptView("nato", NOW, "acknowledged"),)) for one in acts]
    assert needed_acts(telling.entries_of(told(*read), council()), "nato") == {"RU/LINE/2", "RU/LINE/4"}
    answers = [AnswerView(f"RU/LINE/{n}", "nato", f"NATO/LINE/{n}", "message", NOW) for n in (2, 4)]
    assert not needed_acts(telling.entries_of(told(*read, answers=answers), council()), "nato")


def test_what_is_wrong_with_an_act_is_not_folded() -> None:
    """A claimed time that proof refutes, and an entry that cannot be read here, stand in sight with their words."""
    acts = [act(f"RU/LINE/{n}", n) for n in range(2, 14)]
    acts[2], acts[4] = replace(acts[2], claimed_at=NOW), replace(acts[4], reading="cannot-open", body={}, kind="")
    found = world(told(*acts)).get(PATH).text
    assert found.count("It stands in the order of proof.") == 1
    folds = re.findall(r'id="(act-[^"]+)">.*?<details class="deed-fold"( open)?', found, re.DOTALL)
    assert {name for name, unfolded in folds if unfolded} == {f"act-ru-line-{n}" for n in (4, 6, *range(9, 14))}


def test_a_folded_act_says_whose_words_stand_for_it() -> None:
    """Another party's translation is never shown as the author's words; the author's own language needs no mark."""
    acts = [act(f"RU/LINE/{n}", n, body={"text": "Слово"}, language="ru") for n in range(2, 12)]
    lie = beside(about="RU/LINE/3", party="us", ref="US/LINE/9", text="We surrender.")
    summary = r'<summary><span class="opening">(.*?)</summary>'
    first, second, *_ = re.findall(summary, world(told(*acts, beside=[lie])).get(PATH).text, re.DOTALL)
    assert "Слово" in first
    assert "Unofficial translation" not in first
    assert second.index("Unofficial translation") < second.index("US/LINE/9") < second.index("We surrender.")
    assert "by <b>US</b>" in second
    with using("ru"):
        assert first_words(telling.words_of(acts[1], [lie])).text == "Слово"
    assert first_words(()) is None


def test_long_tables_of_a_matter_that_has_much_are_folded() -> None:
    """Where a reader would go past dozens of lines; one that marks something stands open, and a link unfolds."""
    long = SectionView("Line of time", tuple(LineView(("a", "b")) for _ in range(9)), ("When", "What"))
    short = SectionView("Questions", (LineView(("c", "d")),) * 2, ("By", "Question"))
    marked = SectionView("Answers", (*(LineView(("e", "f")),) * 3, LineView(("g", "h"), mark="waiting")), ("By", "As"))
    assert folded_sections((long, short, marked)) == {
        "Line of time": "folded",
        short.heading: "slim",
        marked.heading: "needed",
    }
    assert folded_sections((long, short)) == {}
    about = replace(long, heading="What is notified", heart=True)
    assert folded_sections((long, about))[about.heading] == "needed", "what a matter is about is not folded"
    shown = world(told(ASKED, sections=(long, short, marked)))
    found = page(shown, PATH)
    assert {"in-section-1", "in-section-2", "section-1", "section-2", "section-3"} <= set(found.ids)
    assert {"#in-section-1", "#in-section-2"} <= set(found.links)
    assert '<details class="folded" open data-needed><summary><h2 id="section-3">' in shown.get(PATH).text
    slim = re.findall(r'<details class="folded" open data-slim><summary><h2 id="([^"]+)', shown.get(PATH).text)
    assert slim == ["facts", "section-2"], "in a narrow window alone"


@pytest.mark.parametrize("path", [PATH, f"{PATH}?whole=1", "/acts/ru/line/2"])
def test_hostile_texts_in_a_story_are_letters(path: str) -> None:
    """Whatever a field, a name, a language, a translation or a note says: no markup, and no turned direction."""
    said = act(
        "RU/LINE/2", kind=EVIL, officer=EVIL, language=EVIL, marking=EVIL, to=(EVIL,), basis=EVIL,
        body={"text": EVIL, EVIL: [EVIL], "unofficial": {EVIL: EVIL}, "v": [{"language": EVIL, "text": EVIL}]},
        received=(ReceiptView(EVIL, NOW, EVIL), ReceiptView("us", NOW, EVIL)), irregular=(Irregularity(EVIL, EVIL),),
    )  # fmt: skip
    notes = [beside(sort="note", own=True, text=EVIL, officer=EVIL, about=about) for about in ("", "RU/LINE/2")]
    shown = told(
        said,
        dossier=matter(title=EVIL, topic=EVIL, status=EVIL, conflicts=(EVIL,)),
        facts=((EVIL, EVIL),),
        duties=[duty(what=EVIL, rule=EVIL, reason=EVIL)],
        beside=[*notes, beside(text=EVIL, language=EVIL, officer=EVIL)],
        answers=[AnswerView("RU/LINE/2", "us", EVIL, EVIL, None)],
    )
    found = page(world(shown), path)
    assert "alert(1)" in found.text
    assert "\u202e" not in found.text


def hostile(field: Field) -> object:
    """Return the worst that a field can hold of what its sort lets pass."""
    numbers = {Sort.COUNT: 7, Sort.INSTANT: NOW, Sort.FLAG: True, Sort.BYTES: "ab" * 16}
    one = {name: hostile(each) for name, each in field.fields.items()} or EVIL
    value = numbers.get(field.sort, one)
    return [value, value] if field.many else value


def test_every_field_of_every_kind_is_letters() -> None:
    """In a story and among the acts: whatever desk comes, nothing that a party may write is markup."""
    bodies = {name: {field: hostile(wanted) for field, wanted in kind.fields.items()} for name, kind in KINDS.items()}
    said = [
        act(f"RU/LINE/{number}", number, kind=name, body=body, to=("us",))
        for number, (name, body) in enumerate(bodies.items(), 2)
        if not takes_form(KINDS[name])
    ]
    shown = world(told(*said, dossier=matter(title=EVIL)))
    for path in (f"{PATH}?whole=1", "/acts"):
        assert "\u202e" not in page(shown, path).text


# --- fields and paper -------------------------------------------------------------------------------------------------


def test_tables_of_a_body_are_spelled_out_for_people() -> None:
    """With the names of their fields; a list of short texts in a row, of long ones in lines; too deep ones as JSON."""
    fields = KINDS["incident-account"].fields
    one = str(spelled({"value": "30", "unit": "ft"}, fields["closest_distance"]))
    assert '<span class="soft"><bdi>Unit</bdi></span> ft</span>' in one
    assert spelled([True, False]) == '<ul class="spelled"><li>yes</li><li>no</li></ul>'
    assert spelled(["RU", "US"]) == "RU, US"
    assert str(spelled(["x" * 41, "y"])).count("<li>") == 2
    deep: object = EVIL
    for _ in range(9):
        deep = {EVIL: [deep]}
    found = str(spelled(deep))
    assert "<script" not in found
    assert "<code>" in found
    assert spelled({}) == "<code>{}</code>"


def test_a_sheet_of_paper_says_what_it_was_read_from() -> None:
    """Each log with its size, and one hash over all; of many logs only how many there are."""
    heads = {"nrc/line/ru/1": (7, "Zm9v"), "nrc/line/nato/1": (3, "YmFy")}
    lines = "nrc/line/nato/1 3 YmFy\nnrc/line/ru/1 7 Zm9v\n"
    digest = hashlib.sha256(lines.encode()).hexdigest()
    assert telling.heads_line(heads) == f"Heads: NATO 3, RU 7; SHA-256 of all of them {digest}."
    assert telling.heads_line({f"nrc/line/p{n}/1": (n, "") for n in range(13)}).startswith("Heads: 13 logs; ")
    text = page(world(told(ASKED, heads=heads)), f"{PATH}?whole=1").text
    assert digest in text
    assert "What this was read from" in text
    assert "What can be said now" not in text
    assert digest in page(world(told(ASKED, heads=heads)), PATH).text, "on paper any part of a dossier says it"


def test_what_a_sheet_says_of_stored_is_grouped_by_time() -> None:
    received = tuple(
        ReceiptView(party, at, "stored") for party, at in (("us", NOW), ("nato", LATER), ("depositary", NOW))
    )
    rungs = rungs_of(act("RU/LINE/2", received=received), council(), [])
    assert stored_by_time(rungs) == [(NOW, ["us", "depositary"]), (LATER, ["nato"])]
