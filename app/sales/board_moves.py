"""A card goes to another column: for whoever saw it where it was, and only as the flow allows."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import db
from app.core.display import title
from app.core.errors import Conflict
from app.core.i18n import translate
from app.core.text import N_
from app.sales.enums import OrderStatus
from app.sales.models.order_event import OrderEvent
from app.sales.models.sales_order import SalesOrder
from app.sales.order_actions import hold
from app.sales.order_moves import move
from app.system.models.user import User


def bring(order: SalesOrder, target: OrderStatus, seen_in: str, version: int) -> None:
    """Bring an order that stood in the state `seen_in` to `target`.

    Conflict, with who it was, if somebody changed it since it had this `version`; RuleError where it may not go.
    """
    hold(order)
    if order.status != seen_in:
        state = translate(OrderStatus(order.status).label)
        raise Conflict(N_("%(name)s moved this order to “%(state)s” in the meantime."), name=_mover(order), state=state)
    if order.version != version:
        raise Conflict(
            N_("%(name)s changed this order in the meantime. Look at it, then move it again."),
            name=_name_of(order.changed_by_id),
        )
    move(order, target)


def _mover(order: SalesOrder) -> str:
    last = select(OrderEvent.by_id).where(OrderEvent.order_id == order.id).order_by(OrderEvent.id.desc()).limit(1)
    return _name_of(db.session.execute(last).scalar())


def _name_of(user_id: int | None) -> str:
    user = db.session.execute(select(User).where(User.id == user_id)).unique().scalar_one_or_none()
    return title(user) if user is not None else translate(N_("Somebody else"))
