"""Tries to log in, counted for all processes."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_count_login_tries"
down_revision = "2026_11_22_live_access"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "login_tries",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("times", sa.JSON(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_login_tries")),
    )
    with op.batch_alter_table("login_tries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_tries_last_at"), ["last_at"], unique=False)


def downgrade() -> None:
    op.drop_table("login_tries")
