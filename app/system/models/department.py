"""The departments of the company."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Mapped

from app.core.columns import link, string
from app.core.db import Model, db
from app.core.stamps import stamped, watch
from app.core.text import N_
from app.core.traits import Record, unique_among_live


class Department(Record, Model):
    """A part of the company; a record belongs to the department of its owner."""

    __tablename__ = "department"
    __table_args__ = (unique_among_live("department", "name"),)
    __label__ = N_("Department")
    __label_plural__ = N_("Departments")

    name: Mapped[str] = string(N_("Department name"), 100, required=True, key=True)
    code: Mapped[str | None] = string(N_("Department code"), 40, unique=True)
    parent = link(N_("Parent department"), "Department")
    manager = link(N_("Department manager"), "User", table="ab_user", ondelete="SET NULL")


def department_parents() -> dict[int, int | None]:
    """Parent of each department by id, archived ones too: their records must not become invisible."""
    statement = select(Department.id, Department.parent_id)
    tree: dict[int, int | None] = stamped("department", "parents", lambda: dict(db.session.execute(statement).all()))
    return tree


def root_department_id() -> int | None:
    """The department at the top of the tree: the oldest one without a parent."""
    return min((id_ for id_, parent in department_parents().items() if parent is None), default=None)


def subtree(department_id: int | None, parents: dict[int, int | None]) -> tuple[int, ...]:
    """`department_id` and every department below it, sorted."""
    if department_id is None:
        return ()
    found = {department_id}
    while True:
        more = {id_ for id_, parent in parents.items() if parent in found} - found
        if not more:
            return tuple(sorted(found))
        found |= more


watch("department", Department)
