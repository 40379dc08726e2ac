"""Records by two fields, compared with counting them one by one."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from decimal import Decimal

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from app.core.access import acting_as
from app.core.charts.crosstab import MOST
from app.core.charts.statistics_page import StatisticsPage
from app.core.exchange.reading import open_table
from app.core.history import Change
from app.core.lookups import lookup_label
from app.core.views import view_of
from app.customers.models.customer import Customer
from app.system.models.user import User
from tests.factories.customers import CustomerFactory, TerritoryFactory
from tests.factories.system import UserFactory
from tests.support.customers import sixty_customers


@pytest.fixture
def manager(session):
    return UserFactory(username="the-manager", role_names=["GeneralManager"])


@pytest.fixture
def page(app, session):
    """`page(user, rows=…)`: the statistics of customers as this user sees them, in English."""
    from flask import g

    def make(user, **arguments):
        g.user = user
        with acting_as(user.id):
            made = StatisticsPage(view_of(Customer), MultiDict(arguments))
            list(made.row_labels), list(made.column_labels)  # read now, on behalf of this user
            return made

    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield make


def live(session):
    return [c for c in session.scalars(select(Customer)) if c.archived_at is None]


def told(page):
    return {
        (page.row_labels[row], page.column_labels[column]): part.value(page.measure.how)
        for (row, column), part in page.table.cells.items()
    }


def test_numbers_of_two_lists(session, manager, page):
    sixty_customers()
    expected = Counter((c.grade or "Not set", c.stage) for c in live(session))
    shown = page(manager, rows="grade", columns="stage")
    keys = {(row.value or "Not set", column.value): part.number for (row, column), part in shown.table.cells.items()}
    assert keys == expected
    assert shown.table.total.number == 60


@pytest.mark.parametrize("how", ["sum", "average"])
def test_money_of_one_currency_only(session, manager, page, how):
    sixty_customers()
    amounts = defaultdict(list)
    for customer in live(session):
        if customer.annual_revenue is not None and customer.currency == "USD":
            amounts[customer.territory_id, customer.grade].append(customer.annual_revenue)
    shown = page(manager, rows="territory", columns="grade", measure=f"{how}:annual_revenue", currency="USD")
    found = {(r.value, c.value): part for (r, c), part in shown.table.cells.items()}
    assert {key: (part.number, Decimal(part.total)) for key, part in found.items()} == {
        key: (len(values), sum(values)) for key, values in amounts.items()
    }
    assert lookup_label("currency", "USD") in shown.measure_label
    if how == "average":
        value = next(iter(found))
        mean = sum(amounts[value]) / len(amounts[value])
        assert abs(found[value].value(shown.measure.how) - mean) < Decimal("0.01")


def test_months_in_the_readers_zone(session, manager, page):
    sixty_customers()
    shown = page(manager, rows="created_at", columns="status")
    months = Counter(c.created_at.astimezone(shown.down.window.zone).strftime("%Y-%m") for c in live(session))
    first, last = str(shown.down.window.first), str(shown.down.window.last)
    found = {row.value: shown.table.row_total(row).number for row in shown.table.rows}
    assert {month: n for month, n in found.items() if n} == {m: n for m, n in months.items() if first <= m <= last}
    assert list(found) == sorted(found)


def test_what_is_beyond_the_largest_groups_is_added_up(session, manager, page):
    for number in range(MOST + 5):
        CustomerFactory.create_batch(1 + (number == 3), territory=TerritoryFactory(name=f"T{number:02}"))
    CustomerFactory.create_batch(3)
    shown = page(manager, rows="territory", columns="status")
    sizes = {shown.row_labels[row]: shown.table.row_total(row).number for row in shown.table.rows}
    assert next(iter(sizes.items())) == ("T03", 2)
    assert list(sizes.items())[-2:] == [("Others", 5), ("Not set", 3)]
    assert len(sizes) == MOST + 2


def test_an_invisible_parent_is_not_named(session, page):
    ann, ben = UserFactory(role_names=["Sales"]), UserFactory(role_names=["Sales"])
    for number in range(2):
        CustomerFactory(owner=ann, parent=CustomerFactory(name=f"本的客户{number}", owner=ben))
    session.flush()
    shown = page(ann, rows="parent", columns="status")
    assert told(shown) == {("not visible to you", "Active"): 2}
    [line] = shown.lines
    assert line.total.url is None


def test_two_salespeople_count_only_their_own(session, page):
    ann, ben = UserFactory(role_names=["Sales"]), UserFactory(role_names=["Sales"])
    CustomerFactory.create_batch(2, owner=ann)
    CustomerFactory.create_batch(3, owner=ben)
    assert page(ann, rows="status", columns="stage").table.total.number == 2
    assert page(ben, rows="status", columns="stage").table.total.number == 3


@pytest.mark.parametrize(
    ("rows", "columns"), [("stage", "grade"), ("created_at", "owner"), ("territory", "industry"), ("province", "kind")]
)
def test_each_number_leads_to_as_many_records(session, manager, login, page, rows, columns):
    sixty_customers()
    client = login(manager)
    html = client.get(f"/customer/statistics?rows={rows}&columns={columns}&_flt_1_status=lost").text
    links = re.findall(r'<td class="number"><a href="([^"]+)">([\d,]+)</a>', html)
    assert links
    for url, number in links[:12] + links[-8:]:
        shown = client.get(url.replace("&amp;", "&")).text
        assert re.search(r"data-count>([\d,]+)<", shown)[1] == number, url


def test_the_filters_of_the_list_hold(session, manager, page):
    sixty_customers()
    shown = page(manager, rows="stage", columns="status", _flt_0_grade="A")
    assert shown.table.total.number == sum(c.grade == "A" for c in live(session))


@pytest.mark.parametrize(
    "query", ["rows=nope", "columns=bank_account", "measure=sum:name", "measure=sum:annual_revenue&currency=XXX"]
)
def test_what_no_page_offers_is_refused(login, manager, query):
    assert login(manager).get(f"/customer/statistics?{query}").status_code == 400


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_the_table_as_a_file(session, login, manager, format, tmp_path):
    CustomerFactory(name="甲", grade="A", stage="lead")
    CustomerFactory(name="乙", stage="lead")
    answer = login(manager).post(
        f"/customer/statistics/{format}?rows=stage&columns=kind", headers={"Accept-Language": "en"}
    )
    if format == "csv":
        rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    else:
        (tmp_path / "table.xlsx").write_bytes(answer.data)
        table = open_table(tmp_path / "table.xlsx", filename="table.xlsx")
        rows = [table.headers, *([str(cell) for cell in cells] for _, cells in table.rows())]
    assert rows == [["Lifecycle stage", "Company", "Total"], ["Lead stage", "2", "2"], ["Total", "2", "2"]]
    assert session.scalars(select(Change).where(Change.kind == "export")).one().user_id == manager.id


def test_who_may_not_export_gets_no_file(session, login):
    ann = UserFactory(role_names=["Sales"])
    assert login(ann).post("/customer/statistics/csv").status_code in (302, 403)
    assert session.scalars(select(Change).where(Change.kind == "export")).all() == []


def test_every_entity_has_statistics(app, session, login):
    client = login(UserFactory(role_names=["Admin"]))
    with app.app_context():
        from app.core.views import entity_views

        pages = [view.route_base for view in entity_views() if view.model is not User]
    for where in pages:
        assert client.get(f"{where}/statistics").status_code in (200, 404), where


@pytest.mark.parametrize("columns", ["owner", "created_at"])
def test_the_number_of_statements_stays(session, login, manager, statements, columns):
    client = login(manager)
    where = f"/customer/statistics?rows=territory&columns={columns}"
    CustomerFactory(territory=TerritoryFactory(), owner=manager)
    client.get(where)
    numbers = []
    for rows in (1, 3, 20):
        for _ in range(rows):
            CustomerFactory(territory=TerritoryFactory(), owner=manager)
        session.flush()
        with statements() as sent:
            assert client.get(where).status_code == 200
        numbers.append(len(sent))
    assert len(set(numbers)) == 1, sent
    assert numbers[0] <= 14, sent
