"""Few answers are named, many are walked: what a list shows is the same."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.core import search_answers
from app.core.access import GATED, acting_as
from app.core.clock import now
from app.core.db import db
from app.core.listing import ListRequest, count, page_rows
from app.core.registry import entity_of
from app.customers.models.customer import Customer
from tests.factories.customers import CustomerFactory
from tests.factories.system import UserFactory
from tests.support.statements import collect_statements

NAMES = ("深圳市华为技术有限公司", "华为终端", "重庆长安汽车", "Café René 138-1234-5678")
QUERIES = ("华为", "公", "huawei", "hwjs", "5678", "138123", "cafe rene", "华为 深圳", "?!", "", "nobody")


@pytest.fixture
def people(session):
    return [UserFactory(username=f"person-{number}", role_names=["Sales"]) for number in (1, 2)]


@pytest.fixture
def customers(people):
    for person in people:
        for name in NAMES:
            CustomerFactory(name=name, owner=person)
    CustomerFactory(name="华为旧档", owner=people[0], archived_at=now())


def asked(query):
    return ListRequest(entity_of(Customer), query=query)


def told(person, query):
    with acting_as(person.id):
        request = asked(query)
        rows = page_rows(request, [request.entity.fields["name"]])
        assert count(request).number == len(rows)
        return [row.name for row in rows]


@pytest.mark.parametrize("query", QUERIES)
def test_a_list_is_the_same_whether_answers_are_few_many_or_common(people, customers, monkeypatch, query):
    named = told(people[0], query)
    monkeypatch.setattr(search_answers, "FEW", 0)
    assert told(people[0], query) == named, "many"
    monkeypatch.setattr(search_answers, "FREQUENT", 0)
    assert told(people[0], query) == named, "frequent"
    monkeypatch.setattr(search_answers, "COMMON", 0)
    assert told(people[0], query) == named, "common"
    expected = {
        "华为": 2,
        "公": 1,
        "huawei": 2,
        "hwjs": 1,
        "5678": 1,
        "138123": 1,
        "cafe rene": 1,
        "华为 深圳": 1,
        "": 4,
    }
    assert len(named) == expected.get(query, 0)


def test_a_list_and_its_number_ask_the_index_once(people, customers):
    with acting_as(people[0].id):
        request = asked("华为")
        with collect_statements() as statements:
            page_rows(request, [request.entity.fields["name"]])
            count(request)
    assert len(statements) == 3


@pytest.mark.databases("postgresql")
def test_a_rare_word_is_read_from_the_index(people, customers):
    """Not from the table, in the hope of meeting enough of it early."""
    with acting_as(people[0].id), collect_statements() as statements:
        page_rows(asked("huawei"), [entity_of(Customer).fields["name"]])
    found = next(one for one in statements if "MATERIALIZED" in one)
    assert "@@" in found
    session = db.session
    session.execute(text("SET LOCAL enable_seqscan = off"))
    index = search_answers._asked(Customer.search_text, "huawei", False).compile(
        session.connection(), compile_kwargs={"literal_binds": True}
    )
    plan = "\n".join(session.execute(text(f"EXPLAIN {index}"), execution_options={GATED: True}).scalars())
    assert "ix_customer_search" in plan
