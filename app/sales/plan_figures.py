"""What was ordered: by territory, department, person, distributor or product category, in the plan's currency."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date as Day
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app.core.db import db
from app.core.money import round_to
from app.customers.models.territory import Territory
from app.products.currencies import company_currency, convert_on, facts_of
from app.products.models.product import Product
from app.products.models.product_category import ProductCategory
from app.sales.enums import OrderStatus
from app.sales.models.sales_order import SalesOrder
from app.sales.models.sales_order_line import SalesOrderLine
from app.sales.pipeline_enums import PlanSide
from app.sales.rules.plan_split import Days
from app.system.models.department import department_parents, subtree

# What nobody has agreed on yet, and what came to nothing.
NOT_ORDERED = (OrderStatus.DRAFT.value, OrderStatus.SUBMITTED.value, OrderStatus.CANCELLED.value,
               OrderStatus.RETURNED.value)  # fmt: skip


def ordered(side: str, days: Days, currency: str, on: Day) -> dict[int | None, Decimal]:
    """The orders of `days` without tax that the acting person may see: {id of what the plan divides by: amount}.

    Each order at its own rate in the company's currency, and from there into `currency` at the rate of the day `on`.
    """
    key, net = _columns(side)
    columns = (key, SalesOrder.currency, SalesOrder.exchange_rate)
    statement = select(*columns, func.sum(net)).group_by(*columns).where(*_counted(days))
    if side == PlanSide.CATEGORY:
        statement = statement.join(SalesOrderLine, SalesOrderLine.order_id == SalesOrder.id)
        statement = statement.join(Product, Product.id == SalesOrderLine.product_id)
        statement = statement.where(SalesOrderLine.archived_at.is_(None))
    found: dict[int | None, Decimal] = {}
    for one, _code, rate, amount in db.session.execute(statement):
        found[one] = found.get(one, Decimal(0)) + (amount or 0) * (rate if rate is not None else 1)
    base, digits = company_currency(), facts_of(currency).digits
    return {one: round_to(convert_on(amount, base, currency, on).amount, digits) for one, amount in found.items()}


def _columns(side: str) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    if side == PlanSide.CATEGORY:
        return Product.category_id, SalesOrderLine.net  # type: ignore[attr-defined, return-value]
    keys = {
        PlanSide.TERRITORY: SalesOrder.territory_id,  # type: ignore[attr-defined]
        PlanSide.DEPARTMENT: SalesOrder.department_id,  # type: ignore[attr-defined]
        PlanSide.PERSON: SalesOrder.owner_id,  # type: ignore[attr-defined]
        PlanSide.DISTRIBUTOR: SalesOrder.customer_id,  # type: ignore[attr-defined]
    }
    return keys[PlanSide(side)], SalesOrder.net_total  # type: ignore[call-arg, return-value]


def _counted(days: Days) -> tuple[ColumnElement[bool], ...]:
    return (
        SalesOrder.order_date >= days.first,
        SalesOrder.order_date <= days.last,
        SalesOrder.status.not_in(NOT_ORDERED),
        SalesOrder.archived_at.is_(None),
    )


def of_parts(side: str, ids: Iterable[int | None], found: dict[int | None, Decimal]) -> list[Decimal]:
    """What belongs to each of `ids`, with what lies below it: territories, departments and categories are trees."""
    parents = _parents(side)
    return [
        sum((found.get(below, Decimal(0)) for below in (subtree(one, parents) if parents else (one,))), Decimal(0))
        for one in ids
    ]


def _parents(side: str) -> dict[int, int | None]:
    if side == PlanSide.DEPARTMENT:
        return department_parents()
    models: dict[str, Any] = {PlanSide.TERRITORY: Territory, PlanSide.CATEGORY: ProductCategory}
    model = models.get(side)
    rows = db.session.execute(select(model.id, model.parent_id)) if model is not None else ()
    return {row.id: row.parent_id for row in rows}
