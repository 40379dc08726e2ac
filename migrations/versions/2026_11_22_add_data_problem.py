"""Add data problems, and marks on the data of customers and contacts."""

import sqlalchemy as sa
from alembic import op

from app.core.search import create_search_index

revision = "2026_11_22_add_data_problem"
down_revision = "2026_11_22_index_key_starts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "data_problem",
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
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
        sa.ForeignKeyConstraint(
            ["acc_department_id"],
            ["department.id"],
            name=op.f("fk_data_problem_acc_department_id_department"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["acc_owner_id"], ["ab_user.id"], name=op.f("fk_data_problem_acc_owner_id_ab_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_data_problem_changed_by_id_ab_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_data_problem_contact_id_contact"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_data_problem_created_by_id_ab_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_data_problem_customer_id_customer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_problem")),
    )
    with op.batch_alter_table("data_problem", schema=None) as batch_op:
        batch_op.create_index("ix_data_problem_acc_department_id", ["acc_department_id", "id"], unique=False)
        batch_op.create_index("ix_data_problem_acc_owner_id", ["acc_owner_id", "id"], unique=False)
        batch_op.create_index("ix_data_problem_acc_territory_id", ["acc_territory_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_data_problem_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_data_problem_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_data_problem_kind"), ["kind"], unique=False)
        batch_op.create_index("uq_data_problem", ["entity", "record_id", "kind", "field"], unique=True)

    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.add_column(sa.Column("verified_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("email_bounced_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("phone_wrong_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_contact_changed_at", ["changed_at", "id"], unique=False)

    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("verified_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("email_bounced_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("phone_wrong_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_customer_changed_at", ["changed_at", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.drop_index("ix_customer_changed_at")
        batch_op.drop_column("phone_wrong_at")
        batch_op.drop_column("email_bounced_at")
        batch_op.drop_column("verified_on")

    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index("ix_contact_changed_at")
        batch_op.drop_column("phone_wrong_at")
        batch_op.drop_column("email_bounced_at")
        batch_op.drop_column("verified_on")

    with op.batch_alter_table("data_problem", schema=None) as batch_op:
        batch_op.drop_index("uq_data_problem")
        batch_op.drop_index(batch_op.f("ix_data_problem_kind"))
        batch_op.drop_index(batch_op.f("ix_data_problem_customer_id"))
        batch_op.drop_index(batch_op.f("ix_data_problem_contact_id"))
        batch_op.drop_index("ix_data_problem_acc_territory_id")
        batch_op.drop_index("ix_data_problem_acc_owner_id")
        batch_op.drop_index("ix_data_problem_acc_department_id")

    op.drop_table("data_problem")
    for table in ("customer", "contact"):  # SQLite has recreated them, and their triggers are gone
        create_search_index(op, table)
