"""The pages of the charts of money."""

from app.core.charts.view import EntityChartView
from app.core.text import N_
from app.sales.models.payment import Payment
from app.sales.models.receivable_instalment import ReceivableInstalment
from app.sales.models.sales_expense import SalesExpense
from app.sales.money_charts import EXPENSE_CHARTS, PAYMENT_CHARTS, RECEIVABLE_CHARTS


class ReceivableChartsView(EntityChartView):
    """Who owes how much, and for how long."""

    class_permission_name = "ReceivableCharts"
    model = ReceivableInstalment
    route_base = "/charts/receivables"
    label = N_("Charts of receivables")
    charts = RECEIVABLE_CHARTS


class PaymentChartsView(EntityChartView):
    """What came in."""

    class_permission_name = "PaymentCharts"
    model = Payment
    route_base = "/charts/payments"
    label = N_("Charts of payments")
    charts = PAYMENT_CHARTS


class ExpenseChartsView(EntityChartView):
    """What selling costs."""

    class_permission_name = "ExpenseCharts"
    model = SalesExpense
    route_base = "/charts/expenses"
    label = N_("Charts of expenses")
    charts = EXPENSE_CHARTS
