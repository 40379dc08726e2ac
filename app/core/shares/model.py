"""Shares: who else sees, or may edit, one record."""

from __future__ import annotations

from datetime import date as Day

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.core.attached import Attached, attached_indexes
from app.core.attached_record import record_field
from app.core.columns import choice, date, link, text
from app.core.db import Model
from app.core.enums import LabelledEnum
from app.core.registry import register
from app.core.text import N_
from app.core.traits import Record, unique_among_live


class ShareLevel(LabelledEnum):
    """What the colleague may do with the record."""

    READ = "read", N_("View only")
    WRITE = "write", N_("View and edit")


class Share(Attached, Record, Model):
    """One record at the top of its kind, shown to one colleague with all that hangs below it.

    It ends after the day `until`, by itself; archived, it is withdrawn.
    """

    __tablename__ = "share"
    __carried__ = False  # who may see one record is not thereby let into another
    __table_args__ = (
        *attached_indexes("share"),
        unique_among_live("share", "entity", "record_id", "colleague_id"),
        Index("ix_share_colleague", "colleague_id", "acc_root"),
    )
    __label__ = N_("Shared record")
    __label_plural__ = N_("Shared records")
    __entity_module__ = "system"
    __title_field__ = "acc_root"

    colleague = link(N_("Colleague"), "User", table="ab_user", required=True, key=True, fixed=True)
    level: Mapped[str] = choice(N_("Right"), ShareLevel, required=True, default=ShareLevel.READ.value)
    until: Mapped[Day | None] = date(N_("Until"), help=N_("The last day; empty: until it is withdrawn."))
    remarks: Mapped[str | None] = text(N_("Remarks"), 500)

    def __str__(self) -> str:
        return str(self.colleague or "")


register(record_field(Share))
