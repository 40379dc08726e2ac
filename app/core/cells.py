"""One value in a list or on a page: its text, its class for the style sheet, and where it leads."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from flask import g, url_for

from app.core.display import EMPTY, NOT_VISIBLE, display, shown_as, title
from app.core.i18n import translate
from app.core.registry import Field
from app.core.security import may
from app.core.sensitive import is_hidden, is_open, veiled
from app.core.views import view_of

_RIGHT = frozenset({"integer", "decimal", "money"})
_PROTOCOLS = ("https://", "http://")


class Cell(NamedTuple):
    """Text is escaped by the template; `url` is None, an own address, or an http(s)/mailto one."""

    text: str
    css: str = ""
    url: str | None = None


_EMPTY = Cell(EMPTY, "empty")


def cell(field: Field, record: Any) -> Cell:
    """The value of `field` on `record`, for the reader."""
    return cells_of(field)(record)


def cells_of(field: Field) -> Callable[[Any], Cell]:
    """The same for all records of a page: what the reader may see and how it is written is found out once."""
    if is_hidden(field):
        hidden = Cell(translate(NOT_VISIBLE), "invisible")
        return lambda record: hidden
    if field.spec.type == "link":
        return partial(_link_cell, field)
    if not is_open(field):
        return partial(_veiled_cell, field)
    return partial(_open_cell, field, shown_as(field), _styles(field))


def _open_cell(field: Field, show: Callable[[Any], str], style: Callable[[Any], str], record: Any) -> Cell:
    value = field.read(record)
    text = field.spec.shown(record, value) if field.spec.shown and value else show(value)
    if text == EMPTY:
        return _EMPTY
    if (target := field.leads_to(record)) is not None:
        return Cell(text, "link", show_url(target))
    return Cell(text, style(value), _outside(field.name, str(value)) if field.spec.type == "string" else None)


def _veiled_cell(field: Field, record: Any) -> Cell:
    value = field.read(record)
    text = veiled(field, field.spec.shown(record, value)) if field.spec.shown and value else display(field, value)
    return _EMPTY if text == EMPTY else Cell(text, "masked")


def _styles(field: Field) -> Callable[[Any], str]:
    kind = field.spec.type
    if kind == "choice":
        return partial(_choice_style, field)
    css = "" if kind == "string" else "number" if kind in _RIGHT else kind
    return lambda value: css


def _choice_style(field: Field, value: Any) -> str:
    tone = field.spec.enum.tone_of(value) if field.spec.enum else None
    return f"choice tone tone-{tone}" if tone else "choice"


def _link_cell(field: Field, record: Any) -> Cell:
    target = field.read(record)
    if target is None:
        return Cell(translate(NOT_VISIBLE), "invisible") if field.linked_id(record) is not None else _EMPTY
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
