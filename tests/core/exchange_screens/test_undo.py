"""A whole import is taken back: what it made, what it changed, and nothing that somebody touched since."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.core.access import acting_as
from app.core.exchange.models import ImportedRecord
from app.core.history import Change
from app.core.jobs.model import Job
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from tests.core.exchange_screens.test_update import run
from tests.factories.customers import (
    ContactFactory,
    CustomerFactory,
    DataProblemFactory,
    DuplicatePairFactory,
    TagFactory,
)
from tests.factories.system import UserFactory
from tests.support.import_wizard import work

TEXT = (
    "客户编码,客户名称,城市,标签,年营业额,联系人,职务\r\n"
    "A1,甲公司,Hamburg,VIP,5.5,王伟,经理\r\n"
    "N1,新公司,Bonn,,,李娜,\r\n"
    "N2,又一家,,,,,\r\n"
)


@pytest.fixture
def imported(wizard, marketer):
    """An import that changed a customer and its contact and made two customers and a contact."""
    known = CustomerFactory(name="甲公司", code="A1", city="Berlin", country="DE", owner=marketer, tags=[])
    ContactFactory(name="王伟", customer=known, position="助理", owner=marketer)
    TagFactory(name="VIP")
    results = run(wizard, TEXT, mode="both", column_4="annual_revenue", constant_country="DE")
    assert results == {2: "updated", 3: "created", 4: "created"}
    return wizard


def undo(wizard):
    assert wizard.client.post(wizard.url("/undo")).status_code == 302
    work(wizard.app)
    wizard.session.expire_all()
    return wizard.batch.undone


def by_code(session):
    session.expire_all()
    return {c.code: c for c in session.scalars(select(Customer))}


def test_everything_is_as_before(imported):
    assert undo(imported) == {"done": 5, "left": 0}
    found = by_code(imported.session)
    assert found["N1"].archived_at is not None
    assert found["N2"].archived_at is not None
    kept = found["A1"]
    assert (kept.city, kept.tags, kept.annual_revenue, kept.archived_at) == ("Berlin", [], None, None)
    contacts = {c.name: c for c in imported.session.scalars(select(Contact))}
    assert contacts["王伟"].position == "助理"
    assert contacts["李娜"].archived_at is not None
    assert "Records as they were before: 5;" in imported.page("/create", **{"Accept-Language": "en"})


def test_the_history_tells_both_ways(imported):
    undo(imported)
    known = by_code(imported.session)["A1"]
    rows = imported.session.scalars(
        select(Change).where(Change.entity == "customer", Change.record_id == known.id).order_by(Change.id)
    )
    assert [row.changes.get("city") for row in rows][-2:] == [["Berlin", "Hamburg"], ["Hamburg", "Berlin"]]


def test_what_somebody_changed_since_stays_and_is_told(imported):
    colleague = UserFactory(username="kollege", first_name="小明", last_name="欧阳", role_names=["GeneralManager"])
    found = by_code(imported.session)
    with acting_as(colleague.id):
        found["A1"].remarks = "touched"
        found["N1"].remarks = "touched"
        imported.session.commit()
    assert undo(imported) == {"done": 3, "left": 2}
    found = by_code(imported.session)
    assert (found["A1"].city, found["N1"].archived_at) == ("Hamburg", None)
    assert found["N2"].archived_at is not None
    page = imported.page("/create", **{"Accept-Language": "en"})
    assert page.count("欧阳小明 changed it on ") == 2


def test_a_record_that_others_depend_on_stays(imported, marketer):
    ContactFactory(name="later", customer=by_code(imported.session)["N2"], owner=marketer)
    imported.session.commit()
    assert undo(imported)["left"] == 1
    assert by_code(imported.session)["N2"].archived_at is None
    page = imported.page("/create", **{"Accept-Language": "en"})
    assert "Records that were added or changed since belong to it: 1." in page


def test_a_contact_changed_since_keeps_its_customer(imported):
    colleague = UserFactory(username="kollege", role_names=["GeneralManager"])
    [contact] = imported.session.scalars(select(Contact).where(Contact.name == "李娜"))
    with acting_as(colleague.id):
        contact.remarks = "touched"
        imported.session.commit()
    assert undo(imported) == {"done": 3, "left": 2}
    imported.session.refresh(contact)
    assert (contact.archived_at, contact.customer.archived_at) == (None, None)


def test_what_the_night_says_about_a_record_keeps_nothing(imported):
    found = by_code(imported.session)
    DataProblemFactory(customer=found["N2"])
    DuplicatePairFactory(first=found["N1"], second=found["N2"])
    imported.session.commit()
    assert undo(imported) == {"done": 5, "left": 0}


def test_twice_is_harmless(imported):
    counts = undo(imported)
    changes = imported.session.scalar(select(func.count()).select_from(Change))
    assert undo(imported) == counts
    assert imported.session.scalar(select(func.count()).select_from(Change)) == changes
    assert imported.session.scalar(select(func.count()).select_from(Job).where(Job.name == "undo_import")) == 1
    assert imported.url("/undo") not in imported.page("/create")


def test_nobody_else_takes_it_back(imported, wizard_of, managers):
    other = wizard_of(managers[0])
    other.batch_id = imported.batch_id
    assert other.client.post(other.url("/undo")).status_code == 404
    assert work(imported.app) == 0


def test_without_the_right_to_import_the_job_refuses(imported, marketer):
    imported.client.post(imported.url("/undo"))
    marketer.roles = []
    imported.session.commit()
    work(imported.app)
    assert by_code(imported.session)["N1"].archived_at is None
    job = imported.session.scalars(select(Job).where(Job.name == "undo_import")).one()
    assert (job.status, job.message) == ("failed", "You have no right to import here.")


def test_an_import_under_way_is_not_taken_back(wizard):
    wizard.upload(TEXT)
    wizard.check()
    wizard.client.post(wizard.url("/create"))
    wizard.client.post(wizard.url("/undo"))
    assert wizard.batch.undo_job_id is None


def test_contacts_handed_over_by_the_import_come_back(wizard, marketer):
    colleague = UserFactory(username="kollege", role_names=["Sales"])
    known = CustomerFactory(name="甲公司", code="A1", owner=marketer)
    ContactFactory(name="王伟", customer=known, owner=marketer)
    run(wizard, "客户编码,负责人\r\nA1,kollege\r\n")
    [contact] = wizard.session.scalars(select(Contact))
    wizard.session.refresh(contact)
    assert contact.owner_id == colleague.id
    assert undo(wizard) == {"done": 2, "left": 0}
    wizard.session.refresh(contact)
    assert (contact.owner_id, by_code(wizard.session)["A1"].owner_id) == (marketer.id, marketer.id)


def test_main_contacts_that_follow_are_no_change_by_a_person(wizard_of, marketer):
    CustomerFactory(name="甲公司", code="A1", owner=marketer)
    wizard = wizard_of(marketer, "contact")
    results = run(wizard, "客户,联系人姓名,主要联系人\r\nA1,王伟,\r\nA1,李娜,是\r\n", mode="create", column_2="is_main")
    assert results == {2: "created", 3: "created"}
    assert undo(wizard) == {"done": 2, "left": 0}
    assert wizard.session.scalars(select(Contact).where(Contact.archived_at.is_(None))).all() == []


def test_every_change_is_kept_for_undoing(imported):
    kept = imported.session.execute(select(ImportedRecord.entity, ImportedRecord.changes).order_by(ImportedRecord.id))
    made = [(entity, changes is None) for entity, changes in kept]
    assert sorted(made) == [
        ("contact", False), ("contact", True), ("customer", False), ("customer", True), ("customer", True)
    ]  # fmt: skip
