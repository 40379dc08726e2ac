"""What happens to leads, the public pool and duplicates, and whole files that come in and are taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.core.access import acting_user_id, system_access
from app.core.clock import today
from app.core.db import db, reading
from app.core.errors import RuleError
from app.core.exchange.models import ImportBatch
from app.core.text import N_
from app.customers.actions import lead as leads
from app.customers.actions import ownership
from app.customers.enums import LeadStatus
from app.customers.following import SAME_BOTH_WAYS
from app.customers.merging import CUSTOMERS, merge, undo_merge
from app.customers.models.assignment_rule import AssignmentRule
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.customer_relation import CustomerRelation
from app.customers.models.duplicate_pair import DuplicatePair
from app.customers.models.lead import Lead
from app.customers.models.merge import CustomerMerge
from app.customers.models.pool_entry import PoolEntry
from app.system.actions import hand_over
from app.system.models.department import Department
from app.system.models.user import User
from tests.scorecard.walk import Nothing, Walk, act, alone
from tests.support.import_wizard import Wizard
from tests.support.visitors import login

MOVES = (LeadStatus.WORKING, LeadStatus.QUALIFIED)


# Leads


@act(5)
def make_lead(walk: Walk) -> None:
    contact = f"陈{walk.number()}" if walk.rng.random() < 0.6 else None
    db.session.add(Lead(name=f"南方包装{walk.number()}号", contact_name=contact))


@act(3)
def move_lead(walk: Walk) -> None:
    leads.move([walk.pick(Lead)], walk.rng.choice(MOVES))


@act(2)
def give_up_or_reopen_lead(walk: Walk) -> None:
    lead = walk.pick(Lead)
    if lead.status == LeadStatus.DISQUALIFIED:
        leads.reopen([lead])
    else:
        leads.disqualify([lead], "预算取消")


@act(5)
def convert_lead(walk: Walk) -> Any:
    lead = walk.pick(Lead)
    known = walk.pick_or_none(Customer) if walk.rng.random() < 0.4 else None
    leads.convert(lead, known)
    made = {("contact", lead.converted_contact_id)} | (set() if known else {("customer", lead.converted_customer_id)})
    return lambda: walk.made_of_lead.update({lead.id: made})


@act(5)
def undo_conversion(walk: Walk) -> Any:
    lead = walk.pick(Lead, Lead.status == LeadStatus.CONVERTED.value)
    with system_access("look at what lives before"):
        before = living()
    leads.undo_conversion(lead)

    def only_what_was_made_is_gone() -> None:
        gone = before - living()
        beyond = gone - walk.made_of_lead[lead.id]
        assert not beyond, f"undoing the conversion of lead {lead.id} deleted {sorted(beyond)}"

    return only_what_was_made_is_gone


def living() -> set[tuple[str, int]]:
    """Every customer, contact and relation outside the recycle bin."""
    models: tuple[Any, ...] = (Customer, Contact, CustomerRelation)
    return {
        (m.__tablename__, record_id)
        for m in models
        for record_id in db.session.scalars(select(m.id).where(m.archived_at.is_(None)))
    }


@act(1)
def make_assignment_rule(walk: Walk) -> None:
    to = {"assignee": walk.colleague()} if walk.rng.random() < 0.5 else {"department": walk.pick(Department)}
    with system_access("an administrator does this"):
        db.session.add(AssignmentRule(name="规则", position=walk.number(), active=walk.rng.random() < 0.3, **to))
        db.session.flush()


# The pool


@act(5)
def release(walk: Walk) -> None:
    ownership.release(walk.some(walk.rng.choice((Customer, Lead)), 3))


@act(4)
def claim(walk: Walk) -> None:
    ownership.claim(walk.some(PoolEntry, 2), acting_user_id() or 0)


@act(4)
def assign(walk: Walk) -> None:
    ownership.assign(walk.some(walk.rng.choice((Customer, Lead)), 3), walk.colleague())


@act(2)
def assign_from_pool(walk: Walk) -> None:
    ownership.assign_from_pool(walk.some(PoolEntry, 2), walk.colleague())


@act(2)
def leave_alone(walk: Walk) -> None:
    with system_access("as if some weeks had passed"):
        record = walk.pick(walk.rng.choice((Customer, Lead)))
        record.attended_on = record.owner_since = today() - timedelta(days=90)
        db.session.flush()


@alone(1)
def nightly_jobs(walk: Walk) -> None:
    for name in ("recycle_unattended", "find_duplicates", "look_for_data_problems"):
        walk.run_job(name)


@alone(1)
def hand_somebodys_records_over(walk: Walk) -> None:
    giver, receiver = walk.rng.sample(["manager", "ann", "ben"], 2)
    with walk.system():
        hand_over(*(db.session.get_one(User, walk.people[name]) for name in (giver, receiver)))
    walk.work()


# Duplicates


@act(7)
def merge_customers(walk: Walk) -> Any:
    survivor, merged = walk.pick(Customer), walk.pick(Customer)
    theirs = {f.name for f in CUSTOMERS.chosen_fields() if walk.rng.random() < 0.3}
    with system_access("look at what is said of both"):
        before = said_of({survivor.id, merged.id})
    merge(Customer, survivor.id, merged.id, theirs, {})
    return lambda: _nothing_is_unsaid(before, survivor.id, merged.id)


def said_of(ends: set[int]) -> set[tuple[str, int, int]]:
    """The living relations of customers."""
    relation = CustomerRelation
    statement = select(relation.kind, relation.customer_id, relation.other_id).where(relation.archived_at.is_(None))
    return {tuple(row) for row in db.session.execute(statement) if ends & {row[1], row[2]}}


def _nothing_is_unsaid(before: set[tuple[str, int, int]], survivor: int, merged: int) -> None:
    """What was said of either is said of the survivor, but for what they were to each other."""
    now = said_of({survivor})
    for kind, *ends in before:
        here, there = (survivor if end == merged else end for end in ends)
        either_way = {(kind, here, there), (kind, there, here)} if kind in SAME_BOTH_WAYS else {(kind, here, there)}
        assert here == there or now & either_way, f"{merged} became a part of {survivor}: {kind} {ends} is said no more"


@act(5)
def undo_merge_of_customers(walk: Walk) -> Any:
    record = walk.pick(CustomerMerge, CustomerMerge.undone_at.is_(None))
    undo_merge(record)
    return lambda: _all_went_back(record)


def _all_went_back(record: CustomerMerge) -> None:
    assert record.merged.archived_at is None
    for name, ids in record.moved.items():
        if name == "contact.customer":
            left = select(Contact.id).where(Contact.id.in_(ids), Contact.customer_id == record.survivor_id)
            assert not db.session.scalars(left).all(), f"contacts of merge {record.id} stayed with the survivor"


@act(1)
def decide_about_pair(walk: Walk) -> None:
    pair = walk.pick(DuplicatePair)
    pair.state = walk.rng.choice(("open", "different"))


# Whole files


class CommittingWizard(Wizard):
    """Between the steps no transaction stays open: on SQLite the next request would wait for it."""

    @property
    def batch(self) -> ImportBatch:
        with self.app.app_context(), reading():
            found = db.session.get_one(ImportBatch, self.batch_id)
            db.session.expunge(found)
            db.session.rollback()
            db.session.remove()
            return found


def wizard(walk: Walk) -> CommittingWizard:
    with walk.system():
        marketer = db.session.get_one(User, walk.people["marketer"])
        db.session.expunge(marketer)
        db.session.rollback()  # logging in writes in a session of its own, which would wait for this one
        client = login(walk.app.test_client(), marketer)
    return CommittingWizard(walk.app, client, None)


@alone(1)
def import_file(walk: Walk) -> None:
    lines = ["客户编码,客户名称,城市,母公司,标签,联系人姓名"]
    for _ in range(walk.rng.randint(1, 8)):
        above = f"C{walk.number()}" if walk.rng.random() < 0.3 else ""
        contact = f"李{walk.number()}" if walk.rng.random() < 0.6 else ""
        lines.append(f"C{walk.number()},进口{walk.number()}号有限公司,,{above},,{contact}")
    here = wizard(walk)
    here.upload("\r\n".join(lines) + "\r\n")
    here.check(mode=walk.rng.choice(("create", "both")), doubtful="create")
    here.create()
    if here.batch.created is None:
        raise RuleError(N_("Check the file first."))
    walk.imports.append(here.batch_id)


@alone(1)
def undo_import(walk: Walk) -> None:
    if not walk.imports:
        raise Nothing
    here = wizard(walk)
    here.batch_id = walk.imports.pop(walk.rng.randrange(len(walk.imports)))
    here.client.post(here.url("/undo"))
    walk.work()
    assert here.batch.undone is not None
