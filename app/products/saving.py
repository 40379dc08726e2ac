"""What holds for products, prices and rates, whoever saves them: form, action, import, API or job."""

from __future__ import annotations

from typing import Any

from sqlalchemy import inspect, literal, select
from sqlalchemy.orm import Session

from app.core.access import system_access
from app.core.columns import Quantity
from app.core.errors import RuleError
from app.core.lookups import lookup_label
from app.core.save_rules import before_save_of, has_set, linked_id
from app.core.text import N_
from app.customers.models.customer import Customer
from app.products.currencies import company_currency, facts_of
from app.products.models.currency import ExchangeRate
from app.products.models.price_book import PriceBook, PriceBookLine
from app.products.models.product import NONE, Product
from app.products.models.supplier_term import SupplierTerm
from app.products.rules.stock import state_of
from app.products.stock import state_in_sql

SUPPLIER = "supplier"  # the delivered customer type of those that we buy from


def _kept(session: Session, records: list[Any]) -> list[Any]:
    deleted = session.deleted
    return [record for record in records if record not in deleted]


@before_save_of(Product)
@before_save_of(PriceBook)
@before_save_of(SupplierTerm)
@before_save_of(ExchangeRate)
def refuse_idle_currencies(session: Session, records: list[Any]) -> None:
    """Nothing new is priced in a currency that administrators have switched off."""
    for record in _kept(session, records):
        if record.currency and has_set(record, "currency") and not facts_of(record.currency).active:
            label = lookup_label("currency", record.currency)
            raise RuleError(N_("The currency “%(currency)s” is not in use."), field="currency", currency=label)


@before_save_of(Product)
def keep_stock_states_true(session: Session, products: list[Product]) -> None:
    """Another reorder level may mean that there is too little; the database compares with what is there then."""
    for product in _kept(session, products):
        if not has_set(product, "reorder_level", "stocked"):
            continue
        stocked = product.stocked is not False
        if stocked and inspect(product).has_identity:
            level = literal(product.reorder_level, Quantity)
            product.stock_state = state_in_sql(Product.available, level)
        else:
            product.stock_state = state_of(product.available or NONE, product.reorder_level, kept=stocked).value


@before_save_of(PriceBook)
def keep_books_true(session: Session, books: list[PriceBook]) -> None:
    """A book ends after it begins."""
    for book in _kept(session, books):
        if book.valid_from is not None and book.valid_until is not None and book.valid_until < book.valid_from:
            raise RuleError(N_("It ends before it begins."), field="valid_until")


@before_save_of(PriceBookLine)
def keep_lines_true(session: Session, lines: list[PriceBookLine]) -> None:
    """A line says either a price or a discount."""
    for line in _kept(session, lines):
        if (line.price is None) == (line.discount is None):
            raise RuleError(N_("Give either a unit price or a discount."), field="price")


@before_save_of(ExchangeRate)
def keep_rates_true(session: Session, rates: list[ExchangeRate]) -> None:
    """A rate is one to the company's currency of its day, which itself has none."""
    for rate in _kept(session, rates):
        if rate.base is None:
            rate.base = company_currency()
        if rate.currency == rate.base:
            raise RuleError(N_("The company's own currency needs no rate."), field="currency")


@before_save_of(SupplierTerm)
def keep_suppliers_true(session: Session, terms: list[SupplierTerm]) -> None:
    """Only suppliers deliver."""
    chosen = {linked_id(term, "supplier") for term in _kept(session, terms) if has_set(term, "supplier", "supplier_id")}
    with session.no_autoflush, system_access("look whether somebody is a supplier"):
        others = select(Customer.name).where(Customer.id.in_(chosen), Customer.customer_type.is_distinct_from(SUPPLIER))
        name = session.execute(others.limit(1)).scalar() if chosen else None
    if name is not None:
        raise RuleError(N_("“%(title)s” is not a customer of the type “supplier”."), field="supplier", title=name)
