"""Products from the first note to the last, and who may see and do what."""

from __future__ import annotations

import csv
from decimal import Decimal
from io import StringIO

import pytest
from flask_jwt_extended import create_access_token
from sqlalchemy import select

from app.core.errors import RuleError
from app.core.history import Change
from app.customers.merging import merge
from app.customers.models.customer import Customer
from app.products import actions, stock
from app.products.models.product import Product
from app.products.models.supplier_term import SupplierTerm
from app.products.models.tax_rate import TaxRate
from app.products.models.warehouse import StockLevel
from app.products.queries import public_parameters
from app.system import settings
from tests.factories.customers import CustomerFactory
from tests.factories.products import (
    PriceBookFactory,
    ProductCategoryFactory,
    ProductFactory,
    ProductParameterFactory,
    SupplierTermFactory,
    WarehouseFactory,
)
from tests.factories.system import UserFactory

D = Decimal
EN, ZH = {"Accept-Language": "en"}, {"Accept-Language": "zh"}
SECRETS = ("61.37", "45.7")  # a cost price, and the margin that it leaves


@pytest.fixture
def product(session):
    vat = session.scalars(select(TaxRate).where(TaxRate.code == "exempt")).one()
    return ProductFactory(
        code="QJ-1", name="青鲸水泵", name_en="Whale pump", list_price=D(113), cost_price=D("61.37"), tax_rate=vat
    )


def person(role):
    return UserFactory(role_names=[role])


def stored(session, product):
    session.expire_all()
    return session.scalars(select(Product).where(Product.id == product.id)).one()


def test_a_product_goes_on_sale_is_published_and_ends(session, product, login):
    client = login(person("ProductManager"))
    client.post(f"/product/action/publish_product/{product.id}")
    assert not stored(session, product).published
    client.post(f"/product/action/put_on_sale/{product.id}")
    assert stored(session, product).status == "on_sale"
    product.public_description = "自吸式水泵"
    session.flush()
    client.post(f"/product/action/publish_product/{product.id}")
    assert stored(session, product).published
    client.post(f"/product/action/discontinue/{product.id}")
    ended = stored(session, product)
    assert (ended.status, ended.published) == ("discontinued", False)
    changes = session.scalars(select(Change).where(Change.entity == "product", Change.record_id == product.id)).all()
    assert [c.changes.get("status") for c in changes if "status" in c.changes][-1] == ["on_sale", "discontinued"]


def test_a_product_without_a_price_is_not_sold(session):
    with pytest.raises(RuleError):
        actions.put_on_sale([ProductFactory(list_price=None)])


def test_withdrawn_products_are_for_staff(session, product):
    product.published = True
    actions.withdraw([product])
    assert not product.published


def test_the_state_is_no_field_of_the_form(session, product, login):
    client = login(person("ProductManager"))
    page = client.get(f"/product/edit/{product.id}").text
    for name in ("status", "published", "on_hand", "available", "stock_state"):
        assert f'name="{name}"' not in page
    assert 'name="reorder_level"' in page


def test_readers_see_the_name_of_their_language(product, login):
    client = login(person("Sales"))
    assert (
        '<h1 data-recent-kind="Product">Whale pump</h1>' in client.get(f"/product/show/{product.id}", headers=EN).text
    )
    assert ">青鲸水泵</h1>" in client.get(f"/product/show/{product.id}", headers=ZH).text


@pytest.mark.parametrize("query", ["青鲸", "qingjing", "qjsb", "whale", "QJ-1"])
def test_products_are_found(product, login, query):
    client = login(person("Sales"))
    assert "青鲸水泵" in client.get("/product/list/", query_string={"q": query}, headers=ZH).text
    assert "青鲸水泵" in client.get("/search/", query_string={"q": query}, headers=ZH).text


# Who sees what


@pytest.mark.parametrize(
    ("role", "sees"),
    [("Admin", True), ("ProductManager", True), ("Finance", True), ("Sales", False), ("SalesManager", False)],
)
def test_costs_and_margins_are_for_some(product, login, role, sees):
    client = login(person(role))
    page = client.get(f"/product/show/{product.id}", headers=EN).text
    assert [secret in page for secret in SECRETS] == [sees, sees]
    assert client.get("/product/list/?_flt_1_cost_price=60").status_code == 400
    if not sees:
        assert client.get("/product/list/?columns=name,cost_price,margin").text.count("61.37") == 0


