"""Marks on the data of customers and contacts, set by hand: a letter came back, a number is wrong, all is right."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.actions import action

from app.core.text import N_
from app.customers import repairs

MARKS = frozenset({"verified_on", "email_bounced_at", "phone_wrong_at"})


class DataMarks:
    """The actions that set the marks."""

    @action("checked_today", N_("Data checked today"), None)
    def checked_today(self, records: list[Any]) -> None:
        repairs.check_today(records)

    @action("mark_email_bounced", N_("Mark e-mail as bounced"), None)
    def mark_email_bounced(self, records: list[Any]) -> None:
        repairs.mark_email_bounced(records)

    @action("mark_phone_wrong", N_("Mark phone as wrong"), None)
    def mark_phone_wrong(self, records: list[Any]) -> None:
        repairs.mark_phone_wrong(records)
