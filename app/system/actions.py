"""Every change of state of people and rights, a verb each. The caller owns the transaction."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from typing import Any

from flask import current_app
from flask_appbuilder.security.sqla.models import Permission, PermissionView, ViewMenu
from sqlalchemy import select
from werkzeug.security import generate_password_hash

from app.core.access import Scope, acting_user_id
from app.core.clock import now
from app.core.db import db
from app.core.errors import RuleError
from app.core.history import note_changes
from app.core.jobs.queue import enqueue
from app.core.text import N_
from app.system.holdings import own_holdings
from app.system.models.user import Role, RoleScope, User
from app.system.reach import refuse_wider_members
from app.system.rights import catalogue, refuse_unheld, views_of
from app.system.rules.granting import FOLLOWING, Grant, Holdings, added, unheld
from app.system.rules.passwords import check_password
from app.system.settings import setting

READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


def hashed(password: str) -> str:
    """The stored form of a password, as the framework makes it."""
    method = current_app.config.get("FAB_PASSWORD_HASH_METHOD", "scrypt")
    return generate_password_hash(password, method)


def set_password(user: User, chosen: str, *, field: str | None = None) -> str | None:
    """Give somebody a first password or a new one, to be changed at the next login.

    Empty: a random one is made and returned; nobody can read it later.
    """
    if user.id is not None and user.id == acting_user_id():
        raise RuleError(N_("Change your own password on the page of your account."))
    made = None if chosen else one_time_password()
    _store_password(user, made or _checked(user, chosen, field))
    user.profile.must_change_password = True
    return made


def one_time_password() -> str:
    """79 random bits that can be read out over the telephone: no letter looks or sounds like a digit."""
    groups = ["".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(4)]
    return "-".join(groups)


def change_own_password(user: User, old: str, new: str) -> None:
    """Let somebody whose old password was confirmed choose a new one."""
    if new == old:
        raise RuleError(N_("Choose a password that differs from the present one."), field="new_password")
    _store_password(user, _checked(user, new, "new_password"))
    user.profile.must_change_password = False


def store_chosen_password(user: User, password: str) -> None:
    """Give somebody the password that they chose themselves, by a link."""
    _store_password(user, _checked(user, password, "new_password"))
    user.profile.must_change_password = False


def _store_password(user: User, password: str) -> None:
    user.password = hashed(password)
    user.profile.password_changed_at = now()


def _checked(user: User, password: str, field: str | None) -> str:
    personal = [user.username, user.first_name, user.last_name, *(user.email or "").split("@")]
    return check_password(password, personal, shortest=setting("shortest_password"), field=field)


def activate(users: Collection[User]) -> None:
    """Let people log in again."""
    for user in users:
        user.active = True


def deactivate(users: Collection[User]) -> None:
    """Keep people from logging in from the next request on; their records stay theirs."""
    for user in users:
        user.active = False


def held_by(role: Role) -> Holdings:
    """What a role gives now, as it stands in this transaction."""
    rows = db.session.execute(select(RoleScope).where(RoleScope.role_id == role.id)).scalars() if role.id else ()
    grants = {(held.permission.name, held.view_menu.name) for held in role.permissions}
    return Holdings(grants, {row.module: Scope(row.scope) for row in rows})


def refuse_fuller_role(held: Holdings, own: Holdings) -> None:
    """RuleError where a role gives more than whoever acts holds: then it is not theirs to change or take away."""
    if any(unheld(held, own)):
        raise RuleError(N_("This role gives more rights than you hold: let an administrator change it."))


def set_rights(role: Role, grants: Collection[Grant], scopes: Mapping[str, Scope]) -> None:
    """Let a role give exactly these rights, of all that the catalogue lists, and see so far in each module.

    What the catalogue does not list stays; entries of the menu follow from the right to read.
    """
    listed = {
        (right, subject.name) for module in catalogue() for subject in module.subjects for right in subject.rights
    }
    before = held_by(role)
    kept = {grant for grant in before.grants if grant not in listed and grant[0] != FOLLOWING}
    wanted = kept | (set(grants) & listed)
    after = Holdings(wanted | _menu_entries(wanted), {**before.scopes, **scopes})
    own = own_holdings()
    if own is not None:
        refuse_fuller_role(before, own)
        new = added(before, after)
        refuse_unheld(unheld(new, own))
        refuse_wider_members(role, {module: Scope(scope) for module, scope in new.scopes.items()})
    _write_grants(role, before.grants, after.grants)
    _write_scopes(role, scopes)
    note_changes(db.session(), role, _differences(before, after))


def _menu_entries(grants: Collection[Grant]) -> set[Grant]:
    entries = set()
    for module in current_app.extensions["kehu_modules"]:
        for view in views_of(module):
            if type(view) not in module.hidden_views and ("can_read", view.class_permission_name) in grants:
                entries |= {(FOLLOWING, type(view).__name__), (FOLLOWING, module.name)}
    return entries


def _write_grants(role: Role, before: Collection[Grant], after: Collection[Grant]) -> None:
    wanted, held = set(after), set(before)
    role.permissions = [p for p in role.permissions if (p.permission.name, p.view_menu.name) in wanted]
    rows = (
        select(PermissionView)
        .join(Permission, Permission.id == PermissionView.permission_id)
        .join(ViewMenu, ViewMenu.id == PermissionView.view_menu_id)
        .where(ViewMenu.name.in_({name for _, name in wanted - held}))
    )
    for row in db.session.execute(rows).scalars() if wanted - held else ():
        if (row.permission.name, row.view_menu.name) in wanted - held:
            role.permissions.append(row)


def _write_scopes(role: Role, scopes: Mapping[str, Scope]) -> None:
    rows = db.session.execute(select(RoleScope).where(RoleScope.role_id == role.id)).scalars() if role.id else ()
    present = {row.module: row for row in rows}
    for module, scope in scopes.items():
        if module not in present:
            db.session.add(RoleScope(role=role, module=module, scope=int(scope)))
        elif present[module].scope != scope:
            present[module].scope = int(scope)


def _differences(before: Holdings, after: Holdings) -> dict[str, list[Any]]:
    """{“rights:<subject>” or “scope:<module>”: [before, after]} of what differs, the menu's entries left out."""
    past, present = _by_subject(before.grants), _by_subject(after.grants)
    changes: dict[str, list[Any]] = {
        f"rights:{name}": [past.get(name, []), present.get(name, [])]
        for name in sorted(past.keys() | present.keys())
        if past.get(name) != present.get(name)
    }
    for module, scope in sorted(after.scopes.items()):
        former = before.scopes.get(module)
        if former != scope:
            changes[f"scope:{module}"] = [Scope(former).name if former is not None else None, Scope(scope).name]
    return changes


