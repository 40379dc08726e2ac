"""Parameters of the whole system."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.history import Change
from app.system import settings
from app.system.models.setting import Setting
from tests.factories.system import UserFactory
from tests.system.conftest import form_of, send


def test_defaults_hold_until_somebody_decides(session):
    assert settings.setting("default_currency") == "CNY"
    assert settings.setting("company_name_zh") == ""
    assert settings.setting("jobs_kept_days") == 30
    assert session.scalars(select(Setting)).all() == []


def test_what_is_saved_is_in_force_and_in_the_history(session, at_admin, admin):
    answer = send(
        at_admin, "/settings/", company_name_zh="星河仪器", company_address="上海\r\n浦东", default_currency="USD",
        fiscal_year_start="4", jobs_kept_days="90",
    )  # fmt: skip
    assert answer.status_code == 302
    assert settings.setting("company_name_zh") == "星河仪器"
    assert settings.setting("company_address") == "上海\n浦东"
    assert settings.setting("default_currency") == "USD"
    assert settings.setting("fiscal_year_start") == "4"
    assert settings.setting("jobs_kept_days") == 90
    assert {row.name for row in session.scalars(select(Setting))} == {
        "company_name_zh", "company_address", "default_currency", "fiscal_year_start", "jobs_kept_days"
    }  # fmt: skip
    send(at_admin, "/settings/", jobs_kept_days="45")
    last = session.scalars(select(Change).where(Change.entity == "setting").order_by(Change.id.desc())).first()
    assert (last.title, last.changes, last.user_id) == ("jobs_kept_days", {"value": [90, 45]}, admin.id)


def test_saving_unchanged_writes_nothing(session, at_admin):
    assert send(at_admin, "/settings/").status_code == 302
    assert session.scalars(select(Setting)).all() == []


BAD = {
    "an unknown currency": {"default_currency": "XXX"},
    "no country": {"default_country": ""},
    "a month that is none": {"fiscal_year_start": "13"},
    "no days": {"jobs_kept_days": "0"},
    "too many days": {"jobs_kept_days": "99999"},
    "a name too long": {"company_name_zh": "长" * 201},
}


@pytest.mark.parametrize("changes", BAD.values(), ids=BAD.keys())
def test_what_makes_no_sense_is_refused(session, at_admin, changes):
    answer = send(at_admin, "/settings/", **changes)
    assert answer.status_code == 422
    assert 'class="error"' in answer.text
    assert session.scalars(select(Setting)).all() == []


def test_the_second_of_two_is_told(session, at_admin):
    send(at_admin, "/settings/", jobs_kept_days="40")
    stale = form_of(at_admin, "/settings/")
    send(at_admin, "/settings/", jobs_kept_days="50")
    refused = at_admin.post("/settings/", data=stale | {"jobs_kept_days": ["60"]})
    assert refused.status_code == 409
    assert settings.setting("jobs_kept_days") == 50
    again = at_admin.post("/settings/", data=stale | {"jobs_kept_days": ["60"], "row_version": [settings.state()]})
    assert again.status_code == 302
    assert settings.setting("jobs_kept_days") == 60


def test_auditors_read_and_do_not_write(session, login):
    client = login(UserFactory(role_names=["Auditor"]))
    page = client.get("/settings/", headers={"Accept-Language": "en"}).text
    assert "Default currency" in page
    assert 'name="default_currency"' not in page
    assert client.post("/settings/", data={"jobs_kept_days": "1"}).status_code == 403


def test_a_stored_parameter_that_is_no_longer_declared_does_no_harm(session):
    session.add(Setting(name="of_the_past", value=1))
    session.flush()
    assert "of_the_past" not in settings.values()
