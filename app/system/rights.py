"""Every right that a role can hold, in the order of the menu and in the reader's words."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_appbuilder.security.sqla.models import Permission, PermissionView, ViewMenu
from sqlalchemy import select

from app.core.access import Scope, governed_models
from app.core.columns import FieldSpec
from app.core.db import db
from app.core.display import join
from app.core.errors import RuleError
from app.core.i18n import translate
from app.core.module import Module
from app.core.registry import Field
from app.core.stamps import stamped
from app.core.text import N_
from app.system.models.user import Role
from app.system.rules.granting import FOLLOWING, Grant

COMMON = {
    "can_read": N_("View"),
    "can_create": N_("Add"),
    "can_edit": N_("Edit"),
    "can_delete": N_("Delete"),
    "can_import": N_("Import"),
    "can_export": N_("Export"),
}
SCOPES = {
    Scope.NONE.name: N_("Nothing"),
    Scope.OWN.name: N_("Own records"),
    Scope.DEPARTMENT.name: N_("Own department"),
    Scope.SUBTREE.name: N_("Own department and below"),
    Scope.ALL.name: N_("Everything"),
}


@dataclass(frozen=True)
class Subject:
    """What rights are held on: an entity or a page. `rights` are {permission: label msgid}, the common ones first.

    `label` is the menu's own, translated when it becomes text.
    """

    name: str
    label: Any
    rights: dict[str, str]

    @property
    def named(self) -> dict[str, str]:
        """The rights to single actions."""
        return {name: label for name, label in self.rights.items() if name not in COMMON}


@dataclass(frozen=True)
class ModuleRights:
    """The subjects of one module; `scoped` if some of its records are not for everybody."""

    name: str
    label: str
    scoped: bool
    subjects: tuple[Subject, ...]


def catalogue() -> list[ModuleRights]:
    """Everything that can be granted, by module."""
    modules: list[ModuleRights] = stamped("role", "catalogue", _read_catalogue)
    return modules


def _read_catalogue() -> list[ModuleRights]:
    existing = _existing()
    scoped = {model.__access_group__ for model in governed_models()}
    modules = []
    for module in current_app.extensions["kehu_modules"]:
        subjects = tuple(_subjects(module, existing))
        if subjects:
            modules.append(ModuleRights(module.name, module.label, module.name in scoped, subjects))
    return modules


def _existing() -> dict[str, set[str]]:
    """{object: its permissions} as `flask kehu init` wrote them."""
    found: dict[str, set[str]] = {}
    statement = (
        select(ViewMenu.name, Permission.name)
        .join(PermissionView, PermissionView.view_menu_id == ViewMenu.id)
        .join(Permission, Permission.id == PermissionView.permission_id)
    )
    for subject, permission in db.session.execute(statement):
        found.setdefault(subject, set()).add(permission)
    return found


def views_of(module: Module) -> Iterator[Any]:
    """The registered views of a module, in the order of its menu."""
    registered = {type(view): view for view in current_app.appbuilder.baseviews}  # type: ignore[attr-defined]
    for kind in (*module.views, *module.pages, *module.charts, *module.hidden_views):
        if kind in registered:
            yield registered[kind]


def _subjects(module: Module, existing: dict[str, set[str]]) -> Iterator[Subject]:
    labels: dict[str, Any] = {}
    names: dict[str, dict[str, str]] = {}
    for view in views_of(module):
        if _belongs_elsewhere(view, module):
            continue
        subject = view.class_permission_name
        labels.setdefault(subject, view_label(view))
        names.setdefault(subject, {}).update(_labels_of(view))
    for subject, label in labels.items():
        held = existing.get(subject, set()) - {FOLLOWING}
        ordered = [*COMMON, *sorted(held - COMMON.keys())]
        rights = {name: COMMON.get(name) or names[subject].get(name, name) for name in ordered if name in held}
        if rights:
            yield Subject(subject, label, rights)


def _belongs_elsewhere(view: Any, module: Module) -> bool:
    """Whether a list of some records stands in another module than their entity, where the rights to them stand."""
    return getattr(view, "partial", False) and view.entity.module != module.name


def view_label(view: Any) -> Any:
    """What the menu calls a view."""
    return view.menu_label() if hasattr(view, "menu_label") else type(view).__name__


def _labels_of(view: Any) -> dict[str, str]:
    """The labels of a view's own permissions: its actions', and those it declares in `permission_labels`."""
    actions = {view.permission_of(a): str(a.text) for a in getattr(view, "actions", {}).values()}
    return actions | getattr(view, "permission_labels", {})


def label_of(grant: Grant) -> str:
    """A right in words: “Customers: Delete”."""
    permission, name = grant
    for module in catalogue():
        for subject in module.subjects:
            if subject.name == name:
                return f"{subject.label}: {translate(subject.rights.get(permission, permission))}"
    return f"{name}: {permission}"


def refuse_unheld(lacking: tuple[Collection[Grant], Collection[str]], *, field: str | None = None) -> None:
    """RuleError that names what somebody wanted to give without holding it, if anything."""
    grants, modules = lacking
    labels = {module.name: translate(module.label) for module in current_app.extensions["kehu_modules"]}
    names = [*map(label_of, list(grants)[:5]), *(labels.get(name, name) for name in modules)]
    if names:
        more = "…" if len(grants) > 5 else ""
        raise RuleError(
            N_("You cannot grant what you do not hold yourself: %(list)s."), field=field, list=join(names) + more
        )


def rights_in_history(name: str) -> Field | None:
    """How the history shows what a role may do on one subject (`rights:<name>`), or see in one module (`scope:…`);
    and whether its members log in in two steps.
    """
    if name == "two_steps":
        return Field(name, Role, FieldSpec("boolean", N_("Two-step login")))
    kind, _, rest = name.partition(":")
    for module in catalogue():
        if kind == "scope" and module.name == rest:
            label = translate(N_("%(module)s: sees"), module=translate(module.label))
            return Field(name, Role, FieldSpec("choice", label, labels=lambda: SCOPES))
        for subject in module.subjects:
            if kind == "rights" and subject.name == rest:
                rights = subject.rights
                spec = FieldSpec("choice", str(subject.label), many=True, labels=lambda: rights)  # noqa: B023
                return Field(name, Role, spec)
    return None
