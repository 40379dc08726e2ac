"""Pairs of customers or leads that look like one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.core.attached import Attached, attached_indexes
from app.core.attached_record import record_field
from app.core.columns import choice, integer, json, link
from app.core.columns import datetime as moment
from app.core.db import Model
from app.core.display import join
from app.core.i18n import translate
from app.core.registry import entity_of, register
from app.core.text import N_
from app.core.traits import Record
from app.customers.enums import PairKind, PairState

BOTH = ("entity", "record_id", "other_entity", "other_id")


def _in_words(_pair: Any, messages: list[str]) -> str:
    return join(translate(message) for message in messages)


class DuplicatePair(Attached, Record, Model):
    """Two records that look like one, and what somebody decided about them.

    The pair belongs to the record that would be acted on: the lead of a lead and a customer, else the older one. Who
    sees that one sees the pair; the other is "not visible to you" where it is. Both are named, not linked: a pair
    keeps nobody from deleting one.
    """

    __tablename__ = "duplicate_pair"
    __carried__ = False  # what was decided is about the records as they were compared
    __table_args__ = (
        *attached_indexes("duplicate_pair"),
        Index("uq_duplicate_pair_both", *BOTH, unique=True),
        Index("ix_duplicate_pair_other", "other_entity", "other_id"),
    )
    __label__ = N_("Possible duplicate")
    __label_plural__ = N_("Possible duplicates")
    __title_field__ = "id"
    __only_about__ = True

    entity: Mapped[str] = choice(N_("Kind"), PairKind, required=True, computed=True)
    record_id: Mapped[int] = integer(N_("Record number"), required=True, computed=True)
    other_entity: Mapped[str] = choice(N_("Kind of the other"), PairKind, required=True, computed=True)
    other_id: Mapped[int] = integer(N_("Number of the other record"), required=True, computed=True)
    score: Mapped[int] = integer(N_("Likeness"), required=True, computed=True, help=N_("From 0 to 100."))
    reasons: Mapped[list[str]] = json(N_("Reasons"), required=True, computed=True, shown=_in_words)
    state: Mapped[str] = choice(N_("Decision"), PairState, required=True, default="open", index=True)
    found_at: Mapped[datetime] = moment(N_("Found at"), required=True, computed=True)
    decided_at: Mapped[datetime | None] = moment(N_("Decided at"), computed=True)
    decided_by = link(N_("Decided by"), "User", table="ab_user", ondelete="SET NULL", computed=True)

    def __str__(self) -> str:
        return f"#{self.id}"

    @property
    def shown_title(self) -> str:
        """Both records, as far as the reader may see them."""
        fields = entity_of(DuplicatePair).fields
        return f"{fields['record'].read(self)} ↔ {fields['other'].read(self)}"


register(record_field(DuplicatePair))
register(record_field(DuplicatePair, "other", N_("Looks like"), "other_entity", "other_id"))
