"""Quotes, their versions, contracts, and the orders made of them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core.access import acting_as
from app.core.archiving import archive
from app.core.clock import today
from app.core.errors import RuleError
from app.customers.merging import merge
from app.customers.models.customer import Customer
from app.sales import quote_actions as actions
from app.sales.models.contract import Contract
from app.sales.models.quote import Quote, QuoteLine
from app.sales.models.sales_order import SalesOrder
from app.sales.models.sales_order_line import SalesOrderLine
from app.sales.quote_queries import lines_of
from tests.factories.customers import ContactFactory, CustomerFactory
from tests.factories.pipeline import ContractFactory, OpportunityFactory, QuoteFactory, QuoteLineFactory
from tests.factories.products import ExchangeRateFactory, PriceBookFactory, PriceBookLineFactory, ProductFactory
from tests.factories.system import UserFactory

D = Decimal
EN, ZH = {"Accept-Language": "en"}, {"Accept-Language": "zh"}


@pytest.fixture
def seller(session):
    return UserFactory(role_names=["Sales"])


def quote_of(seller=None, **values):
    quote = QuoteFactory(owner=seller, **values)
    QuoteLineFactory(quote=quote, product=ProductFactory(name="青鲸水泵"), quantity=D(3), unit_price=D("33.33"),
                     tax_percent=D(13))  # fmt: skip
    return quote


def stored(session, record):
    session.flush()
    session.expire_all()
    model = type(record)
    return session.scalars(select(model).where(model.id == record.id)).one()


def test_a_quote_is_the_sum_of_its_lines(session):
    quote = quote_of(tax_included=False)
    QuoteLineFactory(quote=quote, quantity=D("0.5"), unit_price=D("9.99"), discount=D(10), tax_percent=D(6))
    after = stored(session, quote)
    lines = lines_of(after)
    assert [(line.net, line.tax, line.amount) for line in lines] == [
        (D("99.99"), D("13.00"), D("112.99")),
        (D("4.50"), D("0.27"), D("4.77")),
    ]
    assert (after.net_total, after.tax_total, after.total) == (D("104.49"), D("13.27"), D("117.76"))
    archive(lines[1])
    assert stored(session, quote).total == D("112.99")


def test_prices_are_proposed_with_their_reason(session):
    product = ProductFactory(list_price=D(113))
    PriceBookLineFactory(book=PriceBookFactory(name="Spring"), product=product, price=D(90))
    line = QuoteLineFactory(product=product, unit_price=None)
    assert line.unit_price == 90
    assert line.price_reason[0]["params"]["book"] == ["text", "Spring"]


def test_a_quote_keeps_the_rate_of_its_day(session):
    ExchangeRateFactory(currency="USD", day=date(2026, 3, 1), rate=D("7.1"))
    quote = quote_of(currency="USD", tax_included=True)
    assert (quote.total, quote.total_base, quote.rate_day) == (D("99.99"), D("709.93"), date(2026, 3, 1))


def test_sending_draws_a_number_and_freezes(session, seller, login):
    quote = quote_of(seller)
    client, until = login(seller), today() + timedelta(days=10)
    data = {"answered": "1", "valid_until": until.isoformat(), "form_token": "t1"}
    client.post(f"/quote/action/send/{quote.id}", data=data)
    after = stored(session, quote)
    assert (after.status, after.valid_until, after.sent_on) == ("sent", until, today())
    assert after.number.startswith("QT")
    line = lines_of(after)[0]
    with acting_as(seller.id), pytest.raises(RuleError):  # noqa: PT012
        line.quantity = D(9)
        session.flush()
    session.expire_all()
    with acting_as(seller.id), pytest.raises(RuleError):  # noqa: PT012
        after.valid_until = until + timedelta(days=1)
        session.flush()
    session.expire_all()
    archive(after)
    with pytest.raises(RuleError):
        session.flush()


def test_an_empty_quote_is_not_sent(session):
    with pytest.raises(RuleError):
        actions.send(QuoteFactory())


def test_a_quote_is_not_sent_with_a_day_that_is_past(session):
    with pytest.raises(RuleError):
        actions.send(quote_of(), valid_until=today() - timedelta(days=1))


def test_a_new_version_copies_and_replaces(session):
    quote = quote_of()
    actions.send(quote)
    version = actions.new_version(quote)
    session.flush()
    assert (quote.status, version.status, version.revision) == ("replaced", "draft", 2)
    assert (version.number, version.previous_id, version.total) == (quote.number, quote.id, quote.total)
    lines_of(version)[0].quantity = D(1)
    assert stored(session, quote).total == D("99.99")
    assert stored(session, version).total == D("33.33")
    with pytest.raises(RuleError):
        actions.new_version(quote)
    actions.send(version)
    assert version.number == quote.number


def test_accepting_ends_with_the_validity(session):
    quote, late = quote_of(), quote_of()
    actions.send(quote)
    actions.send(late)
    session.flush()
    late.valid_until = today() - timedelta(days=1)
    with pytest.raises(RuleError):
        actions.accept(late)
    actions.accept(quote, note="同意")
    session.flush()
    assert (quote.status, quote.decision_note, quote.decided_on) == ("accepted", "同意", today())


def test_refused(session):
    quote = quote_of()
    actions.send(quote)
    actions.refuse(quote, note="太贵")
    with pytest.raises(RuleError):
        actions.accept(quote)
    assert actions.new_version(quote).revision == 2


# What is made of it


def accepted(seller=None, **values):
    quote = quote_of(seller, lead_days=20, **values)
    actions.send(quote)
    actions.accept(quote)
    return quote


def test_an_order_is_made_once(session, seller, login):
    quote = accepted(seller)
    session.flush()
    client = login(seller)
    answers = [client.post(f"/quote/action/make_order/{quote.id}").location for _ in range(3)]
    assert len(set(answers)) == 1
    [order] = session.scalars(select(SalesOrder).where(SalesOrder.quote_id == quote.id)).all()
    assert (order.customer_id, order.owner_id, order.status) == (quote.customer_id, seller.id, "draft")
    assert (order.total, order.net_total, order.tax_total) == (quote.total, quote.net_total, quote.tax_total)
    assert order.promised_on == today() + timedelta(days=20)
    [line] = session.scalars(select(SalesOrderLine).where(SalesOrderLine.order_id == order.id)).all()
    assert (line.name, line.unit_price, line.quantity) == ("青鲸水泵", D("33.33"), D(3))


def test_only_what_was_accepted_becomes_more(session):
    quote = quote_of()
    for make in (actions.make_order, actions.make_contract):
        with pytest.raises(RuleError):
            make(quote)


def test_a_contract_is_made_signed_and_ended(session, seller, login):
    quote = accepted(seller)
    contract = actions.make_contract(quote)
    assert actions.make_contract(quote).id == contract.id
    assert (contract.amount, contract.quote_id, contract.status) == (quote.total, quote.id, "draft")
    with pytest.raises(RuleError):
        actions.make_order(contract)
    session.flush()
    client = login(seller)
    data = {"answered": "1", "signed_on": today().isoformat(), "signed_for_customer": "李雷", "form_token": "t1"}
    client.post(f"/contract/action/sign/{contract.id}", data=data)
    after = stored(session, contract)
    assert (after.status, after.signed_for_customer, after.begins) == ("signed", "李雷", today())
    assert after.number.startswith("CT")
    assert "signed copy is missing" in client.get(f"/contract/show/{contract.id}", headers=EN).text
    order = actions.make_order(after)
    assert (order.contract_id, order.quote_id, order.total) == (after.id, quote.id, quote.total)
    assert actions.make_order(quote).id == actions.make_order(after).id == order.id
    with acting_as(seller.id), pytest.raises(RuleError):  # noqa: PT012
        after.amount = D(1)
        session.flush()
    session.expire_all()
    actions.end(after, reason="已完成")
    assert stored(session, contract).status == "ended"


def test_an_order_made_before_the_contract_is_the_same(session):
    quote = accepted()
    order = actions.make_order(quote)
    contract = actions.make_contract(quote)
    actions.sign(contract, signed_on=today(), signed_for_customer="李雷")
    assert actions.make_order(contract).id == order.id
    assert stored(session, order).contract_id == contract.id


def test_a_contract_of_its_own_becomes_an_order_without_lines(session):
    contract = ContractFactory()
    actions.sign(contract, signed_on=today(), signed_for_customer="李雷")
    order = actions.make_order(contract)
    assert (order.contract_id, order.total) == (contract.id, D(0))


def test_contact_and_opportunity_are_of_the_customer(session):
    for values in ({"contact": ContactFactory()}, {"opportunity": OpportunityFactory()}):
        with pytest.raises(RuleError):
            QuoteFactory(**values)


def test_merged_customers_bring_sent_quotes_along(session):
    one, other = CustomerFactory(), CustomerFactory()
    quote = quote_of(customer=other)
    contract = ContractFactory(customer=other)
    actions.send(quote)
    actions.sign(contract, signed_on=today(), signed_for_customer="李雷")
    session.flush()
    with acting_as(UserFactory(role_names=["GeneralManager"]).id):
        merge(Customer, one.id, other.id, set(), {})
    assert stored(session, quote).customer_id == stored(session, contract).customer_id == one.id


@pytest.mark.parametrize("language", [EN, ZH])
def test_amounts_in_capitals_stand_on_the_pages(session, seller, login, language):
    quote, contract = quote_of(seller, tax_included=True), ContractFactory(owner=seller, amount=D("10000"))
    session.flush()
    client = login(seller)
    assert "玖拾玖元玖角玖分" in client.get(f"/quote/show/{quote.id}", headers=language).text
    assert "壹万元整" in client.get(f"/contract/show/{contract.id}", headers=language).text


def test_colleagues_see_only_their_own(session, seller, login):
    quote, contract = quote_of(seller), ContractFactory(owner=seller)
    line = session.scalars(select(QuoteLine.id).where(QuoteLine.quote_id == quote.id)).one()
    client = login(UserFactory(role_names=["Sales"]))
    for page in (f"/quote/show/{quote.id}", f"/quote_line/show/{line}", f"/contract/show/{contract.id}"):
        assert client.get(page).status_code == 404
    assert client.post(f"/quote/action/new_version/{quote.id}").status_code == 404


def test_one_contract_and_quote_each_for_auditors_to_read(session, login):
    quote = quote_of()
    client = login(UserFactory(role_names=["Auditor"]))
    assert client.get(f"/quote/show/{quote.id}").status_code == 200
    assert client.post(f"/quote/action/send/{quote.id}").status_code == 403
    assert session.scalars(select(Contract)).all() == []
    assert session.scalars(select(Quote.status).where(Quote.id == quote.id)).one() == "draft"


@pytest.mark.parametrize(("role", "status"), [("Sales", 302), ("SalesManager", 302), ("GeneralManager", 302),
                                              ("Finance", 403), ("Auditor", 403)])  # fmt: skip
def test_who_makes_new_versions(session, login, role, status):
    person = UserFactory(role_names=[role])
    quote = quote_of(person)
    actions.send(quote)
    session.flush()
    assert login(person).post(f"/quote/action/new_version/{quote.id}").status_code == status
