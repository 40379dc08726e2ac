"""What the sales module consists of."""

from app.core.module import Module, RoleGrant
from app.core.related import Related
from app.core.text import N_
from app.customers.following import Follow, follows_merge
from app.sales import saving  # noqa: F401  (its rules hold from here on)
from app.sales.models.order_event import OrderEvent
from app.sales.models.sales_order import SalesOrder
from app.sales.models.sales_order_line import SalesOrderLine
from app.sales.views.order_event import OrderEventView
from app.sales.views.sales_order import SalesOrderView
from app.sales.views.sales_order_line import SalesOrderLineView
from app.system.models.sequence import register_sequence

# -- orders
register_sequence("sales_order", label=N_("Sales order"), prefix="SO")
follows_merge("sales_order.customer_id", Follow.MOVE)

_ORDER_VIEWS = (SalesOrderView, SalesOrderLineView, OrderEventView)
_ORDER_RELATED = (
    Related("customer", SalesOrder, "customer"),
    Related("sales_order", SalesOrderLine, "order"),
    Related("sales_order", OrderEvent, "order"),
    Related("product", SalesOrderLine, "product"),
)
_WRITE = "read create edit delete"
_SELL = {"SalesOrder": _WRITE, "SalesOrderLine": _WRITE, "OrderEvent": "read"}
_LEAD = {
    "SalesOrder": f"{_WRITE} import export",
    "SalesOrderLine": f"{_WRITE} import export",
    "OrderEvent": "read export",
}
_COST = {"SalesOrderLine": f"{_WRITE} import export see_cost_price"}
_LOOK = {"SalesOrder": "read", "SalesOrderLine": "read", "OrderEvent": "read"}
_AUDIT = _LOOK | {"SalesOrderLine": "read see_cost_price"}

# What each ready role may do with the records of this module; each part of the module adds its own.
_GRANTS: dict[str, tuple[str, tuple[dict[str, str], ...]]] = {
    "Sales": ("OWN", (_SELL,)),
    "SalesManager": ("SUBTREE", (_LEAD,)),
    "GeneralManager": ("ALL", (_LEAD | _COST,)),
    "ProductManager": ("ALL", (_LOOK,)),
    "Marketing": ("ALL", (_LOOK,)),
    "ServiceAgent": ("SUBTREE", (_LOOK,)),
    "Finance": ("ALL", (_AUDIT,)),
    "Production": ("ALL", (_LOOK,)),
    "Auditor": ("ALL", (_AUDIT,)),
}

MODULE = Module(
    name="sales",
    label=N_("Sales"),
    icon="cart",
    views=(*_ORDER_VIEWS,),
    related=(*_ORDER_RELATED,),
    grants=tuple(
        RoleGrant(role, scope, {name: right for part in parts for name, right in part.items()})
        for role, (scope, parts) in _GRANTS.items()
    ),
)
