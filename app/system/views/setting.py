"""The parameters of the whole system on one page."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import flash, redirect, url_for
from flask_appbuilder import BaseView, expose, has_access

from app.core.db import db
from app.core.errors import Conflict
from app.core.form_fields import EntityForm, build_form, explain
from app.core.i18n import lazy, translate
from app.core.refusals import CHANGED_MEANWHILE
from app.core.security import may
from app.core.text import N_
from app.system import settings


class SettingsView(BaseView):
    """Company, defaults and operation: what applies to everybody."""

    route_base = "/settings"
    default_view = "show"
    class_permission_name = "Setting"
    method_permission_name = {"show": "read", "save": "edit"}

    @classmethod
    def menu_label(cls) -> Any:
        return lazy(N_("Settings"))

    def _form(self, *, sent: bool) -> EntityForm:
        kind = build_form(list(settings.parameters()))
        present = settings.values()
        data = {parameter.name: parameter.read(present) for parameter in settings.parameters()}
        return kind(data=data) if sent else kind(data=data, formdata=None)

    def _page(self, form: EntityForm) -> str:
        groups = [(title, list(group)) for title, group in groupby(settings.parameters(), key=lambda p: p.group)]
        editable = may("can_edit", self.class_permission_name)
        return self.render_template(  # type: ignore[no-any-return]
            "system/settings.html", form=form, groups=groups, view=self, editable=editable, present=settings.values()
        )

    @expose("/", methods=["GET"])
    @has_access
    def show(self) -> str:
        form = self._form(sent=False)
        form.row_version.data = settings.state()
        return self._page(form)

    @expose("/", methods=["POST"])
    @has_access
    def save(self) -> Any:
        form = self._form(sent=True)
        if not form.validate():
            return self._page(form), 422
        if form.row_version.data != settings.state():
            form.row_version.raw_data, form.row_version.data = None, settings.state()
            flash(explain(Conflict(CHANGED_MEANWHILE)), "danger")
            return self._page(form), 409
        settings.save({field.field.name: field.data for field in form.typed_fields})
        db.session.commit()
        flash(translate(N_("The settings are saved.")), "success")
        return redirect(url_for("SettingsView.show"))
