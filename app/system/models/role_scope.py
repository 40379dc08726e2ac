"""Roles: those delivered with the program, and how far each sees."""

from __future__ import annotations

from flask_appbuilder.security.sqla.models import Role
from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.access import Scope
from app.core.db import Model
from app.core.text import N_

# Names are codes: they stand in settings and commands, so they stay as they are in every language.
ROLES: dict[str, str] = {
    "Admin": N_("Administrator"),
    "GeneralManager": N_("General manager"),
    "Sales": N_("Sales"),
    "SalesManager": N_("Sales manager"),
    "Marketing": N_("Marketing"),
    "ProductManager": N_("Product manager"),
    "ServiceAgent": N_("Service agent"),
    "Technician": N_("Technician"),
    "Dispatcher": N_("Dispatcher"),
    "Finance": N_("Finance"),
    "Production": N_("Production"),
    "Auditor": N_("Auditor"),
    "PortalCustomer": N_("Customer account"),
    "PortalDistributor": N_("Distributor account"),
}


class RoleScope(Model):
    """How far a role sees in one module; a module without a row is not seen at all."""

    __tablename__ = "role_scope"
    __side_of__ = "role"

    role_id: Mapped[int] = mapped_column(ForeignKey("ab_role.id", ondelete="CASCADE"), primary_key=True)
    module: Mapped[str] = mapped_column(String(40), primary_key=True)
    scope: Mapped[int] = mapped_column(Integer, default=Scope.OWN)

    role: Mapped[Role] = relationship(Role)
