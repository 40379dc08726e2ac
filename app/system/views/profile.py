"""Everybody's own account: what they prefer, and their password."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, g, redirect, request, session, url_for
from flask_appbuilder import BaseView, expose, has_access
from flask_login import current_user, login_user
from flask_wtf import FlaskForm
from wtforms import PasswordField

from app.core.db import db
from app.core.errors import RuleError, TooManyTries
from app.core.form_fields import REQUIRED, EntityForm, build_form, explain
from app.core.i18n import lazy, translate
from app.core.locale import local_path
from app.core.navigation import turn_favourite
from app.core.registry import Field, entity_of
from app.core.text import N_
from app.system import actions, sessions
from app.system.authentication import confirm_password
from app.system.models.user import User

PREFERRED = ("locale", "zone", "page_size")


class ProfileView(BaseView):
    """One's own account: who one is to the system, language, zone and page size."""

    class_permission_name = "Profile"
    route_base = "/profile"
    default_view = "this_form_get"
    method_permission_name = {"this_form_get": "read", "this_form_post": "edit", "turn_favourite": "edit"}

    @classmethod
    def menu_label(cls) -> Any:
        return lazy(N_("My account"))

    def fields(self) -> list[Field]:
        """What people set for themselves."""
        return [entity_of(User).fields[name] for name in PREFERRED]

    def _form(self, *, sent: bool) -> EntityForm:
        fields = self.fields()
        values = {field.name: field.read(current_user) for field in fields}
        form = build_form(fields)(data=values) if sent else build_form(fields)(data=values, formdata=None)
        if not sent:
            form.row_version.data = str(current_user.version)
        return form

    def _page(self, form: EntityForm) -> str:
        user = entity_of(User)
        return self.render_template("system/profile.html", form=form, view=self, user=user)  # type: ignore[no-any-return]

    @expose("/", methods=["GET"])
    @has_access
    def this_form_get(self) -> str:
        return self._page(self._form(sent=False))

    @expose("/", methods=["POST"])
    @has_access
    def this_form_post(self) -> Any:
        form = self._form(sent=True)
        if not form.validate():
            return self._page(form), 422
        form.write_to(current_user)
        db.session.commit()
        session.pop("locale", None)  # what was just chosen goes before what the session switched to
        g.pop("kehu_preferences", None)
        flash(translate(N_("Your account is saved.")), "success")
        return redirect(url_for("ProfileView.this_form_get"))

    @expose("/favourite", methods=["POST"])
    @has_access
    def turn_favourite(self) -> Any:
        """Keep a page at the top of one's menu, or take it away from there."""
        try:
            turn_favourite(request.form.get("page", ""))
            db.session.commit()
        except RuleError as refusal:
            db.session.rollback()
            flash(explain(refusal), "danger")
        return redirect(local_path(request.form.get("next", "")) or "/")


class OwnPasswordForm(FlaskForm):
    """The password somebody has, and the one they want, twice."""

    old_password = PasswordField()
    new_password = PasswordField()
    repeated = PasswordField()

    def check(self) -> None:
        """RuleError for what a change must not be asked with."""
        for name in ("old_password", "new_password"):
            if not self[name].data:
                raise RuleError(REQUIRED, field=name)
        if self.new_password.data != self.repeated.data:
            raise RuleError(N_("The two new passwords differ."), field="repeated")


class PasswordView(BaseView):
    """One's own password. Open to everybody who is logged in: who must change theirs has to be able to."""

    route_base = "/password"
    default_view = "change"

    @expose("/", methods=["GET", "POST"])
    def change(self) -> Any:
        if not current_user.is_authenticated:
            return redirect(url_for("AuthDBView.login"))
        form = OwnPasswordForm()
        if not form.validate_on_submit():
            return self._page(form)
        try:
            form.check()
            confirm_password(current_user._get_current_object(), form.old_password.data, field="old_password")
            actions.change_own_password(current_user, form.old_password.data, form.new_password.data)
            db.session.flush()  # which ends all sessions, this one too
            sessions.open_session(current_user)
            db.session.commit()
            login_user(current_user._get_current_object())
        except RuleError as refusal:
            db.session.rollback()
            form[refusal.field or "old_password"].errors = [explain(refusal)]
            return self._page(form), 429 if isinstance(refusal, TooManyTries) else 422
        flash(translate(N_("Your password is changed.")), "success")
        return redirect(current_app.appbuilder.get_url_for_index)  # type: ignore[attr-defined]

    def _page(self, form: FlaskForm) -> str:
        forced = current_user.profile.must_change_password
        return self.render_template("system/password.html", form=form, forced=forced)  # type: ignore[no-any-return]
