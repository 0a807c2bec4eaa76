"""Is it the same store? Feeds: what is appended, proven and signed, on every backend."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.store.world import START, Writer, origin, said, signed_head, texts

from detente.errors import Malformed, Refused
from detente.limits import TILE_WIDTH
from detente.record.sql import SqlStore, open_store
from detente.record.store import Store
from detente.tlog.merkle import (
    Range,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from detente.tlog.tiles import Tile, tile_width

SIZES = (0, 1, 255, 256, 257, 511, 512, 700)


def grown(store: Store, size: int, of: str = origin(), step: int = 97) -> list[bytes]:
    """Append `size` entries, some at a time, and return them."""
    entries, writer = texts(size), Writer(store, of)
    writer.feed()
    for start in range(0, size, step):
        writer.say(*entries[start : start + step])
    return entries


def naive(leaves: list[bytes], level: int, number: int) -> bytes:
    """Return what a tile must hold, hash by hash from the leaves."""
    step = 256**level
    width = tile_width(level, number, len(leaves))
    starts = ((number * TILE_WIDTH + at) * step for at in range(width))
    return b"".join(Range.of(leaves[start : start + step]).root() for start in starts)


def test_a_feed_is_opened_once(store: Store) -> None:
    feed = store.open_feed(origin(), START)
    assert (feed.council, feed.channel, feed.party, feed.generation, feed.number) == (*origin().split("/"), 1)
    assert feed.size == feed.head_size == 0
    assert feed.closed_index is None
    assert store.open_feed(origin(), START + 9) == feed == store.feed(origin())
    assert store.feed(origin("nato")) is None


def test_an_origin_that_is_none_is_not_opened(store: Store) -> None:
    with pytest.raises(Malformed, match="origin-malformed"):
        store.open_feed("nrc/line/ru", START)
    assert store.feeds() == []


def test_feeds_are_listed_by_origin(store: Store) -> None:
    later = origin(generation="2-0123456789abcdef")
    for of in (later, origin("nato"), origin(channel="plenary"), origin()):
        store.open_feed(of, START)
    assert [feed.origin for feed in store.feeds()] == sorted(
        [later, origin("nato"), origin(channel="plenary"), origin()]
    )
    assert [feed.origin for feed in store.feeds(channel="line", party="ru")] == [origin(), later]
    assert store.feeds("another-0123456789abcdef") == []
    assert [feed.number for feed in store.feeds(party="ru", channel="line")] == [1, 2]


def test_append_compares_and_sets(store: Store) -> None:
    """Two who read the same size cannot both append: the second is refused, and nothing of it is there."""
    feed = store.open_feed(origin(), START)
    entry = said("one")
    leaf = leaf_hash(entry)
    first = store.append(feed, [entry], [leaf], feed.range.append(leaf), START)
    assert first.size == 1
    with pytest.raises(Refused, match="size-moved") as refused:
        store.append(feed, [said("two")], [leaf_hash(said("two"))], feed.range.append(leaf_hash(said("two"))), START)
    assert refused.value.got == "1"
    assert store.feed(origin()) == first
    assert store.entries(first, 0, 9) == [entry]


def test_entries_come_back_as_they_went_in(store: Store) -> None:
    entries = grown(store, 300)
    feed = store.feed(origin())
    assert feed is not None
    assert store.entries(feed, 0, 300) == store.entries(feed, 0, 10_000) == entries
    assert store.entries(feed, 255, 258) == entries[255:258]
    assert store.entries(feed, 299, 299) == store.entries(feed, 300, 400) == []
    assert store.leaves(feed, 250, 260) == [leaf_hash(entry) for entry in entries[250:260]]
    assert feed.range == Range.of(leaf_hash(entry) for entry in entries)


def test_bytes_max_bounds_what_comes_back_but_for_one_entry(store: Store) -> None:
    writer = Writer(store)
    feed = writer.say(*(bytes([65 + at]) * 100 for at in range(5)))
    assert len(store.entries(feed, 0, 5, bytes_max=350)) == 3
    assert len(store.entries(feed, 0, 5, bytes_max=300)) == 3
    assert store.entries(feed, 1, 5, bytes_max=10) == [b"B" * 100]


def test_two_feeds_do_not_touch(store: Store) -> None:
    mine, theirs = grown(store, 260), grown(store, 5, origin("nato"))
    one, two = store.feed(origin()), store.feed(origin("nato"))
    assert one is not None
    assert two is not None
    assert store.entries(one, 0, 999) == mine
    assert store.entries(two, 0, 999) == theirs
    assert store.tile(two, 0, 0, 5) != store.tile(one, 0, 0, 5) or mine[:5] == theirs


@pytest.mark.parametrize("size", SIZES)
def test_tiles_are_those_of_the_naive_tree(store: Store, size: int) -> None:
    """Every width of every tile is what hashing the leaves anew gives, and what is not there is None."""
    leaves = [leaf_hash(entry) for entry in grown(store, size)]
    feed = store.feed(origin())
    assert feed is not None
    for level, number in ((0, 0), (0, 1), (0, 2), (1, 0)):
        whole, width = naive(leaves, level, number), tile_width(level, number, size)
        for part in {1, width // 2, width} - {0}:
            assert store.tile(feed, level, number, part) == (whole[: part * 32] if part <= width else None)
        if width < TILE_WIDTH:
            assert store.tile(feed, level, number, width + 1) is None
    assert store.tile(feed, 7, 0, 1) is None


def test_a_tile_of_level_two(store: Store) -> None:
    """65,536 entries complete 256 tiles and their parent; the subtree over all of it is one hash of level 2."""
    leaf = leaf_hash(b"x")
    feed = store.open_feed(origin(), START)
    tree = Range()
    with store.transaction():
        for _ in range(16):
            count = 4_100
            tree = tree.extend([leaf] * count)
            feed = store.append(feed, [b"x"] * count, [leaf] * count, tree, START)
    assert store.tile(feed, 2, 0, 1) == Range.of([leaf] * 65_536).root()
    assert store.tile(feed, 1, 0, 256) is not None
    assert store.tile(feed, 1, 1, 1) is None
    assert root_of(feed.size, store.subtree(feed)) == tree.root()
    assert store.subtree(feed)(0, 65_536) == tree.hashes[0]


@pytest.mark.parametrize("size", [1, 255, 256, 257, 700])
def test_proofs_from_a_store_verify(store: Store, size: int) -> None:
    leaves = [leaf_hash(entry) for entry in grown(store, size)]
    feed = store.feed(origin())
    assert feed is not None
    subtree = store.subtree(feed)
    for index in {0, size // 2, size - 1}:
        verify_inclusion(leaves[index], index, size, inclusion_proof(index, size, subtree), feed.range.root())
    for old in {1, size // 2, size - 1} - {0}:
        proof = consistency_proof(old, size, subtree)
        verify_consistency(old, Range.of(leaves[:old]).root(), size, feed.range.root(), proof)
    assert Range.read(size, subtree) == feed.range


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.integers(0, 300), min_size=1, max_size=6))
def test_how_entries_are_divided_among_commits_changes_nothing(steps: list[int]) -> None:
    """One large append or many small ones: the same tiles, leaves and range."""
    entries = texts(sum(steps))
    one, many = open_store(":memory:"), open_store(":memory:")
    try:
        Writer(one).say(*entries)
        writer, start = Writer(many), 0
        for step in steps:
            writer.say(*entries[start : start + step])
            start += step
        assert contents(one) == contents(many)
    finally:
        one.close()
        many.close()


def contents(store: SqlStore) -> list[object]:
    (feed,) = store.feeds()
    tiles = [(place, store.stored_tile(feed, *place)) for place in store.stream_tiles(feed)]
    return [feed, [row[:3] for row in store.stream_entries(feed)], tiles]


def test_a_closed_feed_stays_closed_from_the_smallest_index(store: Store) -> None:
    feed = store.open_feed(origin(), START)
    assert store.close_feed(feed, 7).closed_index == 7
    assert store.close_feed(feed, 9).closed_index == 7
    assert store.close_feed(feed, 3).closed_index == 3
    assert store.feed(origin()) == store.close_feed(feed, 4)


def test_heads_are_found_within_bounds(store: Store) -> None:
    writer = Writer(store)
    for size in (2, 3, 5):
        writer.say(*texts(size))
    feed = writer.feed()
    assert feed.head_size == 10
    heads = {size: store.head(feed, at_least=size, at_most=size) for size in (2, 5, 10)}
    assert store.head(feed) == heads[10] == signed_head(origin(), feed.range)
    assert store.head(feed, at_most=9) == heads[5]
    assert store.head(feed, at_least=3, newest=False) == heads[5]
    assert store.head(feed, at_least=11) is None
    assert store.head(feed, at_least=3, at_most=4) is None
    assert store.put_head(feed, signed_head(origin(), Range())).head_size == 10


def test_of_two_heads_of_one_size_the_one_that_is_held_comes_back(store: Store) -> None:
    """A receipt may carry a head of another branch; both stay, and what is held here goes first."""
    writer = Writer(store)
    other = signed_head(origin(), Range.of([b"o" * 32, b"p" * 32]))
    assert isinstance(store, SqlStore)
    with store.transaction():
        store.know_head(writer.feed(), other)
    assert store.head(writer.feed()) == other
    feed = writer.say(*texts(2))
    assert store.head(feed) == signed_head(origin(), feed.range)
    assert len(list(store.stream_heads(feed))) == 2


def test_tile_paths_of_a_feed_are_complete(store: Store) -> None:
    """What `tile_width` says is there is there, for the mirror's pages."""
    grown(store, 300)
    feed = store.feed(origin())
    assert feed is not None
    found = [
        store.tile(feed, tile.level, tile.index, tile.width) for tile in (Tile(0, 0), Tile(0, 1, 44), Tile(1, 0, 1))
    ]
    assert [len(one or b"") // 32 for one in found] == [256, 44, 1]
