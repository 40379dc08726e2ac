"""Every change of hands of leads and customers."""

from __future__ import annotations

from datetime import date as Day

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.core.columns import choice, date, integer, link, string
from app.core.db import Model
from app.core.text import N_
from app.core.traits import Owned, Record, access_indexes
from app.customers.enums import HandoverKind, PooledKind
from app.customers.models.base import CustomersGoverned


class Handover(CustomersGoverned, Owned, Record, Model):
    """One change of hands of a lead or a customer, written by the system; it outlives the record.

    Its own owner is whoever received the record, or lost it to the pool: they and their managers see the row.
    """

    __tablename__ = "handover"
    __table_args__ = (
        *access_indexes("handover"),
        Index("ix_handover_record", "kind_of_record", "record_id", "id"),
        Index("ix_handover_receiver", "receiver_id", "kind", "on_day"),
        Index("ix_handover_giver", "giver_id", "id"),
    )
    __label__ = N_("Change of owner")
    __label_plural__ = N_("Changes of owner")
    __title_field__ = "name"

    kind_of_record: Mapped[str] = choice(N_("Kind of record"), PooledKind, required=True, computed=True)
    record_id: Mapped[int] = integer(N_("Record number"), required=True, computed=True)
    name: Mapped[str] = string(N_("Record"), 200, required=True, key=True, computed=True)
    kind: Mapped[str] = choice(N_("How it changed hands"), HandoverKind, required=True, computed=True)
    on_day: Mapped[Day] = date(N_("Day"), required=True, computed=True)
    giver = link(N_("Former owner"), "User", table="ab_user", ondelete="SET NULL", computed=True)
    receiver = link(N_("New owner"), "User", table="ab_user", ondelete="SET NULL", computed=True)
    note: Mapped[str | None] = string(N_("Note"), 300, computed=True)
