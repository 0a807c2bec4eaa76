"""Is it the same store? Derived rows: listings, dossiers and their open ends, references, dropping and rebuilding."""

import pytest
from msgspec.structs import replace
from tests.store.world import COUNCIL, START, Writer, derive, origin, said

from detente.record.rebuild import rebuild
from detente.record.sql import SqlStore
from detente.record.store import ActRow, Reading, Store


@pytest.fixture
def story(store: Store) -> Store:
    """Two parties in a dossier, and one act on another matter in another channel."""
    russia, nato, plenary = (
        Writer(store),
        Writer(store, origin("nato")),
        Writer(store, origin(channel="plenary"), START + 9),
    )
    russia.say(said("what is this exercise?"))
    nato.say(said("a routine one", cites=["RU/LINE/0"], dossier="RU/LINE/0"))
    russia.say(
        said("how many?", cites=["NATO/LINE/0"], dossier="RU/LINE/0"),
        said("where?", cites=["NATO/LINE/0"], dossier="RU/LINE/0"),
    )
    plenary.say(said("another matter", cites=["RU/LINE/1"]))
    return store


def refs(found: list[tuple[int, ActRow]]) -> list[str]:
    return [row.ref for _sequence, row in found]


def test_a_row_comes_back_as_it_went_in(store: Store) -> None:
    feed = store.open_feed(origin(), START)
    row = ActRow(
        feed.id, 4, "RU/LINE/4", COUNCIL, "line", "ru", Reading.READABLE, START, "message", START - 1, "duty officer",
        "NATO/LINE/3", "NATO/LINE/3", 3, ("nato", "us"), ("NATO/LINE/3", "US/LINE/9"), (("late", "Größe → 5"),),
    )  # fmt: skip
    store.put_act(row)
    assert store.act_at(feed, 4) == store.act(COUNCIL, "RU/LINE/4") == row
    assert store.act_at(feed, 5) is store.act(COUNCIL, "RU/LINE/5") is store.act("another", "RU/LINE/4") is None


@pytest.mark.parametrize("reading", Reading)
def test_every_reading_is_kept(store: Store, reading: Reading) -> None:
    feed = store.open_feed(origin(), START)
    row = ActRow(feed.id, 0, "RU/LINE/0", COUNCIL, "line", "ru", reading, START)
    store.put_act(row)
    assert store.act_at(feed, 0) == row


def test_acts_are_listed_in_the_order_of_storing(story: Store) -> None:
    everything = ["RU/LINE/0", "NATO/LINE/0", "RU/LINE/1", "RU/LINE/2", "RU/PLENARY/0"]
    assert refs(story.acts()) == refs(story.acts(COUNCIL)) == everything
    assert refs(story.acts(newest=True)) == everything[::-1]
    assert refs(story.acts(channel="plenary")) == everything[4:]
    assert refs(story.acts(COUNCIL, party="ru", channel="line")) == ["RU/LINE/0", "RU/LINE/1", "RU/LINE/2"]
    assert refs(story.acts(dossier="RU/LINE/0")) == everything[:4]
    assert refs(story.acts(kinds=["message", "grant"])) == everything
    assert story.acts(kinds=["grant"]) == story.acts(kinds=[]) == story.acts("another") == []
    assert story.acts(readings=[Reading.SEALED]) == []
    assert len(story.acts(readings=iter(Reading))) == 5


def test_a_listing_goes_on_where_it_ended(story: Store) -> None:
    first = story.acts(limit=2)
    assert refs(first) + refs(story.acts(after=first[-1][0])) == refs(story.acts())
    last = story.acts(limit=2, newest=True)
    assert refs(last) + refs(story.acts(after=last[-1][0], newest=True)) == refs(story.acts(newest=True))
    assert story.acts(after=story.acts()[-1][0]) == []


def test_a_citation_is_kept_before_what_it_cites_is_here(store: Store) -> None:
    """Entries of several feeds arrive in any order."""
    Writer(store, origin("nato")).say(said("an answer", cites=["RU/LINE/0"], dossier="RU/LINE/0"))
    Writer(store).say(said("a question"))
    assert [row.ref for row in store.citing(COUNCIL, "RU/LINE/0")] == ["NATO/LINE/0"]


