"""One value in a list or on a page: its text, its class for the style sheet, and where it leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g, url_for

from app.core.display import EMPTY, NOT_VISIBLE, display, title
from app.core.i18n import translate
from app.core.registry import Field
from app.core.security import may
from app.core.sensitive import is_hidden, is_open, veiled
from app.core.views import view_of

_RIGHT = frozenset({"integer", "decimal", "money"})
_PROTOCOLS = ("https://", "http://")


@dataclass(frozen=True)
class Cell:
    """Text is escaped by the template; `url` is None, an own address, or an http(s)/mailto one."""

    text: str
    css: str = ""
    url: str | None = None


def cell(field: Field, record: Any) -> Cell:
    """The value of `field` on `record`, for the reader."""
    if is_hidden(field):
        return Cell(translate(NOT_VISIBLE), "invisible")
    value = field.read(record)
    if field.spec.type == "link":
        return _link_cell(field, record, value)
    text = veiled(field, field.spec.shown(record, value)) if field.spec.shown and value else display(field, value)
    if not is_open(field) and text != EMPTY:
        return Cell(text, "masked")
    if text == EMPTY:
        return Cell(text, "empty")
    if (target := field.leads_to(record)) is not None:
        return Cell(text, "link", show_url(target))
    if field.spec.type == "choice":
        tone = field.spec.enum.tone_of(value) if field.spec.enum else None
        return Cell(text, f"choice tone tone-{tone}" if tone else "choice")
    if field.spec.type == "string":
        return Cell(text, "", _outside(field.name, str(value)))
    return Cell(text, "number" if field.spec.type in _RIGHT else field.spec.type)


def _link_cell(field: Field, record: Any, target: Any) -> Cell:
    if target is None:
        hidden = field.linked_id(record) is not None
        return Cell(translate(NOT_VISIBLE), "invisible") if hidden else Cell(EMPTY, "empty")
    return Cell(title(target), "link", show_url(target))


def show_url(record: Any) -> str | None:
    """The page of a record; None for a kind without one, and for readers who may not open it."""
    view = view_of(type(record))
    if view is None or not view.readable or not may("can_read", view.class_permission_name):
        return None
    return page_of(view.endpoint, record.id)


def page_of(endpoint: str, record_id: int) -> str:
    """The address of a record's page. A list asks for many that differ in their number only: one is built."""
    known: dict[str, str] = g.setdefault("kehu_show_urls", {})
    if endpoint not in known:
        known[endpoint] = url_for(f"{endpoint}.show", pk=0).removesuffix("0")
    return f"{known[endpoint]}{record_id}"


def _outside(name: str, value: str) -> str | None:
    if name == "email" and "@" in value:
        return f"mailto:{value}"
    if name == "homepage" and value.lower().startswith(_PROTOCOLS):
        return value
    return None
