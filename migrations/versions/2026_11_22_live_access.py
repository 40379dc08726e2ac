"""Access indexes hold live records only, and one more the recycle bin."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_live_access"
down_revision = "2026_11_22_pairs_of_leads"
branch_labels = None
depends_on = None

TABLES = (
    "contact", "customer", "customer_merge", "customer_relation", "data_problem", "document", "document_version",
    "duplicate_pair", "handover", "lead", "lead_merge", "share",
)  # fmt: skip
COLUMNS = ("acc_owner_id", "acc_department_id", "acc_territory_id")
LIVE, BIN = sa.text("archived_at IS NULL"), sa.text("archived_at IS NOT NULL")


def upgrade() -> None:
    take_time()
    for table in TABLES:
        for column in COLUMNS:
            op.drop_index(f"ix_{table}_{column}", table)
            op.create_index(f"ix_{table}_{column}", table, [column, "id"], sqlite_where=LIVE, postgresql_where=LIVE)
        op.create_index(f"ix_{table}_bin", table, ["id"], sqlite_where=BIN, postgresql_where=BIN)


def downgrade() -> None:
    take_time()
    for table in TABLES:
        op.drop_index(f"ix_{table}_bin", table)
        for column in COLUMNS:
            op.drop_index(f"ix_{table}_{column}", table)
            op.create_index(f"ix_{table}_{column}", table, [column, "id"])


def take_time() -> None:
    """At a million rows an index takes longer than any statement of the application may."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL statement_timeout TO 0")
