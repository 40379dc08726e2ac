"""What finance does and sales sees, over the screens."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core.clock import today
from app.sales.models.dunning_step import DunningStep
from app.sales.models.invoice import Invoice
from app.sales.models.payment import Payment
from app.sales.models.payment_allocation import PaymentAllocation
from app.sales.models.receivable_instalment import ReceivableInstalment
from app.sales.plan_actions import make_plan
from tests.factories.customers import CustomerFactory
from tests.factories.money import PaymentFactory
from tests.factories.system import UserFactory
from tests.support.money import approved_order, sums_hold

D = Decimal
EN = {"Accept-Language": "en"}
TODAY = today()


@pytest.fixture
def seller(session):
    return UserFactory(role_names=["Sales"])


@pytest.fixture
def finance(session, login):
    return login(UserFactory(role_names=["Finance"]))


@pytest.fixture
def order(session, seller):
    found = approved_order(session, "1000", customer=CustomerFactory(owner=seller))
    session.commit()
    return found


def answered(**answers):
    return {"answered": "1", "form_token": str(answers)} | answers


def test_from_the_plan_to_the_letter(session, finance, order):
    day = TODAY - timedelta(days=40)
    plan = answered(shares="30/70", first_due=day.isoformat(), months="1")
    assert finance.post(f"/sales_order/action/make_payment_plan/{order.id}", data=plan).status_code == 302
    first, second = session.scalars(select(ReceivableInstalment).order_by(ReceivableInstalment.id)).all()
    assert (first.amount, second.amount, first.state) == (300, 700, "overdue")
    bill = answered(kind="vat_special", issued_on=TODAY.isoformat(), amount="", tax_number="2431")
    answer = finance.post(f"/sales_order/action/issue_invoice/{order.id}", data=bill)
    assert answer.location.startswith("/invoice/show/")
    assert session.scalars(select(Invoice.amount)).one() == 1000
    finance.post("/payment/add", data={
        "customer": order.customer_id, "paid_on": TODAY.isoformat(), "amount": "150.50", "currency": "CNY",
        "bank_account": "6200 1234 5678", "form_token": "t1",
    })  # fmt: skip
    payment = session.scalars(select(Payment)).one()
    finance.post(f"/payment/action/confirm_payment/{payment.id}", data=answered(allocate="y"))
    assert session.scalars(select(PaymentAllocation.amount)).one() == D("150.50")
    due = finance.get("/due/list/", headers=EN).text
    assert "CN¥149.50" in due
    assert finance.get("/overdue/list/", headers=EN).text.count(first.number) >= 1
    assert second.number in due
    finance.post(f"/receivable_instalment/action/dun/{first.id}", data=answered(note="by mail"))
    assert session.scalars(select(DunningStep.level)).all() == ["reminder"]
    twice = finance.post(f"/receivable_instalment/action/dun/{first.id}", data=answered(note="again"), headers=EN)
    assert twice.status_code == 422
    assert "give the customer time" in twice.text
    line = session.scalars(select(PaymentAllocation)).one()
    finance.post(f"/payment_allocation/action/undo_allocation/{line.id}", data=answered(reason="wrong"))
    by_hand = answered(instalment=str(second.id), amount="50")
    finance.post(f"/payment/action/allocate_by_hand/{payment.id}", data=by_hand)
    back = answered(amount="120.5", paid_on=TODAY.isoformat(), reason="returned", method="cash", bank_reference="")
    finance.post(f"/payment/action/refund_payment/{payment.id}", data=back)
    sums_hold(session)
    kept = select(Payment.allocated_amount, Payment.refunded_amount, Payment.free_amount).where(
        Payment.id == payment.id
    )
    assert tuple(session.execute(kept).one()) == (30, D("120.50"), 0)


def test_sales_sees_its_own_and_changes_nothing(session, login, seller, order):
    plan = make_plan(order, "100", TODAY)
    payment = PaymentFactory(customer=order.customer, bank_account="6200123456789")
    other = make_plan(approved_order(session, "77"), "100", TODAY)
    session.commit()
    client = login(seller)
    shown = client.get("/receivable_instalment/list/", headers=EN).text
    assert plan[0].number in shown
    assert other[0].number not in shown
    assert client.get(f"/receivable_instalment/show/{other[0].id}").status_code == 404
    page = client.get(f"/payment/show/{payment.id}", headers=EN).text
    assert "6200123456789" not in page
    for address in (
        f"/payment/action/confirm_payment/{payment.id}",
        f"/payment/action/allocate_payment/{payment.id}",
        f"/payment/action/refund_payment/{payment.id}",
        f"/receivable_instalment/action/dun/{plan[0].id}",
        f"/sales_order/action/make_payment_plan/{order.id}",
        f"/sales_order/action/issue_invoice/{order.id}",
    ):
        assert client.post(address, data=answered()).status_code == 403, address
    assert client.get(f"/payment/edit/{payment.id}").status_code in (302, 403)
    assert session.scalar(select(Payment.state).where(Payment.id == payment.id)) == "draft"


def test_nobody_confirms_a_payment_by_form_or_program(session, finance, order):
    for state in ("confirmed", "refunded"):
        data = {"customer": order.customer_id, "paid_on": TODAY.isoformat(), "amount": "5", "currency": "CNY",
                "state": state, "free_amount": "5", "form_token": state}  # fmt: skip
        finance.post("/payment/add", data=data)
    assert set(session.execute(select(Payment.state, Payment.free_amount))) == {("draft", 0)}
