"""The page of the charts of opportunities."""

from app.core.charts.view import EntityChartView
from app.core.text import N_
from app.sales.models.opportunity import Opportunity
from app.sales.pipeline_charts import OPPORTUNITY_CHARTS


class OpportunityChartsView(EntityChartView):
    """What may be sold, when, by whom, and why it was or was not."""

    class_permission_name = "OpportunityCharts"
    model = Opportunity
    route_base = "/charts/opportunities"
    label = N_("Opportunity charts")
    charts = OPPORTUNITY_CHARTS
