"""Keep whether something in a dossier waits or stands; it is folded anew for that."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the column with its index, and have all folded anew."""
    op.add_column("dossiers", sa.Column("open", _Big, nullable=False, server_default="1"))
    where = sa.text("open = 1")
    op.create_index("dossiers_open", "dossiers", ["council", "dossier"], sqlite_where=where, postgresql_where=where)
    op.execute("UPDATE dossiers SET stale = 1")
