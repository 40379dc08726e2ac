"""The record that something is attached to, or names by its kind and number, on lists and pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, inspect, select
from sqlalchemy.orm import Session, load_only, object_session

from app.core.attached import Attached
from app.core.columns import FieldSpec
from app.core.display import NOT_VISIBLE, title
from app.core.i18n import translate
from app.core.registry import Field, entity
from app.core.text import N_


@dataclass(frozen=True, eq=False)
class RecordField(Field):
    """The record that the columns `kind` and `number` name, as its reader sees it: a title that leads to its page."""

    stored: str = "computed"
    kind: str = "entity"
    number: str = "record_id"

    def read(self, record: Any) -> Any:
        found = record_of(record, self.kind, self.number)
        return translate(NOT_VISIBLE) if found is None else title(found)

    def leads_to(self, record: Any) -> Any:
        return record_of(record, self.kind, self.number)

    def expression(self, entity: Any = None) -> ColumnElement[Any]:
        source = entity if entity is not None else self.model
        return getattr(source, self.number)  # type: ignore[no-any-return]

    @property
    def sortable(self) -> bool:
        return False


def record_field(
    model: type[Any], name: str = "record", label: str = N_("Record"), kind: str = "entity", number: str = "record_id"
) -> RecordField:
    """The field `record` of an attached model, or another one that the columns `kind` and `number` name."""
    spec = FieldSpec("string", label, computed=True, shown_with=(kind, number))
    return RecordField(name, model, spec, kind=kind, number=number)


def record_of(attached: Any, kind: str = "entity", number: str = "record_id") -> Any:
    """The record that something is attached to; None where the reader may not see it.

    The first one asked for brings those of its neighbours in the session along: one statement for each entity.
    """
    session = object_session(attached)
    if session is not None and _kept(number) not in attached.__dict__:
        _load_records(session, getattr(attached, kind), kind, number)
    return attached.__dict__.get(_kept(number))


def _kept(number: str) -> str:
    """Where a record that was looked up is remembered."""
    return f"_{number}_record"


def _load_records(session: Session, entity_name: str, kind: str, number: str) -> None:
    kept = _kept(number)
    waiting = [
        held
        for held in session.identity_map.values()
        if isinstance(held, Attached) and held.__dict__.get(kind) == entity_name and kept not in held.__dict__
    ]
    model = entity(entity_name).model
    ids = {held.__dict__[number] for held in waiting if number in held.__dict__}
    statement = select(model).where(model.id.in_(ids)).options(*_title_only(model))
    found = {record.id: record for record in session.execute(statement).scalars()}
    for held in waiting:
        held.__dict__[kept] = found.get(held.__dict__.get(number))


def _title_only(model: type[Any]) -> list[Any]:
    mapped = inspect(model).column_attrs
    names = getattr(model, "__title_columns__", None) or (getattr(model, "__title_field__", ""),)
    columns = [getattr(model, name) for name in names if name in mapped]
    return [load_only(*columns)] if columns else []
