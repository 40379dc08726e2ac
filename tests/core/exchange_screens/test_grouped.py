"""Several rows of a file are one record with several children."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from tests.core.exchange_screens.test_update import reasons, run

LIST = (
    "客户编码,客户名称,城市,国家,联系人\r\n"
    "A1,甲公司,Berlin,德国,王伟\r\n"
    "A1,甲公司,Berlin,德国,李娜\r\n"
    "B1,乙公司,Bonn,德国,张敏\r\n"
    "A1,,,,刘洋\r\n"
    "B1,乙公司,Köln,德国,陈静\r\n"
)
RESULTS = {2: "created", 3: "joined", 4: "created", 5: "joined", 6: "refused"}


def contacts(session):
    found = session.execute(select(Customer.code, Contact.name).join(Contact.customer).order_by(Contact.id)).all()
    return [tuple(row) for row in found]


def test_rows_of_one_key_become_one_customer_with_its_contacts(wizard):
    assert run(wizard, LIST, mode="create", grouped="1") == RESULTS
    assert sorted(contacts(wizard.session)) == sorted([("A1", "王伟"), ("A1", "李娜"), ("B1", "张敏"), ("A1", "刘洋")])
    mains = wizard.session.scalars(select(Contact.name).where(Contact.is_main.is_(True)))
    assert sorted(mains) == ["张敏", "王伟"]
    assert "Row 4 of this file says something else about the same record." in reasons(wizard)[6]


def test_a_check_tells_the_same_as_the_import(wizard):
    wizard.upload(LIST)
    wizard.check(mode="create", grouped="1")
    checked = wizard.batch.checked
    wizard.create()
    assert wizard.batch.created == checked


def test_rows_far_apart_find_each_other_across_transactions(wizard, monkeypatch):
    monkeypatch.setattr("app.core.exchange.importing.FIRST", 1)
    monkeypatch.setattr("app.core.exchange.importing.MOST", 1)
    wizard.upload(LIST)
    wizard.check(mode="create", grouped="1")
    checked = wizard.batch.checked
    wizard.create()
    assert wizard.batch.created == checked
    assert contacts(wizard.session) == [("A1", "王伟"), ("A1", "李娜"), ("B1", "张敏"), ("A1", "刘洋")]


def test_a_second_time_nothing_is_new(wizard):
    good = "".join(LIST.splitlines(keepends=True)[:-1])
    run(wizard, good, mode="both", grouped="1")
    assert set(run(wizard, good, mode="both", grouped="1").values()) == {"unchanged"}
    assert len(contacts(wizard.session)) == 4


def test_a_bad_first_row_leaves_the_record_to_the_next_one(wizard):
    text = "客户编码,客户名称,员工人数,联系人\r\nA1,甲公司,viele,王伟\r\nA1,甲公司,5,李娜\r\n"
    assert run(wizard, text, mode="create", grouped="1", column_2="employees") == {2: "refused", 3: "created"}
    assert contacts(wizard.session) == [("A1", "李娜")]


@pytest.mark.parametrize("mode", ["create", "both"])
def test_a_contact_that_cannot_be_saved_leaves_the_others(wizard, mode):
    rows = "A1,甲公司,中国,王伟,13812345678\r\nA1,甲公司,中国,李娜,123\r\nA1,,,张敏,\r\n"
    text = f"客户编码,客户名称,国家,联系人,手机\r\n{rows}"
    results = run(wizard, text, mode=mode, grouped="1")
    assert (results[2], results[4]) == ("created", "joined")
    assert ("A1", "张敏") in contacts(wizard.session)
