"""Whoever saves a customer or a lead, and however: its keys are what they should be afterwards."""

from __future__ import annotations

import pytest
from flask_jwt_extended import create_access_token
from sqlalchemy import select

from app.core.archiving import archive, restore
from app.customers import match_keys
from app.customers.duplicates import similar_to
from app.customers.identities import CUSTOMER, IDENTIFIED
from app.customers.models.customer import Customer
from app.customers.models.lead import Lead
from app.customers.models.match_key import MatchKey
from app.customers.rules.identities import stored_keys
from tests.factories.customers import CustomerFactory, LeadFactory
from tests.factories.system import UserFactory
from tests.support.forms import successful_controls
from tests.support.import_wizard import Wizard


def stored(session):
    """The keys in the database: {(entity, id, key)}."""
    rows = session.execute(select(MatchKey.entity, MatchKey.record_id, MatchKey.key))
    return {tuple(row) for row in rows}


def expected(session):
    """The keys that the live records should have."""
    session.flush()
    return {
        (fields.entity, row.id, key)
        for fields in IDENTIFIED
        for row in session.execute(fields.select())
        for key in stored_keys(fields.of(row))
    }


@pytest.fixture
def true_keys(session):
    """`true_keys()` holds what is stored against what should be, and says how many there are."""

    def check():
        session.flush()
        session.expire_all()
        found = stored(session)
        assert found == expected(session)
        return len(found)

    return check


def test_add_change_delete_and_restore(session, true_keys):
    customer = CustomerFactory(name="深圳市青鲸精密机械有限公司", phone="13800138000")
    LeadFactory(mobile="13800138001")
    before = true_keys()
    customer.name = "赤象软件有限公司"
    true_keys()
    archive(customer)
    assert true_keys() < before
    restore(customer)
    true_keys()
    session.delete(customer)
    true_keys()


def test_what_is_no_part_of_the_identity_writes_no_keys(session, statements):
    customer = CustomerFactory()
    customer.remarks = "x"
    with statements() as sent:
        session.flush()
    assert not sent.touching("match_key")


def test_a_rolled_back_save_leaves_nothing(session, true_keys):
    CustomerFactory(name="青鲸精密机械")
    session.commit()
    CustomerFactory(name="赤象软件科技")
    session.rollback()
    true_keys()


def test_form_import_and_api(app, session, login, true_keys):
    manager = UserFactory(role_names=["GeneralManager"])
    client = login(manager)
    form = successful_controls(client.get("/customer/add").text, "record-form")
    assert client.post("/customer/add", data=form | {"name": ["青鲸精密机械"]}).status_code == 302
    assert Wizard(app, client, session).run("客户名称\n赤象软件科技\n墨鹿自动化设备\n")["good"] == 2
    headers = {"Authorization": f"Bearer {create_access_token(identity=str(manager.id))}"}
    assert (
        app.test_client().post("/api/v1/customer/", headers=headers, json={"name": "云鹤通信技术"}).status_code == 201
    )
    assert len(session.scalars(select(Customer.id)).all()) == 4
    true_keys()


def test_a_program_is_told_and_may_insist(app, session):
    manager = UserFactory(role_names=["GeneralManager"], first_name="经", last_name="理")
    CustomerFactory(name="深圳市青鲸精密机械有限公司", owner=manager)
    headers = {"Authorization": f"Bearer {create_access_token(identity=str(manager.id))}", "Accept-Language": "en"}
    send = lambda address: app.test_client().post(address, headers=headers, json={"name": "青鲸精密机械"})  # noqa: E731
    refused = send("/api/v1/customer/")
    assert refused.status_code == 409
    [found] = refused.json["similar"]
    assert (found["title"], found["keeper"]) == ("深圳市青鲸精密机械有限公司", "理经")
    assert found["reasons"] == "Same name; only one of them says where"
    assert send("/api/v1/customer/?force=1").status_code == 201


def test_a_lead_that_is_a_customer_already_is_told(session, login):
    manager = UserFactory(role_names=["GeneralManager"])
    CustomerFactory(name="深圳市青鲸精密机械有限公司", phone="13800138000", owner=manager)
    client = login(manager)
    form = successful_controls(client.get("/lead/add").text, "record-form")
    answer = client.post("/lead/add", data=form | {"name": ["全新"], "mobile": ["138 0013 8000"]})
    assert answer.status_code == 422
    assert "深圳市青鲸精密机械有限公司" in answer.text
    assert session.scalars(select(Lead.id)).all() == []


def test_a_rebuild_writes_them_anew(committing_session):
    session, check = committing_session
    CustomerFactory(name="深圳市青鲸精密机械有限公司")
    LeadFactory()
    session.commit()
    right = stored(session)
    session.execute(MatchKey.__table__.delete())
    session.commit()
    assert match_keys.rebuild() == 2
    assert stored(session) == right
    check()


@pytest.fixture
def committing_session(committing_app):
    from app.core.access import system_access
    from app.core.db import db

    with committing_app.app_context(), system_access("test"):
        yield db.session, lambda: expected(db.session)


def test_a_key_that_everybody_shares_costs_little(session, statements):
    CustomerFactory.create_batch(60, phone="021-55556666")
    one = CustomerFactory(name="甲", phone="021-55556666")
    with statements() as sent:
        found = similar_to(CUSTOMER, CUSTOMER.of(one), one.id)
    assert len(found) == 3
    assert len(sent) == 3
