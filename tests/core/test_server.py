"""A body that nobody may send is refused by its header: nothing of it is kept on the disk."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest
from waitress.adjustments import Adjustments

from app.server import MARGIN, STRANGERS, parser_for
from tests.factories.system import UserFactory

pytestmark = pytest.mark.databases("sqlite")


def refused(app, size: int, cookie: str = "") -> bool:
    """Whether a request with these headers is refused before its body comes."""
    adjustments = Adjustments(max_request_body_size=app.config["MAX_CONTENT_LENGTH"] + MARGIN)
    parser = parser_for(app)(adjustments)
    parser.received(f"POST /login/ HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\nContent-Length: {size}\r\n\r\n".encode())
    return parser.error is not None


@pytest.fixture
def cookie(app, session, login):
    client = login(UserFactory(role_names=["Sales"]))
    name = app.config["SESSION_COOKIE_NAME"]
    return f"{name}={client.get_cookie(name).value}"


def test_who_is_not_logged_in_sends_little(app):
    assert not refused(app, STRANGERS - 1)
    assert refused(app, STRANGERS)


def test_who_is_logged_in_sends_as_much_as_an_upload_may_have(app, cookie):
    assert not refused(app, app.config["MAX_CONTENT_LENGTH"], cookie)
    assert refused(app, 300_000_000, cookie)


@pytest.mark.parametrize("made_up", ["session=x", "session=eyJfdXNlcl9pZCI6MX0.aaaa.bbbb", "session=\xff", "="])
def test_a_made_up_session_counts_for_nothing(app, made_up):
    assert refused(app, STRANGERS, made_up)


def test_the_server_itself_answers_before_the_body_comes(live_server):
    address = urlsplit(live_server.url("/login/"))
    head = f"POST /login/ HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Length: 300000000\r\n\r\n"
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        connection.sendall(head.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 413")
