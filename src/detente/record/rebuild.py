"""The derived rows made anew from the entries, in the order in which the entries were stored."""

import sqlalchemy as sa
from sqlalchemy import bindparam

from detente.record.report import Derive
from detente.record.schema import entries, feed_and_index
from detente.record.sql import SqlStore
from detente.record.store import Feed

_ORDER = sa.select(entries.c.place).order_by(entries.c.stored_at, entries.c.place)
_ENTRY = sa.select(entries.c.entry, entries.c.stored_at).where(entries.c.place == bindparam("place"))


def rebuild(store: SqlStore, derive: Derive) -> int:
    """Drop the derived rows, derive them from the entries again, all or nothing, and return how many there are.

    Entries of one second are taken feed by feed. What `derive` needs beside the entry (secrets, identities, charters)
    is not derived, and stays.

    Raises:
        Fault: `disk-full`, `store-failed`, `record-damaged`.
    """
    feeds: dict[int, Feed] = {}
    count = 0
    with store.transaction():
        store.drop_derived()
        for (place,) in store.stream(_ORDER):
            number, index = feed_and_index(place)
            feed = feeds.get(number) or feeds.setdefault(number, store.feed_by_id(number))
            entry, stored_at = store.one(_ENTRY, place=place)
            store.put_act(derive(feed, index, entry, stored_at))
            count += 1
    return count
