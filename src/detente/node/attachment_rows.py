"""Which attachments this node wants and holds, by the acts and offers that named them; read once from the store."""

from collections.abc import Iterator

from msgspec.structs import replace

from detente import limits
from detente.record.store import Store, StoredAttachment


class AttachmentRows:
    """The attachments of a record by hash, each with the channels in which it was offered."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.version = 0
        """Grows with every change: whoever fetches looks only then."""
        self.authors: dict[bytes, str] = {}
        """Who offered an attachment, where that is known: the first to be asked for it."""
        self.forget()

    def forget(self) -> None:
        """Drop everything: the next look reads the store anew."""
        self._rows: dict[bytes, dict[tuple[str, str], StoredAttachment]] | None = None
        self.version += 1

    def of(self, attachment: bytes) -> tuple[StoredAttachment, ...]:
        """Return an attachment's rows, one a channel."""
        return tuple(self._all().get(attachment, {}).values())

    def all(self) -> Iterator[StoredAttachment]:
        """Return every row, by hash."""
        return iter([row for _, rows in sorted(self._all().items()) for row in rows.values()])

    def want(self, item: StoredAttachment, author: str | None = None) -> bool:
        """Note an attachment of a channel; say if there is room for it."""
        rows = self._all().get(item.hash, {})
        if (item.council, item.channel) in rows:
            return True
        total = sum(max(row.size for row in known.values()) for known in self._all().values())
        if item.size > limits.ATTACHMENT_BYTES_MAX or total + item.size > limits.ATTACHMENTS_TOTAL_BYTES_MAX:
            return False
        if author is not None:
            self.authors[item.hash] = author
        self._put(replace(item, held=0))
        return True

    def hold(self, attachment: bytes, held: int) -> None:
        """Note how many bytes of an attachment are here."""
        for row in self.of(attachment):
            if row.held != held and not row.erased_by:
                self._put(replace(row, held=held))

    def erase(self, attachment: bytes, council: str, channel: str, ref: str) -> None:
        """Note that an attachment of a channel was erased here, by which act; it is never wanted there again."""
        row = self._all().get(attachment, {}).get((council, channel))
        if row is not None and not row.erased_by:
            self._put(replace(row, held=0, erased_by=ref))

    def _put(self, row: StoredAttachment) -> None:
        self._store.put_attachment(row)
        self._all().setdefault(row.hash, {})[row.council, row.channel] = row
        self.version += 1

    def _all(self) -> dict[bytes, dict[tuple[str, str], StoredAttachment]]:
        if self._rows is None:
            self._rows = {}
            for row in self._store.attachments():
                self._rows.setdefault(row.hash, {})[row.council, row.channel] = row
        return self._rows
