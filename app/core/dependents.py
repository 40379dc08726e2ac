"""What depends on a record: the reason why it cannot be deleted, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, inspect, or_, select

from app.core.access import system_access
from app.core.db import db
from app.core.display import join, title
from app.core.errors import RuleError
from app.core.i18n import translate
from app.core.lookups import Lookup
from app.core.registry import Entity, Field, described
from app.core.text import N_


def links_to(model: type[Any]) -> list[Field]:
    """Every field of every entity that points to records of `model`."""
    fields = (field for entity in described() for field in entity.fields.values())
    return [f for f in fields if f.spec.type in ("link", "links") and f.target_model is model]


def goes_with_target(field: Field) -> bool:
    """Whether the row behind a link is deleted with what it points to, and so keeps nobody from deleting that."""
    column = getattr(field.model, field.column_name, None) if field.spec.type == "link" else None
    keys = getattr(getattr(column, "property", None), "columns", [None])[0]
    return keys is not None and any(key.ondelete == "CASCADE" for key in keys.foreign_keys)


def parts_of(model: type[Any]) -> list[Field]:
    """The links by which records are parts of a record of `model`: they go into the recycle bin together with it.

    What only says something about it (`__only_about__`) is none: it is dropped or worked out anew.
    """
    fields = (entity.parent_link for entity in described() if not getattr(entity.model, "__only_about__", False))
    return [f for f in fields if f is not None and f.target_model is model and hasattr(f.model, "archived_at")]


def living_parts(record: Any, *, but: Collection[Any] = ()) -> int:
    """How many living records are parts of `record` and would be deleted with it, those in `but` aside."""
    number = 0
    with system_access("count what belongs to a record that is to be taken back"):
        for field in parts_of(type(record)):
            model: Any = field.model
            known = [part.id for part in but if isinstance(part, model)]
            living = select(func.count()).select_from(model).where(field.expression() == record.id)
            living = living.where(model.archived_at.is_(None), model.id.not_in(known))
            number += db.session.execute(living).scalar_one()
    return number


def dependents(record: Any) -> dict[str, int]:
    """How many records of each kind point to `record`: {plural label of the kind: number}, zeros left out.

    What is a part of `record` (`__part_of__`) or only says something about it (`__only_about__`) does not count. What
    lies in the recycle bin counts only if `record` is to go for good, for then it would lose its link.
    """
    found: dict[str, int] = {}
    with system_access("count what depends on a record that is to be deleted"):
        for entity in described():
            part = getattr(entity.model, "__part_of__", None) == type(record).__name__
            if part or getattr(entity.model, "__only_about__", False):
                continue
            pointing = [*_by_field(entity, record), *_by_key(entity, record)]
            number = _count(entity.model, pointing, live=hasattr(record, "archived_at")) if pointing else 0
            if number:
                found[entity.label_plural] = number
    return found


def pointed_at(model: type[Any], ids: Sequence[int]) -> set[int] | None:
    """Those of many records of `model` that a live record may point to, in a few statements for all of them.

    None where that cannot be asked for many at once: values of lists are pointed to by their code.
    """
    if issubclass(model, Lookup):
        return None
    found: set[int] = set()
    with system_access("count what depends on records that are to be deleted"):
        for entity in described() if ids else ():
            for pointing in _links_of(entity, model):
                statement = select(pointing).where(pointing.in_(ids))
                if hasattr(entity.model, "archived_at") and hasattr(pointing, "parent"):
                    statement = statement.where(entity.model.archived_at.is_(None))
                found |= set(db.session.execute(statement).scalars())
    return found


def _links_of(entity: Entity, model: type[Any]) -> Iterator[Any]:
    """The columns by which records of `entity` point to `model`: fields, other foreign keys, and association tables."""
    for field in entity.fields.values():  # an association table's rows count whoever they belong to
        if field.spec.type == "links" and field.target_model is model:
            yield from _associated(getattr(entity.model, field.name), inspect(model).local_table)
        elif field.spec.type == "link" and field.target_model is model and field.stored == "side":
            yield field.expression()
    for attribute in inspect(entity.model).column_attrs:
        if any(key.column.table is inspect(model).local_table for key in attribute.columns[0].foreign_keys):
            yield getattr(entity.model, attribute.key)


def _associated(relation: Any, table: Any) -> Iterator[Any]:
    secondary = relation.property.secondary
    yield from (column for column in secondary.columns if any(key.column.table is table for key in column.foreign_keys))


def _by_field(entity: Entity, record: Any) -> Iterator[ColumnElement[bool]]:
    """The conditions under which a record of `entity` points to `record` by one of its fields."""
    parts = parts_of(type(record)) if hasattr(record, "archived_at") else []
    for field in entity.fields.values():
        if field in parts or goes_with_target(field):
            continue
        if field.spec.type in ("link", "links") and field.target_model is type(record):
            many = field.spec.many
            yield getattr(entity.model, field.name).any(id=record.id) if many else field.expression() == record.id
        elif isinstance(record, Lookup) and field.spec.lookup == record.kind:
            yield field.expression() == record.code


def _by_key(entity: Entity, record: Any) -> Iterator[ColumnElement[bool]]:
    """The same by a foreign key that is no field: who created it, or whose department sees it."""
    fields = {field.column_name for field in entity.fields.values()}
    for attribute in inspect(entity.model).column_attrs:
        keys = attribute.columns[0].foreign_keys
        if attribute.key not in fields and any(key.column.table is inspect(type(record)).local_table for key in keys):
            yield getattr(entity.model, attribute.key) == record.id


def _count(model: Any, pointing: list[ColumnElement[bool]], *, live: bool) -> int:
    statement = select(func.count()).select_from(model).where(or_(*pointing))
    if live and hasattr(model, "archived_at"):
        statement = statement.where(model.archived_at.is_(None))
    return db.session.execute(statement).scalar_one()


def refuse_if_needed_elsewhere(record: Any) -> None:
    """RuleError that lists what depends on `record`, if anything does."""
    found = dependents(record)
    if found:
        listed = join(f"{translate(label)} ({number})" for label, number in found.items())
        raise RuleError(
            N_("“%(title)s” cannot be deleted: other records depend on it: %(list)s."), title=title(record), list=listed
        )
