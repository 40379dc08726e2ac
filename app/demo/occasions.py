"""What goes on in the demo company: leads, the public pool, possible duplicates, wrong data, documents. Once only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO
from itertools import cycle
from random import Random
from typing import Any

from sqlalchemy import select

from app.core.clock import now, today
from app.core.db import db
from app.core.documents.actions import add_document, take
from app.core.jobs.queue import enqueue
from app.customers.actions.lead import convert
from app.customers.enums import HandoverKind, LeadStatus, PoolReason
from app.customers.jobs import LOOK_FOR_PROBLEMS
from app.customers.models.customer import Customer
from app.customers.models.lead import Lead
from app.customers.ownership import enter_pool, hand
from app.customers.queries import PROSPECTIVE
from app.customers.settings import pool_terms
from app.demo.fill import Company, found, stored_values
from app.demo.leads import LeadDraft, demo_leads, once_more, without_legal_form
from app.system.models.ledger import Delivered

DONE = "demo:occasions"
LEADS = 96
POOLED_LEADS, POOLED_CUSTOMERS = 9, 12
NEW_IN_POOL = (0, 8, 16)  # new leads that nobody had yet, by their place
NEARLY_LOST = 6  # records of each kind that return to the pool tomorrow
TWICE = 2  # possible duplicates of each kind: two customers, two leads, a lead and a customer
SHOWN_TO = ("sales1", "sales2")  # whose records have something to look at, and so their manager's
PARTINGS = (HandoverKind.GIVEN_BACK, HandoverKind.RECYCLED, HandoverKind.HANDED_OVER)
PAPERS = (
    ("会议纪要.txt", "minutes", "第一次拜访纪要（演示，纯属虚构）\n\n1. 对方计划年内更换设备\n2. 下次带样品\n"),
    ("需求清单.txt", "requirements", "需求清单（演示，纯属虚构）\n\n- 两条生产线\n- 三年保修\n"),
    ("Quotation.txt", "quotation", "Quotation (demo, entirely fictitious)\n\n2 lines, three years' warranty\n"),
)


def liven_up(seed: int) -> int:
    """Add the leads and what there is to do; how many leads that were, none where it was done before.

    One transaction of some 150 records, well under a second.
    """
    if db.session.execute(select(Delivered.item).where(Delivered.item == DONE)).first() is not None:
        return 0
    company, rng = found(), Random(seed)  # noqa: S311 (nothing here is secret)
    customers = _customers_shown(company)
    drafts = list(demo_leads(LEADS, seed, today()))
    leads = [_lead(draft, company, rng, owned=place not in NEW_IN_POOL) for place, draft in enumerate(drafts)]
    db.session.add_all(leads)
    db.session.flush()
    _close(leads, drafts, customers)
    shown_ids = {company.people[name].id for name in SHOWN_TO}
    _add_duplicates([lead for lead in leads if lead.owner_id in shown_ids], customers, drafts, company)
    _spoil(customers[2 * TWICE :])
    _nearly_lose(leads, customers)
    _fill_pool(leads, {customer.id for customer in customers})
    for (name, kind, content), customer in zip(PAPERS, customers, strict=False):
        add_document(customer, take(BytesIO(content.encode()), name), document_type=kind)
    for job in ("find_duplicates", LOOK_FOR_PROBLEMS):  # the first time now, then every night
        enqueue(db.session(), job, dedupe=f"{DONE}:{job}")
    db.session.add(Delivered(item=DONE))
    db.session.commit()
    return LEADS


def _customers_shown(company: Company) -> list[Customer]:
    """Chinese companies of those who have something to look at, each one's in turn."""
    mine = []
    for name in SHOWN_TO:
        theirs = select(Customer).where(Customer.owner_id == company.people[name].id, Customer.country == "CN")
        theirs = theirs.where(Customer.kind == "company").order_by(Customer.id)
        mine.append(db.session.execute(theirs.limit(30)).scalars().all())
    return [customer for pair in zip(*mine, strict=False) for customer in pair]


def _lead(draft: LeadDraft, company: Company, rng: Random, *, owned: bool) -> Lead:
    place = draft.province[:2] if draft.country == "CN" else draft.country
    owner = rng.choice(company.sellers[place])
    values = stored_values(draft)
    age = timedelta(days=values.pop("age"))
    if draft.status is LeadStatus.CONVERTED:  # that is an act of its own
        values["status"] = LeadStatus.QUALIFIED.value
    attended = max(today() - age, today() - timedelta(days=rng.randrange(20)))
    stamps = {"created_at": now() - age, "created_by_id": owner.id, "attended_on": attended}
    return Lead(**values, **stamps, owner=owner if owned else None, territory=company.territories[place])


