"""The tree of departments, and what follows people who change the department."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select

from app.core.access import acting_as, system_access
from app.core.db import db
from app.core.dependents import dependents
from app.core.errors import RuleError
from app.core.history import Change
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.system.models.department import Department, root_department_id
from tests.factories.customers import ContactFactory, CustomerFactory, TerritoryFactory
from tests.factories.system import DepartmentFactory, UserFactory
from tests.system.conftest import send


@pytest.fixture
def line(session):
    """Three departments, each below the one before."""
    top = DepartmentFactory(name="Top")
    middle = DepartmentFactory(name="Middle", parent=top)
    return top, middle, DepartmentFactory(name="Bottom", parent=middle)


@pytest.mark.parametrize("above", [0, 1, 2], ids=["itself", "its child", "its grandchild"])
def test_a_department_is_not_below_itself(session, at_admin, line, above):
    answer = send(at_admin, f"/department/edit/{line[0].id}", parent=str(line[above].id))
    assert answer.status_code == 422
    assert 'id="field-parent-errors"' in answer.text
    session.expire_all()
    assert line[0].parent is None


def test_two_that_are_saved_together_close_no_circle(session):
    one, two = DepartmentFactory(), DepartmentFactory()
    one.parent, two.parent = two, one
    with pytest.raises(RuleError, match="below itself"):
        session.flush()


def test_nor_do_new_ones(session):
    one, two = Department(name="One"), Department(name="Two")
    one.parent, two.parent = two, one
    session.add_all([one, two])
    with pytest.raises(RuleError, match="below itself"):
        session.flush()


def test_a_branch_can_be_moved(session, at_admin, line):
    other = DepartmentFactory()
    assert send(at_admin, f"/department/edit/{line[1].id}", parent=str(other.id)).status_code == 302
    session.expire_all()
    assert line[2].parent.parent == other


def test_it_holds_for_every_tree(session):
    east = TerritoryFactory()
    south = TerritoryFactory(parent=east)
    east.parent = south
    with pytest.raises(RuleError, match="below itself"):
        session.flush()


def test_two_who_hang_two_departments_below_each_other(committing_app):
    """Each is right alone. Both have looked before either is saved; one of them must be refused."""
    with committing_app.app_context(), system_access("test"):
        one, two = DepartmentFactory(), DepartmentFactory()
        db.session.commit()
        pairs = [(one.id, two.id), (two.id, one.id)]
    barrier, outcomes = threading.Barrier(2), []

    def move(child_id, parent_id):
        with committing_app.app_context(), system_access("test"):
            barrier.wait(timeout=60)
            child = db.session.scalars(select(Department).where(Department.id == child_id)).one()
            child.parent_id = parent_id
            try:
                db.session.commit()
                outcomes.append("saved")
            except RuleError:
                db.session.rollback()
                outcomes.append("refused")

    threads = [threading.Thread(target=move, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "saved"]
    with committing_app.app_context():
        parents = set(db.session.scalars(select(Department.parent_id).where(Department.id.in_(pairs[0]))))
    assert None in parents


def test_a_department_with_people_is_not_deleted(session, at_admin, line):
    UserFactory(department=line[2])
    UserFactory(department=line[2])
    assert dependents(line[2]) == {"Users": 2}
    answer = at_admin.post(f"/department/delete/{line[2].id}", follow_redirects=True, headers={"Accept-Language": "en"})
    assert "Users (2)" in answer.text
    session.expire_all()
    assert line[2].archived_at is None


def test_a_department_with_records_is_not_deleted(session, line):
    CustomerFactory(owner=UserFactory(department=line[2]))
    assert dependents(line[2]) == {"Customers": 1, "Users": 1}


def test_a_department_with_others_below_is_not_deleted(session, line):
    assert dependents(line[1]) == {"Departments": 1}


def test_an_empty_one_goes_into_the_recycle_bin_and_back(session, at_admin, line):
    at_admin.post(f"/department/delete/{line[2].id}")
    session.expire_all()
    assert line[2].archived_at is not None
    at_admin.post(f"/department/recover/{line[2].id}")
    session.expire_all()
    assert line[2].archived_at is None


def test_the_top_one_stays(session):
    top = session.scalars(select(Department).where(Department.id == root_department_id())).one()
    top.archived_at = top.created_at
    with pytest.raises(RuleError, match="top department"):
        session.flush()


class TestSomebodyWhoChangesTheDepartment:
    @pytest.fixture
    def east(self, session):
        return DepartmentFactory(name="East")

    @pytest.fixture
    def west(self, session):
        return DepartmentFactory(name="West")

    @pytest.fixture
    def ann(self, session, east):
        return UserFactory(username="ann", department=east, role_names=["Sales"])

    def departments(self, session, *records):
        """The departments that the gate sees, read afresh."""
        session.expire_all()
        return [
            session.execute(select(type(record).acc_department_id).where(type(record).id == record.id)).scalar_one()
            for record in records
        ]

    def test_takes_all_records_along(self, session, at_admin, ann, east, west):
        customer = CustomerFactory(owner=ann)
        contact = ContactFactory(customer=customer, owner=None)
        archived = CustomerFactory(owner=ann)
        archived.archived_at = archived.created_at
        colleagues = CustomerFactory(owner=UserFactory(department=east))
        session.flush()
        told = select(func.count()).select_from(Change).where(Change.entity == "customer")
        version, rows = customer.version, session.scalar(told)
        assert send(at_admin, f"/user/edit/{ann.id}", department=str(west.id)).status_code == 302
        found = self.departments(session, customer, contact, archived, colleagues)
        assert found == [west.id, west.id, west.id, east.id]
        assert customer.version == version
        assert session.scalar(told) == rows

    def test_is_seen_by_the_new_manager_and_no_more_by_the_old(self, session, at_admin, ann, east, west):
        customer = CustomerFactory(name="Followed Ltd", owner=ann)
        managers = [UserFactory(department=place, role_names=["SalesManager"]) for place in (east, west)]

        def seen_by(manager):
            session.expire_all()
            with acting_as(manager.id):
                return customer.id in set(session.scalars(select(Customer.id)))

        assert [seen_by(manager) for manager in managers] == [True, False]
        send(at_admin, f"/user/edit/{ann.id}", department=str(west.id))
        assert [seen_by(manager) for manager in managers] == [False, True]

    def test_moves_them_in_one_statement_for_each_kind(self, session, ann, west, statements):
        customers = CustomerFactory.create_batch(5, owner=ann)
        for customer in customers:
            ContactFactory(customer=customer, owner=None)
        with statements() as sent:
            ann.profile.department = west
            session.flush()
        updates = [text for text in sent if text.startswith(("UPDATE customer ", "UPDATE contact "))]
        assert len(updates) == 2, str(sent)
        assert set(session.scalars(select(Contact.acc_department_id))) == {west.id}

    def test_saving_the_user_otherwise_moves_nothing(self, session, at_admin, ann, statements):
        CustomerFactory(owner=ann)
        with statements() as sent:
            send(at_admin, f"/user/edit/{ann.id}", zone="Asia/Tokyo")
        assert [text for text in sent if text.startswith("UPDATE customer ")] == []
