"""The best answers to a search on SQLite, one short question after the other.

The way to this database is short, but reading one long statement takes it longer than answering ten short ones. The
newest of the reader's records are read first: a common word is found in enough of them. Only then the index is asked,
from the newest entry on; and where so many entries hold too few of the reader's, all records are read.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, column, func, literal, select

from app.core.access import GATED
from app.core.db import db
from app.core.folding import query_tokens
from app.core.search import newest_in_index
from app.core.search_answers import Search
from app.core.search_parts import MOST, further, has_key, live_ids, newest, own_apart, reads_as
from app.core.sensitive import sees_guarded

READ_FIRST, LOOKED_THROUGH = 1_000, 5_000


def candidates(asked: Search) -> tuple[list[int], int]:
    """The ids of the candidates, and how many hits there are (`MOST` + 1: more)."""
    hits = _newest_hits(asked)
    if len(hits) <= MOST:
        return hits, len(hits)
    found = dict.fromkeys(hits)
    for part in further(asked):
        found |= dict.fromkeys(_ids(part))
    own = own_apart(asked.entity)
    if own is not None and has_key(asked.entity):
        found |= dict.fromkeys(_newest_hits(asked, own))
    return list(found), len(hits)


def named(ids: Iterable[int]) -> Select[Any]:
    """These ids as a part of a statement, whose words do not depend on their number."""
    listed = func.json_each(literal(str(list(ids)))).table_valued(column("value", Integer))
    return select(listed.c.value)


def _newest_hits(asked: Search, *criteria: ColumnElement[bool]) -> list[int]:
    """The newest records that answer and meet `criteria`, one more than `MOST` at most."""
    model = asked.entity.model
    live = live_ids(model, *criteria)
    if not has_key(asked.entity) or not query_tokens(asked.query):
        return _ids(newest(live.where(asked.answers), model))
    key = model.search_text
    first = live.order_by(model.id.desc())
    read = first.limit(READ_FIRST).add_columns(key).subquery()
    near = _ids(select(read.c.id).where(reads_as(asked, read.c.search_text)).limit(MOST + 1))
    if len(near) > MOST or not _ids(first.offset(READ_FIRST - 1).limit(1)):
        return near
    index = _indexed(asked)
    seen = _ids(newest(live.where(model.id.in_(named(index))), model))
    if len(seen) <= MOST and len(index) == LOOKED_THROUGH:
        seen = _ids(newest(live.where(reads_as(asked, key)), model))
    return sorted({*near, *seen}, reverse=True)[: MOST + 1]


def _indexed(asked: Search) -> list[int]:
    # Only ids, for a statement that meets the gate: nobody is shown what is found here.
    guarded = sees_guarded(asked.entity)
    entries = newest_in_index(asked.entity.model.search_text, asked.query, LOOKED_THROUGH, guarded=guarded)
    return list(db.session.execute(entries, execution_options={GATED: True}).scalars())


def _ids(statement: Select[Any]) -> list[int]:
    return list(db.session.execute(statement).scalars())
