"""Administrators look after the accounts of their colleagues."""

from __future__ import annotations

import re
import threading

import pytest
from sqlalchemy import select
from werkzeug.security import check_password_hash

from app.core.access import acting_as, system_access
from app.core.db import db
from app.core.dependents import dependents
from app.core.errors import RuleError
from app.core.history import Change
from app.system import actions
from app.system.models.user import Role, User
from tests.factories.customers import CustomerFactory
from tests.factories.system import DepartmentFactory, UserFactory
from tests.system.conftest import form_of, send

PERSON = {"username": "wangfang", "last_name": "王", "first_name": "芳", "email": "wangfang@example.com"}


def user_called(session, username):
    return session.scalars(select(User).where(User.username == username)).one()


def changes_of(session, record, entity="user"):
    statement = select(Change).where(Change.entity == entity, Change.record_id == record.id).order_by(Change.id)
    return list(session.scalars(statement))


def role(session, name):
    return session.scalars(select(Role).where(Role.name == name)).one()


def test_a_new_user_without_a_password_gets_one_that_is_shown_once(session, at_admin):
    sales = role(session, "Sales")
    answer = send(at_admin, "/user/add", **PERSON, roles=[str(sales.id)])
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    password = re.findall(r"<code>([^<]+)</code>", answer.text)[1]
    user = user_called(session, "wangfang")
    assert check_password_hash(user.password, password)
    assert user.profile.must_change_password
    assert [held.name for held in user.roles] == ["Sales"]
    for page in ("show", "edit", "history"):
        assert password not in at_admin.get(f"/user/{page}/{user.id}").text


def test_the_same_form_again_makes_no_second_user_and_shows_no_password(session, at_admin):
    form = form_of(at_admin, "/user/add") | PERSON
    at_admin.post("/user/add", data=form)
    again = at_admin.post("/user/add", data=form)
    user = user_called(session, "wangfang")
    assert again.status_code == 302
    assert again.location.endswith(f"/user/show/{user.id}")


def test_an_initial_password_chosen_by_the_administrator(session, at_admin):
    answer = send(at_admin, "/user/add", **PERSON, initial_password="warm tea at noon")
    assert answer.status_code == 302
    user = user_called(session, "wangfang")
    assert check_password_hash(user.password, "warm tea at noon")
    assert user.profile.must_change_password


def test_a_weak_initial_password_is_refused_and_nothing_is_lost(session, at_admin):
    answer = send(at_admin, "/user/add", **PERSON, initial_password="1234567890")
    assert answer.status_code == 422
    assert 'id="initial_password-errors"' in answer.text
    assert 'value="wangfang@example.com"' in answer.text
    assert session.scalars(select(User).where(User.username == "wangfang")).first() is None


def test_a_taken_user_name_is_refused_beside_its_field(session, at_admin, colleague):
    answer = send(at_admin, "/user/add", **(PERSON | {"username": colleague.username}))
    assert answer.status_code == 422
    assert 'id="field-username-errors"' in answer.text


def test_resetting_a_password(session, at_admin, colleague):
    answer = send(at_admin, f"/user/password/{colleague.id}", new_password="")
    password = re.findall(r"<code>([^<]+)</code>", answer.text)[1]
    assert check_password_hash(user_called(session, "liwei").password, password)
    assert colleague.profile.must_change_password
    [created, reset] = changes_of(session, colleague)
    assert set(reset.changes) == {"must_change_password", "password_changed_at"}
    assert "password" not in created.changes
    assert password not in str(reset.changes)
    assert colleague.password not in str(created.changes) + str(reset.changes)


def test_ones_own_password_is_not_reset_here(session, at_admin, admin):
    before = admin.password
    answer = send(at_admin, f"/user/password/{admin.id}", new_password="warm tea at noon")
    assert answer.status_code == 422
    assert user_called(session, "boss").password == before


def test_everything_on_the_form_is_in_the_history(session, at_admin, colleague):
    east = DepartmentFactory(name="华东")
    marketing = role(session, "Marketing")
    send(
        at_admin,
        f"/user/edit/{colleague.id}",
        first_name="威",
        department=str(east.id),
        locale="en",
        zone="Asia/Tokyo",
        roles=[str(marketing.id)],
    )
    session.expire_all()
    change = changes_of(session, colleague)[-1].changes
    sales = role(session, "Sales")
    assert change["first_name"] == ["伟", "威"]
    assert change["department"][1] == east.id
    assert change["locale"] == [None, "en"]
    assert change["zone"] == ["Asia/Shanghai", "Asia/Tokyo"]
    assert change["roles"] == [[sales.id], [marketing.id]]
    shown = at_admin.get(f"/user/history/{colleague.id}", headers={"Accept-Language": "en"}).text
    assert "华东" in shown
    assert "Japan – Tokyo" in shown
    assert "Marketing" in shown


