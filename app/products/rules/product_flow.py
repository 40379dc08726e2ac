"""From which state a product may go to which, and what it needs for it."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from app.core.errors import RuleError
from app.core.text import N_
from app.products.enums import ProductStatus


class Offered(Protocol):
    """What the rules read of a product."""

    @property
    def status(self) -> str: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def list_price(self) -> Decimal | None: ...
    @property
    def public_description(self) -> str | None: ...


# {state: (from where it is reached, what is said to whoever comes from elsewhere)}
_WAYS: dict[ProductStatus, tuple[tuple[ProductStatus, ...], str]] = {
    ProductStatus.DRAFT: ((), N_("A product that was on sale is not in preparation again.")),
    ProductStatus.ON_SALE: (
        (ProductStatus.DRAFT, ProductStatus.DISCONTINUED),
        N_("This product is on sale already."),
    ),
    ProductStatus.DISCONTINUED: ((ProductStatus.ON_SALE,), N_("Only a product on sale can be discontinued.")),
}


def check_move(present: str, wanted: ProductStatus) -> None:
    """RuleError if a product in the state `present` (a stored code) may not become `wanted`."""
    allowed, refusal = _WAYS[wanted]
    if present not in {status.value for status in allowed}:
        raise RuleError(refusal, field="status")


def check_saleable(product: Offered) -> None:
    """RuleError if something is missing without which nobody can order the product."""
    if product.unit is None:
        raise RuleError(N_("A product on sale needs a unit."), field="unit")
    if product.list_price is None:
        raise RuleError(N_("A product on sale needs a list price."), field="list_price")


def check_publishable(product: Offered) -> None:
    """RuleError if customers would see a product that they cannot order, or one without a word about it."""
    if product.status != ProductStatus.ON_SALE.value:
        raise RuleError(N_("Only a product on sale is published to customers."), field="status")
    if not (product.public_description or "").strip():
        raise RuleError(N_("A published product needs a public description."), field="public_description")
