"""Pairs of leads and of leads with customers, merges of leads, and what goes along with a conversion."""

import sqlalchemy as sa
from alembic import op

from app.core.search import create_search_index

revision = "2026_11_22_pairs_of_leads"
down_revision = "2026_11_22_territory_members"
branch_labels = None
depends_on = None

PAIR = ("entity", "record_id", "other_entity", "other_id")
GROUPS = ("acc_group", "acc_root")
ACCESS = ("acc_owner_id", "acc_department_id", "acc_territory_id")


def upgrade() -> None:
    _name_both_records()
    _create_lead_merge()
    op.add_column("lead", sa.Column("contact_is_new", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("lead", sa.Column("carried", sa.JSON(none_as_null=True), nullable=True))
    # So far every contact was made of its lead, and files went along to new customers only.
    op.execute(sa.text("UPDATE lead SET contact_is_new = true WHERE converted_contact_id IS NOT NULL"))
    known = "status = 'converted' AND NOT customer_is_new"
    op.execute(sa.text(f"UPDATE lead SET carried = '{{}}' WHERE {known}"))  # noqa: S608 (no input)


def _name_both_records() -> None:
    """A pair names its records by kind and number instead of linking two customers."""
    for name in PAIR:
        kind = sa.Integer() if name.endswith("_id") else sa.String(length=40)
        op.add_column("duplicate_pair", sa.Column(name, kind, nullable=True))
    op.add_column("duplicate_pair", sa.Column("acc_group", sa.String(length=40), nullable=True))
    op.add_column("duplicate_pair", sa.Column("acc_root", sa.String(length=80), nullable=True))
    op.execute(
        sa.text(
            "UPDATE duplicate_pair SET entity = 'customer', record_id = first_id, other_entity = 'customer', "
            "other_id = second_id, acc_group = 'customers', acc_root = 'customer:' || first_id"
        )
    )
    for index in ("uq_duplicate_pair_both", "ix_duplicate_pair_first_id", "ix_duplicate_pair_second_id"):
        op.drop_index(index, table_name="duplicate_pair")
    with op.batch_alter_table("duplicate_pair") as batch_op:
        for name in (*PAIR, *GROUPS):
            batch_op.alter_column(name, nullable=False)
        batch_op.drop_column("first_id")
        batch_op.drop_column("second_id")
    for name in GROUPS:
        op.create_index(f"ix_duplicate_pair_{name}", "duplicate_pair", [name, "id"])
    op.create_index("ix_duplicate_pair_record", "duplicate_pair", ["entity", "record_id", "id"])
    op.create_index("ix_duplicate_pair_other", "duplicate_pair", ["other_entity", "other_id"])
    op.create_index("uq_duplicate_pair_both", "duplicate_pair", list(PAIR), unique=True)


def _create_lead_merge() -> None:
    people = ("merged_by", "undone_by", "created_by", "changed_by", "acc_owner")
    targets = {f"{name}_id": ("ab_user", "SET NULL") for name in people}
    targets |= {"acc_department_id": ("department", "SET NULL")}
    targets |= {f"{name}_id": ("lead", "CASCADE") for name in ("survivor", "merged")}
    op.create_table(
        "lead_merge",
        sa.Column("changed", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("moved", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extra", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("acc_territory_id", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=target != "lead") for name, (target, _) in targets.items()),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{target}.id"], name=op.f(f"fk_lead_merge_{name}_{target}"), ondelete=ondelete
            )
            for name, (target, ondelete) in targets.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_merge")),
    )
    for column in ACCESS:
        op.create_index(f"ix_lead_merge_{column}", "lead_merge", [column, "id"])
    for column in ("survivor_id", "merged_id", "merged_by_id", "undone_by_id"):
        op.create_index(op.f(f"ix_lead_merge_{column}"), "lead_merge", [column])
    standing = sa.text("undone_at IS NULL")
    op.create_index(
        "uq_lead_merge_standing", "lead_merge", ["merged_id"], unique=True, sqlite_where=standing,
        postgresql_where=standing,
    )  # fmt: skip


def downgrade() -> None:
    with op.batch_alter_table("lead") as batch_op:
        batch_op.drop_column("carried")
        batch_op.drop_column("contact_is_new")
    create_search_index(op, "lead")  # SQLite has recreated the table, and its triggers are gone
    op.drop_table("lead_merge")
    _link_two_customers()


def _link_two_customers() -> None:
    """What concerns a lead, or a customer that is gone for good, has no place in the older table."""
    kept = "entity = 'customer' AND other_entity = 'customer' AND record_id IN (SELECT id FROM customer)"
    gone = f"DELETE FROM duplicate_pair WHERE NOT ({kept} AND other_id IN (SELECT id FROM customer))"  # noqa: S608
    op.execute(sa.text(gone))
    for name in ("first_id", "second_id"):
        op.add_column("duplicate_pair", sa.Column(name, sa.Integer(), nullable=True))
    op.execute(sa.text("UPDATE duplicate_pair SET first_id = record_id, second_id = other_id"))
    made = ("uq_duplicate_pair_both", "ix_duplicate_pair_record", "ix_duplicate_pair_other")
    for index in (*made, *(f"ix_duplicate_pair_{name}" for name in GROUPS)):
        op.drop_index(index, table_name="duplicate_pair")
    with op.batch_alter_table("duplicate_pair") as batch_op:
        for name in ("first_id", "second_id"):
            batch_op.alter_column(name, nullable=False)
            key = op.f(f"fk_duplicate_pair_{name}_customer")
            batch_op.create_foreign_key(key, "customer", [name], ["id"], ondelete="CASCADE")
        for name in (*PAIR, *GROUPS):
            batch_op.drop_column(name)
    for name in ("first_id", "second_id"):
        op.create_index(f"ix_duplicate_pair_{name}", "duplicate_pair", [name])
    op.create_index("uq_duplicate_pair_both", "duplicate_pair", ["first_id", "second_id"], unique=True)
