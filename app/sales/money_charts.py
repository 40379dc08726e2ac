"""The charts of receivables, payments and expenses, and finance's part of the start page: definitions only."""

from app.core.charts.dashboard import DashboardChart, DashboardPart, KeyNumber
from app.core.charts.definition import Chart, ChartKind, Months, Sum
from app.core.principals import Scope
from app.core.text import N_
from app.products.currencies import company_currency
from app.sales.models.payment import Payment
from app.sales.models.receivable_instalment import ReceivableInstalment
from app.sales.money_enums import AgeBand, InstalmentState, PaymentState

# Whatever currency an order is in: what is open of it is kept in the company's, too.
OPEN = Sum("open_base", currency="base_currency", only=company_currency)
OWED = tuple(band.value for band in AgeBand if band is not AgeBand.SETTLED)

RECEIVABLE_CHARTS = (
    Chart("receivables_by_age", N_("Receivables by age"), "age_band", measure=OPEN, listed=True, only=OWED),
    Chart("receivables_by_customer", N_("Who owes most"), "customer", measure=OPEN),
    Chart("receivables_by_month", N_("What is due by month"), Months("due_on", last=6, ahead=12), measure=OPEN),
    Chart("receivables_by_state", N_("Instalments by state"), "state", ChartKind.PIE, listed=True),
)
PAYMENT_CHARTS = (
    Chart("payments_per_month", N_("Payments by month"), Months("paid_on", last=12), ChartKind.LINE,
          measure=Sum("base_amount", currency="base_currency", only=company_currency)),
    Chart("payments_by_method", N_("Payments by way of payment"), "method", ChartKind.PIE),
)  # fmt: skip
EXPENSE_CHARTS = (
    Chart("expenses_by_kind", N_("Expenses by kind"), "kind",
          measure=Sum("amount", currency="currency", only=company_currency)),
    Chart("expenses_by_person", N_("Expenses by person"), "owner",
          measure=Sum("amount", currency="currency", only=company_currency)),
)  # fmt: skip

MONEY_DASHBOARD: tuple[DashboardPart, ...] = (
    KeyNumber(
        N_("Overdue receivables"),
        ReceivableInstalment,
        lambda: {"_flt_0_state": InstalmentState.OVERDUE.value},
    ),
    KeyNumber(N_("Payments to confirm"), Payment, lambda: {"_flt_0_state": PaymentState.DRAFT.value}, sees=Scope.ALL),
    DashboardChart("receivables_by_age", sees=Scope.SUBTREE),
)
