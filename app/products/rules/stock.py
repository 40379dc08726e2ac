"""What may be booked in the ledger of stock, and what a level of stock means."""

from __future__ import annotations

from decimal import Decimal

from app.core.errors import RuleError
from app.core.text import N_
from app.products.enums import StockState


def check_quantity(quantity: Decimal) -> Decimal:
    """`quantity`, if so much can be booked; RuleError otherwise."""
    if not quantity.is_finite() or quantity <= 0:
        raise RuleError(N_("Give a quantity greater than zero."), field="quantity")
    return quantity


def state_of(available: Decimal, reorder_level: Decimal | None, *, kept: bool) -> StockState:
    """What `available` (on hand and not promised) means; `kept`: whether the product is kept in stock at all."""
    if not kept:
        return StockState.NOT_KEPT
    if available <= 0:
        return StockState.OUT
    return StockState.LOW if reorder_level is not None and available <= reorder_level else StockState.ENOUGH
