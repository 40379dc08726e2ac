"""The charts of the customers module, and one of them in a real browser."""

from __future__ import annotations

import pytest

from app.core.charts.links import chart_views
from app.customers.charts import CONTACT_CHARTS, CUSTOMER_CHARTS
from app.customers.views.contact import ContactView
from app.customers.views.customer import CustomerView
from tests.factories.customers import ContactFactory, CustomerFactory
from tests.factories.system import UserFactory
from tests.support.processes import ADMIN_PASSWORD

ADDRESSES = [f"/charts/customers/{chart.name}" for chart in CUSTOMER_CHARTS] + [
    f"/charts/contacts/{chart.name}" for chart in CONTACT_CHARTS
]
READERS = ("Sales", "SalesManager", "GeneralManager", "Auditor")


def test_no_two_charts_of_the_system_have_the_same_name(app):
    with app.app_context():
        names = [chart.name for view in chart_views() for chart in view.charts]
    assert sorted(set(names)) == sorted(names)


def test_every_group_of_every_chart_can_be_listed():
    for charts, view in ((CUSTOMER_CHARTS, CustomerView), (CONTACT_CHARTS, ContactView)):
        missing = {chart.group_name for chart in charts} - set(view.search_columns)
        assert not missing, f"Add to {view.__name__}.search_columns, so that a click on a bar can filter: {missing}"


@pytest.mark.parametrize("role", READERS)
def test_every_chart_opens_in_both_languages(session, login, role):
    reader = UserFactory(role_names=[role])
    ContactFactory(customer=CustomerFactory(owner=reader), owner=reader)
    session.flush()
    client = login(reader)
    for locale in ("zh", "en"):
        client.get(f"/lang/{locale}")
        for address in ("/charts/customers/", "/charts/contacts/", *ADDRESSES):
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert "js/charts.js" in answer.text


def test_the_library_is_loaded_where_it_draws_only(session, login):
    client = login(UserFactory(role_names=["Admin"]))
    assert "js/charts.js" not in client.get("/customer/list/").text


def test_a_bar_is_drawn_described_and_leads_to_its_list(page):
    page.goto("/login/")
    page.fill("[name=username]", "admin")
    page.fill("[name=password]", ADMIN_PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda address: "/login" not in address)
    page.goto("/lang/zh")
    page.goto("/customer/add")
    page.fill("[name=name]", "浏览器图表测试公司")
    page.select_option("[name=industry]", "telecom")
    page.click(".save-bar button.primary")
    page.wait_for_url("**/customer/show/*")
    page.goto("/charts/customers/?q=浏览器图表测试公司")
    page.wait_for_selector("[data-chart-url] svg")
    page.goto("/charts/customers/customers_by_industry?q=浏览器图表测试公司")
    drawing = page.locator(".chart-drawing[aria-label^='这是一个图表']")
    drawing.wait_for()
    assert "通信" in drawing.get_attribute("aria-label")
    page.locator(".chart-drawing svg path[fill='#2563a8']").first.click()
    page.wait_for_url("**/customer/list/*_flt_0_industry=telecom*")
    assert page.locator("table.records tbody tr").count() == 1
