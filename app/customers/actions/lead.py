"""What is done with leads. The caller owns the transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select

from app.core.access import system_access
from app.core.archiving import archive
from app.core.attached import carry
from app.core.clock import today
from app.core.db import db
from app.core.dependents import living_parts
from app.core.errors import NotVisible, RuleError
from app.core.registry import entity_of
from app.core.sensitive import is_open
from app.core.shares.limits import VIEW_ONLY, share_of
from app.core.shares.model import ShareLevel
from app.core.text import N_
from app.customers.consequences import made_of, make_all
from app.customers.duplicate_pairs import decide, pair_of
from app.customers.enums import CustomerKind, LeadStatus, LifecycleStage, PairState
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


def convert(lead: Lead, customer: Customer | None = None, also: Mapping[str, Any] | None = None) -> Customer:
    """Make a customer and its contact of a lead, or a contact of the known `customer`; returns the customer.

    A contact that the known customer has already is not made again. The files of the lead go with it. `also` are the
    answers for modules above (see `consequences`).
    """
    check_move(lead.status, LeadStatus.CONVERTED)
    lead.status_before, lead.customer_is_new = lead.status, customer is None
    contact = None
    if customer is None:
        customer = _customer_of(lead)
        db.session.add(customer)
    else:
        _check_share(customer)
        _note_on_pair(lead, customer, PairState.CONVERTED)
        contact = _known_contact(lead, customer)
    lead.contact_is_new = contact is None and bool(lead.contact_name)
    if lead.contact_is_new:
        contact = _contact_of(lead, customer)
        db.session.add(contact)
    lead.status, lead.converted_on = LeadStatus.CONVERTED.value, today()
    lead.converted_customer, lead.converted_contact = customer, contact
    db.session.flush()
    with system_access("let the files of a lead go with it"):
        lead.carried = carry(db.session(), lead, customer)
    make_all(lead, customer, contact, also or {})
    return customer


def _check_share(customer: Customer) -> None:
    """RuleError where the customer is only shared for viewing: the files of a lead must not go there either."""
    share = share_of(db.session(), customer)
    if share is not None and share.level != ShareLevel.WRITE:
        raise RuleError(VIEW_ONLY, field="customer")


def _note_on_pair(lead: Lead, customer: Customer, state: PairState) -> None:
    """Note on the pair, if the two are one, what became of it; before the lead is closed, which forgets open pairs."""
    with system_access("note on a pair of a lead and a customer what became of it"):
        pair = pair_of(lead, customer)
        if pair is not None:
            decide(pair, state.value)
            db.session.flush()


def undo_conversion(lead: Lead) -> None:
    """Take a conversion back as if it had not been: what it made goes into the recycle bin, the lead is open again.

    RuleError if the customer or the contact was worked on since, for that work would be lost; so it would be if what
    came below the customer, or the customer that it was merged with, went into the recycle bin along with it.
    """
    if lead.status != LeadStatus.CONVERTED.value or lead.status_before is None:
        raise RuleError(N_("This lead was not converted."))
    customer = lead.converted_customer
    if (customer, lead.converted_contact).count(None) > _links_left(lead).count(None):
        raise NotVisible(N_("What this lead became is not visible to you: let whoever looks after it undo this."))
    both = [lead.converted_contact if lead.contact_is_new else None, customer if lead.customer_is_new else None]
    made = [record for record in (*made_of(lead), *both) if record is not None and record.archived_at is None]
    for record in made:
        if record.version != 1 or living_parts(record, but=made):
            raise RuleError(N_("“%(title)s” was changed after the conversion, so it stays."), title=record.name)
    if customer is not None:
        with system_access("let the files of a lead come back"):
            carry(db.session(), customer, lead, only=lead.carried)
    lead.status = lead.status_before
    lead.converted_customer = lead.converted_contact = lead.converted_on = lead.status_before = lead.carried = None
    lead.customer_is_new = lead.contact_is_new = False
    db.session.flush()
    if customer is not None:
        _note_on_pair(lead, customer, PairState.OPEN)
    for record in made:
        archive(record)
        db.session.flush()


def _links_left(lead: Lead) -> tuple[int | None, int | None]:
    return lead.converted_customer_id, lead.converted_contact_id


def _customer_of(lead: Lead) -> Customer:
    values = {name: getattr(lead, name) for name in TO_CUSTOMER}
    kind = CustomerKind.COMPANY if lead.contact_name else CustomerKind.INDIVIDUAL
    if kind is CustomerKind.INDIVIDUAL:
        # Everybody who sees the customer reads its number: whoever may not read the lead's makes none of it.
        values["phone"] = (lead.mobile if is_open(entity_of(Lead).fields["mobile"]) else None) or lead.phone
    values["wechat"] = lead.wechat if kind is CustomerKind.INDIVIDUAL else None
    return Customer(name=lead.name, kind=kind.value, owner_id=lead.owner_id, stage=LifecycleStage.LEAD.value, **values)


def _known_contact(lead: Lead, customer: Customer) -> Contact | None:
    """The contact of a known customer that the lead's person is: by the name, the mobile number or the address."""
    same = [
        getattr(Contact, column) == value
        for column, value in (("name", lead.contact_name), ("mobile", lead.mobile), ("email", lead.email))
        if value
    ]
    live = select(Contact).where(Contact.customer_id == customer.id, Contact.archived_at.is_(None), or_(*same))
    return db.session.execute(live.order_by(Contact.id).limit(1)).scalar() if same else None


def _contact_of(lead: Lead, customer: Customer) -> Contact:
    values = {name: getattr(lead, name) for name in TO_CONTACT}
    if not lead.customer_is_new:  # a new customer has this number itself
        values["office_phone"] = lead.phone
    return Contact(name=lead.contact_name, customer=customer, email=lead.email, owner_id=lead.owner_id, **values)
