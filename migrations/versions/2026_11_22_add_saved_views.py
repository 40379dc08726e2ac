"""Saved views of lists, and what people chose on the screens."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_add_saved_views"
down_revision = "2026_11_22_search_tokens"
branch_labels = None
depends_on = None

LIVE = sa.text("archived_at IS NULL")
BIN = sa.text("archived_at IS NOT NULL")
INDEXES = {
    "ix_saved_view_acc_department_id": (["acc_department_id", "id"], LIVE),
    "ix_saved_view_acc_owner_id": (["acc_owner_id", "id"], LIVE),
    "ix_saved_view_acc_territory_id": (["acc_territory_id", "id"], LIVE),
    "ix_saved_view_bin": (["id"], BIN),
    "ix_saved_view_list_name": (["list_name", "id"], LIVE),
    "ix_saved_view_owner_id": (["owner_id"], None),
    "ix_saved_view_role_id": (["role_id"], None),
}

KEYS = {
    "owner_id": ("ab_user", "CASCADE"),
    "role_id": ("ab_role", "CASCADE"),
    "acc_owner_id": ("ab_user", "SET NULL"),
    "acc_department_id": ("department", "SET NULL"),
    "created_by_id": ("ab_user", "SET NULL"),
    "changed_by_id": ("ab_user", "SET NULL"),
}


def _key(column: str, table: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_saved_view_{column}_{table}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("list_name", sa.String(length=40), nullable=False),
        sa.Column("arguments", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("columns", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.Column("acc_owner_id", sa.Integer(), nullable=True),
        sa.Column("acc_department_id", sa.Integer(), nullable=True),
        sa.Column("acc_territory_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extra", sa.JSON(none_as_null=True), nullable=True),
        *(_key(name, *target) for name, target in KEYS.items()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    with op.batch_alter_table("saved_view", schema=None) as batch_op:
        for name, (columns, where) in INDEXES.items():
            batch_op.create_index(name, columns, unique=False, sqlite_where=where, postgresql_where=where)
    op.add_column("user_profile", sa.Column("screens", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("user_profile", schema=None) as batch_op:
        batch_op.drop_column("screens")
    op.drop_table("saved_view")
