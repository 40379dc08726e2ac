"""What the sales module consists of."""

from app.core.module import Module, RoleGrant
from app.core.related import Related
from app.core.text import N_
from app.customers.following import Follow, follows_merge
from app.sales import lateness, paper_saving, pipeline, saving  # noqa: F401  (their fields and rules hold from here on)
from app.sales.charts import ORDER_DASHBOARD
from app.sales.delivered import deliver
from app.sales.lookups import KIND_LABELS, LOOKUPS
from app.sales.models.delivery_note import DeliveryLine, DeliveryNote
from app.sales.models.order_event import OrderEvent
from app.sales.models.sales_order import SalesOrder
from app.sales.models.sales_order_line import SalesOrderLine
from app.sales.models.sales_return import ReturnLine, SalesReturn
from app.sales.money_charts import MONEY_DASHBOARD
from app.sales.money_lookups import MONEY_KINDS, MONEY_LOOKUPS
from app.sales.money_module import MONEY_CHART_VIEWS, MONEY_GRANTS, MONEY_RELATED, MONEY_SCHEDULES, MONEY_VIEWS
from app.sales.views.approval_limit import ApprovalLimitView
from app.sales.views.charts import OrderChartsView, OrderLineChartsView
from app.sales.views.delivery_note import DeliveryLineView, DeliveryNoteView
from app.sales.views.order_board import OrderBoardView
from app.sales.views.order_event import OrderEventView
from app.sales.views.sales_order import SalesOrderView
from app.sales.views.sales_order_line import SalesOrderLineView
from app.sales.views.sales_return import ReturnLineView, SalesReturnView
from app.system.models.sequence import register_sequence

# -- orders
register_sequence("sales_order", label=N_("Sales order"), prefix="SO")
register_sequence("delivery_note", label=N_("Delivery note"), prefix="DN")
register_sequence("sales_return", label=N_("Sales return"), prefix="RT")
follows_merge("sales_order.customer_id", Follow.MOVE)

_ORDER_VIEWS = (
    SalesOrderView, SalesOrderLineView, DeliveryNoteView, DeliveryLineView, SalesReturnView, ReturnLineView,
    OrderEventView, ApprovalLimitView,
)  # fmt: skip
_ORDER_RELATED = (
    Related("customer", SalesOrder, "customer"),
    Related("sales_order", SalesOrderLine, "order"),
    Related("sales_order", DeliveryNote, "order"),
    Related("sales_order", SalesReturn, "order"),
    Related("delivery_note", DeliveryLine, "note"),
    Related("sales_return", ReturnLine, "of_return"),
    Related("sales_order", OrderEvent, "order"),
    Related("product", SalesOrderLine, "product"),
)
_WRITE, _FILES = "read create edit delete", "import export"
_SELLING = "submit_order withdraw_order cancel_order"
_DECIDING = "approve_order reject_order release_order close_order"
_MAKING = "start_production report_production ready_order"
_SHIPPING = "ship_order confirm_order"
_PAPER = "fill_delivery dispatch_delivery sign_delivery"
_LOOK = {
    "SalesOrder": "read", "SalesOrderLine": "read", "DeliveryNote": "read", "DeliveryLine": "read",
    "SalesReturn": "read", "ReturnLine": "read", "OrderEvent": "read", "OrderCharts": "read",
    "OrderLineCharts": "read",
}  # fmt: skip
_SELL = _LOOK | {
    "SalesOrder": f"{_WRITE} {_SELLING} confirm_order",
    "SalesOrderLine": _WRITE,
    "SalesReturn": _WRITE,
    "ReturnLine": _WRITE,
}
_LEAD = _LOOK | {
    "SalesOrder": f"{_WRITE} {_FILES} {_SELLING} {_DECIDING} {_SHIPPING} ready_order",
    "SalesOrderLine": f"{_WRITE} {_FILES}",
    "DeliveryNote": f"{_WRITE} export {_PAPER}",
    "DeliveryLine": f"{_WRITE} export",
    "SalesReturn": f"{_WRITE} export book_return",
    "ReturnLine": f"{_WRITE} export",
    "OrderEvent": "read export",
    "ApprovalLimit": "read",
}
_EVERYTHING = _LEAD | {
    "SalesOrder": f"{_LEAD['SalesOrder']} {_MAKING} exceed_credit",
    "SalesOrderLine": f"{_WRITE} {_FILES} see_cost_price",
    "ApprovalLimit": f"{_WRITE} export",
}
_MAKE = _LOOK | {
    "SalesOrder": f"read export {_MAKING} ship_order",
    "DeliveryNote": f"{_WRITE} {_PAPER}",
    "DeliveryLine": _WRITE,
    "SalesReturn": "read edit book_return",
    "ReturnLine": _WRITE,
}
_AUDIT = _LOOK | {"SalesOrderLine": "read see_cost_price", "ApprovalLimit": "read"}

_BOARD = {"OrderBoard": "read"}  # for whoever sees orders; what a card may do is a right of the order's

# What each ready role may do with the records of this module; each part of the module adds its own.
_GRANTS: dict[str, tuple[str, tuple[dict[str, str], ...]]] = {
    "Sales": ("OWN", (_SELL,)),
    "SalesManager": ("SUBTREE", (_LEAD,)),
    "GeneralManager": ("ALL", (_EVERYTHING,)),
    "ProductManager": ("ALL", (_LOOK,)),
    "Marketing": ("ALL", (_LOOK,)),
    "ServiceAgent": ("SUBTREE", (_LOOK,)),
    "Finance": ("ALL", (_AUDIT,)),
    "Production": ("ALL", (_MAKE,)),
    "Auditor": ("ALL", (_AUDIT,)),
}


def _together(*parts: dict[str, str]) -> dict[str, str]:
    """The rights that any of the parts gives."""
    names = dict.fromkeys(name for part in parts for name in part)
    return {name: " ".join(part[name] for part in parts if name in part) for name in names}


def _deliver() -> None:
    deliver()
    pipeline.deliver()


MODULE = Module(
    name="sales",
    label=N_("Sales"),
    icon="cart",
    views=(*pipeline.VIEWS, *_ORDER_VIEWS, *MONEY_VIEWS),
    pages=(OrderBoardView,),
    charts=(*pipeline.CHARTS, OrderChartsView, OrderLineChartsView, *MONEY_CHART_VIEWS),
    dashboard=(*pipeline.DASHBOARD, *ORDER_DASHBOARD, *MONEY_DASHBOARD),
    schedules=(*pipeline.SCHEDULES, *MONEY_SCHEDULES),
    lookup_kinds=KIND_LABELS | pipeline.KIND_LABELS | MONEY_KINDS,
    lookups=lambda: {k: list(seeds) for k, seeds in (LOOKUPS | pipeline.LOOKUPS | MONEY_LOOKUPS).items()},
    related=(*pipeline.RELATED, *_ORDER_RELATED, *MONEY_RELATED),
    grants=tuple(
        RoleGrant(role, scope, _together(_BOARD, *parts, pipeline.GRANTS.get(role, {}), MONEY_GRANTS.get(role, {})))
        for role, (scope, parts) in _GRANTS.items()
    ),
    on_init=_deliver,
)
