"""In which order a select box offers records: named exactly, beginning so, and the others, each by name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, String, case, cast, false, or_

from app.core.db import db
from app.core.folding import answers, fold, search_key
from app.core.label_order import spoken
from app.core.registry import Entity
from app.core.search_candidates import among_the_best

# Tables without a search key up to this size are read whole: then pinyin finds and sorts their records too.
SMALL = 500
SHOWN = 200
EXACT, BEGINS, SOUNDS = 0, 1, 2


def in_order(entity: Entity, statement: Select[Any], typed: str) -> Select[Any]:
    """The records of `statement` that `typed` may mean, the likeliest first; without a word the newest, or by name."""
    if entity.searchable:
        newest = statement.order_by(entity.model.id.desc())
        return (
            among_the_best(entity, typed, statement).order_by(*_columns(entity), entity.model.id) if typed else newest
        )
    columns = _columns(entity)
    # Under names of their own: two numbers that are read as texts would both be called after the number.
    named = [column.label(f"part_{place}") for place, column in enumerate(columns)]
    rows = db.session.execute(statement.with_only_columns(entity.model.id, *named).limit(SMALL + 1)).all()
    if len(rows) > SMALL:
        return _by_beginning(entity, statement, typed)
    names = {record_id: " ".join(str(part) for part in parts if part) for record_id, *parts in rows}
    ranked = {record_id: rank for record_id, name in names.items() if (rank := _rank(name, typed)) is not None}
    order = sorted(ranked, key=lambda record_id: (ranked[record_id], spoken(names[record_id]), record_id))[:SHOWN]
    return _listed(entity, statement, order)


def naming_columns(entity: Entity) -> list[str]:
    """The columns by which people know a record."""
    title_columns = getattr(entity.model, "__title_columns__", None)
    names = title_columns or [f.name for f in entity.key_fields if f.spec.type == "string"]
    return list(names) or [entity.model.__title_field__]


def _columns(entity: Entity) -> list[Any]:
    """What a kind of record is known by may be its number: PostgreSQL compares no number with a text."""
    columns = [getattr(entity.model, name) for name in naming_columns(entity)]
    return [column if isinstance(column.type, String) else cast(column, String) for column in columns]


def _rank(name: str, typed: str) -> int | None:
    words, wanted = fold(name), fold(typed)
    if words == wanted:
        return EXACT
    if words.startswith(wanted):
        return BEGINS
    return SOUNDS if answers(search_key(name), typed) else None


def _listed(entity: Entity, statement: Select[Any], ids: list[int]) -> Select[Any]:
    if not ids:
        return statement.where(false())
    places = {record_id: place for place, record_id in enumerate(ids)}
    return statement.where(entity.model.id.in_(ids)).order_by(case(places, value=entity.model.id))


def _by_beginning(entity: Entity, statement: Select[Any], typed: str) -> Select[Any]:
    columns = _columns(entity)
    if not typed:
        return statement.order_by(entity.model.id.desc())
    pattern = typed.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
    return statement.where(or_(*(column.ilike(pattern, escape="\\") for column in columns))).order_by(columns[0])
