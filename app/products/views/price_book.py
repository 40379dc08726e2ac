"""Price books and their prices on the screen."""

from __future__ import annotations

from typing import Any

from app.core.entity_view import EntityView
from app.core.layout import fieldset
from app.core.listing import ListRequest
from app.core.text import N_
from app.products.exchange import PRICE_SYNONYMS
from app.products.models.price_book import PriceBook, PriceBookLine
from app.products.queries import readable_books, readable_lines
from app.system.settings import setting


class PriceBookView(EntityView):
    """Which prices hold for whom, and how long."""

    model = PriceBook
    takes_documents = False  # documents of records without an owner are for whoever reads their kind
    nothing_yet = N_("No price books yet. Without any, the list prices hold for everybody.")
    list_columns = [
        "name", "priority", "customer_type", "customer_grade", "territory", "customer", "currency", "valid_from",
        "valid_until", "active",
    ]  # fmt: skip
    search_columns = [
        "name", "active", "currency", "customer_type", "customer_grade", "territory", "customer", "valid_from",
        "valid_until", "priority",
    ]  # fmt: skip
    headline_columns = ["active", "priority", "currency", "valid_from", "valid_until"]
    fieldsets = [
        fieldset(N_("Price book"), "name", "active", "priority", "valid_from", "valid_until", "currency",
                 "tax_included", "remarks"),
        fieldset(N_("For whom"), "customer_type", "customer_grade", "territory", "customer"),
    ]  # fmt: skip

    def narrow(self, asked: ListRequest) -> ListRequest:
        """Without the books of customers whom the reader may not see."""
        return super().narrow(asked).where(readable_books())

    def prefilled(self) -> dict[str, Any]:
        """The currency is first that of the settings."""
        return {"currency": setting("default_currency")} | super().prefilled()


class PriceBookLineView(EntityView):
    """What products cost in which price book."""

    model = PriceBookLine
    takes_documents = False
    nothing_yet = N_("No prices yet. Add a product with a price or a discount, or import a list.")
    list_columns = ["product", "book", "min_quantity", "price", "discount"]
    search_columns = ["product", "book", "min_quantity", "price", "discount"]
    import_synonyms = PRICE_SYNONYMS
    fieldsets = [fieldset(N_("Price"), "book", "product", "min_quantity", "price", "discount")]

    def narrow(self, asked: ListRequest) -> ListRequest:
        """Without the prices of customers whom the reader may not see."""
        return super().narrow(asked).where(readable_lines())
