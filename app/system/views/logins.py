"""One's own way into the system: where one is logged in, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, url_for
from flask_appbuilder import BaseView, expose, has_access
from flask_login import current_user

from app.core.db import db
from app.core.display import EMPTY, display_plain
from app.core.errors import RuleError
from app.core.form_fields import EntityForm
from app.core.i18n import lazy, translate
from app.core.text import N_
from app.system import api_tokens, second_step, sessions
from app.system.rules.browsers import browser_name
from app.system.views.api_token import KEY_FIELDS, key_form, key_lines


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
    method_permission_name = {"show": "read"} | dict.fromkeys(("end", "end_others", "add_key", "withdraw_key"), "edit")

    @classmethod
    def menu_label(cls) -> Any:
        return lazy(N_("Login and security"))

    @expose("/", methods=["GET"])
    @has_access
    def show(self) -> Any:
        return self._page(key_form())

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

    @expose("/add_key", methods=["POST"])
    @has_access
    def add_key(self) -> Any:
        """Make a key for a program; this answer is the only one that shows it."""
        form = key_form()
        if not form.validate():
            return self._page(form), 422
        sent = {field.field.name: field.data for field in form.typed_fields}
        try:
            token = api_tokens.create_token(
                current_user._get_current_object(), sent["name"], sent["scope"], int(sent["days"]), sent["module"]
            )
            db.session.commit()
        except RuleError as refusal:
            db.session.rollback()
            form.blame(refusal)
            return self._page(form), 422
        return self.render_template("system/api_token_once.html", token=token, name=sent["name"])

    @expose("/withdraw_key/<int:token_id>", methods=["POST"])
    @has_access
    def withdraw_key(self, token_id: int) -> Any:
        api_tokens.withdraw_token(current_user._get_current_object(), token_id)
        return self._ended(N_("The key is withdrawn."))

    def _page(self, form: EntityForm) -> str:
        return self.render_template(  # type: ignore[no-any-return]
            "system/logins.html",
            view=self,
            lines=lines(current_user.id),
            in_two_steps=second_step.is_on(current_user),
            keys=key_lines(current_user.id),
            form=form,
            key_fields=KEY_FIELDS,
        )

    def _ended(self, said: str) -> Any:
        db.session.commit()
        flash(translate(said), "success")
        return redirect(url_for("LoginsView.show"))
