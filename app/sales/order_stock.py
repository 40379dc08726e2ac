"""What orders do to stock: promise, release, issue. Keys name the line, so that nothing is booked twice."""

from __future__ import annotations

from decimal import Decimal

from app.core.db import db
from app.core.display import display_plain, join
from app.core.errors import RuleError
from app.core.text import N_
from app.products import stock
from app.products.models.product import Product
from app.sales.models.sales_order import SalesOrder
from app.sales.models.sales_order_line import SalesOrderLine
from app.sales.order_facts import is_stocked, lines_of

ZERO = Decimal(0)


def promise(order: SalesOrder) -> list[tuple[SalesOrderLine, Decimal]]:
    """Keep the goods of `order` for it, each line from one warehouse; what is lacking: (line, available)."""
    lacking = []
    for line, product in lines_of(order):
        if product is None or not is_stocked(product) or line.promised_quantity or line.delivered_quantity:
            continue
        try:
            movement = stock.promise(product, line.quantity, f"order-line:{line.id}:promise", str(order))
        except RuleError:
            lacking.append((line, product.available))
        else:
            line.promised_quantity, line.warehouse_id = line.quantity, movement.warehouse_id
    db.session.flush()
    return lacking


def refuse_lacking(lacking: list[tuple[SalesOrderLine, Decimal]]) -> None:
    """RuleError that says what is lacking, if anything is."""
    if lacking:
        listed = join(f"{line.name} {display_plain(there)}/{display_plain(line.quantity)}" for line, there in lacking)
        raise RuleError(
            N_(
                "Not enough is in stock (available/ordered): %(list)s. Wait for goods, or choose that production makes "
                "what is lacking."
            ),
            list=listed,
        )


def release(order: SalesOrder) -> None:
    """Let others have what was kept for `order` and has not left."""
    for line, product in lines_of(order):
        if product is not None and line.promised_quantity:
            key = f"order-line:{line.id}:release"
            stock.release(product, line.warehouse, line.promised_quantity, key, str(order))
            line.promised_quantity = ZERO
    db.session.flush()


def issue(line: SalesOrderLine, product: Product, quantity: Decimal, key: str, reference: str) -> None:
    """Goods of a line leave: those that were promised to it."""
    if line.promised_quantity < quantity:
        raise RuleError(
            N_("Of “%(title)s” only %(promised)s are promised to this order."),
            title=line.name,
            promised=display_plain(line.promised_quantity),
        )
    stock.issue(product, line.warehouse, quantity, key, reference, promised=True)
    line.promised_quantity -= quantity
