"""Pairs of customers that look like one: kept by the nightly search, decided by people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.core.access import acting_user_id, system_access
from app.core.access_columns import ACCESS_COLUMNS
from app.core.clock import now
from app.core.db import db
from app.core.save_rules import before_save_of
from app.customers.duplicates import Candidate
from app.customers.enums import PairState
from app.customers.models.customer import Customer
from app.customers.models.duplicate_pair import DuplicatePair

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


def pair_of(one_id: int, other_id: int) -> DuplicatePair | None:
    """The pair of two customers, whichever way round."""
    wanted = and_(DuplicatePair.first_id == min(one_id, other_id), DuplicatePair.second_id == max(one_id, other_id))
    return db.session.execute(select(DuplicatePair).where(wanted)).scalar_one_or_none()


def keep_found(found: Mapping[int, Sequence[Candidate]]) -> int:
    """Write the pairs that the search found: {id of the younger customer: older ones}; decided pairs stay as they are.

    Returns how many pairs there are among them. Nothing goes into the history: nobody did anything yet.
    """
    pairs = [(candidate, younger) for younger, candidates in found.items() for candidate in candidates]
    if not pairs:
        return 0
    older = {candidate.record_id for candidate, _ in pairs}
    columns = [getattr(Customer, name) for name in ACCESS_COLUMNS]
    access = {
        row[0]: row[1:] for row in db.session.execute(select(Customer.id, *columns).where(Customer.id.in_(older)))
    }
    rows = [_row(candidate, younger, access[candidate.record_id]) for candidate, younger in pairs]
    dialect: Any = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    insert = dialect.insert(DuplicatePair)
    renewed = {name: insert.excluded[name] for name in ("score", "reasons", "found_at")}
    statement = insert.on_conflict_do_update(
        index_elements=["first_id", "second_id"], set_=renewed, where=DuplicatePair.state == OPEN
    )
    db.session.execute(statement, rows)
    return len(rows)


def _row(candidate: Candidate, younger: int, access: Sequence[int | None]) -> dict[str, Any]:
    moment = now()
    return {
        "first_id": candidate.record_id,
        "second_id": younger,
        "score": candidate.verdict.score,
        "reasons": [reason.message for reason in candidate.verdict.reasons],
        "state": OPEN,
        "found_at": moment,
        "created_at": moment,
        "changed_at": moment,
        "version": 1,
        **dict(zip(ACCESS_COLUMNS, access, strict=True)),
    }


def forget_older(moment: Any) -> None:
    """Drop the undecided pairs that the search which began at `moment` did not find again."""
    outdated = delete(DuplicatePair).where(DuplicatePair.state == OPEN, DuplicatePair.found_at < moment)
    db.session.execute(outdated, execution_options=UNRECORDED)


@before_save_of(Customer)
def forget_pairs_of_archived(session: Session, customers: list[Customer]) -> None:
    """What lies in the recycle bin is no duplicate; if it comes back, the next search finds it again."""
    ids = [customer.id for customer in customers if customer.archived_at is not None]
    if ids:
        either = or_(DuplicatePair.first_id.in_(ids), DuplicatePair.second_id.in_(ids))
        with system_access("forget pairs of archived customers"):
            session.execute(
                delete(DuplicatePair).where(DuplicatePair.state == OPEN, either), execution_options=UNRECORDED
            )
