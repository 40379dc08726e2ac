"""Relations between customers on the screen."""

from app.core.entity_view import EntityView
from app.core.layout import fieldset
from app.core.text import N_
from app.customers.models.customer_relation import CustomerRelation


class CustomerRelationView(EntityView):
    """How customers stand to each other."""

    model = CustomerRelation
    nothing_yet = N_("No relations yet. Say here, or on the page of a customer, how two customers belong together.")
    list_columns = ["kind", "customer", "other", "since"]
    search_columns = ["kind", "customer", "other", "since"]
    fieldsets = [fieldset(N_("Customer relation"), "customer", "kind", "other", "since", "remarks")]
