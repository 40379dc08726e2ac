"""Actions that ask before they act, seen on the loss of a customer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.core.clock import today
from app.core.history import Change, ChangeKind
from tests.factories.customers import CustomerFactory
from tests.factories.system import UserFactory
from tests.support.forms import successful_controls

EN = {"Accept-Language": "en"}


@pytest.fixture
def boss(session, login):
    return login(UserFactory(role_names=["GeneralManager"]))


@pytest.fixture
def customer(session):
    made = CustomerFactory()
    session.flush()
    return made


def address(customer):
    return f"/customer/action/mark_lost/{customer.id}"


def questions(client, where, **sent):
    page = client.post(where, data=sent, headers=EN) if sent else client.get(where, headers=EN)
    assert page.status_code == 200
    return successful_controls(page.text, "record-form")


def updates(session, customer):
    counted = select(func.count()).select_from(Change).where(Change.entity == "customer")
    return session.scalar(counted.where(Change.record_id == customer.id, Change.kind == ChangeKind.UPDATE.value))


def test_looking_at_the_questions_changes_nothing(session, boss, customer):
    form = questions(boss, address(customer))
    assert form["lost_on"] == [today().isoformat()]
    assert boss.post(address(customer)).status_code == 200
    session.refresh(customer)
    assert customer.status == "active"
    assert updates(session, customer) == 0


def test_the_answers_are_used(session, boss, customer):
    form = questions(boss, address(customer)) | {"lost_on": "2026-03-01", "lost_reason": "价格过高"}
    answer = boss.post(address(customer), data=form)
    assert answer.status_code == 302
    session.refresh(customer)
    assert (customer.status, customer.lost_on, customer.lost_reason) == ("lost", date(2026, 3, 1), "价格过高")


def test_the_same_answers_sent_twice_act_once(session, boss, customer):
    form = questions(boss, address(customer)) | {"lost_reason": "价格过高"}
    assert boss.post(address(customer), data=form).status_code == 302
    assert boss.post(address(customer), data=form).status_code == 302
    assert updates(session, customer) == 1


@pytest.mark.parametrize(
    ("lost_on", "said"),
    [
        ("", "This field is required."),
        ("2026-02-30", "2026-02-30"),
        ((today() + timedelta(days=3)).isoformat(), "The day of the loss cannot lie in the future."),
    ],
)
def test_a_refused_answer_is_explained_and_kept(session, boss, customer, lost_on, said):
    form = questions(boss, address(customer)) | {"lost_on": lost_on, "lost_reason": "价格过高"}
    answer = boss.post(address(customer), data=form, headers=EN)
    assert answer.status_code == 422
    assert said in answer.text
    assert successful_controls(answer.text, "record-form")["lost_reason"] == ["价格过高"]
    session.expire_all()
    assert customer.status == "active"


def test_several_records_are_asked_about_once(session, boss):
    customers = [CustomerFactory(), CustomerFactory()]
    session.flush()
    ids = [str(customer.id) for customer in customers]
    form = questions(boss, "/customer/action_post", action="mark_lost", rowid=ids)
    assert form["rowid"] == ids
    assert boss.post("/customer/action_post", data=form | {"lost_reason": "停产"}).status_code == 302
    session.expire_all()
    assert [customer.lost_reason for customer in customers] == ["停产", "停产"]


def test_an_action_without_questions_cannot_be_called_by_address(session, boss, customer):
    assert boss.get(f"/customer/action/mark_quiet/{customer.id}").status_code == 405
    assert boss.get("/customer/action_post").headers["Location"].endswith("/customer/list/")


def test_who_may_not_act_is_not_asked(session, login, customer):
    reader = login(UserFactory(role_names=["Auditor"]))
    assert reader.get(address(customer)).status_code == 403
