"""Acts on everything that a list shows: at once where a page holds it, else as a job, and through the gate."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from app.core.jobs.model import Job
from app.customers.models.customer import Customer
from tests.factories.customers import CustomerFactory
from tests.factories.system import DepartmentFactory, UserFactory
from tests.support.import_wizard import work

EN = {"Accept-Language": "en"}
ALL = {"all": "1"}


@pytest.fixture
def ann(session):
    return UserFactory(username="ann", role_names=["SalesManager"], department=DepartmentFactory())


def in_state(session, status: str) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(Customer).where(Customer.status == status))


def test_the_bar_offers_all_where_a_page_does_not_hold_them(session, login, ann):
    CustomerFactory.create_batch(30, owner=ann)
    page = login(ann).get("/customer/list/", headers=EN).text
    assert re.search(r"data-choose-all=\"All 30 records are selected\"[^>]*>Select all 30<", page)
    assert 'value="merge" class="button" data-chosen-only' in page
    assert "data-choose-all" not in login(ann).get("/customer/list/?psize_CustomerView=50", headers=EN).text


def test_what_a_page_holds_is_done_at_once(session, login, ann):
    CustomerFactory.create_batch(3, owner=ann, status="active")
    login(ann).post("/customer/action_post?_flt_0_status=active", data=ALL | {"action": "mark_quiet"})
    assert in_state(session, "quiet") == 3
    assert session.scalars(select(Job)).all() == []


def test_more_than_a_page_is_a_job_over_the_filter_and_ones_own(app, session, login, ann):
    CustomerFactory.create_batch(120, owner=ann, status="active")
    CustomerFactory.create_batch(2, owner=ann, city="Elsewhere", status="lost", lost_on=date(2026, 1, 1))
    CustomerFactory(owner=UserFactory(role_names=["Sales"]), status="active")
    client = login(ann)
    answer = client.post("/customer/action_post?_flt_0_status=active", data=ALL | {"action": "mark_quiet"})
    assert "/customer/bulk_progress/" in answer.location
    assert in_state(session, "quiet") == 0
    assert client.get(answer.location, headers=EN).status_code == 200
    CustomerFactory(owner=ann, status="active")  # added afterwards, so it is not meant
    session.flush()
    assert work(app) == 1
    assert in_state(session, "quiet") == 120
    job = session.scalars(select(Job)).one()
    assert (job.status, job.result, job.progress_done) == ("done", {"done": 120, "refused": 0}, 120)


def test_the_answers_of_an_action_that_asks_hold_for_all(app, session, login, ann):
    CustomerFactory.create_batch(30, owner=ann, status="active")
    client = login(ann)
    form = client.post("/customer/action_post?quick=mine", data=ALL | {"action": "mark_lost"}, headers=EN)
    assert "This concerns all 30 records of the list." in form.text
    typed = ALL | {"action": "mark_lost", "answered": "1", "lost_on": "2026-02-03", "lost_reason": "Price"}
    refused = client.post("/customer/action_post?quick=mine", data=typed | {"lost_on": ""}, headers=EN)
    assert refused.status_code == 422
    token = re.search(r'name="form_token"[^>]*value="([^"]+)"', form.text)[1]
    for _ in range(2):  # two clicks are one
        assert client.post("/customer/action_post?quick=mine", data=typed | {"form_token": token}).status_code == 302
    assert work(app) == 1
    assert in_state(session, "lost") == 30
    reasons = select(Customer.lost_reason, func.count()).group_by(Customer.lost_reason)
    assert session.execute(reasons).all() == [("Price", 30)]


def test_a_colleague_is_an_answer_too(app, session, login, ann):
    ben = UserFactory(username="ben", role_names=["Sales"])
    CustomerFactory.create_batch(30, owner=ann)
    typed = ALL | {"action": "assign", "answered": "1", "colleague": str(ben.id)}
    assert login(ann).post("/customer/action_post?quick=mine", data=typed).status_code == 302
    work(app)
    session.expire_all()
    assert session.scalars(select(Customer.owner_id).distinct()).all() == [ben.id]


def test_what_refuses_stays_and_is_told(app, session, login, ann):
    CustomerFactory.create_batch(60, owner=ann, archived_at=None)
    parent = session.scalars(select(Customer)).first()
    CustomerFactory(owner=UserFactory(role_names=["Finance"]), parent=parent)  # somebody else's depends on it
    client = login(ann)
    assert client.post("/customer/delete?quick=mine", data=ALL).status_code == 302
    work(app)
    session.expire_all()
    living = select(func.count()).select_from(Customer).where(Customer.archived_at.is_(None))
    job = session.scalars(select(Job)).one()
    assert (session.scalar(living), job.result) == (2, {"done": 59, "refused": 1})
    assert parent.archived_at is None
    assert job.message_params["reasons"]


def test_a_right_that_is_lost_meanwhile_ends_it(app, session, login, ann):
    CustomerFactory.create_batch(30, owner=ann, status="active")
    login(ann).post("/customer/action_post?quick=mine", data=ALL | {"action": "mark_quiet"})
    ann.roles = []
    session.flush()
    work(app)
    assert in_state(session, "quiet") == 0
    assert session.scalars(select(Job.status)).one() == "failed"


def test_acts_for_chosen_records_only_are_refused(session, login, ann):
    CustomerFactory.create_batch(30, owner=ann)
    assert login(ann).post("/customer/action_post", data=ALL | {"action": "merge"}).status_code == 400
