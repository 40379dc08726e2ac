"""Contacts on the screen."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.actions import action

from app.core.entity_view import EntityView
from app.core.layout import fieldset
from app.core.text import N_
from app.customers import actions
from app.customers.models.contact import Contact


class ContactView(EntityView):
    """The people at the customers."""

    model = Contact
    list_columns = ["name", "customer", "is_main", "position", "mobile", "email", "owner", "changed_at"]
    search_columns = [
        "name", "customer", "is_main", "position", "department", "decision_role", "birthday", "owner", "created_at"
    ]  # fmt: skip
    read_only = frozenset({"is_main"})
    fieldsets = [
        fieldset(
            N_("Person"), "name", "salutation", "customer", "is_main", "department", "position", "decision_role",
            "owner", "remarks",
        ),
        fieldset(N_("Ways to reach them"), "office_phone", "mobile", "fax", "email", "wechat", "qq", "homepage"),
        fieldset(N_("Personal"), "birthday", "birthday_calendar", "hobbies", "home_phone", "home_address", "postcode"),
        fieldset(N_("More"), "phs", "msn", collapsed=True),
    ]  # fmt: skip

    def before_save(self, record: Any, created: bool) -> None:
        actions.keep_one_main_contact(record)

    @action("make_main", N_("Make main contact"), None, multiple=False)
    def make_main(self, contacts: list[Any]) -> None:
        actions.make_main_contact(contacts[0])
