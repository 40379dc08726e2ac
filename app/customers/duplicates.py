"""Looking for records that are like one, or like each of many.

The search goes through everybody's records: a colleague's customer must be found too. What a reader is told of it is
decided in `doubts`.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Row, Select, and_, bindparam, func, select, true, union_all
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from app.core.access import system_access
from app.core.db import db
from app.customers.enums import PairState
from app.customers.identities import IdentityFields
from app.customers.models.duplicate_pair import DuplicatePair
from app.customers.models.match_key import MatchKey
from app.customers.rules.duplicates import Verdict, compare
from app.customers.rules.identities import Identity, sought_keys

SHOWN = 3  # candidates told for one record, the likeliest
COMMON = 40  # records that share a key: with more it says nothing about any of them
COMPARED = 12  # records that are compared in full, those that share the most and the most telling keys
LAST_ID = 2**31 - 1
KEYS_AT_ONCE = 5_000


@dataclass(frozen=True)
class Candidate:
    """A record that is like the one asked about."""

    fields: IdentityFields
    record_id: int
    verdict: Verdict


def similar_to(fields: IdentityFields, found: Identity, record_id: int | None = None) -> list[Candidate]:
    """The likeliest records like `found`, itself (`record_id`) and what was decided about it left out."""
    keys = sought_keys(found)
    candidates: list[Candidate] = []
    with system_access("look for possible duplicates of one record"):
        for kind in (fields, *fields.also) if keys else ():
            sharing: dict[int, list[int]] = defaultdict(list)
            for key, other in first_under(kind, list(keys)):
                if other is not None:
                    sharing[key].append(other)
            known = _known(fields, record_id, kind)
            ids = _most_shared(keys, sharing, lambda other, known=known: other not in known)
            candidates += _likeliest(kind, found, _identities(kind, ids))
    return _first(candidates)


def similar_to_each(
    fields: IdentityFields, asked: Mapping[int, Identity], *, recorded: bool = False
) -> dict[int, list[Candidate]]:
    """The same for many at once: {number: candidates}, in a few statements however many there are.

    `recorded`: the numbers are ids of records; then only unsettled candidates are wanted, and of the same kind only
    those with a smaller id, so that a pair is found once.
    """
    keys = {number: sought_keys(found) for number, found in asked.items()}
    candidates: dict[int, list[Candidate]] = defaultdict(list)
    with system_access("look for possible duplicates of many records"):
        for kind in (fields, *fields.also):
            once = recorded and kind is fields
            sharing = _sharing(kind, {key for some in keys.values() for key in some})
            ids = {
                number: _most_shared(some, sharing, lambda other, number=number, once=once: not once or other < number)
                for number, some in keys.items()
            }
            known = _identities(kind, set().union(*ids.values()), *(kind.unsettled() if recorded else ()))
            for number, others in ids.items():
                candidates[number] += _likeliest(kind, asked[number], {i: known[i] for i in others if i in known})
    return {number: _first(found) for number, found in candidates.items() if found}


def _most_shared(
    keys: Mapping[int, int], sharing: Mapping[int, Sequence[int]], wanted: Callable[[int], bool]
) -> set[int]:
    """The records that share most with the one asked about: to compare a pair costs more than to find it."""
    shared: Counter[int] = Counter()
    for key, weight in keys.items():
        for other in sharing.get(key, ()):
            if wanted(other):
                shared[other] += weight
    return {other for other, _ in sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:COMPARED]}


def first_under(fields: IdentityFields, keys: Sequence[int]) -> Sequence[Row[tuple[int, int]]]:
    """(key, id) of the first few records under each key: the index is probed for each, however common a key is.

    All keys are one parameter, so that the statement is always the same; to build it takes longer than to run it.
    """
    if db.engine.dialect.name == "sqlite":
        return db.session.execute(_in_sqlite(fields.entity), {"keys": json.dumps(keys)}).all()
    return db.session.execute(_in_postgresql(fields.entity), {"keys": keys}).all()


@cache
def _in_postgresql(entity: str) -> Select[tuple[int, int]]:
    keys = bindparam("keys", type_=ARRAY(BigInteger))
    sought = func.unnest(keys).table_valued("key", name="sought").render_derived()
    found = select(MatchKey.key, MatchKey.record_id)
    under = found.where(MatchKey.entity == entity, MatchKey.key == sought.c.key).limit(COMMON).lateral("under")
    return select(under).select_from(sought).join(under, true())


@cache
def _in_sqlite(entity: str) -> Select[tuple[int, int]]:
    """Without LATERAL: up to the last of the few. The join is an outer one, or SQLite would begin with all keys."""
    listed = func.json_each(bindparam("keys")).table_valued("value", name="listed")
    sought, other = select(listed.c.value.label("key")).subquery("sought"), aliased(MatchKey)
    under = select(other.record_id).where(other.key == sought.c.key, other.entity == entity)
    last = under.order_by(other.record_id).offset(COMMON - 1).limit(1).scalar_subquery()
    first_few = MatchKey.record_id <= func.coalesce(last, LAST_ID)
    matching = and_(MatchKey.key == sought.c.key, MatchKey.entity == entity, first_few)
    return select(MatchKey.key, MatchKey.record_id).select_from(sought).outerjoin(MatchKey, matching)


def _sharing(fields: IdentityFields, keys: set[int]) -> dict[int, list[int]]:
    """{key: the records under it}, those under common keys left out."""
    found: dict[int, list[int]] = defaultdict(list)
    ordered = sorted(keys)
    for start in range(0, len(ordered), KEYS_AT_ONCE):
        some = ordered[start : start + KEYS_AT_ONCE]
        under = select(MatchKey.key, MatchKey.record_id).where(MatchKey.key.in_(some), MatchKey.entity == fields.entity)
        for key, record_id in db.session.execute(under):
            found[key].append(record_id)
    for key, ids in found.items():
        if len(ids) > COMMON:
            found[key] = sorted(ids)[:COMMON]
    return found


def _identities(fields: IdentityFields, ids: Iterable[int], *where: Any) -> dict[int, Identity]:
    wanted = sorted(ids)
    found = {}
    for start in range(0, len(wanted), KEYS_AT_ONCE):
        some = wanted[start : start + KEYS_AT_ONCE]
        for row in db.session.execute(fields.select().where(fields.model.id.in_(some), *where)):
            found[row.id] = fields.of(row)
    return found


def _likeliest(kind: IdentityFields, mine: Identity, others: Mapping[int, Identity]) -> list[Candidate]:
    judged = [Candidate(kind, record_id, compare(mine, theirs)) for record_id, theirs in others.items()]
    return [candidate for candidate in judged if candidate.verdict.likely]


def _first(candidates: list[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda found: (-found.verdict.score, found.record_id))[:SHOWN]


def _known(fields: IdentityFields, record_id: int | None, kind: IdentityFields) -> set[int]:
    """The records of `kind` that are no candidates: the one asked about, and those that somebody said it is not."""
    if record_id is None:
        return set()
    sides = [(DuplicatePair.entity, DuplicatePair.record_id), (DuplicatePair.other_entity, DuplicatePair.other_id)]
    ways = [
        select(theirs[1]).where(
            mine[0] == fields.entity,
            mine[1] == record_id,
            theirs[0] == kind.entity,
            DuplicatePair.state == PairState.DIFFERENT.value,
        )
        for mine, theirs in (sides, sides[::-1])
    ]
    different = set(db.session.execute(union_all(*ways)).scalars())
    return different | {record_id} if kind is fields else different
