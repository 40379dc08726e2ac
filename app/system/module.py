"""What the system module consists of."""

from __future__ import annotations

from typing import Any

from app.core.module import Module, RoleGrant
from app.core.suggestions import register_suggestions
from app.core.text import N_
from app.system import principals
from app.system.region_suggestions import RegionSuggestions
from app.system.views.department import DepartmentView
from app.system.views.lookup import LookupView
from app.system.world import world_lists


def _connect(_app: Any) -> None:
    principals.connect()
    register_suggestions("region", RegionSuggestions())


MODULE = Module(
    name="system",
    label=N_("System"),
    views=(DepartmentView, LookupView),
    grants=(RoleGrant("Auditor", "ALL", {"*": "read"}),),
    lookups=world_lists,
    on_create=_connect,
)
