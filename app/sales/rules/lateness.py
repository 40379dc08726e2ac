"""How late an order is: worked out whenever somebody looks, never stored."""

from __future__ import annotations

from datetime import date

from app.sales.enums import LeadTime, Punctuality
from app.sales.enums import OrderStatus as S

# Here nobody waits for goods: nothing is promised yet, or they have left, or none will.
WAITING = frozenset({S.SUBMITTED, S.APPROVED, S.RELEASED, S.IN_PRODUCTION, S.READY, S.PARTLY_SHIPPED})
GONE = frozenset({S.SHIPPED, S.DELIVERED, S.INVOICED, S.PAID, S.CLOSED, S.RETURNED})
# Up to so many days.
_LATE = ((0, Punctuality.IN_TIME), (7, Punctuality.DAYS), (31, Punctuality.WEEKS))
_TAKEN = ((7, LeadTime.WEEK), (14, LeadTime.FORTNIGHT), (28, LeadTime.MONTH), (92, LeadTime.QUARTER))


def punctuality(promised: date, shipped: date) -> Punctuality:
    """How punctual goods were that left on the day `shipped`."""
    late = (shipped - promised).days
    return next((kind for most, kind in _LATE if late <= most), Punctuality.LATER)


def lead_time(ordered: date, shipped: date) -> LeadTime:
    """How long it took from the order to the day on which the goods left."""
    taken = (shipped - ordered).days
    return next((kind for most, kind in _TAKEN if taken <= most), LeadTime.LONGER)


def days_late(status: str, promised: date, shipped: date | None, expected: date | None, today: date) -> int:
    """Days between the promised day and the one on which the last goods left, or by which they can leave at best.

    Goods that wait leave today or when production expects to be done; 0 for what is in time, for drafts and for
    cancelled orders. Whole days, both dates are calendar days.
    """
    if status in WAITING:
        return max((max(today, expected or today) - promised).days, 0)
    if status in GONE and shipped is not None:
        return max((shipped - promised).days, 0)
    return 0
