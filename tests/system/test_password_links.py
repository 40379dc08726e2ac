"""A forgotten password, and the first one: chosen by a link, so that nobody else ever knows it."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import current_app
from sqlalchemy import select, update
from werkzeug.security import check_password_hash

from app.core.clock import now
from app.core.jobs.model import Job
from app.system import actions, jobs, password_links
from app.system.models.password_link import PasswordLink
from app.system.models.user import User
from tests.factories.system import RoleFactory, UserFactory
from tests.support.mail import mail_server

OLD, NEW = "warm tea at noon", "cold tea at midnight"
CHOSEN = {"new_password": NEW, "repeated": NEW}


@pytest.fixture
def liwei(session):
    user = UserFactory(username="liwei", role_names=["Sales"])
    actions.set_password(user, OLD)
    user.profile.must_change_password = False
    user.last_login = now().replace(tzinfo=None)
    session.flush()
    return user


@pytest.fixture
def mailbox(app, monkeypatch):
    with mail_server() as (mailbox, port):
        settings = {
            "KEHU_SMTP_HOST": "127.0.0.1",
            "KEHU_SMTP_PORT": port,
            "KEHU_PUBLIC_URL": "https://crm.example.com/",
        }
        for name, value in settings.items():
            monkeypatch.setitem(app.config, name, value)
        yield mailbox


def ask(client, name, **options):
    return client.post("/forgotten-password/", data={"username": name}, **options)


def work_off(session):
    """Do what waits in the queue, as a worker does."""
    for job in session.scalars(select(Job).where(Job.name == "send_password_link", Job.status == "queued")).all():
        jobs.send_password_link(None, **job.args)
        job.status = "done"
    session.flush()


def link_in(text):
    return urlsplit(re.search(r"https?://\S+/choose-password/[\w-]+", text).group()).path


def test_a_forgotten_password(session, client, liwei, mailbox):
    assert ask(client, "liwei").location == "/login/"
    work_off(session)
    [mail] = mailbox.messages
    assert mail["To"] == "liwei@example.com"
    assert "https://crm.example.com/choose-password/" in mail.get_content()
    link = link_in(mail.get_content())
    assert client.get(link).status_code == 200
    assert client.post(link, data=CHOSEN).location == "/login/"
    session.expire_all()
    assert check_password_hash(liwei.password, NEW)
    assert not liwei.profile.must_change_password
    assert client.post(link, data=CHOSEN).status_code == 404, "good once only"


@pytest.mark.parametrize(("locale", "subject"), [("en", "Choose a password for Kehu"), ("zh", "设置您的 Kehu 密码")])
def test_the_mail_speaks_the_reader_s_language(session, client, liwei, mailbox, locale, subject):
    ask(client, liwei.email, headers={"Accept-Language": locale})
    liwei.profile.locale = None
    work_off(session)
    assert mailbox.messages[0]["Subject"] == subject


def test_nobody_learns_who_there_is(session, app, liwei, mailbox):
    UserFactory(username="gone", active=False)
    answers, waiting = set(), []
    for name in ("liwei", liwei.email, "gone", "nobody", "x" * 5000):
        client = app.test_client()
        answer = ask(client, name, headers={"Accept-Language": "en"})
        answers.add((answer.status_code, answer.location, client.get("/login/").text.count("a link is on its way")))
        waiting.append(len(session.scalars(select(Job.id).where(Job.name == "send_password_link")).all()))
    assert len(answers) == 1
    assert waiting == [1, 2, 3, 4, 5]
    work_off(session)
    assert [mail["To"] for mail in mailbox.messages] == ["liwei@example.com"] * 2


def test_nobody_is_flooded_with_mail(client, liwei, mailbox):
    assert [ask(client, "liwei").status_code for _ in range(4)] == [302, 302, 302, 429]


def test_no_token_is_stored(session, client, liwei, mailbox):
    ask(client, "liwei")
    work_off(session)
    token = link_in(mailbox.messages[0].get_content()).rpartition("/")[2]
    rows = session.scalars(select(PasswordLink)).all()
    assert [row.digest for row in rows] == [password_links.digest_of(token)]
    assert token not in repr(session.scalars(select(Job.args)).all())


class TestALinkIsGoodNoMore:
    @pytest.fixture
    def link(self, session, liwei):
        link = password_links.make_link(liwei, timedelta(hours=1))
        session.flush()
        return link

    def after_its_time(self, session, liwei):
        session.execute(update(PasswordLink).values(expires_at=now()))

    def for_somebody_who_left(self, session, liwei):
        liwei.active = False

    def after_a_newer_one(self, session, liwei):
        password_links.make_link(liwei, timedelta(hours=1))

    def for_somebody_who_left_and_came_back(self, session, liwei):
        liwei.active = False
        session.flush()
        liwei.active = True

    def after_the_address_was_changed(self, session, liwei):
        liwei.email = "another@example.com"

    @pytest.mark.parametrize(
        "event",
        [
            after_its_time,
            for_somebody_who_left,
            for_somebody_who_left_and_came_back,
            after_the_address_was_changed,
            after_a_newer_one,
        ],
    )
    def test_then(self, session, client, liwei, link, event):
        event(self, session, liwei)
        session.flush()
        assert client.get(link).status_code == 404
        assert client.post(link, data=CHOSEN).status_code == 404
        session.expire_all()
        assert check_password_hash(liwei.password, OLD)

    def test_nor_once_a_password_was_chosen_elsewhere(self, session, client, liwei, link):
        actions.change_own_password(liwei, OLD, NEW)
        session.flush()
        assert (
            client.post(link, data={"new_password": "a thief's own tea", "repeated": "a thief's own tea"}).status_code
            == 404
        )
        session.expire_all()
        assert check_password_hash(liwei.password, NEW)

    @pytest.mark.parametrize("locale", ["en", "zh"])
    def test_and_says_so(self, client, locale):
        page = client.get("/choose-password/unknown", headers={"Accept-Language": locale})
        assert page.status_code == 404
        assert {"en": "Ask for a new one", "zh": "请重新申请"}[locale] in page.text

    @pytest.mark.parametrize(
        "chosen",
        [
            {"new_password": "", "repeated": ""},
            {"new_password": NEW, "repeated": "another"},
            {"new_password": "1234567890", "repeated": "1234567890"},
            {"new_password": "liwei12345", "repeated": "liwei12345"},
        ],
    )
    def test_but_survives_a_bad_choice(self, session, client, liwei, link, chosen):
        assert client.post(link, data=chosen).status_code == 422
        assert client.post(link, data=CHOSEN).status_code == 302

    def test_and_ends_the_logins_there_were(self, session, client, login, liwei, link):
        before = login(liwei)
        assert before.get("/profile/").status_code == 200
        client.post(link, data=CHOSEN)
        assert before.get("/profile/").status_code == 302


def test_an_administrator_sends_one(session, login, liwei, mailbox):
    boss = login(UserFactory(username="boss", role_names=["Admin"]))
    assert boss.post(f"/user/link/{liwei.id}").status_code == 302
    work_off(session)
    assert len(mailbox.messages) == 1


def test_without_mail_an_administrator_copies_it(session, app, login, liwei):
    boss = login(UserFactory(username="boss", role_names=["Admin"]))
    page = boss.post(f"/user/link/{liwei.id}")
    assert page.headers["Cache-Control"] == "no-store"
    client = app.test_client()
    assert client.post(link_in(page.text), data=CHOSEN).status_code == 302
    assert client.post("/login/", data={"username": "liwei", "password": NEW}).location == "/"


def test_without_mail_the_page_says_whom_to_ask(session, client, liwei):
    assert "Ask an administrator" in client.get("/forgotten-password/", headers={"Accept-Language": "en"}).text
    ask(client, "liwei")
    assert session.scalars(select(Job).where(Job.name == "send_password_link")).all() == []


def test_nobody_makes_a_link_for_who_holds_more(session, login):
    boss = UserFactory(username="boss", role_names=["Admin"])
    role, security = RoleFactory(), current_app.appbuilder.sm
    role.permissions = [security.find_permission_view_menu(name, "User") for name in ("can_read", "can_reset_password")]
    helper = UserFactory(role_names=["Sales"])
    helper.roles.append(role)
    session.flush()
    assert login(helper).post(f"/user/link/{boss.id}").status_code == 400
    assert session.scalars(select(PasswordLink)).all() == []


def test_an_invitation_lasts_longer(session, liwei):
    liwei.last_login = None
    assert password_links.lasting_for(liwei) == password_links.INVITED
    assert session.scalars(select(User).where(User.id == liwei.id)).one() is liwei
