"""What the part about money adds to the sales module: views, related lists, rights and the nightly job."""

from app.core.related import Related
from app.customers.following import Follow, follows_merge
from app.sales import money_saving  # noqa: F401  (its rules hold from here on)
from app.sales.models.dunning_step import DunningStep
from app.sales.models.invoice import Invoice
from app.sales.models.payment import Payment
from app.sales.models.payment_allocation import PaymentAllocation
from app.sales.models.receivable_instalment import ReceivableInstalment
from app.sales.money_jobs import AGEING
from app.sales.views.invoice import InvoiceView
from app.sales.views.money_charts import ExpenseChartsView, PaymentChartsView, ReceivableChartsView
from app.sales.views.payment import FreePaymentView, PaymentAllocationView, PaymentView
from app.sales.views.receivable import DueView, DunningStepView, OverdueView, ReceivableInstalmentView
from app.sales.views.sales_expense import SalesExpenseView

follows_merge("receivable_instalment.customer_id", Follow.MOVE)
follows_merge("invoice.customer_id", Follow.MOVE)
follows_merge("payment.customer_id", Follow.MOVE)

MONEY_VIEWS = (
    ReceivableInstalmentView,
    DueView,
    OverdueView,
    InvoiceView,
    PaymentView,
    FreePaymentView,
    PaymentAllocationView,
    DunningStepView,
    SalesExpenseView,
)
MONEY_CHART_VIEWS = (ReceivableChartsView, PaymentChartsView, ExpenseChartsView)
MONEY_SCHEDULES = (AGEING,)
MONEY_RELATED = (
    Related("sales_order", ReceivableInstalment, "order"),
    Related("sales_order", Invoice, "order"),
    Related("customer", ReceivableInstalment, "customer"),
    Related("customer", Invoice, "customer"),
    Related("customer", Payment, "customer"),
    Related("payment", PaymentAllocation, "payment"),
    Related("receivable_instalment", PaymentAllocation, "instalment"),
    Related("receivable_instalment", DunningStep, "instalment"),
)

_CHARTS = {"ReceivableCharts": "read", "PaymentCharts": "read", "ExpenseCharts": "read"}
_READ = {
    "ReceivableInstalment": "read",
    "Invoice": "read",
    "Payment": "read",
    "PaymentAllocation": "read",
    "DunningStep": "read",
}
_ON_ORDERS = {"SalesOrder": "make_payment_plan issue_invoice"}
_OWN_EXPENSES = {"SalesExpense": "read create edit delete submit_expense"}
_LED_EXPENSES = {"SalesExpense": "read create edit delete export submit_expense approve_expense reject_expense"}
_BOOK = {
    "ReceivableInstalment": "read edit export dun",
    "Invoice": "read edit export cancel_invoice",
    "Payment": "read create edit delete import export confirm_payment allocate_payment allocate_by_hand refund_payment"
    " see_bank_account",
    "PaymentAllocation": "read export undo_allocation",
    "DunningStep": "read edit export",
}
_LEAD = {name: f"{rights} export" for name, rights in _READ.items()}

# By ready role: the rights on what this part brings, and further ones on orders.
MONEY_GRANTS: dict[str, dict[str, str]] = {
    "Sales": _READ | _OWN_EXPENSES,
    "SalesManager": _LEAD | _LED_EXPENSES | _CHARTS,
    "GeneralManager": _BOOK | _LED_EXPENSES | _CHARTS | _ON_ORDERS,
    "Finance": _BOOK | {"SalesExpense": "read export"} | _CHARTS | _ON_ORDERS,
    "Auditor": _READ | {"Payment": "read see_bank_account", "SalesExpense": "read"} | _CHARTS,
}
