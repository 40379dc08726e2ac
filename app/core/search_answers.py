"""The answers to a search, in the form that the rest of the statement can use fast.

The index is asked first for all answers, whoever may see them. If they are few, the statement names them: the page, its
order, the count and the gate then touch these rows and no others. If they are many, every page is full after a short
walk along the list. Of a word that is common among the newest records the index is not asked: it would gather them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Select,
    TableClause,
    any_,
    column,
    func,
    literal,
    select,
    table,
    union_all,
)
from sqlalchemy import inspect as inspect_attribute

from app.core.access import GATED
from app.core.db import db
from app.core.dialects import per_database
from app.core.folding import query_tokens
from app.core.registry import Entity
from app.core.search import KEY, holds, matches_unindexed, newest_in_index
from app.core.sensitive import sees_guarded

FEW = 1_000
NEWEST, COMMON = 100, 4  # a word in so many of the newest records is common
_IS_COMMON = 0  # in place of an id


@dataclass(frozen=True)
class Search:
    """What somebody searches for among the records of one entity, with the acting person's eyes."""

    entity: Entity
    query: str

    @cached_property
    def answers(self) -> ColumnElement[bool]:
        """Whether a record answers. Asks the database, once."""
        if self._named is not None:
            return self._named
        return self._read if self._is_common else self._condition

    @cached_property
    def answers_of_a_walk(self) -> ColumnElement[bool]:
        """The same for a page of the newest: what is read from the newest on until there are enough."""
        if self._named is not None or self._found is None:
            return self.answers
        return per_database(self._read, self.answers)

    @cached_property
    def _named(self) -> ColumnElement[bool] | None:
        found, model = self._found, self.entity.model
        if found is None or self._is_common or len(found) > FEW:
            return None
        listed = func.json_each(literal(str(found))).table_valued(column("value", Integer))
        return per_database(model.id == any_(literal(found, ARRAY(Integer))), model.id.in_(select(listed.c.value)))

    @property
    def _condition(self) -> ColumnElement[bool]:
        return self.entity.matching(self.query, guarded=sees_guarded(self.entity))

    @property
    def _read(self) -> ColumnElement[bool]:
        """The condition for whoever reads the key anyway: twenty times cheaper than to take it apart."""
        return matches_unindexed(self.entity.model.search_text, self.query, guarded=sees_guarded(self.entity))

    @property
    def _is_common(self) -> bool:
        return self._found == [_IS_COMMON]

    @cached_property
    def _found(self) -> list[int] | None:
        """The ids of all records that answer, archived and invisible ones too, one more than FEW at most.

        None for a kind of records that says itself what answers, and where there is nothing to search for.
        """
        guarded = sees_guarded(self.entity)
        if self.entity.answers_itself or not query_tokens(self.query, guarded=guarded):
            return None
        asked = _asked(self.entity.model.search_text, self.query, guarded)
        # Only ids, for a statement that meets the gate: nobody is shown what is found here.
        return list(db.session.execute(asked, execution_options={GATED: True}).scalars())


def _asked(key: Any, query: str, guarded: bool) -> Any:
    """_IS_COMMON alone, or the ids in the index."""
    records: TableClause = table(
        inspect_attribute(key.parent).mapper.local_table.name, column("id", Integer), column(KEY)
    )
    newest = select(records.c[KEY]).order_by(records.c.id.desc()).limit(NEWEST).subquery()
    answering = select(func.count()).where(matches_unindexed(newest.c[KEY], query, guarded=guarded)).scalar_subquery()
    if db.engine.dialect.name == "sqlite":
        found = newest_in_index(key, query, FEW + 1, answering < COMMON, guarded=guarded)
    else:
        found = _in_index(records, query, guarded, answering < COMMON)
    return union_all(select(literal(_IS_COMMON).label("id")).where(answering >= COMMON), select(found.subquery().c.id))


def _in_index(records: TableClause, query: str, guarded: bool, needed: ColumnElement[bool]) -> Select[Any]:
    """For PostgreSQL. Materialised, else it would read the table for a rare word, hoping to meet enough early."""
    found = select(records.c.id).where(needed, holds(records.c[KEY], query_tokens(query, guarded=guarded)))
    return select(found.cte("found").prefix_with("MATERIALIZED").c.id).limit(FEW + 1)
