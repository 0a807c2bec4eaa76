"""Find what large records are asked for: the dossiers of a desk, the acts of a dossier, what does not open here."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add two indexes, and begin that of dossiers with the council, as every question does."""
    op.create_index("dossiers_desk", "dossiers", ["council", "desk", "last_sequence"])
    op.drop_index("acts_dossier", "acts")
    op.create_index("acts_dossier", "acts", ["council", "dossier", "sequence"])
    closed = sa.text("reading = 'cannot-open'")
    op.create_index("acts_closed", "acts", ["place"], sqlite_where=closed, postgresql_where=closed)
