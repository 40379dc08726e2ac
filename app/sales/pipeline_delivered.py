"""What comes with the program: the stages of opportunities. Each is offered once."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import db
from app.sales.models.opportunity_stage import OpportunityStage, StageRequirement
from app.sales.pipeline_lookups import STAGES
from app.system.models.ledger import Ledger


def deliver() -> None:
    """Add what was never offered before and is not there."""
    ledger = Ledger()
    known = set(db.session.execute(select(OpportunityStage.name)).scalars())
    for position, (name, name_en, percent, kind, fields) in enumerate(STAGES, 1):
        if not ledger.offer(f"opportunity_stage:{name_en}") or name in known:
            continue
        stage = OpportunityStage(
            name=name, name_en=name_en, probability=percent, kind=kind.value, position=10 * position
        )
        db.session.add(stage)
        db.session.add_all([StageRequirement(stage=stage, field=field.value) for field in fields])
    db.session.flush()
