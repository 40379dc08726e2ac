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


class ImportMode(LabelledEnum):
    """What a row may do."""

    CREATE = "create", N_("Only add new records")
    UPDATE = "update", N_("Only change records that exist")
    BOTH = "both", N_("Change records that exist, add the others")


class RowResult(LabelledEnum):
    """What became of a row."""

    CREATED = "created", N_("Created")
    UPDATED = "updated", N_("Changed")
    JOINED = "joined", N_("Added to the record of another row")
    UNCHANGED = "unchanged", N_("Unchanged")
    REFUSED = "refused", N_("Refused")


class DoubtfulRows(LabelledEnum):
    """What to do with rows that look like a record that is there already."""

    LEAVE_OUT = "leave_out", N_("Leave them out and list them")
    CREATE = "create", N_("Import them all the same")


class ImportBatch(Model):
    """One uploaded file and what its owner chose for it. Nobody else sees it.

    `encoding`, `delimiter` and `sheet` are choices over what was found in the file, None leaves it at that.
    `mapping` is {column index as text: target}, `constants` {target: text for all rows} (see `plan`). `keys` are the
    targets by which rows find records; `grouped`: rows with the same key stand for one record; `blank_clears`: an empty
    cell empties the field of a record that is changed.
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
    keys: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    grouped: Mapped[bool] = mapped_column(default=False)
    blank_clears: Mapped[bool] = mapped_column(default=False)
    # Without foreign keys: jobs are cleared away, what they counted stays here.
    check_job_id: Mapped[int | None]
    create_job_id: Mapped[int | None]
    undo_job_id: Mapped[int | None]
    checked: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))
    created: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))
    undone: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))


class ImportRow(Model):
    """What a job made of a row: the key lets no row become two. A check notes only the rows it refuses.

    `cells` are those of a refused row, as the file has them (see `refused_rows`), so that they can be given back.
    """

    __tablename__ = "import_row"
    __table_args__ = (
        Index("ix_import_row_result", "job_id", "result", "row"),
        Index("ix_import_row_record", "batch_id", "record_id"),
    )

    job_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    row: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id", ondelete="CASCADE"))
    result: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int | None]
    cells: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))


class ImportedRecord(Model):
    """One change that an import made to one record, whatever brought it about: what undoing needs.

    `changes` is {field: [before, after]} as in the history, None for a record that was made; `version` is the record's
    afterwards. `undone` is None until it was tried; then `message` says, like a problem, why the record was left.
    """

    __tablename__ = "imported_record"
    __table_args__ = (
        Index("ix_imported_record_record", "batch_id", "entity", "record_id"),
        Index("ix_imported_record_undone", "batch_id", "undone", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id", ondelete="CASCADE"))
    entity: Mapped[str] = mapped_column(String(60))
    record_id: Mapped[int]
    changes: Mapped[dict[str, list[Any]] | None] = mapped_column(JSON(none_as_null=True))
    version: Mapped[int | None]
    undone: Mapped[str | None] = mapped_column(String(20))
    message: Mapped[str | None] = mapped_column(Text)
    params: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class SavedMapping(Model):
    """What somebody chose for a file with these headers, for the next one.

    Without a name it is proposed to the same person by itself; with one, anybody who imports here may take it.
    `columns` are [normalised header, target] in the order of the file; `signature` stands for the set of headers.
    """

    __tablename__ = "import_mapping"
    __table_args__ = (
        Index("uq_import_mapping", "view", "user_id", "name", "signature", unique=True),
        Index("ix_import_mapping_user_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    view: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(100), default="")
    signature: Mapped[str] = mapped_column(String(64), default="")
    columns: Mapped[list[list[str]]] = mapped_column(JSON)
    choices: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


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
