"""How much of an order an invoice may be over, and the tax in it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.core.errors import RuleError
from app.core.money import round_to
from app.core.text import N_
from app.products.rules.money import Taxed
from app.sales.rules.amounts import check_amount


@dataclass(frozen=True)
class Billable:
    """An order as an invoice sees it: its total with the tax in it, and how much of both was invoiced so far."""

    total: Decimal
    tax: Decimal
    invoiced: Decimal
    invoiced_tax: Decimal

    @property
    def open(self) -> Decimal:
        """What is not invoiced yet."""
        return self.total - self.invoiced


def divide(order: Billable, amount: Decimal, digits: int) -> Taxed:
    """`amount`, a part of the order with tax, divided into net and tax to a currency's `digits`.

    The tax is what has to be invoiced in all after this invoice, less what was invoiced before it: whatever the parts,
    all of them together hold exactly the order's tax. RuleError for more than is open, and for what is no amount.
    """
    gross = check_amount(amount, digits)
    if gross > order.open:
        raise RuleError(N_("Only %(open)s of this order are not invoiced yet."), field="amount", open=order.open)
    after = round_to(order.tax * (order.invoiced + gross) / order.total, digits)
    tax = min(max(after - order.invoiced_tax, Decimal(0)), gross)
    return Taxed(gross - tax, tax, gross)