def test_a_file_leaves_costs_out(product, login):
    answer = login(person("SalesManager")).post("/product/export/csv", headers=EN)
    [header, row] = csv.reader(StringIO(answer.data.decode("utf-8-sig")))
    assert "List price" in header
    assert not {"Cost price", "Margin in per cent"} & set(header)
    assert not any("61.37" in cell for cell in row)
    whole = login(person("ProductManager")).post("/product/export/csv", headers=EN).data.decode("utf-8-sig")
    assert "61.37" in whole


def test_the_margin_is_that_of_the_price_without_tax(session, product, login):
    product.tax_rate = session.scalars(select(TaxRate).where(TaxRate.code == "vat13")).one()
    session.flush()
    client = login(person("ProductManager"))
    assert "38.6" in client.get(f"/product/show/{product.id}", headers=EN).text
    settings.save({"list_price_includes_tax": False})
    session.flush()
    assert "45.7" in client.get(f"/product/show/{product.id}", headers=EN).text


@pytest.mark.parametrize(("role", "sees"), [("Finance", True), ("Sales", False)])
def test_programs_see_no_more_than_their_people(product, app, role, sees):
    token = create_access_token(identity=str(person(role).id))
    headers = {"Authorization": f"Bearer {token}"}
    for path in ("", f"{product.id}"):
        answer = app.test_client().get(f"/api/v1/product/{path}", headers=headers)
        assert answer.status_code == 200
        assert ("61.37" in answer.text) == (sees and path != "")
    assert (
        app.test_client().put(f"/api/v1/product/{product.id}", json={"version": 1}, headers=headers).status_code == 403
    )


@pytest.mark.parametrize("role", ["Sales", "SalesManager", "ServiceAgent", "Production", "Auditor"])
def test_readers_do_not_write(session, product, login, role):
    client = login(person(role))
    assert client.get("/product/list/").status_code == 200
    for page in ("product/add", f"product/edit/{product.id}", "price_book/add", "exchange_rate/add", "warehouse/add"):
        assert client.get(f"/{page}").status_code == 403, page
    for act in ("put_on_sale", "publish_product"):
        assert client.post(f"/product/action/{act}/{product.id}").status_code == 403


def test_finance_enters_rates(session, login):
    client = login(person("Finance"))
    sent = {"currency": "USD", "day": "2026-03-01", "rate": "7.1234567"}
    assert client.post("/exchange_rate/add", data=sent).status_code == 302
    assert "7.1234567" in client.get("/exchange_rate/list/", headers=EN).text
    assert client.get("/product/add").status_code == 403


# Stock by hand


def test_goods_are_received_and_counted_on_the_screen(session, product, login):
    place = WarehouseFactory()
    session.flush()
    client = login(person("Production"))
    sent = {"answered": "1", "warehouse": place.id, "quantity": "12.5", "reference": "PO-1"}
    assert client.post(f"/product/action/receive_stock/{product.id}", data=sent).status_code == 302
    assert stored(session, product).on_hand == D("12.5")
    level = session.scalars(select(StockLevel)).one()
    sent = {"answered": "1", "counted": "12", "reason": "短少"}
    assert client.post(f"/stock_level/action/adjust_stock/{level.id}", data=sent).status_code == 302
    assert stored(session, product).available == 12
    shown = client.get(f"/stock_level/show/{level.id}", headers=EN).text
    address = f"/stock_movement/list/?_flt_0_product={product.id}&amp;_flt_0_warehouse={place.id}"
    assert address in shown
    page = client.get(address.replace("&amp;", "&"), headers=EN).text
    assert "短少" in page
    assert "-0.5" in page


def test_a_count_without_a_reason_is_refused(session, product, login):
    place = WarehouseFactory()
    session.flush()
    sent = {"answered": "1", "warehouse": place.id, "counted": "1"}
    answer = login(person("Production")).post(f"/product/action/adjust_stock/{product.id}", data=sent)
    assert answer.status_code == 422


