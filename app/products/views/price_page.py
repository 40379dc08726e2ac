"""What the page of a proposed price shows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from app.core.amounts import in_currency
from app.core.charts.addresses import readable_view
from app.core.display import display_plain, title
from app.core.i18n import translate
from app.core.lookups import lookup_label
from app.core.text import N_
from app.products.currencies import facts_of
from app.products.models.price_book import PriceBook
from app.products.price_words import sentence, sentences
from app.products.rules.money import line_amount, taxed
from app.products.rules.pricing import Proposal


class PricePage:
    """A proposal in words: the price, what an order of the quantity costs, why, and why not another one."""

    def __init__(
        self, product: Any, proposal: Proposal, *, customer: Any, quantity: Decimal, day: date, currency: str | None
    ) -> None:
        self.product, self.proposal, self.customer = product, proposal, customer
        self.quantity, self.day = quantity, day

    @property
    def question(self) -> list[tuple[str, str]]:
        """What was asked: labels (msgids) and values."""
        unit = lookup_label("unit", self.product.unit) if self.product.unit else ""
        return [
            (N_("Customer"), title(self.customer) if self.customer is not None else translate(N_("Any customer"))),
            (N_("Quantity"), f"{display_plain(self.quantity)} {unit}".strip()),
            (N_("Day"), self.day.isoformat()),
        ]

    @property
    def figures(self) -> list[tuple[str, str]]:
        """The price and what follows from it; nothing where there is no price."""
        found = self.proposal
        if found.unit_price is None:
            return []
        digits = facts_of(found.currency).digits
        amount = line_amount(self.quantity, found.unit_price, found.discount, digits)
        figures = [(N_("Unit price"), self._money(found.unit_price))]
        if found.discount:
            figures.append((N_("Discount"), f"{display_plain(found.discount.normalize())}%"))
        if found.tax_percent is None:
            return [*figures, (N_("Amount"), self._money(amount))]
        parts = taxed(amount, found.tax_percent, digits, included=found.tax_included)
        tax = f"{self._money(parts.tax)} ({display_plain(found.tax_percent.normalize())}%)"
        return [
            *figures,
            (N_("Amount without tax"), self._money(parts.net)),
            (N_("Tax"), tax),
            (N_("Amount with tax"), self._money(parts.gross)),
        ]

    @property
    def why(self) -> str:
        """Why this price."""
        return sentences(self.proposal.reasons)

    @property
    def others(self) -> list[tuple[str, str | None, str]]:
        """The price books that are not used: name, address, why not."""
        return [
            (passed.book.name, self._url(passed.book.id), sentence(passed.reason))
            for passed in self.proposal.passed_over
        ]

    @property
    def chosen_url(self) -> str | None:
        """The page of the price book that gives the price."""
        return self._url(self.proposal.book.id) if self.proposal.book is not None else None

    def _url(self, book_id: int) -> str | None:
        view = readable_view(PriceBook)
        return view.url_to("show", book_id) if view is not None else None

    def _money(self, amount: Decimal) -> str:
        return in_currency(amount, self.proposal.currency)
