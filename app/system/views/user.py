"""Users on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, current_app, flash, g, has_request_context, make_response, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_appbuilder.actions import action
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import PasswordField

from app.core import mail
from app.core.access import fetch
from app.core.asking import Question, asks
from app.core.clock import now
from app.core.columns import FieldSpec
from app.core.db import db
from app.core.display import display_plain, title
from app.core.entity_pages import RecordPage
from app.core.entity_view import PERMISSIONS, EntityView
from app.core.errors import RuleError
from app.core.form_fields import explain
from app.core.i18n import current_locale, translate
from app.core.jobs.queue import enqueue
from app.core.layout import fieldset
from app.core.registry import Field
from app.core.text import N_
from app.system import actions, second_step
from app.system.holdings import security_manager
from app.system.models.department import root_department_id
from app.system.models.role_scope import ROLES
from app.system.models.user import Role, User
from app.system.password_links import lasting_for, make_link
from app.system.reactions import keep_hands_off
from app.system.sessions import end_all
from app.system.views.logins import Line, lines


class PasswordForm(FlaskForm):
    """A first or a new password for somebody else; empty for a random one."""

    new_password = PasswordField()


class UserView(EntityView):
    """Colleagues and their accounts, for administrators. People are deactivated rather than deleted."""

    model = User
    route_base = "/user"
    method_permission_name = {
        **PERMISSIONS,
        **dict.fromkeys(("password", "link", "end_logins", "one_step"), "reset_password"),
    }
    permission_labels = {"can_reset_password": N_("Reset password")}
    list_columns = ["name", "username", "department", "roles", "active", "last_login"]
    search_columns = ["department", "roles", "active", "username", "email"]
    read_only = frozenset({"must_change_password", "password_changed_at"})
    fieldsets = [
        fieldset(N_("Person"), "username", "last_name", "first_name", "email", "active"),
        fieldset(N_("Work"), "department", "roles"),
        fieldset(N_("Preferences"), "locale", "zone", "page_size"),
        fieldset(N_("Login"), "last_login", "password_changed_at", "must_change_password"),
    ]
    show_template = "system/user.html"
    add_template = edit_template = "system/user_form.html"

    def _init_forms(self) -> None:
        super()._init_forms()
        self.add_form = type("UserForm", (self.add_form,), {"initial_password": PasswordField()})

    def prefilled(self) -> dict[str, Any]:
        values = super().prefilled()
        top = root_department_id()
        if "department" not in values and top is not None:
            values["department"] = fetch(self.entity.fields["department"].target_model, top)
        return values

    def offered(self, field: Field, chosen: Sequence[Any] = ()) -> list[Any]:
        """All roles, the ready ones first in their order; the framework's role of anonymous visitors is none."""
        if field.target_model is not Role:
            return super().offered(field, chosen)
        public = security_manager().auth_role_public
        roles = db.session.execute(select(Role).where(Role.name != public)).scalars()
        order = {name: number for number, name in enumerate(ROLES)}
        return sorted(roles, key=lambda role: (order.get(role.name, len(order)), role.name))

    def before_save(self, record: Any, created: bool) -> None:
        # An import has no form: its people cannot log in before somebody gives them a password.
        if created and has_request_context():
            typed = request.form.get("initial_password", "")
            g.one_time_password = actions.set_password(record, typed, field="initial_password")

    def _save(self, form: Any, record: Any, *, created: bool) -> Any:
        answer = super()._save(form, record, created=created)
        password = g.pop("one_time_password", None)
        saved = not isinstance(answer, tuple) and record in db.session  # a refused or repeated one is not in it
        return self._shown_once(record, password) if password and saved else answer

    @expose("/password/<pk>", methods=["GET", "POST"])
    @has_access
    def password(self, pk: str) -> Any:
        """Give somebody who lost it a new password, to be changed at the next login."""
        user = self.fetch_or_404(pk)
        form = PasswordForm()
        if not form.validate_on_submit():
            return self._password_page(user, form)
        try:
            made = actions.set_password(user, form.new_password.data or "", field="new_password")
            db.session.commit()
        except RuleError as refusal:
            db.session.rollback()
            form.new_password.errors = [explain(refusal)]
            return self._password_page(self.fetch_or_404(pk), form), 422
        if made:
            return self._shown_once(user, made)
        flash(translate(N_("The password of %(name)s is changed."), name=title(user)), "success")
        return redirect(self.url_to("show", user.id))

    def logins_of(self, user: User) -> list[Line]:
        """Where somebody is logged in."""
        return lines(user.id)

    @expose("/end_logins/<pk>", methods=["POST"])
    @has_access
    def end_logins(self, pk: str) -> Any:
        """Log somebody out everywhere, from the next request on."""
        user = self.fetch_or_404(pk)
        keep_hands_off(db.session(), [user.profile])
        end_all(db.session(), [user.id])
        db.session.commit()
        flash(translate(N_("%(name)s is logged out everywhere."), name=title(user)), "success")
        return redirect(self.url_to("show", user.id))

    def in_two_steps(self, user: User) -> bool:
        """Whether the login of `user` takes a code."""
        return second_step.is_on(user)

    @expose("/one_step/<pk>", methods=["POST"])
    @has_access
    def one_step(self, pk: str) -> Any:
        """End the second step of somebody who lost the telephone and the recovery codes."""
        user = self.fetch_or_404(pk)
        keep_hands_off(db.session(), [user.profile])
        if second_step.is_on(user):
            second_step.turn_off(user)
        db.session.commit()
        flash(translate(N_("%(name)s logs in with the password alone."), name=title(user)), "success")
        return redirect(self.url_to("show", user.id))

    @expose("/link/<pk>", methods=["POST"])
    @has_access
    def link(self, pk: str) -> Any:
        """Let somebody choose a password by a link: sent to them, or shown where the system sends no mail."""
        user = self.fetch_or_404(pk)
        keep_hands_off(db.session(), [user.profile])
        if not user.active:
            raise RuleError(N_("This account is not enabled."))
        if mail.is_set_up():
            enqueue(db.session(), "send_password_link", {"typed": user.username, "locale": current_locale()})
            db.session.commit()
            flash(translate(N_("A link is on its way to %(address)s."), address=user.email), "success")
            return redirect(self.url_to("show", user.id))
        lasting = lasting_for(user)
        ours = current_app.config["KEHU_PUBLIC_URL"] or request.host_url
        link = ours.rstrip("/") + make_link(user, lasting)
        db.session.commit()
        page, until = RecordPage(self, user), display_plain(now() + lasting)
        return self.render_template("system/password_link.html", page=page, view=self, link=link, until=until)

    def _password_page(self, user: Any, form: FlaskForm) -> str:
        page = RecordPage(self, user)
        return self.render_template("system/user_password.html", page=page, view=self, form=form)  # type: ignore[no-any-return]

    def _shown_once(self, user: Any, password: str) -> Response:
        """The only page that ever shows a password; nothing keeps it."""
        page = RecordPage(self, user)
        html = self.render_template("system/user_password_once.html", page=page, view=self, password=password)
        response = make_response(html)
        response.headers["Cache-Control"] = "no-store"
        return response

    @action("activate", N_("Activate"), None)
    def activate(self, users: list[Any]) -> None:
        actions.activate(users)

    @action("deactivate", N_("Deactivate"), N_("Keep these people from logging in?"))
    def deactivate(self, users: list[Any]) -> None:
        actions.deactivate(users)

    @action("hand_over", N_("Hand over their records"), None, multiple=False)
    @asks(
        Question(
            "receiver",
            FieldSpec("link", N_("To the colleague"), target="User", help=N_("Empty: to the public pool.")),
        ),
        Question("note", FieldSpec("string", N_("Note"), max_length=300)),
    )
    def hand_over(self, users: list[Any], answers: dict[str, Any]) -> Any:
        actions.hand_over(users[0], **answers)
        return redirect(url_for("JobsView.list"))

    @action("move", N_("Move to another department"), None, multiple=False)
    @asks(
        Question("department", FieldSpec("link", N_("Department"), target="Department", required=True)),
        Question(
            "receiver",
            FieldSpec("link", N_("Their records go to"), target="User", help=N_("Empty: the records go along.")),
        ),
        Question("note", FieldSpec("string", N_("Note"), max_length=300)),
    )
    def move(self, users: list[Any], answers: dict[str, Any]) -> Any:
        at_once = actions.move(users[0], **answers)
        return redirect(url_for("UserView.show", pk=users[0].id) if at_once else url_for("JobsView.list"))
