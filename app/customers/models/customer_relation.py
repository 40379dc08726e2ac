"""How customers stand to each other."""

from __future__ import annotations

from datetime import date as Day

from sqlalchemy import Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped

from app.core.columns import choice, date, link, text
from app.core.db import Model
from app.core.text import N_
from app.core.traits import Record, access_indexes
from app.customers.enums import RelationKind
from app.customers.models.base import CustomersGoverned

LIVE = sql("archived_at IS NULL")


class CustomerRelation(CustomersGoverned, Record, Model):
    """One customer is something to another: partner, referrer, supplier. The parent company is a field of its own."""

    __tablename__ = "customer_relation"
    __table_args__ = (
        *access_indexes("customer_relation"),
        Index(
            "uq_customer_relation_pair",
            "customer_id",
            "other_id",
            "kind",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
            info={"refusal": N_("These two customers stand in this relation already.")},
        ),
    )
    __label__ = N_("Customer relation")
    __label_plural__ = N_("Customer relations")
    __title_field__ = "kind"

    customer = link(N_("Customer"), "Customer", required=True, parent=True, key=True)
    kind: Mapped[str] = choice(N_("Kind of relation"), RelationKind, required=True)
    other = link(N_("Other customer"), "Customer", required=True)
    since: Mapped[Day | None] = date(N_("Since"))
    remarks: Mapped[str | None] = text(N_("Remarks"))
