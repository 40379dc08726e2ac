"""The audit history: one row for each change, written in the same transaction as the change itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import JSON, Index, String, inspect
from sqlalchemy.orm import Mapped, Session, foreign, mapped_column, relationship

from app.core.clock import now
from app.core.columns import FieldSpec, string
from app.core.columns import datetime as moment
from app.core.db import Model
from app.core.enums import LabelledEnum
from app.core.plain_rows import append_rows
from app.core.registry import Field, described, entity_of
from app.core.save_rules import past
from app.core.text import N_


class ChangeKind(LabelledEnum):
    """What happened to the record."""

    CREATE = "create", N_("Created")
    UPDATE = "update", N_("Changed")
    ARCHIVE = "archive", N_("Deleted")
    RESTORE = "restore", N_("Restored")
    DELETE = "delete", N_("Deleted for good")
    EXPORT = "export", N_("Exported")
    REVEAL = "reveal", N_("Masked value revealed")
    LOGIN = "login", N_("Logged in")
    LOGIN_REFUSED = "login_refused", N_("Login refused")
    LOGOUT = "logout", N_("Logged out")


def kinds_of_records() -> dict[str, str]:
    """{entity: label msgid} of everything whose changes are kept."""
    return {entity.name: entity.label for entity in described()}


class Change(Model):
    """One change of one record. No foreign keys: the row outlives the record and the person."""

    __tablename__ = "change"
    __table_args__ = (
        Index("ix_change_record", "entity", "record_id", "id"),
        Index("ix_change_entity", "entity", "id"),
        Index("ix_change_user", "user_id", "id"),
        Index("ix_change_at", "at", "id"),
    )
    __label__ = N_("Change")
    __label_plural__ = N_("History")
    __title_field__ = "title"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = moment(N_("Changed at"), required=True, computed=True)
    user_id: Mapped[int | None]
    entity: Mapped[str] = mapped_column(
        String(60), info={"field": FieldSpec("choice", N_("Kind of record"), labels=kinds_of_records, computed=True)}
    )
    record_id: Mapped[int]
    title: Mapped[str] = string(N_("Record"), 200, required=True, computed=True)
    kind: Mapped[str] = mapped_column(
        String(20), info={"field": FieldSpec("choice", N_("What happened"), enum=ChangeKind, computed=True)}
    )
    # {field name: [before, after]}; links as ids, so that reading the history goes through the gate again.
    changes: Mapped[dict[str, list[Any]]] = mapped_column(JSON)

    user: Mapped[User | None] = relationship(
        User,
        primaryjoin=lambda: foreign(Change.user_id) == User.id,
        viewonly=True,
        info={"field": FieldSpec("link", N_("Changed by"), target="User", computed=True)},
    )

    def __str__(self) -> str:
        return self.title


def plain(value: Any) -> Any:
    """`value` as JSON keeps it."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (list, tuple, set)):
        return sorted(plain(item) for item in value)
    return value.id if hasattr(value, "id") else value


def restored(kind: str, value: Any) -> Any:
    """The Python value of a field of this type that was kept as JSON."""
    if kind in ("money", "decimal"):
        return Decimal(value)
    if kind == "date":
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if kind == "datetime" else value


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
        extra = past(record, "extra")
        old = extra.deleted[0] if extra.deleted else None
        new = field.read(record)
        return ((old or {}).get(field.name) if extra.has_changes() else new), new
    holder = field.holder(record)
    if holder is None:
        return None, None
    found = past(holder, field.name)
    if field.spec.many:
        kept = set(map(plain, found.unchanged or ()))
        return sorted(kept | set(map(plain, found.deleted or ()))), sorted(kept | set(map(plain, found.added or ())))
    if field.spec.type == "link" and not found.has_changes():
        found = past(holder, field.column_name)
    if not found.has_changes():
        return None, None
    return plain(_only(found.deleted)), plain(_only(found.added))


def _only(values: Any) -> Any:
    return values[0] if values else None


def initial_values(record: Any) -> dict[str, list[Any]]:
    """The values of a new or vanishing record, empty ones left out."""
    state = inspect(record)
    if state.key is None:
        found = _held_values(record, state.dict)
    else:
        found = ((field, _value(field, record)) for field in entity_of(type(record)).editable_fields)
    return {field.name: [None, plain(value)] for field, value in found if value is not None and value not in ("", [])}


def _value(field: Field, record: Any) -> Any:
    return field.linked_id(record) if field.spec.type == "link" else field.read(record)


def _held_values(record: Any, held: dict[str, Any]) -> Iterator[tuple[Field, Any]]:
    """The values of a new record: most of its fields are empty, and asking the mapper for each of them takes long."""
    for field, key in entity_of(type(record)).editable_columns:
        if key is None:
            yield field, _value(field, record)
        elif (value := held.get(key)) is not None:
            yield field, value


def note_changes(session: Session, record: Any, changes: dict[str, list[Any]]) -> None:
    """Let the next flush add `changes`, which are none of the record's own columns, to its history row."""
    session.info.setdefault("kehu_notes", []).append((record, changes))


@dataclass(frozen=True)
class FlushedChange:
    """One change that a flush wrote; `changes` as in the history, `version` the record's afterwards."""

    record: Any
    kind: ChangeKind
    changes: dict[str, list[Any]]
    version: int | None


@contextmanager
def collected_changes(session: Session) -> Iterator[list[FlushedChange]]:
    """Gather what the flushes inside change, whatever brought it about."""
    gathered: list[FlushedChange] = []
    before = session.info.get("kehu_collected")
    session.info["kehu_collected"] = gathered
    try:
        yield gathered
    finally:
        session.info["kehu_collected"] = before


def tell_collector(session: Session, rows: Iterable[tuple[Any, ChangeKind, dict[str, Any]]]) -> None:
    """Hand the changes of a flush to whoever gathers them."""
    gathered = session.info.get("kehu_collected")
    if gathered is not None:
        gathered += [FlushedChange(record, kind, made, getattr(record, "version", None)) for record, kind, made in rows]


_WRITTEN = ("at", "user_id", "entity", "record_id", "title", "kind", "changes")


def write_changes(session: Session, rows: list[dict[str, Any]]) -> None:
    """Append history rows; called inside the transaction that makes the changes."""
    moment = now()
    append_rows(
        session, Change, _WRITTEN, [(row.get("at") or moment, *(row[name] for name in _WRITTEN[1:])) for row in rows]
    )


def change_row(record: Any, kind: ChangeKind, changes: dict[str, list[Any]], user_id: int | None) -> dict[str, Any]:
    """One history row, ready for `write_changes`, which dates it; the record must have its id."""
    return {
        "entity": entity_of(type(record)).name,
        "record_id": record.id,
        "title": str(record)[:200],
        "kind": kind.value,
        "changes": changes,
        "user_id": user_id,
    }
