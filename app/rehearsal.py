"""The pages that people open most, answered once into the void before anybody asks for them.

The first visitor of a process would wait for each statement to be compiled, twice as long as for the answer itself.
What is rehearsed in the process that divides into workers is ready in all of them. Nothing that was read is kept:
the caches begin empty. A rehearsal ends after SECONDS, whatever is left, and never keeps a server from starting.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from flask import Flask, g, session, url_for
from flask_appbuilder.security.sqla.models import User, assoc_user_role
from sqlalchemy import func, select

from app.core.db import db
from app.core.security import may
from app.core.stamps import forget_cached
from app.core.views import view_of
from app.system.models.user import UserProfile
from app.system.sessions import MARK

SECONDS = 1.0
READERS = 3  # of different roles: what each may see is a statement of its own
QUERY = "kehu"
LISTS, RECORDS = 3, 2  # of each module that is on the start page, the first of its menu

log = logging.getLogger(__name__)


def rehearse(app: Flask, seconds: float = SECONDS) -> int:
    """How many pages were answered."""
    deadline, answered = time.monotonic() + seconds, 0
    try:
        with app.app_context():
            readers = _readers()
        wanted = [[(reader, address) for address in _addresses(app, reader)] for reader in readers]
        for reader, address in (visit for page in zip_longest(*wanted) for visit in page if visit):
            if time.monotonic() > deadline:
                break
            _answer(app, reader, address)
            answered += 1
    except Exception:
        log.warning("the rehearsal ended early", exc_info=True)
    with app.app_context():
        forget_cached()
    return answered


def _readers() -> list[int]:
    """One active user of each of the roles that most people have."""
    statement = (
        select(func.min(User.id))
        .join(assoc_user_role, assoc_user_role.c.user_id == User.id)
        .join(UserProfile, UserProfile.user_id == User.id)
        .where(User.active, UserProfile.must_change_password.is_(False))
        .group_by(assoc_user_role.c.role_id)
        .order_by(func.count().desc(), assoc_user_role.c.role_id)
        .limit(READERS)
    )
    return list(dict.fromkeys(db.session.execute(statement).scalars()))


@dataclass(frozen=True)
class _Page:
    """A page of a kind of records."""

    name: str
    model: type[Any]
    query: str | None = None

    @property
    def permission(self) -> str:
        return "can_edit" if self.name == "edit" else "can_read"


def _pages(app: Flask) -> Iterator[_Page]:
    for module in app.extensions["kehu_modules"]:
        if module.dashboard:
            models = list(dict.fromkeys(view.model for view in module.views))
            yield from (_Page("list", model) for model in models[:LISTS])
            yield from (_Page("list", model, QUERY) for model in models[:1])
            for name in ("show", "edit", "timeline", "tab_counts"):
                yield from (_Page(name, model) for model in models[:RECORDS])


def _addresses(app: Flask, reader: int) -> list[str]:
    """Where a reader finds the pages, in the order in which they matter."""
    with app.test_request_context("/"):
        _let_in(app, reader)
        found = [address for page in _pages(app) if (address := _address(page))]
        return [url_for("StartView.index"), url_for("SearchView.index", q=QUERY), *found]


def _address(page: _Page) -> str | None:
    """None if the page is not for this reader, or there is no record yet."""
    view = view_of(page.model)
    if page.name in view.exclude_route_methods or not may(page.permission, view.class_permission_name):
        return None
    if page.name == "list":
        return str(view.url_to("list", q=page.query))
    newest = db.session.execute(select(page.model.id).order_by(page.model.id.desc()).limit(1)).scalar()
    return None if newest is None else str(view.url_to(page.name, newest))


def _answer(app: Flask, reader: int, address: str) -> None:
    """Let `reader` open a page; nobody sees the answer."""
    with app.test_request_context(address):
        _let_in(app, reader)
        if app.preprocess_request() is None:
            app.dispatch_request()


def _let_in(app: Flask, reader: int) -> None:
    """As after a login; that no cookie names one is found out on the way, as with every request."""
    manager = app.appbuilder.sm  # type: ignore[attr-defined]
    session[MARK] = ""
    manager.load_user(reader)
    g._login_user = g.user = manager.get_user_by_id(reader)
