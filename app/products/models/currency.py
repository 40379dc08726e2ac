"""Currencies and what they are worth."""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.core.columns import boolean, date, decimal, integer, lookup, string
from app.core.db import Model
from app.core.lookups import lookup_label
from app.core.text import N_
from app.core.traits import LIVE, Record, unique_among_live

LEAST_RATE = Decimal("0.0000000001")


class Currency(Record, Model):
    """How amounts of one currency are rounded and written; its name stands in the list of currencies."""

    __tablename__ = "currency"
    __table_args__ = (unique_among_live("currency", "code"),)
    __label__ = N_("Currency")
    __label_plural__ = N_("Currencies")
    __title_field__ = "code"

    code: Mapped[str] = lookup(N_("Currency"), "currency", required=True, key=True, fixed=True)
    digits: Mapped[int] = integer(
        N_("Decimal places"), minimum=0, maximum=4, required=True, default=2, help=N_("Amounts are rounded to them.")
    )
    symbol: Mapped[str | None] = string(N_("Symbol"), 8)
    active: Mapped[bool] = boolean(N_("Enabled"), default=True, help=N_("New prices can be given in it."))

    @property
    def shown_title(self) -> str:
        """The name of the currency in the reader's language."""
        return lookup_label("currency", self.code)


class ExchangeRate(Record, Model):
    """What one unit of a currency is worth in the company's own from a day on, until there is a later rate."""

    __tablename__ = "exchange_rate"
    __table_args__ = (
        Index(
            "uq_exchange_rate_day",
            "day",
            "base",
            "currency",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
            info={"refusal": N_("There is a rate of this currency for this day already.")},
        ),
        Index("ix_exchange_rate_currency", "currency", "base", "day"),
    )
    __label__ = N_("Exchange rate")
    __label_plural__ = N_("Exchange rates")
    __title_field__ = "currency"
    __title_columns__ = ("currency", "day")

    currency: Mapped[str] = lookup(N_("Currency"), "currency", required=True, key=True, synonyms=("code", "币种"))
    day: Mapped[Day] = date(N_("Valid from"), required=True, key=True, synonyms=("date", "day", "日期"))
    rate: Mapped[Decimal] = decimal(
        N_("Rate"),
        15,
        10,
        required=True,
        minimum=LEAST_RATE,
        synonyms=("exchange rate", "汇率"),
        help=N_("What one unit is worth in the company's own currency."),
    )
    base: Mapped[str] = lookup(N_("Company currency"), "currency", required=True, computed=True)
    source: Mapped[str | None] = string(N_("Where the rate comes from"), 100)

    @property
    def shown_title(self) -> str:
        """USD 2026-03-01."""
        return f"{self.currency} {self.day}"
