"""Which fields of an entity the API shows and takes: those of its view, no more."""

from __future__ import annotations

from typing import Any

from app.core.registry import Field
from app.core.sensitive import opened

_STAMPS = ("created_at", "changed_at")


def shown_fields(view: Any) -> dict[str, Field]:
    """The fields that the view's list and page show, and the record's stamps."""
    grouped = [name for group in view.own_fieldsets() for name in group.fields]
    names = dict.fromkeys([*grouped, *view.list_columns, *_STAMPS])
    return opened({name: view.entity.fields[name] for name in names if name in view.entity.fields})


def listed_fields(view: Any) -> dict[str, Field]:
    """What a list answers with unless it is asked for other columns."""
    return opened({name: view.entity.fields[name] for name in view.list_columns})


def written_fields(view: Any) -> dict[str, Field]:
    """The fields that a program may set: those of the view's form. Files are sent elsewhere."""
    return {field.name: field for field in view.form_fields if field.spec.type != "file"}
