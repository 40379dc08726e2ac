"""Which few records may be the best answers to a search, found without looking at all that match.

One statement, whatever the size of the table: each of its parts ends after so many rows, and the best are picked from
what the parts find together. So the exact order is that of these candidates: all records that a key field names
exactly, the first that begin with the words, the newest of the reader's own and the newest of all.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    column,
    false,
    func,
    inspect,
    or_,
    select,
    table,
    union,
)

from app.core.access import Scope, current_principal
from app.core.db import db
from app.core.folding import beginning_of, fold, query_tokens
from app.core.registry import Entity, Field
from app.core.search import matches_unindexed, newest_in_index, starts
from app.core.search_answers import Search
from app.core.sensitive import sees_guarded
from app.core.traits import Searchable

MOST = 100  # hits of one kind that are counted, and records that each part finds
# On SQLite the newest of the reader's records are read first: a common word is found in enough of them. Only then the
# index is asked, from the newest entry on; and where so many entries hold too few of the reader's, all records.
READ_FIRST, LOOKED_THROUGH = 1_000, 5_000
LAST = 2**31 - 1
EXACT, BEGINS, ELSEWHERE = 0, 1, 2


def best(entity: Entity, query: str, limit: int) -> Select[Any]:
    """The `limit` best answers to `query` among the reader's records of `entity`: (record, rank, number of hits).

    The number is at most `MOST` + 1. Order: rank, the reader's own first, last changed first, newest first.
    """
    model, asked = entity.model, Search(entity, query)
    hits = _hits(asked)
    number = select(func.count()).select_from(hits).scalar_subquery()
    rank = _rank(asked)
    found = _candidates(asked, hits)
    own = [case((model.owner_id == _reader(), 0), else_=1)] if hasattr(model, "owner_id") else []
    changed = [model.changed_at.desc()] if hasattr(model, "changed_at") else []
    statement = select(model, rank.label("rank"), number.label("number")).where(model.id.in_(select(found.c.id)))
    return statement.order_by(rank, *own, *changed, model.id.desc()).limit(limit)


def among_the_best(entity: Entity, query: str, statement: Select[Any]) -> Select[Any]:
    """The records of `statement` among the best answers to `query`, in the order of their rank."""
    asked = Search(entity, query)
    found = _candidates(asked, _hits(asked))
    return statement.where(entity.model.id.in_(select(found.c.id))).order_by(_rank(asked))


def _candidates(asked: Search, hits: CTE) -> Subquery:
    parts = [select(hits.c.id), *_further(asked, _count(hits) > MOST)]
    return union(*(select(part.subquery().c.id) for part in parts)).subquery()


def _reader() -> int | None:
    principal = current_principal()
    return principal.user_id if principal else None


def _live(model: type[Any]) -> list[ColumnElement[bool]]:
    return [model.archived_at.is_(None)] if hasattr(model, "archived_at") else []


def _indexed(entity: Entity) -> bool:
    return issubclass(entity.model, Searchable) and not hasattr(entity.model, "__matches__")


def _rank(asked: Search) -> ColumnElement[int]:
    tests = [(_named_exactly(asked), EXACT)]
    start, whole = beginning_of(asked.query)
    if _indexed(asked.entity) and start:
        key = asked.entity.model.search_text
        tests = [(or_(tests[0][0], (key + " ").startswith(whole)), EXACT), (starts(key, start), BEGINS)]
    return case(*tests, else_=ELSEWHERE)


def _named_exactly(asked: Search) -> ColumnElement[bool]:
    """That a key field holds the words of `query`, in the spellings of case and width that people use."""
    columns = [field.expression() for field in _names(asked.entity)]
    return or_(*(column.in_(_spellings(asked.query)) for column in columns)) if columns else false()


def _names(entity: Entity) -> list[Field]:
    return [field for field in entity.key_fields if field.spec.type == "string" and field.stored == "column"]


def _spellings(query: str) -> list[str]:
    narrow = " ".join(unicodedata.normalize("NFKC", query).split())
    return sorted({query.strip(), narrow, narrow.upper(), narrow.lower(), fold(query)})


def _further(asked: Search, too_many: ColumnElement[bool]) -> list[Select[Any]]:
    """Good answers that need not be among the newest hits; asked for only where there are `too_many` of those."""
    entity, query, model = asked.entity, asked.query, asked.entity.model
    live = select(model.id).where(*_live(model), too_many)
    indexed = {index.columns[0].name for index in inspect(model).local_table.indexes if len(index.columns)}
    named = [field.column_name for field in _names(entity) if field.column_name in indexed]
    parts = [live.where(model.id.in_(_anybodys(model, name, lambda c: c.in_(_spellings(query))))) for name in named]
    start, _ = beginning_of(query)
    if not _indexed(entity) or not start:
        return parts
    begin = _anybodys(model, "search_text", lambda c: starts(c, start))
    parts.append(live.where(model.id.in_(begin), _read_through(asked, model.search_text)).limit(MOST))
    if hasattr(model, "owner_id") and not _sees_only_own(entity):
        own = (model.owner_id == _reader(), *_only_if(too_many, model))
        parts.append(select(_hits(asked, *own, name="own").c.id))
    return parts


def _anybodys(model: type[Any], name: str, test: Callable[[Any], ColumnElement[bool]]) -> Select[Any]:
    """Ids by the index on one column. Only the statement around it meets the gate: with the gate's criterion here,
    SQLite would rather read all records of the reader.
    """
    archivable = hasattr(model, "archived_at")
    columns = [column(other) for other in ("id", name, *(["archived_at"] if archivable else []))]
    records = table(inspect(model).local_table.name, *columns)
    live = [records.c.archived_at.is_(None)] if archivable else []
    return select(records.c.id).where(test(records.c[name]), *live).limit(READ_FIRST)


def _only_if(condition: ColumnElement[bool], model: type[Any]) -> list[ColumnElement[bool]]:
    """PostgreSQL looks at `condition` before it reads a row. SQLite would read them all; no row is below NULL."""
    return [condition, model.id <= case((condition, LAST))]


def _sees_only_own(entity: Entity) -> bool:
    principal = current_principal()
    group = getattr(entity.model, "__access_group__", None)
    if principal is None:
        return True
    return group is not None and principal.scope(group) <= Scope.OWN and not principal.territory_ids


def _newest(statement: Select[Any], model: type[Any]) -> Select[Any]:
    return statement.order_by(model.id.desc()).limit(MOST + 1)


def _hits(asked: Search, *criteria: ColumnElement[bool], name: str = "hits") -> CTE:
    """The ids of the newest records that answer `query` and meet `criteria`, one more than `MOST` at most."""
    entity, query, model = asked.entity, asked.query, asked.entity.model
    live = select(model.id).where(*_live(model), *criteria)
    if not _indexed(entity) or db.engine.dialect.name != "sqlite" or not query_tokens(query):
        return _newest(live.where(asked.answers), model).cte(name)
    key = model.search_text
    first = live.order_by(model.id.desc()).limit(READ_FIRST)
    read = first.add_columns(key).subquery()
    near = select(read.c.id).where(_read_through(asked, read.c.search_text)).limit(MOST + 1).cte(f"{name}_near")
    too_few = and_(_count(near) <= MOST, _count(first.subquery()) == READ_FIRST)
    index = newest_in_index(key, query, LOOKED_THROUGH, too_few, guarded=sees_guarded(entity)).cte(f"{name}_index")
    seen = _newest(live.where(model.id.in_(select(index.c.id))), model).cte(f"{name}_seen")
    still = and_(_count(index) == LOOKED_THROUGH, _count(seen) <= MOST)
    all_read = _newest(live.where(*_only_if(still, model), _read_through(asked, key)), model).cte(f"{name}_read")
    found = union(*(select(part.c.id) for part in (near, seen, all_read))).cte(f"{name}_found")
    return select(found.c.id).order_by(found.c.id.desc()).limit(MOST + 1).cte(name)


def _read_through(asked: Search, key: Any) -> ColumnElement[bool]:
    return matches_unindexed(key, asked.query, guarded=sees_guarded(asked.entity))


def _count(part: CTE | Subquery) -> Any:
    return select(func.count()).select_from(part).scalar_subquery()
