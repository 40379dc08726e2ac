"""Rights on users, roles and departments are no sight of records: what they open, whoever acts must see already."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from flask_appbuilder.security.sqla.models import assoc_group_role, assoc_user_group, assoc_user_role
from sqlalchemy import ColumnElement, inspect, select, union
from sqlalchemy.orm import Session

from app.core.access import Scope, acting_user_id, current_principal, governed_models, system_access
from app.core.db import db
from app.core.errors import RuleError
from app.core.save_rules import has_set, linked_id
from app.core.text import N_
from app.system.holdings import own_holdings, scopes_of
from app.system.models.department import department_parents, root_department_id, subtree
from app.system.models.user import Role, UserProfile
from app.system.rules.reaching import OWN, Reach, beyond, unseen

SEES_MORE = N_("This person sees records that you do not see: let an administrator change the account.")
OPENS_MORE = N_("Somebody would see records that you do not see yourself: let an administrator do it.")
OWN_DEPARTMENT = N_("You cannot change your own department, since it decides what you see: let an administrator do it.")


def own_reach() -> Reach | None:
    """How far whoever acts sees; None where there is no limit."""
    principal, own = current_principal(), own_holdings()
    return Reach(own.scopes, principal.department_id, principal.subtree_ids) if principal and own else None


def reach_of(role_ids: Collection[int], department_id: int | None) -> Reach:
    """How far somebody with these roles sees in a department; None is the one at the root."""
    place = department_id if department_id is not None else root_department_id()
    return Reach(scopes_of(role_ids), place, subtree(place, department_parents()))


def _modules_with(held: Callable[[Any], ColumnElement[bool]]) -> set[str]:
    """The modules that have records of which `held` is true: of an owner, of a branch."""
    found: set[str] = set()
    with system_access("whether records change the department"):
        for model in governed_models():
            chosen: Any = model
            if chosen.__access_group__ not in found:
                some = db.session.execute(select(chosen.id).where(held(chosen)).limit(1)).first()
                found |= {chosen.__access_group__} if some else set()
    return found


def keep_within_reach(session: Session, users: list[Any]) -> None:
    """Nobody changes the account of somebody who sees more, nor lets anybody see more by role or department."""
    own = own_reach()
    if own is None:
        return
    places = _saved_departments([user.id for user in users if user not in session.new])
    for user in users:
        if user in session.new:
            _refuse_opening(user, own)
        else:
            _refuse_changing(user, places.get(user.id), own)


def _saved_departments(user_ids: list[int]) -> dict[int, int | None]:
    statement = select(UserProfile.user_id, UserProfile.department_id).where(UserProfile.user_id.in_(user_ids))
    return dict(db.session.execute(statement).all())


def _role_ids(user: Any, *, before: bool) -> list[int]:
    past = inspect(user).attrs.roles.load_history()
    return [role.id for role in (*(past.unchanged or ()), *((past.deleted if before else past.added) or ())) if role.id]


def _refuse_opening(user: Any, own: Reach) -> None:
    """A new account owns nothing yet, so only its scopes beyond that count."""
    reach = reach_of(_role_ids(user, before=False), linked_id(user.profile, "department"))
    wider = {module: scope for module, scope in reach.scopes.items() if scope > OWN}
    if beyond(Reach(wider, reach.department, reach.subtree), own):
        raise RuleError(OPENS_MORE, field="department")


def _refuse_changing(user: Any, place: int | None, own: Reach) -> None:
    moved_to = linked_id(user.profile, "department") if user.profile is not None else place
    moves = moved_to != place
    if user.id == acting_user_id():
        if moves and any(Scope.NONE < scope < Scope.ALL for scope in own.scopes.values()):
            raise RuleError(OWN_DEPARTMENT, field="department")
        return
    if beyond(reach_of(_role_ids(user, before=True), place), own):
        raise RuleError(SEES_MORE)
    if beyond(reach_of(_role_ids(user, before=False), moved_to), own):
        raise RuleError(OPENS_MORE, field="department" if moves else "roles")
    # The records go along, whatever their owner sees.
    if moves and unseen([place, moved_to], own, _modules_with(lambda model: model.acc_owner_id == user.id)):
        raise RuleError(OPENS_MORE, field="department")


def keep_branches_within_reach(session: Session, departments: list[Any]) -> None:
    """A branch that is hung elsewhere is seen from above its new place: only who sees all of it moves it."""
    own = own_reach()
    moved = [
        d
        for d in departments
        if d not in session.new and d not in session.deleted and has_set(d, "parent", "parent_id")
    ]
    if own is None:
        return
    for department in moved:
        branch = subtree(department.id, department_parents())
        changes = linked_id(department, "parent") != department_parents().get(department.id)
        concerned = _modules_with(lambda model: model.acc_department_id.in_(branch))  # noqa: B023
        concerned |= {module for module, scope in own.scopes.items() if scope}  # of records yet to come, too
        if changes and unseen(branch, own, concerned):
            raise RuleError(OPENS_MORE, field="parent")


def refuse_wider_members(role: Role, scopes: Mapping[str, Scope]) -> None:
    """RuleError where a wider scope would let a member of the role, in another department, see more than one does."""
    own = own_reach()
    if own is None or role.id is None or not scopes:
        return
    wider = {module: int(scope) for module, scope in scopes.items()}
    for place in _departments_of_members(role.id):
        found = place if place is not None else root_department_id()
        if beyond(Reach(wider, found, subtree(found, department_parents())), own):
            raise RuleError(OPENS_MORE)


def _departments_of_members(role_id: int) -> Iterable[int | None]:
    direct = select(assoc_user_role.c.user_id).where(assoc_user_role.c.role_id == role_id)
    through_groups = (
        select(assoc_user_group.c.user_id)
        .join(assoc_group_role, assoc_group_role.c.group_id == assoc_user_group.c.group_id)
        .where(assoc_group_role.c.role_id == role_id)
    )
    members = union(direct, through_groups).subquery()
    statement = select(UserProfile.department_id).where(UserProfile.user_id.in_(select(members.c.user_id))).distinct()
    return db.session.execute(statement).scalars().all()
