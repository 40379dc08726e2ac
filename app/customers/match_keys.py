"""Keeps the keys of customers and leads true, whoever saves them: form, action, import, API or job."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, event
from sqlalchemy.orm import Session

from app.core.access import system_access
from app.core.db import db
from app.core.plain_rows import append_rows
from app.core.save_rules import before_save_of, has_set
from app.customers.identities import IDENTIFIED, IdentityFields, identity_fields
from app.customers.models.match_key import MatchKey
from app.customers.rules.identities import stored_keys

_WAITING = "kehu_match_keys"
AT_ONCE = 1_000  # records of one transaction of a rebuild


def _note(session: Session, records: list[Any]) -> None:
    """Remember whose keys change in this flush; new records have no id before its end."""
    fields = identity_fields(type(records[0]))
    if fields is not None:
        columns = (*fields.columns, "archived_at")
        changed = [record for record in records if record in session.deleted or has_set(record, *columns)]
        session.info.setdefault(_WAITING, []).extend(changed)


for _fields in IDENTIFIED:
    before_save_of(_fields.model)(_note)


@event.listens_for(Session, "after_flush")
def _write(session: Session, _context: Any) -> None:
    waiting = session.info.pop(_WAITING, [])
    for fields in IDENTIFIED:
        changed = [record for record in waiting if type(record) is fields.model]
        if changed:
            new = set(session.new)
            _forget(session, fields, [record.id for record in changed if record not in new])
            gone = set(session.deleted)
            _add(session, fields, (r for r in changed if r not in gone and r.archived_at is None))


@event.listens_for(Session, "after_soft_rollback")
def _drop(session: Session, _transaction: Any) -> None:
    session.info.pop(_WAITING, None)


def _forget(session: Session, fields: IdentityFields, ids: Sequence[int]) -> None:
    if ids:
        old = delete(MatchKey).where(MatchKey.entity == fields.entity, MatchKey.record_id.in_(ids))
        session.execute(old, execution_options={"synchronize_session": False})


def _add(session: Session, fields: IdentityFields, records: Iterable[Any]) -> None:
    entity = fields.entity
    rows = [(key, entity, record.id) for record in records for key in stored_keys(fields.of(record))]
    append_rows(session, MatchKey, ("key", "entity", "record_id"), rows)


def rebuild() -> int:
    """Write all keys anew, after a change of the rules; commits in between. How many records have keys."""
    done = 0
    with system_access("renew the keys of possible duplicates"):
        for fields in IDENTIFIED:
            db.session.execute(delete(MatchKey).where(MatchKey.entity == fields.entity))
            ids = list(db.session.execute(fields.select().with_only_columns(fields.model.id)).scalars())
            for start in range(0, len(ids), AT_ONCE):
                some = ids[start : start + AT_ONCE]
                rows = db.session.execute(fields.select().where(fields.model.id.in_(some)))
                _forget(db.session(), fields, some)
                _add(db.session(), fields, rows)
                db.session.commit()
                done += len(some)
    return done
