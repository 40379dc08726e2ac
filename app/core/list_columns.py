"""Which columns a list shows: those that the address names, else those that the reader chose, else the view's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.core.preferences import prefer, preferences
from app.core.registry import Field
from app.core.sensitive import is_hidden

ARGUMENT = "columns"
_TOO_LONG = frozenset({"text", "json", "file"})
_LOADED = frozenset({"column", "relation", "extra", "side"})  # how `listing.loading` can fetch a value


def offered_columns(view: Any) -> list[Field]:
    """Every field that the reader may have as a column of a list, those of the view first."""
    grouped = (name for group in view.own_fieldsets() for name in group.fields)
    further = [view.entity.fields[name] for name in grouped if name not in view.list_columns]
    fits = [f for f in further if f.spec.type not in _TOO_LONG and f.stored in _LOADED]
    usual = [view.entity.fields[name] for name in view.list_columns]
    return [field for field in dict.fromkeys([*usual, *fits]) if not is_hidden(field)]


def named_columns(view: Any, names: str) -> list[Field]:
    """The columns that the comma-separated `names` mean, the view's where they mean none."""
    return _chosen(view, names.split(",") if names else view.list_columns)


def shown_columns(view: Any, names: str = "") -> list[Field]:
    """The columns of a list for whoever acts, in their order; `names` are those of the address."""
    kept = preferences().columns.get(type(view).__name__, ())
    return named_columns(view, names) if names else _chosen(view, kept or view.list_columns)


def _chosen(view: Any, names: Iterable[str]) -> list[Field]:
    """What is no column any more, or not for this reader, is left out. The first one leads to the record and stays."""
    offered = {field.name: field for field in offered_columns(view)}
    return [offered[name] for name in dict.fromkeys([view.list_columns[0], *names]) if name in offered]


def choose_columns(view: Any, names: Iterable[str]) -> None:
    """Keep the columns of a list for whoever acts; none, or the view's own, means the view's own from now on."""
    chosen = [field.name for field in _chosen(view, names)]
    usual = not set(names) or chosen == [field.name for field in _chosen(view, view.list_columns)]
    kept = {name: list(columns) for name, columns in preferences().columns.items() if name != type(view).__name__}
    prefer(columns=kept if usual else kept | {type(view).__name__: chosen})
