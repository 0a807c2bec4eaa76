"""Is it the same store? Receipts: the first word of each cosigner on each entry, and its latest sign of life."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.store.world import START, Writer, origin, said, signed_head, signed_receipt, texts

from detente.protocol.heads import Head, Receipt, Role
from detente.record.sql import open_store
from detente.record.store import Store
from detente.tlog.merkle import Range, leaf_hash


def head(size: int, of: str = origin()) -> Head:
    return signed_head(of, Range.of(leaf_hash(entry) for entry in texts(size)))


def unsigned(size: int, at: int, party: str = "nato", role: Role = Role.MIRROR) -> Receipt:
    """Return a receipt whose signatures nobody looks at, as a store does not."""
    return Receipt(Head(origin(), size, bytes([size]) * 32, b"h" * 68), party, role, at, at.to_bytes(76, "big"))


def test_the_first_and_the_last_are_kept(store: Store) -> None:
    """The first receipt at a size is the receipt, the last is the sign of life, and what lies between says nothing."""
    feed = store.open_feed(origin(), START)
    told = [
        store.put_receipt(feed, signed_receipt(head(2), "nato", START + at), START) for at in (50, 90, 60, 90, 20, 20)
    ]
    assert told == [True, True, False, False, True, False]
    first, last = signed_receipt(head(2), "nato", START + 20), signed_receipt(head(2), "nato", START + 90)
    assert store.receipts(feed) == [first]
    assert store.newest_receipts(feed) == {("nato", Role.MIRROR): first}
    assert store.newest_receipts(feed, fresh=True) == {("nato", Role.MIRROR): last}
    assert store.latest_sign_at("nato") == START + 90
    assert store.latest_sign_at("us") is None


def test_the_head_inside_is_stored_too(store: Store) -> None:
    feed = store.open_feed(origin(), START)
    assert store.put_receipt(feed, signed_receipt(head(3), "nato", START), START)
    assert store.head(feed) == head(3)
    known = store.feed(origin())
    assert known is not None
    assert (known.size, known.head_size) == (0, 3)


def test_the_earliest_receipt_that_covers_an_entry(store: Store) -> None:
    feed = store.open_feed(origin(), START)
    receipts = [
        unsigned(2, 10),
        unsigned(4, 20),
        unsigned(9, 30),
        unsigned(4, 25, "us"),
        unsigned(3, 5, role=Role.WITNESS),
    ]
    for receipt in receipts:
        store.put_receipt(feed, receipt, START)
    assert store.receipts(feed, covering=1) == [receipts[4], receipts[0], receipts[3]]
    assert store.receipts(feed, covering=2) == [receipts[4], receipts[1], receipts[3]]
    assert store.receipts(feed, covering=3) == [receipts[1], receipts[3]]
    assert store.receipts(feed, covering=8) == [receipts[2]]
    assert store.receipts(feed, covering=9) == []
    assert store.receipts(feed, covering=1, limit=2) == [receipts[4], receipts[0]]
    assert store.receipts(feed) == [receipts[4], receipts[0], receipts[1], receipts[3], receipts[2]]
    assert store.receipts(feed, limit=2) == [receipts[3], receipts[2]]
    newest = store.newest_receipts(feed)
    assert newest == {
        ("nato", Role.MIRROR): receipts[2],
        ("nato", Role.WITNESS): receipts[4],
        ("us", Role.MIRROR): receipts[3],
    }


def test_a_receipt_on_another_branch_tells_nothing_new_where_one_of_that_size_is_known(store: Store) -> None:
    """The author's two heads are the proof; the cosigner's first word stays."""
    feed = Writer(store).say(*texts(2))
    other = signed_head(origin(), Range.of([leaf_hash(said("another")), leaf_hash(said("branch"))]))
    kept = signed_receipt(head(2), "nato", START)
    assert store.put_receipt(feed, kept, START)
    assert not store.put_receipt(feed, signed_receipt(other, "nato", START - 5), START)
    assert store.put_receipt(feed, signed_receipt(other, "us", START + 5), START)
    assert store.receipts(feed) == [kept, signed_receipt(other, "us", START + 5)]
    assert store.head(feed) == head(2)


signs = st.builds(
    unsigned, st.integers(1, 6), st.integers(1, 12), st.sampled_from(["nato", "us"]), st.sampled_from(list(Role))
)


@settings(max_examples=150, deadline=None)
@given(given_receipts=st.lists(signs, max_size=14))
def test_whatever_order_they_come_in(given_receipts: list[Receipt]) -> None:
    """Also where a cosigner's times contradict its sizes, its earliest word on an entry is what comes back."""
    with_store = open_store(":memory:")
    try:
        feed = with_store.open_feed(origin(), START)
        for receipt in given_receipts:
            with_store.put_receipt(feed, receipt, START)
        for index in range(7):
            best: dict[tuple[str, Role], Receipt] = {}
            for receipt in sorted(given_receipts, key=lambda one: (one.at, one.head.size)):
                if receipt.head.size > index:
                    best.setdefault((receipt.party, receipt.role), receipt)
            found = with_store.receipts(feed, covering=index)
            assert {(one.party, one.role): one for one in found} == best
            assert [one.at for one in found] == sorted(one.at for one in found)
        greatest = {
            (one.party, one.role): one for one in sorted(given_receipts, key=lambda one: (one.head.size, one.at))
        }
        assert with_store.newest_receipts(feed, fresh=True) == greatest
        latest = max((one.at for one in given_receipts if one.party == "us"), default=None)
        assert with_store.latest_sign_at("us") == latest
    finally:
        with_store.close()
