"""Keep what changes charters, the council's time, dossiers, turns, duties; acts are folded anew at the next start."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, and mark every dossier as not folded yet."""
    _table(
        "amendments",
        _key("council", sa.Text()),
        _key("digest", sa.LargeBinary()),
        _bytes("note"),
        _integer("known_at"),
    )
    op.create_index("acts_kind", "acts", ["council", "kind", "sequence"])
    _table("journal_heads", _key("council", sa.Text()), _key("position", _Big), _integer("at"), keyed=True)
    _table("journal_sizes", _key("origin", sa.Text()), _key("position", _Big), _integer("size"), keyed=True)
    _table(
        "journal_receipts",
        _key("origin", sa.Text()),
        _key("position", _Big),
        _key("party", sa.Text()),
        _integer("size"),
        _integer("at"),
        keyed=True,
    )
    _dossiers()
    op.execute(
        "INSERT INTO dossiers (council, dossier, last_sequence, stale, timed, desk, channel, status, conflict, acts)"
        " SELECT council, dossier, MAX(sequence), 1, 0, '', '', '', 0, 0 FROM acts"
        " WHERE reading = 'readable' AND dossier <> ''"
        " AND kind NOT IN ('open', 'identity', 'heads', 'cannot-open', 'grant', 'unknown') GROUP BY council, dossier"
    )


def _dossiers() -> None:
    _table(
        "dossiers",
        _key("council", sa.Text()),
        _key("dossier", sa.Text()),
        _integer("last_sequence"),
        _integer("stale"),
        _integer("timed"),
        _text("desk"),
        _text("channel"),
        _text("status"),
        _integer("conflict"),
        _integer("acts"),
        sa.Column("due_at", _Big),
        sa.Column("sealed", sa.LargeBinary()),
    )
    op.create_index("dossiers_last", "dossiers", ["council", "last_sequence"])
    stale = sa.text("stale = 1")
    op.create_index("dossiers_stale", "dossiers", ["last_sequence"], sqlite_where=stale, postgresql_where=stale)
    _table("turns", _key("council", sa.Text()), _key("party", sa.Text()), _key("dossier", sa.Text()), keyed=True)
    _table(
        "duties",
        _key("council", sa.Text()),
        _key("dossier", sa.Text()),
        _key("number", _Big),
        _text("who"),
        _text("state"),
        sa.Column("due_at", _Big),
        _bytes("sealed"),
    )
    op.create_index("duties_who", "duties", ["council", "who", "state", "due_at"])


def _table(name: str, *columns: "sa.Column[Any]", keyed: bool = False) -> None:
    op.create_table(name, *columns, sqlite_strict=True, sqlite_with_rowid=not keyed)


def _key(name: str, kind: Any) -> "sa.Column[Any]":
    return sa.Column(name, kind, primary_key=True, autoincrement=False)


def _integer(name: str) -> "sa.Column[int]":
    return sa.Column(name, _Big, nullable=False)


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), nullable=False)


def _bytes(name: str) -> "sa.Column[bytes]":
    return sa.Column(name, sa.LargeBinary(), nullable=False)
