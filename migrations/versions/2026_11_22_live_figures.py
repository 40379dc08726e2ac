"""Indexes of live records for what charts and the start page count: read from the index alone, never from the rows."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_live_figures"
down_revision = "2026_11_22_add_saved_views"
branch_labels = None
depends_on = None

LIVE = sa.text("archived_at IS NULL")
# Those that held archived records, too.
NARROWED = {
    "customer": ("industry", "customer_type", "grade", "source", "status", "stage", "province", "city"),
    "lead": ("status", "source", "province", "industry"),
}
CREATED = ("customer", "contact", "lead")
FIGURES = {
    "ix_customer_figures_owner": ["acc_owner_id", "status", "stage", "created_at"],
    "ix_customer_figures_department": ["acc_department_id", "acc_owner_id", "status", "stage", "created_at"],
}


def _live(name: str, table: str, columns: list[str]) -> None:
    # SQLite reads the row all the same unless the index holds the column of its condition.
    op.create_index(name, table, [*columns, "archived_at"], sqlite_where=LIVE, postgresql_where=LIVE)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL statement_timeout TO 0")  # minutes, at a million rows
    for table, columns in NARROWED.items():
        for column in columns:
            op.drop_index(f"ix_{table}_{column}", table)
            _live(f"ix_{table}_{column}", table, [column])
    for table in CREATED:
        _live(f"ix_{table}_created_at", table, ["created_at"])
    for name, columns in FIGURES.items():
        _live(name, "customer", columns)


def downgrade() -> None:
    for name in FIGURES:
        op.drop_index(name, "customer")
    for table in CREATED:
        op.drop_index(f"ix_{table}_created_at", table)
    for table, columns in NARROWED.items():
        for column in columns:
            op.drop_index(f"ix_{table}_{column}", table)
            op.create_index(f"ix_{table}_{column}", table, [column])
