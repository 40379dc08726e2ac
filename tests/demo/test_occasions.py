"""What there is to do in the demo company: leads, the pool, duplicates, wrong data and documents, added only once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.core.access import acting_as
from app.core.clock import today
from app.core.documents.models import Document, DocumentVersion
from app.core.documents.storage import open_stored
from app.customers.enums import HandoverKind, LeadStatus
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.data_problem import DataProblem
from app.customers.models.duplicate_pair import DuplicatePair
from app.customers.models.handover import Handover
from app.customers.models.lead import Lead
from app.customers.models.pool_entry import PoolEntry
from app.customers.queries import idle
from app.customers.rules.pool import idle_since
from app.customers.settings import pool_terms
from app.demo.fill import fill
from app.demo.leads import demo_leads
from app.demo.occasions import LEADS, liven_up
from app.system.models.user import User
from tests.support.import_wizard import work


@pytest.fixture
def lively(session):
    fill(130, seed=1)
    assert liven_up(seed=1) == LEADS
    return session


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def test_it_is_added_once(lively):
    models = (Lead, Customer, Contact, PoolEntry, Handover, Document)
    before = [count(lively, model) for model in models]
    assert liven_up(seed=1) == liven_up(seed=2) == 0
    assert [count(lively, model) for model in models] == before
    assert fill(140, seed=1) == 10, "customers go on where they were"


def test_the_same_seed_makes_the_same_leads():
    one, longer = list(demo_leads(40, 1, today())), list(demo_leads(60, 1, today()))
    assert longer[:40] == one
    assert list(demo_leads(40, 2, today())) != one


def test_there_are_leads_in_every_state_and_of_every_worth(lively):
    leads = lively.scalars(select(Lead)).all()
    assert {lead.status for lead in leads} == {status.value for status in LeadStatus}
    scores = [lead.score for lead in leads]
    assert min(scores) < 50 < 80 < max(scores)
    assert all((lead.lost_reason is not None) == (lead.status == "disqualified") for lead in leads)
    converted = [lead for lead in leads if lead.status == "converted"]
    assert all(lead.converted_customer is not None for lead in converted)
    assert {lead.customer_is_new for lead in converted} == {True, False}


def test_nobody_real_is_called_or_written_to(lively):
    for lead in lively.scalars(select(Lead)):
        assert lead.email is None or lead.email.endswith("@example.com")
        if lead.country == "CN":
            assert lead.mobile is None or lead.mobile.startswith("154")
            assert lead.phone is None or lead.phone.startswith("154") or "-0" in lead.phone


def test_leads_and_customers_lie_in_the_pool_for_every_reason(lively):
    entries = lively.scalars(select(PoolEntry)).all()
    reasons = Counter((entry.kind_of_record, entry.reason) for entry in entries)
    assert {reason for kind, reason in reasons if kind == "lead"} == {"new", "given_back", "idle", "left"}
    assert {reason for kind, reason in reasons if kind == "customer"} == {"new", "given_back", "idle", "left"}
    new = {(entry.kind_of_record, entry.record_id) for entry in entries if entry.reason == "new"}
    handed = lively.execute(select(Handover.kind_of_record, Handover.record_id)).all()
    assert not new & {tuple(row) for row in handed}, "nobody had them yet"
    unowned = lively.scalar(select(func.count()).select_from(Customer).where(Customer.owner_id.is_(None)))
    assert sum(number for (kind, _), number in reasons.items() if kind == "customer") == unowned
    assert HandoverKind.GIVEN_BACK.value in set(lively.scalars(select(Handover.kind)))


def test_some_records_return_to_the_pool_tomorrow_and_none_did_today(lively):
    for model in (Lead, Customer):
        now, soon = (idle_since(today() + timedelta(days=days), pool_terms()) for days in (0, 1))
        assert len(lively.scalars(select(model).where(*idle(model, soon))).all()) >= 3, model
        assert len(lively.scalars(select(model).where(*idle(model, now))).all()) < 12, model


def test_the_first_search_finds_what_was_entered_twice_and_what_is_wrong(app, lively):
    work(app)
    kinds = Counter(lively.execute(select(DuplicatePair.entity, DuplicatePair.other_entity)).tuples())
    assert kinds == {("customer", "customer"): 2, ("lead", "lead"): 2, ("lead", "customer"): 2}
    found = set(lively.scalars(select(DataProblem.kind)))
    assert {"email_bounced", "phone_wrong", "missing", "province_unknown", "untidy", "no_contact"} <= found


def test_people_have_something_to_look_at(app, lively):
    work(app)
    ids = dict(lively.execute(select(User.username, User.id)).all())
    for name in ("sales1", "manager1"):
        with acting_as(ids[name]):
            assert len(set(lively.scalars(select(Lead.status)))) == len(LeadStatus), name
            assert set(lively.scalars(select(DuplicatePair.entity))) == {"lead", "customer"}
            assert count(lively, Document) >= 1
    document = lively.scalars(select(Document)).first()
    assert document is not None
    assert document.size > 0


def test_documents_can_be_opened(lively):
    versions = lively.scalars(select(DocumentVersion)).all()
    assert len(versions) == 3
    for version in versions:
        with open_stored(version.storage_name) as file:
            assert "演示" in (text := file.read().decode()) or "demo" in text
