"""From a list to its charts, and the arguments that both understand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import current_app, request, url_for
from flask_appbuilder.charts.views import BaseChartView

from app.core.conditions import ARGUMENT
from app.core.layout import PageLink
from app.core.quick_filters import ARGUMENT as QUICK
from app.core.security import may
from app.core.text import N_

Arguments = list[tuple[str, str]]


def filter_arguments(arguments: Iterable[tuple[str, str]]) -> Arguments:
    """Those of a list's arguments that say which records it shows."""
    return [(name, text) for name, text in arguments if name in ("q", QUICK) or ARGUMENT.match(name)]


def address(endpoint: str, arguments: Arguments, **parts: Any) -> str:
    """A page with filters; the same argument may stand there more than once."""
    grouped: dict[str, Any] = {}
    for name, text in arguments:
        grouped.setdefault(name, []).append(text)
    return url_for(endpoint, **parts, **grouped)


def chart_views() -> list[Any]:
    """Every view of charts in the running application."""
    return [view for view in current_app.appbuilder.baseviews if isinstance(view, BaseChartView)]  # type: ignore[attr-defined]


def chart_links(model: type[Any]) -> list[PageLink]:
    """The charts of what a list of `model` shows now, as far as the reader may open them."""
    kept = filter_arguments(request.args.items(multi=True))
    views = [view for view in chart_views() if view.model is model and may("can_read", view.class_permission_name)]
    return [PageLink(N_("Charts"), address(f"{view.endpoint}.index", kept)) for view in views]