@pytest.mark.parametrize("page", ["stock_level/add", "stock_movement/add", "stock_movement/edit/1"])
def test_the_ledger_is_only_read(session, login, page):
    assert login(person("Admin")).get(f"/{page}").status_code == 404


def test_a_product_with_stock_is_not_deleted(session, product, login):
    stock.receive(product, WarehouseFactory(), D(1), "r1")
    answer = login(person("ProductManager")).post(f"/product/delete/{product.id}", headers=EN, follow_redirects=True)
    assert "Stock movements (1)" in answer.text
    assert stored(session, product).archived_at is None


def test_the_start_page_counts_what_runs_short(session, login):
    place = WarehouseFactory()
    for number, quantity in enumerate((1, 5, 50)):
        made = ProductFactory(reorder_level=D(5), status="on_sale")
        stock.receive(made, place, D(quantity), f"r{number}")
    ProductFactory(status="on_sale", stocked=False)
    ProductFactory(status="draft")
    client = login(person("ProductManager"))
    page = client.get("/", headers=EN).text
    tile = page[page.index("Products running short") - 300 :][:600]
    assert ">2<" in tile


# Parts and suppliers


def test_customers_are_shown_some_parameters_in_their_order(session, product):
    for name, position, public in (("功率", 2, True), ("成本构成", 1, False), ("口径", 1, True)):
        ProductParameterFactory(product=product, name=name, position=position, public=public)
    session.flush()
    assert [parameter.name for parameter in public_parameters(product.id)] == ["口径", "功率"]


def test_a_category_is_not_below_itself(session):
    above = ProductCategoryFactory()
    below = ProductCategoryFactory(parent=above)
    above.parent = below
    with pytest.raises(RuleError):
        session.flush()


def test_only_suppliers_have_terms(session):
    assert SupplierTermFactory().id
    for kind in (None, "end_user"):
        with pytest.raises(RuleError), session.begin_nested():
            SupplierTermFactory(supplier=CustomerFactory(customer_type=kind))


def test_suppliers_are_a_list_of_their_own(session, login):
    CustomerFactory(name="供货商甲", customer_type="supplier")
    CustomerFactory(name="终端用户乙", customer_type="end_user")
    session.flush()
    page = login(person("ProductManager")).get("/suppliers/list/").text
    assert "供货商甲" in page
    assert "终端用户乙" not in page
    assert "customer_type=supplier" not in page
    boss = login(person("GeneralManager"))
    assert "/customer/add?customer_type=supplier" in boss.get("/suppliers/list/").text
    form = boss.get("/customer/add?customer_type=supplier").text
    assert '<option value="supplier" selected>' in form
    assert '<option value="nothing"' not in boss.get("/customer/add?customer_type=nothing").text


def test_terms_are_seen_by_whoever_sees_the_supplier_and_prices_by_some(session, login):
    term = SupplierTermFactory(price=D("33.77"), lead_time_days=14)
    session.flush()
    boss = login(person("ProductManager")).get("/supplier_term/list/", headers=EN).text
    assert "33.77" in boss
    auditor = login(person("Production"))
    assert auditor.get("/supplier_term/list/").status_code == 403
    assert login(person("Sales")).get(f"/supplier_term/show/{term.id}").status_code == 403


def test_prices_and_terms_follow_a_merged_customer(session):
    one, other = CustomerFactory(customer_type="supplier"), CustomerFactory(customer_type="supplier")
    term, book = SupplierTermFactory(supplier=other), PriceBookFactory(customer=other)
    session.flush()
    merge(Customer, one.id, other.id, set(), {})
    session.flush()
    session.expire_all()
    found = session.scalars(select(SupplierTerm).where(SupplierTerm.id == term.id)).one()
    assert (found.supplier_id, book.customer_id) == (one.id, one.id)


def test_rights_to_suppliers_are_those_to_customers_and_stand_once(session, login):
    page = login(person("Admin")).get("/role/add", headers=EN).text
    assert page.count('value="can_read:Customer"') == 1
    assert page.count('value="can_read:SupplierTerm"') == 1
