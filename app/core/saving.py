"""What happens to every record on its way to the database, whoever saves it: form, action, import, API or job.

Stamps, version, search key, access columns, the check of links and the history, in one place and one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from sqlalchemy import event, inspect, select, update
from sqlalchemy.orm import Session

from app.core.access import GATED, acting_user_id, current_principal, governed_models, system_access
from app.core.clock import now
from app.core.errors import NotVisible, RuleError
from app.core.folding import search_key
from app.core.history import ChangeKind, change_row, changed_fields, initial_values, tell_collector, write_changes
from app.core.i18n import translate
from app.core.parents import refuse_cycles
from app.core.registry import entity_of
from app.core.save_rules import apply_save_rules, linked_id, past
from app.core.text import N_
from app.core.traits import Governed, Record, Searchable

ACCESS_COLUMNS = ("acc_owner_id", "acc_department_id", "acc_territory_id")
Guard = Callable[[Session, Any, ChangeKind, dict[str, Any]], None]
_guards: dict[type[Any], list[Guard]] = {}
_department_of: Callable[[int], int | None] = lambda user_id: None  # noqa: E731


def set_department_of(finder: Callable[[int], int | None]) -> None:
    """Say how a user's department is found; `system` does."""
    global _department_of
    _department_of = finder


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
    apply_save_rules(session)
    rows: list[Any] = session.info.setdefault("kehu_changes", [])
    notes: list[Any] = session.info.pop("kehu_notes", [])
    new = session.new
    for record in sorted(_subjects(session, notes), key=_depth):
        fresh = record in new
        changes = {} if fresh else changed_fields(record)
        changes |= {name: pair for noted, pairs in notes if noted is record for name, pair in pairs.items()}
        kind = ChangeKind.CREATE if fresh else _kind_of(record)
        _check_links(session, record, None if fresh else changes)
        refuse_cycles(session, record, None if fresh else changes)
        _obey(session, record, kind, changes)
        if fresh or changes or kind is not ChangeKind.UPDATE:
            if isinstance(record, Record):
                _stamp(record, fresh)
            rows.append((record, kind, changes))
        if isinstance(record, Searchable):
            _write_search_key(record)
        if isinstance(record, Governed):
            if fresh:
                _own_if_nobodys(record)
            _write_access(session, record)
    for record in session.deleted:
        if hasattr(record, "__label__"):
            _obey(session, record, ChangeKind.DELETE, {})
            rows.append((record, ChangeKind.DELETE, initial_values(record)))


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
    write_changes(session, [_history_row(record, kind, changes, acting_user_id()) for record, kind, changes in rows])
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
    depth = 0
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


def _stamp(record: Record, fresh: bool) -> None:
    moment, user_id = now(), acting_user_id()
    if fresh:  # whoever brings records of the past says when and by whom they were made
        record.version = 1
        record.created_at, record.created_by_id = record.created_at or moment, record.created_by_id or user_id
        record.changed_at, record.changed_by_id = record.created_at, record.created_by_id
    else:
        record.version += 1
        record.changed_at, record.changed_by_id = moment, user_id


def _write_search_key(record: Any) -> None:
    texts = [field.read(record) for field in entity_of(type(record)).search_fields]
    key = search_key(*dict.fromkeys(str(value) for value in texts if value))
    if record.search_text != key:
        record.search_text = key


def _check_links(session: Session, record: Record, changes: dict[str, Any] | None) -> None:
    """A link that a person sets must lead to a record that this person may see."""
    principal = current_principal()
    if principal is None or principal.reason:
        return
    checked: set[tuple[type, int]] = session.info.setdefault("kehu_checked_links", set())
    for field in entity_of(type(record)).editable_fields:
        if field.spec.type != "link" or not issubclass(field.target_model, Governed):
            continue
        target_id = linked_id(record, field.name)
        known = (field.target_model, target_id or 0, principal.user_id)
        if target_id is None or (changes is not None and field.name not in changes) or known in checked:
            continue
        found = session.execute(select(field.target_model.id).where(field.target_model.id == target_id)).scalar()
        if found is None:
            raise NotVisible(N_("This record does not exist, or it is not visible to you."), field=field.name)
        checked.add(known)


def _write_access(session: Session, record: Any) -> None:
    wanted = _access_of(session, record)
    if wanted == tuple(getattr(record, column) for column in ACCESS_COLUMNS):
        return
    for column, value in zip(ACCESS_COLUMNS, wanted, strict=True):
        setattr(record, column, value)
    if inspect(record).has_identity:
        session.info.setdefault("kehu_moved", []).append(record)


def _access_of(session: Session, record: Any) -> tuple[int | None, ...]:
    parent_link = record.__parent_link__
    if parent_link is None:
        owner_id = linked_id(record, "owner")
        department_id = _department_of_owner(session, owner_id) if owner_id else None
        territory_id = linked_id(record, "territory") if hasattr(record, "territory_id") else None
        return owner_id, department_id, territory_id
    parent = inspect(record).dict.get(parent_link)
    if parent is not None:
        return tuple(getattr(parent, column) for column in ACCESS_COLUMNS)
    model = entity_of(type(record)).fields[parent_link].target_model
    columns = [getattr(model, column) for column in ACCESS_COLUMNS]
    with system_access("copy the access columns of the parent"):
        row = session.execute(select(*columns).where(model.id == linked_id(record, parent_link))).one_or_none()
    return tuple(row) if row else (None, None, None)


def _department_of_owner(session: Session, owner_id: int) -> int | None:
    """Asked once for each owner in a flush, however many records it saves."""
    known: dict[int, int | None] = session.info.setdefault("kehu_departments", {})
    if owner_id not in known:
        known[owner_id] = _department_of(owner_id)
    return known[owner_id]


def move_children(session: Session, record: Any) -> None:
    """Give everything below `record` its access columns, one set-based UPDATE for each kind of child."""
    values = {column: getattr(record, column) for column in ACCESS_COLUMNS}
    _move_below(session, type(record), [record.id], values)


def owner_moves(session: Session, owner_id: int, department_id: int | None) -> None:
    """Let the records of somebody who changes the department follow at the end of the running flush."""
    session.info.setdefault("kehu_owners_moved", []).append((owner_id, department_id))


def move_records_of(session: Session, owner_id: int, department_id: int | None) -> None:
    """Give all records of an owner, and those below them, a department: one set-based UPDATE for each kind."""
    for model in governed_models():
        statement = update(model).where(model.acc_owner_id == owner_id).values(acc_department_id=department_id)
        with system_access("move the records of an owner to the owner's department"):
            session.execute(statement, execution_options={"synchronize_session": False, GATED: True})


def _move_below(session: Session, model: type[Any], parent_ids: Any, values: dict[str, Any]) -> None:
    for child in _children_of(model):
        column = getattr(child, f"{child.__parent_link__}_id")
        statement = update(child).where(column.in_(parent_ids)).values(values)
        with system_access("move the children of a record with it"):
            session.execute(statement, execution_options={"synchronize_session": False, GATED: True})
        _move_below(session, child, select(child.id).where(column.in_(parent_ids)), values)


def _children_of(model: type[Any]) -> Iterable[type[Any]]:
    for child in governed_models():
        parent_link = child.__parent_link__
        if parent_link and entity_of(child).fields[parent_link].target_model is model:
            yield child
