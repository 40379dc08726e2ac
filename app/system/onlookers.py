"""Who sees a record: its owner, those whose roles reach it, and those it is shared with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_appbuilder.security.sqla.models import assoc_group_role, assoc_user_group, assoc_user_role
from sqlalchemy import select, union

from app.core.access import Principal, Scope, system_access, territories_of
from app.core.attached import root_of
from app.core.clock import today
from app.core.db import db
from app.core.display import EMPTY, person_name, title
from app.core.i18n import translate
from app.core.onlookers import Onlooker
from app.core.preferences import zone
from app.core.registry import Entity
from app.core.shares.model import Share
from app.core.text import N_
from app.system.holdings import scopes_of, security_manager
from app.system.models.department import Department, department_parents, root_department_id, subtree
from app.system.models.user import Role, User, UserProfile

_WHY = {
    Scope.DEPARTMENT: N_("The role “%(role)s” sees the own department"),
    Scope.SUBTREE: N_("The role “%(role)s” sees the own department and those below"),
    Scope.ALL: N_("The role “%(role)s” sees everything"),
}
OWNER, SHARED, IN_TERRITORY = N_("Looks after it"), N_("Shared by %(name)s"), N_("Belongs to its territory")


@dataclass(frozen=True)
class _Person:
    user_id: int
    name: str
    department_id: int | None
    role_ids: tuple[int, ...]


def onlookers(entity: Entity, record: Any) -> list[Onlooker]:
    """Every active user who sees `record`, in eight statements: its owner, those it is shared with, then the others.

    The readers of a record may know each other, whatever they see of the people otherwise.
    """
    with system_access("who sees a record"):
        people = _people_who_may_read(entity.permission)
        shared = _sharers(entity, record)
        roles = {role.id: title(role) for role in db.session.scalars(select(Role))}
        departments = dict(db.session.execute(select(Department.id, Department.name)).tuples().all())
    found = []
    for person in people:
        rank, why = _reason(entity, record, person, shared, roles)
        if why:
            place = departments.get(person.department_id or 0, EMPTY)
            found.append((rank, Onlooker(person.user_id, person.name, place, why)))
    return [one for _, one in sorted(found, key=lambda item: (item[0], item[1].name))]


def _reason(
    entity: Entity, record: Any, person: _Person, shared: dict[int, str], roles: dict[int, str]
) -> tuple[int, str]:
    group = entity.model.__access_group__
    if record.acc_owner_id == person.user_id and scopes_of(person.role_ids).get(group, Scope.NONE):
        return 0, translate(OWNER)
    if person.user_id in shared:
        return 1, translate(SHARED, name=shared[person.user_id])
    if record.acc_territory_id in territories_of(person.user_id):
        return 2, translate(IN_TERRITORY)
    for role_id, scope in sorted(_scopes(person, group), key=lambda item: -item[1]):
        below = subtree(person.department_id, department_parents())
        reach = Principal(person.user_id, person.department_id, below, {group: scope})
        if scope in _WHY and reach.covers(group, record.acc_owner_id, record.acc_department_id):
            return 3 + scope, translate(_WHY[scope], role=roles.get(role_id, EMPTY))
    return 0, ""


def _scopes(person: _Person, group: str) -> Iterator[tuple[int, Scope]]:
    for role_id in person.role_ids:
        yield role_id, scopes_of([role_id]).get(group, Scope.NONE)


def _people_who_may_read(permission: str) -> list[_Person]:
    """Active users with the right to look at this kind of record, and all their roles."""
    direct = select(assoc_user_role.c.user_id, assoc_user_role.c.role_id)
    through_groups = select(assoc_user_group.c.user_id, assoc_group_role.c.role_id).join(
        assoc_group_role, assoc_group_role.c.group_id == assoc_user_group.c.group_id
    )
    held: dict[int, set[int]] = {}
    for user_id, role_id in db.session.execute(union(direct, through_groups)):
        held.setdefault(user_id, set()).add(role_id)
    sm = security_manager()
    readers = {role_id for role_ids in held.values() for role_id in role_ids}
    readers = readers & sm.roles_holding("can_read", permission)
    known = (
        select(User.id, User.first_name, User.last_name, UserProfile.department_id)
        .outerjoin(UserProfile, UserProfile.user_id == User.id)
        .where(User.active.is_(True))
    )
    return [
        _Person(user_id, person_name(first, last), place or root_department_id(), tuple(sorted(held[user_id])))
        for user_id, first, last, place in db.session.execute(known)
        if readers & held.get(user_id, set())
    ]


def _sharers(entity: Entity, record: Any) -> dict[int, str]:
    """{colleague: who shared it with them} of the shares that hold today."""
    root = root_of(db.session(), entity.model, record.id)
    holds = (Share.acc_root == root, Share.archived_at.is_(None))
    statement = (
        select(Share.colleague_id, Share.until, User.first_name, User.last_name)
        .outerjoin(User, User.id == Share.created_by_id)
        .where(*holds)
    )
    here = today(zone().key)
    rows = db.session.execute(statement)
    return {c: person_name(first or "", last or "") for c, until, first, last in rows if not until or until >= here}
