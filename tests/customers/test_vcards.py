"""Contacts leave as vCards and come in from them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.core.history import Change
from app.customers.models.contact import Contact
from tests.factories.customers import ContactFactory, CustomerFactory
from tests.factories.system import UserFactory
from tests.support.import_wizard import Wizard


@pytest.fixture
def person(session):
    return UserFactory(role_names=["Marketing"])


@pytest.fixture
def contacts(person):
    customer = CustomerFactory(name="杭州华新机械有限公司", code="HX", owner=person)
    full = ContactFactory(
        name="王伟", customer=customer, owner=person, department="采购, 设备", position="经理", mobile="13812345678",
        office_phone="0571-88123456", email="a@example.com", wechat="wx_123456", qq="1234567", fax="0571-88123457",
        birthday=date(1980, 2, 29), home_address="文三路478号", postcode="310000", remarks="一\n二; 三",
        homepage="https://example.com/", home_phone="0571-87654321",
    )  # fmt: skip
    return [full, ContactFactory(name="李娜", customer=customer, owner=person)]


def test_chosen_contacts_leave_as_one_file_and_come_back_equal(app, session, login, person, contacts):
    wizard = Wizard(app, login(person), session, "contact")
    sent = {"action": "export_vcard", "rowid": [str(contact.id) for contact in contacts]}
    answer = wizard.client.post("/contact/action_post", data=sent)
    assert answer.mimetype == "text/vcard"
    assert answer.headers["Content-Disposition"].endswith(".vcf")
    fields = (
        "name", "customer_id", "department", "position", "mobile", "office_phone", "home_phone", "fax", "email",
        "wechat", "qq", "homepage", "birthday", "home_address", "postcode", "remarks",
    )  # fmt: skip
    expected = sorted(tuple(str(getattr(contact, name)) for name in fields) for contact in contacts)
    for contact in contacts:
        session.delete(contact)
    session.commit()
    assert wizard.run(answer.data, "a.vcf")["refused"] == 0, wizard.problems
    made = session.scalars(select(Contact)).all()
    assert sorted(tuple(str(getattr(contact, name)) for name in fields) for contact in made) == expected


def test_one_contact_leaves_from_its_page_and_it_is_noted(session, login, person, contacts):
    answer = login(person).post(f"/contact/action/export_vcard/{contacts[1].id}")
    assert answer.data.decode().splitlines()[:4] == ["BEGIN:VCARD", "VERSION:3.0", "N:李娜;;;;", "FN:李娜"]
    [noted] = session.scalars(select(Change).where(Change.kind == "export"))
    assert (noted.title, noted.user_id) == ("VCF × 1", person.id)


def test_without_the_right_to_export_there_are_no_cards(session, login, contacts):
    seller = UserFactory(role_names=["Sales"])
    contacts[0].customer.owner = seller
    contacts[0].owner = seller
    session.commit()
    assert login(seller).post(f"/contact/action/export_vcard/{contacts[0].id}").status_code == 403
