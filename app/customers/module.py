"""What the customers module consists of."""

from app.core.module import Module, RoleGrant
from app.core.related import Related
from app.core.text import N_
from app.customers import main_contacts, saving  # noqa: F401  (their rules hold from here on)
from app.customers.charts import DASHBOARD
from app.customers.lookups import KIND_LABELS, LOOKUPS
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.views.charts import ContactChartsView, CustomerChartsView
from app.customers.views.contact import ContactView
from app.customers.views.customer import CustomerView
from app.customers.views.lead import LeadView
from app.customers.views.tag import TagView
from app.customers.views.territory import TerritoryView

_CARE = "read create edit mark_active mark_quiet mark_lost accept_grade make_main"
_READ = {"*": "read"}
_CHARTS = {"CustomerCharts": "read", "ContactCharts": "read"}

MODULE = Module(
    name="customers",
    label=N_("Customers"),
    views=(CustomerView, ContactView, LeadView, TerritoryView, TagView),
    charts=(CustomerChartsView, ContactChartsView),
    dashboard=DASHBOARD,
    lookup_kinds=KIND_LABELS,
    lookups=lambda: {kind: list(seeds) for kind, seeds in LOOKUPS.items()},
    related=(Related("customer", Contact, "customer"), Related("territory", Customer, "territory")),
    grants=(
        RoleGrant(
            "Sales",
            "OWN",
            {"Customer": _CARE, "Contact": _CARE, "Lead": _CARE, "Tag": "read create", "Territory": "read"} | _CHARTS,
        ),
        RoleGrant("SalesManager", "SUBTREE", {"*": f"{_CARE} delete import export", "Territory": "read"}),
        RoleGrant("Marketing", "ALL", {"*": f"{_CARE} import export", "Territory": "read"}),
        RoleGrant("ServiceAgent", "SUBTREE", {"Customer": "read edit", "Contact": _CARE, "*": "read"}),
        RoleGrant("GeneralManager", "ALL", {"*": f"{_CARE} delete import export"}),
        RoleGrant("Dispatcher", "ALL", _READ),
        RoleGrant("Finance", "ALL", _READ),
        RoleGrant("Production", "ALL", _READ),
        RoleGrant("Auditor", "ALL", _READ),
        RoleGrant("Technician", "OWN", _READ),
    ),
)
