"""Whether a job may still run: who started it may have lost the right, or the account, while it waited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app.core.access import identifying
from app.core.db import db
from app.core.errors import RuleError
from app.core.jobs.registry import Right, job_kind
from app.core.security import user_may
from app.core.text import N_

INACTIVE = N_("The account of whoever started this job is no longer active.")
WITHOUT_RIGHT = N_("Whoever started this job no longer has the right to it.")


def right_needed(name: str, args: Mapping[str, Any]) -> Right | None:
    """The right that a job takes; None where it takes none, or this version does not know the kind."""
    try:
        needs = job_kind(name).needs
    except KeyError:
        return None
    return needs(**args) if needs else None


def refuse_lost_rights(name: str, args: Mapping[str, Any], user_id: int) -> None:
    """RuleError unless the user is active and holds what the job takes, as it stands now."""
    with identifying():
        active = db.session.execute(select(User.active).where(User.id == user_id)).scalar_one_or_none()
    if not active:
        raise RuleError(INACTIVE)
    right = right_needed(name, args)
    if right is not None and not user_may(user_id, *right):
        raise RuleError(WITHOUT_RIGHT)
