"""Products, prices and rates come in by files, by the headers that other programs write."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.products.currencies import rate_on
from app.products.models.currency import ExchangeRate
from app.products.models.price_book import PriceBookLine
from app.products.models.product import Product
from tests.factories.products import PriceBookFactory, ProductCategoryFactory, ProductFactory
from tests.factories.system import UserFactory
from tests.support.import_wizard import Wizard

D = Decimal


@pytest.fixture
def wizard(app, session, login):
    return lambda entity, role: Wizard(app, login(UserFactory(role_names=[role])), session, entity)


def guessed(wizard):
    return {wizard.batch.headers[int(index)]: name for index, name in wizard.batch.mapping.items()}


def test_the_products_of_northwind_come_in(session, wizard, northwind):
    way = wizard("product", "ProductManager")
    way.upload((northwind / "products.csv").read_bytes(), "products.csv")
    known = guessed(way)
    assert known["product_id"] == "code"
    assert (known["product_name"], known["unit_price"]) == ("name", "list_price")
    assert (known["quantity_per_unit"], known["reorder_level"]) == ("specification", "reorder_level")
    assert way.check()["good"] == 77
    way.create()
    assert session.scalar(select(func.count()).select_from(Product)) == 77
    chai = session.scalars(select(Product).where(Product.code == "1")).one()
    assert (chai.name, chai.list_price, chai.reorder_level) == ("Chai", 18, 10)
    assert (chai.status, chai.stock_state, chai.on_hand) == ("draft", "out", 0)


def test_a_chinese_list_of_products(session, wizard):
    ProductCategoryFactory(name="轴承")
    session.flush()
    way = wizard("product", "ProductManager")
    way.upload(
        "产品编码,产品名称,型号,规格,产品类别,单位,标价,成本价,税率\nQJ1,水泵,X1,DN50,轴承,台,99.5,60,增值税 13%\n"
    )
    assert way.check() == {"row": 2, "rows": 1, "good": 1, "refused": 0, "problems": 0}
    way.create()
    made = session.scalars(select(Product).where(Product.code == "QJ1")).one()
    assert (made.unit, made.list_price, made.cost_price) == ("unit", D("99.5"), 60)
    assert (made.category.name, made.tax_rate.code) == ("轴承", "vat13")


def test_a_price_list_is_refused_line_by_line(session, wizard):
    PriceBookFactory(name="2026 价格表")
    ProductFactory(code="P1", name="甲"), ProductFactory(code="P2", name="乙")
    session.flush()
    way = wizard("price_book_line", "ProductManager")
    way.upload(
        "价格表,产品编码,起订量,单价,折扣\n2026 价格表,P1,0,9.9,\n2026 价格表,P1,100,,15\n2026 价格表,P2,0,1,5\n"
    )
    assert way.check() == {"row": 4, "rows": 3, "good": 2, "refused": 1, "problems": 1}
    way.create()
    lines = session.scalars(select(PriceBookLine).order_by(PriceBookLine.id)).all()
    assert [(line.min_quantity, line.price, line.discount) for line in lines] == [(0, D("9.9"), None), (100, None, 15)]


def test_finance_imports_rates(session, wizard):
    way = wizard("exchange_rate", "Finance")
    way.upload("币种,日期,汇率\nUSD,2026-03-01,7.1\n美元,2026-03-08,7.2\n人民币,2026-03-08,1\n")
    assert way.check()["good"] == 2
    way.create()
    assert session.scalars(select(ExchangeRate.base).distinct()).all() == ["CNY"]
    assert rate_on("USD", date(2026, 3, 31)).rate == D("7.2")
