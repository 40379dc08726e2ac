"""Which few records may be the best answers to a search, found without looking at all that match.

Each part of the question ends after so many rows, whatever the size of the table, and the best are picked from what the
parts find together. So the exact order is that of these candidates: all records that a key field names exactly, the
first that begin with the words, the newest of the reader's own and the newest of all. PostgreSQL is asked for all parts
at once, SQLite step by step (`search_steps`).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, case, false, func, literal, or_, select, union

from app.core import search_steps
from app.core.db import db
from app.core.folding import beginning_of
from app.core.registry import Entity
from app.core.search import starts
from app.core.search_answers import Search
from app.core.search_parts import MOST, further, has_key, live_ids, named_fields, newest, own_apart, reader, spellings

EXACT, BEGINS, ELSEWHERE = 0, 1, 2


def best(entity: Entity, query: str, limit: int) -> Select[Any] | None:
    """The `limit` best answers to `query` among the reader's records of `entity`: (record, rank, number of hits).

    The number is at most `MOST` + 1. Order: rank, the reader's own first, last changed first, newest first. None where
    it is known already that nothing answers.
    """
    model, asked = entity.model, Search(entity, query)
    candidates = _candidates(asked)
    if candidates is None:
        return None
    found, number = candidates
    rank = _rank(asked)
    own = [case((model.owner_id == reader(), 0), else_=1)] if hasattr(model, "owner_id") else []
    changed = [model.changed_at.desc()] if hasattr(model, "changed_at") else []
    statement = select(model, rank.label("rank"), number.label("number")).where(model.id.in_(found))
    return statement.order_by(rank, *own, *changed, model.id.desc()).limit(limit)


def among_the_best(entity: Entity, query: str, statement: Select[Any]) -> Select[Any]:
    """The records of `statement` among the best answers to `query`, in the order of their rank."""
    asked = Search(entity, query)
    candidates = _candidates(asked)
    if candidates is None:
        return statement.where(false())
    return statement.where(entity.model.id.in_(candidates[0])).order_by(_rank(asked))


def _candidates(asked: Search) -> tuple[Select[Any], ColumnElement[int]] | None:
    """The ids of the candidates, and the number of hits."""
    if db.engine.dialect.name == "sqlite":
        ids, hits = search_steps.candidates(asked)
        return (search_steps.named(ids), literal(hits)) if ids else None
    return _at_once(asked)


def _at_once(asked: Search) -> tuple[Select[Any], ColumnElement[int]]:
    model = asked.entity.model
    hits = newest(live_ids(model, asked.answers), model).cte("hits")
    number = select(func.count()).select_from(hits).scalar_subquery()
    parts = further(asked, number > MOST)
    own = own_apart(asked.entity)
    if own is not None and has_key(asked.entity):
        parts.append(newest(live_ids(model, number > MOST, own, asked.answers), model))
    found = union(select(hits.c.id), *(select(part.subquery().c.id) for part in parts)).subquery()
    return select(found.c.id), number


def _rank(asked: Search) -> ColumnElement[int]:
    tests = [(_named_exactly(asked), EXACT)]
    start, whole = beginning_of(asked.query)
    if has_key(asked.entity) and start:
        key = asked.entity.model.search_text
        tests = [(or_(tests[0][0], (key + " ").startswith(whole)), EXACT), (starts(key, start), BEGINS)]
    return case(*tests, else_=ELSEWHERE)


def _named_exactly(asked: Search) -> ColumnElement[bool]:
    """That a key field holds the words of the query."""
    columns = [field.expression() for field in named_fields(asked.entity)]
    return or_(*(column.in_(spellings(asked.query)) for column in columns)) if columns else false()
