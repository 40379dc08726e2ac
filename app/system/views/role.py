"""Roles on the screen: a table of rights, and how far each role sees."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import request, url_for
from flask_appbuilder import expose, has_access
from flask_appbuilder.actions import action
from sqlalchemy import select

from app.core.access import Scope
from app.core.db import db
from app.core.display import join, title
from app.core.entity_view import PERMISSIONS, EntityView, pages_for
from app.core.form_fields import EntityForm
from app.core.layout import fieldset
from app.core.listing import ListRequest, matching
from app.core.security import may
from app.core.text import N_
from app.system import actions, second_step
from app.system.comparing import differences
from app.system.holdings import security_manager
from app.system.models.user import Role
from app.system.rights import COMMON, SCOPES, ModuleRights, catalogue
from app.system.rules.granting import Grant, Holdings

# Sent with the table of rights; a program that only renames a role sends none.
TABLE = "rights_table"


class RoleView(EntityView):
    """What the members of each role may do."""

    model = Role
    method_permission_name = {**PERMISSIONS, "compare": "read"}
    route_base = "/role"
    list_columns = ["name"]
    search_columns = ["name"]
    fieldsets = [fieldset(N_("Role"), "name")]
    importable = False
    exclude_route_methods = {"download"} | pages_for("import")
    show_template = "system/role.html"
    add_template = edit_template = "system/role_form.html"

    common_rights = COMMON
    scopes = SCOPES

    def narrow(self, asked: ListRequest) -> ListRequest:
        """Without the framework's role of anonymous visitors, which has no rights here."""
        return asked.where(Role.name != security_manager().auth_role_public)

    def modules(self) -> list[ModuleRights]:
        """Everything that can be granted."""
        return catalogue()

    def holdings(self, role: Role | None) -> Holdings:
        """What the boxes show: what was sent, else what `role` gives, else what the role to copy gives."""
        if request.method == "POST":
            return Holdings(_sent_grants(), _sent_scopes())
        if role is None and request.args.get("copy"):
            role = self.fetch_or_404(request.args["copy"])
        return actions.held_by(role) if role is not None else Holdings()

    def scope_name(self, held: Holdings, module: str) -> str:
        """The code of how far `held` reaches in a module."""
        return Scope(held.scopes.get(module, Scope.NONE)).name

    def is_fixed(self, role: Role) -> bool:
        """Whether this is the role that holds everything."""
        return role.name == security_manager().auth_role_admin

    def version_of(self, record: Any) -> str:
        """A mark of all that the form shows: most of it stands in other tables."""
        held = actions.held_by(record)
        shown = [record.name, sorted(held.grants), sorted(held.scopes.items())]
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:32]

    def _refuse_stale(self, form: EntityForm, record: Any) -> None:
        # Two who save at the same moment would both find the mark unchanged.
        db.session.execute(select(Role.id).where(Role.id == record.id).with_for_update())
        db.session.expire(record)
        super()._refuse_stale(form, record)

    def before_save(self, record: Any, created: bool) -> None:
        if TABLE in request.form:
            actions.set_rights(record, _sent_grants(), _sent_scopes())

    def in_two_steps(self, role: Role) -> bool:
        """Whether the members of the role must log in in two steps."""
        return role.id in second_step.roles_in_two_steps()

    @action("two_steps", N_("Require two-step login"), None)
    def two_steps(self, roles: list[Any]) -> None:
        second_step.require(roles, required=True)

    @action("one_step", N_("Leave two-step login to the members"), None)
    def one_step(self, roles: list[Any]) -> None:
        second_step.require(roles, required=False)

    def members_url(self, role: Role) -> str:
        """The list of everybody with this role; empty for readers who may not see users."""
        return url_for("UserView.list", _flt_0_roles=role.id) if may("can_read", "User") else ""

    @expose("/compare/<pk>")
    @has_access
    def compare(self, pk: str) -> str:
        """What this role gives that another one does not, and the other way round."""
        role = self.fetch_or_404(pk)
        others = [one for one in db.session.scalars(matching(self.list_request()).order_by(Role.id)) if one is not role]
        asked = request.args.get("other")
        other = self.fetch_or_404(asked) if asked else None
        found = differences(self.modules(), actions.held_by(role), actions.held_by(other)) if other else []
        return self.render_template(  # type: ignore[no-any-return]
            "system/role_compare.html", view=self, role=role, other=other, roles=others, found=found, join=join
        )

    def title_of_copied(self) -> str:
        """The role that the new one is a copy of; empty if it is none."""
        copied = request.args.get("copy")
        return title(self.fetch_or_404(copied)) if copied else ""


def _sent_grants() -> set[Grant]:
    pairs = (text.partition(":") for text in request.form.getlist("right"))
    return {(permission, subject) for permission, _, subject in pairs}


def _sent_scopes() -> dict[str, Scope]:
    sent = {module.name: request.form.get(f"scope-{module.name}", "") for module in catalogue() if module.scoped}
    return {module: Scope[code] for module, code in sent.items() if code in SCOPES}
