"""From which state a product goes to which, and what it needs for it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from app.core.errors import RuleError
from app.products.enums import ProductStatus
from app.products.rules.product_flow import check_move, check_publishable, check_saleable

WAYS = {("draft", "on_sale"), ("discontinued", "on_sale"), ("on_sale", "discontinued")}


@dataclass
class Offered:
    status: str = "on_sale"
    unit: str | None = "piece"
    list_price: Decimal | None = Decimal(1)
    public_description: str | None = "A pump."


@pytest.mark.parametrize("wanted", ProductStatus)
@pytest.mark.parametrize("present", ProductStatus)
def test_moves(present, wanted):
    if (present.value, wanted.value) in WAYS:
        check_move(present.value, wanted)
    else:
        with pytest.raises(RuleError):
            check_move(present.value, wanted)


@pytest.mark.parametrize("missing", ["unit", "list_price"])
def test_what_a_product_on_sale_needs(missing):
    check_saleable(Offered())
    with pytest.raises(RuleError) as refusal:
        check_saleable(Offered(**{missing: None}))
    assert refusal.value.field == missing


@pytest.mark.parametrize("lacking", [{"status": "draft"}, {"public_description": " "}, {"public_description": None}])
def test_what_a_published_product_needs(lacking):
    check_publishable(Offered())
    with pytest.raises(RuleError):
        check_publishable(Offered(**lacking))
