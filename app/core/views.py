"""The views of the running application, found by the model they show."""

from __future__ import annotations

from typing import Any

from flask import current_app


def entity_views() -> list[Any]:
    """Every generated view, in the order of registration; the first of a model is its main one."""
    return [view for view in current_app.appbuilder.baseviews if getattr(view, "generated", False)]  # type: ignore[attr-defined]


def view_of(model: type[Any]) -> Any:
    """The main view of a model; None when it has none."""
    views: dict[type[Any], Any] = current_app.extensions.setdefault("kehu_views", {})
    if not views:
        for view in reversed(entity_views()):
            views[view.model] = view
    return views.get(model)
