"""What a line takes from its product and from the price books, and what it then costs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from app.core.access import fetch, system_access
from app.core.errors import RuleError
from app.core.money import round_to
from app.core.save_rules import has_set, linked_id
from app.core.text import N_
from app.products.currencies import company_currency, convert_on, facts_of
from app.products.models.product import Product
from app.products.pricing import propose_price
from app.sales.models.sales_order import SalesOrder
from app.sales.models.sales_order_line import SalesOrderLine
from app.sales.rules.order_totals import ZERO, LineAmounts, line_amounts, price_as
from app.sales.rules.price_note import kept

COPIED = ("name", "model", "specification", "unit")
BETWEEN = 10  # numbers of lines leave room for others


def order_of(line: SalesOrderLine) -> SalesOrder:
    """The order of a line, whether the object or only its key is set; NotVisible for one that nobody may see."""
    held: SalesOrder | None = inspect(line).dict.get("order")
    return held or fetch(SalesOrder, linked_id(line, "order"), archived=True)


def settle(session: Session, line: SalesOrderLine, order: SalesOrder) -> None:
    """Fill in what nobody typed and work out the amounts."""
    product = _product_of(line)
    if product is not None and has_set(line, "product", "product_id"):
        _describe(line, product)
    if not line.name:
        raise RuleError(N_("Choose a product, or say what the goods are called."), field="product")
    if line.position is None:
        line.position = _next_position(session, order)
    if line.unit_price is None:
        _price(line, order, product)
    elif inspect(line).has_identity and has_set(line, "unit_price") and not has_set(line, "price_reason"):
        line.price_reason = None  # somebody typed it
    if line.tax_percent is None:
        line.tax_percent = product.tax_rate.percent if product is not None and product.tax_rate is not None else ZERO
    line.discount = line.discount or ZERO
    _write_amounts(line, order)


def amounts_of(line: SalesOrderLine) -> LineAmounts:
    """What the line has contributed since it was last settled."""
    return LineAmounts(line.discount_amount, line.net, line.tax, line.amount, line.net_base)


def write_base(line: SalesOrderLine, order: SalesOrder) -> None:
    """The net amount in the company's currency, at the rate of the order."""
    line.base_currency = order.base_currency
    digits = facts_of(order.base_currency or company_currency()).digits
    line.net_base = round_to(line.net * (order.exchange_rate or ZERO), digits)


def _write_amounts(line: SalesOrderLine, order: SalesOrder) -> None:
    digits = facts_of(order.currency).digits
    values = (line.quantity, line.unit_price, line.discount, line.tax_percent)
    found = line_amounts(*values, digits, included=order.tax_included)  # type: ignore[arg-type]
    line.discount_amount, line.net, line.tax, line.amount = found.discount, found.net, found.tax, found.amount
    write_base(line, order)


def _product_of(line: SalesOrderLine) -> Product | None:
    held: Product | None = inspect(line).dict.get("product")
    key = linked_id(line, "product")
    return held if held is not None or key is None else fetch(Product, key, archived=True)


def _describe(line: SalesOrderLine, product: Product) -> None:
    """What the product is called today stays on the line; what was typed stays, too."""
    former = inspect(line).has_identity
    for name in COPIED:
        if getattr(line, name) is None or (former and not has_set(line, name)):
            setattr(line, name, getattr(product, name))


def _price(line: SalesOrderLine, order: SalesOrder, product: Product | None) -> None:
    """The proposal of the price books, with its reasons; RuleError where there is none."""
    if product is None:
        raise RuleError(N_("Give a price: there is no product that has one."), field="unit_price")
    found = propose_price(product, order.customer, line.quantity, order.order_date, order.currency)
    if found.unit_price is None:
        raise RuleError(
            N_("There is neither a price book that fits nor a list price: give a price."), field="unit_price"
        )
    percent = found.tax_percent or ZERO
    line.unit_price = price_as(found.unit_price, percent, given=found.tax_included, wanted=order.tax_included)
    line.discount = found.discount if line.discount is None else line.discount
    line.price_reason = kept(found.reasons)


def cost_of(product: Product, order: SalesOrder) -> Any:
    """The cost price of today in the company's currency; None where it is not known."""
    if product.cost_price is None:
        return None
    source = product.currency or company_currency()
    return convert_on(product.cost_price, source, company_currency(), order.order_date).amount


def _next_position(session: Session, order: SalesOrder) -> int:
    """After all lines that there are, those that are not saved yet included."""
    last = 0
    if order.id is not None:
        with system_access("number the lines of an order"):
            known = select(func.max(SalesOrderLine.position)).where(SalesOrderLine.order_id == order.id)
            last = session.execute(known).scalar() or 0
    waiting = (line for line in session.new if isinstance(line, SalesOrderLine) and line.order is order)
    return max([last, *(line.position or 0 for line in waiting)]) + BETWEEN
