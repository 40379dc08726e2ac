"""The grade rules in force: those of the administrators, else the delivered ones."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import db
from app.core.save_rules import before_save_of
from app.core.stamps import stamped, watch
from app.customers.models.grade_rule import GradeRule as StoredRule
from app.customers.rules.grading import DEFAULT_RULES, GradeRule, check_rules

watch("grade_rule", StoredRule)


def grade_rules() -> tuple[GradeRule, ...]:
    """Best grade first; read once until somebody changes one."""
    rules: tuple[GradeRule, ...] = stamped("grade_rule", "rules", _read)
    return rules


def _read() -> tuple[GradeRule, ...]:
    live = select(StoredRule).where(StoredRule.archived_at.is_(None)).order_by(StoredRule.position, StoredRule.id)
    stored = db.session.execute(live).scalars().all()
    return tuple(_rule(row) for row in stored) or DEFAULT_RULES


def _rule(row: StoredRule) -> GradeRule:
    return GradeRule(row.grade, row.min_revenue, row.min_employees, row.needs_both)


@before_save_of(StoredRule)
def keep_rules_useful(session: Session, changed: list[StoredRule]) -> None:
    """Refuse rules of which one could never be reached."""
    with session.no_autoflush:
        stored = session.execute(select(StoredRule)).scalars().all()
    rows = {id(row): row for row in (*stored, *changed)}.values()
    live = [row for row in rows if row.archived_at is None and row not in session.deleted]
    check_rules([_rule(row) for row in sorted(live, key=lambda row: (row.position or 0, row.id or 0))])
