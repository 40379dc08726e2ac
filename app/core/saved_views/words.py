"""What a saved view shows, as a reader would say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from app.core.access import current_principal
from app.core.display import EMPTY, join
from app.core.filter_words import in_words
from app.core.i18n import translate
from app.core.listing import ListRequest
from app.core.sensitive import is_hidden
from app.core.text import N_
from app.core.views import entity_views


def list_labels() -> Mapping[str, str]:
    """{name of a view: what the menu calls its list}, as far as whoever acts may open the lists."""
    principal = current_principal()
    views = [v for v in entity_views() if principal is None or principal.may("can_read", v.class_permission_name)]
    return {type(view).__name__: str(view.menu_label()) for view in views}


def list_view(name: str) -> Any:
    """The view called `name`; None where this version has none."""
    return next((view for view in entity_views() if type(view).__name__ == name), None)


def arguments_in_words(record: Any, arguments: Sequence[Sequence[str]]) -> str:
    """The filters and the order of a saved view."""
    view = list_view(record.list_name)
    try:
        asked = view.list_request(MultiDict((name, text) for name, text in arguments)) if view else None
    except HTTPException:  # a field that this version, or the reader, has no more
        asked = None
    if asked is None:
        return EMPTY
    return join(_parts(view, asked)) or EMPTY


def _parts(view: Any, asked: ListRequest) -> list[str]:
    parts = [f"“{asked.query}”"] if asked.query else []
    parts += [in_words(view, condition) for condition in asked.conditions]
    if asked.order is not None:
        words = N_("%(field)s, descending") if asked.descending else N_("%(field)s, ascending")
        parts.append(translate(words, field=translate(asked.order.spec.label)))
    return parts


def columns_in_words(record: Any, columns: Sequence[str]) -> str:
    """The columns of a saved view, as far as the reader may see them."""
    view = list_view(record.list_name)
    fields = [view.entity.fields[name] for name in columns if name in view.entity.fields] if view else []
    return join(translate(field.spec.label) for field in fields if not is_hidden(field)) or EMPTY
