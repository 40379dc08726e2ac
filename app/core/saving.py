"""What happens to every record on its way to the database, whoever saves it: form, action, import, API or job.

Stamps, version, search key, access columns, the check of links and the history, in one place and one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.core.access import acting_user_id, current_principal, system_access
from app.core.access_columns import move_children, move_records_of, write_access
from app.core.attached import Attached, remove_with
from app.core.clock import now
from app.core.errors import NotVisible, RuleError
from app.core.history import ChangeKind, change_row, changed_fields, initial_values, tell_collector, write_changes
from app.core.i18n import translate
from app.core.new_ids import number_together
from app.core.new_values import settle_empty
from app.core.parents import refuse_cycles
from app.core.registry import entity_of
from app.core.save_rules import apply_save_rules, linked_id, past
from app.core.search_keys import key_of
from app.core.shares.limits import refuse_beyond_share
from app.core.text import N_
from app.core.traits import Governed, Record, Searchable

# The depth of what is attached to other records.
LAST = 100
Guard = Callable[[Session, Any, ChangeKind, dict[str, Any]], None]
_guards: dict[type[Any], list[Guard]] = {}


def guard(model: type[Any]) -> Callable[[Guard], Guard]:
    """Register a rule that every change of a record of `model` must pass, whoever makes it; RuleError refuses.

    It is called inside the flush, before anything is written, with the kind of change and the changed fields (none for
    a new record); it may set columns of the record and must not flush.
    """

    def register(rule: Guard) -> Guard:
        _guards.setdefault(model, []).append(rule)
        return rule

    return register


@event.listens_for(Session, "before_flush")
def _prepare(session: Session, _context: Any, _instances: Any) -> None:
    settle_empty(session.new)
    apply_save_rules(session)
    rows: list[Any] = session.info.setdefault("kehu_changes", [])
    notes: list[Any] = session.info.pop("kehu_notes", [])
    new, moment = session.new, now()
    for record in sorted(_subjects(session, notes), key=_depth):
        fresh = record in new
        changes = {} if fresh else changed_fields(record)
        changes |= {name: pair for noted, pairs in notes if noted is record for name, pair in pairs.items()}
        kind = ChangeKind.CREATE if fresh else _kind_of(record)
        _check_links(session, record, None if fresh else changes)
        refuse_cycles(session, record, None if fresh else changes)
        if not fresh:
            refuse_beyond_share(session, record, kind, changes)
        _obey(session, record, kind, changes)
        if fresh or changes or kind is not ChangeKind.UPDATE:
            if isinstance(record, Record):
                _stamp(record, fresh, moment)
            rows.append((record, kind, changes))
        if isinstance(record, Searchable):
            _write_search_key(record)
        if isinstance(record, Governed):
            _settle_access(session, record, changes, fresh)
    for record in session.deleted:
        if hasattr(record, "__label__"):
            refuse_beyond_share(session, record, ChangeKind.DELETE, {})
            _obey(session, record, ChangeKind.DELETE, {})
            rows.append((record, ChangeKind.DELETE, initial_values(record)))
            with system_access("what belongs to a record goes with it"):
                remove_with(session, record)
    number_together(session)


def _settle_access(session: Session, record: Any, changes: dict[str, Any], fresh: bool) -> None:
    if fresh:
        _own_if_nobodys(record)
    moved = record.__parent_link__ in changes
    write_access(session, record, moved=moved)
    if fresh or moved:  # to hang something below a record is to change that record
        refuse_beyond_share(session, record, ChangeKind.CREATE, changes)


def _subjects(session: Session, notes: list[Any]) -> list[Any]:
    """The new and changed records that have labels; a row beside a record (`__side_of__`) stands for its record."""
    touched = [*session.new, *(r for r in session.dirty if session.is_modified(r)), *(record for record, _ in notes)]
    records = [getattr(r, r.__side_of__) if hasattr(r, "__side_of__") else r for r in touched]
    deleted = session.deleted
    kept = {id(r): r for r in records if hasattr(r, "__label__") and r not in deleted}
    return list(kept.values())


def _obey(session: Session, record: Any, kind: ChangeKind, changes: dict[str, Any]) -> None:
    fields = entity_of(type(record)).fields
    fixed = next((fields[name] for name in changes if name in fields and fields[name].spec.fixed), None)
    if fixed is not None:
        label = translate(fixed.spec.label)
        raise RuleError(N_("“%(label)s” cannot change any more."), field=fixed.name, label=label)
    for model in type(record).__mro__:
        for rule in _guards.get(model, ()):
            rule(session, record, kind, changes)


@event.listens_for(Session, "after_flush")
def _record_history(session: Session, _context: Any) -> None:
    rows = session.info.pop("kehu_changes", [])
    session.info.pop("kehu_departments", None)
    tell_collector(session, rows)
    user_id = acting_user_id()
    write_changes(session, [_history_row(record, kind, changes, user_id) for record, kind, changes in rows])
    for record in session.info.pop("kehu_moved", []):
        move_children(session, record)
    for owner_id, department_id in session.info.pop("kehu_owners_moved", []):
        move_records_of(session, owner_id, department_id)


def _history_row(record: Any, kind: ChangeKind, changes: dict[str, Any], user_id: int | None) -> dict[str, Any]:
    if kind is not ChangeKind.CREATE:
        return change_row(record, kind, changes, user_id)
    row = change_row(record, kind, initial_values(record) | changes, user_id)
    stamps = {"at": record.created_at, "user_id": record.created_by_id} if isinstance(record, Record) else {}
    return row | stamps


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _transaction: Any) -> None:
    for name in ("kehu_changes", "kehu_departments", "kehu_notes", "kehu_moved", "kehu_owners_moved"):
        session.info.pop(name, None)


def _depth(record: Any) -> int:
    """Roots before their children, whose access columns are copies."""
    return depth_of(type(record))


@cache
def depth_of(model: type[Any]) -> int:
    """How many parents are above the records of a model: 0 for roots."""
    depth = 0 if not issubclass(model, Attached) else LAST
    while parent := getattr(model, "__parent_link__", None):
        depth, model = depth + 1, entity_of(model).fields[parent].target_model
    return depth


def _kind_of(record: Any) -> ChangeKind:
    if not isinstance(record, Record) or not past(record, "archived_at").has_changes():
        return ChangeKind.UPDATE
    return ChangeKind.ARCHIVE if record.archived_at else ChangeKind.RESTORE


def _own_if_nobodys(record: Any) -> None:
    """A new record without an owner is its maker's, or they could not see what they have just saved."""
    principal = current_principal()
    maker_id = principal.user_id if principal and not principal.reason else None
    if maker_id and hasattr(record, "owner_id") and linked_id(record, "owner") is None:
        record.owner_id = maker_id


