"""What a merge of two customers changed, so that it can be taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from app.core.columns import datetime as moment
from app.core.columns import integer, json, link
from app.core.db import Model
from app.core.text import N_
from app.core.traits import Record, access_indexes
from app.customers.models.base import CustomersGoverned

STANDING = text("undone_at IS NULL")


class CustomerMerge(CustomersGoverned, Record, Model):
    """One customer that became a part of another.

    `changed` is {field of the survivor: [before, after]}, `moved` {link of a child, "contact.customer": [ids]}. As long
    as the merge stands, the merged customer lies in the recycle bin and leads to the survivor.
    """

    __tablename__ = "customer_merge"
    __table_args__ = (
        *access_indexes("customer_merge"),
        Index(
            "uq_customer_merge_standing",
            "merged_id",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
            info={"refusal": N_("This customer was merged by somebody else in the meantime.")},
        ),
    )
    __label__ = N_("Merge of customers")
    __label_plural__ = N_("Merges of customers")
    __title_field__ = "id"

    survivor = link(N_("Remaining customer"), "Customer", required=True, parent=True, ondelete="CASCADE", computed=True)
    merged = link(N_("Merged customer"), "Customer", required=True, ondelete="CASCADE", computed=True)
    changed: Mapped[dict[str, list[Any]]] = json(N_("Changed values"), required=True, computed=True)
    moved: Mapped[dict[str, list[int]]] = json(N_("Moved records"), required=True, computed=True)
    # Of the merged customer, to be the main one again. No link: a contact may go for good.
    main_contact_id: Mapped[int | None] = integer(N_("Former main contact"), computed=True)
    merged_by = link(N_("Merged by"), "User", table="ab_user", ondelete="SET NULL", computed=True)
    undone_at: Mapped[datetime | None] = moment(N_("Undone at"), computed=True)
    undone_by = link(N_("Undone by"), "User", table="ab_user", ondelete="SET NULL", computed=True)

    def __str__(self) -> str:
        return f"#{self.id}"