def test_a_stale_form_is_refused(session, at_admin, colleague):
    stale = form_of(at_admin, f"/user/edit/{colleague.id}")
    send(at_admin, f"/user/edit/{colleague.id}", zone="Asia/Tokyo")
    refused = at_admin.post(f"/user/edit/{colleague.id}", data=stale | {"first_name": "威"})
    assert refused.status_code == 409
    session.expire_all()
    assert (colleague.first_name, colleague.profile.zone) == ("伟", "Asia/Tokyo")


def test_a_deactivated_colleague_is_out_with_the_next_request(session, at_admin, login, colleague):
    at_colleague = login(colleague)
    assert at_colleague.get("/profile/").status_code == 200
    at_admin.post(f"/user/action/deactivate/{colleague.id}")
    assert at_colleague.get("/profile/").status_code == 302
    at_admin.post(f"/user/action/activate/{colleague.id}")
    assert at_colleague.get("/profile/").status_code == 302, "what has ended does not begin again"
    assert login(colleague).get("/profile/").status_code == 200


@pytest.mark.parametrize(
    "typed", ["李伟", "liwei", "lw", "伟", "LI.WEI@EXAMPLE.COM"], ids=["name", "pinyin", "initials", "given", "e-mail"]
)
def test_colleagues_are_found_by_name(session, at_admin, typed):
    UserFactory(username="u1", last_name="李", first_name="伟", email="li.wei@example.com")
    UserFactory(username="u2", last_name="张", first_name="芳")
    found = at_admin.get("/user/list/", query_string={"q": typed}).text
    assert "李伟" in found
    assert "张芳" not in found
    offered = at_admin.get("/department/lookup/manager", query_string={"q": typed}).json["results"]
    assert [item["text"] for item in offered] == ["李伟"]


def test_a_renamed_colleague_is_found_by_the_new_name(session, at_admin, colleague):
    send(at_admin, f"/user/edit/{colleague.id}", last_name="欧阳")
    assert "欧阳伟" in at_admin.get("/user/list/", query_string={"q": "ouyang"}).text


def test_the_list_can_be_narrowed_to_a_department_and_a_role(session, at_admin, colleague):
    east = DepartmentFactory()
    UserFactory(username="east", first_name="东", department=east, role_names=["Finance"])
    finance = role(session, "Finance")
    for query in (f"_flt_0_department={east.id}", f"_flt_0_roles={finance.id}"):
        found = at_admin.get(f"/user/list/?{query}").text
        assert "张东" in found
        assert "李伟" not in found


def test_who_did_something_is_not_deleted(session, at_admin, colleague):
    with acting_as(colleague.id):
        CustomerFactory(owner=colleague)
    assert dependents(colleague) == {"Customers": 1, "History": 1}
    at_admin.post(f"/user/delete/{colleague.id}")
    assert user_called(session, "liwei")
    assert "李伟" in at_admin.get("/user/list/").text


def test_records_in_the_recycle_bin_hold_their_owner_too(session, admin, colleague):
    customer = CustomerFactory(owner=colleague)
    customer.archived_at = customer.created_at
    session.flush()
    assert dependents(colleague) == {"Customers": 1}


def test_an_account_made_by_mistake_is_deleted(session, at_admin, colleague):
    answer = at_admin.post(f"/user/delete/{colleague.id}", follow_redirects=True)
    assert "is deleted" in answer.text or "已删除" in answer.text
    assert session.scalars(select(User).where(User.username == "liwei")).first() is None
    last = session.scalars(select(Change).where(Change.entity == "user").order_by(Change.id.desc())).first()
    assert (last.kind, last.title) == ("delete", "李伟")


