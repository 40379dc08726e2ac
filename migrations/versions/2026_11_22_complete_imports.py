"""What complete imports keep: the result of every row, what undoing needs, and mappings for the next file."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_complete_imports"
down_revision = "2026_11_22_add_data_problem"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _extend_batches()
    op.create_table(
        "import_row",
        sa.Column("job_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("cells", sa.JSON(none_as_null=True), nullable=True),
        _of_batch("import_row"),
        sa.PrimaryKeyConstraint("job_id", "row", name=op.f("pk_import_row")),
    )
    op.create_index("ix_import_row_result", "import_row", ["job_id", "result", "row"])
    op.create_index("ix_import_row_record", "import_row", ["batch_id", "record_id"])
    op.execute(
        "INSERT INTO import_row (job_id, row, batch_id, result, record_id) "
        "SELECT b.create_job_id, r.row, r.batch_id, 'created', r.record_id FROM imported_row r "
        "JOIN import_batch b ON b.id = r.batch_id WHERE b.create_job_id IS NOT NULL"
    )
    op.drop_table("imported_row")
    _create_records_and_mappings()


def _extend_batches() -> None:
    with op.batch_alter_table("import_batch") as batch_op:
        batch_op.add_column(sa.Column("keys", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("grouped", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("blank_clears", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("undo_job_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("undone", sa.JSON(none_as_null=True), nullable=True))


def _create_records_and_mappings() -> None:
    op.create_table(
        "imported_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("entity", sa.String(length=60), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("changes", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("undone", sa.String(length=20), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("params", sa.JSON(none_as_null=True), nullable=True),
        _of_batch("imported_record"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_record")),
    )
    op.create_index("ix_imported_record_record", "imported_record", ["batch_id", "entity", "record_id"])
    op.create_index("ix_imported_record_undone", "imported_record", ["batch_id", "undone", "id"])
    op.create_table(
        "import_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("view", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("signature", sa.String(length=64), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["ab_user.id"], name=op.f("fk_import_mapping_user_id_ab_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mapping")),
    )
    op.create_index("uq_import_mapping", "import_mapping", ["view", "user_id", "name", "signature"], unique=True)
    op.create_index("ix_import_mapping_user_id", "import_mapping", ["user_id"])


def _of_batch(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_batch_id_import_batch")
    return sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    op.drop_table("import_mapping")
    op.drop_table("imported_record")
    op.create_table(
        "imported_row",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        _of_batch("imported_row"),
        sa.PrimaryKeyConstraint("batch_id", "row", name=op.f("pk_imported_row")),
    )
    op.execute(
        "INSERT INTO imported_row (batch_id, row, record_id) "
        "SELECT r.batch_id, r.row, r.record_id FROM import_row r "
        "JOIN import_batch b ON b.create_job_id = r.job_id AND b.id = r.batch_id "
        "WHERE r.result = 'created' AND r.record_id IS NOT NULL"
    )
    op.drop_table("import_row")
    with op.batch_alter_table("import_batch") as batch_op:
        for name in ("undone", "undo_job_id", "blank_clears", "grouped", "keys"):
            batch_op.drop_column(name)
