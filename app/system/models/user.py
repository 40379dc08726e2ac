"""The people: the framework's users and roles, described like every other entity, and what we add to them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_appbuilder.security.sqla.models import PermissionView, Role, User
from sqlalchemy import JSON, Boolean, ColumnElement, ForeignKey, Integer, String, Text, func, select
from sqlalchemy.orm import Mapped, backref, column_property, configure_mappers, mapped_column, relationship

from app.core.clock import DEFAULT_ZONE
from app.core.columns import FieldSpec
from app.core.db import Model, UtcDateTime
from app.core.display import person_name
from app.core.email_addresses import check_email
from app.core.i18n import translate
from app.core.registry import Field, SideField, register
from app.core.search import matches_unindexed
from app.core.shares.model import Share
from app.core.text import N_
from app.system.enums import Language
from app.system.models.role_scope import ROLES, RoleScope
from app.system.rules.user_names import check_user_name
from app.system.zones import zone_labels

__all__ = ["PermissionView", "Role", "RoleScope", "User", "UserProfile"]


SHARES = Share.__mapper__.local_table
FOREVER = date(9999, 12, 31)


class UserProfile(Model):
    """What we know of a user beyond the framework: one row each, made with the user."""

    __tablename__ = "user_profile"
    __side_of__ = "user"

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"), primary_key=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"), index=True)
    locale: Mapped[str | None] = mapped_column(String(8))
    zone: Mapped[str] = mapped_column(String(60), default=DEFAULT_ZONE)
    page_size: Mapped[int] = mapped_column(Integer, default=25)
    # What the person chose on the screens: {"columns": {view: names}, "favourites": pages of the menu}.
    screens: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    must_change_password: Mapped[bool] = mapped_column(Boolean, default=False)
    password_changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Tokens that programs got for the password name it; a new one ends them all.
    login_epoch: Mapped[str | None] = mapped_column(String(32))
    # Where logging in takes a second step: of what its secret is made, and the step of time whose code was used last.
    totp_nonce: Mapped[str | None] = mapped_column(String(40))
    totp_step: Mapped[int | None] = mapped_column(Integer)
    search_text: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    # The last day on which anything is shared with this person; loaded with the user of each request.
    shared_until: Mapped[date | None] = column_property(
        select(func.max(func.coalesce(SHARES.c.until, FOREVER)))
        .where(SHARES.c.colleague_id == user_id, SHARES.c.archived_at.is_(None))
        .correlate_except(SHARES)
        .scalar_subquery(),
        deferred=True,
    )

    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}

    user: Mapped[User] = relationship(
        User, backref=backref("profile", uselist=False, cascade="all, delete-orphan", passive_deletes=True)
    )
    department: Mapped[Any] = relationship("Department")


class NameField(Field):
    """The whole name of a person, as their language writes it; sorted by family name."""

    def read(self, record: Any) -> str:
        return str(record)

    def expression(self, entity: Any = None) -> ColumnElement[Any]:
        source = entity if entity is not None else self.model
        return source.last_name + " " + source.first_name  # type: ignore[no-any-return]


def _describe(attribute: Any, spec: FieldSpec) -> None:
    mapped = attribute.property
    (mapped.columns[0] if hasattr(mapped, "columns") else mapped).info["field"] = spec


def describe_framework_models() -> None:
    """Give the framework's users and roles labels and fields; called once all models are known."""
    configure_mappers()  # `User.roles` and `User.profile` are backrefs and exist only then
    _describe_users()
    _describe_roles()


def _describe_users() -> None:
    User.__label__, User.__label_plural__ = N_("User"), N_("Users")
    User.__entity_name__, User.__entity_module__ = "user", "system"
    User.__title_columns__ = ("last_name", "first_name", "username")
    User.__matches__ = staticmethod(_matches)
    User.__str__ = lambda user: person_name(user.first_name, user.last_name)
    User.version = property(lambda user: user.profile.version)
    user_name = FieldSpec("string", N_("User name"), required=True, max_length=64, key=True, check=check_user_name)
    _describe(User.username, user_name)
    _describe(User.last_name, FieldSpec("string", N_("Family name"), required=True, max_length=64))
    _describe(User.first_name, FieldSpec("string", N_("Given name"), required=True, max_length=64))
    _describe(User.email, FieldSpec("string", N_("E-mail"), required=True, max_length=254, check=check_email))
    _describe(User.active, FieldSpec("boolean", N_("Enabled"), required=True, default=True))
    _describe(User.roles, FieldSpec("links", N_("Roles"), target="Role", many=True, few=True))
    _describe(User.last_login, FieldSpec("datetime", N_("Last login"), computed=True))
    register(NameField("name", User, FieldSpec("string", N_("Full name"), computed=True), "computed"))
    User.__history_field__ = staticmethod(_in_history)
    for name, spec in _PROFILE.items():
        register(SideField(name, User, spec, side="profile"))


_PROFILE = {
    "department": FieldSpec("link", N_("Department"), target="Department", required=True),
    "locale": FieldSpec(
        "choice", N_("Language"), enum=Language, max_length=8, help=N_("Empty: the language of the browser.")
    ),
    "zone": FieldSpec("choice", N_("Time zone"), labels=zone_labels, required=True, default=DEFAULT_ZONE),
    "page_size": FieldSpec("integer", N_("Rows on a page"), required=True, default=25, minimum=5, maximum=200),
    "must_change_password": FieldSpec("boolean", N_("Must choose a new password"), required=True),
    "password_changed_at": FieldSpec("datetime", N_("Password changed at")),
}


# What the history of a user says beyond the fields.
_AT_THE_DOOR = {
    "address": FieldSpec("string", N_("Address")),
    "api_token": FieldSpec("string", N_("Key for a program")),
    "second_step": FieldSpec("boolean", N_("Two-step login")),
    "password_link": FieldSpec("boolean", N_("Link for a password")),
}


def _in_history(name: str) -> Field | None:
    return Field(name, User, _AT_THE_DOOR[name]) if name in _AT_THE_DOOR else None


def _describe_roles() -> None:
    Role.__label__, Role.__label_plural__ = N_("Role"), N_("Roles")
    Role.__entity_name__, Role.__entity_module__ = "role", "system"
    Role.__title_columns__ = ("name",)
    Role.shown_title = property(lambda role: translate(ROLES.get(role.name, "")) or role.name)
    name = FieldSpec("string", N_("Role name"), required=True, max_length=64, key=True, labels=lambda: ROLES)
    _describe(Role.name, name)


def _matches(query: str) -> ColumnElement[bool]:
    """Whether a user answers a search: by name in any spelling, user name or e-mail."""
    found = select(UserProfile.user_id).where(matches_unindexed(UserProfile.search_text, query))
    return User.id.in_(found)
