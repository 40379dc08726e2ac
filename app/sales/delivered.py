"""What comes with the program: up to which amount the ready roles approve orders. Each is offered once."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from app.core.db import db
from app.sales.models.approval_limit import ApprovalLimit
from app.system.models.ledger import Ledger
from app.system.models.user import Role

# In company currency; None is any amount.
LIMITS: dict[str, Decimal | None] = {"SalesManager": Decimal(200_000), "GeneralManager": None, "Admin": None}


def deliver() -> None:
    """Add what was never offered before and is not there."""
    ledger = Ledger()
    limited = set(db.session.execute(select(ApprovalLimit.role_id)).scalars())
    roles = {role.name: role for role in db.session.execute(select(Role)).scalars()}
    for name, amount in LIMITS.items():
        role = roles.get(name)
        if ledger.offer(f"approval_limit:{name}") and role is not None and role.id not in limited:
            db.session.add(ApprovalLimit(role=role, amount=amount))
    db.session.flush()