def _by_subject(grants: Collection[Grant]) -> dict[str, list[str]]:
    """{subject: its permissions in the order of the catalogue}."""
    subjects = (subject for module in catalogue() for subject in module.subjects)
    found = {s.name: [right for right in s.rights if (right, s.name) in grants] for s in subjects}
    return {name: rights for name, rights in found.items() if rights}


def hand_over(giver: Any, receiver: Any = None, note: str | None = None, *, department_id: int | None = None) -> None:
    """Start handing everything that `giver` looks after to `receiver`, or to the public pool, in the background.

    `department_id`: where the giver works once nothing is theirs any more.
    """
    if receiver is not None and receiver.id == giver.id:
        raise RuleError(N_("Choose somebody else."), field="receiver")
    args = {"giver_id": giver.id, "receiver_id": receiver.id if receiver else None, "note": note or ""}
    moved = {} if department_id is None else {"department_id": department_id}
    enqueue(db.session(), "hand_over_records", args | moved, created_by=acting_user_id())


def move(user: User, department: Any, receiver: Any = None, note: str | None = None) -> bool:
    """Let somebody work in another department, with their records, or without them: then `receiver` gets them first.

    Whether it happens at once; handing over takes its time in the background.
    """
    if user.profile.department_id == department.id:
        raise RuleError(N_("This person works there already."), field="department")
    if receiver is None:
        user.profile.department = department
        return True
    hand_over(user, receiver, note, department_id=department.id)
    return False
