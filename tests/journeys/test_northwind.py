"""The Northwind files come in by what their headers say, with nothing mapped by hand."""

from __future__ import annotations

import csv
from collections import Counter

import pytest
from sqlalchemy import select

from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from tests.factories.system import UserFactory
from tests.support.import_wizard import Wizard

CUSTOMERS = {
    "customer_id": "code", "company_name": "name", "contact_name": "contact.name", "contact_title": "contact.position",
    "address": "address", "city": "city", "region": "province", "postal_code": "postcode", "country": "country",
    "phone": "phone", "fax": "fax",
}  # fmt: skip
SUPPLIERS = {"supplier_id": "code", **CUSTOMERS, "homepage": "homepage"}
del SUPPLIERS["customer_id"]
COUNTRIES = {
    "Argentina": "AR", "Australia": "AU", "Austria": "AT", "Belgium": "BE", "Brazil": "BR", "Canada": "CA",
    "Denmark": "DK", "Finland": "FI", "France": "FR", "Germany": "DE", "Ireland": "IE", "Italy": "IT", "Japan": "JP",
    "Mexico": "MX", "Netherlands": "NL", "Norway": "NO", "Poland": "PL", "Portugal": "PT", "Singapore": "SG",
    "Spain": "ES", "Sweden": "SE", "Switzerland": "CH", "UK": "GB", "USA": "US", "Venezuela": "VE",
}  # fmt: skip


@pytest.fixture
def wizard(app, session, login) -> Wizard:
    return Wizard(app, login(UserFactory(role_names=["Marketing"])), session)


def lines_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def guessed(wizard):
    return {wizard.batch.headers[int(index)]: name for index, name in wizard.batch.mapping.items()}


def test_customers_come_in_with_their_main_contacts(wizard, northwind):
    path = northwind / "customers.csv"
    wizard.upload(path.read_bytes(), path.name)
    assert guessed(wizard) == CUSTOMERS
    assert wizard.check()["refused"] == 0, wizard.problems
    assert wizard.create()["good"] == 91
    expected = {line["customer_id"]: line for line in lines_of(path)}
    made = {c.code: c for c in wizard.session.scalars(select(Customer))}
    assert made.keys() == expected.keys()
    contacts = {c.customer_id: c for c in wizard.session.scalars(select(Contact))}
    assert len(contacts) == 91
    for code, line in expected.items():
        customer, contact = made[code], contacts[made[code].id]
        assert (customer.name, customer.city, customer.postcode or "") == (
            line["company_name"], line["city"], line["postal_code"]
        )  # fmt: skip
        assert (customer.country, customer.province or "") == (COUNTRIES[line["country"]], line["region"])
        assert (contact.name, contact.position, contact.is_main) == (line["contact_name"], line["contact_title"], True)
    assert sum(c.city == "México D.F." for c in made.values()) == 5


def test_suppliers_come_in_beside_them(wizard, northwind):
    customers, suppliers = northwind / "customers.csv", northwind / "suppliers.csv"
    assert wizard.run(customers.read_bytes(), customers.name)["good"] == 91
    wizard.upload(suppliers.read_bytes(), suppliers.name)
    assert guessed(wizard) == SUPPLIERS
    assert wizard.check(constant_customer_type="supplier")["refused"] == 0, wizard.problems
    assert wizard.create()["good"] == 29
    found = wizard.session.scalars(select(Customer)).all()
    assert Counter(c.customer_type for c in found) == {None: 91, "supplier": 29}
    made = {c.code: c for c in found if c.customer_type}
    for line in lines_of(suppliers):
        assert made[line["supplier_id"]].name == line["company_name"]
        assert made[line["supplier_id"]].country == COUNTRIES[line["country"]]
    assert made["14"].homepage is not None
    assert len(wizard.session.scalars(select(Contact)).all()) == 120


def test_numbers_are_kept_and_found(wizard, northwind):
    path = northwind / "customers.csv"
    wizard.run(path.read_bytes(), path.name)
    page = wizard.client.get("/customer/list/?q=0074321").text
    assert "Alfreds Futterkiste" in page
    assert "Alfreds Futterkiste" in wizard.client.get("/customer/list/?q=alfki").text
