"""How much may leave and come back."""

from decimal import Decimal as D

import pytest

from app.core.errors import RuleError
from app.sales.rules.deliveries import check_delivery, check_open, check_return, check_shipping


@pytest.mark.parametrize(("before", "wanted"), [(0, 10), (9, 1), (D("9.5"), D("0.5"))])
def test_up_to_everything(before, wanted):
    check_delivery(D(10), D(before), D(wanted), "pump")
    check_return(D(10), D(before), D(wanted), "pump")


@pytest.mark.parametrize(("before", "wanted"), [(0, 11), (10, D("0.0001")), (5, 6)])
@pytest.mark.parametrize("rule", [check_delivery, check_return])
def test_never_more(rule, before, wanted):
    with pytest.raises(RuleError) as refusal:
        rule(D(10), D(before), D(wanted), "pump")
    assert refusal.value.params["open"] == f"{10 - before}"


@pytest.mark.parametrize("status", ["approved", "shipped", "draft", "cancelled"])
def test_only_ready_orders_ship(status):
    with pytest.raises(RuleError):
        check_shipping(status)


def test_done_is_done():
    check_open("draft", "draft")
    with pytest.raises(RuleError):
        check_open("booked", "draft")
