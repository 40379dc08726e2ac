"""The pages of this module's charts."""

from app.core.charts.view import EntityChartView
from app.core.text import N_
from app.customers.charts import CONTACT_CHARTS, CUSTOMER_CHARTS
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer


class CustomerChartsView(EntityChartView):
    """What the customers are like and how they came."""

    class_permission_name = "CustomerCharts"
    model = Customer
    route_base = "/charts/customers"
    label = N_("Customer charts")
    charts = CUSTOMER_CHARTS


class ContactChartsView(EntityChartView):
    """Who the contacts are and how many come."""

    class_permission_name = "ContactCharts"
    model = Contact
    route_base = "/charts/contacts"
    label = N_("Contact charts")
    charts = CONTACT_CHARTS
