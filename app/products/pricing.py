"""Which price to propose for a product: loads what the rule (`rules/pricing`) decides about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date as Day
from decimal import Decimal

from app.core.errors import RuleError
from app.customers.models.customer import Customer
from app.products.currencies import company_currency, convert_on, facts_of
from app.products.models.price_book import PriceBook, PriceBookLine
from app.products.models.product import Product
from app.products.queries import lines_of, territory_and_above
from app.products.rules.exchange_rates import Converted
from app.products.rules.pricing import Asked, Book, Buyer, Item, Line, Proposal, propose
from app.products.rules.stock import check_quantity
from app.system.settings import setting


def propose_price(
    product: Product, customer: Customer | None, quantity: Decimal, day: Day, currency: str | None = None
) -> Proposal:
    """The price of one unit of `product` for `customer` (None: for nobody in particular) in `currency`, and why."""
    check_quantity(quantity)
    code = currency or (customer.currency if customer is not None else None) or company_currency()
    asked = Asked(quantity, day, code, facts_of(code).digits)
    books = books_of(lines_of(product.id, customer.id if customer is not None else None))

    def convert(amount: Decimal, source: str, target: str) -> Converted | None:
        try:
            return convert_on(amount, source, target, day)
        except RuleError:  # no rate: the rule says so beside the price that it concerns
            return None

    return propose(item_of(product), buyer_of(customer), asked, books, convert)


def item_of(product: Product) -> Item:
    """What counts of a product."""
    percent = product.tax_rate.percent if product.tax_rate is not None else None
    return Item(
        product.list_price, product.currency or company_currency(), percent, bool(setting("list_price_includes_tax"))
    )


def buyer_of(customer: Customer | None) -> Buyer:
    """What counts of a customer."""
    if customer is None:
        return Buyer()
    territories = territory_and_above(customer.territory_id)
    return Buyer(customer.id, customer.customer_type, customer.grade, territories)


def books_of(lines: Iterable[tuple[PriceBook, PriceBookLine]]) -> list[Book]:
    """Price books with their lines for one product, as the rule takes them."""
    known: dict[int, PriceBook] = {}
    kept: dict[int, list[Line]] = {}
    for book, line in lines:
        known[book.id] = book
        kept.setdefault(book.id, []).append(Line(Decimal(line.min_quantity), line.price, line.discount))
    return [_book(known[book_id], tuple(found)) for book_id, found in kept.items()]


def _book(book: PriceBook, lines: tuple[Line, ...]) -> Book:
    return Book(
        id=book.id,
        name=book.name,
        currency=book.currency,
        lines=lines,
        priority=book.priority,
        active=book.active,
        tax_included=book.tax_included,
        valid_from=book.valid_from,
        valid_until=book.valid_until,
        customer_id=book.customer_id,
        customer_type=book.customer_type,
        grade=book.customer_grade,
        territory_id=book.territory_id,
    )
