"""The assessment's page: evidence and judgement apart, a switch for each reading, pictures that run nothing."""

import tomllib
from hashlib import sha256
from typing import Any

import pytest
from console_page import EVIL, page
from console_world import World, act, council
from tests.browser.marked import TAG, catalog, texts_of, unmarked

from detente.assessment.dependence.needs import short_name
from detente.assessment.evidence.counted import Counted
from detente.assessment.evidence.left_out import NOT_READ_BY_ALL, UNMARKED, LeftOut
from detente.assessment.evidence.measures import Evidence, measures
from detente.assessment.evidence.suspended import Suspended
from detente.assessment.inputs.keeping import body_of
from detente.assessment.inputs.library import find
from detente.clock import DAY
from detente.console.pages.weighing import usual
from detente.council.duty import Duty, DutyState, Start
from detente.council.scope import Scope
from detente.home.measures import RECORD
from detente.languages import reading


def measured(*acts: Counted) -> dict[str, Any]:
    found = measures(Evidence(acts, (), ("nato", "ru"), 400 * DAY))
    return {"record": "Counted from the signed acts.", "time_at": "2016-04-20T12:00:00Z", **found}


def all_sorts() -> dict[str, Any]:
    """The measures of a record in which each sort of sentence has something to say."""
    acts = [
        Counted(
            f"{party.upper()}/LINE/{number}", party, kind, "line", (other,), number * DAY, opens=kind != "reply",
            topic="SYR" if number % 3 else "",
        )
        for number in range(1, 25)
        for party, other in (("nato", "ru"), ("ru", "nato"))
        for kind in ("clarification-request", "reply")
    ]  # fmt: skip
    owed = [
        Duty(who, (), "reply", f"{who}/{one}", DutyState.MET, Start(one * DAY, "receipt"), met_at=after and one * DAY)
        for who, after in (("nato", 0), ("ru", 1))
        for one in range(1, 7)
    ]
    scope = Scope(frozenset(("plenary",)))
    out = [LeftOut(act, why, scope) for act, why in zip(acts, (UNMARKED, NOT_READ_BY_ALL), strict=False)]
    halted = Suspended("NATO/LINE/99", "nato", 3 * DAY, None, ("plenary",), (), ("SYR",), ("LINE",), ("SYR",))
    given = Evidence(acts, owed, ("nato", "ru"), 400 * DAY, suspensions=(halted,), left_out=out)
    return {"record": RECORD, "time_at": "2016-04-20T12:00:00Z", **measures(given)}


def said(text: str) -> str:
    return " ".join(text.split())


def test_evidence_comes_first_and_judgement_beside_it() -> None:
    """What the record counts, then both needs of the channel, with pictures, tables, and the hash to compare."""
    acts = [
        Counted("NATO/LINE/2", "nato", "clarification-request", "line", ("ru",), DAY, opens=True, topic="syria"),
        Counted("RU/LINE/2", "ru", "reply", "line", ("nato",), 40 * DAY, opens=False, topic=EVIL),
    ]
    found = page(World(measured=measured(*acts)), "/assessment")
    text = said(found.text)
    assert "2 acts count, as of 20 April 2016, 12:00:00 UTC: NATO 1, RU 1." in text
    assert "NATO asked RU 1" in text
    assert text.index("NATO asked RU 1") < text.index("7.5 times as much")
    assert "Measures " + "ab" * 32 in text
    assert "Not all is here yet" in text
    assert "Nothing here measures trust" in text
    assert found.ids.count("part-1") == 1


def test_each_reading_is_a_switch() -> None:
    """The chosen one stands in detail; a reading that is not there is the first, and that is said."""
    found = page(World(), "/assessment?reading=rival")
    assert "Over all issues" in found.text
    assert any("reading=announced-equal" in link for link in found.links)
    assert "A rival analyst's reading: posture tabled, equal bypass: On what is tabled" in said(found.text)
    text = said(page(World(), "/assessment?reading=nonsense").text)
    assert "The article's reading: On what is tabled" in text
    assert "These inputs have no reading nonsense. What follows is the reading april-2016." in text
    assert "have no reading" not in said(found.text)


def test_an_empty_record_says_nothing_of_anybody() -> None:
    """No act, no picture of acts, no share; the judgement stands all the same."""
    text = said(page(World(), "/assessment").text)
    assert "nobody said anything that counts" in text
    assert "Acts that count, by month" not in text
    assert "0.260" in text


def test_inputs_that_were_kept_can_be_chosen() -> None:
    """By their reference; what does not read here is not offered, and words in them are words."""
    body = body_of(find("april-2016").replace(b"Syria settlement", b"Syria <script>"), toml=True)
    world = World(
        acts=[
            act("NATO/OWN/2", 1, kind="assessment-inputs", body=body),
            act("NATO/OWN/3", 2, kind="assessment-inputs", body={**body, "text": "no inputs = "}),
            act("NATO/OWN/4", 3, kind="note", body={"text": "a thought"}),
        ]
    )
    text = said(page(world, "/assessment?inputs=NATO/OWN/2").text)
    assert "Syria <script>" in text
    assert "NATO/OWN/2" in text
    assert "NATO/OWN/3" not in text
    text = said(page(World(), "/assessment?inputs=NATO/OWN/2").text)
    assert "There are no inputs NATO/OWN/2 here" in text
    assert "What follows rests on april-2016." in text


