"""The recycle bin: a deleted record is archived, and comes back whole."""

from __future__ import annotations

from typing import Any

from app.core.clock import now
from app.core.db import db
from app.core.dependents import refuse_if_needed_elsewhere
from app.core.errors import RuleError
from app.core.text import N_


def archive(record: Any, *, needed: bool = True) -> None:
    """Put a record into the recycle bin; RuleError when others depend on it.

    `needed` False: it was asked for many records at once that nothing points to this one (see `pointed_at`).
    """
    if needed:
        refuse_if_needed_elsewhere(record)
    if hasattr(record, "archived_at"):
        record.archived_at = now()
    else:
        db.session.delete(record)


def restore(record: Any) -> None:
    """Take a record out of the recycle bin."""
    if record.archived_at is None:
        raise RuleError(N_("“%(title)s” is not in the recycle bin."), title=str(record))
    record.archived_at = None
