"""Two colleagues edit the same customer: neither loses what the other wrote without having seen it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.clock import now
from app.core.history import Change
from app.customers.models.customer import Customer
from tests.factories.customers import CustomerFactory, TagFactory
from tests.factories.system import UserFactory
from tests.support.forms import successful_controls

EN = {"Accept-Language": "en"}


def controls(answer):
    return successful_controls(answer.text, "record-form")


@pytest.fixture
def customer(session):
    return CustomerFactory(name="青鲸精密", keyword="old", bank="ICBC", employees=10, stage="prospect")


@pytest.fixture
def windows(session, login, customer):
    """The same form, opened by two people: (post, controls) of each."""
    address = f"/customer/edit/{customer.id}"
    opened = []
    for last, first in (("王", "芳"), ("Smith", "Ann")):
        client = login(UserFactory(role_names=["GeneralManager"], first_name=first, last_name=last))
        form = controls(client.get(address, headers=EN))
        opened.append((lambda sent, client=client: client.post(address, data=sent, headers=EN), form))
    return opened


def test_what_the_other_one_changed_comes_onto_the_form_and_survives(session, customer, windows):
    (theirs, their_form), (mine, my_form) = windows
    tag = TagFactory()
    assert theirs(their_form | {"bank": "CCB", "employees": "25", "stage": "new", "tags": [tag.id]}).status_code == 302
    refused = mine(my_form | {"keyword": "mine"})
    assert refused.status_code == 409
    assert "王芳 changed this record while you were editing it" in refused.text
    shown = controls(refused)
    expected = {"bank": ["CCB"], "employees": ["25"], "stage": ["new"], "tags": [str(tag.id)], "keyword": ["mine"]}
    assert {name: shown[name] for name in expected} == expected
    assert "New: changed by 王芳 meanwhile." in refused.text
    assert mine(shown).status_code == 302
    saved = session.get(Customer, customer.id)
    assert (saved.bank, saved.employees, saved.stage, saved.tags, saved.keyword) == ("CCB", 25, "new", [tag], "mine")


def test_a_field_that_both_changed_keeps_mine_and_names_theirs(session, customer, windows):
    (theirs, their_form), (mine, my_form) = windows
    assert theirs(their_form | {"bank": "CCB", "employees": "25"}).status_code == 302
    refused = mine(my_form | {"bank": "BOC"})
    assert "王芳 changed this meanwhile to “CCB”." in refused.text
    assert 'aria-describedby="field-bank-errors"' in refused.text
    assert controls(refused)["bank"] == ["BOC"]
    session.expire_all()
    assert session.get(Customer, customer.id).bank == "CCB"
    assert mine(controls(refused)).status_code == 302
    saved = session.get(Customer, customer.id)
    assert (saved.bank, saved.employees) == ("BOC", 25)


def test_several_changes_in_between_count_from_the_value_on_the_form(session, customer, windows):
    (theirs, their_form), (mine, my_form) = windows
    first = theirs(their_form | {"bank": "CCB"})
    assert first.status_code == 302
    version = session.get(Customer, customer.id).version
    assert theirs(their_form | {"row_version": version, "bank": "BOC"}).status_code == 302
    refused = mine(my_form | {"keyword": "mine"})
    assert controls(refused)["bank"] == ["BOC"]


def test_a_record_deleted_meanwhile_keeps_what_was_typed_and_says_who(session, customer, windows, login):
    _, (mine, my_form) = windows
    boss = login(UserFactory(role_names=["GeneralManager"], first_name="强", last_name="李"))
    assert boss.post(f"/customer/delete/{customer.id}").status_code == 302
    refused = mine(my_form | {"keyword": "mine"})
    assert refused.status_code == 409
    assert "“青鲸精密” was deleted by 李强 at" in refused.text
    assert controls(refused)["keyword"] == ["mine"]
    session.expire_all()
    assert session.get(Customer, customer.id).keyword == "old"
    assert boss.post(f"/customer/recover/{customer.id}").status_code == 302
    assert mine(controls(refused)).status_code == 302
    assert session.get(Customer, customer.id).keyword == "mine"


def test_each_version_has_its_row_in_the_history(session, customer):
    customer.bank = "CCB"
    session.flush()
    customer.archived_at = now()
    session.flush()
    kept = select(Change).where(Change.entity == "customer", Change.record_id == customer.id)
    assert len(session.scalars(kept).all()) == session.get(Customer, customer.id).version
