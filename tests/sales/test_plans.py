"""Sales plans: divided to the cent, compared with what was ordered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core.access import acting_as
from app.core.archiving import archive
from app.core.errors import RuleError
from app.sales import sales_plan_actions as actions
from app.sales.models.sales_plan import SalesPlan, SalesPlanShare
from tests.factories.customers import CustomerFactory, TerritoryFactory
from tests.factories.pipeline import SalesPlanFactory, SalesPlanShareFactory
from tests.factories.products import ProductCategoryFactory, ProductFactory
from tests.factories.sales import SalesOrderFactory, SalesOrderLineFactory
from tests.factories.system import UserFactory

D = Decimal
EN = {"Accept-Language": "en"}


@pytest.fixture
def boss(session):
    return UserFactory(role_names=["GeneralManager"])


def plan_of(boss, *people, **values):
    plan = SalesPlanFactory(owner=boss, **values)
    for place, person in enumerate(people):
        SalesPlanShareFactory(plan=plan, person=person, position=place)
    return plan


def amounts(session, plan):
    session.flush()
    session.expire_all()
    live = (SalesPlanShare.plan_id == plan.id, SalesPlanShare.archived_at.is_(None))
    found = select(SalesPlanShare).where(*live).order_by(SalesPlanShare.position, SalesPlanShare.id)
    return [share.amount for share in session.scalars(found)]


def order(person, day, price, **values):
    made = SalesOrderFactory(
        customer=CustomerFactory(owner=person), owner=person, order_date=day, tax_included=False, **values
    )
    SalesOrderLineFactory(order=made, quantity=1, unit_price=D(price), tax_percent=D(13))
    made.status = "approved"
    return made


def test_a_plan_begins_with_its_period(session, boss):
    plan = SalesPlanFactory(owner=boss, period="quarter", begins=date(2026, 5, 5))
    assert (plan.begins, plan.ends) == (date(2026, 4, 1), date(2026, 6, 30))


def test_dividing_evenly_to_the_cent(session, boss, login):
    plan = plan_of(boss, *UserFactory.create_batch(3))
    login(boss).post(f"/sales_plan/action/split_evenly/{plan.id}")
    assert amounts(session, plan) == [D("333.34"), D("333.33"), D("333.33")]
    assert plan.given == D(1000)


def test_dividing_by_weights(session, boss):
    plan = plan_of(boss, *UserFactory.create_batch(2))
    with pytest.raises(RuleError):
        actions.split_by_weights(plan)
    for share, weight in zip(actions.parts_of(plan), (3, 1), strict=True):
        share.weight = D(weight)
    actions.split_by_weights(plan)
    assert amounts(session, plan) == [D(750), D(250)]


def test_dividing_by_last_year(session, boss):
    ann, bob = UserFactory.create_batch(2)
    plan = plan_of(boss, ann, bob, period="year")
    with pytest.raises(RuleError):
        actions.split_by_year_before(plan)
    order(ann, date(2025, 3, 1), 300)
    order(bob, date(2025, 12, 31), 100)
    order(bob, date(2024, 12, 31), 900)
    session.flush()
    actions.split_by_year_before(plan)
    assert amounts(session, plan) == [D(750), D(250)]


def test_changing_one_part_leaves_the_rest_to_the_others(session, boss, login):
    plan = plan_of(boss, *UserFactory.create_batch(3))
    actions.split_evenly(plan)
    session.flush()
    share = actions.parts_of(plan)[1]
    url = f"/sales_plan_share/action/adjust/{share.id}"
    refused = login(boss).post(url, data={"answered": "1", "amount": "1000.01", "form_token": "t1"}, headers=EN)
    assert refused.status_code == 422
    assert "1000.01" in refused.text
    login(boss).post(url, data={"answered": "1", "amount": "500", "form_token": "t2"})
    found = amounts(session, plan)
    assert found == [D("250.00"), D(500), D("250.00")]
    assert sum(found) == plan.target == plan.given


def test_another_target_is_divided_as_the_former_one(session, boss):
    plan = plan_of(boss, *UserFactory.create_batch(2))
    for share, weight in zip(actions.parts_of(plan), (3, 1), strict=True):
        share.weight = D(weight)
    actions.split_by_weights(plan)
    session.flush()
    plan.target = D("100.01")
    found = amounts(session, plan)
    assert found == [D("75.01"), D("25.00")]
    assert plan.given == D("100.01")


def test_a_target_finer_than_its_currency_is_refused(session, boss):
    with pytest.raises(RuleError):
        SalesPlanFactory(owner=boss, target=D("0.001"))


def test_what_a_lost_part_had_is_shown_as_not_given(session, boss, login):
    plan = plan_of(boss, *UserFactory.create_batch(2))
    actions.split_evenly(plan)
    session.flush()
    archive(actions.parts_of(plan)[0])
    session.flush()
    assert session.scalars(select(SalesPlan.given).where(SalesPlan.id == plan.id)).one() == D(500)
    assert "500" in login(boss).get(f"/sales_plan/show/{plan.id}", headers=EN).text
    assert "not given to any part" in login(boss).get(f"/sales_plan/show/{plan.id}", headers=EN).text


@pytest.mark.parametrize("values", [{"person": None}, {"territory": "one"}])
def test_a_part_is_of_what_the_plan_divides_by(session, boss, values):
    values = {name: TerritoryFactory() if value else None for name, value in values.items()}
    with pytest.raises(RuleError):
        SalesPlanShareFactory(plan=SalesPlanFactory(owner=boss), **values)


def test_nobody_has_two_parts(session, boss):
    ann = UserFactory()
    with pytest.raises(RuleError):
        plan_of(boss, ann, ann)


# What was ordered


def test_orders_are_counted_without_tax_in_their_time(session, boss):
    ann, bob = UserFactory.create_batch(2)
    plan = plan_of(boss, ann, bob, period="month", begins=date(2026, 5, 1))
    actions.split_evenly(plan)
    order(ann, date(2026, 5, 1), 100)
    order(ann, date(2026, 5, 31), 25)
    order(ann, date(2026, 6, 1), 7)
    order(bob, date(2026, 5, 2), 50).status = "cancelled"
    session.flush()
    actions.count(plan)
    session.flush()
    parts = actions.parts_of(plan)
    assert [(part.actual, part.achieved) for part in parts] == [(D(125), D("25.0")), (D(0), D("0.0"))]
    assert (plan.actual, plan.achieved) == (D(125), D("12.5"))


def test_orders_of_below_count_above(session, boss):
    ann, top = UserFactory(), TerritoryFactory()
    below = TerritoryFactory(parent=top)
    plan = SalesPlanFactory(owner=boss, side="territory")
    SalesPlanShareFactory(plan=plan, person=None, territory=top)
    order(ann, date(2026, 5, 1), 100).territory_id = below.id
    session.flush()
    actions.count(plan)
    assert plan.actual == D(100)


def test_product_categories_count_lines(session, boss):
    category = ProductCategoryFactory()
    plan = SalesPlanFactory(owner=boss, side="category")
    SalesPlanShareFactory(plan=plan, person=None, category=category)
    made = order(UserFactory(), date(2026, 5, 1), 100)
    made.status = "draft"
    SalesOrderLineFactory(
        order=made, product=ProductFactory(category=category), quantity=2, unit_price=D(30), tax_percent=D(0)
    )
    made.status = "approved"
    session.flush()
    actions.count(plan)
    assert plan.actual == D(60)


def test_a_plan_counts_what_its_owner_sees(session):
    ann, bob = UserFactory(role_names=["Sales"]), UserFactory(role_names=["Sales"])
    order(bob, date(2026, 5, 1), 100)
    plan = plan_of(ann, bob)
    session.flush()
    with acting_as(UserFactory(role_names=["GeneralManager"]).id):
        actions.count(plan)
    assert plan.actual == D(0)


def test_sellers_do_not_divide(session, login):
    ann = UserFactory(role_names=["Sales"])
    plan = plan_of(ann, ann)
    client = login(ann)
    assert client.get(f"/sales_plan/show/{plan.id}").status_code == 200
    assert client.post(f"/sales_plan/action/split_evenly/{plan.id}").status_code == 403
