"""The views of the running application, found by the model they show."""

from __future__ import annotations

from typing import Any

from flask import current_app


def entity_views() -> list[Any]:
    """Every generated view, in the order of registration; the first of a model is its main one."""
    return [view for view in current_app.appbuilder.baseviews if getattr(view, "generated", False)]  # type: ignore[attr-defined]


def permission_name_of(view_name: str) -> str:
    """What the rights of a generated view are held on; empty where this version has no such view."""
    return next((str(v.class_permission_name) for v in entity_views() if type(v).__name__ == view_name), "")


def view_of(model: type[Any]) -> Any:
    """The main view of a model; None when it has none."""
    views: dict[type[Any], Any] = current_app.extensions.setdefault("kehu_views", {})
    if not views:
        for view in reversed(entity_views()):
            views[view.model] = view
    return views.get(model)
