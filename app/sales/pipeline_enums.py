"""The closed lists of what comes before an order: opportunities, quotes, contracts and plans."""

from __future__ import annotations

from app.core.enums import LabelledEnum, Tone
from app.core.text import N_


class StageKind(LabelledEnum):
    """What a stage means for the opportunities in it."""

    OPEN = "open", N_("Deal open"), Tone.INFO
    WON = "won", N_("Deal won"), Tone.GOOD
    LOST = "lost", N_("Deal lost"), Tone.BAD


class StageField(LabelledEnum):
    """What a stage can ask for. The codes are the names of fields of the opportunity."""

    CONTACT = "contact", N_("Contact")
    AMOUNT = "amount", N_("Amount")
    EXPECTED_CLOSE = "expected_close", N_("Expected close")
    SOURCE = "source", N_("Source")
    NEED = "need", N_("Need")
    COMPETITORS = "competitors", N_("Competitors")
    NEXT_STEP = "next_step", N_("Next step")
    NEXT_STEP_ON = "next_step_on", N_("Next step on")


class PlanPeriod(LabelledEnum):
    """How long a sales plan lasts."""

    MONTH = "month", N_("Monthly")
    QUARTER = "quarter", N_("Quarterly")
    YEAR = "year", N_("Yearly")


class PlanSide(LabelledEnum):
    """By what the whole of a plan is divided. The codes are the names of links of its parts."""

    TERRITORY = "territory", N_("Territory")
    DEPARTMENT = "department", N_("Department")
    PERSON = "person", N_("Salesperson")
    DISTRIBUTOR = "distributor", N_("Distributor")
    CATEGORY = "category", N_("Product category")


class QuoteStatus(LabelledEnum):
    """How far a quote is; what was sent does not change any more."""

    DRAFT = "draft", N_("Draft"), Tone.CALM
    SENT = "sent", N_("Sent"), Tone.INFO
    ACCEPTED = "accepted", N_("Accepted"), Tone.GOOD
    REFUSED = "refused", N_("Declined"), Tone.BAD
    EXPIRED = "expired", N_("Expired"), Tone.WARN
    REPLACED = "replaced", N_("Replaced by a newer version"), Tone.CALM


class ContractStatus(LabelledEnum):
    """Whether a contract binds."""

    DRAFT = "draft", N_("Draft"), Tone.CALM
    SIGNED = "signed", N_("Signed"), Tone.GOOD
    ENDED = "ended", N_("Ended"), Tone.CALM