class TestTheLastAdministrator:
    @pytest.fixture(autouse=True)
    def only_one(self, session, admin):
        for user in session.scalars(select(User).where(User.id != admin.id)):
            user.active = False
        session.flush()

    def test_does_not_lose_the_role(self, session, admin):
        admin.roles = [role(session, "Sales")]
        with pytest.raises(RuleError, match="last active administrator"):
            session.flush()

    def test_is_not_deactivated(self, session, admin):
        admin.active = False
        with pytest.raises(RuleError, match="last active administrator"):
            session.flush()

    def test_is_not_deleted(self, session, admin):
        session.delete(admin)
        with pytest.raises(RuleError, match="last active administrator"):
            session.flush()

    def test_hands_over_in_one_step(self, session, admin, colleague):
        colleague.roles = admin.roles
        admin.roles = []
        session.flush()
        assert [held.name for held in colleague.roles] == ["Admin"]

    def test_not_even_all_of_them_at_once(self, session, admin):
        second = UserFactory(username="second", role_names=["Admin"])
        actions.deactivate([admin, second])
        with pytest.raises(RuleError, match="last active administrator"):
            session.flush()


def test_two_administrators_who_remove_each_other(committing_app):
    """Each may; both together would leave nobody."""
    with committing_app.app_context(), system_access("test"):
        for user in db.session.scalars(select(User)):
            user.active = user.username == "admin"
        two = [UserFactory(username=name, role_names=["Admin"]) for name in ("one", "two")]
        session_ids = [user.id for user in two]
        user_called(db.session, "admin").active = False
        db.session.commit()
    barrier, outcomes = threading.Barrier(2), []

    def remove(acting_id, other_id):
        with committing_app.app_context(), acting_as(acting_id):
            db.session.rollback()  # looking up who acts began a transaction, which on SQLite keeps the other out
            barrier.wait(timeout=60)
            db.session.scalars(select(User).where(User.id == other_id)).one().active = False
            try:
                db.session.commit()
                outcomes.append("removed")
            except RuleError:
                db.session.rollback()
                outcomes.append("refused")

    pairs = [session_ids, session_ids[::-1]]
    threads = [threading.Thread(target=remove, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "removed"]


def test_nobody_takes_the_role_from_themselves(session, at_admin, admin):
    sales = role(session, "Sales")
    for changes in ({"roles": [str(sales.id)]}, {"active": ""}):
        refused = send(at_admin, f"/user/edit/{admin.id}", **changes)
        assert refused.status_code == 422
    at_admin.post("/user/action_post", data={"action": "deactivate", "rowid": [str(admin.id)]})
    session.expire_all()
    assert admin.active
    assert [held.name for held in admin.roles] == ["Admin"]


def test_a_user_made_by_the_framework_can_work_at_once(app, session):
    app.appbuilder.sm.add_user("cmd", "三", "张", "cmd@example.com", role(session, "Sales"), password="x")
    user = user_called(session, "cmd")
    assert user.profile.department.parent is None
    assert not user.profile.must_change_password


def test_who_has_no_password_cannot_log_in(session, client):
    UserFactory(username="nopass")
    answer = client.post("/login/", data={"username": "nopass", "password": "!"})
    assert answer.status_code == 302
    assert client.get("/profile/").status_code == 302


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("username", "WANGFANG", "此用户名已被他人使用"),
        ("email", "WangFang@example.com", "此电子邮箱已被其他账号使用"),
        ("username", "王 芳", "不能含空格"),
        ("username", "<script>", "用户名只能由"),
        ("email", "nobody", "电子邮箱"),
    ],
)
def test_a_name_or_address_that_is_wrong_or_taken_is_told_beside_it(session, at_admin, field, typed, said):
    UserFactory(**PERSON)
    session.commit()
    new = {"username": "neu", "last_name": "新", "first_name": "人", "email": "neu@example.com"}
    sent = form_of(at_admin, "/user/add") | new | {field: typed}
    answer = at_admin.post("/user/add", data=sent, headers={"Accept-Language": "zh"})
    assert answer.status_code == 422
    told = answer.text.partition(f'id="field-{field}-errors"')[2].partition("</p>")[0]
    assert said in told
    assert session.scalars(select(User).where(User.last_name == "新")).first() is None


def test_ones_own_name_in_capital_letters_is_nobody_elses(session, at_admin):
    user = UserFactory(**PERSON)
    session.commit()
    assert send(at_admin, f"/user/edit/{user.id}", username="WangFang").status_code == 302
    assert user_called(session, "WangFang").id == user.id
