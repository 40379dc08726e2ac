"""The screens of customers and contacts: what is refused, what is shown, and to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from app.core.clock import today
from app.core.history import Change
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from tests.factories.customers import ContactFactory, CustomerFactory
from tests.factories.system import DepartmentFactory, UserFactory
from tests.support.forms import successful_controls

EN = {"Accept-Language": "en"}


def saved(client, address, **values):
    """Send the form at `address` as a browser does, with some inputs filled in."""
    form = successful_controls(client.get(address, headers=EN).text, "record-form")
    return client.post(address, data=form | values, headers=EN)


@pytest.fixture
def boss(session, login):
    """Somebody who may do everything with customers."""
    return login(UserFactory(role_names=["GeneralManager"]))


# Values


REFUSED = {
    "credit_code": ("91350100M000100Y44", "The check digit of this credit code is wrong"),
    "phone": ("1380013800", "A Chinese mobile number has 11 digits; this one has 10."),
    "fax": ("after six", "“after six” is not a phone number."),
    "email": ("zhang", "An e-mail address contains an @."),
    "homepage": ("javascript:alert(1)", "not with javascript:"),
    "qq": ("0123", "A QQ number has 5 to 12 digits."),
    "wechat": ("张伟", "A WeChat ID has 6 to 20 letters"),
    "birthday": ((today() + timedelta(days=2)).isoformat(), "A birthday cannot lie in the future."),
    "lost_reason": ("价格过高", "Only a lost customer has a day and a reason of loss"),
}


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_refused_beside_its_field_and_kept_in_the_form(session, boss, name):
    typed, reason = REFUSED[name]
    answer = saved(boss, "/customer/add", name="青鲸精密机械", **{name: typed})
    assert answer.status_code == 422
    assert reason in answer.text
    assert f'aria-describedby="field-{name}' in answer.text
    assert successful_controls(answer.text, "record-form")[name] == [typed]
    assert session.scalar(select(func.count()).select_from(Customer)) == 0


def test_values_are_stored_in_their_official_form(session, boss):
    typed = {
        "credit_code": "91350100m 000100y43",
        "phone": "１３８００１３８０００",
        "email": "张伟 <zhang@Example.com>",
        "homepage": "www.qingjing.example.com",
        "qq": "QQ: 12345678",
        "wechat": "微信号：qing_jing",
    }
    assert saved(boss, "/customer/add", name="青鲸精密机械", **typed).status_code == 302
    customer = session.scalars(select(Customer)).one()
    assert {name: getattr(customer, name) for name in typed} == {
        "credit_code": "91350100M000100Y43",
        "phone": "13800138000",
        "email": "zhang@example.com",
        "homepage": "https://www.qingjing.example.com",
        "qq": "12345678",
        "wechat": "qing_jing",
    }


@pytest.mark.parametrize(
    ("country", "typed", "shown"),
    [
        ("CN", "13800138000", "138 0013 8000"),
        ("US", "(206) 555-0123", "+1 206-555-0123"),
        (None, "555-1212", "555-1212"),
    ],
)
def test_a_phone_is_shown_as_its_country_writes_it_and_edited_as_typed(session, boss, country, typed, shown):
    customer = CustomerFactory(phone=typed)
    customer.country = country
    contact = ContactFactory(customer=customer, mobile=typed)
    session.flush()
    pages = (f"/customer/show/{customer.id}", "/customer/list/", f"/contact/show/{contact.id}", "/contact/list/")
    for page in pages:
        assert shown in boss.get(page).text, page
    assert f'value="{typed}"' in boss.get(f"/customer/edit/{customer.id}").text


# The page of a customer


def test_the_page_starts_with_what_one_looks_for_first(session, boss):
    customer = CustomerFactory(stage="loyal", phone="010-0123 4567")
    contact = ContactFactory(customer=customer, name="马瑶莉", mobile="15412345678")
    page = boss.get(f"/customer/show/{customer.id}", headers=EN).text
    headline = page.partition('<dl class="headline">')[2].partition("</dl>")[0]
    for text in ("Active", "Loyal", f"/contact/show/{contact.id}", "马瑶莉 154 1234 5678"):
        assert text in headline


def test_a_proposed_grade_is_explained_and_accepted_with_one_click(session, boss):
    customer = CustomerFactory(annual_revenue=Decimal(30_000_000), currency="CNY", grade="D")
    where = f"/customer/show/{customer.id}"
    page = boss.get(where, headers=EN).text
    assert "Its size suggests the grade B (major). Annual revenue of CNY 30,000,000 reaches CNY 20,000,000" in page
    assert f"/customer/action/accept_grade/{customer.id}" in page
    assert boss.post(f"/customer/action/accept_grade/{customer.id}").status_code == 302
    session.expire_all()
    assert customer.grade == "B"
    assert "suggests the grade" not in boss.get(where, headers=EN).text


def test_a_reader_sees_the_proposal_without_the_button(session, login):
    customer = CustomerFactory(employees=500)
    page = login(UserFactory(role_names=["Auditor"])).get(f"/customer/show/{customer.id}", headers=EN).text
    assert "Its size suggests the grade B (major)." in page
    assert "/customer/action/accept_grade/" not in page


# Contacts


def test_a_new_contact_belongs_to_whoever_looks_after_the_customer(session, boss):
    owner = UserFactory(role_names=["Sales"])
    customer = CustomerFactory(owner=owner)
    assert saved(boss, f"/contact/add?_flt_0_customer={customer.id}", name="李娜").status_code == 302
    contact = session.scalars(select(Contact)).one()
    assert (contact.owner_id, contact.customer_id, contact.is_main) == (owner.id, customer.id, True)


def test_the_form_moves_the_mark_of_the_main_contact_but_does_not_clear_it(session, boss):
    first = ContactFactory()
    second = ContactFactory(customer=first.customer, is_main=False)
    form = successful_controls(boss.get(f"/contact/edit/{first.id}").text, "record-form")
    form.pop("is_main")
    answer = boss.post(f"/contact/edit/{first.id}", data=form, headers=EN)
    assert answer.status_code == 422
    assert "Choose another main contact instead" in answer.text
    assert saved(boss, f"/contact/edit/{second.id}", is_main="1").status_code == 302
    session.expire_all()
    assert (first.is_main, second.is_main) == (False, True)


def test_a_company_above_itself_is_refused_beside_the_field(session, boss):
    top = CustomerFactory()
    below = CustomerFactory(parent=top)
    answer = saved(boss, f"/customer/edit/{top.id}", parent=str(below.id))
    assert answer.status_code == 422
    assert 'aria-describedby="field-parent-errors"' in answer.text
    session.expire_all()
    assert top.parent_id is None


# Who may do what


@dataclass
class Company:
    people: dict[str, Any]
    customers: dict[str, Customer]
    contacts: dict[str, Contact]


@pytest.fixture
def company(session) -> Company:
    """Ann and Ben sell in the East, Max manages it; Eve sells and Mia manages in the West."""
    east, west = DepartmentFactory(), DepartmentFactory()
    shop = DepartmentFactory(parent=east)
    people = {
        "ann": UserFactory(role_names=["Sales"], department=shop),
        "ben": UserFactory(role_names=["Sales"], department=east),
        "max": UserFactory(role_names=["SalesManager"], department=east),
        "eve": UserFactory(role_names=["Sales"], department=west),
        "mia": UserFactory(role_names=["SalesManager"], department=west),
        "service": UserFactory(role_names=["ServiceAgent"], department=east),
        "auditor": UserFactory(role_names=["Auditor"], department=west),
        "marketing": UserFactory(role_names=["Marketing"], department=west),
    }
    customers = {name: CustomerFactory(name=f"客户{name}", owner=people[name]) for name in ("ann", "ben", "eve")}
    contacts = {name: ContactFactory(name=f"联系人{name}", customer=customers[name]) for name in customers}
    session.flush()
    return Company(people, customers, contacts)


def as_stored(session, record):
    """What the database holds of a record, and how many changes of it the history knows."""
    session.expire_all()
    entity = type(record).__tablename__
    changes = select(func.count()).select_from(Change).where(Change.entity == entity, Change.record_id == record.id)
    kept = {column.key: getattr(record, column.key) for column in type(record).__mapper__.column_attrs}
    return kept, session.scalar(changes)


ATTEMPTS = [
    ("GET", "/customer/show/{customer}"),
    ("GET", "/customer/edit/{customer}"),
    ("POST", "/customer/edit/{customer}"),
    ("GET", "/customer/history/{customer}"),
    ("GET", "/customer/related/contact-customer/{customer}"),
    ("POST", "/customer/action/mark_lost/{customer}"),
    ("POST", "/customer/action_post?action=mark_lost&rowid={customer}"),
    ("GET", "/contact/show/{contact}"),
    ("POST", "/contact/edit/{contact}"),
    ("POST", "/contact/action/make_main/{contact}"),
    ("GET", "/contact/add?_flt_0_customer={customer}"),
]


@pytest.mark.parametrize("person", ["ann", "mia"])
@pytest.mark.parametrize(("method", "address"), ATTEMPTS)
def test_what_is_somebody_elses_is_not_there(session, login, company, person, method, address):
    customer, contact = company.customers["ben"], company.contacts["ben"]
    before = as_stored(session, customer), as_stored(session, contact)
    where, _, sent = address.format(customer=customer.id, contact=contact.id).partition("?")
    client = login(company.people[person])
    pairs = dict(pair.split("=") for pair in sent.split("&") if pair)
    if method == "GET":
        answer = client.get(where, query_string=pairs)
    else:
        answer = client.post(
            where, data=pairs | {"name": "geändert", "row_version": "1", "answered": "1", "lost_on": "2026-01-01"}
        )
    assert answer.status_code == 404, answer.text[:500]
    assert customer.name not in answer.text
    assert (as_stored(session, customer), as_stored(session, contact)) == before


@pytest.mark.parametrize(("person", "status"), [("ann", 403), ("mia", 404), ("max", 302)])
def test_who_deletes_a_contact(session, login, company, person, status):
    contact = company.contacts["ben"]
    where = f"/contact/delete/{contact.id}"
    assert login(company.people[person]).post(where).status_code == status
    session.expire_all()
    assert (contact.archived_at is not None) == (status == 302)


@pytest.mark.parametrize(
    ("person", "seen"),
    [
        ("ann", "ann"), ("ben", "ben"), ("max", "ann ben"), ("eve", "eve"), ("mia", "eve"), ("service", "ann ben"),
        ("auditor", "ann ben eve"), ("marketing", "ann ben eve"),
    ],
)  # fmt: skip
def test_lists_and_look_ups_show_what_one_may_see(login, company, person, seen):
    client = login(company.people[person])
    for entity, records in (("customer", company.customers), ("contact", company.contacts)):
        for address in (f"/{entity}/list/", f"/{entity}/lookup"):
            text = client.get(address).get_data(as_text=True).encode().decode("unicode_escape", "ignore")
            text += client.get(address).text
            found = {name for name, record in records.items() if record.name in text or f'"id":{record.id},' in text}
            assert found == set(seen.split()), address


MAY = {
    # read, create, edit, delete, import, export of customers; then delete of contacts
    "ann": "read create edit",
    "max": "read create edit delete import export",
    "service": "read edit",
    "auditor": "read reveal",
    "marketing": "read create edit import export",
}


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("person", MAY)
def test_what_the_ready_roles_may_do_with_customers(app, company, person):
    grants = {
        permission.removeprefix("can_")
        for role in company.people[person].roles
        for permission, view in app.appbuilder.sm.grants_of([role.id])
        if view == "Customer" and permission.startswith("can_")
    }
    assert grants == set(MAY[person].split())
