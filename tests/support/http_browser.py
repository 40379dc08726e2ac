"""A person at a real server, without a real browser: cookies, forms, and the patience to send a form again."""

from __future__ import annotations

from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.support.forms import successful_controls
from tests.support.processes import ADMIN_PASSWORD, LiveServer

PATIENCE = 120  # seconds
TRIES = 5


class Browser:
    """One connection to the server, with its cookies."""

    def __init__(self, server: LiveServer) -> None:
        place = urlsplit(server.url())
        self.connection = HTTPConnection(place.hostname or "", place.port, timeout=PATIENCE)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, address: str, form: dict[str, Any] | None = None) -> tuple[int, str, str]:
        """(status, address it leads to, page)."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            body, headers["Content-Type"] = urlencode(form, doseq=True), "application/x-www-form-urlencoded"
        self.connection.request(method, address, body, headers)
        answer = self.connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), answer.read().decode(errors="replace")

    def submit(self, address: str, form_class: str = "record-form", **changes: str) -> tuple[int, str, str]:
        """Open the form at `address` and send it back, with changes, as a browser does."""
        _, _, page = self.ask("GET", address)
        form = successful_controls(page, form_class) | changes
        for _ in range(TRIES):
            told = self.ask("POST", address, form)
            if told[0] != 503:  # "the database is busy": the same form again makes no second record
                break
        return told

    def log_in(self) -> None:
        status, _, _ = self.submit("/login/", "login-form", username="admin", password=ADMIN_PASSWORD)
        assert status == 302
