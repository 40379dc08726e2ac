"""From which stage an opportunity may go where, what a stage asks for, and what an opportunity is worth."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from app.core.errors import RuleError
from app.core.money import round_to
from app.core.text import N_
from app.sales.pipeline_enums import StageKind

MOST = 100  # per cent

CLOSED_ALREADY = N_("This opportunity is closed: reopen it first.")
USE_THE_ACT = N_("An opportunity is closed by “Deal won” or “Deal lost”, which ask why.")
STAYS = N_("The opportunity is in this stage already.")
STILL_OPEN = N_("This opportunity is open.")
NEEDS_OPEN_STAGE = N_("An open opportunity needs a stage that is open.")


def check_advance(present: str, stage_id: int, wanted: str, wanted_id: int) -> None:
    """RuleError if an opportunity of the kind `present` in a stage may not move on to another one of kind `wanted`."""
    if present != StageKind.OPEN:
        raise RuleError(CLOSED_ALREADY)
    if wanted != StageKind.OPEN:
        raise RuleError(USE_THE_ACT, field="stage")
    if stage_id == wanted_id:
        raise RuleError(STAYS, field="stage")


def check_close(present: str) -> None:
    """RuleError if an opportunity of the kind `present` is closed already."""
    if present != StageKind.OPEN:
        raise RuleError(CLOSED_ALREADY)


def check_reopen(present: str, wanted: str) -> None:
    """RuleError if an opportunity of the kind `present` may not be opened again in a stage of the kind `wanted`."""
    if present == StageKind.OPEN:
        raise RuleError(STILL_OPEN)
    if wanted != StageKind.OPEN:
        raise RuleError(NEEDS_OPEN_STAGE, field="stage")


def check_probability(kind: str, percent: int) -> None:
    """RuleError where the probability of a stage says something else than its kind: won is 100, lost is 0 per cent."""
    sure = {StageKind.WON.value: MOST, StageKind.LOST.value: 0}.get(kind)
    if sure is not None and percent != sure:
        raise RuleError(
            N_("What is won has a probability of 100 per cent, what is lost one of 0."), field="probability"
        )


def missing(required: Collection[str], values: Mapping[str, object]) -> list[str]:
    """Which of the `required` fields are empty, in their order; an amount of 0 is a value."""
    return [name for name in required if values.get(name) is None or values.get(name) == ""]


def weighted(amount: Decimal | None, percent: int, digits: int) -> Decimal | None:
    """What an amount is worth at a probability of `percent`, rounded to the currency's `digits`."""
    return None if amount is None else round_to(amount * percent / MOST, digits)
