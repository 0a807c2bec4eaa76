"""Keep whether a dossier is open and what in it may be read anew at leisure, and find answers by what they answer."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the column with its index, and have all read anew at leisure: until then all count as open."""
    op.add_column("dossiers", sa.Column("open", _Big, nullable=False, server_default="1"))
    where = sa.text("open = 1")
    op.create_index("dossiers_open", "dossiers", ["council", "dossier"], sqlite_where=where, postgresql_where=where)
    op.create_index("acts_re", "acts", ["council", "re", "party"])
    op.drop_index("dossiers_stale", "dossiers")
    stale = sa.text("stale > 0")
    op.create_index(
        "dossiers_stale", "dossiers", ["stale", "last_sequence"], sqlite_where=stale, postgresql_where=stale
    )
    op.execute("UPDATE dossiers SET stale = 2 WHERE stale = 0")
