"""Receipts as they are kept: who says since when to hold a feed up to where, and the latest sign of life."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam

from detente.clock import Instant
from detente.protocol.heads import Head, Receipt, Role
from detente.record.database import damaged
from detente.record.logs import Logs
from detente.record.schema import heads, receipts
from detente.record.store import Feed

_OF_FEED = receipts.c.feed == bindparam("feed")
_BY = sa.and_(_OF_FEED, receipts.c.party == bindparam("party"), receipts.c.role == bindparam("role"))
_HEAD = sa.and_(heads.c.feed == receipts.c.feed, heads.c.size == receipts.c.size, heads.c.root == receipts.c.root)
RECEIPT_ROW = sa.select(
    receipts.c.party,
    receipts.c.role,
    receipts.c.size,
    receipts.c.root,
    heads.c.signature,
    receipts.c.first_at,
    receipts.c.first_signature,
    receipts.c.last_at,
    receipts.c.last_signature,
).select_from(receipts.join(heads, _HEAD))

_DESCENDING = (receipts.c.party.desc(), receipts.c.role.desc(), receipts.c.size.desc())
_LAST_COSIGNER = RECEIPT_ROW.where(_OF_FEED).order_by(*_DESCENDING).limit(1)
_PARTY_BEFORE = RECEIPT_ROW.where(_OF_FEED, receipts.c.party < bindparam("party")).order_by(*_DESCENDING).limit(1)
_ROLE_BEFORE = (
    RECEIPT_ROW.where(_OF_FEED, receipts.c.party == bindparam("party"), receipts.c.role < bindparam("role"))
    .order_by(*_DESCENDING)
    .limit(1)
)
_COVERING = (
    RECEIPT_ROW.where(_BY, receipts.c.size > bindparam("index"), receipts.c.overtaken == 0)
    .order_by(receipts.c.size)
    .limit(1)
)
_ALL = RECEIPT_ROW.where(_OF_FEED).order_by(receipts.c.first_at, receipts.c.size, receipts.c.party, receipts.c.role)
_NEWEST = (
    RECEIPT_ROW.where(_OF_FEED)
    .order_by(receipts.c.first_at.desc(), receipts.c.size.desc(), receipts.c.party.desc(), receipts.c.role.desc())
    .limit(bindparam("limit"))
)

_STORED = sa.select(receipts.c.root, receipts.c.first_at, receipts.c.last_at).where(
    _BY, receipts.c.size == bindparam("size")
)
_ADD = sa.insert(receipts)
_SET_FIRST = (
    sa.update(receipts)
    .where(_BY, receipts.c.size == bindparam("of_size"))
    .values(first_at=bindparam("at"), first_signature=bindparam("signature"), overtaken=bindparam("late"))
)
_SET_LAST = (
    sa.update(receipts)
    .where(_BY, receipts.c.size == bindparam("of_size"))
    .values(last_at=bindparam("at"), last_signature=bindparam("signature"))
)
_NEXT_BEYOND = (
    sa.select(receipts.c.first_at)
    .where(_BY, receipts.c.size > bindparam("size"), receipts.c.overtaken == 0)
    .order_by(receipts.c.size)
    .limit(1)
)
_NEXT_BELOW = (
    sa.select(receipts.c.size, receipts.c.first_at)
    .where(_BY, receipts.c.size < bindparam("size"), receipts.c.overtaken == 0)
    .order_by(receipts.c.size.desc())
    .limit(1)
)
_OVERTAKE = sa.update(receipts).where(_BY, receipts.c.size == bindparam("of_size")).values(overtaken=1)
_LATEST = sa.select(sa.func.max(receipts.c.last_at)).where(receipts.c.party == bindparam("party"))


class Receipts(Logs):
    """The receipts of a record.

    Per feed, cosigner, role and size stands one row with the earliest and the latest cosignature. The rows of one
    cosigner that are not *overtaken* rise in time with size, so its earliest word on an entry is found in one step.
    """

    def put_receipt(self, feed: Feed, receipt: Receipt, at: Instant) -> bool:  # noqa: ARG002  the times are the signed ones
        """Store a verified receipt and say if it told anything new.

        A second root at one size by one cosigner tells nothing new: the author's two heads are the proof of that.
        """
        by = {"feed": feed.id, "party": receipt.party, "role": int(receipt.role)}
        head, signed = receipt.head, {"at": receipt.at, "signature": receipt.signature}
        with self.together():
            stored = self.one(_STORED, **by, size=head.size)
            if stored is None:
                self.know_head(feed, head)
                self._add(by, receipt)
                return True
            root, first_at, last_at = stored
            if root != head.root or first_at <= receipt.at <= last_at:
                return False
            if receipt.at > last_at:
                self.write(_SET_LAST, **by, of_size=head.size, **signed)
                return True
            overtaken = self._is_overtaken(by, head.size, receipt.at)
            self.write(_SET_FIRST, **by, of_size=head.size, **signed, late=int(overtaken))
            if not overtaken:
                self._overtake(by, head.size, receipt.at)
            return True

    def _add(self, by: dict[str, Any], receipt: Receipt) -> None:
        size = receipt.head.size
        overtaken = self._is_overtaken(by, size, receipt.at)
        self.write(
            _ADD,
            **by,
            size=size,
            root=receipt.head.root,
            overtaken=int(overtaken),
            first_at=receipt.at,
            first_signature=receipt.signature,
            last_at=receipt.at,
            last_signature=receipt.signature,
        )
        if not overtaken:
            self._overtake(by, size, receipt.at)

    def _is_overtaken(self, by: dict[str, Any], size: int, at: Instant) -> bool:
        beyond = self.one(_NEXT_BEYOND, **by, size=size)
        return beyond is not None and beyond[0] < at

    def _overtake(self, by: dict[str, Any], size: int, at: Instant) -> None:
        """Mark smaller sizes that the cosigner signed later; from an honest one there is none."""
        while (below := self.one(_NEXT_BELOW, **by, size=size)) is not None and below[1] > at:
            self.write(_OVERTAKE, **by, of_size=below[0])

    def cosigners(self, feed: Feed) -> list[tuple[str, Role]]:
        """Return the parties and roles of which a receipt for the feed is held."""
        return [(row[0], _role(row[1])) for row in self._cosigners(feed)]

    def receipts(
        self,
        feed: Feed,
        *,
        covering: int | None = None,
        limit: int | None = None,
        cosigners: Iterable[tuple[str, Role]] | None = None,
    ) -> list[Receipt]:
        """Return the earliest receipt per party and role that covers an index (or of all of them), by time.

        Without `covering` it returns every first receipt stored for the feed, newest last; `limit` then keeps the
        newest, and with `covering` the earliest.

        Args:
            cosigners: as `cosigners` said of this feed, for who asks about many of its entries.
        """
        if covering is None:
            rows = self.all(_ALL, feed=feed.id) if limit is None else self.all(_NEWEST, feed=feed.id, limit=limit)[::-1]
            return [first_of(feed, row) for row in rows]
        pairs = self.cosigners(feed) if cosigners is None else cosigners
        found = [
            self.one(_COVERING, feed=feed.id, party=party, role=int(role), index=covering) for party, role in pairs
        ]
        earliest = sorted((first_of(feed, row) for row in found if row is not None), key=_by_time)
        return earliest[:limit]

    def newest_receipts(self, feed: Feed, *, fresh: bool = False) -> dict[tuple[str, Role], Receipt]:
        """Return per party and role the receipt with the greatest size; with `fresh` its latest sign of life."""
        read = last_of if fresh else first_of
        found = [read(feed, row) for row in self._cosigners(feed)]
        return {(receipt.party, receipt.role): receipt for receipt in reversed(found)}

    def _cosigners(self, feed: Feed) -> Iterator[Any]:
        """Yield the row of greatest size of each party and role, by look-ups that skip the rest, last party first.

        SQLite would read every row of a pair to answer `(party, role) < (?, ?)`; the two halves of it are sought.
        """
        row = self.one(_LAST_COSIGNER, feed=feed.id)
        while row is not None:
            yield row
            party, role = row[0], row[1]
            row = self.one(_ROLE_BEFORE, feed=feed.id, party=party, role=role)
            row = row or self.one(_PARTY_BEFORE, feed=feed.id, party=party)

    def latest_sign_at(self, party: str) -> Instant | None:
        """Return the latest time in any cosignature by the party, or None."""
        (latest,) = self.one(_LATEST, party=party)
        return None if latest is None else int(latest)


def _by_time(receipt: Receipt) -> tuple[Instant, int, str, Role]:
    return receipt.at, receipt.head.size, receipt.party, receipt.role


def first_of(feed: Feed, row: Sequence[Any]) -> Receipt:
    """Return the earliest receipt of a row of `RECEIPT_ROW`."""
    party, role, size, root, signature, at, cosignature, _, _ = row
    return Receipt(Head(feed.origin, size, root, signature), party, _role(role), at, cosignature)


def last_of(feed: Feed, row: Sequence[Any]) -> Receipt:
    """Return the latest receipt of a row of `RECEIPT_ROW`: the sign of life."""
    party, role, size, root, signature, _, _, at, cosignature = row
    return Receipt(Head(feed.origin, size, root, signature), party, _role(role), at, cosignature)


def _role(number: int) -> Role:
    try:
        return Role(number)
    except ValueError as error:
        raise damaged("a receipt", str(error)) from error
