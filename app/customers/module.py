"""What the customers module consists of."""

from app.core.module import Module, RoleGrant
from app.core.related import Related
from app.core.text import N_
from app.customers import (  # noqa: F401  (their rules hold from here on)
    assigning,
    data_quality,
    grade_rules,
    main_contacts,
    match_keys,
    ownership,
    reactions,
    relations,
    saving,
    territory_sight,
)
from app.customers.charts import DASHBOARD
from app.customers.duplicate_search import NIGHTLY_SEARCH
from app.customers.jobs import LOOKING, RECYCLING
from app.customers.lookups import KIND_LABELS, LOOKUPS
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.customer_relation import CustomerRelation
from app.customers.models.lead import Lead
from app.customers.models.merge import CustomerMerge, LeadMerge
from app.customers.views.assignment_rule import AssignmentRuleView
from app.customers.views.charts import ContactChartsView, CustomerChartsView
from app.customers.views.contact import ContactView
from app.customers.views.customer import CustomerView
from app.customers.views.customer_relation import CustomerRelationView
from app.customers.views.data_quality import DATA_QUALITY_VIEWS
from app.customers.views.duplicate_pair import DuplicatePairView
from app.customers.views.grade_rule import GradeRuleView
from app.customers.views.handover import HandoverView
from app.customers.views.lead import LeadView
from app.customers.views.merge import CustomerMergeView, LeadMergeView
from app.customers.views.pool_entry import PoolEntryView
from app.customers.views.tag import TagView
from app.customers.views.territory import TerritoryView
from app.system.views.document import DocumentView

_NUMBERS = "see_mobile see_home_phone"
_LEADS = "start_work qualify disqualify reopen convert undo_conversion release"
_MARKS = "checked_today mark_email_bounced mark_phone_wrong"
_CARE = f"read create edit share mark_active mark_quiet mark_lost accept_grade make_main {_LEADS} {_MARKS} {_NUMBERS}"
_CLEAN = "merge keep_apart reopen undo"
_LEAD_ON = f"{_CARE} {_CLEAN} see_bank_account delete import export assign give claim"
_MEND = "read checked_today normalise_phones tidy_texts fill_provinces"
_MENDING = {"DataProblem": f"{_MEND} archive_records can_look_again export"}
# Who may edit a record looks after its documents (see app.core.documents.saving); the rights here are to the list.
_DOCUMENTS = {"Document": "read edit delete"}
_READ = {"*": "read"}
_CALL = {"*": f"read {_NUMBERS}"}
_PAY = {"*": "read see_bank_account"}
_CHARTS = {"CustomerCharts": "read", "ContactCharts": "read"}

MODULE = Module(
    name="customers",
    label=N_("Customers"),
    icon="people",
    views=(
        CustomerView,
        ContactView,
        LeadView,
        DocumentView,
        PoolEntryView,
        CustomerRelationView,
        DuplicatePairView,
        CustomerMergeView,
        LeadMergeView,
        TerritoryView,
        TagView,
        HandoverView,
        AssignmentRuleView,
        GradeRuleView,
        *DATA_QUALITY_VIEWS,
    ),
    charts=(CustomerChartsView, ContactChartsView),
    dashboard=DASHBOARD,
    lookup_kinds=KIND_LABELS,
    lookups=lambda: {kind: list(seeds) for kind, seeds in LOOKUPS.items()},
    related=(
        Related("customer", Contact, "customer"),
        Related("customer", CustomerRelation, "customer"),
        Related("customer", CustomerRelation, "other", N_("Related to it")),
        Related("customer", Lead, "converted_customer", N_("Came from the leads")),
        Related("customer", CustomerMerge, "survivor"),
        Related("lead", LeadMerge, "survivor"),
        Related("territory", Customer, "territory"),
    ),
    schedules=(RECYCLING, NIGHTLY_SEARCH, LOOKING),
    grants=(
        RoleGrant(
            "Sales",
            "OWN",
            {
                "Customer": f"{_CARE} see_bank_account",
                "Contact": _CARE,
                "Lead": _CARE,
                "CustomerRelation": f"{_CARE} delete",
                "PoolEntry": "read claim",
                "DuplicatePair": "read keep_apart reopen convert",
                "CustomerMerge": "read",
                "LeadMerge": "read",
                "Handover": "read",
                "Tag": "read create",
                "Territory": "read",
                "DataProblem": _MEND,
            }
            | _DOCUMENTS
            | _CHARTS,
        ),
        RoleGrant("SalesManager", "SUBTREE", {"*": _LEAD_ON, "Territory": "read", "GradeRule": "read"} | _MENDING),
        RoleGrant(
            "Marketing",
            "ALL",
            {"*": f"{_CARE} {_CLEAN} import export assign give", "Territory": "read", "GradeRule": "read"} | _MENDING,
        ),
        RoleGrant(
            "ServiceAgent", "SUBTREE", {"Customer": "read edit share", "Contact": _CARE, "*": "read"} | _DOCUMENTS
        ),
        RoleGrant("GeneralManager", "ALL", {"*": _LEAD_ON} | _MENDING),
        RoleGrant("ProductManager", "ALL", {"Customer": "read", "Territory": "read"} | _DOCUMENTS),
        RoleGrant("Dispatcher", "ALL", _CALL),
        RoleGrant("Finance", "ALL", _PAY),
        RoleGrant("Production", "ALL", _READ),
        RoleGrant("Auditor", "ALL", {"*": "read can_reveal"}),
        RoleGrant("Technician", "OWN", _CALL),
    ),
)
