"""Taking back a whole import: what it made goes to the recycle bin, what it changed gets its old values.

A record that somebody changed since is left as it is, with who and when. The record of each step is written in the
transaction of the step itself, so that a kill at any moment, or a second press, takes nothing back twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select, update
from sqlalchemy.exc import SQLAlchemyError

from app.core.archiving import archive
from app.core.db import db
from app.core.display import display_plain, title
from app.core.errors import RuleError
from app.core.exchange.import_rights import may_import
from app.core.exchange.importing import view_named
from app.core.exchange.models import ImportBatch, ImportedRecord
from app.core.history import ChangeKind, FlushedChange, collected_changes, restored
from app.core.jobs.context import JobContext
from app.core.jobs.failures import plain
from app.core.jobs.registry import job
from app.core.refusals import refusal_of
from app.core.registry import Entity, Field, entity, entity_of
from app.core.text import N_

UNDO = "undo_import"
AT_ONCE = 25  # records of one transaction
DONE, LEFT = "done", "left"
CHANGED_SINCE = N_("%(who)s changed it on %(when)s.")
CHANGED = N_("It was changed on %(when)s.")
NOT_THERE = N_("It no longer exists, or it is not visible to you.")
PROGRESS = N_("%(number)s records taken back, %(left)s left as they are")


@job(UNDO, label=N_("Taking back an import"), max_attempts=10)
def undo_import(context: JobContext, batch_id: int) -> dict[str, Any]:
    """Go through the records of the import from the last to the first."""
    batch = db.session.execute(select(ImportBatch).where(ImportBatch.id == batch_id)).scalar_one()
    refusal = may_import(view_named(batch.view), batch.user_id)
    if refusal is not None:
        raise refusal
    counts = {DONE: 0, LEFT: 0} | context.checkpoint
    total = sum(counts.values()) + _number_left(batch_id)
    db.session.commit()
    while keys := _next(batch_id):
        for name, record_id in keys:
            counts[_undo_one(batch_id, name, record_id)] += 1
        context.save_checkpoint(db.session(), counts)
        db.session.commit()
        words = {"number": f"{counts[DONE]:,}", "left": f"{counts[LEFT]:,}"}
        context.progress(sum(counts.values()), total, PROGRESS, **words)
    batch.undone = counts
    context.progress(sum(counts.values()), total)
    return counts


def _next(batch_id: int) -> list[tuple[str, int]]:
    """Some records that were not looked at yet, the one that was touched last first."""
    statement = select(ImportedRecord.entity, ImportedRecord.record_id).where(
        ImportedRecord.batch_id == batch_id, ImportedRecord.undone.is_(None)
    )
    found = db.session.execute(statement.order_by(ImportedRecord.id.desc()).limit(AT_ONCE))
    return list(dict.fromkeys((name, record_id) for name, record_id in found))


def _number_left(batch_id: int) -> int:
    waiting = select(ImportedRecord.entity, ImportedRecord.record_id).where(
        ImportedRecord.batch_id == batch_id, ImportedRecord.undone.is_(None)
    )
    return db.session.execute(select(func.count()).select_from(waiting.distinct().subquery())).scalar_one()


def _undo_one(batch_id: int, name: str, record_id: int) -> str:
    """Take one record back, or note why not; DONE or LEFT."""
    mine = (
        ImportedRecord.batch_id == batch_id,
        ImportedRecord.entity == name,
        ImportedRecord.record_id == record_id,
    )
    entries = list(db.session.scalars(select(ImportedRecord).where(*mine).order_by(ImportedRecord.id)))
    kind = entity(name)
    state, refusal = DONE, None
    try:
        with db.session.begin_nested(), collected_changes(db.session()) as changes:
            _take_back(kind, record_id, entries)
            db.session.flush()
            _follow_versions(batch_id, changes)
    except (RuleError, SQLAlchemyError) as error:
        state, refusal = LEFT, error if isinstance(error, RuleError) else refusal_of(error, kind)
    message, params = (refusal.message, plain(refusal.params)) if refusal else (None, None)
    values = {"undone": state, "message": message, "params": params}
    db.session.execute(update(ImportedRecord).where(*mine).values(values))
    return state


def _take_back(kind: Entity, record_id: int, entries: Sequence[ImportedRecord]) -> None:
    """RuleError with the reason why the record is to be left as it is."""
    model: Any = kind.model
    record = db.session.execute(select(model).where(model.id == record_id)).scalar_one_or_none()
    if record is None:
        raise RuleError(NOT_THERE)
    made = any(entry.changes is None for entry in entries)
    if made and getattr(record, "archived_at", None) is not None:
        return
    if entries[-1].version != getattr(record, "version", None):
        raise _changed_since(record)
    if made:
        archive(record)
        return
    with db.session.no_autoflush:  # one act, one row of the history
        for entry in reversed(entries):
            for name, (before, _) in (entry.changes or {}).items():
                if name in kind.fields:
                    _restore(record, kind.fields[name], before)


def _changed_since(record: Any) -> RuleError:
    when = display_plain(record.changed_at)
    who = db.session.execute(select(User).where(User.id == record.changed_by_id)).scalar_one_or_none()
    return RuleError(CHANGED, when=when) if who is None else RuleError(CHANGED_SINCE, who=title(who), when=when)


def _restore(record: Any, field: Field, before: Any) -> None:
    """Write a value as the history keeps it back to the record."""
    if field.spec.type in ("link", "links"):
        target: Any = field.target_model
        ids = before if isinstance(before, list) else [] if before is None else [before]
        found = list(db.session.execute(select(target).where(target.id.in_(ids))).scalars())
        if len(found) < len(ids):
            raise RuleError(N_("What “%(field)s” led to is no longer visible to you."), field=field.name)
        field.write(record, found if field.spec.many else next(iter(found), None))
    else:
        field.write(record, None if before is None else restored(field.spec.type, before))


def _follow_versions(batch_id: int, changes: Sequence[FlushedChange]) -> None:
    """What taking back changes beside the record itself (another main contact) is no change by a person."""
    for change in changes:
        if change.kind is not ChangeKind.UPDATE or change.version is None:
            continue
        noted = (
            ImportedRecord.batch_id == batch_id,
            ImportedRecord.entity == entity_of(type(change.record)).name,
            ImportedRecord.record_id == change.record.id,
            ImportedRecord.version == change.version - 1,
            ImportedRecord.undone.is_(None),
        )
        db.session.execute(update(ImportedRecord).where(*noted).values(version=change.version))
