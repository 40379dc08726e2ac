"""A check or an import that ends badly says so, says why, and shows the way on."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.exchange.uploads import folder
from app.core.jobs.model import Job
from app.core.jobs.queue import cancel
from tests.factories.system import UserFactory
from tests.support.import_wizard import work

LIST = "客户名称,客户编码\r\n甲公司,A1\r\n,A2\r\n"
EN = {"Accept-Language": "en"}


@pytest.fixture
def hidden_file(app, wizard):
    """The upload of an import whose check was started, gone from its place."""
    wizard.upload(LIST)
    wizard.choose("check")
    with app.app_context():
        there = folder() / wizard.batch.file
    away = there.rename(there.with_name("away"))
    work(app)
    yield lambda: away.rename(there)
    away.unlink(missing_ok=True)


def recent(wizard):
    return wizard.client.get("/customer/import", headers=EN).text


def test_a_failed_check_says_why_and_is_tried_again(wizard, hidden_file):
    page = wizard.page("/check", **EN)
    assert "It ended before the end of the file. The uploaded file was cleared away." in page
    assert "The check failed" in recent(wizard)
    assert "Being checked" not in recent(wizard)
    hidden_file()
    assert wizard.client.post(wizard.url("/check")).location == wizard.url("/check")
    work(wizard.app)
    assert wizard.batch.checked["good"] == 1
    assert "Checked" in recent(wizard)


def test_a_check_that_ended_well_is_not_done_again(wizard):
    wizard.upload(LIST)
    wizard.check()
    wizard.client.post(wizard.url("/check"))
    assert work(wizard.app) == 0


def test_a_cancelled_check_is_told(wizard, session):
    wizard.upload(LIST)
    wizard.choose("check")
    cancel(session(), wizard.batch.check_job_id)
    session.commit()
    assert "The check was cancelled" in recent(wizard)


def test_a_failed_import_is_told(wizard, session):
    wizard.upload(LIST)
    wizard.check()
    wizard.client.post(wizard.url("/create"))
    session.scalars(select(Job).where(Job.id == wizard.batch.create_job_id)).one().status = "failed"
    session.commit()
    assert "The import failed" in recent(wizard)


def test_the_page_of_jobs_leads_to_the_import_and_to_the_rows_to_mend(wizard, login):
    wizard.upload(LIST, name="客户名单.csv")
    wizard.check()
    wizard.create()
    page = wizard.client.get("/jobs/", headers=EN).text
    for address in (wizard.url("/check"), wizard.url("/create")):
        assert f'<a href="{address}">客户名单.csv</a>' in page
    assert page.count(wizard.url("/refused/xlsx")) == 1
    assert wizard.client.get(wizard.url("/refused/xlsx")).status_code == 200
    assert wizard.url() not in login(UserFactory(role_names=["Admin"])).get("/jobs/").text, (
        "the file belongs to who uploaded it"
    )
