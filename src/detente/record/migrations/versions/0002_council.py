"""Keep what changes a charter."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table of amendments and withdrawals."""
    op.create_table(
        "amendments",
        sa.Column("council", sa.Text(), primary_key=True, autoincrement=False),
        sa.Column("digest", sa.LargeBinary(), primary_key=True, autoincrement=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("known_at", _Big, nullable=False),
        sqlite_strict=True,
    )
