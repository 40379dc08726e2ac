"""What the demo company's customers owe and pay, the letters to the late ones, and what selling costs. Once only."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random

from sqlalchemy import select

from app.core.access import acting_as
from app.core.clock import today
from app.core.db import db
from app.demo.assortment import REMARK
from app.sales.dunning_actions import dun
from app.sales.expense_actions import approve_expenses, reject_expenses, submit_expenses
from app.sales.invoice_actions import cancel_invoice, issue_invoice
from app.sales.models.payment import Payment
from app.sales.models.receivable_instalment import ReceivableInstalment
from app.sales.models.sales_expense import SalesExpense
from app.sales.models.sales_order import SalesOrder
from app.sales.money_enums import InstalmentState
from app.sales.order_money import FALLEN, UNBILLED
from app.sales.payment_actions import confirm_payment, refund_payment
from app.sales.plan_actions import make_plan
from app.sales.rules.dunning import STEPS
from app.system.models.ledger import Delivered
from app.system.models.user import User

DONE = "demo:money"
FINANCE, MANAGER = "finance1", "manager1"
SHARES = ("100", "30/70", "50/50", "30/60/10")
OLD = 14  # orders of the former system of which something is still open
PERSISTENT = 3  # days after which a letter is written that may be written
EXPENSES = (
    ("拜访客户往返高铁 Train to a customer", "travel", "486.50"),
    ("客户午餐 Lunch with a customer", "hospitality", "328"),
    ("样品快递 Samples by courier", "samples", "65"),
    ("展会门票 Exhibition tickets", "exhibition", "200"),
    ("市内打车 Taxi", "transport", "47.80"),
    ("节日礼品 Holiday gifts", "gifts", "599"),
)


def settle_accounts(seed: int) -> int:
    """Add plans, invoices, payments, letters and expenses; how many payments, none where it was done before."""
    if db.session.execute(select(Delivered.item).where(Delivered.item == DONE)).first() is not None:
        return 0
    people = {user.username: user.id for user in db.session.execute(select(User)).scalars()}
    orders = _orders()
    if not orders or not {FINANCE, MANAGER} <= people.keys():
        return 0
    rng = Random(f"money {seed}")  # noqa: S311 (nothing here is secret)
    with acting_as(people[FINANCE]):
        paid = sum(_settle(order, number, rng) for number, order in enumerate(orders))
        _write_letters()
    _spend([people[name] for name in ("sales1", "sales2") if name in people], people[MANAGER], rng)
    db.session.add(Delivered(item=DONE))
    db.session.commit()
    return paid


def _orders() -> list[SalesOrder]:
    """Those of the demo that somebody owes something for, and the latest of the former system."""
    found = select(SalesOrder).where(SalesOrder.remarks == REMARK, SalesOrder.total > 0)
    found = found.where(SalesOrder.status.not_in(UNBILLED | FALLEN)).order_by(SalesOrder.order_date.desc())
    orders = list(db.session.execute(found).scalars())
    return [order for order in orders if not order.historic] + [order for order in orders if order.historic][:OLD]


def _settle(order: SalesOrder, number: int, rng: Random) -> int:
    """The plan of an order, mostly an invoice, and of some a payment; how many payments that were."""
    plan = make_plan(order, SHARES[number % len(SHARES)], order.order_date + timedelta(days=rng.choice((7, 15, 30))), 1)
    if number % 3:
        invoice = issue_invoice(order, "vat_special", min(order.order_date + timedelta(days=5), today()))
        if number % 10 == 7:
            cancel_invoice(invoice, today(), "抬头有误（演示） Wrong name of the buyer (demo)")
    way = number % 5
    if way in (0, 3):
        return 0
    share = {1: Decimal(1), 2: plan[0].amount / order.total, 4: Decimal("0.6")}[way]
    payment = _payment(order, (order.total * share).quantize(Decimal("0.01")), number)
    if number % 7 != 1:
        confirm_payment(payment, allocate=True)
        if number % 11 == 4:
            refund_payment(
                payment,
                (payment.amount / 10).quantize(Decimal("0.01")),
                today(),
                "质量补偿（演示） Compensation (demo)",
            )
    return 1


def _payment(order: SalesOrder, amount: Decimal, number: int) -> Payment:
    extra = Decimal(60_000) if number % 10 == 6 else Decimal(0)  # paid too much
    payment = Payment(
        customer=order.customer, paid_on=min(order.order_date + timedelta(days=8), today()), amount=amount + extra,
        currency=order.currency, method=("bank_transfer", "acceptance_bill", "wechat_pay")[number % 3],
        bank_reference=f"DEMO-{order.id:08}", bank_account=f"6200 0000 0000 {number:04}", remarks=REMARK,
    )  # fmt: skip
    db.session.add(payment)
    db.session.flush()
    return payment


def _write_letters() -> None:
    """Of two overdue instalments of three, each letter soon after it was due."""
    late = select(ReceivableInstalment).where(ReceivableInstalment.state == InstalmentState.OVERDUE.value)
    for instalment in db.session.execute(late.order_by(ReceivableInstalment.id)).scalars().all():
        for step in STEPS[: instalment.id % 4 + 1] if instalment.id % 3 else ():
            day = instalment.due_on + timedelta(days=step.days + PERSISTENT)
            if day <= today():
                dun([instalment], day)


def _spend(sellers: list[int], manager: int, rng: Random) -> None:
    for number, (subject, kind, amount) in enumerate(EXPENSES * len(sellers)):
        seller = sellers[number // len(EXPENSES)]
        spent_on = today() - timedelta(days=rng.randrange(1, 60))
        expense = SalesExpense(subject=subject, kind=kind, amount=Decimal(amount), currency="CNY", spent_on=spent_on,
                               owner_id=seller, remarks=REMARK)  # fmt: skip
        db.session.add(expense)
        db.session.flush()
        if number % 5 == 0:
            continue
        with acting_as(seller):
            submit_expenses([expense])
        if number % 5 == 1:
            continue
        with acting_as(manager):
            if number % 5 == 2:
                reject_expenses([expense], "缺少发票（演示） No receipt (demo)")
            else:
                approve_expenses([expense], None)
