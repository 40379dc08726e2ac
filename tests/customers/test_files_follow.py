"""The files of a record go where the record goes: into a merge, through a conversion, and back."""

from __future__ import annotations

import pytest

from app.core.access import acting_as
from app.customers.actions import lead as lead_actions
from app.customers.merging import merge, undo_merge
from app.customers.models.customer import Customer
from tests.factories.attached import DocumentFactory, DocumentVersionFactory, ShareFactory
from tests.factories.customers import CustomerFactory, LeadFactory
from tests.factories.system import UserFactory


@pytest.fixture
def boss(session):
    return UserFactory(role_names=["GeneralManager"])


def place(session, attached):
    session.flush()
    session.expire_all()
    return attached.entity, attached.record_id, attached.acc_owner_id, attached.acc_root


def test_the_files_of_a_merged_customer_are_those_of_the_remaining_one_until_it_is_undone(session, boss):
    ann = UserFactory(role_names=["Sales"])
    one, other = CustomerFactory(owner=boss), CustomerFactory(owner=ann)
    document, own = DocumentFactory(record=other), DocumentFactory(record=one)
    version = DocumentVersionFactory(document=document, record=other)
    share = ShareFactory(record=other)
    session.commit()
    with acting_as(boss.id):
        made = merge(Customer, one.id, other.id, set(), {})
        for moved in (document, version, own):
            assert place(session, moved) == ("customer", one.id, boss.id, f"customer:{one.id}")
        assert share.record_id == other.id, "who was let into one customer is not thereby let into another"
        undo_merge(made)
    for back in (document, version):
        assert place(session, back) == ("customer", other.id, ann.id, f"customer:{other.id}")
    assert place(session, own)[1] == one.id


def test_the_files_of_a_lead_go_with_it_and_come_back(session, boss):
    lead = LeadFactory(owner=boss)
    document = DocumentFactory(record=lead)
    session.commit()
    with acting_as(boss.id):
        customer = lead_actions.convert(lead)
        assert place(session, document) == ("customer", customer.id, boss.id, f"customer:{customer.id}")
        lead_actions.undo_conversion(lead)
    assert place(session, document) == ("lead", lead.id, boss.id, f"lead:{lead.id}")


def test_only_what_came_from_the_lead_goes_back_to_it_from_a_known_customer(session, boss):
    lead, customer = LeadFactory(owner=boss), CustomerFactory(owner=boss)
    document, own = DocumentFactory(record=lead), DocumentFactory(record=customer)
    session.commit()
    with acting_as(boss.id):
        lead_actions.convert(lead, customer)
        assert place(session, document)[:2] == ("customer", customer.id)
        later = DocumentFactory(record=customer)
        session.commit()
        lead_actions.undo_conversion(lead)
    assert place(session, document)[:2] == ("lead", lead.id)
    assert {place(session, stayed)[:2] for stayed in (own, later)} == {("customer", customer.id)}
