"""Orders of former programs: a file brings their numbers and days, and they go on no further.

They draw no number, need no approval and move no stock. What was shipped is closed; the rest is agreed and still open.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.core.access import current_principal
from app.core.columns import FieldSpec
from app.core.errors import RuleError
from app.core.registry import Field, register
from app.core.text import N_
from app.sales.enums import OrderStatus
from app.sales.models.sales_order import SalesOrder
from app.sales.models.sales_order_line import SalesOrderLine
from app.sales.rules.lateness import lead_time, punctuality

FROM_FILES = ("number", "historic", "shipped_on")
ORDER_SYNONYMS: dict[str, tuple[str, ...]] = {
    "customer": ("customer id", "customer code", "客户编号", "客户"),
    "owner": ("employee id", "业务员编号"),
    "promised_on": ("required_date", "要求到货日期"),
    "shipped_on": ("shipped date", "发货日期"),
    "delivery_address": ("ship address", "送货地址"),
}
LINE_SYNONYMS: dict[str, tuple[str, ...]] = {
    "order": ("order id", "订单编号", "单号"),
    "product": ("product id", "product code", "产品编码", "货号"),
    "unit_price": ("price", "单价"),
}
HUNDRED = Decimal(100)


@dataclass(frozen=True, eq=False)
class ShareField(Field):
    """The discount as a part of one, as many programs write it: 0.15 is 15 per cent."""

    stored: str = "computed"

    def read(self, record: Any) -> Decimal | None:
        return None if record.discount is None else record.discount / HUNDRED

    def write(self, record: Any, value: Any) -> None:
        record.discount = None if value is None else value * HUNDRED

    def expression(self, entity: Any = None) -> Any:
        return (entity if entity is not None else self.model).discount

    @property
    def sortable(self) -> bool:
        return False


register(
    ShareField(
        "discount_share",
        SalesOrderLine,
        FieldSpec(
            "decimal", N_("Discount as a part of one"), scale=4, minimum=Decimal(0), maximum=Decimal(1),
            computed=True, help=N_("0.15 is a discount of 15 per cent."), shown_with=("discount",),
        ),
    )
)  # fmt: skip


def check_new(order: SalesOrder) -> None:
    """Say how far an order of the past is; RuleError for a new one that brings what only those have."""
    if not order.historic:
        person = current_principal()
        if order.number is not None and person is not None and not person.reason:
            message = N_("Orders draw their numbers themselves: only imported history brings one.")
            raise RuleError(message, field="number")
        return
    if not order.number:
        raise RuleError(N_("Imported history keeps its number: give one."), field="number")
    shipped = order.shipped_on
    order.status = (OrderStatus.CLOSED if shipped else OrderStatus.APPROVED).value
    order.closed_on = shipped
    if shipped is not None:
        order.punctuality = punctuality(order.promised_on, shipped).value
        order.lead_time = lead_time(order.order_date, shipped).value


def ship_line(line: SalesOrderLine, order: SalesOrder) -> None:
    """What an order of the past shipped, it shipped whole."""
    if order.historic and order.shipped_on is not None:
        line.delivered_quantity = line.quantity
