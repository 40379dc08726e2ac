"""Index the beginning of search keys, and on SQLite two letters as well as one."""

from alembic import op

from app.core.search import create_search_index

revision = "2026_11_22_index_key_starts"
down_revision = "2026_11_22_possible_duplicates"
branch_labels = None
depends_on = None

SEARCHED = ("customer", "contact", "lead", "pool_entry")


def upgrade() -> None:
    for table in SEARCHED:
        create_search_index(op, table)


def downgrade() -> None:
    """The older program searches with this index too."""
