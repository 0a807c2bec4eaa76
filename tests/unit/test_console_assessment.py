"""The assessment's page: evidence and judgement apart, a switch for each reading, pictures that run nothing."""

from typing import Any

from console_page import EVIL, page
from console_world import World, act

from detente.assessment.counted import Counted
from detente.assessment.keeping import body_of
from detente.assessment.library import find
from detente.assessment.measures import Evidence, measures
from detente.clock import DAY


def measured(*acts: Counted) -> dict[str, Any]:
    found = measures(Evidence(acts, (), ("nato", "ru"), 400 * DAY))
    return {"record": "Counted from the signed acts.", "time_at": "2016-04-20T12:00:00Z", **found}


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
    assert "2 acts count, as of 2016-04-20T12:00:00Z: NATO 1, RU 1." in text
    assert "NATO asked RU 1" in text
    assert text.index("NATO asked RU 1") < text.index("7.5 times as much")
    assert "Measures " + "ab" * 32 in text
    assert "Not all is here yet" in text
    assert "Nothing here measures trust" in text
    assert found.ids.count("part-1") == 1


def test_each_reading_is_a_switch() -> None:
    """The chosen one stands in detail; a reading that is not there is the first."""
    found = page(World(), "/assessment?reading=rival")
    assert "Over all issues" in found.text
    assert any("reading=announced-equal" in link for link in found.links)
    assert "A rival analyst's reading: posture tabled, equal bypass: On what is tabled" in said(found.text)
    assert "The article's reading: On what is tabled" in said(page(World(), "/assessment?reading=nonsense").text)


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
    assert "example" in said(page(World(), "/assessment?inputs=NATO/OWN/2").text)


def test_a_page_does_not_wait_for_a_record_that_is_long_to_read() -> None:
    """It says how much is left, shows what rests on inputs, and no figure of a record that was not read."""
    text = said(page(World(measured={}), "/assessment").text)
    assert "is being read for the first time since this node started; 7 matters are left" in text
    assert "Look again" in text
    assert "7.5 times as much" in text
    assert "acts count" not in text
