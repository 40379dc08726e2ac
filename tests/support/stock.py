"""Whether the ledger of stock and the sums that are kept beside it agree."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from app.products.models.product import Product
from app.products.models.warehouse import StockLevel, StockMovement
from app.products.rules.stock import state_of


def sums_hold(session: Any) -> None:
    """Levels are the sums of the ledger, products those of their levels, and the last line of each place says so."""
    moves = select(
        StockMovement.product_id, StockMovement.warehouse_id,
        func.sum(StockMovement.on_hand_change), func.sum(StockMovement.promised_change), func.max(StockMovement.id),
    )  # fmt: skip
    totals: dict[int, list[Decimal]] = {}
    for product_id, place_id, on_hand, promised, last in session.execute(
        moves.group_by(StockMovement.product_id, StockMovement.warehouse_id)
    ):
        here = (StockLevel.product_id == product_id, StockLevel.warehouse_id == place_id)
        found = session.scalars(select(StockLevel).where(*here)).one()
        session.refresh(found)
        assert (found.on_hand, found.promised, found.available) == (on_hand, promised, on_hand - promised)
        assert 0 <= found.promised <= found.on_hand
        line = session.scalars(select(StockMovement).where(StockMovement.id == last)).one()
        assert (line.on_hand_after, line.promised_after) == (on_hand, promised)
        both = totals.setdefault(product_id, [Decimal(0), Decimal(0)])
        both[0], both[1] = both[0] + on_hand, both[1] + promised
    for product_id, (on_hand, promised) in totals.items():
        product = session.scalars(select(Product).where(Product.id == product_id)).one()
        session.refresh(product)
        assert (product.on_hand, product.promised, product.available) == (on_hand, promised, on_hand - promised)
        assert product.stock_state == state_of(product.available, product.reorder_level, kept=product.stocked)
