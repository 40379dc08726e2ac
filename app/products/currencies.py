"""What the currencies are, and what one was worth on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal

from babel.core import UnknownLocaleError
from babel.numbers import get_currency_precision, get_currency_symbol
from sqlalchemy import select

from app.core.db import db
from app.core.errors import RuleError
from app.core.lookups import lookup_label
from app.core.stamps import stamped, watch
from app.core.text import N_
from app.products.models.currency import Currency, ExchangeRate
from app.products.rules.exchange_rates import Converted, Rate, convert
from app.system.settings import setting

__all__ = ["CurrencyFacts", "convert_on", "facts_of", "rate_on"]


@dataclass(frozen=True)
class CurrencyFacts:
    """How a currency is written and rounded."""

    code: str
    digits: int
    symbol: str
    active: bool = True


def facts_of(code: str) -> CurrencyFacts:
    """What administrators said about a currency, else what is known of it everywhere."""
    known: dict[str, CurrencyFacts] = stamped("currency", "facts", _read)
    return known.get(code) or usual_facts(code)


def usual_facts(code: str) -> CurrencyFacts:
    """What the locale data know of a currency."""
    try:
        return CurrencyFacts(code, get_currency_precision(code), get_currency_symbol(code, locale="en"))
    except UnknownLocaleError:  # pragma: no cover
        return CurrencyFacts(code, 2, code)


def _read() -> dict[str, CurrencyFacts]:
    columns = (Currency.code, Currency.digits, Currency.symbol, Currency.active)
    rows = db.session.execute(select(*columns).where(Currency.archived_at.is_(None)))
    return {code: CurrencyFacts(code, digits, symbol or code, active) for code, digits, symbol, active in rows}


def company_currency() -> str:
    """The currency that everything is converted into."""
    return str(setting("default_currency"))


def rate_on(currency: str, day: Day) -> Rate:
    """The last rate at or before `day`; RuleError, in words, when there is none. The company's own currency is one."""
    base = company_currency()
    if currency == base:
        return Rate(currency, Decimal(1))
    known = (ExchangeRate.currency == currency, ExchangeRate.base == base, ExchangeRate.archived_at.is_(None))
    latest = select(ExchangeRate.rate, ExchangeRate.day).where(*known, ExchangeRate.day <= day)
    row = db.session.execute(latest.order_by(ExchangeRate.day.desc()).limit(1)).one_or_none()
    if row is None:
        raise RuleError(
            N_("There is no exchange rate of %(currency)s on or before %(day)s: finance enters it."),
            field="currency",
            currency=lookup_label("currency", currency),
            day=day.isoformat(),
        )
    return Rate(currency, row.rate, row.day)


def convert_on(amount: Decimal, source: str, target: str, day: Day) -> Converted:
    """`amount` in another currency at the rates of `day`, not rounded; RuleError where a rate is missing."""
    return convert(amount, rate_on(source, day), rate_on(target, day))


watch("currency", Currency)
