"""Whoever saves a customer is told which ones it looks like, and of a colleague's no more than they may know."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.core.access import system_access
from app.customers.models.customer import Customer
from tests.factories.customers import CustomerFactory
from tests.factories.system import UserFactory
from tests.support.forms import successful_controls


@pytest.fixture
def ann(session):
    return UserFactory(role_names=["Sales"], username="ann", first_name="安", last_name="李")


@pytest.fixture
def ben(session):
    return UserFactory(role_names=["Sales"], username="ben", first_name="本", last_name="王")


@pytest.fixture
def customers(session):
    """How many customers there are."""

    def count():
        with system_access("count"):
            return session.scalar(select(func.count()).select_from(Customer))

    return count


def typed(client, **values):
    """The empty form with these values."""
    return successful_controls(client.get("/customer/add").text, "record-form") | {k: [v] for k, v in values.items()}


def overruled(page):
    """What "save anyway" sends."""
    key = page.split('name="overrule" value="')[1].split('"')[0]
    return successful_controls(page, "record-form") | {"overrule": [key]}


def test_an_own_customer_is_shown_with_the_reason_and_the_form_keeps_what_was_typed(session, ann, login, customers):
    CustomerFactory(name="深圳市青鲸精密机械有限公司", owner=ann)
    client = login(ann)
    sent = typed(client, name="青鲸精密机械股份公司（深圳）", remarks="重要")
    answer = client.post("/customer/add?_l_=en", data=sent)
    assert answer.status_code == 422
    assert "深圳市青鲸精密机械有限公司" in answer.text
    assert "Same name but for spelling and legal form" in answer.text
    assert 'value="青鲸精密机械股份公司（深圳）"' in answer.text
    assert "重要" in answer.text
    assert customers() == 1
    assert client.post("/customer/add", data=overruled(answer.text)).status_code == 302
    assert customers() == 2


def test_of_a_colleagues_customer_only_who_looks_after_it_is_told(session, ann, ben, login):
    CustomerFactory(name="深圳市青鲸精密机械有限公司", phone="13800138000", owner=ben)
    client = login(ann)
    answer = client.post("/customer/add", data=typed(client, name="全新贸易", phone="138 0013 8000"))
    assert answer.status_code == 422
    assert "王本" in answer.text
    assert "青鲸" not in answer.text
    assert "/customer/show/" not in answer.text


def test_a_saving_that_was_overruled_meets_a_further_candidate(session, ann, login):
    CustomerFactory(name="深圳市青鲸精密机械有限公司", owner=ann)
    client = login(ann)
    first = client.post("/customer/add", data=typed(client, name="青鲸精密机械"))
    CustomerFactory(name="青鲸精密机械集团", owner=ann)
    assert client.post("/customer/add", data=overruled(first.text)).status_code == 422


def test_the_same_credit_code_cannot_be_overruled(session, ann, login, customers):
    CustomerFactory(name="甲公司", credit_code="91350100M000100Y43", owner=ann)
    client = login(ann)
    answer = client.post("/customer/add", data=typed(client, name="别的名字", credit_code="91350100M000100Y43"))
    assert answer.status_code == 422
    assert "甲公司" in answer.text
    assert 'name="overrule"' not in answer.text
    forced = successful_controls(answer.text, "record-form") | {"overrule": ["x"]}
    assert client.post("/customer/add?force=1", data=forced).status_code == 422
    assert customers() == 1


def test_a_change_asks_only_when_it_concerns_the_identity(session, ann, login):
    CustomerFactory(name="深圳市青鲸精密机械有限公司", owner=ann)
    twin = CustomerFactory(name="青鲸精密机械（深圳）有限公司", owner=ann)
    other = CustomerFactory(name="赤象软件（上海）有限公司", owner=ann)
    client = login(ann)
    sent = successful_controls(client.get(f"/customer/edit/{twin.id}").text, "record-form")
    assert client.post(f"/customer/edit/{twin.id}", data=sent | {"remarks": ["x"]}).status_code == 302
    sent = successful_controls(client.get(f"/customer/edit/{other.id}").text, "record-form")
    assert client.post(f"/customer/edit/{other.id}", data=sent | {"name": ["深圳青鲸精密机械"]}).status_code == 422
    session.expire_all()
    assert other.name == "赤象软件（上海）有限公司"


def test_what_looks_like_nothing_is_saved_at_once(session, ann, login, customers):
    CustomerFactory(name="北京第一机床厂", owner=ann)
    client = login(ann)
    assert client.post("/customer/add", data=typed(client, name="北京第二机床厂")).status_code == 302
    assert customers() == 2


def test_the_search_costs_the_same_however_many_look_alike(session, ann, login, statements):
    client = login(ann)
    sent = []
    for number in (1, 3, 30):
        CustomerFactory.create_batch(number, name="深圳市青鲸精密机械有限公司", owner=ann)
        form = typed(client, name="青鲸精密机械")
        with statements() as seen:
            assert client.post("/customer/add", data=form).status_code == 422
        sent.append(len(seen))
    assert sent[1] == sent[2], sent
