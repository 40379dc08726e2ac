"""Opportunities on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_appbuilder import expose, has_access
from flask_appbuilder.actions import action

from app.core.asking import Question, asks
from app.core.columns import FieldSpec
from app.core.entity_view import EntityView
from app.core.layout import PageLink, fieldset
from app.core.page_rights import PERMISSIONS, pages_for
from app.core.text import N_
from app.products.currencies import company_currency
from app.sales import opportunity_actions as actions
from app.sales.models.opportunity import Opportunity, OpportunityMove
from app.sales.opportunity_queries import Stages, last_open_stage
from app.sales.views.funnel_page import FunnelPage

NOTE = Question("note", FieldSpec("string", N_("Note"), max_length=500))
AMOUNT = Question("amount", FieldSpec("money", N_("Amount"), minimum=0))
STAGE = FieldSpec("link", N_("Stage"), target="OpportunityStage", few=True, required=True)
REASON = FieldSpec("lookup", N_("Reason won or lost"), lookup="opportunity_reason")
LOST = FieldSpec("lookup", N_("Reason won or lost"), lookup="opportunity_reason", required=True)


class OpportunityView(EntityView):
    """What may become orders."""

    model = Opportunity
    nothing_yet = N_("No opportunities yet. Add one, or convert a lead into one.")
    list_columns = [
        "name", "customer", "stage", "amount", "probability", "weighted_amount", "expected_close", "next_step_on",
        "owner",
    ]  # fmt: skip
    search_columns = [
        "name", "customer", "contact", "outcome", "stage", "owner", "territory", "source", "amount", "currency",
        "probability", "weighted_amount", "expected_close", "next_step_on", "stage_since", "reason", "closed_on",
        "competitors", "lead", "created_at",
    ]  # fmt: skip
    headline_columns = ["outcome", "stage", "amount", "probability", "weighted_amount", "expected_close"]
    read_only = frozenset({"stage", "reason", "reason_note"})
    method_permission_name = PERMISSIONS | {"funnel": "read"}
    fieldsets = [
        fieldset(N_("Opportunity"), "name", "customer", "contact", "owner", "territory", "source", "need",
                 "competitors", "next_step", "next_step_on", "remarks"),
        fieldset(N_("Worth"), "amount", "currency", "probability", "expected_close", "amount_base", "weighted_amount",
                 "exchange_rate", "rate_day"),
        fieldset(N_("Stage"), "stage", "stage_since", "furthest_stage", "outcome", "reason", "reason_note",
                 "closed_on"),
        fieldset(N_("More"), "lead", "created_at", "changed_at", collapsed=True),
    ]  # fmt: skip

    def prefilled(self) -> dict[str, Any]:
        """The currency is first that of the settings."""
        return {"currency": company_currency()} | super().prefilled()

    def page_links(self) -> Sequence[PageLink]:
        return [PageLink(N_("Sales funnel"), self.url_to("funnel")), *super().page_links()]

    @expose("/funnel")
    @has_access
    def funnel(self) -> str:
        """How far opportunities get, and how long they stay."""
        return self.render_template("sales/funnel.html", page=FunnelPage(self), view=self)  # type: ignore[no-any-return]

    def asked_first(self, action: str, records: list[Any]) -> dict[str, Any]:
        """What is known already, and the stage that comes next."""
        opportunity = records[0]
        if action == "advance":
            kept = {name: getattr(opportunity, name) for name in ("amount", "expected_close")}
            return kept | {"stage": self._next_stage(opportunity)}
        if action == "win":
            return {"amount": opportunity.amount}
        return {"stage": last_open_stage(opportunity, Stages())} if action == "reopen" else {}

    def _next_stage(self, opportunity: Any) -> Any:
        stages = Stages().open()
        later = [stage for stage in stages if stage.position > opportunity.stage.position]
        return next(iter(later), None)

    @action("advance", N_("Move to a stage"), None, multiple=False)
    @asks(
        Question("stage", STAGE),
        AMOUNT,
        Question("expected_close", FieldSpec("date", N_("Expected close"))),
        Question(
            "probability",
            FieldSpec(
                "integer", N_("Probability in per cent"), minimum=0, maximum=100, help=N_("Empty: that of the stage.")
            ),
        ),
        Question("next_step", FieldSpec("string", N_("Next step"), max_length=300)),
        Question("next_step_on", FieldSpec("date", N_("Next step on"))),
        NOTE,
    )
    def advance(self, opportunities: list[Any], answers: dict[str, Any]) -> None:
        actions.advance(opportunities[0], answers.pop("stage"), **answers)

    @action("win", N_("Deal won"), None, multiple=False)
    @asks(AMOUNT, Question("reason", REASON), NOTE)
    def win(self, opportunities: list[Any], answers: dict[str, Any]) -> None:
        actions.win(opportunities[0], **answers)

    @action("lose", N_("Deal lost"), None, multiple=False)
    @asks(Question("reason", LOST), NOTE)
    def lose(self, opportunities: list[Any], answers: dict[str, Any]) -> None:
        actions.lose(opportunities[0], **answers)

    @action("reopen", N_("Reopen"), None, multiple=False)
    @asks(Question("stage", STAGE), NOTE)
    def reopen(self, opportunities: list[Any], answers: dict[str, Any]) -> None:
        actions.reopen(opportunities[0], **answers)


class OpportunityMoveView(EntityView):
    """Every change of a stage, never changed."""

    model = OpportunityMove
    exclude_route_methods = {"download"} | pages_for("create", "edit", "delete", "import")
    has_api = False
    importable = False
    takes_documents = False
    nothing_yet = N_("No stage has changed yet.")
    list_columns = ["created_at", "opportunity", "from_stage", "to_stage", "days", "probability", "amount_base", "by",
                    "note"]  # fmt: skip
    search_columns = ["opportunity", "from_stage", "to_stage", "by", "created_at"]
    fieldsets = [
        fieldset(N_("Stage change"), "opportunity", "from_stage", "to_stage", "days", "probability", "amount_base",
                 "note", "by", "created_at"),
    ]  # fmt: skip
