"""New leads that nobody owns go to whom the rules of assignment name, whoever saves them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from app.core.access import fetch, system_access
from app.core.clock import today
from app.core.save_rules import before_save_of, linked_id
from app.customers.models.assignment_rule import AssignmentRule
from app.customers.models.lead import Lead
from app.customers.rules.assignment import Candidate, first_fitting, least_busy
from app.customers.rules.lead_flow import OPEN
from app.system.models.user import UserProfile


@before_save_of(Lead)
def assign_new_leads(session: Session, leads: list[Lead]) -> None:
    """Owner and territory of new leads without an owner; where no rule fits, whoever makes the lead keeps it."""
    unowned = [lead for lead in leads if not inspect(lead).has_identity and linked_id(lead, "owner") is None]
    if unowned:
        Assignment(session).assign(unowned)


class Assignment:
    """One round of assignment, which remembers whom it has given what."""

    def __init__(self, session: Session) -> None:
        self._session = session
        live = select(AssignmentRule).where(AssignmentRule.active.is_(True), AssignmentRule.archived_at.is_(None))
        self._rules = session.execute(live.order_by(AssignmentRule.position, AssignmentRule.id)).scalars().all()
        self._candidates: dict[int, list[Candidate]] = {}

    def assign(self, leads: Iterable[Lead]) -> int:
        """Give each lead to whom the first fitting rule names; how many got an owner."""
        return sum(self._assign(lead) for lead in leads)

    def _assign(self, lead: Lead) -> bool:
        rule: Any = first_fitting(self._rules, lead)
        if rule is None:
            return False
        if linked_id(lead, "territory") is None and rule.territory_id is not None:
            lead.territory_id = rule.territory_id
        receiver = rule.assignee_id or self._next_in(rule.department_id)
        if receiver is not None:
            lead.owner = fetch(User, receiver)
        return receiver is not None

    def _next_in(self, department_id: int | None) -> int | None:
        if department_id is None:
            return None
        if department_id not in self._candidates:
            self._candidates[department_id] = self._read(department_id)
        candidates = self._candidates[department_id]
        chosen = least_busy(candidates)
        self._candidates[department_id] = [
            Candidate(c.user_id, c.open_leads + 1, today()) if c.user_id == chosen else c for c in candidates
        ]
        return chosen

    def _read(self, department_id: int) -> list[Candidate]:
        members = select(UserProfile.user_id).join(User, User.id == UserProfile.user_id)
        members = members.where(UserProfile.department_id == department_id, User.active.is_(True))
        ids = list(self._session.execute(members).scalars())
        counted = select(Lead.owner_id, func.count(), func.max(Lead.owner_since)).where(
            Lead.owner_id.in_(ids), Lead.status.in_([s.value for s in OPEN]), Lead.archived_at.is_(None)
        )
        with system_access("count the open leads of colleagues"):
            rows = self._session.execute(counted.group_by(Lead.owner_id))
            busy = {owner: (number, last) for owner, number, last in rows}
        return [Candidate(user_id, *busy.get(user_id, (0, None))) for user_id in ids]
