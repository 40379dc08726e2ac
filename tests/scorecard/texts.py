"""One record of every entity with something hostile in each of its texts, and the pages that show it."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any

from sqlalchemy import inspect

import app.factory  # noqa: F401  (every model, before one is named)
from app.core.db import db
from app.core.views import entity_views
from app.system.models.user import User
from tests.pages.conftest import factories, owned_by
from tests.scorecard.ownership import MORE
from tests.support.routes import Route, routes

# Pages that show what stands in records; the others show it as these do.
SHOWING = {"list", "show", "edit", "history", "timeline", "documents", "related", "lookup", "statistics", "sight",
           "index", "get", "get_list", "compare", "password", "merge_page", "card", "chart"}  # fmt: skip
DATA = {"lookup", "get", "get_list"}


def text_columns(model: type[Any]) -> dict[str, int]:
    """The columns of a model in which people write, and how many characters each takes."""
    found = {}
    for column in inspect(model).column_attrs:
        field = column.columns[0].info.get("field")
        if field and field.type in ("string", "text"):
            found[column.key] = field.max_length or 10_000
    return found


def records_with(payloads: Sequence[str], turn: int, owner: Any) -> list[Any]:
    """One record of every entity, with a payload in each text: another one in each turn."""
    known, made, place = factories(), [], turn
    for model in dict.fromkeys(view.model for view in entity_views()):
        texts = {}
        for name, longest in text_columns(model).items():
            place += 1
            texts[name] = fitting(payloads, place, longest)
        if model is User:
            texts["email"] = f"{turn}-{len(made)}@example.com"
        made.append(known[model](**owned_by(owner, model), **(MORE.get(model, dict)() | texts)))
    db.session.flush()
    return made


def fitting(payloads: Sequence[str], place: int, longest: int) -> str:
    """The next payload that is short enough, else the beginning of one."""
    chosen = [payloads[(place + step) % len(payloads)] for step in range(len(payloads))]
    return next((payload for payload in chosen if len(payload) <= longest), chosen[0][:longest])


def pages_showing(app: Any, records: list[Any], *, pages_only: bool = False) -> list[Route]:
    """The pages on which these records may appear, and, unless `pages_only`, the data about them."""
    shown = SHOWING - DATA if pages_only else SHOWING
    found = routes(app, records, one_each=True)
    return [r for r in found if r.method == "GET" and r.endpoint.partition(".")[2] in shown]


class _Watch(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if any(name.startswith("on") for name in given) or tag in ("iframe", "object", "embed", "math"):
            self.found.append(self.get_starttag_text() or tag)
        if any("javascript:" in given.get(name, "").lower() for name in ("href", "src", "action", "formaction")):
            self.found.append(self.get_starttag_text() or tag)
        if tag == "script" and not {"src", "nonce", "type"} & given.keys():
            self.found.append("a script")


def what_would_run(page: str) -> list[str]:
    """Parts of a page that a browser would execute, though none of ours does."""
    watch = _Watch()
    watch.feed(page)
    return watch.found
