"""Which rights an import needs beside the one to import, and why somebody may not do what was chosen."""

from __future__ import annotations

from typing import Any

from app.core.errors import RuleError
from app.core.exchange.models import ImportBatch, ImportMode
from app.core.exchange.plan import ImportPlan
from app.core.i18n import translate
from app.core.security import user_may
from app.core.text import N_
from app.core.views import view_of

_IMPORT = N_("You have no right to import here.")
_EDIT = N_("You have no right to change records of the kind “%(kind)s”; choose to add new ones only.")
_CHILD = N_("You have no right to add records of the kind “%(kind)s”; leave out their columns.")
_CHILD_EDIT = N_("You have no right to change records of the kind “%(kind)s”; leave out their columns.")


def may_edit(view: Any, user_id: int) -> bool:
    """Whether a file may change records that exist."""
    return user_may(user_id, "can_edit", view.class_permission_name)


def may_import(view: Any, user_id: int) -> RuleError | None:
    """Why this person may not import on this view, or take an import back."""
    allowed = user_may(user_id, "can_import", view.class_permission_name)
    return None if allowed else RuleError(_IMPORT)


def missing_right(view: Any, plan: ImportPlan, batch: ImportBatch, user_id: int) -> RuleError | None:
    """Why this person may not run this import as it was chosen. Asked on the page, and again when the job begins."""
    refusal = may_import(view, user_id)
    if refusal is not None:
        return refusal
    if batch.mode != ImportMode.CREATE and not may_edit(view, user_id):
        return RuleError(_EDIT, kind=translate(view.entity.label))
    for part in {plan.targets[name].part for name in (batch.mapping or {}).values() if name in plan.targets} - {""}:
        refusal = child_refusal(plan, part, batch.mode, user_id)
        if refusal is not None:
            return refusal
    return None


def child_refusal(plan: ImportPlan, part: str, mode: str, user_id: int) -> RuleError | None:
    """Why this person may not fill the columns of a child."""
    child = plan.children[part]
    view, kind = view_of(child.model), translate(child.model.__label__)
    if view is None:
        return None
    if not user_may(user_id, "can_create", view.class_permission_name):
        return RuleError(_CHILD, kind=kind)
    if mode != ImportMode.CREATE and not user_may(user_id, "can_edit", view.class_permission_name):
        return RuleError(_CHILD_EDIT, kind=kind)
    return None
