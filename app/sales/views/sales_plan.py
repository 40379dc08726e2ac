"""Sales plans and their parts on the screen."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.actions import action

from app.core.amounts import in_currency
from app.core.asking import Question, asks
from app.core.columns import FieldSpec
from app.core.entity_view import EntityView
from app.core.i18n import translate
from app.core.layout import Note, fieldset
from app.core.text import N_
from app.products.currencies import company_currency
from app.sales import sales_plan_actions as actions
from app.sales.models.sales_plan import SalesPlan, SalesPlanShare
from app.sales.rules.plan_split import rest_of


class SalesPlanView(EntityView):
    """What is to be sold, and how much of it is."""

    model = SalesPlan
    nothing_yet = N_("No sales plans yet. Add one, then the parts over which it is divided.")
    list_columns = ["name", "period", "begins", "ends", "side", "target", "actual", "achieved", "owner"]
    search_columns = ["name", "period", "begins", "ends", "side", "target", "currency", "actual", "achieved", "owner"]
    headline_columns = ["target", "given", "actual", "achieved", "counted_at"]
    fieldsets = [
        fieldset(N_("Sales plan"), "name", "period", "begins", "ends", "side", "target", "currency", "owner",
                 "remarks"),
        fieldset(N_("Figures"), "given", "actual", "achieved", "counted_at"),
        fieldset(N_("More"), "created_at", "changed_at", collapsed=True),
    ]  # fmt: skip

    def prefilled(self) -> dict[str, Any]:
        """The currency is first that of the settings."""
        return {"currency": company_currency()} | super().prefilled()

    def notes(self, record: Any) -> list[Note]:
        """What is not given to anybody."""
        left = rest_of(record.target, [record.given])
        if not left:
            return []
        amount = in_currency(abs(left), record.currency)
        text = (
            N_("%(amount)s of the target are not given to any part.")
            if left > 0
            else N_("The parts exceed the target by %(amount)s.")
        )
        return [Note(translate(text, amount=amount), "split_evenly", N_("Split evenly"))]

    @action("split_evenly", N_("Split evenly"), N_("Divide the target anew?"), multiple=False)
    def split_evenly(self, plans: list[Any]) -> None:
        actions.split_evenly(plans[0])

    @action("split_by_year_before", N_("Split by last year's orders"), N_("Divide the target anew?"), multiple=False)
    def split_by_year_before(self, plans: list[Any]) -> None:
        actions.split_by_year_before(plans[0])

    @action("split_by_weights", N_("Split by weights"), N_("Divide the target anew?"), multiple=False)
    def split_by_weights(self, plans: list[Any]) -> None:
        actions.split_by_weights(plans[0])

    @action("count_orders", N_("Count the orders"), None)
    def count_orders(self, plans: list[Any]) -> None:
        for plan in plans:
            actions.count(plan)


class SalesPlanShareView(EntityView):
    """Whose part of a plan is how much, and how much of it is sold."""

    model = SalesPlanShare
    takes_documents = False
    nothing_yet = N_("This plan has no parts yet. Add those over which it is divided, then split it.")
    list_columns = ["plan", "position", "territory", "department", "person", "distributor", "category", "weight",
                    "amount", "before", "actual", "achieved"]  # fmt: skip
    search_columns = ["plan", "territory", "department", "person", "distributor", "category", "amount", "actual",
                      "achieved"]  # fmt: skip
    headline_columns = ["amount", "before", "actual", "achieved"]
    fieldsets = [
        fieldset(N_("Part of a sales plan"), "plan", "position", "territory", "department", "person", "distributor",
                 "category", "weight"),
        fieldset(N_("Figures"), "amount", "before", "actual", "achieved"),
    ]  # fmt: skip

    def asked_first(self, action: str, records: list[Any]) -> dict[str, Any]:
        return {"amount": records[0].amount} if action == "adjust" else {}

    @action("adjust", N_("Change the amount"), None, multiple=False)
    @asks(
        Question(
            "amount",
            FieldSpec(
                "money", N_("Target"), minimum=0, required=True, help=N_("The other parts share the rest as before.")
            ),
        )
    )
    def adjust(self, shares: list[Any], answers: dict[str, Any]) -> None:
        actions.adjust(shares[0], **answers)
