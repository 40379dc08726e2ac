"""An export read in again makes equal records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from app.core.clock import now
from app.core.views import view_of
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from tests.factories.customers import ContactFactory, CustomerFactory, TagFactory, TerritoryFactory

FULL = {
    "name": "two  blanks  公司", "code": "007", "kind": "individual",
    "english_name": "=HYPERLINK(\"x\")",
    "aliases": "'quoted, -dash", "keyword": "@mention", "industry": "electronics", "customer_type": "partner",
    "grade": "A", "source": "partner", "country": "CN", "province": "310000", "city": "310100", "district": "310104",
    "address": "漕溪北路\u3000398号，“汇智”", "postcode": "00123", "phone": "+86 21 5012 3456",
    "email": "a@example.com",
    "homepage": "https://example.com/?a=1&b=%20", "wechat": "wx_123456", "qq": "1234567", "currency": "USD",
    "annual_revenue": Decimal("99999999999999.9999"), "credit_limit": Decimal("0.0001"), "employees": 2147483647,
    "tax_number": "012345678901234567", "bank_account": "6222021234567890123", "gender": "female",
    "birthday": date(1900, 1, 1), "preferred_channel": "wechat", "preferred_language": "en", "consent": "given",
    "remarks": "第一行\n\n\t第三行 \"引号\", 逗号;分号",
}  # fmt: skip


@pytest.fixture
def records(marketer):
    """A customer with a value of every kind, one with as little as possible, and a person."""
    full = CustomerFactory(
        **FULL,
        owner=marketer,
        territory=TerritoryFactory(name="华东"),
        tags=[TagFactory(name="VIP"), TagFactory(name="+1")],
    )
    CustomerFactory(name="𠮷野家𠀋😀", owner=marketer, parent=full)
    ContactFactory(name="Renée O'Neil", customer=full, owner=marketer, birthday=date(1980, 2, 29), mobile="13812345678")


def values(session, model):
    """Every form field of every record, links by the name of their target."""
    session.expire_all()
    found = []
    for record in session.scalars(select(model).where(model.archived_at.is_(None))):
        read = {field.name: field.read(record) for field in view_of(model).form_fields}
        for name, value in read.items():
            many = isinstance(value, list)
            read[name] = sorted(str(item) for item in value) if many else str(value) if hasattr(value, "id") else value
        found.append(read)
    return found


@pytest.mark.parametrize("format", ["csv", "xlsx"])
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_out_and_in_again(wizard, wizard_of, marketer, records, locale, format):
    session = wizard.session
    before = {model: values(session, model) for model in (Customer, Contact)}
    files = {}
    for entity in ("customer", "contact"):
        query = "?_oc_CustomerView=changed_at" if entity == "customer" else ""
        answer = wizard.client.post(f"/{entity}/export/{format}{query}", headers={"Accept-Language": locale})
        assert answer.status_code == 200
        files[entity] = answer.data
    for model in (Contact, Customer):
        session.execute(update(model).values(archived_at=now()), execution_options={"synchronize_session": False})
    for entity in ("customer", "contact"):
        again = wizard_of(marketer, entity)
        counts = again.run(files[entity], f"a.{format}")
        assert counts["refused"] == 0, again.problems
    for model, expected in before.items():
        assert sorted(values(session, model), key=lambda v: v["name"]) == sorted(expected, key=lambda v: v["name"])
