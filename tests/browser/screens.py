"""Every screen of the product, found by asking: whatever address answers with a whole page is one. A new entity is
covered by existing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, abort
from werkzeug.test import TestResponse

from app.core.views import entity_views
from tests.browser.combinations import LOCALES
from tests.browser.company import TWICE, TYPED
from tests.support.routes import routes

HEADERS = {locale: {"Accept-Language": {"zh": "zh-CN", "en": "en-US"}[locale]} for locale in LOCALES}
LEFT_OUT = {"SwaggerView": "the framework's own page for programmers", "LocaleView": "changes the reader's language"}
ERRORS = (400, 403, 404, 409, 413, 429, 500, 503)
FAILING = "ProfileView.this_form_get"  # a page that everybody has
Make = Callable[[Any, str], TestResponse]


@dataclass(frozen=True)
class Screen:
    """`make(client, locale)` answers with what no address of its own shows: an error, a refused form."""

    kind: str
    address: str
    make: Make | None = field(default=None, compare=False)

    @property
    def name(self) -> str:
        """As part of a file's name."""
        return "-".join("".join(c if c.isalnum() else " " for c in self.address).split()) or "start"


def is_page(answer: TestResponse) -> bool:
    """Whether an answer is a whole page, not a part of one or a file."""
    return answer.mimetype == "text/html" and answer.text.lstrip().startswith("<!DOCTYPE")


def every_screen(app: Flask, records: list[Any]) -> list[Screen]:
    """All candidates: for some of them there is no page, or for nobody."""
    with app.test_request_context():
        bins = [Screen("bin", view.url_to("list", bin=1)) for view in entity_views()]
    return [*dict.fromkeys(_by_address(app, records)), *bins, *_more(), *_errors(app)]


def before_login(link: str) -> list[Screen]:
    """What a visitor sees; `link` leads to the choice of a password."""
    made: dict[str, Make] = {
        "/login/code": _first_step,
        "/choose-password/of-no-use": _got("/choose-password/of-no-use"),
    }
    return [Screen("outside", place, made.get(place)) for place in ("/login/", "/forgotten-password/", link, *made)]


def _by_address(app: Flask, records: list[Any]) -> Iterator[Screen]:
    with app.app_context():
        models = {view.endpoint: view.model for view in entity_views()}
    own = {type(record): str(record.id) for record in records}
    for route in routes(app, records):
        view, _, method = route.endpoint.partition(".")
        about = own.get(models.get(view)) if "<pk>" in route.rule else None
        if route.method != "GET" or view in LEFT_OUT or route.ends_session or view.endswith("Api"):
            continue
        if about is None or about in route.address.split("/"):
            yield Screen(method, route.address)


def _more() -> Iterator[Screen]:
    yield Screen("found", "/search/?q=138")
    yield Screen("found", "/customer/list/?q=00000000")
    yield Screen("found", "/customer/list/?_flt_0_status=active&_flt_0_kind=company")
    yield Screen("refused", "/customer/add?refused", _sent("/customer/add", english_name="Kept", employees=TYPED))


def _errors(app: Flask) -> Iterator[Screen]:
    for code in ERRORS:
        yield Screen("error", f"/error/{code}", _failing(app, code))


def _first_step(client: Any, locale: str) -> TestResponse:
    """The page that asks for a code: only for some minutes after the password."""
    return client.post("/login/", data=TWICE, headers=HEADERS[locale], follow_redirects=True)  # type: ignore[no-any-return]


def _got(address: str) -> Make:
    return lambda client, locale: client.get(address, headers=HEADERS[locale])


def _sent(address: str, **values: str) -> Make:
    return lambda client, locale: client.post(address, data=values, headers=HEADERS[locale])


def _failing(app: Flask, code: int) -> Make:
    """What a reader is told when a page of theirs ends with `code`."""

    def make(client: Any, locale: str) -> TestResponse:
        view = app.view_functions[FAILING]
        app.view_functions[FAILING] = lambda: abort(code)
        try:
            return client.get("/profile/", headers=HEADERS[locale])  # type: ignore[no-any-return]
        finally:
            app.view_functions[FAILING] = view

    return make
