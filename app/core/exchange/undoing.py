"""Taking back a whole import: what it made goes to the recycle bin, what it changed gets its old values.

A record that somebody changed since is left as it is, with who and when. The record of each step is written in the
transaction of the step itself, so that a kill at any moment, or a second press, takes nothing back twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import selectinload

from app.core.archiving import archive
from app.core.db import db
from app.core.dependents import living_parts, pointed_at
from app.core.display import display_plain, title
from app.core.errors import RuleError
from app.core.exchange.import_rights import may_import
from app.core.exchange.importing import view_named
from app.core.exchange.models import ImportBatch, ImportedRecord
from app.core.history import ChangeKind, FlushedChange, collected_changes, restored
from app.core.i18n import translate
from app.core.jobs.context import JobContext
from app.core.jobs.failures import plain
from app.core.jobs.registry import job
from app.core.refusals import refusal_of
from app.core.registry import Entity, Field, entity, entity_of
from app.core.text import N_

UNDO = "undo_import"
AT_ONCE = 50  # records of one transaction
DONE, LEFT = "done", "left"
CHANGED_SINCE = N_("%(who)s changed it on %(when)s.")
CHANGED = N_("It was changed on %(when)s.")
NOT_THERE = N_("It no longer exists, or it is not visible to you.")
PARTS = N_("Records that were added or changed since belong to it: %(number)s.")
PROGRESS = N_("Records taken back: %(number)s; left as they are: %(left)s")


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
    while records := _next(batch_id):
        refused = _undo(batch_id, *records)
        counts[LEFT] += len(refused)
        counts[DONE] += len(records[1]) - len(refused)
        context.save_checkpoint(db.session(), counts)
        db.session.commit()
        words = {"number": f"{counts[DONE]:,}", "left": f"{counts[LEFT]:,}"}
        context.progress(sum(counts.values()), total, PROGRESS, **words)
    batch.undone = counts
    context.progress(sum(counts.values()), total)
    return counts


def _next(batch_id: int) -> tuple[str, list[int]] | None:
    """(entity, ids) of some records that were not looked at yet, those that were touched last first."""
    statement = select(ImportedRecord.entity, ImportedRecord.record_id).where(
        ImportedRecord.batch_id == batch_id, ImportedRecord.undone.is_(None)
    )
    found = db.session.execute(statement.order_by(ImportedRecord.id.desc()).limit(AT_ONCE)).all()
    if not found:
        return None
    name = found[0].entity  # of one kind only: what depends on each of them is then asked for all at once
    return name, list(dict.fromkeys(record_id for kind, record_id in takewhile(lambda row: row.entity == name, found)))


def _number_left(batch_id: int) -> int:
    waiting = select(ImportedRecord.entity, ImportedRecord.record_id).where(
        ImportedRecord.batch_id == batch_id, ImportedRecord.undone.is_(None)
    )
    return db.session.execute(select(func.count()).select_from(waiting.distinct().subquery())).scalar_one()


def _undo(batch_id: int, name: str, ids: list[int]) -> dict[int, RuleError]:
    """Take these records back; {id: why it was left} of the others. Where all at once fails, each half by itself."""
    kind = entity(name)
    try:
        with db.session.begin_nested(), collected_changes(db.session()) as changes:
            refused = _take_back(kind, ids, _entries(batch_id, name, ids))
            db.session.flush()
            _follow_versions(batch_id, changes)
    except (RuleError, SQLAlchemyError) as error:
        if len(ids) > 1:
            half = len(ids) // 2
            return _undo(batch_id, name, ids[:half]) | _undo(batch_id, name, ids[half:])
        refused = {ids[0]: error if isinstance(error, RuleError) else refusal_of(error, kind)}
    _mark(batch_id, name, [record_id for record_id in ids if record_id not in refused], None)
    for record_id, refusal in refused.items():
        _mark(batch_id, name, [record_id], refusal)
    return refused


def _entries(batch_id: int, name: str, ids: list[int]) -> dict[int, list[ImportedRecord]]:
    """What the import did to each of these records, in its order."""
    statement = select(ImportedRecord).where(
        ImportedRecord.batch_id == batch_id, ImportedRecord.entity == name, ImportedRecord.record_id.in_(ids)
    )
    entries: dict[int, list[ImportedRecord]] = {}
    fresh = {"populate_existing": True}
    for entry in db.session.execute(statement.order_by(ImportedRecord.id), execution_options=fresh).scalars():
        entries.setdefault(entry.record_id, []).append(entry)
    return entries


def _mark(batch_id: int, name: str, ids: list[int], refusal: RuleError | None) -> None:
    statement = update(ImportedRecord).where(
        ImportedRecord.batch_id == batch_id, ImportedRecord.entity == name, ImportedRecord.record_id.in_(ids)
    )
    values: dict[str, Any] = {"undone": DONE}
    if refusal is not None:
        values = {"undone": LEFT, "message": refusal.message, "params": plain(refusal.params)}
    db.session.execute(statement.values(values), execution_options={"synchronize_session": False})


def _take_back(kind: Entity, ids: list[int], entries: dict[int, list[ImportedRecord]]) -> dict[int, RuleError]:
    """Put what was before on the records, not flushed; {id: why not} of those that are to stay."""
    model: Any = kind.model
    many = [selectinload(getattr(model, field.name)) for field in kind.fields.values() if field.spec.many]
    statement = select(model).where(model.id.in_(ids)).options(*many)
    found = db.session.execute(statement, execution_options={"populate_existing": True}).scalars()
    records = {record.id: record for record in found}
    made = [record_id for record_id in ids if any(entry.changes is None for entry in entries[record_id])]
    needed = pointed_at(model, made)
    refused: dict[int, RuleError] = {}
    with db.session.no_autoflush:  # one act, one row of the history
        for record_id in ids:
            try:
                _take_one_back(kind, records.get(record_id), entries[record_id], needed)
            except RuleError as refusal:
                refused[record_id] = refusal
    return refused


def _take_one_back(kind: Entity, record: Any, entries: Sequence[ImportedRecord], needed: set[int] | None) -> None:
    """RuleError, before anything is changed, with the reason why the record is to be left as it is."""
    if record is None:
        raise RuleError(NOT_THERE)
    made = any(entry.changes is None for entry in entries)
    if made and getattr(record, "archived_at", None) is not None:
        return
    if entries[-1].version != getattr(record, "version", None):
        raise _changed_since(record)
    if made:
        pointed_to = needed is None or record.id in needed
        if pointed_to:
            _refuse_living_parts(record)
        archive(record, needed=pointed_to)
        return
    before = {name: pair[0] for entry in reversed(entries) for name, pair in (entry.changes or {}).items()}
    values = {name: _value(kind.fields[name], value) for name, value in before.items() if name in kind.fields}
    for name, value in values.items():
        kind.fields[name].write(record, value)


def _refuse_living_parts(record: Any) -> None:
    """What the import made below `record` is in the recycle bin by now: what still lives there is somebody's work."""
    number = living_parts(record)
    if number:
        raise RuleError(PARTS, number=number)


def _changed_since(record: Any) -> RuleError:
    when = display_plain(record.changed_at)
    who = db.session.execute(select(User).where(User.id == record.changed_by_id)).scalar_one_or_none()
    return RuleError(CHANGED, when=when) if who is None else RuleError(CHANGED_SINCE, who=title(who), when=when)


def _value(field: Field, kept: Any) -> Any:
    """The value of a field that the history keeps as `kept`."""
    if field.spec.type not in ("link", "links"):
        return None if kept is None else restored(field.spec.type, kept)
    target: Any = field.target_model
    ids = kept if isinstance(kept, list) else [] if kept is None else [kept]
    found = list(db.session.execute(select(target).where(target.id.in_(ids))).scalars()) if ids else []
    if len(found) < len(ids):
        label = translate(field.spec.label)
        raise RuleError(N_("What “%(label)s” led to is no longer visible to you."), field=field.name, label=label)
    return found if field.spec.many else next(iter(found), None)


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
