"""The charts of the customers module and its part of the start page: definitions only."""

from app.core.access import Scope
from app.core.charts.dashboard import DashboardChart, DashboardPart, FirstStep, KeyNumber, Recent
from app.core.charts.definition import Chart, ChartKind, Months, Sum
from app.core.clock import today
from app.core.preferences import zone
from app.core.text import N_
from app.customers.enums import CustomerStatus, LeadStatus, LifecycleStage, PairState
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.duplicate_pair import DuplicatePair
from app.customers.models.lead import Lead
from app.customers.models.pool_entry import PoolEntry

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


OPEN_LEADS = [LeadStatus.NEW.value, LeadStatus.WORKING.value, LeadStatus.QUALIFIED.value]


def _leads_due() -> dict[str, str | list[str]]:
    return {
        "quick": "mine",
        "_flt_0_status": OPEN_LEADS,
        "_flt_5_next_contact_on": today(zone().key).isoformat(),
    }


DASHBOARD: tuple[DashboardPart, ...] = (
    KeyNumber(N_("My customers"), Customer, lambda: {"quick": "mine"}, sees_only=Scope.DEPARTMENT),
    KeyNumber(N_("My open leads"), Lead, lambda: {"quick": "mine", "_flt_0_status": OPEN_LEADS}),
    KeyNumber(N_("Leads to contact by today"), Lead, _leads_due),
    KeyNumber(N_("New customers this month"), Customer, lambda: {"quick": "month"}),
    KeyNumber(N_("Quiet customers"), Customer, lambda: {"_flt_0_status": CustomerStatus.QUIET.value}),
    KeyNumber(N_("Lost customers"), Customer, lambda: {"_flt_0_status": CustomerStatus.LOST.value}),
    KeyNumber(N_("In the public pool"), PoolEntry, sees=Scope.SUBTREE),
    KeyNumber(
        N_("Possible duplicates"), DuplicatePair, lambda: {"_flt_0_state": PairState.OPEN.value}, sees=Scope.SUBTREE
    ),
    DashboardChart("customers_new_per_month"),
    DashboardChart("customers_by_stage"),
    DashboardChart("customers_by_owner", sees=Scope.SUBTREE),
    Recent(Customer),
    Recent(Contact),
    Recent(Lead),
    FirstStep(N_("Add the first customer"), Customer, "add", "can_create"),
    FirstStep(N_("Import a list of customers"), Customer, "import_file", "can_import"),
)
