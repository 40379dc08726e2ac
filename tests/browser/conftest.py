"""Somebody at a browser: logged in, in their language, and every trouble of the page noted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support.processes import ADMIN_PASSWORD, LiveServer

PATIENCE = 90_000  # milliseconds: a busy machine is slow, not wrong
LOCALES = {"zh": "zh-CN", "en": "en-US"}
Visit = Callable[..., Any]


class Troubles(list[str]):
    """What a page should never do: speak up in the console, ask for what is not there, or ask another host."""

    def watch(self, page: Any, server: LiveServer) -> None:
        page.on("pageerror", lambda error: self.append(f"script: {error}"))
        page.on("console", lambda message: message.type in ("error", "warning") and self.append(message.text))
        page.on("response", lambda answer: answer.status >= 400 and self.append(f"{answer.status} {answer.url}"))
        page.on("request", lambda request: self._foreign(request.url, server) and self.append(f"host: {request.url}"))

    def _foreign(self, url: str, server: LiveServer) -> bool:
        return url.startswith(("http:", "https:")) and urlsplit(url).netloc != urlsplit(server.url()).netloc


@pytest.fixture
def troubles() -> Troubles:
    return Troubles()


@pytest.fixture
def visit(browser: Any, live_server: LiveServer, troubles: Troubles) -> Iterator[Visit]:
    """`visit("zh")` is a new page of the administrator; `width` counts CSS pixels, `login=False` stays a visitor."""
    with visiting(browser, live_server, troubles) as open_page:
        yield open_page


@contextmanager
def visiting(browser: Any, server: LiveServer, troubles: Troubles) -> Iterator[Visit]:
    """What `visit` does, for a server of one's own."""
    with ExitStack() as stack:

        def open_page(locale: str = "zh", *, width: int = 1280, login: bool = True) -> Any:
            context = browser.new_context(
                base_url=server.url(""),
                locale=LOCALES[locale],
                timezone_id="Asia/Shanghai",
                viewport={"width": width, "height": 800},
            )
            stack.callback(context.close)
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            troubles.watch(page, server)
            page.goto("/login/")
            if login:
                log_in(page)
            return page

        yield open_page


def log_in(page: Any, password: str = ADMIN_PASSWORD) -> None:
    """Fill in the login form that is open."""
    page.fill("#username", "admin")
    page.fill("#password", password)
    with page.expect_navigation():
        page.click(".login-form button")
