"""The charts of the products module and its part of the start page: definitions only."""

from app.core.charts.dashboard import DashboardPart, FirstStep, KeyNumber, Recent
from app.core.charts.definition import Chart, ChartKind, Months
from app.core.text import N_
from app.products.enums import ProductStatus, StockState
from app.products.models.product import Product

SCARCE = [StockState.LOW.value, StockState.OUT.value]
SHORT_ON_SALE: dict[str, str | list[str]] = {
    "_flt_0_status": ProductStatus.ON_SALE.value,
    "_flt_0_stock_state": SCARCE,
}

PRODUCT_CHARTS = (
    Chart("products_by_category", N_("Products by category"), "category"),
    Chart("products_by_status", N_("Products by status"), "status", ChartKind.PIE, listed=True),
    Chart("products_by_stock", N_("Products by stock"), "stock_state", listed=True),
    Chart(
        "products_short",
        N_("Products running short"),
        "stock_state",
        only=(StockState.LOW.value, StockState.OUT.value),
    ),
    Chart("products_new_per_month", N_("New products by month"), Months("created_at"), ChartKind.LINE),
)

DASHBOARD: tuple[DashboardPart, ...] = (
    KeyNumber(N_("Products running short"), Product, lambda: SHORT_ON_SALE),
    Recent(Product),
    FirstStep(N_("Add the first product"), Product, "add", "can_create"),
)
