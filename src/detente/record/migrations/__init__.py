"""Bringing an older record up to this version, with Alembic, in one transaction of the store's own connection."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from detente.record.schema import HEAD

if TYPE_CHECKING:
    from detente.record.sql import SqlStore


class _Lent:
    """The store's connection, lent out: what is borrowed is neither committed, nor rolled back, nor closed."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def commit(self) -> None:
        """Leave it to the store."""

    def rollback(self) -> None:
        """Leave it to the store."""

    def close(self) -> None:
        """Leave it to the store."""


def upgrade(store: "SqlStore", revision: str = HEAD) -> None:
    """Run the migrations that the record lacks, all or none.

    Raises:
        Fault: `disk-full`, `store-failed`.
    """
    with store.transaction(), store.driver_errors():
        engine = sa.create_engine(
            f"{store.dialect.name}://",
            creator=lambda: _Lent(store.connection),
            poolclass=sa.pool.StaticPool,
            pool_reset_on_return=None,
        )
        with engine.connect() as connection, connection.begin():
            settings = configuration()
            settings.attributes["connection"] = connection
            command.upgrade(settings, revision)


def configuration() -> Config:
    """Return Alembic's configuration for the migrations in this folder; there is no file of it."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return settings
