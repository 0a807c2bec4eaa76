"""Drop which acts are cited within their dossier: a dossier's open ends are found where it is folded."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Drop the index, the mark of an act, and the dossier of a citation."""
    op.drop_index("acts_open", "acts")
    op.drop_column("acts", "cited")
    op.drop_column("citations", "dossier")
