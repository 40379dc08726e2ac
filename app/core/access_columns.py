"""The access columns of governed records: copies of the root record's, written as it is saved and moved with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import inspect, select, update
from sqlalchemy.orm import Session

from app.core.access import GATED, governed_models, system_access
from app.core.attached import Attached, attached_models, root_of, standing_of
from app.core.errors import NotVisible
from app.core.registry import entity_of
from app.core.save_rules import linked_id
from app.core.text import N_

ACCESS_COLUMNS = ("acc_owner_id", "acc_department_id", "acc_territory_id")
_department_of: Callable[[int], int | None] = lambda user_id: None  # noqa: E731


def set_department_of(finder: Callable[[int], int | None]) -> None:
    """Say how a user's department is found; `system` does."""
    global _department_of
    _department_of = finder


def write_access(session: Session, record: Any, *, moved: bool = False) -> None:
    """Give `record` its access columns; what hangs below follows at the end of the flush if they change.

    `moved`: it hangs below another record than before.
    """
    wanted = access_of(session, record)
    if not moved and all(getattr(record, column) == value for column, value in wanted.items()):
        return
    for column, value in wanted.items():
        setattr(record, column, value)
    if inspect(record).has_identity:
        session.info.setdefault("kehu_moved", []).append(record)


def access_of(session: Session, record: Any) -> dict[str, Any]:
    """The access columns that `record` must have."""
    if isinstance(record, Attached):
        return _standing(session, record)
    parent_link = record.__parent_link__
    if parent_link is None:
        owner_id = linked_id(record, "owner")
        department_id = _department_of_owner(session, owner_id) if owner_id else None
        territory_id = linked_id(record, "territory") if hasattr(record, "territory_id") else None
        return dict(zip(ACCESS_COLUMNS, (owner_id, department_id, territory_id), strict=True))
    parent = inspect(record).dict.get(parent_link)
    if parent is not None:
        return {column: getattr(parent, column) for column in ACCESS_COLUMNS}
    model = entity_of(type(record)).fields[parent_link].target_model
    columns = [getattr(model, column) for column in ACCESS_COLUMNS]
    with system_access("copy the access columns of the parent"):
        row = session.execute(select(*columns).where(model.id == linked_id(record, parent_link))).one_or_none()
    return dict(zip(ACCESS_COLUMNS, row or (None, None, None), strict=True))


def _standing(session: Session, record: Attached) -> dict[str, Any]:
    if inspect(record).has_identity:  # it stays where it is; when its record moves, it is moved along
        return {}
    try:
        # On behalf of whoever acts: nobody attaches anything to what they may not see.
        standing_of(session, record.entity, record.record_id)
        with system_access("copy the access columns of the record to what is attached to it"):
            return standing_of(session, record.entity, record.record_id)
    except KeyError as error:
        raise NotVisible(N_("This record does not exist, or it is not visible to you.")) from error


def _department_of_owner(session: Session, owner_id: int) -> int | None:
    """Asked once for each owner in a flush, however many records it saves."""
    known: dict[int, int | None] = session.info.setdefault("kehu_departments", {})
    if owner_id not in known:
        known[owner_id] = _department_of(owner_id)
    return known[owner_id]


def move_children(session: Session, record: Any) -> None:
    """Give everything below `record` its access columns, one set-based UPDATE for each kind of child."""
    values = {column: getattr(record, column) for column in ACCESS_COLUMNS}
    with system_access("move the children of a record, and what is attached to them, with it"):
        root = root_of(session, type(record), record.id)
        _move_below(session, type(record), [record.id], values, root)


def owner_moves(session: Session, owner_id: int, department_id: int | None) -> None:
    """Let the records of somebody who changes the department follow at the end of the running flush."""
    session.info.setdefault("kehu_owners_moved", []).append((owner_id, department_id))


def move_records_of(session: Session, owner_id: int, department_id: int | None) -> None:
    """Give all records of an owner, and those below them, a department: one set-based UPDATE for each kind."""
    for model in governed_models():
        statement = update(model).where(model.acc_owner_id == owner_id).values(acc_department_id=department_id)
        with system_access("move the records of an owner to the owner's department"):
            session.execute(statement, execution_options={"synchronize_session": False, GATED: True})


def _move_below(session: Session, model: type[Any], ids: Any, values: dict[str, Any], root: str) -> None:
    for attached in attached_models():
        hanging = (attached.entity == entity_of(model).name, attached.record_id.in_(ids))
        _update(session, update(attached).where(*hanging).values(values | {"acc_root": root}))
    for child in _children_of(model):
        column = getattr(child, f"{child.__parent_link__}_id")
        _update(session, update(child).where(column.in_(ids)).values(values))
        _move_below(session, child, select(child.id).where(column.in_(ids)), values, root)


def _update(session: Session, statement: Any) -> None:
    session.execute(statement, execution_options={"synchronize_session": False, GATED: True})


def _children_of(model: type[Any]) -> Iterable[type[Any]]:
    for child in governed_models():
        parent_link = child.__parent_link__
        if parent_link and entity_of(child).fields[parent_link].target_model is model:
            yield child
