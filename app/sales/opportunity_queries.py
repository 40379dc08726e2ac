"""What is asked of the stages of opportunities."""

from __future__ import annotations

from datetime import date as Day
from functools import cached_property
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.access import system_access
from app.core.db import db
from app.core.errors import RuleError
from app.core.text import N_
from app.sales.models.opportunity import Opportunity, OpportunityMove
from app.sales.models.opportunity_stage import OpportunityStage, StageRequirement
from app.sales.pipeline_enums import StageField, StageKind
from app.sales.rules.funnel import Standing

NO_STAGE = N_("There is no stage of this kind: an administrator adds one.")


class Stages:
    """All stages in their order, with what each asks for; read at most once, when first needed."""

    @cached_property
    def all(self) -> list[OpportunityStage]:
        with db.session.no_autoflush:
            found = select(OpportunityStage).order_by(OpportunityStage.position, OpportunityStage.id)
            return list(db.session.execute(found).scalars())

    @cached_property
    def _required(self) -> dict[int, set[str]]:
        live = select(StageRequirement.stage_id, StageRequirement.field).where(StageRequirement.archived_at.is_(None))
        found: dict[int, set[str]] = {}
        with db.session.no_autoflush:
            for stage_id, field in db.session.execute(live):
                found.setdefault(stage_id, set()).add(field)
        return found

    def open(self) -> list[OpportunityStage]:
        """The stages in which opportunities are worked on."""
        return [stage for stage in self.all if stage.kind == StageKind.OPEN and stage.archived_at is None]

    def first(self, kind: StageKind) -> OpportunityStage:
        """The first stage of a kind; RuleError if administrators removed them all."""
        for stage in self.all:
            if stage.kind == kind and stage.archived_at is None:
                return stage
        raise RuleError(NO_STAGE, field="stage")

    def by_id(self, stage_id: int | None) -> OpportunityStage | None:
        """A stage, also one that is used no more; None for no number or an unknown one."""
        return next((stage for stage in self.all if stage.id == stage_id), None)

    def place(self, stage: OpportunityStage) -> int:
        """How far on the way a stage is."""
        return self.all.index(stage)

    def required(self, stage: OpportunityStage) -> list[str]:
        """The fields that a stage asks for, in the order of the form."""
        asked = self._required.get(stage.id, set())
        return [field.value for field in StageField if field.value in asked]

    def stored(self, session: Session, opportunity_id: int) -> tuple[OpportunityStage | None, Day | None]:
        """The stage that the database holds of an opportunity, and since when."""
        found = select(Opportunity.stage_id, Opportunity.stage_since).where(Opportunity.id == opportunity_id)
        with session.no_autoflush, system_access("read what is stored of an opportunity that is being changed"):
            row = session.execute(found).one_or_none()
        return (self.by_id(row.stage_id), row.stage_since) if row is not None else (None, None)


def last_open_stage(opportunity: Opportunity, stages: Stages) -> OpportunityStage:
    """The open stage in which an opportunity was before it was closed, else the first one."""
    ids = select(OpportunityMove.from_stage_id).where(OpportunityMove.opportunity_id == opportunity.id)
    for stage_id in db.session.execute(ids.order_by(OpportunityMove.id.desc())).scalars():
        stage = stages.by_id(stage_id)
        if stage is not None and stage.kind == StageKind.OPEN and stage.archived_at is None:
            return stage
    return stages.first(StageKind.OPEN)


def standing() -> list[Standing]:
    """The open opportunities that the reader may see, by stage and day."""
    columns = (Opportunity.stage_id, Opportunity.stage_since)
    sums = (func.count(), func.sum(Opportunity.amount_base), func.sum(Opportunity.weighted_amount))
    live = (Opportunity.outcome == StageKind.OPEN.value, Opportunity.archived_at.is_(None))
    rows = db.session.execute(select(*columns, *sums).where(*live).group_by(*columns))
    return [
        Standing(stage_id, since, number, amount or 0, weighted or 0)
        for stage_id, since, number, amount, weighted in rows
    ]


def furthest() -> tuple[dict[int, int], int]:
    """How many opportunities came how far without being won, and how many were won: those that the reader may see."""
    columns = (Opportunity.furthest_stage_id, Opportunity.outcome)
    live = select(*columns, func.count()).where(Opportunity.archived_at.is_(None)).group_by(*columns)
    reached: dict[int, int] = {}
    won = 0
    for stage_id, outcome, number in db.session.execute(live):
        if outcome == StageKind.WON:
            won += number
        elif stage_id is not None:
            reached[stage_id] = reached.get(stage_id, 0) + number
    return reached, won


def made_of(lead_id: int) -> list[Any]:
    """The opportunities that a lead became, each after its stage changes, as far as the reader may see them."""
    live = select(Opportunity).where(Opportunity.lead_id == lead_id, Opportunity.archived_at.is_(None))
    found = list(db.session.execute(live.order_by(Opportunity.id)).scalars())
    ids = [opportunity.id for opportunity in found]
    moves = select(OpportunityMove).where(OpportunityMove.opportunity_id.in_(ids))
    return [*db.session.execute(moves).scalars(), *found] if ids else []
