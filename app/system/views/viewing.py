"""Beginning and ending to look with the eyes of a role."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_appbuilder import BaseView, expose, has_access

from app.core.access import fetch
from app.core.errors import NotVisible, RuleError
from app.core.form_fields import explain
from app.core.i18n import lazy
from app.core.security import is_administrator
from app.core.text import N_
from app.system import viewing
from app.system.models.user import Role


class ViewingView(BaseView):
    """Two acts of administrators, by POST only."""

    route_base = "/viewing"
    class_permission_name = "Viewing"
    default_view = "end"
    permission_labels = {"can_begin": N_("View as a role")}

    @classmethod
    def menu_label(cls) -> Any:
        return lazy(N_("View as a role"))

    @expose("/begin/<int:role_id>", methods=["POST"])
    @has_access
    def begin(self, role_id: int) -> Any:
        """Look with the eyes of a role."""
        if not is_administrator():
            abort(403)
        try:
            viewing.begin(fetch(Role, role_id))
        except NotVisible as refusal:
            abort(404, refusal)
        except RuleError as refusal:
            flash(explain(refusal), "danger")
            return redirect(url_for("RoleView.show", pk=role_id))
        return redirect("/")

    @expose("/end", methods=["POST"])
    def end(self) -> Any:
        """Whoever looks with other eyes may always stop; for everybody else nothing happens."""
        viewing.end()
        return redirect(url_for("RoleView.list"))
