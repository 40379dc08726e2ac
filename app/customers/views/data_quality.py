"""Customers and contacts that need somebody's look: outdated ones, and those with wrong data."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

from flask import Response, flash, redirect
from flask_appbuilder import expose, has_access
from flask_appbuilder.actions import action
from sqlalchemy import or_

from app.core.clock import now
from app.core.db import db
from app.core.entity_view import PERMISSIONS, EntityView, pages_for
from app.core.i18n import lazy, translate
from app.core.jobs.queue import enqueue
from app.core.layout import fieldset
from app.core.listing import ListRequest
from app.core.page_rights import LIST_ONLY
from app.core.text import N_
from app.customers import repairs
from app.customers.data_quality import outdated_limit
from app.customers.jobs import LOOK_FOR_PROBLEMS
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.data_problem import DataProblem
from app.customers.views.contact import ContactView
from app.customers.views.customer import CustomerView

MENDED = N_("%(number)s problems are mended.")


def _outdated(asked: ListRequest) -> ListRequest:
    """Those that nobody has changed or checked for as many months as the settings say, the longest first."""
    model, limit = asked.entity.model, outdated_limit()
    looks = [getattr(model, name) for name in ("verified_on", "attended_on") if hasattr(model, name)]
    unseen = [or_(look.is_(None), look < limit) for look in looks]
    asked = asked.where(model.changed_at < datetime.combine(limit, time(), UTC), *unseen)
    return asked if asked.order else replace(asked, order=asked.entity.fields["changed_at"])


class OutdatedCustomersView(CustomerView):
    """Customers that nobody has looked at for long."""

    model = Customer
    route_base = "/outdated/customers"
    nothing_yet = N_("Nothing is outdated: everything was looked at within the time that the settings give.")
    list_columns = ["name", "status", "phone", "email", "owner", "verified_on", "changed_at"]
    has_api = False
    importable = False
    partial = True
    exclude_route_methods = LIST_ONLY

    @classmethod
    def menu_label(cls) -> Any:
        return lazy(N_("Outdated customers"))

    def narrow(self, asked: ListRequest) -> ListRequest:
        return _outdated(super().narrow(asked))


class OutdatedContactsView(ContactView):
    """Contacts that nobody has looked at for long."""

    model = Contact
    route_base = "/outdated/contacts"
    nothing_yet = N_("Nothing is outdated: everything was looked at within the time that the settings give.")
    list_columns = ["name", "customer", "mobile", "email", "owner", "verified_on", "changed_at"]
    has_api = False
    importable = False
    partial = True
    exclude_route_methods = LIST_ONLY

    @classmethod
    def menu_label(cls) -> Any:
        return lazy(N_("Outdated contacts"))

    def narrow(self, asked: ListRequest) -> ListRequest:
        return _outdated(super().narrow(asked))


class DataProblemView(EntityView):
    """What is wrong with the data of customers and contacts, and its repair."""

    model = DataProblem
    method_permission_name = {**PERMISSIONS, "look_again": "look_again"}
    permission_labels = {"can_look_again": N_("Look again now")}
    nothing_yet = N_("Nothing is wrong with the data. All of it is looked through every night.")
    list_columns = ["kind", "field", "customer", "contact", "found_at"]
    search_columns = ["kind", "field", "entity", "customer", "found_at"]
    fieldsets = [fieldset(N_("Data problem"), "kind", "field", "entity", "customer", "contact", "found_at")]
    list_template = "customers/data_problems.html"
    importable = False
    has_api = False
    exclude_route_methods = {"download"} | pages_for("create", "edit", "delete", "import")

    @classmethod
    def menu_label(cls) -> Any:
        return lazy(N_("Invalid data"))

    def _after(self, records: list[Any], page: str, *, many: bool = False) -> str:
        """The list: what is mended has no page any more."""
        return self._list_as_it_was()

    @expose("/look_again", methods=["POST"])
    @has_access
    def look_again(self) -> Response:
        """Look through all data now instead of tonight."""
        enqueue(db.session(), LOOK_FOR_PROBLEMS, dedupe=f"{LOOK_FOR_PROBLEMS}@{now():%Y-%m-%dT%H}")
        db.session.commit()
        flash(translate(N_("All data are being looked through, once an hour at most; this takes a while.")), "success")
        return redirect(self.url_to("list"))  # type: ignore[return-value]

    @action("normalise_phones", N_("Normalise phone numbers"), None)
    def normalise_phones(self, problems: list[Any]) -> str:
        return translate(MENDED, number=repairs.normalise_phones(problems))

    @action("tidy_texts", N_("Tidy texts"), None)
    def tidy_texts(self, problems: list[Any]) -> str:
        return translate(MENDED, number=repairs.tidy_texts(problems))

    @action("fill_provinces", N_("Fill in provinces"), None)
    def fill_provinces(self, problems: list[Any]) -> str:
        return translate(MENDED, number=repairs.fill_provinces(problems))

    @action("checked_today", N_("Checked today"), None)
    def checked_today(self, problems: list[Any]) -> None:
        repairs.check_today(repairs.records_behind(problems))

    @action("archive_records", N_("Delete the records"), N_("Put these records into the recycle bin?"))
    def archive_records(self, problems: list[Any]) -> None:
        repairs.archive_records(repairs.records_behind(problems))


DATA_QUALITY_VIEWS = (OutdatedCustomersView, OutdatedContactsView, DataProblemView)
