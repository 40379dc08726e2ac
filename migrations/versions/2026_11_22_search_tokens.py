"""PostgreSQL searches by whole tokens instead of trigrams, which were slow for numbers and sounds."""

from alembic import op

from app.core.search import create_search_index

revision = "2026_11_22_search_tokens"
down_revision = "2026_11_22_add_second_step"
branch_labels = None
depends_on = None

SEARCHED = ("customer", "contact", "document", "lead", "pool_entry")


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in SEARCHED:
        create_search_index(op, table)


def downgrade() -> None:
    """The older program's condition is answered without an index."""
