"""What merges of two customers or leads changed, so that they can be taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from app.core.columns import datetime as moment
from app.core.columns import integer, json, link
from app.core.db import Model
from app.core.display import NOT_VISIBLE, title
from app.core.i18n import translate
from app.core.text import N_
from app.core.traits import Record, access_indexes
from app.customers.models.base import CustomersGoverned

STANDING = text("undone_at IS NULL")


def _indexes(table: str, refusal: str) -> tuple[Index, ...]:
    """The indexes of merges, among them the one that lets a record be a part of only one other."""
    standing = Index(
        f"uq_{table}_standing",
        "merged_id",
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
        info={"refusal": refusal},
    )
    return *access_indexes(table), standing


class Merging:
    """What is kept of one record (`merged`) that became a part of another of its kind (`survivor`).

    `changed` is {field of the survivor: [before, after]}, `moved` {link of a child, "contact.customer": [ids]}. As long
    as the merge stands, the merged record lies in the recycle bin and leads to the survivor.
    """

    __title_field__ = "id"

    changed: Mapped[dict[str, list[Any]]] = json(N_("Changed values"), required=True, computed=True)
    moved: Mapped[dict[str, list[int]]] = json(N_("Moved records"), required=True, computed=True)
    merged_by = link(N_("Merged by"), "User", table="ab_user", ondelete="SET NULL", computed=True)
    undone_at: Mapped[datetime | None] = moment(N_("Undone at"), computed=True)
    undone_by = link(N_("Undone by"), "User", table="ab_user", ondelete="SET NULL", computed=True)

    def __str__(self) -> str:
        return f"#{self.id}"  # type: ignore[attr-defined]

    @property
    def shown_title(self) -> str:
        """Both records, as far as the reader may see them."""
        both: list[Any] = [getattr(self, name) for name in ("merged", "survivor")]
        return " → ".join(translate(NOT_VISIBLE) if record is None else title(record) for record in both)


class CustomerMerge(Merging, CustomersGoverned, Record, Model):
    """One customer that became a part of another."""

    __tablename__ = "customer_merge"
    __table_args__ = _indexes("customer_merge", N_("This customer was merged by somebody else in the meantime."))
    __label__ = N_("Merge of customers")
    __label_plural__ = N_("Merges of customers")

    survivor = link(N_("Remaining customer"), "Customer", required=True, parent=True, ondelete="CASCADE", computed=True)
    merged = link(N_("Merged customer"), "Customer", required=True, ondelete="CASCADE", computed=True)
    # Of the merged customer, to be the main one again. No link: a contact may go for good.
    main_contact_id: Mapped[int | None] = integer(N_("Former main contact"), computed=True)


class LeadMerge(Merging, CustomersGoverned, Record, Model):
    """One lead that became a part of another."""

    __tablename__ = "lead_merge"
    __table_args__ = _indexes("lead_merge", N_("This lead was merged by somebody else in the meantime."))
    __label__ = N_("Merge of leads")
    __label_plural__ = N_("Merges of leads")

    survivor = link(N_("Remaining lead"), "Lead", required=True, parent=True, ondelete="CASCADE", computed=True)
    merged = link(N_("Merged lead"), "Lead", required=True, ondelete="CASCADE", computed=True)
