"""What several parts of this module ask the database."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, or_, select

from app.core.access import system_access
from app.core.db import db
from app.customers.models.customer import Customer
from app.customers.models.territory import Territory
from app.products.models.price_book import PriceBook, PriceBookLine
from app.products.models.product import ProductParameter


def readable_books() -> ColumnElement[bool]:
    """Books for several customers, and those for one whom the reader may see: the gate decides in the subquery."""
    seen = exists(select(Customer.id).where(Customer.id == PriceBook.customer_id))
    return or_(PriceBook.customer_id.is_(None), seen)


def readable_lines() -> ColumnElement[bool]:
    """The lines of those books."""
    return exists(select(PriceBook.id).where(PriceBook.id == PriceBookLine.book_id, readable_books()))


def lines_of(product_id: int, customer_id: int | None) -> list[tuple[PriceBook, PriceBookLine]]:
    """The living lines for a product, with their books, in the order of the books; books of other customers are none
    of anybody's business here.
    """
    meant = or_(PriceBook.customer_id.is_(None), PriceBook.customer_id == customer_id)
    living = (PriceBook.archived_at.is_(None), PriceBookLine.archived_at.is_(None))
    found = select(PriceBook, PriceBookLine).join(PriceBookLine, PriceBookLine.book_id == PriceBook.id)
    found = found.where(PriceBookLine.product_id == product_id, meant, *living).order_by(PriceBook.id, PriceBookLine.id)
    return [(book, line) for book, line in db.session.execute(found)]


def territory_and_above(territory_id: int | None) -> frozenset[int]:
    """A territory with those above it: a price for China holds in its provinces."""
    found: set[int] = set()
    with system_access("follow the tree of territories upwards"):
        while territory_id is not None and territory_id not in found:
            found.add(territory_id)
            above = select(Territory.parent_id).where(Territory.id == territory_id)
            territory_id = db.session.execute(above).scalar()
    return frozenset(found)


def public_parameters(product_id: int) -> Sequence[ProductParameter]:
    """The characteristics of a product that customers are shown, in their order."""
    shown = select(ProductParameter).where(ProductParameter.product_id == product_id)
    shown = shown.where(ProductParameter.public.is_(True), ProductParameter.archived_at.is_(None))
    return db.session.execute(shown.order_by(ProductParameter.position, ProductParameter.id)).scalars().all()
