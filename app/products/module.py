"""What the products module consists of."""

from app.core.module import Module, RoleGrant
from app.core.related import Related
from app.core.text import N_
from app.customers.following import Follow, follows_merge
from app.products import margin, saving, settings  # noqa: F401  (their fields, rules and parameters hold from here on)
from app.products.charts import DASHBOARD
from app.products.delivered import deliver
from app.products.lookups import KIND_LABELS, LOOKUPS
from app.products.models.price_book import PriceBookLine
from app.products.models.product import Product, ProductParameter
from app.products.models.supplier_term import SupplierTerm
from app.products.models.warehouse import StockLevel, StockMovement
from app.products.views.charts import ProductChartsView
from app.products.views.currency import CurrencyView, ExchangeRateView, TaxRateView
from app.products.views.price_book import PriceBookLineView, PriceBookView
from app.products.views.product import ProductParameterView, ProductView
from app.products.views.product_category import ProductCategoryView
from app.products.views.supplier import SupplierTermView, SupplierView
from app.products.views.warehouse import StockLevelView, StockMovementView, WarehouseView

_COSTS = "see_cost_price see_margin see_price"
_STOCK = "receive_stock adjust_stock"
_CATALOGUE = "read create edit delete import export"
_FLOW = "put_on_sale discontinue publish_product withdraw_product"
_EVERYTHING = f"{_CATALOGUE} {_FLOW} {_COSTS} {_STOCK} propose_price"
# What is no entity of this module follows the grants of its own module.
_SUPPLIERS = {"Customer": "read"}
_SELLING = {
    "Product": "read propose_price",
    "SupplierTerm": "",
    "StockMovement": "",
    "*": "read",
} | _SUPPLIERS
_KEEPING_RATES = {"ExchangeRate": _CATALOGUE, "Currency": _CATALOGUE, "TaxRate": _CATALOGUE}

follows_merge("price_book.customer_id", Follow.MOVE)
follows_merge("supplier_term.supplier_id", Follow.MOVE)

MODULE = Module(
    name="products",
    label=N_("Products"),
    icon="box",
    views=(
        ProductView,
        ProductCategoryView,
        ProductParameterView,
        PriceBookView,
        PriceBookLineView,
        StockLevelView,
        StockMovementView,
        WarehouseView,
        SupplierView,
        SupplierTermView,
        CurrencyView,
        ExchangeRateView,
        TaxRateView,
    ),
    charts=(ProductChartsView,),
    dashboard=DASHBOARD,
    lookup_kinds=KIND_LABELS,
    lookups=lambda: {kind: list(seeds) for kind, seeds in LOOKUPS.items()},
    related=(
        Related("product", ProductParameter, "product"),
        Related("product", PriceBookLine, "product"),
        Related("product", StockLevel, "product"),
        Related("product", StockMovement, "product"),
        Related("product", SupplierTerm, "product"),
        Related("product_category", Product, "category"),
        Related("price_book", PriceBookLine, "book"),
        Related("warehouse", StockLevel, "warehouse"),
        Related("customer", SupplierTerm, "supplier"),
    ),
    grants=(
        RoleGrant("ProductManager", "ALL", {"*": _EVERYTHING} | _SUPPLIERS),
        RoleGrant("GeneralManager", "ALL", {"*": _EVERYTHING} | _SUPPLIERS),
        RoleGrant("Sales", "ALL", _SELLING),
        RoleGrant("SalesManager", "ALL", _SELLING | {"Product": "read export propose_price", "StockMovement": "read"}),
        RoleGrant("Marketing", "ALL", _SELLING | {"Product": "read propose_price publish_product withdraw_product"}),
        RoleGrant("ServiceAgent", "ALL", _SELLING),
        RoleGrant(
            "Finance",
            "ALL",
            {"Product": f"read export propose_price {_COSTS}", "SupplierTerm": f"read {_COSTS}", "*": "read"}
            | _KEEPING_RATES
            | _SUPPLIERS,
        ),
        RoleGrant(
            "Production",
            "ALL",
            {"StockLevel": f"read {_STOCK}", "Product": f"read {_STOCK}", "SupplierTerm": "", "*": "read"} | _SUPPLIERS,
        ),
        RoleGrant("Auditor", "ALL", {"*": f"read {_COSTS}"} | _SUPPLIERS),
    ),
    on_init=deliver,
)
