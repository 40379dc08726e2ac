"""Rows of a file that look like a customer, or like each other, are told before anything is saved."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.customers.models.customer import Customer
from tests.factories.customers import CustomerFactory
from tests.factories.system import DepartmentFactory, UserFactory
from tests.support.import_wizard import Wizard

FILE = """客户名称,公司电话,电子邮件
青鲸精密机械（深圳）有限公司,,
赤象软件有限公司,021-55556666,
全新贸易有限公司,,zhang@quanxin.cn
全新贸易股份有限公司,,
上海另一家有限公司,021-5555 6666,
"""


@pytest.fixture
def wizard(app, session, login):
    manager = UserFactory(role_names=["SalesManager"], department=DepartmentFactory())
    ben = UserFactory(first_name="本", last_name="王", department=DepartmentFactory())
    CustomerFactory(name="深圳市青鲸精密机械有限公司", owner=ben)
    return Wizard(app, login(manager), session)


def test_doubtful_rows_are_left_out_and_listed_with_their_reasons(wizard):
    wizard.upload(FILE)
    assert wizard.check()["good"] == 2
    told = [(row, reason) for row, _, _, reason in wizard.problems]
    assert told == [
        (2, "It looks like a record that is not visible to you, looked after by 王本."),
        (2, "Same name but for spelling and legal form"),
        (5, "It looks like row 4 of this file."),
        (5, "Same name but for spelling and legal form"),
        (6, "It looks like row 3 of this file."),
        (6, "Same telephone number"),
    ]
    assert wizard.create()["good"] == 2


def test_whoever_wants_them_gets_them(wizard):
    wizard.upload(FILE)
    assert wizard.check(doubtful="create")["good"] == 5
    assert wizard.create()["good"] == 5
    names = wizard.session.scalars(select(Customer.name))
    assert "青鲸精密机械（深圳）有限公司" in set(names)


def test_another_choice_asks_for_a_new_check(wizard):
    wizard.upload(FILE)
    wizard.check()
    wizard.choose("keep", doubtful="create")
    assert wizard.batch.checked is None
