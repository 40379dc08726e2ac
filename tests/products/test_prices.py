"""Currencies with dated rates, price books as they are stored, and the price that the screen proposes."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from flask_jwt_extended import create_access_token
from sqlalchemy import select

from app.core.errors import RuleError
from app.products.currencies import convert_on, facts_of, rate_on
from app.products.models.currency import Currency, ExchangeRate
from app.products.models.price_book import PriceBook, PriceBookLine
from app.products.models.tax_rate import TaxRate
from app.products.pricing import propose_price
from app.products.rules.price_reasons import Why
from tests.factories.customers import CustomerFactory, TerritoryFactory
from tests.factories.products import (
    ExchangeRateFactory,
    PriceBookFactory,
    PriceBookLineFactory,
    ProductFactory,
    SupplierTermFactory,
)
from tests.factories.system import UserFactory

D = Decimal
EN, ZH = {"Accept-Language": "en"}, {"Accept-Language": "zh"}
DAY = date(2026, 3, 10)


@pytest.fixture
def rates(session):
    for day, rate in ((1, "7.10"), (5, "7.20"), (15, "7.30")):
        ExchangeRateFactory(currency="USD", day=date(2026, 3, day), rate=D(rate))
    ExchangeRateFactory(currency="JPY", day=date(2026, 3, 1), rate=D("0.0482153791"))


# Currencies


def test_currencies_and_taxes_are_delivered(session):
    assert (facts_of("CNY").digits, facts_of("JPY").digits, facts_of("USD").symbol) == (2, 0, "$")
    percents = {rate.code: rate.percent for rate in session.scalars(select(TaxRate))}
    assert (percents["vat13"], percents["exempt"]) == (13, 0)


def test_a_currency_that_nobody_entered_has_its_usual_digits(session):
    assert (facts_of("KWD").digits, facts_of("ZZZ").digits) == (3, 2)


def test_digits_are_those_that_administrators_say(session):
    session.scalars(select(Currency).where(Currency.code == "USD")).one().digits = 3
    session.flush()
    assert facts_of("USD").digits == 3


@pytest.mark.parametrize(("day", "rate"), [(1, "7.10"), (4, "7.10"), (5, "7.20"), (14, "7.20"), (31, "7.30")])
def test_the_last_rate_at_or_before_the_day_holds(rates, day, rate):
    assert rate_on("USD", date(2026, 3, day)).rate == D(rate)


def test_without_a_rate_nothing_is_guessed(rates):
    with pytest.raises(RuleError) as refusal:
        rate_on("USD", date(2026, 2, 28))
    assert refusal.value.params["day"] == "2026-02-28"
    with pytest.raises(RuleError):
        rate_on("GBP", DAY)


def test_what_lies_in_the_bin_is_no_rate(session, rates):
    latest = session.scalars(select(ExchangeRate).where(ExchangeRate.day == date(2026, 3, 5))).one()
    latest.archived_at = latest.created_at
    session.flush()
    assert rate_on("USD", DAY).rate == D("7.10")


def test_amounts_are_converted_through_the_company_currency(rates):
    assert rate_on("CNY", DAY).rate == 1
    found = convert_on(D(1000), "JPY", "USD", DAY)
    assert found.rate == D("0.0066965804")
    assert found.day == date(2026, 3, 1)
    assert round(found.amount, 4) == D("6.6966")


@pytest.mark.parametrize("currency", ["CNY", "USD"])
def test_rates_that_cannot_be(session, rates, currency):
    refused = RuleError if currency == "CNY" else Exception
    with pytest.raises(refused), session.begin_nested():
        ExchangeRateFactory(currency=currency, day=date(2026, 3, 5))


def test_nothing_is_priced_in_a_currency_out_of_use(session):
    old = ProductFactory(currency="USD")
    session.scalars(select(Currency).where(Currency.code == "USD")).one().active = False
    session.flush()
    old.name = "改名"
    session.flush()
    for factory in (ProductFactory, PriceBookFactory, SupplierTermFactory, ExchangeRateFactory):
        with pytest.raises(RuleError), session.begin_nested():
            factory(currency="USD")


# Price books


def test_a_line_says_a_price_or_a_discount(session):
    assert PriceBookLineFactory(price=None, discount=D(5)).id
    for values in ({"price": None}, {"discount": D(5)}):
        with pytest.raises(RuleError), session.begin_nested():
            PriceBookLineFactory(**values)


def test_a_book_ends_after_it_begins(session):
    assert PriceBookFactory(valid_from=DAY, valid_until=DAY).id
    with pytest.raises(RuleError), session.begin_nested():
        PriceBookFactory(valid_from=DAY, valid_until=date(2026, 3, 9))


def test_a_product_has_one_price_for_a_quantity(session, login):
    line = PriceBookLineFactory(min_quantity=10)
    client = login(UserFactory(role_names=["ProductManager"]))
    sent = {"book": line.book_id, "product": line.product_id, "min_quantity": "10", "price": "1"}
    answer = client.post("/price_book_line/add", data=sent, headers=EN)
    assert answer.status_code == 422
    assert "This price book has a line for this product and quantity already." in answer.text


@pytest.fixture
def product(session):
    vat = session.scalars(select(TaxRate).where(TaxRate.code == "vat13")).one()
    return ProductFactory(name="青鲸水泵", name_en="Whale pump", list_price=D(113), currency="CNY", tax_rate=vat)


@pytest.fixture
def ann(session):
    return UserFactory(username="ann", role_names=["Sales"])


@pytest.fixture
def customer(session, ann):
    china = TerritoryFactory(name="China")
    east = TerritoryFactory(name="East", parent=china)
    return CustomerFactory(name="华东", owner=ann, customer_type="distributor", grade="A", territory=east)


@pytest.fixture
def books(session, product, customer):
    steps = PriceBookFactory(name="经销商价", customer_type="distributor")
    PriceBookLineFactory(book=steps, product=product, price=D(100))
    PriceBookLineFactory(book=steps, product=product, price=D(90), min_quantity=10)
    own = PriceBookFactory(name="专享价", customer=customer, valid_until=date(2026, 6, 30))
    PriceBookLineFactory(book=own, product=product, price=None, discount=D(30))
    off = PriceBookFactory(name="停用价", active=False)
    PriceBookLineFactory(book=off, product=product, price=D(1))
    session.flush()


def test_the_price_of_a_customer(books, product, customer):
    found = propose_price(product, customer, D(20), DAY)
    assert (found.unit_price, found.discount, found.currency, found.tax_percent) == (113, 30, "CNY", 13)
    assert found.book.name == "专享价"
    assert {passed.book.name: passed.reason.why for passed in found.passed_over} == {
        "经销商价": Why.LESS_SPECIFIC, "停用价": Why.INACTIVE
    }  # fmt: skip
    later = propose_price(product, customer, D(20), date(2026, 7, 1))
    assert (later.unit_price, later.discount, later.book.name) == (90, 0, "经销商价")


def test_a_book_for_a_territory_holds_below_it(session, product, customer):
    book = PriceBookFactory(territory=customer.territory.parent)
    PriceBookLineFactory(book=book, product=product, price=D(99))
    assert propose_price(product, customer, D(1), DAY).unit_price == 99
    assert propose_price(product, None, D(1), DAY).unit_price == 113


def test_the_currency_is_that_of_the_customer(rates, product, customer):
    customer.currency = "USD"
    found = propose_price(product, customer, D(1), DAY)
    assert (found.currency, found.unit_price) == ("USD", D("15.6944"))
    assert found.reasons[-1].params == {"source": "CNY", "day": date(2026, 3, 5), "rate": D("0.1388888889")}


def test_what_lies_in_the_bin_gives_no_price(session, books, product, customer):
    for line in session.scalars(select(PriceBookLine)):
        line.archived_at = line.created_at
    session.flush()
    assert propose_price(product, customer, D(1), DAY).book is None


def test_loading_costs_the_same_however_many_books_there_are(session, statements, product):
    def cost():
        with statements() as sent:
            propose_price(product, None, D(1), DAY)
        return len([sql for sql in sent if "price_book" in sql])

    PriceBookLineFactory(product=product)
    session.flush()
    one = cost()
    for _ in range(20):
        PriceBookLineFactory(product=product)
    session.flush()
    assert cost() == one


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        (ZH, ["¥113", "30%", "¥1,582", "¥182", "专享价", "未采用的价格表", "适用范围比所选的价格表更宽。", "已停用。"]),
        (EN, ["CN¥113", "30%", "CN¥1,582", "CN¥182", "专享价", "Whale pump", "It is switched off."]),
    ],
    ids=["zh", "en"],
)
def test_the_screen_proposes_a_price_and_says_why(books, product, customer, ann, login, headers, said):
    client = login(ann)
    asked = client.get(f"/product/action/propose_price/{product.id}", headers=headers)
    assert asked.status_code == 200
    sent = {"answered": "1", "customer": customer.id, "quantity": "20", "day": "2026-03-10"}
    answer = client.post(f"/product/action/propose_price/{product.id}", data=sent, headers=headers)
    assert answer.status_code == 200
    for text in said:
        assert text in answer.text


def test_nobody_asks_about_a_customer_of_others(product, customer, login):
    client = login(UserFactory(username="ben", role_names=["Sales"]))
    sent = {"answered": "1", "customer": customer.id, "quantity": "1", "day": "2026-03-10"}
    answer = client.post(f"/product/action/propose_price/{product.id}", data=sent, headers=EN)
    assert answer.status_code == 422
    assert customer.name not in answer.text


def test_no_price_is_said_in_words(session, product, ann, login):
    product.list_price = None
    session.flush()
    sent = {"answered": "1", "quantity": "1", "day": "2026-03-10"}
    answer = login(ann).post(f"/product/action/propose_price/{product.id}", data=sent, headers=EN)
    assert "There is neither a price book that fits nor a list price that could be used." in answer.text


def test_the_prices_of_a_customer_are_seen_with_the_customer(app, session, books, product, customer, ann, login):
    """By whatever way: list, page, history, tab, select box and program."""
    ben = UserFactory(username="ben", role_names=["Sales"])
    own = session.scalars(select(PriceBook).where(PriceBook.name == "专享价")).one()
    line = session.scalars(select(PriceBookLine).where(PriceBookLine.book_id == own.id)).one()
    ways = (
        "/price_book/list/", "/price_book/lookup", f"/price_book/show/{own.id}", f"/price_book/history/{own.id}",
        "/price_book_line/list/", f"/price_book_line/show/{line.id}", "/price_book_line/lookup/book",
        f"/product/related/price_book_line-product/{product.id}",
    )  # fmt: skip
    named = ("专享价", json.dumps("专享价").strip('"'))
    for user, sees in ((ann, True), (ben, False)):
        client = login(user)
        headers = {"Authorization": f"Bearer {create_access_token(identity=str(user.id))}"}
        shown = {way: client.get(way, headers=EN).text for way in ways}
        shown["api"] = app.test_client().get("/api/v1/price_book/", headers=headers).text
        wrong = [way for way, text in shown.items() if any(name in text for name in named) != sees]
        assert not wrong, (user.username, wrong)
    boss = login(UserFactory(role_names=["ProductManager"]))
    assert "专享价" in boss.get("/price_book/list/").text


def test_the_books_of_other_customers_are_not_even_named(books, product, customer, ann):
    other = CustomerFactory(name="华南", owner=ann)
    found = propose_price(product, other, D(1), DAY)
    assert "专享价" not in [passed.book.name for passed in found.passed_over]
