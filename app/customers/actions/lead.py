"""What is done with leads. The caller owns the transaction."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.access import system_access
from app.core.archiving import archive
from app.core.attached import carry
from app.core.clock import today
from app.core.db import db
from app.core.errors import RuleError
from app.core.text import N_
from app.customers.enums import CustomerKind, LeadStatus, LifecycleStage
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.lead import Lead
from app.customers.rules.lead_flow import check_move

# What a lead hands to the customer and the contact it becomes, under the same names.
TO_CUSTOMER = (
    "source", "territory_id", "phone", "email", "homepage", "consent", "country", "province", "city", "district",
    "address", "industry", "employees", "annual_revenue", "currency", "remarks",
)  # fmt: skip
TO_CONTACT = ("position", "mobile", "wechat")


def move(leads: Sequence[Lead], status: LeadStatus) -> None:
    """Bring leads into another state, as far as the rules of the flow allow it."""
    for lead in leads:
        check_move(lead.status, status)
        lead.status = status.value


def disqualify(leads: Sequence[Lead], reason: str) -> None:
    """Give leads up, and say why."""
    move(leads, LeadStatus.DISQUALIFIED)
    for lead in leads:
        lead.lost_reason = reason


def reopen(leads: Sequence[Lead]) -> None:
    """Work on leads again."""
    move(leads, LeadStatus.WORKING)
    for lead in leads:
        lead.lost_reason = None


def convert(lead: Lead, customer: Customer | None = None) -> Customer:
    """Make a customer and its contact of a lead, or a contact of the known `customer`; returns the customer.

    The files of a lead go with it to a new customer; those of a known one's lead stay where they are, one tab away.
    """
    check_move(lead.status, LeadStatus.CONVERTED)
    lead.status_before, lead.customer_is_new = lead.status, customer is None
    if customer is None:
        customer = _customer_of(lead)
        db.session.add(customer)
    contact = _contact_of(lead, customer)
    if contact is not None:
        db.session.add(contact)
    lead.status, lead.converted_on = LeadStatus.CONVERTED.value, today()
    lead.converted_customer, lead.converted_contact = customer, contact
    db.session.flush()
    if lead.customer_is_new:
        with system_access("let the files of a lead go with it"):
            carry(db.session(), lead, customer)
    return customer


def undo_conversion(lead: Lead) -> None:
    """Take a conversion back as if it had not been: what it made goes into the recycle bin, the lead is open again.

    RuleError if the customer or the contact was worked on since, for that work would be lost.
    """
    if lead.status != LeadStatus.CONVERTED.value or lead.status_before is None:
        raise RuleError(N_("This lead was not converted."))
    made = [lead.converted_contact, lead.converted_customer if lead.customer_is_new else None]
    made = [record for record in made if record is not None and record.archived_at is None]
    for record in made:
        if record.version != 1:
            raise RuleError(N_("“%(title)s” was changed after the conversion, so it stays."), title=record.name)
    if lead.customer_is_new:
        with system_access("let the files of a lead come back"):
            carry(db.session(), lead.converted_customer, lead)
    lead.status = lead.status_before
    lead.converted_customer = lead.converted_contact = lead.converted_on = lead.status_before = None
    lead.customer_is_new = False
    db.session.flush()
    for record in made:
        archive(record)
        db.session.flush()


def _customer_of(lead: Lead) -> Customer:
    values = {name: getattr(lead, name) for name in TO_CUSTOMER}
    kind = CustomerKind.COMPANY if lead.contact_name else CustomerKind.INDIVIDUAL
    if kind is CustomerKind.INDIVIDUAL:
        values["phone"] = lead.mobile or lead.phone
    values["wechat"] = lead.wechat if kind is CustomerKind.INDIVIDUAL else None
    return Customer(name=lead.name, kind=kind.value, owner_id=lead.owner_id, stage=LifecycleStage.LEAD.value, **values)


def _contact_of(lead: Lead, customer: Customer) -> Contact | None:
    if not lead.contact_name:
        return None
    values = {name: getattr(lead, name) for name in TO_CONTACT}
    return Contact(name=lead.contact_name, customer=customer, email=lead.email, owner_id=lead.owner_id, **values)
