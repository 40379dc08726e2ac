"""The column of an amount that readers see with its currency."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from babel.numbers import format_currency
from sqlalchemy.orm import MappedColumn

from app.core.columns import money
from app.core.display import display_plain
from app.core.i18n import current_locale


def amount(label: str, currency: str = "currency", **options: Any) -> MappedColumn[Any]:
    """An amount of money; the code of its currency stands in the column `currency` of the same record.

    `currency` may lead through one link: `book.currency`.
    """

    def shown(record: Any, value: Decimal) -> str:
        code = record
        for name in currency.split("."):
            code = getattr(code, name, None)
        return in_currency(value, code)

    return money(label, shown=shown, shown_with=(currency,), **options)


def in_currency(value: Decimal, currency: str | None) -> str:
    """`value` with its currency (a code), as the reader's language writes it."""
    if not currency:
        return display_plain(value)
    pattern = "¤#,##0" if value == value.to_integral_value() else "¤#,##0.00##"
    return format_currency(value, currency, pattern, locale=current_locale(), currency_digits=False)
