"""A job runs with the rights that whoever started it holds when it runs, not with those of another day."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

import app.factory  # noqa: F401  (every model, before a test names one)
from app.core.access import Scope
from app.core.exchange.exporting import EXPORT
from app.core.jobs.model import Job, JobStatus
from app.customers.models.customer import Customer
from app.system import actions
from tests.factories.system import RoleFactory, UserFactory
from tests.support.import_wizard import Wizard, work
from tests.system.test_jobs_page import result_of

OWN = {("can_read", "Jobs"), ("can_edit", "Jobs"), ("can_read", "Customer")}
EXCHANGE = {("can_import", "Customer"), ("can_export", "Customer"), ("can_create", "Customer")}


@pytest.fixture
def clerk(session) -> Any:
    role = RoleFactory(name="Clerk")
    actions.set_rights(role, OWN | EXCHANGE, {"customers": Scope.ALL})
    session.flush()
    return UserFactory(username="clerk", roles=[role])


@pytest.fixture
def wizard(app, login, session, clerk) -> Wizard:
    return Wizard(app, login(clerk), session)


def lose_rights(session, clerk):
    actions.set_rights(clerk.roles[0], OWN, {"customers": Scope.ALL})
    session.commit()


def deactivate(session, clerk):
    clerk.active = False
    session.commit()


LOSSES = pytest.mark.parametrize(
    ("lose", "said"), [(lose_rights, "no longer has the right"), (deactivate, "no longer active")]
)


def waiting_import(wizard) -> Job:
    wizard.upload("客户名称\r\nA\r\n")
    wizard.check()
    wizard.client.post(wizard.url("/create"))
    return wizard.session.scalars(select(Job).where(Job.name == "create_import")).one()


@LOSSES
def test_a_waiting_import_writes_nothing_after_the_right_is_lost(app, session, wizard, clerk, lose, said):
    job = waiting_import(wizard)
    lose(session, clerk)
    work(app)
    session.expire_all()
    assert job.status == JobStatus.FAILED
    assert said in job.message
    assert session.scalars(select(Customer)).all() == []


@LOSSES
def test_nor_is_it_tried_again(app, session, login, wizard, clerk, at_admin, lose, said):
    job = waiting_import(wizard)
    job.status = JobStatus.CANCELLED
    lose(session, clerk)
    for client in (wizard.client, at_admin):
        client.post(f"/jobs/retry/{job.id}", headers={"Accept-Language": "en"})
        session.expire_all()
        assert job.status == JobStatus.CANCELLED
    assert said in at_admin.get("/jobs/", headers={"Accept-Language": "en"}).text


def test_who_holds_the_right_may_try_again(app, session, wizard, clerk):
    job = waiting_import(wizard)
    job.status = JobStatus.CANCELLED
    session.commit()
    wizard.client.post(f"/jobs/retry/{job.id}")
    work(app)
    session.expire_all()
    assert [c.name for c in session.scalars(select(Customer))] == ["A"]


def test_the_file_of_an_export_needs_the_right_to_export(app, session, login, clerk, at_admin):
    job = result_of(app, session, clerk)
    job.name, job.args = EXPORT, {"view": "CustomerView", "format": "csv", "arguments": [], "locale": "zh"}
    session.commit()
    assert login(clerk).get(f"/jobs/download/{job.id}").status_code == 200
    lose_rights(session, clerk)
    assert login(clerk).get(f"/jobs/download/{job.id}").status_code == 403
    assert at_admin.get(f"/jobs/download/{job.id}").status_code == 200
