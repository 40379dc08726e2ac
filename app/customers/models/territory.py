"""Sales territories."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.core.columns import link, string
from app.core.db import Model
from app.core.text import N_
from app.core.traits import Record, unique_among_live


class Territory(Record, Model):
    """A region of the market; territories form a tree."""

    __tablename__ = "territory"
    __table_args__ = (unique_among_live("territory", "name"),)
    __label__ = N_("Territory")
    __label_plural__ = N_("Territories")

    name: Mapped[str] = string(N_("Territory name"), 100, required=True, key=True)
    parent = link(N_("Parent territory"), "Territory")
    manager = link(N_("Territory manager"), "User", table="ab_user", ondelete="SET NULL")
