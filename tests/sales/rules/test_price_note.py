"""Reasons for a price survive being kept as JSON."""

import json
from datetime import date
from decimal import Decimal

from app.products.rules.price_reasons import Reason, Why
from app.sales.rules.price_note import kept, read

REASONS = [
    Reason(Why.FIXED_PRICE, {"book": "Export", "least": Decimal(10)}),
    Reason(Why.CONVERTED, {"source": "USD", "day": date(2026, 3, 2), "rate": Decimal("7.1000000000")}),
    Reason(Why.LIST_PRICE),
]


def test_what_was_kept_is_read_again():
    assert read(json.loads(json.dumps(kept(REASONS)))) == REASONS


def test_a_reason_that_is_no_more_is_left_out():
    assert read([{"why": "by_horoscope", "params": {}}]) == []
