"""What depends on a record: the reason why it cannot be deleted, in words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from app.core.access import system_access
from app.core.db import db
from app.core.display import join
from app.core.errors import RuleError
from app.core.i18n import translate
from app.core.registry import Field, entities
from app.core.text import N_


def links_to(model: type[Any]) -> list[Field]:
    """Every field of every entity that points to records of `model`."""
    fields = (field for entity in entities() for field in entity.fields.values())
    return [f for f in fields if f.spec.type in ("link", "links") and f.target_model is model]


def dependents(record: Any) -> dict[str, int]:
    """How many live records of each kind point to `record`: {plural label of the kind: number}, zeros left out."""
    found: dict[str, int] = {}
    with system_access("count what depends on a record that is to be deleted"):
        for field in links_to(type(record)):
            model: Any = field.model
            column = getattr(model, field.name)
            pointing = column.any(id=record.id) if field.spec.many else getattr(model, field.column_name) == record.id
            statement = select(func.count()).select_from(model).where(pointing)
            if hasattr(model, "archived_at"):
                statement = statement.where(model.archived_at.is_(None))
            number = db.session.execute(statement).scalar_one()
            if number:
                found[model.__label_plural__] = found.get(model.__label_plural__, 0) + number
    return found


def refuse_if_needed_elsewhere(record: Any) -> None:
    """RuleError that lists what depends on `record`, if anything does."""
    found = dependents(record)
    if found:
        listed = join(f"{translate(label)} ({number})" for label, number in found.items())
        raise RuleError(
            N_("“%(title)s” cannot be deleted: other records depend on it: %(list)s."), title=str(record), list=listed
        )
