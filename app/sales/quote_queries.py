"""What is asked of quotes and of what was made of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.access import system_access
from app.core.db import db
from app.core.documents.models import Document
from app.core.registry import entity_of
from app.sales.models.contract import Contract
from app.sales.models.quote import Quote, QuoteLine
from app.sales.models.sales_order import SalesOrder

BETWEEN = 10  # numbers of lines leave room for others


def next_position(session: Session, quote: Quote) -> int:
    """After all lines that there are, those that are not saved yet included."""
    last = 0
    if quote.id is not None:
        with session.no_autoflush, system_access("number the lines of a quote"):
            known = select(func.max(QuoteLine.position)).where(QuoteLine.quote_id == quote.id)
            last = session.execute(known).scalar() or 0
    waiting = (line for line in session.new if isinstance(line, QuoteLine) and line.quote is quote)
    return max([last, *(line.position or 0 for line in waiting)]) + BETWEEN


def lines_of(quote: Quote) -> list[QuoteLine]:
    """The lines of a quote in their order."""
    live = select(QuoteLine).where(QuoteLine.quote_id == quote.id, QuoteLine.archived_at.is_(None))
    return list(db.session.execute(live.order_by(QuoteLine.position, QuoteLine.id)).scalars())


def order_made_of(document: Quote | Contract) -> SalesOrder | None:
    """The order that was made of a quote or a contract; None if there is none yet."""
    column: Any = SalesOrder.quote_id if isinstance(document, Quote) else SalesOrder.contract_id
    live = select(SalesOrder).where(column == document.id, SalesOrder.archived_at.is_(None))
    return db.session.execute(live).scalar()


def has_documents(contract: Contract) -> bool:
    """Whether a file was put on a contract."""
    on_it = (Document.entity == entity_of(Contract).name, Document.record_id == contract.id)
    return db.session.execute(select(Document.id).where(*on_it).limit(1)).first() is not None
