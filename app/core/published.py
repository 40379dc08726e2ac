"""What somebody keeps for themselves, for the members of a role, or for everybody: seen by its audience alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Index, literal_column, or_
from sqlalchemy.orm import Mapped

from app.core.columns import choice, link
from app.core.enums import LabelledEnum, Tone
from app.core.principals import Principal, Scope
from app.core.text import N_
from app.core.traits import Governed, access_indexes


class Audience(LabelledEnum):
    """Who sees it."""

    PRIVATE = "private", N_("Only me"), Tone.CALM
    ROLE = "role", N_("The members of a role"), Tone.INFO
    EVERYBODY = "everybody", N_("Everybody"), Tone.GOOD


class Published(Governed):
    """A record with an audience. How far the scopes of a person's roles reach does not count for it.

    The right to give it another audience than oneself is `publish`, held on the entity. It goes with its owner.
    """

    __access_group__ = ""

    owner = link(N_("Owner"), "User", table="ab_user", ondelete="CASCADE", fixed=True)
    audience: Mapped[str] = choice(N_("Visible to"), Audience, required=True, default=Audience.PRIVATE.value)
    role = link(N_("Role"), "Role", table="ab_role", ondelete="CASCADE", few=True)


def published_indexes(table: str) -> tuple[Index, ...]:
    """The indexes that every published table carries."""
    return access_indexes(table)


def published_criterion(principal: Principal, *, changing: bool) -> Callable[[Any], Any] | None:
    """The gate's condition: one's own and what is meant for one; `changing`, by a set-based change, one's own only."""
    if principal.scope("system") is Scope.ALL:
        return None
    if changing:
        return _own(principal.user_id)
    return _meant(principal.user_id, list(principal.role_ids))


def _own(user_id: int | None) -> Callable[[Any], Any]:
    return lambda cls: cls.acc_owner_id == user_id


def _meant(user_id: int | None, role_ids: list[int]) -> Callable[[Any], Any]:
    return lambda cls: or_(
        cls.acc_owner_id == user_id,
        cls.audience == Audience.EVERYBODY.value,
        getattr(cls, "role_id", literal_column("NULL")).in_(role_ids),  # the unmapped base has no such column yet
    )
