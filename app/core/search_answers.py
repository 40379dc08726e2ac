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

from app.core.access import GATED, current_principal
from app.core.db import db
from app.core.dialects import per_database
from app.core.folding import query_tokens
from app.core.registry import Entity
from app.core.search import KEY, holds, matches_unindexed, newest_in_index
from app.core.sensitive import sees_guarded

FEW = 3_000
SAMPLE = 600
# Of so many of the newest records: a word in FREQUENT of them has too many answers to name, and a walk that meets a
# COMMON one every few steps is shorter than any look-up.
NEWEST, FREQUENT, COMMON = 400, 4, 20


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
        return self._read if self.is_common else self._condition

    @cached_property
    def answers_of_a_walk(self) -> ColumnElement[bool]:
        """The same for a page of the newest: what is read from the newest on until there are enough."""
        if self._named is not None or self._found is None:
            return self.answers
        return per_database(self._read, self.answers)

    @cached_property
    def _named(self) -> ColumnElement[bool] | None:
        found = self._found
        return None if found is None or self._among_newest or len(found) > FEW else self._naming(found)

    def _naming(self, ids: list[int]) -> ColumnElement[bool]:
        model = self.entity.model
        listed = func.json_each(literal(str(ids))).table_valued(column("value", Integer))
        return per_database(model.id == any_(literal(ids, ARRAY(Integer))), model.id.in_(select(listed.c.value)))

    @property
    def _key(self) -> Any:
        return self.entity.model.search_text

    @property
    def _guarded(self) -> bool:
        return sees_guarded(self.entity)

    @property
    def _condition(self) -> ColumnElement[bool]:
        return self.entity.matching(self.query, guarded=self._guarded)

    @property
    def _read(self) -> ColumnElement[bool]:
        """The condition for whoever reads the key anyway: twenty times cheaper than to take it apart."""
        return matches_unindexed(self._key, self.query, guarded=self._guarded)

    @property
    def is_common(self) -> bool:
        """Whether so many records answer that it is quickest to read them from the newest on."""
        return self._among_newest >= COMMON

    @cached_property
    def sample(self) -> ColumnElement[bool] | None:
        """Names some of many answers, for whoever wants to know whether there are more than a few; or None.

        Who sees only their own sees too few of them.
        """
        principal, group = current_principal(), getattr(self.entity.model, "__access_group__", None)
        few_seen = principal is not None and principal.sees_only_own(group)
        if few_seen or self._named is not None or self._found is None or self.is_common:
            return None
        found = self._found
        if self._among_newest:
            found = self._ids(_first_in_index(self._key, self.query, self._guarded))
        return self._naming(found[:SAMPLE])

    @property
    def _among_newest(self) -> int:
        """How many of the newest records answer, where they are FREQUENT."""
        return -self._found[0] if self._found and self._found[0] < 0 else 0

    @cached_property
    def _found(self) -> list[int] | None:
        """The ids of all records that answer, archived and invisible ones too, one more than FEW at most; of a word
        that is FREQUENT only how many of the newest hold it, as a negative number.

        None for a kind of records that says itself what answers, and where there is nothing to search for.
        """
        if self.entity.answers_itself or not query_tokens(self.query, guarded=self._guarded):
            return None
        return self._ids(_asked(self._key, self.query, self._guarded))

    @staticmethod
    def _ids(statement: Any) -> list[int]:
        # Only ids, for a statement that meets the gate: nobody is shown what is found here.
        return list(db.session.execute(statement, execution_options={GATED: True}).scalars())


def _asked(key: Any, query: str, guarded: bool) -> Any:
    """How often the word is among the newest, if it is FREQUENT, or else the ids in the index."""
    records = _records(key)
    newest = select(records.c[KEY]).order_by(records.c.id.desc()).limit(NEWEST).subquery()
    # A common table expression, since it is asked for twice.
    counted = select(func.count().label("hits")).where(matches_unindexed(newest.c[KEY], query, guarded=guarded))
    hits = counted.cte("newest").c.hits
    rare = select(hits).scalar_subquery() < FREQUENT
    if db.engine.dialect.name == "sqlite":
        found = newest_in_index(key, query, FEW + 1, rare, guarded=guarded)
    else:
        found = _in_index(records, query, guarded, FEW + 1, rare)
    return union_all(select((-hits).label("id")).where(hits >= FREQUENT), select(found.subquery().c.id))


def _first_in_index(key: Any, query: str, guarded: bool) -> Any:
    if db.engine.dialect.name == "sqlite":
        return newest_in_index(key, query, SAMPLE, guarded=guarded)
    return _in_index(_records(key), query, guarded, SAMPLE)


def _records(key: Any) -> TableClause:
    return table(inspect_attribute(key.parent).mapper.local_table.name, column("id", Integer), column(KEY))


def _in_index(records: TableClause, query: str, guarded: bool, limit: int, *needed: ColumnElement[bool]) -> Select[Any]:
    """For PostgreSQL. Materialised, else it would read the table for a rare word, hoping to meet enough early."""
    found = select(records.c.id).where(*needed, holds(records.c[KEY], query_tokens(query, guarded=guarded)))
    return select(found.cte("found").prefix_with("MATERIALIZED").c.id).limit(limit)
