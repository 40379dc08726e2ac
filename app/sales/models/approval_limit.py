"""Up to which amount roles approve orders."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.core.columns import link, money
from app.core.db import Model
from app.core.text import N_
from app.core.traits import LIVE, Record


class ApprovalLimit(Record, Model):
    """Who holds the role approves orders up to this amount in company currency; of several roles the widest counts."""

    __tablename__ = "approval_limit"
    __table_args__ = (
        Index(
            "uq_approval_limit_role", "role_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE,
            info={"refusal": N_("There is a limit for this role already.")},
        ),
    )  # fmt: skip
    __label__ = N_("Approval limit")
    __label_plural__ = N_("Approval limits")
    __title_field__ = "id"

    role = link(N_("Role"), "Role", table="ab_role", required=True, key=True, few=True, ondelete="CASCADE")
    amount: Mapped[Decimal | None] = money(
        N_("Approves up to"), minimum=0, help=N_("In company currency. Empty: any amount.")
    )

    def __str__(self) -> str:
        return f"#{self.id}"
