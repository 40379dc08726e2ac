"""The letters to customers who are late."""

from __future__ import annotations

from datetime import date as Day

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.core.columns import choice, date, link, string, text
from app.core.db import Model
from app.core.text import N_
from app.core.traits import Record, access_indexes
from app.customers.enums import PreferredLanguage
from app.sales.models.base import SalesGoverned
from app.sales.money_enums import DunningLevel


class DunningStep(SalesGoverned, Record, Model):
    """One letter about an overdue instalment, in the customer's language; of each kind there is one at most."""

    __tablename__ = "dunning_step"
    __table_args__ = (
        *access_indexes("dunning_step"),
        Index("uq_dunning_step_level", "instalment_id", "level", unique=True,
              info={"refusal": N_("This letter was sent already.")}),
    )  # fmt: skip
    __label__ = N_("Dunning letter")
    __label_plural__ = N_("Dunning letters")
    __title_field__ = "subject"

    instalment = link(
        N_("Instalment"), "ReceivableInstalment", table="receivable_instalment", required=True, parent=True,
        computed=True,
    )  # fmt: skip
    level: Mapped[str] = choice(N_("Kind of letter"), DunningLevel, required=True, computed=True)
    sent_on: Mapped[Day] = date(N_("Day"), required=True, computed=True)
    language: Mapped[str] = choice(N_("Language"), PreferredLanguage, required=True, computed=True)
    subject: Mapped[str] = string(N_("Subject"), 200, required=True, key=True, computed=True)
    letter: Mapped[str] = text(N_("Letter"), required=True, computed=True)
    note: Mapped[str | None] = string(N_("Note"), 300)
