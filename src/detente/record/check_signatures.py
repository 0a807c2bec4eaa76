"""The check of signatures: heads by their authors' log keys, receipts by their cosigners' keys, and receipts' order."""

from collections.abc import Iterator

from detente.clock import Instant
from detente.errors import Malformed
from detente.protocol.heads import Head, Receipt, Role
from detente.record.report import Keys, Notes
from detente.record.store import Feed
from detente.tlog.checkpoint import verify_head
from detente.tlog.cosignature import claimed_at, verify_cosignature


def verify_signed(head: Head, keys: Keys) -> None:
    """Be silent where a log key of the author signed the head.

    Raises:
        Malformed: `head-unsigned`, or what the signature's check raises.
    """
    for key in keys.log(head.origin):
        if key.key_id == head.signature[:4]:
            verify_head(head.note(), key)
            return
    got = f"key id {head.signature[:4].hex()}"
    raise Malformed("head-unsigned", expected=f"a signature by a log key of {head.origin}", got=got)


def verify_cosigned(receipt: Receipt, keys: Keys) -> Instant:
    """Return the time inside a receipt that a key of the cosigner made.

    Raises:
        Malformed: `receipt-unsigned`, or what the cosignature's check raises.
    """
    for key in keys.cosigner(receipt.party, receipt.role):
        if key.key_id == receipt.signature[:4]:
            return verify_cosignature(receipt.head.checkpoint, receipt.line(), key)
    got = f"key id {receipt.signature[:4].hex()}"
    raise Malformed("receipt-unsigned", expected=f"a cosignature by {receipt.party}", got=got)


class SignatureCheck:
    """Verifies the newest signatures of each feed, or all of them."""

    def __init__(self, keys: Keys, notes: Notes, *, all_signatures: bool) -> None:
        self._keys = keys
        self._notes = notes
        self._all = all_signatures

    # --- (4) the signatures of heads ---------------------------------------------------------------------------------

    def heads(self, feed: Feed, heads: Iterator[tuple[Head, bool]]) -> None:
        """Verify the newest head that is held and the newest of all, or each head."""
        newest: dict[bool, Head] = {}
        for head, held in heads:
            if self._all:
                self._head(feed, head)
            newest[held] = head
        if not self._all:
            for head in newest.values():
                self._head(feed, head)

    def _head(self, feed: Feed, head: Head) -> None:
        self._notes.saw("signatures")
        try:
            verify_signed(head, self._keys)
        except Malformed as error:
            self._notes.note("heads", feed.origin, head.size, f"not signed by its author: {error}")

    # --- (5) receipts ------------------------------------------------------------------------------------------------

    def receipts(self, feed: Feed, rows: Iterator[tuple[Receipt, Receipt, bool]]) -> None:
        """Check each row's times, and the signatures of each cosigner's newest row, or of each row.

        Args:
            feed: whose receipts they are.
            rows: first and last receipt and the mark `overtaken`, by cosigner, the largest size first.
        """
        cosigner: tuple[str, Role] | None = None
        earliest: Instant | None = None
        for first, last, overtaken in rows:
            self._notes.saw("receipts")
            newest = (first.party, first.role) != cosigner
            if newest:
                cosigner, earliest = (first.party, first.role), None
            if overtaken != (earliest is not None and earliest < first.at):
                self._wrong(feed, first, "the mark `overtaken` is not what the other receipts say")
            earliest = first.at if earliest is None else min(earliest, first.at)
            if first.at > last.at:
                self._wrong(feed, first, f"its first time {first.at} is after its last {last.at}")
            for receipt in (first,) if first == last else (first, last):
                self._receipt(feed, receipt, verify=self._all or newest)
            if newest and not self._all:
                self._head(feed, first.head)

    def _receipt(self, feed: Feed, receipt: Receipt, *, verify: bool) -> None:
        try:
            if verify:
                self._notes.saw("signatures")
                at = verify_cosigned(receipt, self._keys)
            else:
                at = claimed_at(receipt.line())
        except Malformed as error:
            self._wrong(feed, receipt, f"not cosigned by {receipt.party}: {error}")
            return
        if at != receipt.at:
            self._wrong(feed, receipt, f"kept under the time {receipt.at}, and signed at {at}")

    def _wrong(self, feed: Feed, receipt: Receipt, text: str) -> None:
        self._notes.note("receipts", feed.origin, receipt.head.size, f"{receipt.line().name}: {text}")
