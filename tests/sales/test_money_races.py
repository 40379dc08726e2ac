"""Many at once: nothing is paid, invoiced or refunded twice, and a form sent a hundred times makes one payment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

from sqlalchemy import func, select

from app.core.access import system_access
from app.core.clock import today
from app.core.db import db
from app.core.errors import RuleError
from app.sales import payment_actions as act
from app.sales.invoice_actions import issue_invoice
from app.sales.models.invoice import Invoice
from app.sales.models.payment import Payment
from app.sales.models.receivable_instalment import ReceivableInstalment
from app.sales.models.sales_order import SalesOrder
from app.sales.plan_actions import make_plan
from tests.factories.customers import CustomerFactory
from tests.factories.money import PaymentFactory
from tests.factories.system import UserFactory
from tests.support.money import approved_order, sums_hold
from tests.support.visitors import login

D = Decimal
TODAY = today()


def all_at_once(app: Any, *acts: Callable[[], Any]) -> tuple[int, int]:
    """Carry out every act in a thread and a transaction of its own, beginning together: (done, refused)."""
    started, done, refused, broken = Barrier(len(acts), timeout=60), [], [], []

    def run(one: Callable[[], Any]) -> None:
        with app.app_context(), system_access("race"):
            try:
                started.wait()
                one()
                db.session.commit()
                done.append(one)
            except RuleError as refusal:
                db.session.rollback()
                refused.append(refusal)
            except Exception as error:
                broken.append(error)
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=(one,)) for one in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not broken, broken
    return len(done), len(refused)


def one(model: Any, record_id: int) -> Any:
    return db.session.scalars(select(model).where(model.id == record_id)).one()


def prepared(app: Any, shares: str, payments: list[str]) -> tuple[int, list[int], list[int]]:
    """(order over 1000, its instalments, confirmed payments of its customer), committed, by id."""
    with app.app_context(), system_access("test"):
        order = approved_order(db.session, "1000")
        plan = make_plan(order, shares, TODAY + timedelta(days=9), 1)
        made = [PaymentFactory(customer=order.customer, amount=D(amount)) for amount in payments]
        for payment in made:
            act.confirm_payment(payment)
        db.session.commit()
        ids = order.id, [part.id for part in plan], [payment.id for payment in made]
        db.session.remove()
    return ids


def test_an_instalment_is_not_paid_twice(committing_app):
    """Ten payments of 300 for 1000 that are open: they pay 1000 together, and the rest stays free."""
    order_id, _, payments = prepared(committing_app, "30/70", ["300"] * 10)
    done, refused = all_at_once(committing_app, *(lambda n=n: act.allocate_oldest(one(Payment, n)) for n in payments))
    assert (done, refused) == (4, 6)
    with committing_app.app_context(), system_access("look"):
        sums_hold(db.session)
        assert one(SalesOrder, order_id).paid_amount == 1000
        assert db.session.scalar(select(func.count()).where(Payment.free_amount == 300)) == 6


def test_a_payment_is_not_spent_twice(committing_app):
    """Eight want 100 of a payment of 500, by hand, back, or as a refund."""
    _, (first, second), (payment,) = prepared(committing_app, "50/50", ["500"])
    wishes = [lambda n=n: act.allocate_chosen(one(Payment, payment), {one(ReceivableInstalment, n): D(100)})
              for n in (first, second, first, second)]  # fmt: skip
    refunds = [lambda: act.refund_payment(one(Payment, payment), D(150), TODAY, "race") for _ in range(4)]
    done, refused = all_at_once(committing_app, *wishes, *refunds)
    assert done + refused == 8
    with committing_app.app_context(), system_access("look"):
        sums_hold(db.session)
        refunded = one(Payment, payment).refunded_amount
        assert refunded in (150, 300, 450)
        assert db.session.scalar(select(func.count()).where(Payment.kind == "refund")) == refunded / 150


def test_a_payment_is_confirmed_once(committing_app):
    with committing_app.app_context(), system_access("test"):
        payment_id = PaymentFactory().id
        db.session.commit()
        db.session.remove()
    assert all_at_once(committing_app, *[lambda: act.confirm_payment(one(Payment, payment_id), allocate=True)] * 6) == (
        1,
        5,
    )


def test_an_order_is_not_invoiced_twice(committing_app):
    order_id, _, _ = prepared(committing_app, "100", [])
    assert all_at_once(
        committing_app, *[lambda: issue_invoice(one(SalesOrder, order_id), "vat_special", TODAY, D(400))] * 6
    ) == (2, 4)
    with committing_app.app_context(), system_access("look"):
        sums_hold(db.session)
        assert one(SalesOrder, order_id).invoiced_amount == 800
        numbers = db.session.scalars(select(Invoice.number).order_by(Invoice.number)).all()
        assert [number[-6:] for number in numbers] == ["000001", "000002"]


def test_plan_payment_invoice_and_refund_wait_for_each_other(committing_app):
    """Acts that hold the same rows, begun together: none is stuck, and every sum holds."""
    order_id, _, payments = prepared(committing_app, "25/25/50", ["300", "400", "500"])
    acts = [
        *(lambda n=n: act.allocate_oldest(one(Payment, n)) for n in payments),
        *(lambda n=n: act.refund_payment(one(Payment, n), D(250), TODAY, "race") for n in payments),
        lambda: issue_invoice(one(SalesOrder, order_id), "vat_special", TODAY),
        lambda: make_plan(one(SalesOrder, order_id), "100", TODAY, 1),
    ]
    done, refused = all_at_once(committing_app, *acts)
    assert done + refused == len(acts)
    assert done >= 5
    with committing_app.app_context(), system_access("look"):
        sums_hold(db.session)


def test_a_hundred_identical_posts_make_one_payment(committing_app):
    app = committing_app
    with app.app_context(), system_access("test"):
        customer_id, finance = CustomerFactory().id, UserFactory(role_names=["Finance"])
        db.session.commit()
        visitor = login(app.test_client(), finance)
        db.session.remove()
    form = {"customer": customer_id, "paid_on": TODAY.isoformat(), "amount": "12.34", "currency": "CNY",
            "bank_reference": "B1", "form_token": "same-token", "method": "bank_transfer"}  # fmt: skip
    answers: list[int] = []
    jar = visitor.get_cookie("session")
    started = Barrier(10, timeout=60)

    def send() -> None:
        browser = app.test_client()
        browser.set_cookie("session", jar.value)
        started.wait()
        answers.extend(browser.post("/payment/add", data=form).status_code for _ in range(10))

    threads = [Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    assert answers == [302] * 100
    again = visitor.post("/payment/add", data=form | {"form_token": "another"})
    with app.app_context(), system_access("look"):
        assert db.session.scalars(select(Payment.amount)).all() == [D("12.34")]
    assert again.status_code == 422  # the bank reference is known
