"""What the demo company sells: whole, visibly invented, added once, and with sums that hold."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.customers.models.customer import Customer
from app.demo.assortment import MAKE, demo_products
from app.demo.fill import fill
from app.demo.trade import WEEKS, stock_up
from app.products.models.currency import ExchangeRate
from app.products.models.price_book import PriceBook, PriceBookLine
from app.products.models.product import Product
from app.products.models.product_category import ProductCategory
from app.products.models.supplier_term import SupplierTerm
from app.products.models.warehouse import StockMovement, Warehouse
from app.products.pricing import propose_price
from tests.support.stock import sums_hold

pytestmark = pytest.mark.databases("sqlite")


def number(session, model):
    return session.scalar(select(func.count()).select_from(model))


def test_the_shelves_are_filled_once(session):
    fill(60, seed=1)
    drafts = list(demo_products(1))
    assert stock_up(1) == len(drafts) == len({draft.code for draft in drafts}) >= 55
    kinds = (Product, ProductCategory, PriceBook, PriceBookLine, ExchangeRate, Warehouse, StockMovement, SupplierTerm)
    before = [number(session, model) for model in kinds]
    assert stock_up(1) == 0
    assert [number(session, model) for model in kinds] == before
    assert (number(session, PriceBook), number(session, Warehouse), number(session, ExchangeRate)) == (3, 2, 3 * WEEKS)
    products = session.scalars(select(Product)).all()
    assert all(product.name.startswith(MAKE) and product.tax_rate and product.category for product in products)
    states = Counter(product.stock_state for product in products)
    assert {"enough", "low", "out", "not_kept"} == set(states)
    assert {product.status for product in products} == {"draft", "on_sale", "discontinued"}
    assert any(product.published for product in products)
    assert all(product.list_price > product.cost_price for product in products)
    sums_hold(session)


def test_prices_differ_by_who_asks(session):
    fill(60, seed=1)
    stock_up(1)
    bearing = session.scalars(select(Product).where(Product.code == "QJ-6204")).one()
    buyers = {kind: Customer(customer_type=kind, currency="CNY") for kind in ("distributor", "end_user")}
    day = session.scalars(select(func.max(ExchangeRate.day))).one()
    found = {kind: propose_price(bearing, buyer, Decimal(100), day) for kind, buyer in buyers.items()}
    assert (found["distributor"].discount, found["end_user"].discount) == (20, 0)
