"""Logging in is the framework's own page; logging out is an act, and so by POST."""

from __future__ import annotations

from typing import Any

import flask_appbuilder.security.views as framework
from flask import make_response, redirect, request, url_for
from flask_appbuilder import expose
from flask_login import current_user


class AuthDBView(framework.AuthDBView):
    """The framework's view under its own name, which its addresses bear."""

    @expose("/logout/", methods=["GET", "POST"])
    def logout(self) -> Any:
        """End the session; whoever comes by address or a link of somebody else's page is asked first."""
        if request.method == "POST":
            response = make_response(super().logout())
            # Pages that the way back would show, and what a form kept in this tab.
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
            return response
        if not current_user.is_authenticated:
            return redirect(url_for("AuthDBView.login"))
        return self.render_template("system/logout.html")
