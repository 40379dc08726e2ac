"""What is done with customers and contacts. The caller owns the transaction.

What follows from a change (the date of a stage, the note of a loss, the former main contact) is the work of `saving`
and `main_contacts`, which see every way of saving.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.core.errors import RuleError
from app.customers.enums import CustomerStatus
from app.customers.grade_rules import grade_rules
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.rules.grading import GradeProposal, propose_grade

YUAN = "CNY"


def mark_active(customers: Sequence[Customer]) -> None:
    """Business goes on; a lost customer is won back."""
    for customer in customers:
        customer.status = CustomerStatus.ACTIVE.value


def mark_quiet(customers: Sequence[Customer]) -> None:
    """Nothing was heard of them for a while."""
    for customer in customers:
        customer.status = CustomerStatus.QUIET.value


def mark_lost(customers: Sequence[Customer], lost_on: date | None = None, lost_reason: str | None = None) -> None:
    """They left, today unless told otherwise; those that are lost already take over the day and the reason."""
    for customer in customers:
        customer.status = CustomerStatus.LOST.value
        customer.lost_on, customer.lost_reason = lost_on or customer.lost_on, lost_reason or customer.lost_reason


def proposed_grade(customer: Customer) -> GradeProposal:
    """The grade that the customer's size deserves. The limits are in yuan: revenue in another currency is unknown."""
    in_yuan = customer.currency in (None, YUAN)
    return propose_grade(customer.annual_revenue if in_yuan else None, customer.employees, grade_rules())


def accept_grade(customers: Sequence[Customer]) -> None:
    """Give each customer the grade proposed for it; of several, those without a proposal keep theirs."""
    for customer in customers:
        proposal = proposed_grade(customer)
        if proposal.grade is not None:
            customer.grade = proposal.grade
        elif len(customers) == 1:
            reason = proposal.reasons[0]
            raise RuleError(reason.message, **reason.params)


def make_main_contact(contact: Contact) -> None:
    """Put `contact` in the place of the present main contact."""
    contact.is_main = True
