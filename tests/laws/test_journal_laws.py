"""Does the journal find by halves what a look at every entry finds, also where clocks and receipts go back?"""

from hypothesis import given
from hypothesis import strategies as st
from tests.matter import NOON

from detente.council.journal import Heads, Journal, Recorded
from detente.council.said import Said

FEED = "nrc-0000000000000000/line/ru/1"
small = st.integers(0, 6)


@st.composite
def journals(draw: st.DrawFn) -> Journal:
    """Draw a journal of which neither times nor sizes need to grow."""
    positions = sorted(draw(st.sets(st.integers(0, 12), max_size=8)))
    listed = sorted(draw(st.sets(st.integers(0, 12), max_size=8)))
    recorded = sorted(draw(st.lists(st.tuples(small, st.sampled_from(("nato", "us")), small, small), max_size=9)))
    return Journal(
        heads=tuple(Heads(position, NOON + draw(small)) for position in positions),
        listed={FEED: tuple((position, draw(small)) for position in listed)},
        receipts={FEED: tuple(Recorded(position, party, size, at) for position, party, size, at in recorded)},
        held={FEED: draw(small)},
    )


def act(index: int) -> Said:
    return Said(ref=f"RU/LINE/{index}", party="ru", kind="message", claimed_at=NOON, origin=FEED, index=index)


@given(journals(), small, st.sampled_from((None, 0, 3, 9)))
def test_what_is_found_by_halves_is_what_is_there(journal: Journal, index: int, last: int | None) -> None:
    listed, heads = journal.listed[FEED], journal.heads
    assert journal.first(NOON + index) == next((one for one in heads if one.at >= NOON + index), None)
    position = next((at for at, size in listed if size > index), None)
    assert journal.entered(act(index)) == next((one for one in heads if one.position == position), None)
    for one in heads:
        assert journal.size_at(FEED, one) == max((size for at, size in listed if at <= one.position), default=0)
        assert journal.whole(one) == (journal.held[FEED] >= journal.size_at(FEED, one))
    until = None if last is None else Heads(last, NOON)
    since: dict[str, int] = {}
    for one in journal.receipts[FEED]:
        if one.size > index and (last is None or one.position <= last):
            since[one.party] = min(one.at, since.get(one.party, one.at))
    assert journal.held_since(act(index), until) == since


@given(journals(), small, small)
def test_where_more_is_held_the_journal_says_the_same(journal: Journal, index: int, held: int) -> None:
    """Only whether all is here changes, and not by what was asked before."""
    before = journal.entered(act(index))
    other = journal.holding({FEED: held})
    assert other.held == {FEED: held}
    assert other.entered(act(index)) == before
    assert [other.whole(one) for one in other.heads] == [held >= other.size_at(FEED, one) for one in other.heads]