def _stamp(record: Record, fresh: bool, moment: datetime) -> None:
    user_id = acting_user_id()
    if fresh:  # whoever brings records of the past says when and by whom they were made
        record.version = 1
        record.created_at, record.created_by_id = record.created_at or moment, record.created_by_id or user_id
        record.changed_at, record.changed_by_id = record.created_at, record.created_by_id
    else:
        record.version += 1
        record.changed_at, record.changed_by_id = moment, user_id


def _write_search_key(record: Any) -> None:
    key = key_of(record)
    if record.search_text != key:
        record.search_text = key


def _check_links(session: Session, record: Record, changes: dict[str, Any] | None) -> None:
    """A link that a person sets must lead to a record that this person may see."""
    principal = current_principal()
    if principal is None or principal.reason:
        return
    checked: set[tuple[type, int]] = session.info.setdefault("kehu_checked_links", set())
    for field in entity_of(type(record)).governed_links:
        target_id = linked_id(record, field.name)
        known = (field.target_model, target_id or 0, principal.user_id)
        if target_id is None or (changes is not None and field.name not in changes) or known in checked:
            continue
        found = session.execute(select(field.target_model.id).where(field.target_model.id == target_id)).scalar()
        if found is None:
            raise NotVisible(N_("This record does not exist, or it is not visible to you."), field=field.name)
        checked.add(known)
