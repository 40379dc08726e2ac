"""The page of this module's charts."""

from app.core.charts.view import EntityChartView
from app.core.text import N_
from app.products.charts import PRODUCT_CHARTS
from app.products.models.product import Product


class ProductChartsView(EntityChartView):
    """What is sold, and what runs short."""

    class_permission_name = "ProductCharts"
    model = Product
    route_base = "/charts/products"
    label = N_("Product charts")
    charts = PRODUCT_CHARTS
