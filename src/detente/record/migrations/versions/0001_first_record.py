"""Make the first record."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables of an empty record."""
    _this_node()
    _feeds()
    _secrets_and_proofs()
    _derived()
    op.execute("INSERT INTO commits (id, count, acts_dropped) VALUES (1, 0, 0)")


def _this_node() -> None:
    _table("commits", _key("id", _Big), _integer("count"), _integer("acts_dropped"))
    _table("settings", _key("key", sa.Text()), _bytes("value"), keyed=True)
    _table("councils", _key("id", sa.Text()), _integer("position"), _bytes("charter"), _integer("joined_at"))
    _table(
        "identities",
        _key("party", sa.Text()),
        _key("serial", _Big),
        _bytes("note"),
        sa.Column("confirmed_at", _Big),
    )
    _table("contacts", _key("party", sa.Text()), _integer("at"), keyed=True)


def _feeds() -> None:
    _table(
        "feeds",
        _key("id", _Big),
        sa.Column("origin", sa.Text(), nullable=False, unique=True),
        _text("council"),
        _text("channel"),
        _text("party"),
        _text("generation"),
        _integer("number"),
        _integer("size"),
        _bytes("range"),
        _integer("head_size"),
        sa.Column("closed_index", _Big),
        _integer("opened_at"),
    )
    _table("entries", _key("place", _Big), _bytes("leaf"), _integer("stored_at"), _bytes("entry"))
    _table("tiles", _key("place", _Big), _bytes("hashes"))
    _table(
        "heads",
        _key("feed", _Big, sa.ForeignKey("feeds.id")),
        _key("size", _Big),
        _key("root", sa.LargeBinary()),
        _integer("held"),
        _bytes("signature"),
        keyed=True,
    )
    _table(
        "receipts",
        _key("feed", _Big),
        _key("party", sa.Text()),
        _key("role", _Big),
        _key("size", _Big),
        _bytes("root"),
        _integer("overtaken"),
        _integer("first_at"),
        _bytes("first_signature"),
        _integer("last_at"),
        _bytes("last_signature"),
        sa.ForeignKeyConstraint(("feed", "size", "root"), ("heads.feed", "heads.size", "heads.root")),
        keyed=True,
    )
    op.create_index("receipts_last", "receipts", ["party", "last_at"])


def _secrets_and_proofs() -> None:
    _table(
        "secrets",
        _key("epoch_id", sa.LargeBinary()),
        _key("feed", _Big, sa.ForeignKey("feeds.id")),
        _integer("granted_index"),
        _bytes("sealed"),
        keyed=True,
    )
    op.create_index("secrets_feed", "secrets", ["feed", "granted_index"])
    _table(
        "contradictions",
        _key("position", _Big),
        sa.Column("id", sa.Text(), nullable=False, unique=True),
        _text("council"),
        _text("origin"),
        sa.Column("index", _Big),
        _bytes("proof"),
        _integer("known_at"),
    )
    _table(
        "attachments",
        _key("hash", sa.LargeBinary()),
        _key("council", sa.Text()),
        _key("channel", sa.Text()),
        _integer("size"),
        _integer("held"),
        keyed=True,
    )


def _derived() -> None:
    texts = ("ref", "council", "channel", "party", "reading")
    _table(
        "acts",
        _key("sequence", _Big),
        sa.Column("place", _Big, nullable=False, unique=True),
        *map(_text, texts),
        _integer("stored_at"),
        _text("kind"),
        _integer("claimed_at"),
        _text("officer"),
        _text("dossier"),
        sa.Column("re", sa.Text()),
        _integer("precedence"),
        _text("to"),
        _text("cites"),
        _text("irregular"),
        _integer("cited"),
    )
    op.create_index("acts_ref", "acts", ["council", "ref"], unique=True)
    op.create_index("acts_council", "acts", ["council", "sequence"])
    op.create_index("acts_channel", "acts", ["council", "channel", "sequence"])
    op.create_index("acts_dossier", "acts", ["dossier", "sequence"])
    uncited = sa.text("cited = 0")
    op.create_index("acts_open", "acts", ["dossier", "sequence"], sqlite_where=uncited, postgresql_where=uncited)
    _table(
        "citations",
        _key("council", sa.Text()),
        _key("cited", sa.Text()),
        _key("place", _Big),
        _text("dossier"),
        keyed=True,
    )


def _table(name: str, *columns: "sa.Column[Any] | sa.ForeignKeyConstraint", keyed: bool = False) -> None:
    op.create_table(name, *columns, sqlite_strict=True, sqlite_with_rowid=not keyed)


def _key(name: str, kind: Any, *references: sa.ForeignKey) -> "sa.Column[Any]":
    return sa.Column(name, kind, *references, primary_key=True, autoincrement=False)


def _integer(name: str) -> "sa.Column[int]":
    return sa.Column(name, _Big, nullable=False)


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), nullable=False)


def _bytes(name: str) -> "sa.Column[bytes]":
    return sa.Column(name, sa.LargeBinary(), nullable=False)
