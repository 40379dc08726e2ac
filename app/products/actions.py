"""What is done with products. The caller owns the transaction."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import uuid4

from app.products import stock
from app.products.enums import ProductStatus
from app.products.models.product import Product
from app.products.models.warehouse import StockMovement, Warehouse
from app.products.rules.product_flow import check_move, check_publishable, check_saleable


def put_on_sale(products: Sequence[Product]) -> None:
    """Let products be sold, for the first time or again."""
    for product in products:
        check_move(product.status, ProductStatus.ON_SALE)
        check_saleable(product)
        product.status = ProductStatus.ON_SALE.value


def discontinue(products: Sequence[Product]) -> None:
    """Sell products no more; customers are shown them no more either."""
    for product in products:
        check_move(product.status, ProductStatus.DISCONTINUED)
        product.status, product.published = ProductStatus.DISCONTINUED.value, False


def publish(products: Sequence[Product]) -> None:
    """Mark products as shown to customers."""
    for product in products:
        check_publishable(product)
        product.published = True


def withdraw(products: Sequence[Product]) -> None:
    """Mark products as shown to staff only."""
    for product in products:
        product.published = False


def receive_by_hand(product: Product, warehouse: Warehouse, quantity: Decimal, reference: str | None) -> StockMovement:
    """Goods come in, and somebody says so; a form sent twice is noticed before it comes here."""
    return stock.receive(product, warehouse, quantity, f"hand:{uuid4().hex}", reference or "")


def adjust_by_hand(product: Product, warehouse: Warehouse, counted: Decimal, reason: str) -> StockMovement:
    """What somebody counted is what is there."""
    return stock.adjust(product, warehouse, counted, f"hand:{uuid4().hex}", reason)
