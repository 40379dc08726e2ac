"""How much may leave and come back of a line of an order."""

from __future__ import annotations

from decimal import Decimal

from app.core.errors import RuleError
from app.core.text import N_
from app.sales.enums import OrderStatus

SHIPPING = (OrderStatus.READY.value, OrderStatus.PARTLY_SHIPPED.value)


def check_shipping(status: str) -> None:
    """RuleError if goods of an order in this state (a stored code) do not leave."""
    if status not in SHIPPING:
        raise RuleError(N_("Goods leave only for an order that is ready or partly shipped."))


def check_delivery(ordered: Decimal, delivered: Decimal, wanted: Decimal, name: str) -> None:
    """RuleError if more would leave than was ordered; all are quantities of one line, in its unit."""
    if delivered + wanted > ordered:
        raise RuleError(
            N_("Of “%(title)s” %(open)s are still to be delivered, not %(wanted)s."),
            field="quantity", title=name, open=_plain(ordered - delivered), wanted=_plain(wanted),
        )  # fmt: skip


def check_return(delivered: Decimal, returned: Decimal, wanted: Decimal, name: str) -> None:
    """RuleError if more would come back than was delivered."""
    if returned + wanted > delivered:
        raise RuleError(
            N_("Of “%(title)s” %(open)s can come back at most, not %(wanted)s."),
            field="quantity", title=name, open=_plain(delivered - returned), wanted=_plain(wanted),
        )  # fmt: skip


def check_open(status: str, begun: str) -> None:
    """RuleError if a delivery note or return has left its first state `begun`."""
    if status != begun:
        raise RuleError(N_("This is done already."))


def _plain(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"
