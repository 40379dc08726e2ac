"""The charts of the customers module and its part of the start page: definitions only."""

from app.core.access import acting_user_id
from app.core.charts.dashboard import DashboardChart, DashboardPart, FirstStep, KeyNumber, Recent
from app.core.charts.definition import Chart, ChartKind, Months, Sum
from app.core.charts.months import Month
from app.core.clock import today
from app.core.preferences import zone
from app.core.text import N_
from app.customers.enums import CustomerStatus, LifecycleStage
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer

CUSTOMER_CHARTS = (
    Chart("customers_new_per_month", N_("New customers by month"), Months("created_at"), ChartKind.LINE),
    Chart(
        "customers_by_stage",
        N_("Lifecycle funnel"),
        "stage",
        ChartKind.FUNNEL,
        only=(
            LifecycleStage.PROSPECT.value,
            LifecycleStage.LEAD.value,
            LifecycleStage.NEW.value,
            LifecycleStage.GROWING.value,
            LifecycleStage.LOYAL.value,
        ),
    ),
    Chart("customers_by_industry", N_("Customers by industry"), "industry"),
    Chart("customers_by_source", N_("Customers by source"), "source", ChartKind.PIE, limit=7),
    Chart("customers_by_grade", N_("Customers by grade"), "grade", listed=True),
    Chart("customers_by_status", N_("Customers by status"), "status", ChartKind.PIE, listed=True),
    Chart("customers_by_territory", N_("Customers by territory"), "territory"),
    Chart("customers_by_province", N_("Customers by province"), "province", limit=15),
    Chart("customers_by_owner", N_("Customers by owner"), "owner"),
    Chart(
        "revenue_by_industry",
        N_("Annual revenue of customers by industry"),
        "industry",
        measure=Sum("annual_revenue", currency="currency", only="CNY"),
    ),
)

CONTACT_CHARTS = (
    Chart("contacts_new_per_month", N_("New contacts by month"), Months("created_at"), ChartKind.LINE),
    Chart("contacts_by_role", N_("Contacts by role in decisions"), "decision_role", listed=True),
)


def _this_month() -> dict[str, str]:
    return {"_flt_4_created_at": f"{Month.of(today(zone().key)).first_day} 00:00"}


DASHBOARD: tuple[DashboardPart, ...] = (
    KeyNumber(N_("My customers"), Customer, lambda: {"_flt_0_owner": str(acting_user_id())}),
    KeyNumber(N_("New this month"), Customer, _this_month),
    KeyNumber(N_("Quiet customers"), Customer, lambda: {"_flt_0_status": CustomerStatus.QUIET.value}),
    KeyNumber(N_("Lost customers"), Customer, lambda: {"_flt_0_status": CustomerStatus.LOST.value}),
    DashboardChart("customers_new_per_month"),
    DashboardChart("customers_by_stage"),
    Recent(Customer),
    Recent(Contact),
    FirstStep(N_("Add the first customer"), Customer, "add", "can_create"),
    FirstStep(N_("Import a list of customers"), Customer, "import_file", "can_import"),
)
