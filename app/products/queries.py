"""What several parts of this module ask the database."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.core.access import system_access
from app.core.db import db
from app.customers.models.territory import Territory
from app.products.models.price_book import PriceBook, PriceBookLine
from app.products.models.product import ProductParameter


def lines_of(product_id: int) -> list[tuple[PriceBook, PriceBookLine]]:
    """The living lines of all price books for a product, with their books, in the order of the books."""
    living = (PriceBook.archived_at.is_(None), PriceBookLine.archived_at.is_(None))
    found = select(PriceBook, PriceBookLine).join(PriceBookLine, PriceBookLine.book_id == PriceBook.id)
    found = found.where(PriceBookLine.product_id == product_id, *living).order_by(PriceBook.id, PriceBookLine.id)
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
