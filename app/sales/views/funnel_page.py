"""What the page of the sales funnel shows."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Any

from app.core.amounts import in_currency
from app.core.charts.links import address
from app.core.clock import today
from app.core.display import display_plain
from app.core.preferences import zone
from app.products.currencies import company_currency
from app.sales.opportunity_queries import Stages, furthest, standing
from app.sales.pipeline_enums import StageKind
from app.sales.rules.funnel import Step, funnel


class FunnelPage:
    """The open stages with what is in them, how many went on, and how long the others wait."""

    def __init__(self, view: Any) -> None:
        self.view = view

    @cached_property
    def _stages(self) -> list[Any]:
        return Stages().open()

    @cached_property
    def steps(self) -> list[Step]:
        """One for each open stage."""
        reached, won = furthest()
        ids = [stage.id for stage in self._stages]
        return funnel(ids, standing(), reached, won, today(zone().key))

    @cached_property
    def lines(self) -> list[dict[str, Any]]:
        """Each step in words; `width` is the share of those who came so far, in whole per cent."""
        most = max((step.reached for step in self.steps), default=0)
        return [
            {
                "name": stage.shown_title,
                "width": step.reached * 100 // most if most else 0,
                "reached": display_plain(step.reached),
                "rate": percent(step.rate),
                "number": display_plain(step.number),
                "age": display_plain(step.age) if step.age is not None else "",
                "amount": in_currency(step.amount, company_currency()),
                "weighted": in_currency(step.weighted, company_currency()),
                "url": address(f"{self.view.endpoint}.list", [("_flt_0_stage", str(stage.id)), OPEN]),
            }
            for stage, step in zip(self._stages, self.steps, strict=True)
        ]

    @property
    def is_empty(self) -> bool:
        """Whether nobody has noted an opportunity yet."""
        return not any(step.reached for step in self.steps)


OPEN = ("_flt_0_outcome", StageKind.OPEN.value)


def percent(number: Decimal | None) -> str:
    """A number of per cent as readers see it; nothing for none."""
    return f"{display_plain(number.normalize())}%" if number is not None else ""
