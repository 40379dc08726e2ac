"""The record that something is attached to, on lists and pages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, inspect, select
from sqlalchemy.orm import Session, load_only, object_session

from app.core.attached import Attached
from app.core.columns import FieldSpec
from app.core.display import NOT_VISIBLE, title
from app.core.i18n import translate
from app.core.registry import Field, entity
from app.core.text import N_


class RecordField(Field):
    """The record that something is attached to, as its reader sees it: a title that leads to its page."""

    def read(self, record: Any) -> Any:
        found = record_of(record)
        return translate(NOT_VISIBLE) if found is None else title(found)

    def leads_to(self, record: Any) -> Any:
        return record_of(record)

    def expression(self, entity: Any = None) -> ColumnElement[Any]:
        return (entity if entity is not None else self.model).record_id

    @property
    def sortable(self) -> bool:
        return False


def record_field(model: type[Any], name: str = "record") -> RecordField:
    """The field `record` of an attached model."""
    shown_with = ("entity", "record_id")
    return RecordField(name, model, FieldSpec("string", N_("Record"), computed=True, shown_with=shown_with), "computed")


def record_of(attached: Any) -> Any:
    """The record that something is attached to; None where the reader may not see it.

    The first one asked for brings those of its neighbours in the session along: one statement for each entity.
    """
    session = object_session(attached)
    if session is not None and "_record" not in attached.__dict__:
        _load_records(session, attached.entity)
    return attached.__dict__.get("_record")


def _load_records(session: Session, entity_name: str) -> None:
    waiting = [
        held
        for held in session.identity_map.values()
        if isinstance(held, Attached) and held.__dict__.get("entity") == entity_name and "_record" not in held.__dict__
    ]
    model = entity(entity_name).model
    ids = {held.__dict__["record_id"] for held in waiting if "record_id" in held.__dict__}
    statement = select(model).where(model.id.in_(ids)).options(*_title_only(model))
    found = {record.id: record for record in session.execute(statement).scalars()}
    for held in waiting:
        held.__dict__["_record"] = found.get(held.__dict__.get("record_id"))


def _title_only(model: type[Any]) -> list[Any]:
    mapped = inspect(model).column_attrs
    names = getattr(model, "__title_columns__", None) or (getattr(model, "__title_field__", ""),)
    columns = [getattr(model, name) for name in names if name in mapped]
    return [load_only(*columns)] if columns else []
