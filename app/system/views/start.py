"""The start page."""

from __future__ import annotations

from flask import redirect, url_for
from flask_appbuilder import IndexView, expose
from flask_login import current_user


class StartView(IndexView):
    """Where everybody arrives; visitors are sent to the login."""

    @expose("/")
    def index(self):  # type: ignore[no-untyped-def]
        if not current_user.is_authenticated:
            return redirect(url_for("AuthDBView.login"))
        return self.render_template("system/start.html")
