"""Setting up and ending one's own second step of the login."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, session, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import no_cache
from flask_login import current_user
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import PasswordField, StringField

from app.core.db import db
from app.core.errors import RuleError, TooManyTries
from app.core.form_fields import REQUIRED, explain
from app.core.i18n import translate
from app.core.text import N_
from app.system import second_step
from app.system.authentication import confirm_password
from app.system.models.user import User

NONCE = "kehu_second_step"
WRONG_CODE = N_("This code is wrong or was used already.")


class SecondStepForm(FlaskForm):
    """The present password, so that nobody sets this up at a screen left alone, and a code of the telephone."""

    password = PasswordField()
    code = StringField()


class SecondStepView(BaseView):
    """Open to everybody who is logged in: who must set a second step up has to be able to."""

    route_base = "/second-step"
    default_view = "set_up"

    @expose("/", methods=["GET", "POST"])
    @no_cache
    def set_up(self) -> Any:
        """Show the secret, and keep it once a code proves that the telephone has it."""
        if not current_user.is_authenticated:
            return redirect(url_for("AuthDBView.login"))
        user: User = current_user._get_current_object()
        form = SecondStepForm()
        if second_step.is_on(user) or not form.validate_on_submit():
            return self._page(form, user)
        try:
            codes = self._turn_on(user, form)
        except RuleError as refusal:
            return self._refused(form, user, refusal)
        return self._codes(codes)

    def _turn_on(self, user: User, form: SecondStepForm) -> list[str]:
        self._know_password(user, form)
        nonce = session.get(NONCE, "")
        step = second_step.step_of(second_step.secret_of(user.id, nonce), form.code.data or "")
        if step is None or not nonce:
            raise RuleError(WRONG_CODE, field="code")
        codes = second_step.turn_on(user, nonce, step)
        db.session.commit()
        session.pop(NONCE)
        return codes

    @expose("/off", methods=["POST"])
    def turn_off(self) -> Any:
        """Let the password be enough again, where no role asks for more."""
        return self._with_password(self._turn_off)

    @expose("/codes", methods=["POST"])
    def new_codes(self) -> Any:
        """Ten new recovery codes instead of the old ones."""
        return self._with_password(self._new_codes)

    def _with_password(self, act: Any) -> Any:
        if not current_user.is_authenticated:
            return redirect(url_for("AuthDBView.login"))
        user: User = current_user._get_current_object()
        form = SecondStepForm()
        if not second_step.is_on(user) or not form.validate_on_submit():
            return self._page(form, user)
        try:
            self._know_password(user, form)
        except RuleError as refusal:
            return self._refused(form, user, refusal)
        answer = act(user)
        db.session.commit()
        return answer

    def _turn_off(self, user: User) -> Any:
        second_step.turn_off(user)
        flash(translate(N_("The password alone is enough again.")), "success")
        return redirect(url_for("LoginsView.show"))

    def _new_codes(self, user: User) -> Any:
        return self._codes(second_step.new_recovery_codes(user))

    def _know_password(self, user: User, form: SecondStepForm) -> None:
        if not form.password.data:
            raise RuleError(REQUIRED, field="password")
        confirm_password(user, form.password.data, field="password")

    def _refused(self, form: SecondStepForm, user: User, refusal: RuleError) -> Any:
        db.session.rollback()
        form[refusal.field or "password"].errors = [explain(refusal)]
        return self._page(form, user), 429 if isinstance(refusal, TooManyTries) else 422

    def _page(self, form: SecondStepForm, user: User) -> str:
        on, secret = second_step.is_on(user), ""
        if not on:
            session.setdefault(NONCE, second_step.new_nonce())
            secret = second_step.secret_of(user.id, session[NONCE])
        return self.render_template(  # type: ignore[no-any-return]
            "system/second_step.html",
            form=form,
            on=on,
            must=second_step.is_missing(user),
            secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
            picture=Markup(second_step.picture(user, secret)) if secret else "",  # noqa: S704 (made of our own secret)
            left=second_step.codes_left(user.id) if on else 0,
        )

    def _codes(self, codes: list[str]) -> str:
        """The only page that ever shows them."""
        return self.render_template("system/recovery_codes.html", codes=codes)  # type: ignore[no-any-return]
