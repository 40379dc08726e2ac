"""Charts: what the database adds up is what Python adds up, to the cent and in each zone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import g
from flask_login import login_user

from app.core.access import acting_as
from app.core.charts.aggregate import Row, rows
from app.core.charts.card import ChartCard
from app.core.charts.definition import Chart, ChartKind, Months, Sum, check
from app.core.charts.months import LONGEST, Month, window
from app.core.clock import today
from app.core.conditions import Condition, operators
from app.core.listing import ListRequest
from app.core.registry import entity_of
from app.customers.models.customer import Customer
from tests.factories.customers import CustomerFactory
from tests.factories.system import UserFactory
from tests.support.customers import sixty_customers

SHANGHAI = ZoneInfo("Asia/Shanghai")
ZONES = ("Asia/Shanghai", "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata")


@pytest.fixture
def customers(session) -> list[Customer]:
    made = sixty_customers()
    session.flush()
    return made


def counted(chart: Chart, *, zone: ZoneInfo = SHANGHAI, asked: ListRequest | None = None) -> list[Row]:
    asked = asked or ListRequest(entity_of(Customer))
    field = asked.entity.fields[chart.group_name]
    months = chart.group
    shown = window(months, field, asked.conditions, today(), zone) if isinstance(months, Months) else None
    return rows(chart, asked, shown)


def condition(name: str, operator: str, value: Any) -> Condition:
    field = entity_of(Customer).fields[name]
    return Condition(field, next(o for o in operators(field) if o.name == operator), value, str(value))


@contextmanager
def reading(app: Any, user: Any) -> Iterator[None]:
    """A request of this user, without a page."""
    with app.test_request_context(), acting_as(user.id):
        login_user(user)
        g.user = user
        yield


def card(group: str, measure: Sum | None = None) -> ChartCard:
    return ChartCard(Chart("c", "c", group, measure=measure), ListRequest(entity_of(Customer)), [])


# What is added up


def test_all_groups_of_a_field(customers):
    expected = Counter(customer.industry for customer in customers)
    assert {row.key: row.value for row in counted(Chart("c", "c", "industry"))} == expected


def test_the_largest_groups_and_the_rest_as_one(customers):
    numbers = Counter(customer.industry for customer in customers)
    empty = numbers.pop(None)
    largest = sorted(numbers.values(), reverse=True)
    *named, rest, not_set = counted(Chart("c", "c", "industry", limit=2))
    assert [row.value for row in named] == largest[:2]
    assert [numbers[row.key] for row in named] == largest[:2]
    assert rest == Row(None, sum(largest[2:]), merged=len(largest) - 2)
    assert not_set == Row(None, empty)


def test_groups_by_a_link(customers):
    expected = Counter(customer.territory.id if customer.territory else None for customer in customers)
    assert {row.key: row.value for row in counted(Chart("c", "c", "territory"))} == expected


def test_a_list_keeps_its_order_and_its_empty_groups(customers):
    numbers = Counter(customer.grade for customer in customers)
    expected = [("A", numbers["A"]), ("B", numbers["B"]), ("C", 0), ("D", numbers["D"]), (None, numbers[None])]
    assert [(row.key, row.value) for row in counted(Chart("c", "c", "grade", listed=True))] == expected


def test_only_the_named_groups(customers):
    numbers = Counter(customer.stage for customer in customers)
    found = counted(Chart("c", "c", "stage", ChartKind.FUNNEL, only=("loyal", "new")))
    assert [(row.key, row.value) for row in found] == [("loyal", numbers["loyal"]), ("new", numbers["new"])]


def test_whole_numbers_are_added(customers):
    expected: Counter[str | None] = Counter()
    for customer in customers:
        if customer.employees is not None:
            expected[customer.industry] += customer.employees
    found = counted(Chart("c", "c", "industry", measure=Sum("employees")))
    assert {row.key: row.value for row in found} == expected


def test_money_of_one_currency_is_added_to_the_cent(customers):
    chart = Chart("c", "c", "industry", measure=Sum("annual_revenue", "currency", "CNY"), limit=3)
    yuan: dict[str | None, Decimal] = defaultdict(Decimal)
    dollars = Decimal()
    for customer in customers:
        if customer.annual_revenue is not None and customer.currency == "CNY":
            yuan[customer.industry] += customer.annual_revenue
        elif customer.annual_revenue is not None and customer.currency == "USD":
            dollars += customer.annual_revenue
    found = counted(chart)
    assert {row.key: row.value for row in found if row.key} == dict(
        sorted(((k, v) for k, v in yuan.items() if k), key=lambda pair: -pair[1])[:3]
    )
    assert sum(row.value for row in found) == sum(yuan.values())
    filtered = ListRequest(entity_of(Customer), conditions=(condition("currency", "equal", "USD"),))
    assert sum(row.value for row in counted(chart, asked=filtered)) == dollars


def test_money_grouped_by_its_currency_is_never_mixed(customers):
    expected: dict[str | None, Decimal] = defaultdict(Decimal)
    for customer in customers:
        if customer.annual_revenue is not None:
            expected[customer.currency] += customer.annual_revenue
    chart = Chart("c", "c", "currency", measure=Sum("annual_revenue", "currency"))
    assert {row.key: row.value for row in counted(chart)} == expected


def test_a_chart_of_several_currencies_has_no_total(app, session):
    CustomerFactory(annual_revenue=Decimal(1), currency="CNY")
    CustomerFactory(annual_revenue=Decimal(1), currency="USD")
    with reading(app, UserFactory(role_names=["Admin"])):
        assert card("currency", Sum("annual_revenue", "currency")).total is None
        assert card("currency", Sum("annual_revenue", "currency", "USD")).total == 1


def test_a_linked_record_that_the_reader_may_not_see_stays_nameless(app, session):
    ann, ben = UserFactory(role_names=["Sales"]), UserFactory(role_names=["Sales"])
    hers, his = CustomerFactory(name="hers", owner=ann), CustomerFactory(name="canary", owner=ben)
    other = CustomerFactory(name="canary too", owner=ben)
    for parent in (hers, hers, his, other):
        CustomerFactory(owner=ann, parent=parent)
    session.flush()
    with reading(app, ann):
        found = {part.label: (part.value, part.url) for part in card("parent").slices}
    assert "canary" not in str(found)
    assert found["hers"][0] == 2
    assert [pair for label, pair in found.items() if label not in ("hers", "未填写", "Not set")] == [(2, None)]


# Months


@pytest.mark.parametrize("zone_name", ZONES)
def test_months_are_the_readers_own(customers, zone_name):
    zone = ZoneInfo(zone_name)
    numbers = Counter(str(Month.of(customer.created_at.astimezone(zone))) for customer in customers)
    found = counted(Chart("c", "c", Months("created_at", last=36)), zone=zone)
    assert len(found) == 36
    assert {row.key: row.value for row in found if row.value} == numbers


@pytest.mark.parametrize(
    ("moment", "zone_name", "month"),
    [
        (datetime(2026, 2, 28, 15, 59, 59, 999_999, UTC), "Asia/Shanghai", "2026-02"),
        (datetime(2026, 2, 28, 16, 0, tzinfo=UTC), "Asia/Shanghai", "2026-03"),
        (datetime(2026, 3, 31, 16, 30, tzinfo=UTC), "Asia/Shanghai", "2026-04"),
        (datetime(2026, 3, 31, 16, 30, tzinfo=UTC), "UTC", "2026-03"),
        (datetime(2026, 2, 28, 22, 59, 59, tzinfo=UTC), "Europe/Berlin", "2026-02"),
        (datetime(2026, 2, 28, 23, 0, tzinfo=UTC), "Europe/Berlin", "2026-03"),
        (datetime(2026, 3, 31, 21, 59, 59, tzinfo=UTC), "Europe/Berlin", "2026-03"),
        (datetime(2026, 3, 31, 22, 0, tzinfo=UTC), "Europe/Berlin", "2026-04"),
        (datetime(2026, 4, 1, 3, 59, 59, tzinfo=UTC), "America/New_York", "2026-03"),
        (datetime(2026, 4, 1, 4, 0, tzinfo=UTC), "America/New_York", "2026-04"),
    ],
)
def test_the_first_moment_of_a_month(session, moment, zone_name, month):
    CustomerFactory(created_at=moment)
    spring = (condition("created_at", "from", moment - timedelta(days=60)),)
    asked = ListRequest(entity_of(Customer), conditions=spring)
    found = counted(Chart("c", "c", Months("created_at")), zone=ZoneInfo(zone_name), asked=asked)
    assert [row.key for row in found if row.value] == [month]


def test_months_of_a_day_know_no_zone(session):
    CustomerFactory(status="lost", lost_on=date(2026, 2, 28))
    CustomerFactory(status="lost", lost_on=date(2026, 3, 1))
    asked = ListRequest(entity_of(Customer), conditions=(condition("lost_on", "from", date(2026, 1, 1)),))
    found = counted(Chart("c", "c", Months("lost_on")), zone=ZoneInfo("America/New_York"), asked=asked)
    assert [row.key for row in found if row.value] == ["2026-02", "2026-03"]


@pytest.mark.parametrize(
    ("case", "filters", "expected"),
    [
        ("nothing: the usual ones", [], ("2024-06", "2026-06")),
        ("from: up to now and ahead", [("from", date(2026, 2, 10))], ("2026-02", "2026-06")),
        ("from a day to come: that month", [("from", date(2027, 2, 10))], ("2027-02", "2027-02")),
        ("to: as many before", [("to", date(2025, 12, 31))], ("2023-12", "2025-12")),
        ("smaller than the first: not that month", [("smaller", date(2025, 12, 1))], ("2023-11", "2025-11")),
        ("a day", [("equal", date(2020, 2, 29))], ("2020-02", "2020-02")),
        ("both ends", [("greater", date(2020, 1, 31)), ("to", date(2020, 12, 1))], ("2020-01", "2020-12")),
    ],
)
def test_the_months_that_are_shown(case, filters, expected):
    conditions = [condition("lost_on", *given) for given in filters]
    field = entity_of(Customer).fields["lost_on"]
    shown = window(Months("lost_on", last=24, ahead=1), field, conditions, date(2026, 5, 20), SHANGHAI)
    assert (str(shown.first), str(shown.last)) == expected, case


def test_a_filter_over_centuries_draws_the_latest_months_only():
    conditions = [condition("lost_on", "from", date(1900, 1, 1))]
    field = entity_of(Customer).fields["lost_on"]
    assert len(list(window(Months("lost_on"), field, conditions, date(2026, 5, 20), SHANGHAI))) == LONGEST


# What must not be declared


@pytest.mark.parametrize(
    ("message", "charts"),
    [
        ("over currencies", [Chart("c", "c", "industry", measure=Sum("annual_revenue"))]),
        ("over currencies", [Chart("c", "c", "industry", measure=Sum("annual_revenue", "currency"))]),
        ("is sensitive", [Chart("c", "c", "bank_account")]),
        ("is of type text", [Chart("c", "c", "remarks")]),
        ("is of type lookup", [Chart("c", "c", Months("industry"))]),
        ("is of type string", [Chart("c", "c", "industry", measure=Sum("name"))]),
        ("the same name", [Chart("c", "c", "industry"), Chart("c", "c", "grade")]),
    ],
)
def test_a_senseless_or_careless_chart_is_refused(message, charts):
    with pytest.raises(ValueError, match=message):
        check(charts, entity_of(Customer))
