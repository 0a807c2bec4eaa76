"""Does a node know when its line test is due, and make it by its party's policy and no otherwise? Real cores."""

import pytest
from tests.parley import NOW, Parley

from detente.council.desks.line_tests import READING, TEST
from detente.council.line_text import text_of_test
from detente.errors import Refused
from detente.limits import LINE_ACT_BYTES_MAX
from detente.node.context import Settings
from detente.node.events import Tick
from detente.node.node import settings_of

DAY = 86_400
TABLES = {"line": {"test_hours": 24}}


def council(line_tests: str, **tables: object) -> Parley:
    return Parley(settings=Settings(journal_every=None, line_tests=line_tests), tables=tables or TABLES)


def numbers_of(parley: Parley, party: str) -> list[int]:
    """Return the numbers of a party's line tests as another party reads them."""
    rows = [row for _sequence, row in parley.founded.stores["p1"].acts(parley.council, party=party, kinds=[TEST])]
    return [int(act.body["number"]) for act in parley.cores["p1"].folding.sayings.opened(rows)]


def test_the_node_makes_it_by_itself_where_the_party_wants_that() -> None:
    """At once, and then whenever the charter's hours are over by its own clock; each with its number and its text."""
    parley = council("automatic")
    parley.step("p0", Tick())
    parley.deliver()
    assert numbers_of(parley, "p0") == [1]
    parley.now = NOW + DAY - 1
    parley.step("p0", Tick())
    assert numbers_of(parley, "p0") == [1]
    assert parley.cores["p0"].line_tests.wake_at() == NOW + DAY
    parley.now = NOW + DAY
    parley.step("p0", Tick())
    parley.step("p0", Tick())
    parley.deliver()
    assert numbers_of(parley, "p0") == [1, 2]
    (row,) = parley.founded.stores["p1"].acts(parley.council, party="p0", kinds=[TEST], newest=True, limit=1)
    (act,) = parley.cores["p1"].folding.sayings.opened([row[1]])
    assert act.body["text"] == text_of_test(parley.founded.charter.languages or ("en",), 2)
    assert act.to == ("p1",)


def test_by_hand_a_human_is_told_that_it_is_due_once_an_hour() -> None:
    """Nothing is said in the party's name without its policy."""
    parley = council("by hand")
    for seconds in (0, 60, 3_600):
        parley.now = NOW + seconds
        parley.step("p0", Tick())
    told = [alarm for party, alarm in parley.alarms if party == "p0" and alarm.code == "line-test-due"]
    assert len(told) == 2
    assert "none was made yet" in told[0].text
    assert numbers_of(parley, "p0") == []


@pytest.mark.parametrize("tables", [TABLES, {"line": {"test_hours": 0}}])
def test_on_a_scenarios_clock_only_when_asked(tables: dict[str, object]) -> None:
    """There, and where the charter sets no interval, the node does nothing by itself; asked, it makes one."""
    parley = council("", **tables)
    parley.now = NOW + 9 * DAY
    parley.step("p0", Tick())
    assert parley.cores["p0"].line_tests.wake_at() is None
    draft = parley.cores["p0"].line_tests.draft(parley.council)
    parley.say("p0", kind=draft.kind, body=draft.body, to=draft.to)
    parley.deliver()
    assert numbers_of(parley, "p0") == [1]


def test_what_takes_two_officers_no_node_makes() -> None:
    """The charter's rule of two persons comes before the interval: a human is told."""
    parley = council("automatic", **TABLES, two_person={"kinds": [TEST]})
    parley.step("p0", Tick())
    parley.deliver()
    assert numbers_of(parley, "p0") == []
    assert "line-test-due" in parley.alarmed("p0")


def test_the_depositary_tests_no_line_that_it_cannot_read() -> None:
    """It holds the line and reads nothing of it."""
    parley = council("automatic")
    parley.step("dep", Tick())
    assert parley.cores["dep"].line_tests.due_at(parley.council) is None


def test_a_full_text_and_its_read_back_fit_the_line() -> None:
    """Sealed, padded and with its citations, below 1,024 bytes."""
    parley = council("")
    body = {"number": 1, "text": text_of_test(("en", "fr", "de", "it", "ru", "es", "uk", "pl", "tr", "no"), 1)}
    sent = parley.say("p0", kind=TEST, body=body, to=("p1",))
    parley.deliver()
    read = parley.say("p1", kind=READING, re=sent.ref, body={"text": body["text"]})
    (entry,) = parley.founded.stores["p1"].entries(parley.feed("p1", "p1"), read.index, read.index + 1)
    assert len(entry) <= LINE_ACT_BYTES_MAX


def test_the_policy_says_one_of_two_things() -> None:
    """A word that is none of them is refused when the node starts."""
    assert settings_of({}).line_tests == "by hand"
    assert settings_of({"line_tests": "automatic"}).line_tests == "automatic"
    with pytest.raises(Refused) as caught:
        settings_of({"line_tests": "hourly"})
    assert caught.value.code == "folder-damaged"
