"""Uploaded files: kept under names nobody can guess, opened with what their owner chose, cleared away in time."""

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from app.core.access import acting_user_id
from app.core.clock import now
from app.core.db import db
from app.core.errors import NotVisible, RuleError
from app.core.exchange.first_look import FOUND, Opened, first_look
from app.core.exchange.models import ImportBatch
from app.core.exchange.reading import Table, open_table
from app.core.text import N_

NAME_LENGTH = 255
_GONE = N_("The uploaded file was cleared away. Upload it again.")


def folder() -> Path:
    """Where the uploads of all imports lie."""
    return Path(current_app.config["KEHU_DATA_DIR"]) / "uploads"


def receive(sent: FileStorage | None, entity: str, view: str) -> tuple[ImportBatch, Opened]:
    """Keep an uploaded file and make its batch, not yet added. RuleError for what no choice could make a table."""
    name = _plain_name(sent.filename or "") if sent else ""
    if sent is None or not name:
        raise RuleError(N_("Choose a file."))
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder() / secrets.token_hex(16)
    try:
        sent.save(path)
        batch = ImportBatch(
            entity=entity,
            view=view,
            user_id=acting_user_id(),
            uploaded_at=now(),
            name=name,
            file=path.name,
            size=path.stat().st_size,
        )
        opened = open_batch(batch)
        if opened.refusal is not None and not opened.mendable:
            raise opened.refusal
    except OSError as error:
        _remove(path)
        raise RuleError(N_("The file could not be stored: is there space left on the disk?")) from error
    except BaseException:
        _remove(path)
        raise
    return batch, opened


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.with_suffix(FOUND).unlink(missing_ok=True)


def _plain_name(sent: str) -> str:
    """The last part of what the browser calls the file, as long as a column holds; its ending is kept."""
    name = "".join(c for c in sent.replace("\\", "/").split("/")[-1] if c.isprintable()).strip()
    return name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - 10] + name[-10:]


def open_batch(batch: ImportBatch) -> Opened:
    """The beginning of a batch's file. What is no table at all raises RuleError, what choices may mend is returned."""
    return first_look(_path(batch), batch.name, _choices(batch))


def table_of(batch: ImportBatch) -> Table:
    """The file of a batch as a table, for a job to read to its end; RuleError where there is none."""
    path = _path(batch)
    opened = first_look(path, batch.name, _choices(batch))  # within its limits first
    if opened.refusal is not None:
        raise opened.refusal
    return open_table(path, filename=batch.name, **_choices(batch))


def _path(batch: ImportBatch) -> Path:
    path = folder() / (batch.file or "")
    if not batch.file or not path.is_file():
        raise RuleError(_GONE)
    return path


def _choices(batch: ImportBatch) -> dict[str, str | None]:
    return {"encoding": batch.encoding, "delimiter": batch.delimiter, "sheet": batch.sheet}


def own_batch(batch_id: int, view: str) -> ImportBatch:
    """The acting person's batch of this view; NotVisible for anybody else's."""
    statement = select(ImportBatch).where(
        ImportBatch.id == batch_id, ImportBatch.view == view, ImportBatch.user_id == acting_user_id()
    )
    found: ImportBatch | None = db.session.execute(statement).scalar_one_or_none() if 0 < batch_id < 2**31 else None
    if found is None:
        raise NotVisible(N_("This record does not exist, or it is not visible to you."))
    return found


def clear_uploads(session: Any, before: datetime) -> int:
    """Remove the files uploaded before `before` and any that no batch knows; returns how many. The batches stay."""
    stale = session.scalars(select(ImportBatch).where(ImportBatch.uploaded_at < before, ImportBatch.file.is_not(None)))
    for batch in stale:
        batch.file = None
    session.flush()
    kept = set(session.scalars(select(ImportBatch.file).where(ImportBatch.file.is_not(None))))
    removed = 0
    for path in folder().iterdir() if folder().is_dir() else ():
        if path.stem not in kept and path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
            removed += 1
    return removed
