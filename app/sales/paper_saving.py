"""What holds for delivery notes and returns, whoever saves them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.access import fetch
from app.core.errors import RuleError
from app.core.history import ChangeKind
from app.core.save_rules import before_save_of, has_set, linked_id
from app.core.saving import guard
from app.core.text import N_
from app.sales.enums import DeliveryStatus, ReturnStatus
from app.sales.models.delivery_note import DeliveryLine, DeliveryNote
from app.sales.models.sales_order_line import SalesOrderLine
from app.sales.models.sales_return import ReturnLine, SalesReturn

DONE = N_("The goods have moved: this does not change any more.")
_PAPERS: dict[type[Any], tuple[str, type[Any], str]] = {
    DeliveryLine: ("note", DeliveryNote, DeliveryStatus.DRAFT.value),
    ReturnLine: ("of_return", SalesReturn, ReturnStatus.DRAFT.value),
}


@before_save_of(DeliveryLine)
@before_save_of(ReturnLine)
def keep_papers_true(session: Session, lines: list[Any]) -> None:
    """Lines belong to the order of their paper, and stand once the goods have moved."""
    for line in lines:
        link, model, first = _PAPERS[type(line)]
        with session.no_autoflush:
            paper = line.__dict__.get(link) or fetch(model, linked_id(line, link), archived=True)
            if paper in session.deleted:
                continue
            if (paper.status or first) != first:
                raise RuleError(DONE)
            if has_set(line, "order_line", "order_line_id"):
                _check_order(session, line, paper)


def _check_order(session: Session, line: Any, paper: Any) -> None:
    chosen = line.__dict__.get("order_line")
    key = linked_id(line, "order_line")
    of_line = select(SalesOrderLine.order_id).where(SalesOrderLine.id == key)
    order_id = linked_id(chosen, "order") if chosen is not None else session.execute(of_line).scalar()
    if order_id != linked_id(paper, "order"):
        raise RuleError(N_("This line belongs to another order."), field="order_line")


@guard(DeliveryNote)
@guard(SalesReturn)
def keep_moved_goods(session: Session, paper: Any, kind: ChangeKind, changes: dict[str, Any]) -> None:
    """What has a number stays."""
    if kind in (ChangeKind.ARCHIVE, ChangeKind.DELETE) and paper.number is not None:
        raise RuleError(DONE)
