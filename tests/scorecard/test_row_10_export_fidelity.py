"""Scorecard row 10: what an export holds comes back equal, whatever it is; no cell is a formula."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update

from app.core.clock import now
from app.core.views import view_of
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from tests.factories.customers import ContactFactory, CustomerFactory, TagFactory, TerritoryFactory
from tests.factories.system import UserFactory
from tests.support.import_wizard import Wizard

HOSTILE = (
    "=1+1", "=cmd|' /C calc'!A0", "+86 21 5012", "-1", "@SUM(A1)", "＝1+1", "= 1", "'=1", "''x", "'", '"', 'a"b,c;d\te',
    "<r>a</r>", "<script>alert(1)</script>", "_x0041_", "0012", "1E5", "1.10", "2026-02-03", "TRUE", "是", "#N/A？",
    "two  blanks", "全角\u3000空格", "𠮷野家😀", "Renée O’Neil", "\u200bzero", "a|b", "不可见", "NULL",
    "%s %(x)s {{7*7}}",
)  # fmt: skip
LINES = ' =1\n\n\tthird "quoted"; end'


@pytest.fixture
def person(session) -> Any:
    return UserFactory(username="marketer", role_names=["Marketing", "Finance"])


@pytest.fixture
def wizard_of(app, session, login, person):
    return lambda entity: Wizard(app, login(person), session, entity)


@pytest.fixture
def records(person):
    """A customer for each hostile text in every free field, one of extremes, and one as empty as can be."""
    tags = [TagFactory(name=name) for name in ("VIP", "+1", "=2")]
    territory = TerritoryFactory(name="-华东")
    for number, text in enumerate(HOSTILE):
        CustomerFactory(
            name=text, code=f"{text}{number}"[:40], address=text, keyword=text, bank=text, remarks=f"{text}\n{text}",
            owner=person, tags=tags[: number % 4], territory=territory if number % 2 else None,
        )  # fmt: skip
    CustomerFactory(
        name="x" * 200, code="EXTREME", remarks=LINES, annual_revenue=Decimal("99999999999999.9999"),
        credit_limit=Decimal("0.0001"), employees=2147483647, birthday=date(1900, 1, 1), tax_number="0" * 40,
        bank_account="6222021234567890123", owner=person, country=None, currency=None,
    )  # fmt: skip
    bare = CustomerFactory(name="bare", owner=person, country=None, currency=None)
    ContactFactory(name="=cmd", customer=bare, owner=person, birthday=date(1980, 2, 29), remarks=LINES)


def values(session: Any, model: type[Any]) -> list[dict[str, Any]]:
    """Every form field of every live record, links by the name of their target."""
    session.expire_all()
    found = []
    for record in session.scalars(select(model).where(model.archived_at.is_(None)).order_by(model.id)):
        read = {field.name: field.read(record) for field in view_of(model).form_fields}
        for name, value in read.items():
            many = isinstance(value, list)
            read[name] = sorted(str(item) for item in value) if many else str(value) if hasattr(value, "id") else value
        found.append(read)
    return sorted(found, key=lambda one: (one["name"], one.get("code") or ""))


def exported(wizard: Wizard, format: str, locale: str) -> bytes:
    query = f"?_oc_{view_of(Customer).__class__.__name__}=changed_at" if wizard.entity == "customer" else ""
    answer = wizard.client.post(f"/{wizard.entity}/export/{format}{query}", headers={"Accept-Language": locale})
    assert answer.status_code == 200
    return answer.data


@pytest.mark.parametrize("format", ["csv", "xlsx"])
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_new_records_made_of_an_export_are_equal(wizard_of, records, session, format, locale) -> None:
    before = {model: values(session, model) for model in (Customer, Contact)}
    files = {entity: exported(wizard_of(entity), format, locale) for entity in ("customer", "contact")}
    for model in (Contact, Customer):
        session.execute(update(model).values(archived_at=now()), execution_options={"synchronize_session": False})
    for entity, content in files.items():
        wizard = wizard_of(entity)
        assert wizard.run(content, f"a.{format}", doubtful="create")["refused"] == 0, wizard.problems
    for model, expected in before.items():
        assert values(session, model) == expected


@pytest.mark.parametrize("format", ["csv", "xlsx"])
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_an_export_read_over_its_own_records_changes_none(wizard_of, records, session, format, locale) -> None:
    versions = sorted(session.execute(select(Customer.id, Customer.version)).all())
    wizard = wizard_of("customer")
    wizard.upload(exported(wizard, format, locale), f"a.{format}")
    assert wizard.check(mode="update", blank_clears="1")["refused"] == 0, wizard.problems
    wizard.create()
    assert wizard.batch.created["unchanged"] == wizard.batch.created["rows"] == len(versions)
    session.expire_all()
    assert sorted(session.execute(select(Customer.id, Customer.version)).all()) == versions


def test_no_cell_is_a_formula(wizard_of, records) -> None:
    wizard = wizard_of("customer")
    text = exported(wizard, "csv", "zh").decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not [cell for cell in row if re.match(r"\s*[=+\-@＝＋－＠\t\r]", cell) and not _is_number(cell)]
    with zipfile.ZipFile(io.BytesIO(exported(wizard, "xlsx", "zh"))) as book:
        assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", cell) is not None
