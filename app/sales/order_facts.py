"""What the rules of the flow want to know of an order and of who acts."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import func, select

from app.core.access import current_principal, system_access
from app.core.db import db
from app.customers.models.customer import Customer
from app.products.currencies import company_currency, convert_on
from app.products.models.product import Product
from app.sales.enums import DeliveryStatus, OrderStatus
from app.sales.models.approval_limit import ApprovalLimit
from app.sales.models.delivery_note import DeliveryNote
from app.sales.models.sales_order import SalesOrder
from app.sales.models.sales_order_line import SalesOrderLine
from app.sales.rules.order_flow import Actor, Facts

ZERO = Decimal(0)
SETTLED = (OrderStatus.DRAFT, OrderStatus.PAID, OrderStatus.CLOSED, OrderStatus.CANCELLED, OrderStatus.RETURNED)


def lines_of(order: SalesOrder) -> list[tuple[SalesOrderLine, Product | None]]:
    """The lines with their products, in the order in which stock is booked."""
    found = select(SalesOrderLine, Product).outerjoin(Product, Product.id == SalesOrderLine.product_id)
    found = found.where(SalesOrderLine.order_id == order.id, SalesOrderLine.archived_at.is_(None))
    found = found.order_by(SalesOrderLine.product_id, SalesOrderLine.id).execution_options(populate_existing=True)
    return [(line, product) for line, product in db.session.execute(found)]


def is_stocked(product: Product | None) -> bool:
    """Whether a line of this product is promised and issued from stock."""
    return product is not None and product.stocked


def facts_of(order: SalesOrder) -> Facts:
    """The facts as they stand in the database now."""
    db.session.flush()
    lines = lines_of(order)
    kept = [line for line, product in lines if is_stocked(product)]
    limit, debt = _credit(order)
    return Facts(
        status=OrderStatus(order.status),
        owner_id=order.owner_id,
        submitted_by_id=order.submitted_by_id,
        has_lines=bool(lines),
        historic=order.historic,
        base=order.total_base,
        debt=debt,
        credit_limit=limit,
        in_stock=all(line.promised_quantity + line.delivered_quantity >= line.quantity for line in kept),
        kept=bool(kept),
        all_shipped=all(line.delivered_quantity >= line.quantity for line, _ in lines),
        any_shipped=any(line.delivered_quantity > 0 for line, _ in lines),
        all_received=_all_received(order),
        all_returned=all(line.returned_quantity >= line.quantity for line, _ in lines),
        invoiced=order.total <= order.invoiced_amount,
        paid=order.total <= order.paid_amount,
    )


def _all_received(order: SalesOrder) -> bool:
    known = (DeliveryNote.order_id == order.id, DeliveryNote.archived_at.is_(None))
    waiting = select(func.count()).select_from(DeliveryNote).where(*known)
    waiting = waiting.where(DeliveryNote.status == DeliveryStatus.DISPATCHED.value)
    return not db.session.execute(waiting).scalar()


def _credit(order: SalesOrder) -> tuple[Decimal | None, Decimal]:
    """The credit limit of the customer in company currency, and what other orders leave to be paid."""
    with system_access("see what a customer owes, whoever sold it"):
        columns = (Customer.credit_limit, Customer.currency)
        limit, currency = db.session.execute(select(*columns).where(Customer.id == order.customer_id)).one()
        if limit is None:
            return None, ZERO
        o = SalesOrder
        open_ = select(o.exchange_rate, func.sum(o.total_base), func.sum(o.paid_amount)).where(
            o.customer_id == order.customer_id, o.id != order.id, o.archived_at.is_(None), o.historic.is_(False),
            o.status.not_in([status.value for status in SETTLED]),
        )  # fmt: skip
        rows = db.session.execute(open_.group_by(o.exchange_rate)).all()
    debt = sum((total - paid * (rate or ZERO) for rate, total, paid in rows), ZERO)
    base = company_currency()
    return convert_on(limit, currency or base, base, order.order_date).amount, debt


def hold_customer(order: SalesOrder) -> None:
    """Let others who give credit to the same customer wait."""
    with system_access("let nobody else give credit to a customer meanwhile"):
        db.session.execute(select(Customer.id).where(Customer.id == order.customer_id).with_for_update())


def actor() -> Actor:
    """Whoever acts, with the limits of their roles."""
    principal = current_principal()
    if principal is None or principal.reason:
        return Actor(None, None, exceeds_credit=True)
    exceeds = principal.may("exceed_credit", "SalesOrder")
    return Actor(principal.user_id, _limit(principal.role_ids), exceeds_credit=exceeds)


def _limit(role_ids: tuple[int, ...]) -> Decimal | None:
    of_roles = select(ApprovalLimit.amount).where(ApprovalLimit.role_id.in_(role_ids))
    amounts = db.session.execute(of_roles.where(ApprovalLimit.archived_at.is_(None))).scalars().all()
    return None if None in amounts else max((amount for amount in amounts if amount is not None), default=ZERO)
