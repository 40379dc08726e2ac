"""Numbers as a reader takes them in: exact in a table, short beside a bar."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_compact_decimal, format_percent

from app.core.display import display_plain
from app.core.i18n import current_locale

SHORTENED = 10_000  # Chinese counts in 万 from here on; English then says 10K


def exact(number: int | Decimal) -> str:
    """All digits, grouped."""
    return display_plain(number)


def short(number: int | Decimal) -> str:
    """At most a few digits: 12345 is 1.2万 or 12.3K."""
    if -SHORTENED < number < SHORTENED:
        return exact(number.quantize(Decimal("0.01")).normalize() if isinstance(number, Decimal) else number)
    return format_compact_decimal(number, locale=current_locale(), fraction_digits=1)


def share(part: int | Decimal, whole: int | Decimal) -> str:
    """`part` of `whole` in per cent; nothing where that makes no sense."""
    return format_percent(part / whole, "0.0%", locale=current_locale()) if whole > 0 and part >= 0 else ""
