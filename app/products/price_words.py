"""The reasons for a price in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from app.core.display import display_plain
from app.core.i18n import current_locale, translate
from app.core.lookups import lookup_label
from app.products.rules.price_reasons import Reason

# The places of a sentence that hold a code of an open list.
_LISTS = {"customer_type": "customer_type", "grade": "customer_grade", "source": "currency"}


def sentence(reason: Reason) -> str:
    """One reason."""
    return translate(reason.why.label, **{name: _in_words(name, value) for name, value in reason.params.items()})


def sentences(reasons: Iterable[Reason]) -> str:
    """Several reasons in running text."""
    return ("" if current_locale() == "zh" else " ").join(map(sentence, reasons))


def _in_words(name: str, value: object) -> str:
    if name in _LISTS and isinstance(value, str):
        return lookup_label(_LISTS[name], value)
    return display_plain(value) if isinstance(value, (Decimal, date)) else str(value)
