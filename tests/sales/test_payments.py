"""Plans, payments, allocations and refunds: nothing is lost, nothing is paid twice, whoever acts at once."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from sqlalchemy import func, select

from app.core.access import acting_as
from app.core.clock import today
from app.core.errors import NotVisible, RuleError
from app.sales import payment_actions as act
from app.sales.invoice_actions import issue_invoice
from app.sales.models.order_event import OrderEvent
from app.sales.models.payment import Payment
from app.sales.models.payment_allocation import PaymentAllocation
from app.sales.models.receivable_instalment import ReceivableInstalment
from app.sales.order_actions import cancel
from app.sales.plan_actions import make_plan
from tests.factories.customers import CustomerFactory
from tests.factories.money import PaymentFactory
from tests.factories.products import ExchangeRateFactory
from tests.factories.system import UserFactory
from tests.support.money import approved_order, sums_hold

D = Decimal
TODAY = today()
SOON = TODAY + timedelta(days=10)


def planned(session, shares="30/70", total="1000", first_due=SOON, **values):
    """(order, its instalments)."""
    order = approved_order(session, total, **values)
    return order, make_plan(order, shares, first_due, 1)


def paid(customer, amount, *, confirmed=True, allocate=False, **values):
    payment = PaymentFactory(customer=customer, amount=D(amount), **values)
    if confirmed:
        act.confirm_payment(payment, allocate=allocate)
    return payment


def of(session, record, *names):
    """Values as they stand in the database."""
    session.flush()
    columns = [getattr(type(record), name) for name in names]
    row = tuple(session.execute(select(*columns).where(type(record).id == record.id)).one())
    return row if len(names) > 1 else row[0]


def test_a_plan_divides_the_order(session):
    order, plan = planned(session, "33.33/33.33/33.34", "100", date(2027, 1, 31))
    found = session.scalars(
        select(ReceivableInstalment).where(ReceivableInstalment.order_id == order.id).order_by("position")
    ).all()
    assert [(str(p.due_on), p.amount) for p in found] == [
        ("2027-01-31", D("33.33")), ("2027-02-28", D("33.33")), ("2027-03-31", D("33.34")),
    ]  # fmt: skip
    assert [p.number for p in plan] == [f"{order.number}/{n}" for n in (1, 2, 3)]
    assert {(p.customer_id, p.currency, p.state, p.age_band) for p in found} == {
        (order.customer_id, "CNY", "open", "not_due")
    }
    sums_hold(session)


def test_a_plan_is_replaced_until_something_is_paid(session):
    order, _ = planned(session, "100")
    make_plan(order, "50/50", SOON, 1)
    sums_hold(session)
    paid(order.customer, "1", allocate=True)
    with pytest.raises(RuleError):
        make_plan(order, "100", SOON)
    sums_hold(session)


@pytest.mark.parametrize("status", ["draft", "submitted", "cancelled", "returned"])
def test_nobody_owes_what_is_not_agreed(session, status):
    order = approved_order(session)
    order.status = status
    session.flush()
    with pytest.raises(RuleError):
        make_plan(order, "100", SOON)


def test_a_draft_pays_nothing(session):
    order, plan = planned(session)
    payment = paid(order.customer, "300", confirmed=False)
    for wrong in (
        lambda: act.allocate_oldest(payment),
        lambda: act.allocate_chosen(payment, {plan[0]: None}),
        lambda: act.refund_payment(payment, D(1), TODAY, "x"),
    ):
        with pytest.raises(RuleError):
            wrong()
    assert of(session, payment, "number", "free_amount") == (None, 0)
    sums_hold(session)


def test_a_payment_is_confirmed_once_and_keeps_the_rate_of_its_day(session):
    ExchangeRateFactory(currency="USD", day=date(2026, 1, 1), rate=D("7.1"))
    ExchangeRateFactory(currency="USD", day=date(2026, 4, 2), rate=D("9.9"))
    finance = UserFactory(role_names=["Finance"])
    payment = PaymentFactory(amount=D("100.01"), currency="USD", paid_on=date(2026, 4, 1))
    with acting_as(finance.id):
        act.confirm_payment(payment)
        with pytest.raises(RuleError):
            act.confirm_payment(payment)
    found = of(session, payment, "exchange_rate", "base_amount", "base_currency", "state", "confirmed_by_id")
    assert found == (D("7.1"), D("710.07"), "CNY", "confirmed", finance.id)
    assert payment.number.startswith("PAY2026-")
    sums_hold(session)


def test_the_oldest_instalments_of_all_orders_are_paid_first(session):
    order, (first, second) = planned(session, "30/70", "1000", SOON)
    other, (older,) = planned(session, "100", "50", TODAY - timedelta(days=40), customer=order.customer)
    payment = paid(order.customer, "400", allocate=True)
    assert [of(session, one, "paid_amount", "state") for one in (older, first, second)] == [
        (50, "paid"), (300, "paid"), (50, "partly_paid"),
    ]  # fmt: skip
    assert of(session, payment, "allocated_amount", "free_amount") == (400, 0)
    assert (of(session, order, "paid_amount"), of(session, other, "paid_amount")) == (350, 50)
    sums_hold(session)


def test_too_much_stays_free_until_there_is_something_to_pay(session):
    order, _ = planned(session, "100", "100")
    payment = paid(order.customer, "150.50", allocate=True)
    assert of(session, payment, "allocated_amount", "free_amount") == (100, D("50.5"))
    with pytest.raises(RuleError):
        act.allocate_oldest(payment)
    later, _ = planned(session, "100", "80", customer=order.customer)
    act.allocate_oldest(payment)
    assert of(session, later, "paid_amount") == D("50.5")
    sums_hold(session)


def test_many_payments_pay_many_instalments(session):
    order, (first, second) = planned(session, "50/50", "100")
    for amount in ("20", "40", "30"):
        paid(order.customer, amount, allocate=True)
    assert (of(session, first, "paid_amount"), of(session, second, "paid_amount")) == (50, 40)
    assert session.scalar(select(func.count()).select_from(PaymentAllocation)) == 4
    sums_hold(session)


def test_by_hand_as_much_as_possible_or_as_said(session):
    order, (first, second) = planned(session, "30/70")
    payment = paid(order.customer, "500")
    act.allocate_chosen(payment, {second: D("100.25")})
    act.allocate_chosen(payment, {first: None})
    act.allocate_chosen(payment, {second: None})
    assert (of(session, first, "paid_amount"), of(session, second, "paid_amount")) == (300, 200)
    for amount in (None, D(1)):
        with pytest.raises(RuleError):
            act.allocate_chosen(payment, {second: amount})
    sums_hold(session)


@pytest.mark.parametrize("amount", ["0", "-0", "-1", "NaN", "Infinity", "1e400", "1e15", "0.001", "300.01"])
def test_amounts_that_are_none_are_refused(session, amount):
    order, (first, _) = planned(session, "30/70")
    payment = paid(order.customer, "1000")
    with pytest.raises(RuleError):
        act.allocate_chosen(payment, {first: D(amount)})
    if amount != "300.01":
        with pytest.raises(RuleError):
            act.refund_payment(payment, D(amount), TODAY, "x")
    sums_hold(session)


def test_a_payment_pays_its_customer_in_its_currency_only(session):
    ExchangeRateFactory(currency="USD", day=date(2026, 1, 1), rate=D("7.1"))
    order, (mine, _) = planned(session)
    _, (foreign,) = planned(session, "100", currency="USD", customer=order.customer)
    _, (theirs,) = planned(session, "100")
    payment = paid(order.customer, "1000")
    for wrong in (foreign, theirs):
        with pytest.raises(RuleError):
            act.allocate_chosen(payment, {wrong: D(1)})
    act.allocate_oldest(payment)
    assert of(session, mine, "state") == "paid"
    assert (of(session, foreign, "paid_amount"), of(session, theirs, "paid_amount")) == (0, 0)
    assert of(session, foreign, "open_base", "base_currency") == (7100, "CNY")
    sums_hold(session)


def test_an_allocation_is_undone_once_and_stays_in_the_ledger(session):
    order, (first, _) = planned(session)
    payment = paid(order.customer, "300", allocate=True)
    line = session.scalars(select(PaymentAllocation)).one()
    act.undo_allocation(line, "wrong order")
    assert of(session, first, "paid_amount", "state") == (0, "open")
    assert of(session, payment, "allocated_amount", "free_amount") == (0, 300)
    ledger = session.scalars(select(PaymentAllocation).order_by(PaymentAllocation.id)).all()
    assert [(one.amount, one.taken_back, one.reason) for one in ledger] == [(300, 300, None), (-300, 0, "wrong order")]
    for one in ledger:
        with pytest.raises(RuleError):
            act.undo_allocation(one, "again")
    sums_hold(session)


def test_a_refund_takes_what_is_free_then_the_latest_allocations(session):
    order, (first, second) = planned(session, "30/70", "1000")
    payment = paid(order.customer, "1100", allocate=True)
    refund = act.refund_payment(payment, D(250), TODAY, "returned goods", "cash", "R1")
    assert (of(session, first, "paid_amount"), of(session, second, "paid_amount")) == (300, 550)
    assert of(session, payment, "allocated_amount", "refunded_amount", "free_amount", "state") == (
        850, 250, 0, "confirmed",
    )  # fmt: skip
    assert of(session, refund, "kind", "state", "amount", "refund_of_id", "method") == (
        "refund", "confirmed", 250, payment.id, "cash",
    )  # fmt: skip
    assert of(session, order, "paid_amount") == 850
    act.refund_payment(payment, D(850), TODAY, "the rest")
    assert of(session, payment, "state", "free_amount", "allocated_amount") == ("refunded", 0, 0)
    for wrong in (payment, refund):
        with pytest.raises(RuleError):
            act.refund_payment(wrong, D(1), TODAY, "too much")
    sums_hold(session)


def test_more_than_is_left_or_before_it_came_is_not_refunded(session):
    payment = paid(CustomerFactory(), "100")
    for amount, day in (("100.01", TODAY), ("50", date(2026, 3, 1)), ("50", TODAY + timedelta(days=1))):
        with pytest.raises(RuleError), session.begin_nested():
            act.refund_payment(payment, D(amount), day, "x")
    assert of(session, payment, "free_amount", "refunded_amount") == (100, 0)
    sums_hold(session)


def test_what_is_confirmed_is_neither_changed_nor_deleted(session):
    payment = paid(CustomerFactory(), "100")
    for name, value in (("amount", D(5)), ("paid_on", date(2026, 3, 3)), ("bank_reference", "other")):
        setattr(payment, name, value)
        with pytest.raises(RuleError), session.begin_nested():
            session.flush()
        session.refresh(payment)
    payment.remarks = "seen"
    session.flush()


def test_money_does_not_move_in_the_future(session):
    with pytest.raises(RuleError) as refusal:
        PaymentFactory(paid_on=TODAY + timedelta(days=1))
    assert refusal.value.field == "paid_on"


@pytest.mark.parametrize("amount", ["0", "-5", "1.001", "1e15"])
def test_a_payment_of_no_amount_is_refused(session, amount):
    with pytest.raises(RuleError) as refusal:
        PaymentFactory(amount=D(amount))
    assert refusal.value.field == "amount"


def test_whoever_does_not_see_a_payment_does_nothing_with_it(session):
    payment = paid(CustomerFactory(), "100", confirmed=False)
    with acting_as(UserFactory(role_names=["Sales"]).id), pytest.raises(NotVisible):
        act.confirm_payment(payment)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_in_whatever_order_the_sums_hold(session, seed):
    rng = Random(seed)
    customers = [CustomerFactory() for _ in range(2)]
    orders = [approved_order(session, str(rng.randrange(1, 9999) / 100), customer=rng.choice(customers))
              for _ in range(4)]  # fmt: skip
    done = refused = 0
    for number in range(70):
        payments = session.scalars(select(Payment).order_by(Payment.id)).all()
        lines = session.scalars(select(PaymentAllocation).order_by(PaymentAllocation.id)).all()
        plans = session.scalars(select(ReceivableInstalment).order_by(ReceivableInstalment.id)).all()
        amount = D(rng.randrange(1, 4000)) / 100
        due = TODAY + timedelta(days=rng.randrange(-120, 60))
        acts = [
            lambda: make_plan(rng.choice(orders), rng.choice(["100", "30/70", "33.3/33.3/33.4"]), due, 1),  # noqa: B023
            lambda: PaymentFactory(customer=rng.choice(customers), amount=amount),  # noqa: B023
            lambda: act.confirm_payment(rng.choice(payments), allocate=rng.random() < 0.5),  # noqa: B023
            lambda: act.allocate_oldest(rng.choice(payments)),  # noqa: B023
            lambda: act.allocate_chosen(rng.choice(payments), {rng.choice(plans): rng.choice([None, amount])}),  # noqa: B023
            lambda: act.undo_allocation(rng.choice(lines), "walk"),  # noqa: B023
            lambda: act.refund_payment(rng.choice(payments), amount, TODAY, "walk"),  # noqa: B023
        ]
        try:
            with session.begin_nested():
                acts[number % 7 if number < 14 else rng.randrange(7)]()
                session.flush()
            done += 1
        except (RuleError, NotVisible, IndexError):
            refused += 1
    assert done > 15
    assert refused > 5
    sums_hold(session)


def test_a_delivered_order_goes_on_with_its_money(session):
    order, _ = planned(session, "100", "100")
    issue_invoice(order, "vat_special", TODAY, D(40))
    order.status = "delivered"
    session.flush()
    paid(order.customer, "60", allocate=True)
    assert of(session, order, "status") == "delivered"
    issue_invoice(order, "vat_special", TODAY)
    assert of(session, order, "status") == "invoiced"
    paid(order.customer, "40", allocate=True)
    assert of(session, order, "status", "paid_amount", "invoiced_amount") == ("paid", 100, 100)
    events = session.scalars(select(OrderEvent.act).where(OrderEvent.order_id == order.id).order_by(OrderEvent.id))
    assert events.all()[-2:] == ["invoice", "pay"]
    sums_hold(session)


def test_a_cancelled_order_owes_nothing(session):
    order, plan = planned(session)
    payment = paid(order.customer, "1", allocate=True)
    with pytest.raises(RuleError), session.begin_nested():
        cancel(order, "changed their mind")
    act.undo_allocation(session.scalars(select(PaymentAllocation)).one(), "the order falls")
    cancel(order, "changed their mind")
    kept = select(ReceivableInstalment.archived_at).where(ReceivableInstalment.order_id == order.id)
    assert all(session.scalars(kept))
    assert of(session, payment, "free_amount") == 1
    with pytest.raises(RuleError):
        act.allocate_chosen(payment, {plan[0]: D(1)})
    sums_hold(session)
