"""What this machine alone has beside the record: sessions of officers, forms as they were typed. It is no evidence.

Nothing here is ever offered to anybody, and nothing of the record depends on it. Values are opaque, and sealed by who
puts them there.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam

from detente.clock import Instant
from detente.record.database import Database
from detente.record.schema import shelves

_ONE = sa.select(shelves.c.value).where(shelves.c.shelf == bindparam("shelf"), shelves.c.key == bindparam("key"))
_ALL = sa.select(shelves.c.key, shelves.c.value).where(shelves.c.shelf == bindparam("shelf")).order_by(shelves.c.key)


def _put(insert: Any) -> Any:
    new = insert(shelves)
    return new.on_conflict_do_update(
        index_elements=["shelf", "key"], set_={"until": new.excluded.until, "value": new.excluded.value}
    )


def _drop(_insert: Any) -> Any:
    return sa.delete(shelves).where(shelves.c.shelf == bindparam("of_shelf"), shelves.c.key == bindparam("of_key"))


def _expire(_insert: Any) -> Any:
    return sa.delete(shelves).where(shelves.c.until < bindparam("now"))


class Shelves(Database):
    """Values by shelf and key, each until a second."""

    def put_on_shelf(self, shelf: str, key: str, value: bytes, until: Instant) -> None:
        """Put a value on a shelf, in the place of the one under that key."""
        self.write(_put, shelf=shelf, key=key, value=value, until=until)

    def on_shelf(self, shelf: str, key: str) -> bytes | None:
        """Return the value of a key, or None."""
        row = self.one(_ONE, shelf=shelf, key=key)
        return None if row is None else bytes(row[0])

    def shelf(self, shelf: str) -> dict[str, bytes]:
        """Return all values of a shelf, by key."""
        return {key: bytes(value) for key, value in self.all(_ALL, shelf=shelf)}

    def take_off_shelf(self, shelf: str, key: str) -> bool:
        """Remove a value; say if it was there."""
        return self.write(_drop, of_shelf=shelf, of_key=key) > 0

    def clear_shelves(self, now: Instant) -> None:
        """Remove what was to stay until a second before this one."""
        self.write(_expire, now=now)
