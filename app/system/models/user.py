"""The people: the framework's users and roles, described like every other entity, and what we add to them."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.security.sqla.models import PermissionView, Role, User
from sqlalchemy import Boolean, ForeignKey, Integer, String, event, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, configure_mappers, mapped_column, relationship

from app.core.access import Scope
from app.core.clock import DEFAULT_ZONE
from app.core.columns import FieldSpec
from app.core.db import Model
from app.core.text import N_

__all__ = ["PermissionView", "Role", "RoleScope", "User", "UserProfile"]


class UserProfile(Model):
    """What we know of a user beyond the framework: one row each, made with the user."""

    __tablename__ = "user_profile"

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"), primary_key=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"), index=True)
    locale: Mapped[str | None] = mapped_column(String(8))
    zone: Mapped[str] = mapped_column(String(60), default=DEFAULT_ZONE)
    page_size: Mapped[int] = mapped_column(Integer, default=25)
    must_change_password: Mapped[bool] = mapped_column(Boolean, default=False)

    user: Mapped[User] = relationship(User, backref="profile_rows")
    department: Mapped[Any] = relationship("Department")


class RoleScope(Model):
    """How far a role sees in one module; a module without a row is not seen at all."""

    __tablename__ = "role_scope"

    role_id: Mapped[int] = mapped_column(ForeignKey("ab_role.id", ondelete="CASCADE"), primary_key=True)
    module: Mapped[str] = mapped_column(String(40), primary_key=True)
    scope: Mapped[int] = mapped_column(Integer, default=Scope.OWN)


@event.listens_for(User, "after_insert")
def _make_profile(_mapper: Any, connection: Connection, user: User) -> None:
    """A user made in any way, `flask fab create-user` too, can work at once: in the department at the root."""
    from app.system.models.department import Department  # the two models refer to each other

    departments = Department.__table__
    root = connection.execute(
        select(departments.c.id).where(departments.c.parent_id.is_(None)).order_by(departments.c.id).limit(1)
    ).scalar()
    profile = UserProfile.__table__
    if connection.execute(select(profile.c.user_id).where(profile.c.user_id == user.id)).first() is None:
        connection.execute(profile.insert().values(user_id=user.id, department_id=root))


def _describe(attribute: Any, spec: FieldSpec) -> None:
    mapped = attribute.property
    (mapped.columns[0] if hasattr(mapped, "columns") else mapped).info["field"] = spec


def describe_framework_models() -> None:
    """Give the framework's users and roles labels and fields; called once all models are known."""
    configure_mappers()  # `User.roles` is a backref and exists only then
    User.__label__, User.__label_plural__ = N_("User"), N_("Users")
    User.__title_columns__ = ("last_name", "first_name", "username")
    _describe(User.username, FieldSpec("string", N_("User name"), required=True, max_length=64, key=True))
    _describe(User.last_name, FieldSpec("string", N_("Family name"), required=True, max_length=64))
    _describe(User.first_name, FieldSpec("string", N_("Given name"), required=True, max_length=64))
    _describe(User.email, FieldSpec("string", N_("E-mail"), required=True, max_length=254))
    _describe(User.active, FieldSpec("boolean", N_("Active"), required=True, default=True))
    _describe(User.roles, FieldSpec("links", N_("Roles"), target="Role", many=True))
    Role.__label__, Role.__label_plural__ = N_("Role"), N_("Roles")
    _describe(Role.name, FieldSpec("string", N_("Role name"), required=True, max_length=64, key=True))
