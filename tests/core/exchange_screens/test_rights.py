"""Who may import and export, whose the records are, and who sees the file."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.views import entity_views
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from tests.factories.customers import ContactFactory, CustomerFactory
from tests.factories.system import UserFactory

STEPS = ("", "/check", "/create", "/problems")


@pytest.fixture
def sales(session):
    return UserFactory(username="sales", role_names=["Sales"])


def test_somebody_without_the_right_is_refused_at_every_step(wizard, wizard_of, sales):
    wizard.upload("客户名称\r\nA\r\n")
    visitor = wizard_of(sales)
    visitor.batch_id = wizard.batch_id
    assert visitor.client.get("/customer/import").status_code == 403
    assert visitor.upload("客户名称\r\nA\r\n").status_code == 403
    assert [visitor.client.get(visitor.url(step)).status_code for step in STEPS] == [403] * 4
    posts = [visitor.client.post(visitor.url(step)).status_code for step in ("", "/create", "/cancel")]
    assert posts == [403] * 3
    assert visitor.client.post("/customer/export/csv").status_code == 403


def test_nobody_else_sees_an_import(wizard, wizard_of, managers):
    wizard.upload("客户名称\r\nA\r\n")
    wizard.check()
    other = wizard_of(managers[0])
    other.batch_id = wizard.batch_id
    assert [other.client.get(other.url(step)).status_code for step in STEPS] == [404] * 4
    assert other.client.post(other.url("/create")).status_code == 404
    assert "list.csv" not in other.client.get("/customer/import").text


def test_a_batch_of_another_entity_is_not_found(wizard):
    wizard.upload("客户名称\r\nA\r\n")
    assert wizard.client.get(f"/tag/import/{wizard.batch_id}").status_code == 404
    assert wizard.client.get("/customer/import/99999999999999999999").status_code == 404


def test_imports_belong_to_whoever_imports(wizard_of, managers, session):
    for person in managers:
        assert wizard_of(person).run(f"客户名称,联系人\r\nof {person.username},王伟\r\n")["good"] == 1
    session.expire_all()
    assert {c.name: c.owner_id for c in session.scalars(select(Customer))} == {
        "of east": managers[0].id,
        "of west": managers[1].id,
    }
    assert {c.owner_id for c in session.scalars(select(Contact))} == {person.id for person in managers}
    page = wizard_of(managers[0]).client.get("/customer/list/").text
    assert "of east" in page
    assert "of west" not in page


def test_a_colleague_named_in_the_file_gets_the_record(wizard, managers, session):
    _east, west = managers
    west.first_name, west.last_name = "小明", "欧阳"
    session.flush()
    assert wizard.run("客户名称,负责人\r\nA,east\r\nB,欧阳小明\r\nC,\r\n")["good"] == 3
    owners = {c.name: c.owner.username for c in wizard.session.scalars(select(Customer))}
    assert owners == {"A": "east", "B": "west", "C": "marketer"}


def test_contacts_are_imported_only_to_customers_that_are_visible(wizard_of, managers):
    east, west = managers
    CustomerFactory(name="visible", owner=east)
    CustomerFactory(name="hidden", owner=west)
    wizard = wizard_of(east, "contact")
    wizard.upload("客户,联系人姓名\r\nvisible,王伟\r\nhidden,李娜\r\nnowhere,张敏\r\n")
    wizard.check(column_0="customer")
    assert wizard.create()["good"] == 1
    page = wizard.page("/create", **{"Accept-Language": "en"})
    hidden, nowhere = (f"“{name}” was not found, or it is not visible to you." for name in ("hidden", "nowhere"))
    assert hidden in page
    assert nowhere in page
    assert [c.name for c in wizard.session.scalars(select(Contact))] == ["王伟"]


def test_a_key_taken_by_an_invisible_record_is_a_problem_of_the_row(wizard_of, managers):
    east, west = managers
    CustomerFactory(code="K1", owner=west)
    wizard = wizard_of(east)
    wizard.upload("客户名称,客户编码\r\nA,K1\r\n")
    assert wizard.check()["refused"] == 1


def test_an_export_holds_what_the_reader_sees_and_nothing_else(wizard_of, managers):
    east, west = managers
    ContactFactory(name="seen", owner=east)
    ContactFactory(name="secret", owner=west)
    client = wizard_of(east).client
    for entity in ("customer", "contact"):
        text = client.post(f"/{entity}/export/csv").data.decode("utf-8-sig")
        assert "secret" not in text
    assert "seen" in text


def test_the_list_of_an_import_stays_inside_the_gate(wizard, wizard_of, managers):
    wizard.run("客户名称\r\nfrom marketing\r\n")
    page = wizard_of(managers[0]).client.get(f"/customer/list/?import={wizard.batch_id}").text
    assert "from marketing" not in page


def test_an_entity_without_a_form_has_no_import(wizard_of, session):
    client = wizard_of(UserFactory(role_names=["Admin"])).client
    for view in entity_views():
        offered = view.importable and view.form_fields and "import_file" not in view.exclude_route_methods
        expected = {200} if offered else {403, 404}
        assert client.get(f"{view.route_base}/import").status_code in expected, view
