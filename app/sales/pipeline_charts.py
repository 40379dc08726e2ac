"""The charts of opportunities and their part of the start page: definitions only."""

from app.core.charts.dashboard import DashboardPart, FirstStep, KeyNumber, Recent
from app.core.charts.definition import Chart, ChartKind, Months, Sum
from app.core.clock import today
from app.core.preferences import zone
from app.core.text import N_
from app.products.currencies import company_currency
from app.sales.models.opportunity import Opportunity
from app.sales.pipeline_enums import StageKind

WEIGHTED = Sum("weighted_amount", currency="base_currency", only=company_currency)
AMOUNT = Sum("amount_base", currency="base_currency", only=company_currency)

OPPORTUNITY_CHARTS = (
    Chart("opportunities_by_stage", N_("Opportunities by stage"), "stage"),
    Chart("opportunities_outcome", N_("Open, won and lost"), "outcome", ChartKind.PIE, listed=True),
    Chart(
        "pipeline_by_month", N_("Weighted pipeline by expected month"), Months("expected_close", 3, 9), measure=WEIGHTED
    ),
    Chart("pipeline_by_person", N_("Weighted pipeline by person"), "owner", measure=WEIGHTED),
    Chart("pipeline_by_territory", N_("Weighted pipeline by territory"), "territory", measure=WEIGHTED),
    Chart("opportunities_by_reason", N_("Won and lost by reason"), "reason"),
    Chart("opportunity_amount_by_reason", N_("Amounts won and lost by reason"), "reason", measure=AMOUNT),
    Chart("opportunities_closed_per_month", N_("Closed opportunities by month"), Months("closed_on"), ChartKind.LINE),
    Chart("opportunities_new_per_month", N_("New opportunities by month"), Months("created_at"), ChartKind.LINE),
    Chart("opportunities_by_source", N_("Opportunities by source"), "source", ChartKind.PIE, limit=7),
)

OPEN = {"_flt_0_outcome": StageKind.OPEN.value}


def _steps_due() -> dict[str, str | list[str]]:
    return {"quick": "mine", **OPEN, "_flt_5_next_step_on": today(zone().key).isoformat()}


DASHBOARD: tuple[DashboardPart, ...] = (
    KeyNumber(N_("My open opportunities"), Opportunity, lambda: {"quick": "mine", **OPEN}),
    KeyNumber(N_("Next steps due by today"), Opportunity, _steps_due),
    Recent(Opportunity),
    FirstStep(N_("Add the first opportunity"), Opportunity, "add", "can_create"),
)
