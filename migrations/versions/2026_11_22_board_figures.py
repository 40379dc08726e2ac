"""Let the figures of the order board be read from an index, and events be found by their moment."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_board_figures"
down_revision = "2026_11_22_add_money"
branch_labels = None
depends_on = None

NAME = "ix_sales_order_turn"
LIVE = sa.text("archived_at IS NULL")
TURN = ["status", "promised_on", "id"]
COUNTED = [
    "acc_owner_id", "acc_department_id", "acc_territory_id", "owner_id", "department_id", "expected_finish", "historic",
    "total_base", "archived_at",
]  # fmt: skip


def upgrade() -> None:
    _index_turn([*TURN, *COUNTED])
    with op.batch_alter_table("order_event") as batch_op:
        batch_op.create_index("ix_order_event_created_at", ["created_at"])


def downgrade() -> None:
    with op.batch_alter_table("order_event") as batch_op:
        batch_op.drop_index("ix_order_event_created_at")
    _index_turn(TURN)


def _index_turn(columns: list[str]) -> None:
    with op.batch_alter_table("sales_order") as batch_op:
        batch_op.drop_index(NAME)
        batch_op.create_index(NAME, columns, sqlite_where=LIVE, postgresql_where=LIVE)
