"""Looking at the system with the eyes of a role: administrators see what they have granted, and change nothing."""

from __future__ import annotations

from typing import Any

from flask import Flask, abort, g, has_request_context, request, session
from flask_login import current_user
from sqlalchemy import select

from app.core.db import db
from app.core.display import title
from app.core.errors import RuleError
from app.core.text import N_
from app.system.holdings import security_manager
from app.system.models.user import Role

_KEY = "viewed_role"
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
# What may be done meanwhile: stop looking, and leave.
_OPEN = frozenset({"ViewingView.end", "AuthDBView.logout"})
READ_ONLY = N_("You are looking at the system as somebody with another role does: nothing can be changed meanwhile.")


def begin(role: Role) -> None:
    """From the next request on, see what `role` sees, in one's own department."""
    if role.name == security_manager().auth_role_admin:
        raise RuleError(N_("You see everything already."))
    session[_KEY] = role.id


def end() -> None:
    """Be an administrator again."""
    session.pop(_KEY, None)


def viewed_role() -> Role | None:
    """The role with whose eyes this request looks, if any; only an administrator's session can say so."""
    if not has_request_context() or _KEY not in session:
        return None
    if "kehu_viewed_role" not in g:
        g.kehu_viewed_role = _role(session[_KEY]) if _is_administrators(current_user) else None
    role: Role | None = g.kehu_viewed_role
    return role


def viewed_role_of(user_id: int) -> Role | None:
    """The same for whoever makes this request; None for everybody else."""
    role = viewed_role()
    return role if role is not None and current_user.id == user_id else None


def viewed_title() -> str:
    """What the bar over every page calls the role; empty where nobody looks with other eyes."""
    role = viewed_role()
    return "" if role is None else title(role)


def _role(role_id: int) -> Role | None:
    return db.session.execute(select(Role).where(Role.id == role_id)).scalar_one_or_none()


def _is_administrators(user: Any) -> bool:
    name = security_manager().auth_role_admin
    held = [*user.roles, *(role for group in user.groups for role in group.roles)] if user.is_authenticated else []
    return any(role.name == name for role in held)


def install(app: Flask) -> None:
    """Refuse every change meanwhile, and let the pages say why."""
    app.jinja_env.globals["viewed_role_title"] = viewed_title

    @app.before_request
    def only_look() -> None:
        if request.method not in _READING and request.endpoint not in _OPEN and viewed_role() is not None:
            abort(403, RuleError(READ_ONLY))
