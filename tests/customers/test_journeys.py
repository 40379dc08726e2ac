"""A customer's way through the hands of a salesperson and the manager, on the screens, read back from the database."""

from __future__ import annotations

from flask_jwt_extended import create_access_token
from sqlalchemy import select

from app.core.clock import today
from app.core.history import Change
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from tests.customers.test_views import saved
from tests.factories.customers import CustomerFactory
from tests.factories.system import DepartmentFactory, UserFactory
from tests.support.import_wizard import Wizard


def contacts_of(session, customer_id):
    session.expire_all()
    found = session.scalars(select(Contact).where(Contact.customer_id == customer_id).order_by(Contact.id)).all()
    return {contact.name: (contact.is_main, contact.archived_at is not None, contact.owner_id) for contact in found}


def test_from_the_first_call_to_the_loss_and_back(session, login):
    east = DepartmentFactory()
    ann, ben = (UserFactory(role_names=["Sales"], department=east) for _ in range(2))
    sales, manager = login(ann), login(UserFactory(role_names=["SalesManager"], department=east))

    assert saved(sales, "/customer/add", name="青鲸精密机械有限公司", employees="25").status_code == 302
    customer = session.scalars(select(Customer)).one()
    assert (customer.owner_id, customer.stage, customer.stage_since) == (ann.id, "prospect", today())

    for name in ("马瑶莉", "韩红丽"):
        assert saved(sales, f"/contact/add?_flt_0_customer={customer.id}", name=name).status_code == 302
    second = session.scalars(select(Contact).where(Contact.name == "韩红丽")).one()
    assert sales.post(f"/contact/action/make_main/{second.id}").status_code == 302
    assert contacts_of(session, customer.id) == {"马瑶莉": (False, False, ann.id), "韩红丽": (True, False, ann.id)}

    assert sales.post(f"/customer/action/accept_grade/{customer.id}").status_code == 302
    where = f"/customer/edit/{customer.id}"
    assert saved(sales, where, stage="lost", lost_reason="价格过高").status_code == 302
    session.expire_all()
    assert (customer.grade, customer.status, customer.lost_on) == ("C", "lost", today())
    assert sales.post(f"/customer/action/mark_active/{customer.id}").status_code == 302
    session.expire_all()
    assert (customer.status, customer.stage, customer.lost_reason) == ("active", "won_back", None)

    assert sales.post(f"/contact/delete/{second.id}").status_code == 403
    assert manager.post(f"/contact/delete/{second.id}").status_code == 302
    assert contacts_of(session, customer.id) == {"马瑶莉": (True, False, ann.id), "韩红丽": (False, True, ann.id)}
    assert manager.post(f"/contact/recover/{second.id}").status_code == 302

    assert saved(manager, where, owner=str(ben.id)).status_code == 302
    assert contacts_of(session, customer.id) == {"马瑶莉": (True, False, ben.id), "韩红丽": (False, False, ben.id)}
    assert sales.get(f"/customer/show/{customer.id}").status_code == 404
    assert login(ben).get(f"/customer/show/{customer.id}").status_code == 200

    history = select(Change.kind, Change.user_id).where(Change.entity == "customer").order_by(Change.id)
    kinds = session.execute(history).all()
    assert [kind for kind, _ in kinds] == ["create", "update", "update", "update", "update"]
    assert {user_id for _, user_id in kinds[:4]} == {ann.id}
    assert manager.get(f"/customer/history/{customer.id}").status_code == 200


def test_a_file_and_a_program_keep_one_main_contact_too(app, session, login):
    boss = UserFactory(role_names=["GeneralManager"])
    customer = CustomerFactory(name="青鲸精密机械有限公司")
    session.commit()
    table = "客户,联系人姓名,主联系人\r\n青鲸精密机械有限公司,马瑶莉,否\r\n青鲸精密机械有限公司,韩红丽,是\r\n"
    assert Wizard(app, login(boss), session, "contact").run(table)["good"] == 2
    mains = {name: is_main for name, (is_main, *_) in contacts_of(session, customer.id).items()}
    assert mains == {"马瑶莉": False, "韩红丽": True}

    told = {"Authorization": f"Bearer {create_access_token(identity=str(boss.id))}"}
    client, asked = app.test_client(), {"name": "丁小满", "customer": customer.id, "is_main": True}
    answer = client.post("/api/v1/contact/", json=asked, headers=told)
    assert answer.status_code == 201, answer.text
    mains = {name: is_main for name, (is_main, *_) in contacts_of(session, customer.id).items()}
    assert mains == {"马瑶莉": False, "韩红丽": False, "丁小满": True}
    where = f"/api/v1/contact/{answer.json['id']}"
    cleared = client.put(where, json={"is_main": False}, headers=told | {"If-Match": '"1"'})
    assert (cleared.status_code, list(cleared.json["errors"])) == (422, ["is_main"])
