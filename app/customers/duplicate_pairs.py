"""Pairs of customers or leads that look like one: kept by the nightly search, decided by people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, inspect, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.core.access import acting_user_id, system_access
from app.core.access_columns import ACCESS_COLUMNS
from app.core.attached import root_name
from app.core.clock import now
from app.core.db import db
from app.core.save_rules import before_save_of
from app.customers.duplicates import Candidate
from app.customers.enums import PairState
from app.customers.identities import CUSTOMER, IDENTIFIED, LEAD, IdentityFields, identity_fields
from app.customers.models.duplicate_pair import BOTH, DuplicatePair

OPEN, DIFFERENT = PairState.OPEN.value, PairState.DIFFERENT.value
UNRECORDED = {"synchronize_session": False}


def keep_apart(pairs: Sequence[DuplicatePair]) -> None:
    """They are two: nobody is warned of this pair again."""
    for pair in pairs:
        decide(pair, DIFFERENT)


def reopen(pairs: Sequence[DuplicatePair]) -> None:
    """Whether they are two is open again."""
    for pair in pairs:
        decide(pair, OPEN)


def decide(pair: DuplicatePair, state: str) -> None:
    """Note who decided what, and when."""
    pair.state = state
    pair.decided_at = None if state == OPEN else now()
    pair.decided_by_id = None if state == OPEN else acting_user_id()


def pair_of(one: Any, other: Any) -> DuplicatePair | None:
    """The pair of two records, whichever way round."""
    ways = [_named(first, second) for first, second in ((one, other), (other, one))]
    return db.session.execute(select(DuplicatePair).where(or_(*ways))).scalar_one_or_none()


def customer_like(lead: Any) -> Any:
    """The customer that a lead looks most like, as far as nobody has decided and the reader may see it; else None."""
    open_pairs = select(DuplicatePair.other_id).where(
        DuplicatePair.entity == LEAD.entity,
        DuplicatePair.record_id == lead.id,
        DuplicatePair.other_entity == CUSTOMER.entity,
        DuplicatePair.state == OPEN,
    )
    likeliest = open_pairs.order_by(DuplicatePair.score.desc(), DuplicatePair.id).limit(1).scalar_subquery()
    live = select(CUSTOMER.model).where(CUSTOMER.model.id == likeliest, CUSTOMER.model.archived_at.is_(None))
    return db.session.execute(live).scalar_one_or_none()


def _named(first: Any, second: Any) -> ColumnElement[bool]:
    values = (type(first).__tablename__, first.id, type(second).__tablename__, second.id)
    return and_(*(getattr(DuplicatePair, name) == value for name, value in zip(BOTH, values, strict=True)))


def keep_found(fields: IdentityFields, found: Mapping[int, Sequence[Candidate]]) -> int:
    """Write the pairs that the search found: {id: what it is like}; decided pairs stay as they are.

    A pair of the same kind is the older one's, another one is that of the record asked about. Returns how many pairs
    there are among them. Nothing goes into the history: nobody did anything yet.
    """
    pairs = [(record_id, candidate) for record_id, candidates in found.items() for candidate in candidates]
    if not pairs:
        return 0
    firsts = {candidate.record_id if candidate.fields is fields else record_id for record_id, candidate in pairs}
    columns = [getattr(fields.model, name) for name in ACCESS_COLUMNS]
    access = {
        row[0]: row[1:]
        for row in db.session.execute(select(fields.model.id, *columns).where(fields.model.id.in_(firsts)))
    }
    rows = [_row(fields, record_id, candidate, access) for record_id, candidate in pairs]
    dialect: Any = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    insert = dialect.insert(DuplicatePair)
    renewed = {name: insert.excluded[name] for name in ("score", "reasons", "found_at")}
    statement = insert.on_conflict_do_update(index_elements=list(BOTH), set_=renewed, where=DuplicatePair.state == OPEN)
    db.session.execute(statement, rows)
    return len(rows)


def _row(
    fields: IdentityFields, record_id: int, candidate: Candidate, access: Mapping[int, Sequence[int | None]]
) -> dict[str, Any]:
    """The row of one pair; `access` holds the access columns of the records that pairs belong to."""
    moment = now()
    same_kind = candidate.fields is fields
    first, other = (candidate.record_id, record_id) if same_kind else (record_id, candidate.record_id)
    return {
        "entity": fields.entity,
        "record_id": first,
        "other_entity": candidate.fields.entity,
        "other_id": other,
        "acc_group": fields.model.__access_group__,
        "acc_root": root_name(fields.entity, first),
        "score": candidate.verdict.score,
        "reasons": [reason.message for reason in candidate.verdict.reasons],
        "state": OPEN,
        "found_at": moment,
        "created_at": moment,
        "changed_at": moment,
        "version": 1,
        **dict(zip(ACCESS_COLUMNS, access[first], strict=True)),
    }


def forget_older(moment: Any) -> None:
    """Drop the undecided pairs that the search which began at `moment` did not find again."""
    outdated = delete(DuplicatePair).where(DuplicatePair.state == OPEN, DuplicatePair.found_at < moment)
    db.session.execute(outdated, execution_options=UNRECORDED)


def _forget_pairs(session: Session, records: list[Any]) -> None:
    """What is settled or in the recycle bin is no duplicate; if it comes back, the next search finds it again.

    What goes for good takes the decisions about it along: its number may be given to another record.
    """
    fields = identity_fields(type(records[0]))
    known = [record for record in records if inspect(record).has_identity]
    gone = [record.id for record in known if record in session.deleted]
    settled = [record.id for record in known if fields is not None and fields.is_settled(record)]
    with system_access("forget pairs of records that are settled or archived"):
        for ids, where in ((gone, []), (settled, [DuplicatePair.state == OPEN])):
            if ids:
                statement = delete(DuplicatePair).where(_either(type(records[0]).__tablename__, ids), *where)
                session.execute(statement, execution_options=UNRECORDED)


def _either(entity: str, ids: Sequence[int]) -> ColumnElement[bool]:
    return or_(
        and_(DuplicatePair.entity == entity, DuplicatePair.record_id.in_(ids)),
        and_(DuplicatePair.other_entity == entity, DuplicatePair.other_id.in_(ids)),
    )


for _fields in IDENTIFIED:
    before_save_of(_fields.model)(_forget_pairs)
