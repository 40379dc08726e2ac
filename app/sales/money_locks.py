"""The rows that an act about money holds until its end, always in this order: orders, payments, instalments.

Whoever wants the same rows waits, and reads them anew afterwards. SQLite has one writer at a time anyway.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import select

from app.core.access import system_access
from app.core.db import db
from app.core.errors import NotVisible
from app.core.text import N_
from app.sales.models.payment import Payment
from app.sales.models.receivable_instalment import ReceivableInstalment
from app.sales.models.sales_order import SalesOrder

M = TypeVar("M", SalesOrder, Payment, ReceivableInstalment)


def hold_orders(ids: Iterable[int]) -> dict[int, SalesOrder]:
    """Orders by id, as they are now. Their sums follow whatever whoever acts may see of them."""
    with system_access("keep the sums of orders true"):
        return {order.id: order for order in _hold(SalesOrder, ids)}


def hold_order(order: SalesOrder) -> SalesOrder:
    """One order that the acting person sees."""
    return _one(_hold(SalesOrder, [order.id]))


def hold_payment(payment_id: int) -> Payment:
    """One payment that the acting person sees, as it is now."""
    return _one(_hold(Payment, [payment_id]))


def hold_instalments(ids: Iterable[int]) -> dict[int, ReceivableInstalment]:
    """Living instalments by id, as they are now."""
    return {found.id: found for found in _hold(ReceivableInstalment, ids) if found.archived_at is None}


def _hold(model: type[M], ids: Iterable[int]) -> list[M]:
    wanted: Any = select(model).where(model.id.in_(sorted(set(ids)))).order_by(model.id)
    wanted = wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    db.session.flush()  # what is not written yet would be read away
    return list(db.session.execute(wanted).scalars())


def _one(found: list[M]) -> M:
    if not found or found[0].archived_at is not None:
        raise NotVisible(N_("This record does not exist, or it is not visible to you."))
    return found[0]
