"""What a login takes besides the password: who must have it, and the codes for whoever lost the telephone."""

from __future__ import annotations

from flask_appbuilder.security.sqla.models import Role
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model


class RecoveryCode(Model):
    """One code instead of the telephone's, good once; the row holds its digest."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64))


class RoleLogin(Model):
    """A role whose members must log in in two steps; one without a row leaves it to them."""

    __tablename__ = "role_login"
    __side_of__ = "role"

    role_id: Mapped[int] = mapped_column(ForeignKey("ab_role.id", ondelete="CASCADE"), primary_key=True)

    role: Mapped[Role] = relationship(Role)
