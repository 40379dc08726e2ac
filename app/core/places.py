"""Fields that narrow one another (country, province, city, district) agree, whoever saves them."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from app.core.display import display
from app.core.errors import RuleError
from app.core.registry import Entity, Field, entity_of
from app.core.save_rules import before_save_of, has_set
from app.core.suggestions import suggestions
from app.core.text import N_
from app.core.traits import Record


@before_save_of(Record)
def keep_places_true(session: Session, records: list[Record]) -> None:
    """What lies above a place out of a list is filled in where it is empty, and refused where it is another."""
    deleted = session.deleted
    for record in records:
        if record not in deleted:
            for field in _places(entity_of(type(record))):
                _settle(record, field)


@cache
def _places(entity: Entity) -> list[Field]:
    """The fields of places, the innermost first."""
    fields = [field for field in entity.fields.values() if field.spec.suggestion_parents]
    return sorted(fields, key=lambda field: -len(field.spec.suggestion_parents))


def _settle(record: Any, field: Field) -> None:
    parents = field.spec.suggestion_parents
    code = field.read(record)
    if not code or not has_set(record, field.name, *parents):
        return
    above = suggestions(field.spec.suggestions or "").above(code)
    for name, wanted in zip(parents, above or (), strict=False):
        parent = entity_of(type(record)).fields[name]
        present = parent.read(record) or (None if inspect(record).has_identity else parent.spec.default)
        if not present:
            parent.write(record, wanted)
        elif present != wanted:
            message = N_("“%(place)s” does not lie in “%(above)s”.")
            raise RuleError(message, field=field.name, place=display(field, code), above=display(parent, present))
