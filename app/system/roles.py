"""The ready roles: seeded once from the manifests' grants, the administrators' to change ever after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.core.access import Scope
from app.core.db import db
from app.core.module import Module, RoleGrant
from app.system.models.ledger import Ledger
from app.system.models.role_scope import ROLES, RoleScope
from app.system.models.user import Role

__all__ = ["ROLES", "seed_roles"]

_COMMON = frozenset({"read", "create", "edit", "delete", "import", "export"})


def seed_roles(security: Any, modules: Sequence[Module], ledger: Ledger) -> None:
    """Offer each ready role what the manifests grant it and was never offered before."""
    for name in ROLES:
        if ledger.offer(f"role:{name}"):
            security.add_role(name)
    for module in modules:
        if module.grants:
            _seed_scope(security.find_role("Admin"), module.name, Scope.ALL, ledger)
        for grant in module.grants:
            role = security.find_role(grant.role)
            if role is not None:  # an administrator may have removed or renamed it
                _seed_scope(role, module.name, Scope[grant.scope], ledger)
                _seed_rights(security, role, module, grant, ledger)
    db.session.flush()


def _seed_scope(role: Role, module: str, scope: Scope, ledger: Ledger) -> None:
    if not ledger.offer(f"scope:{role.name}:{module}"):
        return
    held = db.session.execute(select(RoleScope).where(RoleScope.role_id == role.id, RoleScope.module == module))
    if held.scalar_one_or_none() is None:
        db.session.add(RoleScope(role_id=role.id, module=module, scope=int(scope)))


def _seed_rights(security: Any, role: Role, module: Module, grant: RoleGrant, ledger: Ledger) -> None:
    for view in (*module.views, *module.pages, *module.charts, *module.hidden_views):
        permission_on = view.class_permission_name or view.__name__
        words = grant.rights.get(permission_on, grant.rights.get("*", "")).split()
        for word in words:
            name = f"can_{word}" if word in _COMMON else word
            _seed_right(security, role, name, permission_on, ledger)
        if "read" in words and view not in module.hidden_views:
            _seed_right(security, role, "menu_access", view.__name__, ledger)
            _seed_right(security, role, "menu_access", module.name, ledger)


def _seed_right(security: Any, role: Role, permission: str, view_menu: str, ledger: Ledger) -> None:
    found = security.find_permission_view_menu(permission, view_menu)
    if found is None:  # this view has no such right
        return
    if ledger.offer(f"right:{role.name}:{permission}:{view_menu}") and found not in role.permissions:
        role.permissions.append(found)
