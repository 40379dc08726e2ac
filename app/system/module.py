"""What the system module consists of."""

from __future__ import annotations

from typing import Any

from app.core import afterwards
from app.core.describe_routes import DescribeView
from app.core.documents.limits import set_upload_limit
from app.core.documents.models import KINDS
from app.core.module import Module, RoleGrant
from app.core.search_pages import SearchView
from app.core.style_page import StyleView
from app.core.suggestions import register_suggestions
from app.core.text import N_
from app.core.timeline_history import HISTORY
from app.system import (
    forced_password,
    principals,
    reactions,  # noqa: F401  (its rules hold from here on)
    viewing,
)
from app.system.document_types import DOCUMENT_TYPES
from app.system.jobs import COUNTING, NIGHTLY
from app.system.models.user import Role
from app.system.region_suggestions import RegionSuggestions
from app.system.rights import rights_in_history
from app.system.roles import ROLES
from app.system.settings import setting
from app.system.views.department import DepartmentView
from app.system.views.history import HistoryView
from app.system.views.jobs import JobsView
from app.system.views.logins import LoginsView
from app.system.views.lookup import LookupView
from app.system.views.password_link import PasswordLinkView
from app.system.views.profile import PasswordView, ProfileView
from app.system.views.role import RoleView
from app.system.views.saved_view import SavedViewView
from app.system.views.second_step import SecondStepView
from app.system.views.sequence import SequenceView
from app.system.views.setting import SettingsView
from app.system.views.share import ShareView
from app.system.views.user import UserView
from app.system.views.viewing import ViewingView
from app.system.world import world_lists

# Whatever else somebody may do: their own account, their own jobs, and looking for what they may read.
OWN = {"Profile": "read edit", "Jobs": "read edit", "Search": "read"}
# Which shares somebody sees follows from the records that they belong to.
SHARES = {"Share": "read"}
# Everybody keeps views of their own; managers publish them to a role or to everybody.
VIEWS = {"SavedView": "read create edit delete"}
PUBLISHING = {"SavedView": "read create edit delete publish"}
PUBLISHERS = {"GeneralManager", "SalesManager", "Marketing"}
OUTSIDE = {"PortalCustomer", "PortalDistributor"}


def _views(role: str) -> dict[str, str]:
    return PUBLISHING if role in PUBLISHERS else VIEWS


def _connect(app: Any) -> None:
    app.extensions["kehu_roles"] = ROLES
    principals.connect()
    set_upload_limit(lambda: int(setting("document_megabytes")))
    register_suggestions("region", RegionSuggestions())
    Role.__history_field__ = staticmethod(rights_in_history)
    forced_password.install(app)
    viewing.install(app)
    afterwards.install(app)


MODULE = Module(
    name="system",
    label=N_("System"),
    icon="gear",
    views=(UserView, RoleView, DepartmentView, LookupView, SequenceView, ShareView, SavedViewView, HistoryView),
    pages=(SettingsView, JobsView, ProfileView, DescribeView, StyleView),
    hidden_views=(PasswordView, SearchView, ViewingView, LoginsView, PasswordLinkView, SecondStepView),
    timeline=(HISTORY,),
    schedules=(NIGHTLY, COUNTING),
    grants=(
        RoleGrant("Auditor", "ALL", {"*": "read export"} | OWN | VIEWS),
        *(
            RoleGrant(role, "NONE", OWN if role in OUTSIDE else OWN | SHARES | _views(role))
            for role in ROLES
            if role not in ("Admin", "Auditor")
        ),
    ),
    lookup_kinds={"country": N_("Country or region"), "currency": N_("Currency")} | KINDS,
    lookups=lambda: world_lists() | {"document_type": list(DOCUMENT_TYPES)},
    on_create=_connect,
)
