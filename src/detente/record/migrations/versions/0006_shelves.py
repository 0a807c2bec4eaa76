"""Keep what this machine alone has beside the record: sessions, and forms as they were typed; there were none."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "shelves",
        sa.Column("shelf", sa.Text(), primary_key=True, autoincrement=False),
        sa.Column("key", sa.Text(), primary_key=True, autoincrement=False),
        sa.Column("until", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
