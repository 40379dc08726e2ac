"""What may still be changed of an order by hand, and when."""

from __future__ import annotations

from collections.abc import Collection

from app.core.errors import RuleError
from app.core.text import N_
from app.sales.enums import OrderStatus

# What customer and company agreed on: it stands from the submission on.
AGREED = frozenset({"customer", "currency", "tax_included", "freight", "order_date", "owner"})
# What lines are worked out with: it stands as soon as there are lines.
PRICED_BY = frozenset({"currency", "tax_included"})


def check_changes(status: str, changed: Collection[str], *, historic: bool, has_lines: bool) -> None:
    """RuleError if the fields `changed` of an order in the state `status` (a stored code) are fixed by now."""
    if status != OrderStatus.DRAFT.value and not historic and AGREED.intersection(changed):
        raise RuleError(
            N_("What was submitted is not changed any more: take the order back, or let it be rejected."),
            field=min(AGREED.intersection(changed)),
        )
    if has_lines and PRICED_BY.intersection(changed):
        raise RuleError(
            N_("The lines are priced already: remove them before you change how they are priced."),
            field=min(PRICED_BY.intersection(changed)),
        )


def check_line_change(status: str, *, historic: bool) -> None:
    """RuleError if the lines of an order in the state `status` stand."""
    if status != OrderStatus.DRAFT.value and not historic:
        raise RuleError(N_("The lines of an order change only while it is a draft."))


def check_removal(number: str | None, *, historic: bool) -> None:
    """RuleError for an order that has a number: numbers have no gaps."""
    if number is not None and not historic:
        raise RuleError(N_("An order that has a number is cancelled, not deleted."))
