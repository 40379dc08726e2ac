"""The stages that opportunities pass, and what each asks for: administrators' own."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.core.columns import choice, integer, link, string
from app.core.db import Model
from app.core.text import N_
from app.core.traits import LIVE, Record, unique_among_live
from app.products.models.base import Bilingual
from app.sales.pipeline_enums import StageField, StageKind


class OpportunityStage(Bilingual, Record, Model):
    """One step on the way to an order. Its kind never changes: opportunities are open, won or lost by it."""

    __tablename__ = "opportunity_stage"
    __table_args__ = (unique_among_live("opportunity_stage", "name"),)
    __label__ = N_("Opportunity stage")
    __label_plural__ = N_("Opportunity stages")

    name: Mapped[str] = string(N_("Stage name"), 60, required=True, key=True)
    name_en: Mapped[str | None] = string(N_("English name"), 60, key=True)
    position: Mapped[int] = integer(N_("Order"), minimum=0, maximum=9999, required=True, default=10)
    probability: Mapped[int] = integer(
        N_("Probability in per cent"), minimum=0, maximum=100, required=True, default=10,
        help=N_("What an opportunity gets when it comes into this stage; it can be changed there."),
    )  # fmt: skip
    kind: Mapped[str] = choice(N_("Kind of stage"), StageKind, required=True, default="open", fixed=True)


class StageRequirement(Record, Model):
    """A field that an opportunity must have filled in before it comes into a stage."""

    __tablename__ = "stage_requirement"
    __table_args__ = (
        Index(
            "uq_stage_requirement_field",
            "stage_id",
            "field",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
            info={"refusal": N_("This stage asks for this field already.")},
        ),
    )
    __label__ = N_("Required field of a stage")
    __label_plural__ = N_("Required fields of stages")
    __title_field__ = "field"
    __part_of__ = "OpportunityStage"

    stage = link(
        N_("Stage"), "OpportunityStage", table="opportunity_stage", required=True, key=True, few=True,
        ondelete="CASCADE",
    )  # fmt: skip
    field: Mapped[str] = choice(N_("Required field"), StageField, required=True, key=True)
