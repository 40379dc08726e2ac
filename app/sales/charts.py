"""The charts of orders and their part of the start page: definitions only."""

from app.core.access import Scope
from app.core.charts.dashboard import DashboardChart, DashboardPart, FirstStep, KeyNumber, Recent
from app.core.charts.definition import Chart, ChartKind, Months, Sum
from app.core.clock import today
from app.core.preferences import zone
from app.core.text import N_
from app.products.currencies import company_currency
from app.sales.enums import LeadTime, OrderStatus, Punctuality
from app.sales.models.sales_order import SalesOrder
from app.sales.rules.lateness import WAITING

# The lines after discount, each rounded: freight and tax are no sales.
VALUE = Sum("net_base", currency="base_currency", only=company_currency)
PUNCTUAL, TAKEN = tuple(kind.value for kind in Punctuality), tuple(kind.value for kind in LeadTime)
ORDER_CHARTS = (
    Chart("order_value_by_month", N_("Order value by month"), Months("order_date"), ChartKind.LINE, VALUE),
    Chart("orders_by_month", N_("Orders by month"), Months("order_date"), ChartKind.LINE),
    Chart("orders_by_status", N_("Orders by status"), "status", listed=True),
    Chart("order_value_by_territory", N_("Order value by territory"), "territory", measure=VALUE),
    Chart("order_value_by_person", N_("Order value by salesperson"), "owner", measure=VALUE),
    Chart("order_value_by_customer", N_("Order value by customer"), "customer", measure=VALUE, limit=15),
    Chart("orders_by_punctuality", N_("Punctuality of shipped orders"), "punctuality", ChartKind.PIE, only=PUNCTUAL),
    Chart("orders_by_lead_time", N_("Time from order to shipment"), "lead_time", only=TAKEN),
)
LINE_CHARTS = (
    Chart("order_value_by_product", N_("Order value by product"), "product", measure=VALUE, limit=15),
    Chart("quantity_by_product", N_("Ordered quantity by product"), "product", measure=Sum("quantity"), limit=15),
)

AWAITED = [status.value for status in OrderStatus if status in WAITING]


def _overdue() -> dict[str, str | list[str]]:
    return {"_flt_0_status": AWAITED, "_flt_2_promised_on": today(zone().key).isoformat()}


ORDER_DASHBOARD: tuple[DashboardPart, ...] = (
    KeyNumber(N_("Orders awaiting approval"), SalesOrder, lambda: {"_flt_0_status": OrderStatus.SUBMITTED.value}),
    KeyNumber(N_("Orders past the promised day"), SalesOrder, _overdue),
    KeyNumber(N_("Orders ready to ship"), SalesOrder, lambda: {"_flt_0_status": OrderStatus.READY.value}),
    DashboardChart("order_value_by_month", sees=Scope.SUBTREE),
    Recent(SalesOrder),
    FirstStep(N_("Add the first order"), SalesOrder, "add", "can_create"),
)
