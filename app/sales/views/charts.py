"""The pages of this module's charts."""

from app.core.charts.view import EntityChartView
from app.core.text import N_
from app.sales.charts import LINE_CHARTS, ORDER_CHARTS
from app.sales.models.sales_order import SalesOrder
from app.sales.models.sales_order_line import SalesOrderLine


class OrderChartsView(EntityChartView):
    """How much is ordered, where, by whom, and how punctually it leaves."""

    class_permission_name = "OrderCharts"
    model = SalesOrder
    route_base = "/charts/orders"
    label = N_("Order charts")
    charts = ORDER_CHARTS


class OrderLineChartsView(EntityChartView):
    """What is ordered."""

    class_permission_name = "OrderLineCharts"
    model = SalesOrderLine
    route_base = "/charts/order_lines"
    label = N_("Charts of ordered products")
    charts = LINE_CHARTS
