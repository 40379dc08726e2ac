"""The audit history: one row for each change, written in the same transaction as the change itself."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Index, String, insert, inspect
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.clock import now
from app.core.db import Model, UtcDateTime
from app.core.enums import LabelledEnum
from app.core.registry import Field, entity_of
from app.core.text import N_


class ChangeKind(LabelledEnum):
    """What happened to the record."""

    CREATE = "create", N_("Created")
    UPDATE = "update", N_("Changed")
    ARCHIVE = "archive", N_("Deleted")
    RESTORE = "restore", N_("Restored")
    DELETE = "delete", N_("Deleted for good")


class Change(Model):
    """One change of one record. No foreign keys: the row outlives the record and the person."""

    __tablename__ = "change"
    __table_args__ = (Index("ix_change_record", "entity", "record_id", "id"), Index("ix_change_user", "user_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    user_id: Mapped[int | None]
    entity: Mapped[str] = mapped_column(String(60))
    record_id: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    # {field name: [before, after]}; links as ids, so that reading the history goes through the gate again.
    changes: Mapped[dict[str, list[Any]]] = mapped_column(JSON)


def plain(value: Any) -> Any:
    """`value` as JSON keeps it."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (list, tuple, set)):
        return sorted(plain(item) for item in value)
    return value.id if hasattr(value, "id") else value


def changed_fields(record: Any) -> dict[str, list[Any]]:
    """What people changed on `record` since it was loaded: {field: [before, after]}; unchanged fields are absent."""
    changes = {}
    for field in entity_of(type(record)).editable_fields:
        before, after = _before_and_after(record, field)
        if before != after:
            changes[field.name] = [before, after]
    return changes


def _before_and_after(record: Any, field: Field) -> tuple[Any, Any]:
    if field.stored == "extra":
        past = inspect(record).attrs["extra"].history
        old = past.deleted[0] if past.deleted else None
        new = field.read(record)
        return ((old or {}).get(field.name) if past.has_changes() else new), new
    holder = field.holder(record)
    if holder is None:
        return None, None
    attributes = inspect(holder).attrs
    past = attributes[field.name].history
    if field.spec.many:
        kept = set(map(plain, past.unchanged or ()))
        return sorted(kept | set(map(plain, past.deleted or ()))), sorted(kept | set(map(plain, past.added or ())))
    if field.spec.type == "link" and not past.has_changes():
        past = attributes[field.column_name].history
    if not past.has_changes():
        return None, None
    return plain(_only(past.deleted)), plain(_only(past.added))


def _only(values: Any) -> Any:
    return values[0] if values else None


def initial_values(record: Any) -> dict[str, list[Any]]:
    """The values of a new or vanishing record, empty ones left out."""
    values = {}
    for field in entity_of(type(record)).editable_fields:
        value = plain(field.linked_id(record) if field.spec.type == "link" else field.read(record))
        if value not in (None, "", []):
            values[field.name] = [None, value]
    return values


def note_changes(session: Session, record: Any, changes: dict[str, list[Any]]) -> None:
    """Let the next flush add `changes`, which are none of the record's own columns, to its history row."""
    session.info.setdefault("kehu_notes", []).append((record, changes))


def write_changes(session: Session, rows: list[dict[str, Any]]) -> None:
    """Append history rows; called inside the transaction that makes the changes."""
    if rows:
        session.execute(insert(Change), [row | {"at": now()} for row in rows])


def change_row(record: Any, kind: ChangeKind, changes: dict[str, list[Any]], user_id: int | None) -> dict[str, Any]:
    """One history row, ready for `write_changes`; the record must have its id."""
    return {
        "entity": entity_of(type(record)).name,
        "record_id": record.id,
        "title": str(record)[:200],
        "kind": kind.value,
        "changes": changes,
        "user_id": user_id,
    }
