"""Is it the same store? What dossiers add up to, whose turn it is, what is owed, and the council's time in rows."""

import pytest
from msgspec.structs import replace
from tests.store.world import COUNCIL, START, Writer, derive, origin, said

from detente.record.rebuild import rebuild
from detente.record.sql import SqlStore
from detente.record.store import DossierRow, DutyRow, Store

ROW = DossierRow(
    COUNCIL, "RU/LINE/0", 1, stale=False, timed=True, desk="line", channel="line", status="waiting", acts=2,
    due_at=START, sealed=b"words",
)  # fmt: skip
DUTY = DutyRow("nato", "due", START + 60, b"duty", COUNCIL, "RU/LINE/0")


@pytest.fixture
def story(store: Store) -> Store:
    """Two matters, the first one answered after the second was opened."""
    russia, plenary = Writer(store), Writer(store, origin("us", "plenary"), START + 9)
    russia.say(said("one"))
    plenary.say(said("two"))
    russia.say(said("more of one", cites=["RU/LINE/0"], dossier="RU/LINE/0"))
    return store


def test_an_act_marks_its_dossier_as_to_be_folded(story: Store) -> None:
    """Oldest first, each once, whatever number of acts it has."""
    assert story.stale_dossiers(9) == [(COUNCIL, "US/PLENARY/0"), (COUNCIL, "RU/LINE/0")]
    assert story.stale_dossiers(1) == [(COUNCIL, "US/PLENARY/0")]
    story.put_dossier(ROW, ["us", "nato"], [DUTY])
    assert story.stale_dossiers(9) == [(COUNCIL, "US/PLENARY/0")]
    assert story.dossier(COUNCIL, "RU/LINE/0") == ROW
    assert story.turns(COUNCIL, "RU/LINE/0") == ("nato", "us")
    assert story.duties(COUNCIL) == [DUTY]
    Writer(story, at=START + 20).say(said("again", cites=["RU/LINE/0"], dossier="RU/LINE/0"))
    found = story.dossier(COUNCIL, "RU/LINE/0")
    assert found is not None
    assert found.stale
    assert found.status == "waiting", "until it is folded anew, the last word stands"


def test_dossiers_are_listed_with_the_newest_acts_first(story: Store) -> None:
    for row in story.dossiers(COUNCIL):
        story.put_dossier(replace(row, stale=False, desk=row.dossier[:2], channel="c"), ["nato"], [])
    assert [row.dossier for row in story.dossiers(COUNCIL)] == ["RU/LINE/0", "US/PLENARY/0"]
    first = story.dossiers(COUNCIL, limit=1)
    assert [row.dossier for row in first] == ["RU/LINE/0"]
    assert [row.dossier for row in story.dossiers(COUNCIL, before=first[0].last_sequence)] == ["US/PLENARY/0"]
    assert [row.dossier for row in story.dossiers(COUNCIL, desk="US", channel="c")] == ["US/PLENARY/0"]
    assert [story.number_of_dossiers(COUNCIL, desk) for desk in ("US", "none")] == [1, 0]
    assert len(story.dossiers(COUNCIL, turn="nato")) == 2
    assert story.dossiers(COUNCIL, turn="ru") == story.dossiers("another") == []


def test_dossiers_are_found_by_their_traits_however_many_others_there_are(store: Store) -> None:
    writer = Writer(store)
    writer.say(*(said(f"matter {number}") for number in range(9)))
    for number, row in enumerate(reversed(store.dossiers(COUNCIL))):
        found_by = [b"all", b"even" if number % 2 == 0 else b"odd", *([b"last"] if number == 8 else [])]
        store.put_dossier(replace(row, stale=False, desk="d"), [], [], found_by)

    def found(*traits: bytes, **more: int) -> list[str]:
        return [row.dossier for row in store.dossiers(COUNCIL, desk="d", traits=traits, **more)]  # type: ignore[arg-type]

    assert found(b"even", b"all") == [f"RU/LINE/{number}" for number in (8, 6, 4, 2, 0)]
    assert found(b"all", b"last", b"even") == ["RU/LINE/8"]
    assert found(b"odd", b"last") == found(b"none") == found(b"all", b"none") == []
    page = store.dossiers(COUNCIL, desk="d", traits=[b"odd"], limit=2)
    assert found(b"odd", before=page[-1].last_sequence) == ["RU/LINE/3", "RU/LINE/1"]
    store.put_dossier(replace(page[0], status="other"), [], [], [b"even"])
    assert found(b"odd") == ["RU/LINE/5", "RU/LINE/3", "RU/LINE/1"], "what it was found by once is forgotten"
    assert [row.ref for _sequence, row in store.acts(COUNCIL, kinds=["message"], trait=b"last")] == ["RU/LINE/8"]
    assert store.dossiers("another", traits=[b"all"]) == []


