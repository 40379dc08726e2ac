"""The open lists and their values."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.errors import RuleError
from app.core.lookups import Lookup, lookup_kinds, lookup_values
from tests.factories.customers import ContactFactory, CustomerFactory
from tests.factories.system import LookupFactory
from tests.system.conftest import form_of, send


def value(session, kind, code):
    return session.scalars(select(Lookup).where(Lookup.kind == kind, Lookup.code == code)).one()


def test_every_list_has_a_label(app, session):
    kinds = set(session.scalars(select(Lookup.kind).distinct()))
    with app.test_request_context():
        unnamed = kinds - lookup_kinds().keys()
    assert not unnamed, f"Give it a label in the manifest's lookup_kinds: {unnamed}"


@pytest.mark.parametrize(("locale", "label"), [("zh", "币种"), ("en", "Currency")])
def test_the_list_is_chosen_by_its_label(session, at_admin, locale, label):
    headers = {"Accept-Language": locale}
    assert f'<option value="currency">{label}</option>' in at_admin.get("/lookup/add", headers=headers).text
    assert label in at_admin.get("/lookup/list/?_flt_0_kind=currency", headers=headers).text


def test_a_new_value_can_be_chosen_at_once(session, at_admin):
    answer = send(at_admin, "/lookup/add", kind="industry", code="space", name_zh="航天", name_en="Space")
    assert answer.status_code == 302
    assert (
        '<option value="space">航天</option>' in at_admin.get("/customer/add", headers={"Accept-Language": "zh"}).text
    )


def test_a_list_that_no_module_knows_is_refused(session, at_admin):
    answer = send(at_admin, "/lookup/add", kind="nonsense", code="x", name_zh="x", name_en="x")
    assert answer.status_code == 422
    assert session.scalars(select(Lookup).where(Lookup.kind == "nonsense")).first() is None


def test_list_and_code_stay_for_ever(session, at_admin):
    made = LookupFactory(kind="industry", code="space")
    form = form_of(at_admin, f"/lookup/edit/{made.id}")
    assert {"kind", "code"} & form.keys() == set()
    at_admin.post(f"/lookup/edit/{made.id}", data=form | {"kind": "currency", "code": "other", "name_en": "Space"})
    session.expire_all()
    assert (made.kind, made.code, made.name_en) == ("industry", "space", "Space")


@pytest.mark.parametrize("field", ["kind", "code"])
def test_nor_can_a_program_change_them(session, field):
    made = LookupFactory(kind="industry", code="space")
    setattr(made, field, "currency")
    with pytest.raises(RuleError, match="cannot change any more") as refused:
        session.flush()
    assert refused.value.field == field


def test_a_value_in_use_is_not_deleted(session, at_admin, admin):
    made = LookupFactory(kind="industry", code="space")
    CustomerFactory(industry="space", owner=admin)
    CustomerFactory(industry="space", owner=admin)
    answer = at_admin.post(f"/lookup/delete/{made.id}", follow_redirects=True, headers={"Accept-Language": "en"})
    assert "Customers (2)" in answer.text
    session.expire_all()
    assert made.archived_at is None


def test_the_same_code_of_another_list_does_not_count(session, at_admin, admin):
    made = LookupFactory(kind="customer_source", code="space")
    CustomerFactory(industry="space", owner=admin)
    at_admin.post(f"/lookup/delete/{made.id}")
    session.expire_all()
    assert made.archived_at is not None


def test_every_entity_with_such_a_field_is_asked(session, at_admin, admin):
    made = LookupFactory(kind="salutation", code="duke")
    ContactFactory(salutation="duke", owner=admin)
    answer = at_admin.post(f"/lookup/delete/{made.id}", follow_redirects=True, headers={"Accept-Language": "en"})
    assert "Contacts (1)" in answer.text


def test_withdrawing_a_value_keeps_it_where_it_stands(session, at_admin, admin):
    made = LookupFactory(kind="industry", code="space", name_zh="航天")
    customer = CustomerFactory(industry="space", owner=admin)
    assert send(at_admin, f"/lookup/edit/{made.id}", active="").status_code == 302
    assert 'value="space"' not in at_admin.get("/customer/add").text
    assert "航天" in at_admin.get(f"/customer/show/{customer.id}", headers={"Accept-Language": "zh"}).text
    assert "航天" in at_admin.get(f"/customer/edit/{customer.id}", headers={"Accept-Language": "zh"}).text
    assert lookup_values("industry")["space"].active is False