def test_inputs_come_only_for_the_parties_they_are_of() -> None:
    """Another council is told that none come along; what it keeps itself is shown, and no graph of other parties."""
    others = council(parties=("north", "south"), channels={"line": ("north", "south")})
    text = said(page(World(councils=(others,)), "/assessment").text)
    assert "No inputs come with the software for the parties of this council" in text
    assert "nobody said anything that counts" in text
    assert "Times run from the debtor's receipt" in text
    assert "Emerson" not in text
    assert "NATO" not in text.partition("Method")[0].partition("What this record says")[2]
    own = find("april-2016").replace(b"NATO", b"NORTH").replace(b'"RU"', b'"SOUTH"').replace(b"RU =", b"SOUTH =")
    kept = act("NORTH/OWN/2", 1, kind="assessment-inputs", body=body_of(own, toml=True))
    text = said(page(World(councils=(others,), acts=[kept]), "/assessment").text)
    assert "NORTH needs the channel 7.5 times as much as SOUTH" in text
    assert "What would hold between" not in text
    assert "No inputs come with the software" not in text


def test_what_the_page_shows_can_be_kept() -> None:
    """Hashes of all inputs stand on it; JSON and PDF hold what was set, and the same hashes."""
    world = World()
    come = usual(("nato", "ru"))
    assert come is not None
    asked = f"inputs=april-2016&reading=april-2016&set={come.mark}&b1=0.25&" + "&".join(f"t{one}=1" for one in range(8))
    found = page(world, f"/assessment?{asked}")
    inputs = sha256(find("april-2016")).hexdigest()
    assert inputs in found.text
    assert sha256(find("april-2016-graph")).hexdigest() in found.text
    links = [link for link in found.links if link.startswith("/assessment/assessment.")]
    assert all("b1=0.25" in link for link in links)
    answer = world.get(next(link for link in links if ".json" in link))
    made = answer.json()
    assert made["items"][-1]["kind"] == "judgement"
    assert any("as set here" in one["text"] for one in made["in_short"])
    assert made["inputs_sha256"]["april-2016"] == inputs
    assert made["inputs_sha256"]["april-2016, as set here"] in found.text
    assert made["measures_sha256"] == "ab" * 32
    paper = world.get(next(link for link in links if ".pdf" in link))
    assert paper.content.startswith(b"%PDF-")
    assert paper.headers["content-disposition"] == 'attachment; filename="assessment.pdf"'
    assert world.get("/assessment/assessment.exe").status_code == 404


def test_no_paper_is_made_of_a_record_that_is_not_read_yet() -> None:
    """The page says how much is left."""
    answer = World(measured={}).get("/assessment/assessment.pdf")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/assessment?")


def test_a_page_does_not_wait_for_a_record_that_is_long_to_read() -> None:
    """It says how much is left, shows what rests on inputs, and no figure of a record that was not read."""
    text = said(page(World(measured={}), "/assessment").text)
    assert "is being read for the first time since this node started; 7 matters are left" in text
    assert "Look again" in text
    assert "7.5 times as much" in text
    assert "acts count" not in text


def test_no_sentence_of_the_page_is_left_without_a_translation(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a language of no people each stands in marks; what stands outside are words of whoever wrote the inputs."""
    marked, real = catalog(), reading.source
    monkeypatch.setitem(reading.AVAILABLE, TAG, "of no people")
    monkeypatch.setattr(reading, "source", lambda language: marked if language == TAG else real(language))
    come = usual(("nato", "ru"))
    assert come is not None
    asked = f"/assessment?reading=rival&set={come.mark}&b1=0,2&i0.0=9&" + "&".join(f"t{one}=1" for one in range(7))
    files = [tomllib.loads(find(name).decode()) for name in ("april-2016", "april-2016-graph")]
    theirs = [*texts_of(files), *map(short_name, come.ledger.issues), "Who needs the NATO-Russia Council on 20 April"]
    names = ("English", "of no people", "plenary", "log-rank", "Détente")
    for address in (asked, asked.replace("=9", "=2")):
        html = World(measured=all_sorts()).get(address, accept_language=TAG).text
        assert unmarked("<main" + html.partition("<main")[2], theirs, names) == []


def test_a_reader_has_the_page_and_its_paper_in_his_language_and_everybody_the_same_file() -> None:
    """Figures with a decimal comma, counts in their forms; what can be compared is English in every language."""
    world = World(measured=all_sorts())
    text = said(world.get("/assessment", accept_language="fr").text)
    assert "le besoin du canal de NATO est 7,5 fois celui de RU : NATO 0,260 ; RU 0,035." in text
    assert "96 actes sont comptés" in text
    assert 'value="0,75"' in text
    assert "7.5 times" not in text
    text = said(world.get("/assessment", accept_language="ru").text)
    assert "Учтено 96 актов" in text
    files = [world.get("/assessment/assessment.json", accept_language=one).content for one in ("fr", "en")]
    assert files[0] == files[1]
    assert b"/Lang(fr)" in world.get("/assessment/assessment.pdf", accept_language="fr").content