def test_folding_again_replaces_turns_and_duties(story: Store) -> None:
    story.put_dossier(ROW, ["nato"], [DUTY, DUTY])
    story.put_dossier(replace(ROW, status="answered"), [], [replace(DUTY, state="met")])
    assert story.turns(COUNCIL, "RU/LINE/0") == ()
    assert [duty.state for duty in story.duties(COUNCIL)] == ["met"]


def test_duties_come_by_their_due_second_and_those_without_a_clock_last(story: Store) -> None:
    late, none = replace(DUTY, due_at=START + 99), replace(DUTY, due_at=None, who="us")
    story.put_dossier(ROW, [], [none, late, DUTY])
    assert story.duties(COUNCIL) == [DUTY, late, none]
    assert story.duties(COUNCIL, who="us", states=["due", "overdue"]) == [none]
    assert story.duties(COUNCIL, dossier="other") == story.duties(COUNCIL, states=["met"]) == []
    assert story.duties(COUNCIL, last=1) == [late], "due last; one for which no clock runs is due at no time"


def test_dossiers_are_marked_by_time_by_party_or_all(story: Store) -> None:
    """New heads reach those that wait for them; what a party said about itself, those in which it spoke or owes."""

    def settle() -> None:
        for row in story.dossiers(COUNCIL):
            first = row.dossier == "RU/LINE/0"
            story.put_dossier(replace(row, stale=False, timed=first), [], [DUTY] if first else [])
        assert story.stale_dossiers(9) == []

    for how, expected in (
        ({"timed": True}, ["RU/LINE/0"]),
        ({"council": COUNCIL, "party": "us"}, ["US/PLENARY/0"]),
        ({"council": COUNCIL, "party": "nato"}, ["RU/LINE/0"]),
        ({"council": COUNCIL}, ["US/PLENARY/0", "RU/LINE/0"]),
        ({}, ["US/PLENARY/0", "RU/LINE/0"]),
        ({"council": "another"}, []),
    ):
        settle()
        story.touch_dossiers(**how)  # type: ignore[arg-type]
        assert [dossier for _council, dossier in story.stale_dossiers(9)] == expected


def test_the_councils_time_comes_back_in_order_and_is_written_once(store: Store) -> None:
    line = origin()
    for _twice in range(2):
        store.put_heads(COUNCIL, 7, START + 600, {line: 3})
        store.put_heads(COUNCIL, 2, START, {line: 1, origin("us"): 5})
        store.put_recorded(line, 6, "us", 3, START + 500)
        store.put_recorded(line, 6, "nato", 2, START + 400)
    assert store.journal_heads(COUNCIL) == [(2, START), (7, START + 600)]
    assert store.journal_heads(COUNCIL, after=2) == [(7, START + 600)]
    assert store.journal_sizes(line) == [(2, 1), (7, 3)]
    assert store.journal_receipts(line) == [(6, "nato", 2, START + 400), (6, "us", 3, START + 500)]
    store.drop_journal()
    assert store.journal_heads(COUNCIL) == store.journal_sizes(line) == store.journal_receipts(line) == []


def test_a_citation_is_found_in_the_beginning_of_a_feed(story: Store) -> None:
    feed = story.open_feed(origin(), START)
    assert story.cited_in(feed, 2, "RU/LINE/0")
    assert not story.cited_in(feed, 1, "RU/LINE/0"), "the act that cites it stands at index 1"
    assert not story.cited_in(feed, 2, "US/PLENARY/0")


def test_a_rebuild_marks_every_dossier(store: SqlStore) -> None:
    writer = Writer(store)
    writer.say(said("one"), said("two"))
    for row in store.dossiers(COUNCIL):
        store.put_dossier(replace(row, stale=False), ["nato"], [DUTY])
    rebuild(store, derive)
    assert [dossier for _council, dossier in store.stale_dossiers(9)] == ["RU/LINE/0", "RU/LINE/1"]
    assert store.duties(COUNCIL) == []
