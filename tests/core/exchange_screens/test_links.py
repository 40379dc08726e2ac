"""How a file names records: by key, by name, by a name written otherwise; and trees that name themselves."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.access import acting_as
from app.core.errors import RuleError
from app.core.exchange.links import LinkFinder
from app.core.registry import entity_of
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.territory import Territory
from tests.factories.customers import CustomerFactory, TagFactory, TerritoryFactory
from tests.factories.system import UserFactory


@pytest.fixture
def named(session):
    """Customers by their codes."""
    CustomerFactory(name="華為技術有限公司", code="HW")
    CustomerFactory(name="Müller GmbH", code="M1")
    for code in ("T1", "T2"):
        CustomerFactory(name="同名公司", code=code)
    session.flush()
    return {c.code: c.id for c in session.scalars(select(Customer))}


FOUND = {
    "by code": ("HW", "HW"),
    "by name": ("華為技術有限公司", "HW"),
    "by the name in the other script": ("华为技术有限公司", "HW"),
    "without accents and case": ("MULLER  gmbh", "M1"),
    "by the code of one of two": ("T2", "T2"),
}


@pytest.mark.parametrize(("text", "code"), FOUND.values(), ids=FOUND.keys())
def test_a_customer_is_found(named, text, code):
    assert LinkFinder(entity_of(Contact).fields["customer"]).find(text) == named[code]


NOT_FOUND = {
    "two of one name": ("同名公司", "means 2 records: T1, T2|means 2 records: T1、T2"),
    "none": ("nobody", "was not found"),
    "the beginning of a name": ("华为", "was not found"),
}


@pytest.mark.parametrize(("text", "reason"), NOT_FOUND.values(), ids=NOT_FOUND.keys())
def test_a_customer_is_not_guessed(named, text, reason):
    with pytest.raises(RuleError, match=reason):
        LinkFinder(entity_of(Contact).fields["customer"]).find(text)


PEOPLE = ("zhangsan", "张三丰", "三丰 张", "zhang@example.com")


@pytest.mark.parametrize("text", PEOPLE)
def test_a_colleague_is_found_by_any_of_their_names(session, text):
    person = UserFactory(username="zhangsan", first_name="三丰", last_name="张", email="zhang@example.com")
    UserFactory(username="former", first_name="三丰", last_name="张", active=False)
    with acting_as(person.id):
        assert LinkFinder(entity_of(Customer).fields["owner"]).find(text) == person.id


def test_many_values_cost_one_statement(named, statements):
    finder = LinkFinder(entity_of(Contact).fields["customer"])
    with statements() as sent:
        finder.prepare(["HW", "M1", "T1", "華為技術有限公司"])
        assert finder.find("T1") == named["T1"]
    assert len(sent) == 1


def test_several_tags_in_one_cell(wizard):
    for name in ("重点", "VIP", "展会"):
        TagFactory(name=name)
    assert wizard.run('客户名称,标签\r\nA,重点、vip\r\nB,"展会, 重点"\r\n')["good"] == 2
    tags = {c.name: {tag.name for tag in c.tags} for c in wizard.session.scalars(select(Customer))}
    assert tags == {"A": {"重点", "VIP"}, "B": {"展会", "重点"}}


TREE = "区域名称,上级区域\r\n中国,\r\n华东,中国\r\n上海,华东\r\n华北,中国\r\n月球,太阳系\r\n"


@pytest.fixture
def trees(wizard_of, session):
    wizard = wizard_of(UserFactory(role_names=["Admin"]), "territory")
    wizard.upload(TREE)
    wizard.check(column_0="name", column_1="parent")
    return wizard


def test_a_tree_names_its_own_rows(trees):
    assert trees.batch.checked["good"] == 4
    assert trees.create()["good"] == 4
    parents = {t.name: t.parent and t.parent.name for t in trees.session.scalars(select(Territory))}
    assert parents == {"中国": None, "华东": "中国", "上海": "华东", "华北": "中国"}


def test_a_branch_that_hangs_nowhere_is_told(trees):
    assert "“太阳系” was not found" in trees.page("/check", **{"Accept-Language": "en"})


def test_archived_records_are_not_found(session, wizard):
    from app.core.archiving import archive

    old = TerritoryFactory(name="old")
    archive(old)
    session.flush()
    wizard.upload("客户名称,区域\r\nA,old\r\n")
    assert wizard.check(column_1="territory")["refused"] == 1
