"""The column of an amount that readers see with its currency."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from babel.numbers import format_currency
from sqlalchemy.orm import MappedColumn

from app.core.columns import money
from app.core.display import display_plain
from app.core.i18n import current_locale


def amount(label: str, **options: Any) -> MappedColumn[Any]:
    """An amount of money; the code of its currency stands in the column `currency` of the same record."""
    return money(label, shown=in_currency, shown_with=("currency",), **options)


def in_currency(record: Any, value: Decimal) -> str:
    """`value` with the currency that its record names, as the reader's language writes it."""
    if not record.currency:
        return display_plain(value)
    pattern = "¤#,##0" if value == value.to_integral_value() else "¤#,##0.00##"
    return format_currency(value, record.currency, pattern, locale=current_locale(), currency_digits=False)