def _close(leads: Sequence[Lead], drafts: Sequence[LeadDraft], customers: Sequence[Customer]) -> None:
    """Convert what is to be converted: every second lead into a customer of its owner, if there is one."""
    known = {customer.owner_id: customer for customer in reversed(customers)}
    chosen = [lead for lead, draft in zip(leads, drafts, strict=True) if draft.status is LeadStatus.CONVERTED]
    for number, lead in enumerate(chosen):
        convert(lead, known.get(lead.owner_id) if number % 2 else None)
        lead.converted_on = lead.attended_on


def _add_duplicates(
    leads: Sequence[Lead], customers: Sequence[Customer], drafts: Sequence[LeadDraft], company: Company
) -> None:
    """What somebody entered a second time: two customers, two leads, and two leads that are customers already."""
    open_leads = [lead for lead in leads if lead.status != LeadStatus.CONVERTED.value and lead.country == "CN"]
    for customer in customers[:TWICE]:
        db.session.add(_customer_once_more(customer))
    by_name = {draft.name: draft for draft in drafts}
    for number, lead in enumerate(open_leads[:TWICE]):
        draft = once_more(by_name[lead.name], LEADS + number)
        db.session.add(_same_owner(draft, lead, company))
    for number, customer in enumerate(customers[TWICE : 2 * TWICE]):
        draft = once_more(drafts[0], LEADS + TWICE + number)
        lead = _same_owner(draft, customer, company)
        lead.name, lead.phone, lead.need = without_legal_form(customer.name), customer.phone, "想再订一批，请尽快报价"
        db.session.add(lead)
    db.session.flush()


def _same_owner(draft: LeadDraft, like: Lead | Customer, company: Company) -> Lead:
    """A lead as drafted, where the record that it is like is, and of the same colleague."""
    values = stored_values(draft)
    values.pop("age")
    values |= {name: getattr(like, name) for name in ("province", "city", "district", "address", "industry")}
    return Lead(**values, owner=like.owner, territory=like.territory)


def _customer_once_more(customer: Customer) -> Customer:
    names = ("kind", "industry", "customer_type", "source", "stage", "country", "province", "city", "phone", "owner")
    values = {name: getattr(customer, name) for name in (*names, "territory", "remarks")}
    return Customer(name=without_legal_form(customer.name), **values)


def _spoil(customers: Sequence[Customer]) -> None:
    """Something wrong with each of the first few, for the list of wrong data."""
    faults: tuple[dict[str, Any], ...] = (
        {"email_bounced_at": now()},
        {"phone_wrong_at": now()},
        {"industry": None},
        {"address": "银杏大道１２８号　Ｂ座 "},
        {"province": "江南", "city": None, "district": None},
    )
    for fault, customer in zip(faults, customers, strict=False):
        for name, value in fault.items():
            setattr(customer, name, value)
    db.session.flush()


def _nearly_lose(leads: Sequence[Lead], customers: Sequence[Customer]) -> None:
    """Leave some records alone for so long that they return to the pool tomorrow, where that is switched on."""
    limit = today() - timedelta(days=pool_terms().idle_days - 1)
    prospects = [customer for customer in customers if customer.stage in PROSPECTIVE]
    for records in (prospects, [lead for lead in leads if lead.status == LeadStatus.WORKING.value]):
        for number, record in enumerate(records[:NEARLY_LOST]):
            record.attended_on = record.owner_since = limit - timedelta(days=number)
    db.session.flush()


def _fill_pool(leads: Sequence[Lead], spared: set[int]) -> None:
    """Leads and customers that their owners gave back, left alone or left behind, and leads that nobody had yet."""
    for place in NEW_IN_POOL:
        enter_pool(db.session(), leads[place], PoolReason.NEW)
    new = [lead for lead in leads if lead.status == LeadStatus.NEW.value and lead.owner_id is not None][::3]
    prospects = select(Customer).where(Customer.stage.in_(PROSPECTIVE), Customer.owner_id.is_not(None))
    prospects = prospects.where(Customer.id.not_in(spared)).order_by(Customer.id).limit(POOLED_CUSTOMERS)
    parted = [*new[:POOLED_LEADS], *db.session.execute(prospects).scalars()]
    for record, parting in zip(parted, cycle(PARTINGS), strict=False):
        hand(record, None, parting)
    db.session.flush()
