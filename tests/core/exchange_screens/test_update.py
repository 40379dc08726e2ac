"""Files that change records: found by a key, saved as on a form, and nothing written where nothing changes."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.core.exchange.models import ImportRow
from app.core.history import Change
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from tests.factories.customers import ContactFactory, CustomerFactory
from tests.factories.system import UserFactory


@pytest.fixture
def known(session, marketer):
    """Three customers; two of them bear the same name."""
    CustomerFactory(name="甲公司", code="A1", city="Berlin", country="DE", phone="030 111111", owner=marketer)
    CustomerFactory(name="同名", code="B1", country="DE", owner=marketer)
    CustomerFactory(name="同名", code="B2", country="DE", owner=marketer)
    session.flush()


def customer(session, code):
    session.expire_all()
    return session.scalars(select(Customer).where(Customer.code == code)).one()


def run(wizard, text, mode="update", **changes):
    """Every step; {row: result}."""
    wizard.upload(text)
    wizard.check(mode=mode, **changes)
    wizard.create()
    rows = select(ImportRow.row, ImportRow.result).where(ImportRow.job_id == wizard.batch.create_job_id)
    rows = rows.order_by(ImportRow.row)
    return dict(wizard.session.execute(rows).all())


def reasons(wizard):
    """{row: why it was refused by the check}, in the words of the code."""
    return {row: reason for row, _column, _value, reason in wizard.problems}


def test_a_row_changes_its_record_and_leaves_what_its_cell_leaves_empty(wizard, known):
    assert run(wizard, "客户编码,城市,电话\r\nA1,Hamburg,\r\n") == {2: "updated"}
    changed = customer(wizard.session, "A1")
    assert (changed.city, changed.phone, changed.name, changed.version) == ("Hamburg", "030 111111", "甲公司", 2)
    [noted] = wizard.session.scalars(select(Change).where(Change.kind == "update", Change.record_id == changed.id))
    assert noted.changes == {"city": ["Berlin", "Hamburg"]}


def test_an_empty_cell_empties_the_field_when_that_is_chosen(wizard, known):
    assert run(wizard, "客户编码,城市,电话\r\nA1,,\r\n", blank_clears="1") == {2: "updated"}
    changed = customer(wizard.session, "A1")
    assert (changed.city, changed.phone, changed.name) == (None, None, "甲公司")


def test_a_required_field_cannot_be_emptied(wizard, known):
    assert run(wizard, "客户编码,客户名称\r\nA1,\r\n", blank_clears="1") == {2: "refused"}
    assert reasons(wizard) == {2: "This field is required."}


def test_what_changes_nothing_writes_nothing(wizard, known):
    before = wizard.session.scalar(select(func.count()).select_from(Change))
    assert run(wizard, "客户编码,城市,国家\r\nA1,Berlin,德国\r\n") == {2: "unchanged"}
    assert customer(wizard.session, "A1").version == 1
    assert wizard.session.scalar(select(func.count()).select_from(Change)) == before


KEYS = {
    "none in the row": (",Rom\r\n", "The row has no value for the key: "),
    "one that nobody has": ("Z9,Rom\r\n", "No record with this key was found"),
    "one twice in the file": ("A1,Rom\r\nA1,Wien\r\n", "Row 2 of this file is about the same record."),
}


@pytest.mark.parametrize(("rows", "reason"), KEYS.values(), ids=KEYS.keys())
def test_a_row_without_a_clear_record_is_refused(wizard, known, rows, reason):
    results = run(wizard, f"客户编码,城市\r\n{rows}")
    assert list(results.values())[-1] == "refused"
    assert reasons(wizard)[max(results)].startswith(reason)


def test_a_name_of_two_is_refused_with_their_codes(wizard, known):
    assert run(wizard, "客户名称,城市\r\n同名,Rom\r\n甲公司,Rom\r\n", key="name") == {2: "refused", 3: "updated"}
    assert "means 2 records: B1" in reasons(wizard)[2]
    assert "B2" in reasons(wizard)[2]


def test_add_or_change_by_the_code_adds_nothing_the_second_time(wizard, known):
    text = "客户编码,客户名称,联系人,职务\r\nA1,甲公司,王伟,经理\r\nN1,新公司,李娜,\r\n"
    assert run(wizard, text, mode="both") == {2: "updated", 3: "created"}
    assert run(wizard, text, mode="both") == {2: "unchanged", 3: "unchanged"}
    assert sorted(wizard.session.scalars(select(Contact.name))) == ["李娜", "王伟"]


def test_a_contact_of_the_row_is_changed_by_its_name(wizard, known):
    text = "客户编码,客户名称,联系人,职务\r\nN1,新公司,李娜,{}\r\n"
    run(wizard, text.format("助理"), mode="both")
    assert run(wizard, text.format("总监"), mode="both") == {2: "updated"}
    assert [(c.name, c.position) for c in wizard.session.scalars(select(Contact))] == [("李娜", "总监")]


def test_a_new_record_needs_what_is_required_and_a_known_one_does_not(wizard, known):
    assert run(wizard, "客户编码,城市\r\nA1,Rom\r\nN1,Rom\r\n", mode="both") == {2: "updated", 3: "refused"}


def test_the_record_id_of_an_export_finds_the_record(wizard, known, marketer):
    text = wizard.client.post("/customer/export/csv", headers={"Accept-Language": "zh"}).data.decode("utf-8-sig")
    assert set(run(wizard, text).values()) == {"unchanged"}
    assert wizard.batch.keys == ["record_id"]
    assert set(run(wizard, text.replace("Berlin", "Bonn")).values()) == {"unchanged", "updated"}
    assert customer(wizard.session, "A1").city == "Bonn"


def test_several_fields_together_are_a_key(wizard_of, marketer, known):
    for code in ("B1", "B2"):
        ContactFactory(name="王伟", customer=customer(wizard_of(marketer).session, code), owner=marketer)
    wizard = wizard_of(marketer, "contact")
    assert run(wizard, "客户,联系人姓名,职务\r\nB2,王伟,经理\r\n") == {2: "updated"}
    positions = {c.customer.code: c.position for c in wizard.session.scalars(select(Contact))}
    assert positions == {"B1": None, "B2": "经理"}


def test_nobody_changes_what_they_do_not_see(wizard_of, managers):
    east, west = managers
    CustomerFactory(name="hidden", code="H1", city="Berlin", country="DE", owner=west)
    wizard = wizard_of(east)
    assert run(wizard, "客户编码,城市\r\nH1,Rom\r\n") == {2: "refused"}
    assert customer(wizard.session, "H1").city == "Berlin"


def test_without_a_key_there_is_no_check(wizard, known):
    wizard.upload("客户编码,城市\r\nA1,Rom\r\n")
    answer = wizard.client.post(
        wizard.url(), data={"mode": "update", "column_0": "code", "column_1": "city", "check": "1"},
        headers={"Accept-Language": "en"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert "Choose the fields by which rows find records." in answer.text


@pytest.fixture
def clerk(session):
    """Somebody who may import customers, but neither change them nor touch contacts."""
    from flask_appbuilder.security.sqla.models import Permission, PermissionView, ViewMenu

    from app.system.models.user import Role

    person = UserFactory(role_names=["Auditor"])
    role = session.scalars(select(Role).where(Role.name == "Auditor")).one()
    right = select(PermissionView).join(Permission).join(ViewMenu)
    right = right.where(Permission.name == "can_import", ViewMenu.name == "Customer")
    role.permissions.append(session.scalars(right).one())
    session.flush()
    return person


def test_without_the_right_to_contacts_their_columns_are_refused(wizard_of, clerk):
    wizard = wizard_of(clerk)
    wizard.upload("客户名称,联系人\r\nA,王伟\r\n")
    sent = {"column_0": "name", "column_1": "contact.name", "check": "1"}
    answer = wizard.client.post(wizard.url(), data=sent, headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert "You have no right to add records of the kind “Contact”; leave out their columns." in answer.text


def test_without_the_right_to_change_a_file_only_adds(wizard_of, clerk, session):
    CustomerFactory(name="A", code="A1")
    wizard = wizard_of(clerk)
    wizard.upload("客户编码,客户名称\r\nA1,B\r\n")
    sent = {"column_0": "code", "column_1": "name", "mode": "update", "key": "code", "check": "1"}
    assert 'value="update"' not in wizard.page()
    assert wizard.client.post(wizard.url(), data=sent).status_code == 422
    assert customer(session, "A1").name == "A"
