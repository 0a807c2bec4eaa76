"""Keep which attachments may be erased, and by which act one was; none could be before."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "erasables",
        sa.Column("hash", sa.LargeBinary(), primary_key=True, autoincrement=False),
        sa.Column("council", sa.Text(), primary_key=True, autoincrement=False),
        sa.Column("channel", sa.Text(), primary_key=True, autoincrement=False),
        sa.Column("erased_by", sa.Text(), nullable=False),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
