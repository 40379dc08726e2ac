"""Which few records may be the best answers to a search, found without looking at all that match.

One statement, whatever the size of the table: each of its parts ends after so many rows, and the best are picked from
what the parts find together. So the exact order is that of these candidates: all records that a key field names
exactly, the first that begin with the words, the newest of the reader's own and the newest of all.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, case, false, func, or_, select, union

from app.core.access import Scope, current_principal
from app.core.db import db
from app.core.folding import beginning_of, fold, query_tokens
from app.core.registry import Entity
from app.core.search import matches_unindexed, newest_in_index, starts
from app.core.traits import Searchable

MOST = 100  # hits of one kind that are counted, and records that each part finds
# Rows of SQLite's index looked through from the newest on. A term with more hits is so common that reading the
# records themselves from the newest on soon finds enough of them.
LOOKED_THROUGH = 5_000
EXACT, BEGINS, ELSEWHERE = 0, 1, 2


def best(entity: Entity, query: str, limit: int) -> Select[Any]:
    """The `limit` best answers to `query` among the reader's records of `entity`: (record, rank, number of hits).

    The number is at most `MOST` + 1. Order: rank, the reader's own first, last changed first, newest first.
    """
    model = entity.model
    hits = _hits(entity, query)
    number = select(func.count()).select_from(hits).scalar_subquery()
    rank = _rank(entity, query)
    parts = [select(hits.c.id), *_further(entity, query, _count(hits) > MOST)]
    found = union(*(select(part.subquery().c.id) for part in parts)).subquery()
    own = [case((model.owner_id == _reader(), 0), else_=1)] if hasattr(model, "owner_id") else []
    changed = [model.changed_at.desc()] if hasattr(model, "changed_at") else []
    statement = select(model, rank.label("rank"), number.label("number")).where(model.id.in_(select(found.c.id)))
    return statement.order_by(rank, *own, *changed, model.id.desc()).limit(limit)


def _reader() -> int | None:
    principal = current_principal()
    return principal.user_id if principal else None


def _live(model: type[Any]) -> list[ColumnElement[bool]]:
    return [model.archived_at.is_(None)] if hasattr(model, "archived_at") else []


def _indexed(entity: Entity) -> bool:
    return issubclass(entity.model, Searchable) and not hasattr(entity.model, "__matches__")


def _rank(entity: Entity, query: str) -> ColumnElement[int]:
    tests = [(_named_exactly(entity, query), EXACT)]
    start, whole = beginning_of(query)
    if _indexed(entity) and start:
        key = entity.model.search_text
        tests = [(or_(tests[0][0], (key + " ").startswith(whole)), EXACT), (starts(key, start), BEGINS)]
    return case(*tests, else_=ELSEWHERE)


def _named_exactly(entity: Entity, query: str) -> ColumnElement[bool]:
    """That a key field holds the words of `query`, in the spellings of case and width that people use."""
    narrow = " ".join(unicodedata.normalize("NFKC", query).split())
    spellings = sorted({query.strip(), narrow, narrow.upper(), narrow.lower(), fold(query)})
    columns = [field.expression() for field in entity.key_fields if field.spec.type == "string"]
    return or_(*(column.in_(spellings) for column in columns)) if columns else false()


def _further(entity: Entity, query: str, too_many: ColumnElement[bool]) -> list[Select[Any]]:
    """Good answers that need not be among the newest hits; asked for only where there are `too_many` of those."""
    model = entity.model
    live = select(model.id).where(*_live(model), too_many)
    parts = [_newest(live.where(_named_exactly(entity, query)), model)]
    start, _ = beginning_of(query)
    if not _indexed(entity) or not start:
        return parts
    all_words = matches_unindexed(model.search_text, query)
    parts.append(live.where(starts(model.search_text, start), all_words).limit(MOST))
    if hasattr(model, "owner_id") and not _sees_only_own(entity):
        parts.append(select(_hits(entity, query, too_many, model.owner_id == _reader(), name="own").c.id))
    return parts


def _sees_only_own(entity: Entity) -> bool:
    principal = current_principal()
    group = getattr(entity.model, "__access_group__", None)
    return principal is None or (group is not None and principal.scope(group) <= Scope.OWN)


def _newest(statement: Select[Any], model: type[Any]) -> Select[Any]:
    return statement.order_by(model.id.desc()).limit(MOST + 1)


def _hits(entity: Entity, query: str, *criteria: ColumnElement[bool], name: str = "hits") -> CTE:
    """The ids of the newest records that answer `query` and meet `criteria`, one more than `MOST` at most."""
    model = entity.model
    live = select(model.id).where(*_live(model), *criteria)
    if not _indexed(entity) or db.engine.dialect.name != "sqlite" or not query_tokens(query):
        return _newest(live.where(entity.matching(query)), model).cte(name)
    index = newest_in_index(model.search_text, query, LOOKED_THROUGH).cte(f"{name}_index")
    narrow = _newest(live.where(model.id.in_(select(index.c.id))), model).cte(f"{name}_in_index")
    common = and_(_count(index) == LOOKED_THROUGH, _count(narrow) <= MOST)
    broad = _newest(live.where(common, matches_unindexed(model.search_text, query)), model).cte(f"{name}_in_table")
    return _first(union(select(narrow.c.id), select(broad.c.id)).cte(name), name)


def _first(found: CTE, name: str) -> CTE:
    return select(found.c.id).order_by(found.c.id.desc()).limit(MOST + 1).cte(f"{name}_newest")


def _count(part: CTE) -> Any:
    return select(func.count()).select_from(part).scalar_subquery()

