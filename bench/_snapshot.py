"""What the template of a list was given for one reader, as plain values: the floor renders the same from memory."""

from __future__ import annotations

from typing import Any

from flask import template_rendered, url_for
from sqlalchemy import select

from app.core.access import system_access
from app.core.db import db
from app.core.display import choices_with, title
from app.core.i18n import translate
from app.system.models.user import User
from bench._load import LIST
from tests.support.visitors import login

FRAME_ADDRESSES = ("LocaleView.index", "SearchView.index", "SearchView.suggest", "ProfileView.this_form_get")


def snapshot(app: Any, reader: str) -> dict[str, Any]:
    """The customer list of a reader."""
    taken: list[dict[str, Any]] = []

    def take(_app: Any, template: Any, context: dict[str, Any], **_: Any) -> None:
        if template.name == "core/list.html":
            taken.append(_of_page(app, context["page"]))

    with app.app_context(), system_access("bench"):
        user = db.session.scalars(select(User).where(User.username == reader)).one()
        db.session.expunge(user)
        db.session.rollback()  # on SQLite it holds the one writer's lock
        client = login(app.test_client(), user)
    with template_rendered.connected_to(take, app):
        client.get(LIST, headers={"Accept-Language": "zh"})
    return taken[0]


def _of_page(app: Any, page: Any) -> dict[str, Any]:
    plain = ("heading", "may_delete", "bin_url", "clear_url", "row_range", "next_url", "last_url", "name", "selectable")
    return {name: getattr(page, name) for name in plain} | {
        "count": str(page.count),
        "capped": page.count.capped,
        "columns": [_field(page, field) for field in page.columns],
        "records": [
            {"id": row.id, "title": row.title, "url": row.url, "cells": [(c.text, c.css, c.url) for c in row.cells]}
            for row in page.rows
        ],
        "filters": [(_filter_field(page, field), [_input(item) for item in items]) for field, items in page.filters],
        "actions": [{"name": action.name, "text": translate(str(action.text))} for action in page.bulk_actions],
        "links": [{"url": link.url, "label": translate(link.label)} for link in page.view.page_links()],
        "sizes": {size: page.url(**{f"psize_{page.name}": str(size)}) for size in page.page_sizes},
        "page_size": page.asked.page_size,
        "label_plural": translate(page.entity.label_plural),
        "urls": {name: page.view.url_to(name) for name in ("list", "add", "import_file", "exact_count", "action_post")}
        | {"delete_records": page.view.url_to("delete_records"), "export": page.view.url_to("export", format="xlsx")},
        "frame": {name: url_for(name, **({"locale": "en"} if "Locale" in name else {})) for name in FRAME_ADDRESSES},
        "menu": _menu(app),
        "reader": title(db.session.scalars(select(User).limit(1)).first()),
    }


def _menu(app: Any) -> list[dict[str, Any]]:
    return [
        {"name": category["name"], "label": str(category["label"]), "childs": [
            {"name": item["name"], "label": str(item["label"]), "url": item["url"]} for item in category["childs"]
        ]}
        for category in app.appbuilder.menu.get_data() if category != "-"
    ]  # fmt: skip


def _field(page: Any, field: Any) -> dict[str, Any]:
    sort = page.sort_url(field) if field in page.view.order_fields else None
    return {"name": field.name, "type": field.spec.type, "label": translate(field.spec.label), "sort": sort}


def _filter_field(page: Any, field: Any) -> dict[str, Any]:
    kind, spec = field.spec.type, field.spec
    return {
        "name": field.name, "type": kind, "label": translate(spec.label), "few": bool(spec.few),
        "labels": bool(spec.labels), "suggestions": spec.suggestions,
        "choices": choices_with(field, "") if kind in ("choice", "lookup") else [],
        "offered": [(r.id, title(r)) for r in page.view.offered(field)] if spec.few else [],
        "lookup": page.view.lookup_url(field) if kind in ("link", "links") and not spec.few else None,
        "suggest": page.view.url_to("suggest", name=field.name) if spec.suggestions else None,
    }  # fmt: skip


def _input(item: Any) -> dict[str, Any]:
    return {"name": item.name, "operator": translate(item.operator.label), "parents": item.parents}
