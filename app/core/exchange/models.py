"""What is kept of imports."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime
from app.core.enums import LabelledEnum
from app.core.text import N_


class ImportState(LabelledEnum):
    """How far a person has come with a file; how the work itself goes is the job's to say."""

    UPLOADED = "uploaded", N_("Uploaded")
    CHECKING = "checking", N_("Being checked")
    CHECKED = "checked", N_("Checked")
    CREATING = "creating", N_("Being imported")
    DONE = "done", N_("Imported")


class DoubtfulRows(LabelledEnum):
    """What to do with rows that look like a record that is there already."""

    LEAVE_OUT = "leave_out", N_("Leave them out and list them")
    CREATE = "create", N_("Import them all the same")


class ImportBatch(Model):
    """One uploaded file and what its owner chose for it. Nobody else sees it.

    `encoding`, `delimiter` and `sheet` are choices over what was found in the file, None leaves it at that.
    `mapping` is {column index as text: target}, `constants` {target: text for all rows} (see `plan`).
    """

    __tablename__ = "import_batch"
    __table_args__ = (Index("ix_import_batch_owner", "user_id", "view", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str] = mapped_column(String(60))
    view: Mapped[str] = mapped_column(String(60))
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    name: Mapped[str] = mapped_column(String(255))
    # Under the folder of uploads; None once the file is cleared away.
    file: Mapped[str | None] = mapped_column(String(80))
    size: Mapped[int]
    mode: Mapped[str] = mapped_column(String(20), default="create")
    doubtful: Mapped[str] = mapped_column(String(20), default=DoubtfulRows.LEAVE_OUT)
    state: Mapped[str] = mapped_column(String(20), default=ImportState.UPLOADED)
    encoding: Mapped[str | None] = mapped_column(String(20))
    delimiter: Mapped[str | None] = mapped_column(String(1))
    sheet: Mapped[str | None] = mapped_column(String(255))
    headers: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    mapping: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    constants: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    # Without foreign keys: jobs are cleared away, what they counted stays here.
    check_job_id: Mapped[int | None]
    create_job_id: Mapped[int | None]
    checked: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))
    created: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))


class ImportedRow(Model):
    """A row of a file and the record it became: the key lets no row become two."""

    __tablename__ = "imported_row"

    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id", ondelete="CASCADE"), primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    record_id: Mapped[int]


class ImportProblem(Model):
    """Why a row was not taken, as a msgid with its params: told in the language of whoever reads it."""

    __tablename__ = "import_problem"
    __table_args__ = (Index("ix_import_problem_job", "job_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id", ondelete="CASCADE"), index=True)
    job_id: Mapped[int]
    row: Mapped[int]
    # The column's header, empty where the reason lies in no single column; `target` is the field, where known.
    column: Mapped[str] = mapped_column(String(255))
    target: Mapped[str] = mapped_column(String(120))
    value: Mapped[str] = mapped_column(String(200))
    message: Mapped[str] = mapped_column(Text)
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
