"""The parts of the question for the best answers to a search: each finds few records, by one index."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, column, inspect, select, table

from app.core.access import current_principal
from app.core.folding import beginning_of, fold
from app.core.registry import Entity, Field
from app.core.search import matches_unindexed, starts
from app.core.search_answers import Search
from app.core.sensitive import sees_guarded
from app.core.traits import Searchable

MOST = 100  # hits of one kind that are counted, and records that each part finds
LOOKED_UP = 1_000  # records that a name or a beginning finds, whoever may see them


def has_key(entity: Entity) -> bool:
    """Whether its records are found by their indexed key."""
    return issubclass(entity.model, Searchable) and not hasattr(entity.model, "__matches__")


def live_ids(model: type[Any], *criteria: ColumnElement[bool]) -> Select[Any]:
    """The ids of the records outside the recycle bin."""
    live = [model.archived_at.is_(None)] if hasattr(model, "archived_at") else []
    return select(model.id).where(*live, *criteria)


def newest(statement: Select[Any], model: type[Any]) -> Select[Any]:
    """The newest of them, one more than `MOST`."""
    return statement.order_by(model.id.desc()).limit(MOST + 1)


def reads_as(asked: Search, key: Any) -> ColumnElement[bool]:
    """Whether a key that is read anyway answers."""
    return matches_unindexed(key, asked.query, guarded=sees_guarded(asked.entity))


def reader() -> int | None:
    """Who searches."""
    principal = current_principal()
    return principal.user_id if principal else None


def own_apart(entity: Entity) -> ColumnElement[bool] | None:
    """That a record is the reader's own, where the reader sees other people's, too."""
    principal = current_principal()
    if principal is None or not hasattr(entity.model, "owner_id"):
        return None
    group = getattr(entity.model, "__access_group__", None)
    return None if principal.sees_only_own(group) else entity.model.owner_id == reader()


def named_fields(entity: Entity) -> list[Field]:
    """The fields whose exact words name a record."""
    return [field for field in entity.key_fields if field.spec.type == "string" and field.stored == "column"]


def spellings(query: str) -> list[str]:
    """The words of `query` in the spellings of case and width that people use."""
    narrow = " ".join(unicodedata.normalize("NFKC", query).split())
    return sorted({query.strip(), narrow, narrow.upper(), narrow.lower(), fold(query)})


def further(asked: Search, *criteria: ColumnElement[bool]) -> list[Select[Any]]:
    """Good answers that need not be among the newest hits: those that bear the name, and those that begin with it."""
    entity, model = asked.entity, asked.entity.model
    live = live_ids(model, *criteria)
    indexed = {index.columns[0].name for index in inspect(model).local_table.indexes if len(index.columns)}
    names = [field.column_name for field in named_fields(entity) if field.column_name in indexed]
    parts = [
        live.where(model.id.in_(_anybodys(model, name, lambda c: c.in_(spellings(asked.query))))) for name in names
    ]
    start, _ = beginning_of(asked.query)
    if has_key(entity) and start:
        begin = _anybodys(model, "search_text", lambda c: starts(c, start))
        parts.append(live.where(model.id.in_(begin), reads_as(asked, model.search_text)).limit(MOST))
    return parts


def _anybodys(model: type[Any], name: str, test: Callable[[Any], ColumnElement[bool]]) -> Select[Any]:
    """Ids by the index on one column. Only the statement around it meets the gate: with the gate's criterion here,
    SQLite would rather read all records of the reader.
    """
    archivable = hasattr(model, "archived_at")
    columns = [column(other) for other in ("id", name, *(["archived_at"] if archivable else []))]
    records = table(inspect(model).local_table.name, *columns)
    live = [records.c.archived_at.is_(None)] if archivable else []
    return select(records.c.id).where(test(records.c[name]), *live).limit(LOOKED_UP)
