"""Keys by which records that look alike are found, pairs of customers that do, and what merges changed."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.core.access import GATED
from app.core.db import UtcDateTime
from app.customers.places import known_places
from app.customers.rules.identities import Identity, identity, stored_keys

revision = "2026_11_22_possible_duplicates"
down_revision = "2026_11_22_documents_and_shares"
branch_labels = None
depends_on = None

ACCESS = ("acc_owner_id", "acc_department_id", "acc_territory_id")
AT_ONCE = 1_000


def upgrade() -> None:
    op.create_table(
        "match_key",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entity", sa.String(length=30), nullable=False),
        sa.Column("record_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("key", "entity", "record_id", name=op.f("pk_match_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "duplicate_pair",
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("found_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_at", UtcDateTime(timezone=True), nullable=True),
        *_links("duplicate_pair", first="customer", second="customer", decided_by="ab_user"),
        *_record("duplicate_pair"),
    )
    op.create_table(
        "customer_merge",
        sa.Column("changed", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("moved", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("main_contact_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", UtcDateTime(timezone=True), nullable=True),
        *_links("customer_merge", survivor="customer", merged="customer", merged_by="ab_user", undone_by="ab_user"),
        *_record("customer_merge"),
    )
    # Files that are being imported now are read as carefully as later ones.
    doubtful = sa.Column("doubtful", sa.String(length=20), nullable=False, server_default="leave_out")
    op.add_column("import_batch", doubtful)
    _create_indexes()
    _fill()


def _links(table: str, **targets: str) -> list[sa.schema.SchemaItem]:
    """The columns of links and their keys: those to customers go with them, those to colleagues are emptied."""
    items: list[sa.schema.SchemaItem] = []
    for name, target in targets.items():
        people = target == "ab_user"
        items.append(sa.Column(f"{name}_id", sa.Integer(), nullable=people))
        items.append(
            sa.ForeignKeyConstraint(
                [f"{name}_id"],
                [f"{target}.id"],
                name=op.f(f"fk_{table}_{name}_id_{target}"),
                ondelete="SET NULL" if people else "CASCADE",
            )
        )
    return items


def _record(table: str) -> list[sa.schema.SchemaItem]:
    """What every governed record has."""
    stamps = [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("extra", sa.JSON(none_as_null=True), nullable=True),
    ]
    people = {"created_by_id": "ab_user", "changed_by_id": "ab_user", "acc_owner_id": "ab_user"}
    keys: list[sa.schema.SchemaItem] = []
    for name, target in (people | {"acc_department_id": "department"}).items():
        stamps.append(sa.Column(name, sa.Integer(), nullable=True))
        keys.append(
            sa.ForeignKeyConstraint(
                [name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}_{target}"), ondelete="SET NULL"
            )
        )
    stamps.append(sa.Column("acc_territory_id", sa.Integer(), nullable=True))
    return [*stamps, *keys, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))]


def _create_indexes() -> None:
    op.create_index("ix_match_key_record", "match_key", ["entity", "record_id"])
    for table, links in (
        ("duplicate_pair", ("first_id", "second_id", "decided_by_id", "state")),
        ("customer_merge", ("survivor_id", "merged_id", "merged_by_id", "undone_by_id")),
    ):
        for column in ACCESS:
            op.create_index(f"ix_{table}_{column}", table, [column, "id"])
        for column in links:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.create_index("uq_duplicate_pair_both", "duplicate_pair", ["first_id", "second_id"], unique=True)
    standing = sa.text("undone_at IS NULL")
    op.create_index(
        "uq_customer_merge_standing",
        "customer_merge",
        ["merged_id"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )


def _fill() -> None:
    """The keys of the customers and leads that are there already."""
    names = ("english_name", "aliases", "credit_code", "kind")
    _fill_for("customer", names, lambda row: _identity(row, [row.name, row.english_name], [row.phone], [row.aliases]))
    _fill_for("lead", ("mobile",), lambda row: _identity(row, [row.name], [row.phone, row.mobile], []))


def _fill_for(table: str, names: tuple[str, ...], identify: Callable[[Any], Identity]) -> None:
    columns = ("id", "archived_at", "name", "phone", "email", "country", *names)
    records = sa.table(table, *map(sa.column, columns))
    keys = sa.table("match_key", sa.column("key"), sa.column("entity"), sa.column("record_id"))
    bind, last = op.get_bind(), 0
    while True:
        statement = sa.select(records).where(records.c.id > last, records.c.archived_at.is_(None))
        statement = statement.order_by(records.c.id).limit(AT_ONCE)
        rows = bind.execute(statement.execution_options(**{GATED: True})).all()
        if not rows:
            return
        found = [(key, row.id) for row in rows for key in stored_keys(identify(row))]
        if found:
            bind.execute(keys.insert(), [{"key": key, "entity": table, "record_id": id_} for key, id_ in found])
        last = rows[-1].id


def _identity(row: Any, names: list[str], phones: list[str], aliases: list[str]) -> Identity:
    return identity(
        names,
        aliases=aliases,
        phones=phones,
        emails=[row.email],
        credit_code=getattr(row, "credit_code", None),
        country=row.country or "CN",
        person=getattr(row, "kind", None) == "individual",
        places=known_places(),
    )


def downgrade() -> None:
    with op.batch_alter_table("import_batch") as batch_op:
        batch_op.drop_column("doubtful")
    op.drop_table("customer_merge")
    op.drop_table("duplicate_pair")
    op.drop_table("match_key")
