"""How much of an order is invoiced, and the tax in it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import RuleError
from app.sales.rules.invoicing import Billable, divide

D = Decimal
CASES = {
    "the whole": (("113", "13", "0", "0"), "113", ("100", "13")),
    "a third": (("100", "11.50", "0", "0"), "33.33", ("29.50", "3.83")),
    "the second third": (("100", "11.50", "33.33", "3.83"), "33.33", ("29.49", "3.84")),
    "the rest": (("100", "11.50", "66.66", "7.67"), "33.34", ("29.51", "3.83")),
    "no tax": (("100", "0", "0", "0"), "50", ("50", "0")),
    "a cent": (("100", "11.50", "99.99", "11.50"), "0.01", ("0.01", "0")),
}


@pytest.mark.parametrize(("order", "amount", "expected"), CASES.values(), ids=CASES)
def test_net_and_tax(order, amount, expected):
    found = divide(Billable(*map(D, order)), D(amount), 2)
    assert (found.net, found.tax) == tuple(map(D, expected))
    assert found.net + found.tax == found.gross == D(amount)


@pytest.mark.parametrize("amount", ["0", "-1", "50.01", "0.001", "NaN", "Infinity", "1e400", "-0", "1e15"])
def test_what_cannot_be_invoiced(amount):
    with pytest.raises(RuleError) as refusal:
        divide(Billable(D(100), D(13), D(50), D(6)), D(amount), 2)
    assert refusal.value.field == "amount"


@settings(max_examples=1_000)
@given(st.integers(1, 10**12), st.integers(0, 50), st.lists(st.integers(1, 10**10), max_size=20))
def test_all_invoices_together_hold_exactly_the_tax(units, percent, wishes):
    total = D(units) / 100
    tax = (total * percent / 100).quantize(D("0.01"))
    invoiced = invoiced_tax = D(0)
    for wish in [*(D(wish) / 100 for wish in wishes), total]:
        amount = min(wish, total - invoiced)
        if not amount:
            break
        found = divide(Billable(total, tax, invoiced, invoiced_tax), amount, 2)
        assert found.net >= 0 <= found.tax
        assert found.net + found.tax == amount
        invoiced, invoiced_tax = invoiced + found.gross, invoiced_tax + found.tax
    assert (invoiced, invoiced_tax) == (total, tax)
