"""Customers that differ in everything that charts group by."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from app.core.clock import now
from app.customers.enums import LifecycleStage
from app.customers.models.customer import Customer
from tests.factories.customers import CustomerFactory, TerritoryFactory

INDUSTRIES = (None, "machinery", "food", "chemicals", "software", "metals", "textiles")


def sixty_customers() -> list[Customer]:
    """Sixty random ones, the same in every run; five more lie in the recycle bin, where no chart may count them."""
    rng = Random(11)
    territories = [TerritoryFactory(), TerritoryFactory(), None]
    made = [random_customer(rng, rng.choice(territories)) for _ in range(60)]
    for _ in range(5):
        random_customer(rng, None).archived_at = now()
    return made


def random_customer(rng: Random, territory: Any) -> Customer:
    """One whose values `rng` draws."""
    customer: Customer = CustomerFactory(
        industry=rng.choice(INDUSTRIES),
        grade=rng.choice(("A", "B", "D", None)),
        stage=rng.choice(list(LifecycleStage)).value,
        territory=territory,
        annual_revenue=rng.choice((None, Decimal(rng.randrange(10**12)) / 10_000)),
        currency=rng.choice(("CNY", "CNY", "USD", None)),
        employees=rng.choice((None, rng.randrange(10_000))),
        created_at=now() - timedelta(minutes=rng.randrange(700 * 24 * 60)),
    )
    return customer
