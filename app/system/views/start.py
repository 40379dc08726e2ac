"""The start page."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask_appbuilder import IndexView, expose
from flask_login import current_user

from app.core.charts import dashboard


class StartPage:
    """What the reader's modules put on the start page."""

    def __init__(self) -> None:
        declared = dashboard.parts()
        self.tiles = dashboard.tiles(declared)
        self.recent = dashboard.recent_records(declared)
        self.is_empty = not self.recent and not any(tile.count.number for tile in self.tiles)
        self.charts = [] if self.is_empty else dashboard.dashboard_charts(declared)
        self.steps = dashboard.first_steps(declared) if self.is_empty else []


class StartView(IndexView):
    """Where everybody arrives; visitors are sent to the login."""

    @expose("/")
    def index(self) -> Any:
        if not current_user.is_authenticated:
            return redirect(url_for("AuthDBView.login"))
        return self.render_template("system/start.html", page=StartPage())
