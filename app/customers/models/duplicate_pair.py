"""Pairs of customers that look like one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.core.columns import choice, integer, json, link
from app.core.columns import datetime as moment
from app.core.db import Model
from app.core.display import join
from app.core.i18n import translate
from app.core.text import N_
from app.core.traits import Record, access_indexes
from app.customers.enums import PairState
from app.customers.models.base import CustomersGoverned


def _in_words(_pair: Any, messages: list[str]) -> str:
    return join(translate(message) for message in messages)


class DuplicatePair(CustomersGoverned, Record, Model):
    """Two customers that look like one, and what somebody decided about them.

    Whoever sees the first one (the older) sees the pair; the second is "not visible to you" where it is. Both links
    go with their customers: a pair keeps nobody from deleting one.
    """

    __tablename__ = "duplicate_pair"
    __table_args__ = (
        *access_indexes("duplicate_pair"),
        Index("uq_duplicate_pair_both", "first_id", "second_id", unique=True),
    )
    __label__ = N_("Possible duplicate")
    __label_plural__ = N_("Possible duplicates")
    __title_field__ = "id"

    first = link(N_("Customer"), "Customer", required=True, parent=True, ondelete="CASCADE", computed=True)
    second = link(N_("Looks like"), "Customer", required=True, ondelete="CASCADE", computed=True)
    score: Mapped[int] = integer(N_("Likeness"), required=True, computed=True, help=N_("From 0 to 100."))
    reasons: Mapped[list[str]] = json(N_("Reasons"), required=True, computed=True, shown=_in_words)
    state: Mapped[str] = choice(N_("Decision"), PairState, required=True, default="open", index=True)
    found_at: Mapped[datetime] = moment(N_("Found at"), required=True, computed=True)
    decided_at: Mapped[datetime | None] = moment(N_("Decided at"), computed=True)
    decided_by = link(N_("Decided by"), "User", table="ab_user", ondelete="SET NULL", computed=True)

    def __str__(self) -> str:
        return f"#{self.id}"
