"""Factories of the products module."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import factory

from app.products.models.currency import Currency, ExchangeRate
from app.products.models.price_book import PriceBook, PriceBookLine
from app.products.models.product import Product, ProductParameter
from app.products.models.product_category import ProductCategory
from app.products.models.supplier_term import SupplierTerm
from app.products.models.tax_rate import TaxRate
from app.products.models.warehouse import StockLevel, StockMovement, Warehouse
from tests.factories.base import RecordFactory
from tests.factories.customers import CustomerFactory


class ProductCategoryFactory(RecordFactory):
    class Meta:
        model = ProductCategory

    name = factory.Sequence(lambda number: f"类别{number}")


class TaxRateFactory(RecordFactory):
    class Meta:
        model = TaxRate

    code = factory.Sequence(lambda number: f"rate{number}")
    name = factory.Sequence(lambda number: f"税率{number}")
    percent = Decimal(13)


class CurrencyFactory(RecordFactory):
    """Of currencies that are not delivered."""

    class Meta:
        model = Currency

    code = factory.Sequence(lambda number: f"X{number:03}")


class ExchangeRateFactory(RecordFactory):
    class Meta:
        model = ExchangeRate

    currency = "USD"
    day = factory.Sequence(lambda number: date(2020, 1, 1) + timedelta(days=number))
    rate = Decimal("7.1")


class ProductFactory(RecordFactory):
    class Meta:
        model = Product

    code = factory.Sequence(lambda number: f"P{number:05}")
    name = factory.Sequence(lambda number: f"青鲸轴承{number}")
    list_price = Decimal(100)


class ProductParameterFactory(RecordFactory):
    class Meta:
        model = ProductParameter

    product = factory.SubFactory(ProductFactory)
    name = factory.Sequence(lambda number: f"参数{number}")
    value = "10 kW"


class PriceBookFactory(RecordFactory):
    class Meta:
        model = PriceBook

    name = factory.Sequence(lambda number: f"Price book {number}")


class PriceBookLineFactory(RecordFactory):
    class Meta:
        model = PriceBookLine

    book = factory.SubFactory(PriceBookFactory)
    product = factory.SubFactory(ProductFactory)
    price = Decimal(90)


class WarehouseFactory(RecordFactory):
    class Meta:
        model = Warehouse

    code = factory.Sequence(lambda number: f"WH{number}")
    name = factory.Sequence(lambda number: f"仓库{number}")


class StockLevelFactory(RecordFactory):
    """Without a movement: for screens. Stock that adds up is received (see `app.products.stock`)."""

    class Meta:
        model = StockLevel

    product = factory.SubFactory(ProductFactory)
    warehouse = factory.SubFactory(WarehouseFactory)


class StockMovementFactory(RecordFactory):
    class Meta:
        model = StockMovement

    product = factory.SubFactory(ProductFactory)
    warehouse = factory.SubFactory(WarehouseFactory)
    kind = "receipt"
    on_hand_change = Decimal(0)
    promised_change = Decimal(0)
    on_hand_after = Decimal(0)
    promised_after = Decimal(0)
    key = factory.Sequence(lambda number: f"test:{number}")


class SupplierTermFactory(RecordFactory):
    class Meta:
        model = SupplierTerm
        exclude = ("owner",)

    owner = None
    supplier = factory.SubFactory(CustomerFactory, owner=factory.SelfAttribute("..owner"), customer_type="supplier")
    product = factory.SubFactory(ProductFactory)
    price = Decimal(50)