def test_who_cites_a_reference_is_found_and_who_names_it_as_its_matter(story: Store) -> None:
    """Also where nothing of that reference is held: an act may come before what it cites."""
    answer = story.act(COUNCIL, "NATO/LINE/0")
    assert answer is not None
    story.put_act(replace(answer, cites=("US/LINE/7",), dossier="US/LINE/6"))
    assert [row.ref for row in story.citing(COUNCIL, "US/LINE/7")] == ["NATO/LINE/0"]
    assert [row.ref for row in story.citing(COUNCIL, "US/LINE/6")] == ["NATO/LINE/0"]
    assert "RU/LINE/0" not in [row.ref for row in story.citing(COUNCIL, "RU/LINE/0")]
    assert story.citing("another", "US/LINE/7") == story.citing(COUNCIL, "US/LINE/5") == []


def test_a_row_that_is_replaced_keeps_its_place_and_takes_back_its_citations(story: Store) -> None:
    """A grant that comes late makes an entry readable, and its row anew."""
    answer = story.act(COUNCIL, "NATO/LINE/0")
    assert answer is not None
    before = story.acts()
    story.put_act(replace(answer, reading=Reading.CANNOT_OPEN, cites=(), dossier=""))
    assert "NATO/LINE/0" not in [row.ref for row in story.citing(COUNCIL, "RU/LINE/0")]
    assert refs(story.acts()) == refs(before)
    story.put_act(answer)
    assert "NATO/LINE/0" in [row.ref for row in story.citing(COUNCIL, "RU/LINE/0")]
    assert story.acts() == before


def test_the_first_entry_of_a_feed_that_does_not_open_is_found(story: Store) -> None:
    """Whatever lies before it, or in other feeds; an entry that opens later is none any more."""
    answer = story.act(COUNCIL, "NATO/LINE/0")
    assert answer is not None
    feed = next(one for one in story.feeds() if one.id == answer.feed)
    assert story.first_closed(feed) is None
    story.put_act(replace(answer, reading=Reading.CANNOT_OPEN, cites=(), dossier=""))
    assert story.first_closed(feed) == answer.index
    assert [story.first_closed(one) for one in story.feeds() if one.id != feed.id].count(None) == len(story.feeds()) - 1
    story.put_act(answer)
    assert story.first_closed(feed) is None


def test_what_is_dropped_can_be_rebuilt(story: SqlStore) -> None:
    """The rows come back in the order of storing; their sequences go on, so that no reader misses any."""
    before = story.acts()
    assert rebuild(story, derive) == 5
    again = story.acts(after=before[-1][0])
    assert [row for _sequence, row in again] == [row for _sequence, row in before]
    assert "NATO/LINE/0" in [row.ref for row in story.citing(COUNCIL, "RU/LINE/0")]
    story.drop_derived()
    assert story.acts() == story.citing(COUNCIL, "RU/LINE/0") == []
    assert story.counts()["citations"] == 0
    assert rebuild(story, derive) == 5
    assert min(sequence for sequence, _row in story.acts()) > again[-1][0]


def test_a_slip_of_the_pen_finds_the_nearest_reference(story: Store) -> None:
    assert story.references(COUNCIL, "RU/LINE/11")[0] == "RU/LINE/1"
    assert story.references(COUNCIL, "RU/LNE/1")[0] == "RU/LINE/1"
    assert story.references(COUNCIL, "NATOO/LINE/0")[0] == "NATO/LINE/0"
    assert "RU/PLENARY/0" in story.references(COUNCIL, "RU/PLENRY/7")[:2]
    assert len(story.references(COUNCIL, "RU", limit=2)) == 2
    assert len(story.references(COUNCIL, "", limit=9)) == 3
    assert story.references("another", "RU/LINE/1") == []


def test_two_entries_never_share_a_reference(store: SqlStore) -> None:
    """A reference names one entry; a second one is our mistake, and leaves no trace."""
    feed = Writer(store).say(said("one"))
    row = derive(feed, 0, said("one"), START)
    with pytest.raises(AssertionError, match="breaks a rule"):
        store.put_act(replace(row, index=1))
    assert len(store.acts()) == 1
