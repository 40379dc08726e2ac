"""The public pool."""

from __future__ import annotations

from datetime import date as Day

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.core.columns import choice, date, integer, link, lookup, string, suggested
from app.core.db import Model
from app.core.text import N_
from app.core.traits import Record, Searchable
from app.customers.enums import PooledKind, PoolReason


class PoolEntry(Searchable, Record, Model):
    """The public side of a lead or customer without an owner: enough to want it, nothing to call it by.

    The record itself stays behind the gate until somebody claims it.
    """

    __tablename__ = "pool_entry"
    __table_args__ = (
        Index(
            "uq_pool_entry_record",
            "kind_of_record",
            "record_id",
            unique=True,
            info={"refusal": N_("This record is in the pool already.")},
        ),
        Index("ix_pool_entry_name", "name", "id"),
    )
    __label__ = N_("Record in the public pool")
    __label_plural__ = N_("Public pool")

    name: Mapped[str] = string(N_("Name"), 200, required=True, key=True, search=True, computed=True)
    kind_of_record: Mapped[str] = choice(N_("Kind of record"), PooledKind, required=True, computed=True)
    record_id: Mapped[int] = integer(N_("Record number"), required=True, computed=True)
    reason: Mapped[str] = choice(N_("Why it is in the pool"), PoolReason, required=True, computed=True)
    entered_on: Mapped[Day] = date(N_("In the pool since"), required=True, computed=True)
    former_owner = link(N_("Former owner"), "User", table="ab_user", ondelete="SET NULL", computed=True)
    country: Mapped[str | None] = lookup(N_("Country or region"), "country", computed=True)
    province: Mapped[str | None] = suggested(N_("Province"), 60, "region", ("country",), computed=True)
    city: Mapped[str | None] = suggested(N_("City"), 60, "region", ("country", "province"), computed=True)
    industry: Mapped[str | None] = lookup(N_("Industry"), "industry", computed=True)
    source: Mapped[str | None] = lookup(N_("Source"), "customer_source", computed=True)
    score: Mapped[int | None] = integer(N_("Lead score"), computed=True)
    grade: Mapped[str | None] = lookup(N_("Customer grade"), "customer_grade", computed=True)
