"""One's own way into the system: where one is logged in, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, url_for
from flask_appbuilder import BaseView, expose, has_access
from flask_login import current_user

from app.core.db import db
from app.core.display import EMPTY, display_plain
from app.core.i18n import lazy, translate
from app.core.text import N_
from app.system import sessions
from app.system.rules.browsers import browser_name


@dataclass(frozen=True)
class Line:
    """One login in the reader's words; `own` if this page was asked for with it."""

    id: int
    browser: str
    agent: str
    address: str
    since: str
    seen: str
    own: bool


def lines(user_id: int) -> list[Line]:
    """The logins of a user, the last used first."""
    own = sessions.own_session_id()
    return [
        Line(
            row.id,
            browser_name(row.agent) or EMPTY,
            row.agent,
            row.address or EMPTY,
            display_plain(row.created_at),
            display_plain(row.seen_at),
            row.id == own,
        )
        for row in sessions.sessions_of(user_id)
    ]


class LoginsView(BaseView):
    """Everybody's own logins, ended one by one or all together."""

    class_permission_name = "Profile"
    route_base = "/logins"
    default_view = "show"
    method_permission_name = {"show": "read", "end": "edit", "end_others": "edit"}

    @classmethod
    def menu_label(cls) -> Any:
        return lazy(N_("Login and security"))

    @expose("/", methods=["GET"])
    @has_access
    def show(self) -> Any:
        return self.render_template("system/logins.html", lines=lines(current_user.id))

    @expose("/end/<int:session_id>", methods=["POST"])
    @has_access
    def end(self, session_id: int) -> Any:
        """End one login; somebody else's is left alone without a word."""
        sessions.end_session(current_user.id, session_id)
        return self._ended(N_("The login has ended."))

    @expose("/end_others", methods=["POST"])
    @has_access
    def end_others(self) -> Any:
        sessions.end_other_sessions(current_user.id)
        return self._ended(N_("All other logins have ended."))

    def _ended(self, said: str) -> Any:
        db.session.commit()
        flash(translate(said), "success")
        return redirect(url_for("LoginsView.show"))
