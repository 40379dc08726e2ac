"""Background work on the screen."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from app.core.clock import now
from app.core.jobs.model import Job, JobStatus
from app.core.jobs.queue import enqueue
from app.core.jobs.registry import job
from app.core.jobs.worker import results_folder
from app.core.submissions import Submission
from app.core.text import N_
from app.customers.models.customer import Customer
from app.system import jobs as system_jobs
from app.system import settings
from tests.factories.customers import CustomerFactory
from tests.factories.system import UserFactory


@job("page_sample", label="Sample job")
def sample(context):
    """Never runs: these tests look at the rows."""


@pytest.fixture
def other(session):
    return UserFactory(username="other", role_names=["Sales"])


def new_job(session, user, **values):
    """A job that `user` started (None: the system), in the state that `values` say."""
    made = enqueue(session, "page_sample", created_by=user.id if user else None)
    for name, value in values.items():
        setattr(made, name, value)
    session.flush()
    return made


def finished(session, user, **values):
    return new_job(session, user, **({"status": JobStatus.DONE, "finished_at": now()} | values))


def result_of(app, session, user, filename="客户列表 2026.xlsx"):
    """A finished job with a file."""
    folder = secrets.token_hex(8)
    path = results_folder(app) / folder / filename
    path.parent.mkdir(parents=True)
    path.write_bytes(b"content of the file")
    return finished(session, user, result_file=f"{folder}/{filename}")


def test_everybody_sees_their_own_and_administrators_all(session, login, at_admin, colleague, other):
    mine, theirs, systems = (new_job(session, user) for user in (colleague, other, None))
    at_colleague = login(colleague)
    page = at_colleague.get("/jobs/").text
    assert f"/jobs/status/{mine.id}" in page
    assert f"/jobs/status/{theirs.id}" not in page
    assert f"/jobs/status/{systems.id}" not in page
    everything = at_admin.get("/jobs/").text
    assert all(f"/jobs/status/{found.id}" in everything for found in (mine, theirs, systems))
    assert "李伟" in everything


@pytest.mark.parametrize("act", ["status", "download", "cancel", "retry"])
def test_other_peoples_jobs_are_not_there(app, session, login, colleague, other, act):
    theirs = result_of(app, session, other)
    theirs.status = JobStatus.FAILED if act == "retry" else theirs.status
    session.flush()
    client = login(colleague)
    method = client.get if act in ("status", "download") else client.post
    assert method(f"/jobs/{act}/{theirs.id}").status_code == 404
    assert method(f"/jobs/{act}/99999999999").status_code == 404


def test_the_state_of_a_running_job(session, login, colleague):
    running = new_job(
        session,
        colleague,
        status=JobStatus.RUNNING,
        progress_done=30,
        progress_total=120,
        message=N_("Waiting for %(gate)s"),
        message_params={"gate": "<b>"},
    )
    state = login(colleague).get(f"/jobs/status/{running.id}", headers={"Accept-Language": "en"}).json
    assert state == {
        "status": "running",
        "status_label": "Running",
        "done": 30,
        "total": 120,
        "message": "Waiting for <b>",
        "finished": False,
        "result_url": None,
        "error": None,
    }


def test_the_state_of_a_failed_job_in_chinese(session, login, colleague):
    failed = finished(
        session, colleague, status=JobStatus.FAILED, message="This record does not exist, or it is not visible to you."
    )
    state = login(colleague).get(f"/jobs/status/{failed.id}", headers={"Accept-Language": "zh"}).json
    assert (state["status"], state["finished"], state["message"]) == ("failed", True, "")
    assert state["error"] is not None


def test_a_waiting_job_is_cancelled_by_post_only(session, login, colleague):
    waiting = new_job(session, colleague)
    client = login(colleague)
    assert client.get(f"/jobs/cancel/{waiting.id}").status_code == 405
    assert client.post(f"/jobs/cancel/{waiting.id}").status_code == 302
    session.expire_all()
    assert waiting.status == JobStatus.CANCELLED
    assert client.post(f"/jobs/retry/{waiting.id}").status_code == 302
    session.expire_all()
    assert waiting.status == JobStatus.QUEUED


def test_what_cannot_be_done_is_said(session, login, colleague):
    done = finished(session, colleague)
    client = login(colleague)
    for act in ("cancel", "retry"):
        assert "message-danger" in client.post(f"/jobs/{act}/{done.id}", follow_redirects=True).text
    session.expire_all()
    assert done.status == JobStatus.DONE


def test_the_result_comes_under_its_own_name(app, session, login, colleague, at_admin):
    done = result_of(app, session, colleague)
    for client in (login(colleague), at_admin):
        answer = client.get(f"/jobs/download/{done.id}")
        assert answer.data == b"content of the file"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "%E5%AE%A2%E6%88%B7%E5%88%97%E8%A1%A8%202026.xlsx" in answer.headers["Content-Disposition"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Type"] == "application/octet-stream"
    assert login(colleague).get(f"/jobs/status/{done.id}").json["result_url"] == f"/jobs/download/{done.id}"


@pytest.mark.parametrize("result_file", ["gone/list.xlsx", "../../secret_key", "/etc/passwd", None])
def test_a_file_that_is_not_there_or_not_a_result(app, session, login, colleague, result_file):
    done = finished(session, colleague, result_file=result_file)
    assert login(colleague).get(f"/jobs/download/{done.id}").status_code == 404


def test_a_page_holds_so_many(session, login, colleague, statements):
    for _ in range(30):
        finished(session, colleague)
    client = login(colleague)
    client.get("/jobs/")
    with statements() as sent:
        page = client.get("/jobs/").text
    assert page.count("<tr>") == 26
    assert "page=1" in page
    assert len(sent) <= 10, str(sent)
    assert client.get("/jobs/?page=1").text.count("<tr>") == 6
    assert client.get("/jobs/?page=-1").status_code == 200


def test_a_job_of_another_version_keeps_its_code_name(session, login, colleague):
    kept = new_job(session, colleague)
    kept.name = "job_of_the_past"
    session.flush()
    assert "job_of_the_past" in login(colleague).get("/jobs/").text


def test_the_nightly_clean_up(app, session, colleague):
    old, recent = (finished(session, colleague, finished_at=now() - timedelta(days=days)) for days in (31, 29))
    running = new_job(session, colleague, created_at=now() - timedelta(days=400))
    for token, days in (("old", 8), ("recent", 6)):
        session.add(
            Submission(token=token, user_id=colleague.id, entity="tag", record_id=1, at=now() - timedelta(days=days))
        )
    session.flush()
    assert system_jobs.clean_up(None) == {"jobs": 1, "submissions": 1}
    assert set(session.scalars(select(Job.id))) & {old.id, recent.id, running.id} == {recent.id, running.id}
    assert list(session.scalars(select(Submission.token))) == ["recent"]


def test_how_long_jobs_are_kept_is_a_setting(app, session, colleague):
    old = finished(session, colleague, finished_at=now() - timedelta(days=31))
    settings.save({"jobs_kept_days": 60})
    session.flush()
    assert system_jobs.clean_up(None)["jobs"] == 0
    assert session.scalars(select(Job).where(Job.id == old.id)).one()


@pytest.mark.databases("sqlite")
def test_sqlite_is_told_what_it_holds(session):
    """Without it a page of a large list, sorted, takes a sort of everything."""
    CustomerFactory.create_batch(3)
    session.flush()
    system_jobs.count_for_planning(None)
    counted = dict(session.execute(text("SELECT idx, stat FROM sqlite_stat1 WHERE tbl = 'customer'")).all())
    assert counted["ix_customer_name"].split()[0] == str(session.scalar(select(func.count()).select_from(Customer)))
