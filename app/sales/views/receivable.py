"""Receivables on the screen: what is due, what is overdue, and the letters about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask_appbuilder.actions import action

from app.core.asking import asks
from app.core.charts.links import address
from app.core.clock import today
from app.core.entity_view import EntityView, pages_for
from app.core.i18n import lazy, translate
from app.core.layout import Note, PageLink, fieldset
from app.core.listing import ListRequest
from app.core.page_rights import LIST_ONLY
from app.core.text import N_
from app.products.currencies import company_currency
from app.sales.dunning_actions import dun
from app.sales.models.dunning_step import DunningStep
from app.sales.models.receivable_instalment import NOTHING, ReceivableInstalment
from app.sales.money_enums import DunningLevel, InstalmentState
from app.sales.rules.dunning import next_step
from app.sales.views.money_questions import NOTE

BOOKED = {"download"} | pages_for("create", "delete", "import")


class ReceivableInstalmentView(EntityView):
    """What customers are to pay, and have paid. Plans are made on the page of an order."""

    model = ReceivableInstalment
    exclude_route_methods = BOOKED
    has_api = False
    importable = False
    nothing_yet = N_("Nothing is owed yet. Make a payment plan on the page of an approved order.")
    list_columns = [
        "number", "customer", "due_on", "amount", "open_amount", "state", "age_band", "dunning_level",
    ]  # fmt: skip
    search_columns = [
        "number", "customer", "order", "due_on", "state", "age_band", "dunning_level", "dunned_on", "currency",
        "amount", "open_amount", "open_base", "created_at",
    ]  # fmt: skip
    headline_columns = ["state", "customer", "due_on", "open_amount", "age_band", "dunning_level"]
    fieldsets = [
        fieldset(N_("Instalment"), "number", "order", "customer", "position", "due_on", "state", "age_band", "remarks"),
        fieldset(N_("Amounts"), "amount", "currency", "paid_amount", "open_amount", "open_base", "base_currency"),
        fieldset(N_("Letters"), "dunning_level", "dunned_on"),
        fieldset(N_("More"), "created_at", "changed_at", collapsed=True),
    ]  # fmt: skip

    def page_links(self) -> Sequence[PageLink]:
        kept = [("rows", "customer"), ("columns", "age_band"), ("measure", "sum:open_amount")]
        kept += [("currency", company_currency()), ("_flt_1_state", InstalmentState.PAID.value)]
        table = address(f"{self.endpoint}.statistics", kept)
        return [*super().page_links(), PageLink(N_("Age by customer"), table)]

    def notes(self, record: Any) -> list[Note]:
        """Which letter is due."""
        last, day = DunningLevel(record.dunning_level), today()
        step = next_step(record.due_on, day, last, record.dunned_on) if record.open_amount > 0 else None
        if step is None:
            return []
        text = translate(N_("A letter is due: %(letter)s."), letter=translate(step.level.label))
        return [Note(text, "dun", N_("Write the letter …"))]

    @action("dun", N_("Write a dunning letter"), None)
    @asks(NOTE)
    def dun(self, instalments: list[Any], answers: dict[str, Any]) -> str:
        letters = dun(instalments, today(), **answers)
        return translate(N_("Letters written: %(number)s."), number=len(letters))


class DueView(ReceivableInstalmentView):
    """What is still to come, what is due next first."""

    model = ReceivableInstalment
    route_base = "/due"
    nothing_yet = N_("Everything is paid.")
    partial = True
    exclude_route_methods = LIST_ONLY

    @classmethod
    def menu_label(cls) -> Any:
        return lazy(N_("What is due"))

    def list_request(self, *args: Any, **options: Any) -> ListRequest:
        """By due day, unless the reader sorts otherwise."""
        asked: ListRequest = super().list_request(*args, **options)
        return asked if asked.order else replace(asked, order=self.entity.fields["due_on"])

    def narrow(self, asked: ListRequest) -> ListRequest:
        return super().narrow(asked).where(ReceivableInstalment.open_amount > NOTHING)


class OverdueView(DueView):
    """What is overdue, with the letters so far."""

    model = ReceivableInstalment
    route_base = "/overdue"
    nothing_yet = N_("Nothing is overdue.")
    list_columns = [
        "customer", "number", "due_on", "open_amount", "age_band", "dunning_level", "dunned_on",
    ]  # fmt: skip

    @classmethod
    def menu_label(cls) -> Any:
        return lazy(N_("Overdue receivables"))

    def narrow(self, asked: ListRequest) -> ListRequest:
        return super().narrow(asked).where(ReceivableInstalment.state == InstalmentState.OVERDUE.value)


class DunningStepView(EntityView):
    """The letters that were written."""

    model = DunningStep
    exclude_route_methods = BOOKED
    has_api = False
    importable = False
    nothing_yet = N_("No letters yet. Write them from the list of overdue receivables.")
    list_columns = ["sent_on", "subject", "level", "instalment", "language", "note"]
    search_columns = ["subject", "level", "instalment", "sent_on", "language"]
    headline_columns = ["level", "sent_on", "language"]
    fieldsets = [
        fieldset(N_("Dunning letter"), "instalment", "level", "sent_on", "language", "subject", "letter", "note"),
    ]  # fmt: skip
