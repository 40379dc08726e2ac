"""A client with cookies, as small as can be: what is measured is the server."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from bench._costs import HEADER, Costs, read_costs
from bench._crew import PASSWORD
from tests.support.forms import successful_controls

SECONDS = 180
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """One answer: how long it took from connecting to its last byte, in milliseconds, and what it says."""

    status: int
    ms: float
    body: bytes
    headers: Mapping[str, str]
    costs: Costs

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


class Visitor:
    """One person at one server."""

    def __init__(self, port: int, language: str = "zh") -> None:
        self._port, self._language = port, language
        self._cookies: dict[str, str] = {}

    def get(self, address: str) -> Answer:
        return self._ask("GET", address, None)

    def post(self, address: str, form: Mapping[str, Any]) -> Answer:
        return self._ask("POST", address, urlencode(form, doseq=True))

    def at(self, port: int) -> Visitor:
        """The same person, logged in already, at another server of the same system."""
        other = Visitor(port, self._language)
        other._cookies = dict(self._cookies)
        return other

    def log_in(self, name: str, address: str = "/login/") -> None:
        found = CSRF.search(self.get(address).text)
        token = {"csrf_token": found.group(1)} if found else {}
        answer = self.post(address, token | {"username": name, "password": PASSWORD})
        if answer.status != 302:
            raise RuntimeError(f"{name} cannot log in: {answer.status}")

    def form(self, address: str) -> dict[str, Any]:
        """The form of a record as a browser would send it untouched."""
        return successful_controls(self.get(address).text, "record-form")

    def _ask(self, method: str, address: str, content: str | None) -> Answer:
        headers = {"Accept-Language": self._language, "Cookie": "; ".join(f"{n}={v}" for n, v in self._cookies.items())}
        if content is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        connection = HTTPConnection("127.0.0.1", self._port, timeout=SECONDS)
        try:
            connection.request(method, address, content, headers)
            response = connection.getresponse()
            body = response.read()
            spent = (time.perf_counter() - began) * 1_000
        finally:
            connection.close()
        for cookie in response.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(cookie).items():
                self._cookies[name] = morsel.value
        return Answer(response.status, spent, body, response.headers, read_costs(response.headers.get(HEADER)))
