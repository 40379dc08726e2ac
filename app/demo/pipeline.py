"""What the demo company may sell: opportunities in every stage, quotes, contracts, plans. Step by step, once only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import func, select

from app.core.clock import now, today
from app.core.db import db
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.products.enums import ProductStatus
from app.products.models.product import Product
from app.sales import quote_actions, sales_plan_actions
from app.sales.models.opportunity import Opportunity
from app.sales.models.quote import Quote, QuoteLine
from app.sales.models.sales_plan import SalesPlan, SalesPlanShare
from app.sales.opportunity_queries import Stages
from app.sales.pipeline_enums import StageKind
from app.system.models.ledger import Delivered
from app.system.models.user import User

DONE = "demo:pipeline:"
OPPORTUNITIES, QUOTES = 72, 24
REMARK = "演示数据，纯属虚构。Demo data, entirely fictitious."
# Shares of the stages in their order: many begin, fewer come far.
PLACES = (0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 3, "won", "won", "won", "lost", "lost", "lost")
SUBJECTS = (
    ("水泵更新改造", "Pump replacement"), ("包装线传感器", "Sensors for the packing line"),
    ("年度备件框架", "Annual spare parts"),
    ("新厂房检测设备", "Test equipment for the new plant"), ("仓库自动化一期", "Warehouse automation, phase 1"),
    ("节能电机试点", "Energy-saving motors, pilot"), ("维保服务续约", "Service renewal"),
)  # fmt: skip
RIVALS = ("蓝狐自动化", "北极熊机电", "Redfox Controls", "长颈鹿泵业")
STEPS = ("寄送样品", "安排技术交流", "提交正式报价", "约见采购负责人", "确认付款条款", "邀请参观工厂")
REASONS_WON, REASONS_LOST = (
    ("price", "product", "service", "reference"),
    ("price", "competitor", "no_budget", "delivery"),
)
SELLERS = tuple(f"sales{number}" for number in range(1, 8))
NEED = "改善现有产线的可靠性。More reliable production."


def fill_pipeline(seed: int) -> int:
    """Add what is not there yet; how many opportunities that were. Each step is a transaction of its own."""
    before = _number()
    steps: dict[str, Callable[[Random], None]] = {
        "opportunities": _add_opportunities, "quotes": _add_quotes, "plans": _add_plans
    }  # fmt: skip
    for name, step in steps.items():
        if db.session.execute(select(Delivered.item).where(Delivered.item == DONE + name)).first() is None:
            step(Random(f"{name} {seed}"))  # noqa: S311 (nothing here is secret)
            db.session.add(Delivered(item=DONE + name))
            db.session.commit()
    return _number() - before


def _number() -> int:
    return db.session.execute(select(func.count(Opportunity.id))).scalar_one()


def _customers(number: int) -> list[Customer]:
    """Those that somebody looks after, the first ones of the demo."""
    live = select(Customer).where(Customer.archived_at.is_(None), Customer.owner_id.is_not(None))
    live = live.where(Customer.customer_type.is_distinct_from("supplier"))
    return list(db.session.execute(live.order_by(Customer.id).limit(number)).scalars())


def _add_opportunities(rng: Random) -> None:
    stages, customers = Stages(), _customers(OPPORTUNITIES // 2)
    for number in range(OPPORTUNITIES if customers else 0):
        customer = customers[number % len(customers)]
        db.session.add(_opportunity(rng, number, customer, stages))


def _opportunity(rng: Random, number: int, customer: Customer, stages: Stages) -> Opportunity:
    place, ways = PLACES[number % len(PLACES)], stages.open()
    closed = StageKind(place) if isinstance(place, str) else None
    stage = stages.first(closed) if closed else ways[min(int(place), len(ways) - 1)]
    since = today() - timedelta(days=rng.randrange(1, 150 if closed else 60))
    subject, subject_en = SUBJECTS[number % len(SUBJECTS)]
    chinese = (customer.country or "CN") == "CN"
    contact = select(Contact).where(Contact.customer_id == customer.id, Contact.archived_at.is_(None)).limit(1)
    opportunity = Opportunity(
        name=subject if chinese else subject_en, customer=customer, owner_id=customer.owner_id, stage=stage,
        contact=db.session.execute(contact).scalar(), stage_since=since, need=NEED,
        amount=Decimal(rng.randrange(20, 900) * 1000), currency="CNY" if chinese else "USD",
        expected_close=today() + timedelta(days=rng.randrange(5, 240)) if closed is None else since,
        source=customer.source, competitors=rng.choice(RIVALS) if rng.random() < 0.5 else None,
        created_at=now() - timedelta(days=(today() - since).days + rng.randrange(5, 90)), remarks=REMARK,
    )  # fmt: skip
    if closed is None:
        opportunity.next_step = rng.choice(STEPS)
        opportunity.next_step_on = today() + timedelta(days=rng.randrange(-3, 21))
    else:
        won = closed is StageKind.WON
        opportunity.reason = rng.choice(REASONS_WON if won else REASONS_LOST)
        opportunity.furthest_stage = ways[-1] if won else rng.choice(ways)
    return opportunity


def _add_quotes(rng: Random) -> None:
    found = select(Opportunity).where(Opportunity.remarks == REMARK).order_by(Opportunity.id)
    opportunities = db.session.execute(found).scalars().all()[-QUOTES:]
    selling = select(Product).where(Product.status == ProductStatus.ON_SALE.value, Product.list_price.is_not(None))
    products = list(db.session.execute(selling.order_by(Product.id)).scalars())
    for number, opportunity in enumerate(opportunities if products else ()):
        _answer(number, _quote(rng, opportunity, products))


def _quote(rng: Random, opportunity: Opportunity, products: list[Product]) -> Quote:
    quote = Quote(
        name=opportunity.name, customer_id=opportunity.customer_id, contact_id=opportunity.contact_id,
        opportunity_id=opportunity.id, owner_id=opportunity.owner_id, currency=opportunity.currency,
        quote_date=today() - timedelta(days=rng.randrange(1, 25)), lead_days=rng.choice((14, 30, 45)),
        payment_terms="预付 30%，发货前 70% · 30% down, 70% before shipment", remarks=REMARK,
    )  # fmt: skip
    db.session.add(quote)
    for product in rng.sample(products, min(len(products), rng.randrange(1, 4))):
        db.session.add(QuoteLine(quote=quote, product=product, quantity=Decimal(rng.randrange(1, 40))))
    db.session.flush()
    return quote


def _answer(number: int, quote: Quote) -> None:
    """A third are drafts, the others were sent; some of them have an answer, a new version, a contract."""
    if number % 3 == 0:
        return
    quote_actions.send(quote)
    if number % 6 == 1:
        quote_actions.accept(quote, note="同意 Agreed")
        contract = quote_actions.make_contract(quote)
        if number % 12 == 1:
            quote_actions.sign(contract, signed_on=today(), signed_for_customer="虚构签约人 Fictitious signatory")
    elif number % 6 == 2:
        quote_actions.new_version(quote)
    elif number % 6 == 4:
        quote_actions.refuse(quote, note="价格偏高 Too expensive")


def _add_plans(rng: Random) -> None:
    """This year's plan of the company by person, and this quarter's by salesperson of the east."""
    known = select(User).where(User.username.in_((*SELLERS, "gm1", "manager1")))
    people = {user.username: user for user in db.session.execute(known).scalars()}
    if "gm1" not in people or "manager1" not in people:
        return
    year = date(today().year, 1, 1)
    whole = _plan("演示年度计划 Demo annual plan", people["gm1"], "year", year, "12000000")
    _part_out(rng, whole, [people[name] for name in SELLERS if name in people])
    plan = _plan("演示华东季度计划 Demo quarter, East China", people["manager1"], "quarter", today(), "1500000")
    _part_out(rng, plan, [people[name] for name in SELLERS[:2] if name in people])


def _plan(name: str, owner: User, period: str, begins: date, target: str) -> SalesPlan:
    plan = SalesPlan(name=name, owner=owner, period=period, begins=begins, side="person", target=Decimal(target))
    plan.remarks = REMARK
    db.session.add(plan)
    return plan


def _part_out(rng: Random, plan: SalesPlan, people: list[Any]) -> None:
    for place, person in enumerate(people):
        weight = Decimal(rng.randrange(2, 7))
        db.session.add(SalesPlanShare(plan=plan, person=person, position=10 * (place + 1), weight=weight))
    sales_plan_actions.split_by_weights(plan)
    sales_plan_actions.count(plan)
