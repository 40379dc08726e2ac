"""Documents and shares."""

import sqlalchemy as sa
from alembic import op

from app.core.search import create_search_index, drop_search_index

revision = "2026_11_22_documents_and_shares"
down_revision = "2026_11_22_add_pool"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("document_type", sa.String(length=60), nullable=True),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("current_number", sa.Integer(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=True),
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("acc_group", sa.String(length=40), nullable=False),
        sa.Column("acc_root", sa.String(length=80), nullable=False),
        sa.Column("acc_owner_id", sa.Integer(), nullable=True),
        sa.Column("acc_department_id", sa.Integer(), nullable=True),
        sa.Column("acc_territory_id", sa.Integer(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
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
            name=op.f("fk_document_acc_department_id_department"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["acc_owner_id"], ["ab_user.id"], name=op.f("fk_document_acc_owner_id_ab_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_document_changed_by_id_ab_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_document_created_by_id_ab_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index("ix_document_acc_department_id", ["acc_department_id", "id"], unique=False)
        batch_op.create_index("ix_document_acc_group", ["acc_group", "id"], unique=False)
        batch_op.create_index("ix_document_acc_owner_id", ["acc_owner_id", "id"], unique=False)
        batch_op.create_index("ix_document_acc_root", ["acc_root", "id"], unique=False)
        batch_op.create_index("ix_document_acc_territory_id", ["acc_territory_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_document_type"), ["document_type"], unique=False)
        batch_op.create_index("ix_document_record", ["entity", "record_id", "id"], unique=False)

    op.create_table(
        "share",
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=True),
        sa.Column("colleague_id", sa.Integer(), nullable=False),
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("acc_group", sa.String(length=40), nullable=False),
        sa.Column("acc_root", sa.String(length=80), nullable=False),
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
            name=op.f("fk_share_acc_department_id_department"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["acc_owner_id"], ["ab_user.id"], name=op.f("fk_share_acc_owner_id_ab_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_share_changed_by_id_ab_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["colleague_id"], ["ab_user.id"], name=op.f("fk_share_colleague_id_ab_user"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_share_created_by_id_ab_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share")),
    )
    with op.batch_alter_table("share", schema=None) as batch_op:
        batch_op.create_index("ix_share_acc_department_id", ["acc_department_id", "id"], unique=False)
        batch_op.create_index("ix_share_acc_group", ["acc_group", "id"], unique=False)
        batch_op.create_index("ix_share_acc_owner_id", ["acc_owner_id", "id"], unique=False)
        batch_op.create_index("ix_share_acc_root", ["acc_root", "id"], unique=False)
        batch_op.create_index("ix_share_acc_territory_id", ["acc_territory_id", "id"], unique=False)
        batch_op.create_index("ix_share_colleague", ["colleague_id", "acc_root"], unique=False)
        batch_op.create_index(batch_op.f("ix_share_colleague_id"), ["colleague_id"], unique=False)
        batch_op.create_index("ix_share_record", ["entity", "record_id", "id"], unique=False)
        batch_op.create_index(
            "uq_share_entity_record_id_colleague_id",
            ["entity", "record_id", "colleague_id"],
            unique=True,
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )

    op.create_table(
        "document_version",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("storage_name", sa.String(length=60), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("acc_group", sa.String(length=40), nullable=False),
        sa.Column("acc_root", sa.String(length=80), nullable=False),
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
            name=op.f("fk_document_version_acc_department_id_department"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["acc_owner_id"], ["ab_user.id"], name=op.f("fk_document_version_acc_owner_id_ab_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["ab_user.id"],
            name=op.f("fk_document_version_changed_by_id_ab_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["ab_user.id"],
            name=op.f("fk_document_version_created_by_id_ab_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_version_document_id_document"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_version")),
        sa.UniqueConstraint("document_id", "number", name=op.f("uq_document_version_document_id_number")),
        sa.UniqueConstraint("storage_name", name=op.f("uq_document_version_storage_name")),
    )
    with op.batch_alter_table("document_version", schema=None) as batch_op:
        batch_op.create_index("ix_document_version_acc_department_id", ["acc_department_id", "id"], unique=False)
        batch_op.create_index("ix_document_version_acc_group", ["acc_group", "id"], unique=False)
        batch_op.create_index("ix_document_version_acc_owner_id", ["acc_owner_id", "id"], unique=False)
        batch_op.create_index("ix_document_version_acc_root", ["acc_root", "id"], unique=False)
        batch_op.create_index("ix_document_version_acc_territory_id", ["acc_territory_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_version_document_id"), ["document_id"], unique=False)
        batch_op.create_index("ix_document_version_record", ["entity", "record_id", "id"], unique=False)

    create_search_index(op, "document")


def downgrade() -> None:
    drop_search_index(op, "document")
    with op.batch_alter_table("document_version", schema=None) as batch_op:
        batch_op.drop_index("ix_document_version_record")
        batch_op.drop_index(batch_op.f("ix_document_version_document_id"))
        batch_op.drop_index("ix_document_version_acc_territory_id")
        batch_op.drop_index("ix_document_version_acc_root")
        batch_op.drop_index("ix_document_version_acc_owner_id")
        batch_op.drop_index("ix_document_version_acc_group")
        batch_op.drop_index("ix_document_version_acc_department_id")

    op.drop_table("document_version")
    with op.batch_alter_table("share", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_share_entity_record_id_colleague_id",
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )
        batch_op.drop_index("ix_share_record")
        batch_op.drop_index(batch_op.f("ix_share_colleague_id"))
        batch_op.drop_index("ix_share_colleague")
        batch_op.drop_index("ix_share_acc_territory_id")
        batch_op.drop_index("ix_share_acc_root")
        batch_op.drop_index("ix_share_acc_owner_id")
        batch_op.drop_index("ix_share_acc_group")
        batch_op.drop_index("ix_share_acc_department_id")

    op.drop_table("share")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index("ix_document_record")
        batch_op.drop_index(batch_op.f("ix_document_document_type"))
        batch_op.drop_index("ix_document_acc_territory_id")
        batch_op.drop_index("ix_document_acc_root")
        batch_op.drop_index("ix_document_acc_owner_id")
        batch_op.drop_index("ix_document_acc_group")
        batch_op.drop_index("ix_document_acc_department_id")

    op.drop_table("document")
