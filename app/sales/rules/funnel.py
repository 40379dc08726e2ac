"""How many opportunities get how far, how many go on from there, and how long they stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.core.money import round_to


@dataclass(frozen=True)
class Standing:
    """Open opportunities in one stage since the same day: how many, and what they are worth (company currency)."""

    stage_id: int
    since: date
    number: int
    amount: Decimal
    weighted: Decimal


@dataclass(frozen=True)
class Step:
    """One stage: `number` are in it now, `reached` got at least so far, `rate` per cent of them went on.

    `age` is how many days those in it have been there on average. None: there is nothing to divide by.
    """

    stage_id: int
    number: int
    amount: Decimal
    weighted: Decimal
    reached: int
    rate: Decimal | None
    age: Decimal | None


def funnel(
    stages: Sequence[int], standing: Sequence[Standing], furthest: Mapping[int, int], won: int, today: date
) -> list[Step]:
    """The open `stages` in their order.

    `furthest` counts the open and the lost opportunities by the furthest open stage that each was in; the `won` went
    through all stages, and whoever came into a stage passed those before it.
    """
    steps: list[Step] = []
    beyond = won
    for place in range(len(stages) - 1, -1, -1):
        stage = stages[place]
        reached = beyond + furthest.get(stage, 0)
        here = [row for row in standing if row.stage_id == stage]
        number = sum(row.number for row in here)
        days = sum((today - row.since).days * row.number for row in here)
        steps.append(
            Step(
                stage_id=stage,
                number=number,
                amount=sum((row.amount for row in here), Decimal(0)),
                weighted=sum((row.weighted for row in here), Decimal(0)),
                reached=reached,
                rate=round_to(Decimal(beyond * 100) / reached, 1) if reached else None,
                age=round_to(Decimal(days) / number, 1) if number else None,
            )
        )
        beyond = reached
    return steps[::-1]
