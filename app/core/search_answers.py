"""The answers to a search, in the form that the rest of the statement can use fast.

The index is asked first for all answers, whoever may see them. If they are few, the statement names them: the page, its
order, the count and the gate then touch these rows and no others. If they are many, every page is full after a short
walk, and the statement carries the condition itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Integer, Select, TableClause, any_, column, func, literal, select, table
from sqlalchemy import inspect as inspect_attribute

from app.core.access import GATED
from app.core.db import db
from app.core.dialects import per_database
from app.core.folding import query_tokens
from app.core.registry import Entity
from app.core.search import KEY, holds, newest_in_index
from app.core.sensitive import sees_guarded

FEW = 1_000


@dataclass(frozen=True)
class Search:
    """What somebody searches for among the records of one entity."""

    entity: Entity
    query: str

    @cached_property
    def answers(self) -> ColumnElement[bool]:
        """Whether a record answers, for the acting person's eyes. Asks the database, once."""
        guarded, model = sees_guarded(self.entity), self.entity.model
        asks_index = not self.entity.answers_itself and query_tokens(self.query, guarded=guarded)
        found = _few(model.search_text, self.query, guarded) if asks_index else None
        if found is None:
            return self.entity.matching(self.query, guarded=guarded)
        listed = func.json_each(literal(str(found))).table_valued(column("value", Integer))
        return per_database(model.id == any_(literal(found, ARRAY(Integer))), model.id.in_(select(listed.c.value)))


def _few(key: Any, query: str, guarded: bool) -> list[int] | None:
    """The ids of all records that answer, archived and invisible ones too; None if they are more than FEW."""
    if db.engine.dialect.name == "sqlite":
        asked = newest_in_index(key, query, FEW + 1, guarded=guarded)
    else:
        asked = _in_index(inspect_attribute(key.parent).mapper.local_table.name, query, guarded)
    # Only ids, for a statement that meets the gate: nobody is shown what is found here.
    found = list(db.session.execute(asked, execution_options={GATED: True}).scalars())
    return found if len(found) <= FEW else None


def _in_index(name: str, query: str, guarded: bool) -> Select[Any]:
    """For PostgreSQL. Materialised, else it would read the table for a rare word, hoping to meet enough early."""
    records: TableClause = table(name, column("id", Integer), column(KEY))
    found = select(records.c.id).where(holds(records.c[KEY], query_tokens(query, guarded=guarded)))
    return select(found.cte("found").prefix_with("MATERIALIZED").c.id).limit(FEW + 1)
