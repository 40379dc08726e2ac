"""People to whom the records of a territory are open."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_territory_members"
down_revision = "2026_11_22_complete_imports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "territory_member",
        sa.Column("territory_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["territory_id"],
            ["territory.id"],
            name=op.f("fk_territory_member_territory_id_territory"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["ab_user.id"], name=op.f("fk_territory_member_user_id_ab_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("territory_id", "user_id", name=op.f("pk_territory_member")),
    )
    with op.batch_alter_table("territory_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_territory_member_user_id"), ["user_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("territory_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_territory_member_user_id"))

    op.drop_table("territory_member")
