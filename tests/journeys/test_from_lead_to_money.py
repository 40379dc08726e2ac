"""From a lead to the last payment, through the screens and as the people who do it."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.core.clock import today
from app.customers.models.customer import Customer
from app.customers.models.lead import Lead
from app.products import stock
from app.products.models.product import Product
from app.sales.models.contract import Contract
from app.sales.models.delivery_note import DeliveryLine, DeliveryNote
from app.sales.models.invoice import Invoice
from app.sales.models.opportunity import Opportunity
from app.sales.models.order_event import OrderEvent
from app.sales.models.payment import Payment
from app.sales.models.quote import Quote, QuoteLine
from app.sales.models.receivable_instalment import ReceivableInstalment
from app.sales.models.sales_order import SalesOrder
from app.sales.models.sales_order_line import SalesOrderLine
from tests.factories.products import ProductFactory, WarehouseFactory
from tests.factories.system import DepartmentFactory, UserFactory
from tests.support.forms import successful_controls
from tests.support.money import sums_hold

D = Decimal


def refusals(answer):
    """What a page says is wrong."""
    found = re.findall(r'class="[^"]*(?:error|problem|alert)[^"]*"[^>]*>(.*?)<', answer.text, re.DOTALL)
    return answer.status_code, [text.strip() for text in found if text.strip()]


class Person:
    """Somebody at the screens."""

    def __init__(self, client) -> None:
        self.client = client

    def adds(self, entity, **values):
        """Fill in the form of a new record; what it was told, where it refuses."""
        form = successful_controls(self.client.get(f"/{entity}/add").text, "record-form")
        answer = self.client.post(f"/{entity}/add", data=form | {name: str(value) for name, value in values.items()})
        assert answer.status_code == 302, refusals(answer)

    def does(self, entity, act, record, **answers):
        """Press a button, and answer what it asks."""
        address = f"/{entity}/action/{act}/{record.id}"
        asked = self.client.get(address)
        form = successful_controls(asked.text, "record-form") if asked.status_code == 200 else {}
        answer = self.client.post(address, data=form | {name: str(value) for name, value in answers.items()})
        assert answer.status_code == 302, refusals(answer)

    def may_not(self, entity, act, record):
        return self.client.post(f"/{entity}/action/{act}/{record.id}", data={}).status_code in (403, 404)


@pytest.fixture
def people(session, login):
    """A salesperson, the manager, production and finance of one department."""
    department = DepartmentFactory()
    roles = {"seller": "Sales", "manager": "SalesManager", "maker": "Production", "finance": "Finance"}
    users = {name: UserFactory(role_names=[role], department=department) for name, role in roles.items()}
    return {name: Person(login(user)) for name, user in users.items()} | {"users": users}


def one(session, model, *where):
    session.expire_all()
    return session.execute(select(model).where(*where)).scalar_one()


class Journey:
    """What every step is held against: the order in the database, its card on the board, its events."""

    def __init__(self, session, board, order) -> None:
        self.session, self.board, self.id = session, board, order.id

    @property
    def order(self):
        return one(self.session, SalesOrder, SalesOrder.id == self.id)

    def stands(self, status) -> None:
        assert self.order.status == status
        page = self.board.client.get("/orderboard/").text
        card = re.search(rf'id="order-{self.id}"[^>]*data-state="(\w+)"', page)
        assert (card[1] if card else None) == (None if status == "closed" else status)

    def acts(self):
        found = select(OrderEvent.act).where(OrderEvent.order_id == self.id).order_by(OrderEvent.id)
        return list(self.session.execute(found).scalars())


def deal(session, seller, product):
    """From the lead to an order: what the salesperson does alone."""
    seller.adds("lead", name="Example Ltd", phone="13800000001")
    lead = one(session, Lead)
    seller.does("lead", "start_work", lead)
    seller.does("lead", "qualify", lead)
    seller.does("lead", "convert", lead, opportunity="Pumps for Example")
    opportunity = one(session, Opportunity)
    assert (opportunity.outcome, opportunity.customer.name) == ("open", "Example Ltd")
    seller.adds("quote", name="Ten pumps", customer=opportunity.customer_id, opportunity=opportunity.id)
    quote = one(session, Quote)
    seller.adds("quote_line", quote=quote.id, product=product.id, quantity=10)
    assert one(session, QuoteLine).unit_price == 100
    seller.does("quote", "send", quote, valid_until=today() + timedelta(days=30))
    seller.does("quote", "accept", quote)
    seller.does("quote", "make_contract", quote)
    contract = one(session, Contract)
    seller.does("contract", "sign", contract, signed_on=today(), signed_for_customer="Zhang San")
    seller.does("contract", "make_order", contract)
    seller.does("contract", "make_order", contract)
    order = one(session, SalesOrder)
    assert (order.total, order.quote_id, order.contract_id) == (D(1000), quote.id, contract.id)
    seller.does("opportunity", "win", one(session, Opportunity), amount=1000, reason="price")
    assert one(session, Opportunity).outcome == "won"
    return order


def produce_and_ship(session, people, journey, product, warehouse):
    """Approval by another, production, and two deliveries of four and six."""
    seller, manager, maker = people["seller"], people["manager"], people["maker"]
    order = journey.order
    seller.does("sales_order", "submit_order", order)
    journey.stands("submitted")
    assert seller.may_not("sales_order", "approve_order", order)
    manager.does("sales_order", "approve_order", order, produce="y")
    journey.stands("approved")
    manager.does("sales_order", "release_order", order)
    maker.does("sales_order", "start_production", order)
    maker.does("sales_order", "report_production", order, percent=60, finish=today() + timedelta(days=3))
    journey.stands("in_production")
    assert journey.order.production_percent == 60
    stock.receive(product, warehouse, D(10), "made")
    session.flush()
    maker.does("sales_order", "ready_order", order)
    assert (product_of(session).on_hand, product_of(session).promised) == (10, 10)
    for quantity, status, left in ((4, "partly_shipped", 6), (6, "shipped", 0)):
        maker.adds("delivery_note", order=order.id)
        note = one(session, DeliveryNote, DeliveryNote.status == "draft")
        line = one(session, SalesOrderLine)
        maker.adds("delivery_line", note=note.id, order_line=line.id, quantity=quantity)
        maker.does("delivery_note", "dispatch_delivery", note)
        journey.stands(status)
        assert (product_of(session).on_hand, product_of(session).promised) == (left, left)
        maker.does("delivery_note", "sign_delivery", note, received_by="Zhang San", day=today())
    journey.stands("delivered")
    assert one(session, SalesOrderLine).delivered_quantity == 10


def product_of(session):
    return one(session, Product)


def settle(session, people, journey):
    """A plan, an invoice, and three payments: early, over both instalments, too much and given back."""
    finance, order = people["finance"], journey.order
    finance.does("sales_order", "make_payment_plan", order, shares="30/70", first_due=today() + timedelta(days=30))
    due = select(ReceivableInstalment.amount, ReceivableInstalment.paid_amount).order_by("position")
    assert session.execute(due).all() == [(300, 0), (700, 0)]
    finance.does("sales_order", "issue_invoice", order, kind="vat_normal", issued_on=today())
    journey.stands("invoiced")
    for amount, paid in ((200, [200, 0]), (600, [300, 500]), (250, [300, 700])):
        finance.adds("payment", customer=order.customer_id, amount=amount, paid_on=today(), bank_reference=f"B{amount}")
        payment = one(session, Payment, Payment.state == "draft")
        finance.does("payment", "confirm_payment", payment, allocate="y")
        assert [row.paid_amount for row in session.execute(due)] == paid
        sums_hold(session)
    last = one(session, Payment, Payment.amount == 250)
    assert (last.allocated_amount, last.free_amount) == (200, 50)
    finance.does("payment", "refund_payment", last, amount=50, paid_on=today(), reason="Paid too much")
    last = one(session, Payment, Payment.amount == 250)
    assert (last.refunded_amount, last.free_amount) == (50, 0)
    sums_hold(session)


def test_from_a_lead_to_a_closed_order(app, session, people):
    product, warehouse = ProductFactory(name="Pump", list_price=D(100), status="on_sale"), WarehouseFactory()
    session.flush()
    order = deal(session, people["seller"], product)
    journey = Journey(session, people["manager"], order)
    journey.stands("draft")
    produce_and_ship(session, people, journey, product, warehouse)
    settle(session, people, journey)
    journey.stands("paid")
    assert (journey.order.invoiced_amount, journey.order.paid_amount) == (1000, 1000)
    people["manager"].does("sales_order", "close_order", journey.order)
    journey.stands("closed")
    assert journey.acts() == [
        "submit", "approve", "release", "start", "report", "make_ready", "ship", "ship", "confirm", "invoice", "pay",
        "close",
    ]  # fmt: skip
    actors = select(OrderEvent.created_by_id).where(OrderEvent.order_id == order.id).distinct()
    assert len(session.execute(actors).all()) == 4
    history = people["manager"].client.get(f"/sales_order/history/{order.id}").text
    assert history.count("history-head") >= 2
    assert people["seller"].client.get(f"/sales_order/show/{order.id}").status_code == 200
    assert session.scalar(select(func.count()).select_from(Invoice)) == 1
    assert session.scalar(select(func.count()).select_from(Customer)) == 1
    assert session.scalar(select(func.count()).select_from(DeliveryLine)) == 2
