"""Find the matters of a desk by what it says of them, however many there are."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add a table beside that of dossiers; it is filled as they are folded anew."""
    op.create_table(
        "traits",
        sa.Column("council", sa.Text(), primary_key=True, autoincrement=False),
        sa.Column("dossier", sa.Text(), primary_key=True, autoincrement=False),
        sa.Column("trait", sa.LargeBinary(), primary_key=True, autoincrement=False),
        sa.Column("last_sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("traits_of", "traits", ["council", "trait", "last_sequence"])
