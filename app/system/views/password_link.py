"""Choosing a password by a link, and asking for one: open to everybody, since whoever needs it cannot log in."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import no_cache
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField

from app.core import mail
from app.core.db import db
from app.core.errors import RuleError, TooManyTries
from app.core.form_fields import REQUIRED, explain
from app.core.i18n import current_locale, translate
from app.core.jobs.queue import enqueue
from app.core.text import N_
from app.system import password_links, throttle

SENT = N_("If there is such an account, a link is on its way to its e-mail address. It is good for an hour.")


class ForgottenForm(FlaskForm):
    """Who somebody is, in their own words."""

    username = StringField()


class ChosenPasswordForm(FlaskForm):
    """A password, twice."""

    new_password = PasswordField()
    repeated = PasswordField()

    def check(self) -> None:
        """RuleError for what a password must not be chosen with."""
        if not self.new_password.data:
            raise RuleError(REQUIRED, field="new_password")
        if self.new_password.data != self.repeated.data:
            raise RuleError(N_("The two new passwords differ."), field="repeated")


class PasswordLinkView(BaseView):
    """The two pages of a forgotten password. Nothing here says who has an account."""

    route_base = ""
    default_view = "forgotten"

    @expose("/forgotten-password/", methods=["GET", "POST"])
    @no_cache
    def forgotten(self) -> Any:
        """Ask for a link by mail. Known or not, the name is looked up later, in the background."""
        form = ForgottenForm()
        typed = (form.username.data or "").strip()
        if not (form.validate_on_submit() and typed.isprintable() and typed and mail.is_set_up()):
            return self.render_template("system/forgotten.html", form=form, can_send=mail.is_set_up())
        try:
            throttle.count(throttle.mailbox_keys(typed))
        except TooManyTries as refusal:
            page = self.render_template("system/forgotten.html", form=form, can_send=True, refusal=explain(refusal))
            return page, 429, {"Retry-After": str(refusal.seconds)}
        enqueue(db.session(), "send_password_link", {"typed": typed[:300], "locale": current_locale()})
        db.session.commit()
        flash(translate(SENT), "success")
        return redirect(url_for("AuthDBView.login"))

    @expose("/choose-password/<token>", methods=["GET", "POST"])
    @no_cache
    def choose(self, token: str) -> Any:
        """Looking at the link uses nothing up: programs that check mail do so, too."""
        form = ChosenPasswordForm()
        user = password_links.user_of(token)
        if user is None or not form.validate_on_submit():
            return self._page(form, user), 200 if user else 404
        try:
            form.check()
            password_links.choose_password(token, form.new_password.data)
            db.session.commit()
        except RuleError as refusal:
            db.session.rollback()
            form[refusal.field or "new_password"].errors = [explain(refusal)]
            return self._page(form, password_links.user_of(token)), 422
        flash(translate(N_("Your password is set. Log in with it now.")), "success")
        return redirect(url_for("AuthDBView.login"))

    def _page(self, form: FlaskForm, user: Any) -> str:
        useless = "" if user else translate(password_links.USELESS)
        return self.render_template(  # type: ignore[no-any-return]
            "system/choose_password.html", form=form, useless=useless, address=request.path
        )
