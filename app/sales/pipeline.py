"""What comes before an order, as a part of this module's manifest."""

from app.core.asking import Question
from app.core.columns import FieldSpec
from app.core.related import Related
from app.core.text import N_
from app.customers.consequences import Consequence, also_makes
from app.customers.following import Follow, follows_merge
from app.sales import (  # noqa: F401  (their rules and fields hold from here on)
    capitals,
    opportunity_saving,
    plan_saving,
    quote_saving,
)
from app.sales.models.contract import Contract
from app.sales.models.opportunity import Opportunity, OpportunityMove
from app.sales.models.opportunity_stage import StageRequirement
from app.sales.models.quote import Quote, QuoteLine
from app.sales.models.sales_order import SalesOrder
from app.sales.models.sales_plan import SalesPlanShare
from app.sales.opportunity_actions import make_of_lead
from app.sales.opportunity_queries import made_of
from app.sales.pipeline_charts import DASHBOARD
from app.sales.pipeline_delivered import deliver
from app.sales.pipeline_jobs import COUNTING, EXPIRING
from app.sales.pipeline_lookups import KIND_LABELS, LOOKUPS
from app.sales.views.contract import ContractView
from app.sales.views.opportunity import OpportunityMoveView, OpportunityView
from app.sales.views.opportunity_stage import OpportunityStageView, StageRequirementView
from app.sales.views.pipeline_charts import OpportunityChartsView
from app.sales.views.quote import QuoteLineView, QuoteView
from app.sales.views.sales_plan import SalesPlanShareView, SalesPlanView
from app.system.models.sequence import register_sequence

__all__ = ["CHARTS", "DASHBOARD", "GRANTS", "KIND_LABELS", "LOOKUPS", "RELATED", "SCHEDULES", "VIEWS", "deliver"]

also_makes(
    Consequence(
        Question(
            "opportunity",
            FieldSpec(
                "string",
                N_("Opportunity name"),
                max_length=200,
                help=N_("Filled in, an opportunity of this name is made, too."),
            ),
        ),
        make_of_lead,
        lambda lead: made_of(lead.id),
    )
)
follows_merge("opportunity.customer_id", Follow.MOVE)
follows_merge("opportunity.lead_id", Follow.MOVE)

follows_merge("quote.customer_id", Follow.MOVE)
follows_merge("contract.customer_id", Follow.MOVE)
register_sequence("quote", label=N_("Quote"), prefix="QT")
register_sequence("contract", label=N_("Contract"), prefix="CT")
follows_merge("sales_plan_share.distributor_id", Follow.MOVE)

VIEWS = (
    OpportunityView,
    QuoteView,
    QuoteLineView,
    ContractView,
    OpportunityMoveView,
    OpportunityStageView,
    StageRequirementView,
    SalesPlanView,
    SalesPlanShareView,
)
SCHEDULES = (EXPIRING, COUNTING)
CHARTS = (OpportunityChartsView,)
RELATED = (
    Related("customer", Opportunity, "customer"),
    Related("customer", Quote, "customer"),
    Related("customer", Contract, "customer"),
    Related("contact", Opportunity, "contact"),
    Related("lead", Opportunity, "lead"),
    Related("opportunity", OpportunityMove, "opportunity"),
    Related("opportunity", Quote, "opportunity"),
    Related("opportunity", Contract, "opportunity"),
    Related("opportunity", SalesOrder, "opportunity"),
    Related("quote", QuoteLine, "quote"),
    Related("quote", Contract, "quote"),
    Related("quote", SalesOrder, "quote"),
    Related("quote", Quote, "previous", N_("Newer version")),
    Related("contract", SalesOrder, "contract"),
    Related("opportunity_stage", StageRequirement, "stage"),
    Related("opportunity_stage", Opportunity, "stage"),
    Related("sales_plan", SalesPlanShare, "plan"),
)

_ACTS = "advance win lose reopen"
_WORK = f"read create edit share {_ACTS}"
_SHAPE = "read create edit delete import export"
_DIVIDE = "split_evenly split_by_year_before split_by_weights count_orders"
_PLANNING = {
    "SalesPlan": f"{_SHAPE} share {_DIVIDE}",
    "SalesPlanShare": f"{_SHAPE} adjust",
}
_PLANS = {"SalesPlan": "read", "SalesPlanShare": "read"}
_STAGES = {"OpportunityStage": "read", "StageRequirement": "read"}
_OFFERS = {"Quote": "read", "QuoteLine": "read", "Contract": "read"}
_OFFERING = {
    "Quote": "read create edit delete share send accept refuse new_version make_contract make_order",
    "QuoteLine": "read create edit delete",
    "Contract": "read create edit delete share sign end make_order",
}
_LEADING_OFFERS = {name: f"{words} export" for name, words in _OFFERING.items()}
_READING = _OFFERS | {"Opportunity": "read", "OpportunityMove": "read", "OpportunityCharts": "read"} | _STAGES
_SELL = _READING | _PLANS | _OFFERING | {"Opportunity": _WORK}
_LEAD = (
    _READING
    | _PLANNING
    | _LEADING_OFFERS
    | {
        "Opportunity": f"{_WORK} delete import export",
        "OpportunityMove": "read export",
        "OpportunityStage": _SHAPE,
        "StageRequirement": _SHAPE,
    }
)
GRANTS: dict[str, dict[str, str]] = {
    "Sales": _SELL,
    "SalesManager": _LEAD,
    "GeneralManager": _LEAD,
    "Marketing": _READING,
    "ServiceAgent": _READING,
    "Finance": _READING | _PLANS,
    "ProductManager": _READING,
    "Auditor": _READING | _PLANS,
}
