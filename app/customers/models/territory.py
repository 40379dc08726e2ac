"""Sales territories."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.orm import Mapped

from app.core.columns import link, links, string
from app.core.db import Model
from app.core.text import N_
from app.core.traits import Record, unique_among_live

territory_member = Table(
    "territory_member",
    Model.metadata,
    Column("territory_id", ForeignKey("territory.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", ForeignKey("ab_user.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Territory(Record, Model):
    """A region of the market; territories form a tree."""

    __tablename__ = "territory"
    __table_args__ = (unique_among_live("territory", "name"),)
    __label__ = N_("Territory")
    __label_plural__ = N_("Territories")

    name: Mapped[str] = string(N_("Territory name"), 100, required=True, key=True)
    parent = link(N_("Parent territory"), "Territory")
    manager = link(N_("Territory manager"), "User", table="ab_user", ondelete="SET NULL")
    members = links(
        N_("Members"),
        "User",
        "territory_member",
        help=N_("They see all records of the territory, as its manager does."),
    )
