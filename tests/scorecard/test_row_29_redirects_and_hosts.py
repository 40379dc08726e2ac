"""Row 29: no address, form or header makes the system send anybody elsewhere."""

from __future__ import annotations

from urllib.parse import unquote, urljoin, urlsplit

import pytest

from app.system import actions
from tests.factories.system import UserFactory

PASSWORD = "warm tea at noon"
VALUES = [
    "http://evil.example", "https://evil.example/", "//evil.example", "///evil.example", "////evil.example",
    "\\\\evil.example", "/\\evil.example", "\\/evil.example", "/\\/evil.example", "//\\evil.example",
    "http:evil.example", "http:/evil.example", "http:///evil.example", "https:evil.example", "HTTP://EVIL.EXAMPLE",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,evil.example",
    "vbscript:evil.example", "ftp://evil.example", "file:///evil.example", "mailto:evil.example",
    "http://localhost@evil.example", "http://localhost.evil.example", "http://localhost:80@evil.example/",
    "http://evil.example\\@localhost", "http://evil.example#@localhost", "http://evil.example?localhost",
    "/\t/evil.example", "/\n/evil.example", "\t//evil.example", " //evil.example", "/\x00/evil.example",
    "//evil.example/%2f..", "/%09/evil.example//", "//evil%E3%80%82example", "//evil。example", "///\\;@evil.example",
    "http://[::1]evil.example",
]  # fmt: skip


@pytest.fixture
def liwei(session):
    user = UserFactory(username="liwei", role_names=["Sales"])
    actions.set_password(user, PASSWORD)
    user.profile.must_change_password = False
    session.flush()
    return user


def after_the_login(client, at_liwei, value):
    body = {"username": "liwei", "password": PASSWORD}
    return client.post("/login/", query_string={"next": value}, data=body)


def after_a_wrong_password(client, at_liwei, value):
    name = f"nobody{VALUES.index(value)}"  # each name may be tried ten times only
    return client.post("/login/", query_string={"next": value}, data={"username": name, "password": "x"})


def already_logged_in(client, at_liwei, value):
    return at_liwei.get("/login/", query_string={"next": value})


def after_the_language(client, at_liwei, value):
    return at_liwei.get("/lang/en", query_string={"next": value})


def on_logging_out(client, at_liwei, value):
    return at_liwei.post("/logout/", query_string={"next": value})


def on_the_way_to_the_login(client, at_liwei, value):
    return client.get("/customer/list/", query_string={"next": value}, headers={"Referer": value.split("\n")[0]})


def back(client, at_liwei, value):
    with at_liwei.session_transaction() as held:
        asked_for = "".join(sign for sign in value if sign.isprintable())  # others come escaped
        held["page_history"] = [asked_for, "/"]
    return at_liwei.get("/back")


ROUTES = [
    after_the_login,
    after_a_wrong_password,
    already_logged_in,
    after_the_language,
    on_logging_out,
    on_the_way_to_the_login,
    back,
]


def leads_elsewhere(location: str) -> bool:
    """Whether a browser at http://localhost/ would leave it; it reads a backslash as a slash and skips controls."""
    seen = "".join(sign for sign in location.replace("\\", "/") if sign.isprintable()).strip()
    target = urlsplit(urljoin("http://localhost/login/", seen))
    return target.scheme not in ("http", "https") or target.netloc != "localhost"


def test_forty_values():
    assert len(set(VALUES)) == 40


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.__name__)
def test_nobody_is_sent_elsewhere(app, client, login, liwei, route):
    wrong = []
    for value in VALUES:
        answer = route(app.test_client(), login(liwei), value)
        if answer.status_code >= 500 or leads_elsewhere(answer.headers.get("Location", "/")):
            wrong.append((value, answer.status_code, answer.headers.get("Location")))
    assert wrong == []


HOSTS = ["evil.example", "evil.example:80", "localhost.evil.example", "evil.example/localhost", "user@evil.example"]


@pytest.mark.parametrize("host", HOSTS)
def test_a_made_up_host_stands_in_no_address(app, client, login, liwei, host):
    pages = [
        ("/login/", client),
        ("/customer/list/", client),
        ("/back", login(liwei)),
        ("/customer/list/", login(liwei)),
    ]
    for page, visitor in pages:
        answer = visitor.get(page, headers={"Host": host})
        told = unquote(answer.headers.get("Location", "")) + answer.text
        assert "evil.example" not in told, (page, host)
    body = {"username": "liwei", "password": PASSWORD}
    answer = client.post("/login/", query_string={"next": "http://evil.example/x"}, data=body, headers={"Host": host})
    assert "evil.example" not in answer.headers.get("Location", "")


def test_where_the_hosts_are_known_no_other_is_answered(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "KEHU_HOSTS", ["crm.example.com"])
    assert client.get("/login/", headers={"Host": "crm.example.com"}).status_code == 200
    answer = client.get("/login/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.text


def test_the_page_that_was_asked_for_comes_after_the_login(client, liwei):
    answer = client.get("/customer/list/?page=0")
    after = client.post(answer.location, data={"username": "liwei", "password": PASSWORD})
    assert after.location == "/customer/list/?page=0"
