"""Leads that look like one, or like a customer: found at night, decided by people, merged or converted, and undone."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, select

from app.core.access import acting_as, system_access
from app.core.archiving import archive, restore
from app.core.errors import RuleError
from app.core.jobs.queue import enqueue
from app.core.registry import entity_of
from app.core.sensitive import right_to
from app.customers.actions import lead as actions
from app.customers.duplicate_pairs import keep_apart
from app.customers.duplicates import similar_to
from app.customers.identities import LEAD
from app.customers.merging import merge, undo_merge
from app.customers.models.contact import Contact
from app.customers.models.duplicate_pair import DuplicatePair
from app.customers.models.lead import Lead
from app.customers.models.merge import LeadMerge
from tests.factories.attached import DocumentFactory, ShareFactory
from tests.factories.customers import (
    ContactFactory,
    CustomerFactory,
    DuplicatePairFactory,
    LeadFactory,
    LeadMergeFactory,
)
from tests.factories.system import UserFactory
from tests.support.forms import successful_controls
from tests.support.import_wizard import work

EN = {"Accept-Language": "en"}
NAME, SHORTER, ELSE = "深圳市青鲸精密机械有限公司", "青鲸精密机械（深圳）有限公司", "赤象软件有限公司"


@pytest.fixture
def ann(session):
    return UserFactory(role_names=["Sales"])


@pytest.fixture
def boss(session):
    return UserFactory(role_names=["GeneralManager"])


@pytest.fixture
def search(app, session):
    """`search()` runs the nightly search and returns the pairs that there are then."""

    def run():
        session.commit()
        enqueue(session(), "find_duplicates")
        session.commit()
        work(app)
        session.expire_all()
        columns = (DuplicatePair.entity, DuplicatePair.record_id, DuplicatePair.other_entity, DuplicatePair.other_id)
        return [tuple(row) for row in session.execute(select(*columns, DuplicatePair.state))]

    return run


# What the night finds


def test_leads_are_compared_with_older_leads_and_with_all_customers(session, search):
    older, younger = LeadFactory(name=NAME), LeadFactory(name=SHORTER)
    LeadFactory(name=ELSE)
    customer = CustomerFactory(name=NAME)
    assert sorted(search()) == sorted(
        [
            ("lead", older.id, "lead", younger.id, "open"),
            ("lead", older.id, "customer", customer.id, "open"),
            ("lead", younger.id, "customer", customer.id, "open"),
        ]
    )


@pytest.mark.parametrize("status", ["converted", "disqualified"])
def test_leads_that_are_settled_make_no_pairs(session, search, status):
    LeadFactory(name=NAME, status=status)
    other = LeadFactory(name=SHORTER)
    assert search() == []
    CustomerFactory(name=NAME)
    assert [row[:2] for row in search()] == [("lead", other.id)]


def test_a_pair_is_seen_by_whoever_sees_its_lead_and_names_the_other_ones_keeper(session, search, ann, login):
    ben = UserFactory(first_name="Ben", last_name="Bell", role_names=["Sales"])
    LeadFactory(name=SHORTER, owner=ann)
    CustomerFactory(name=NAME, owner=ben)
    search()
    client, pair = login(ann), session.scalars(select(DuplicatePair)).one()
    listed = client.get("/duplicate_pair/list/", headers=EN).text
    assert SHORTER in listed
    assert NAME not in listed
    assert "Ben Bell looks after it" in client.get(f"/duplicate_pair/show/{pair.id}", headers=EN).text
    assert SHORTER not in login(ben).get("/duplicate_pair/list/").text


def test_the_pair_goes_with_its_lead_to_a_new_owner(session, search, ann):
    lead = LeadFactory(name=NAME, owner=ann)
    CustomerFactory(name=NAME)
    search()
    lead.owner = UserFactory(role_names=["Sales"])
    session.commit()
    with acting_as(ann.id):
        assert session.scalars(select(DuplicatePair)).all() == []
    with acting_as(lead.owner_id):
        assert len(session.scalars(select(DuplicatePair)).all()) == 1


def test_what_is_no_duplicate_is_neither_found_again_nor_warned_of(session, search):
    lead, customer = LeadFactory(name=NAME), CustomerFactory(name=NAME)
    search()
    keep_apart(session.scalars(select(DuplicatePair)).all())
    assert search() == [("lead", lead.id, "customer", customer.id, "different")]
    assert similar_to(LEAD, LEAD.of(lead), lead.id) == []


def test_a_lead_that_goes_for_good_takes_what_was_decided_about_it_along(session, boss):
    lead, customer = LeadFactory(owner=boss), CustomerFactory(owner=boss)
    first, second = LeadFactory(owner=boss), LeadFactory(owner=boss)
    DuplicatePairFactory(first=first, second=second, state="different")
    kept = DuplicatePairFactory(first=lead, second=customer, state="different")
    session.commit()
    session.delete(second)
    session.commit()
    assert session.scalars(select(DuplicatePair.id)).all() == [kept.id]


def test_the_list_costs_the_same_for_many_pairs(session, boss, login, statements):
    def pairs(number):
        for _ in range(number):
            DuplicatePairFactory(first=LeadFactory(owner=boss), second=CustomerFactory(owner=boss))
            DuplicatePairFactory(first=LeadFactory(owner=boss), second=LeadFactory(owner=boss))
        session.commit()

    client = login(boss)
    pairs(1)
    client.get("/duplicate_pair/list/")
    session.expunge_all()
    with statements() as few:
        assert client.get("/duplicate_pair/list/").status_code == 200
    pairs(4)
    session.expunge_all()
    with statements() as many:
        assert client.get("/duplicate_pair/list/").status_code == 200
    assert len(many) == len(few)


# Two leads become one


COMPUTED = {"version", "changed_at", "changed_by_id", "search_text", "score", "attended_on"}


def values(session, lead):
    """Every column of a lead as it stands in the database."""
    session.flush()
    session.expire_all()
    return {c.key: getattr(lead, c.key) for c in inspect(Lead).column_attrs if c.key not in COMPUTED}


def test_two_leads_become_one_and_two_again(session, boss):
    one, other = (
        LeadFactory(name=NAME, owner=boss, status="working"),
        LeadFactory(name=SHORTER, owner=boss, need="两条线"),
    )
    DuplicatePairFactory(first=one, second=other)
    document, share = DocumentFactory(record=other), ShareFactory(record=other)
    session.commit()
    before = values(session, one), values(session, other)
    note = merge(Lead, one.id, other.id, {"need"}, {})
    assert (values(session, one)["need"], one.status, other.archived_at is None) == ("两条线", "working", False)
    assert (document.entity, document.record_id, share.record_id) == ("lead", one.id, other.id)
    assert session.scalar(select(DuplicatePair.state)) == "merged"
    assert undo_merge(note) == []
    assert (values(session, one), values(session, other)) == before
    assert (document.record_id, session.scalar(select(DuplicatePair.state))) == (other.id, "open")


def test_a_settled_lead_is_not_merged(session, boss):
    one, other = LeadFactory(owner=boss), LeadFactory(owner=boss, status="converted")
    with pytest.raises(RuleError, match="only open leads are merged"):
        merge(Lead, one.id, other.id, set(), {})


def test_a_merged_lead_does_not_come_back_from_the_recycle_bin(session, boss):
    one, other = LeadFactory(owner=boss), LeadFactory(owner=boss)
    merge(Lead, one.id, other.id, set(), {})
    restore(other)
    with pytest.raises(RuleError, match="undo the merge instead"):
        session.flush()


def test_from_a_pair_of_leads_to_the_merge_and_its_undoing_on_the_screen(session, boss, login):
    one, other = LeadFactory(name=NAME, owner=boss), LeadFactory(name=SHORTER, owner=boss, mobile="13800138000")
    pair = DuplicatePairFactory(first=one, second=other)
    session.commit()
    client = login(boss)
    assert "/duplicate_pair/action/convert/" not in client.get(f"/duplicate_pair/show/{pair.id}").text
    page = client.post(f"/duplicate_pair/action/merge/{pair.id}").location
    assert page == f"/lead/merge/{one.id}?other={other.id}"
    sent = successful_controls(client.get(page).text, "merge-form")
    assert sent["value_mobile"] == [str(other.id)]
    assert client.post(page, data=sent).location == f"/lead/show/{one.id}"
    session.expire_all()
    assert one.mobile == "13800138000"
    assert client.get(f"/lead/show/{other.id}").location == f"/lead/show/{one.id}"
    made = session.scalars(select(LeadMerge)).one()
    assert SHORTER in client.get("/lead_merge/list/").text
    assert client.post(f"/lead_merge/action/undo/{made.id}").status_code == 302
    session.expire_all()
    assert (one.mobile, other.archived_at) == (None, None)


def test_values_that_the_reader_has_no_right_to_are_merged_unseen(app, session, boss, login):
    one, other = LeadFactory(owner=boss), LeadFactory(owner=boss, mobile="13800138000")
    admin = app.appbuilder.sm.find_role("GeneralManager")
    mobile = right_to(entity_of(Lead).fields["mobile"])
    admin.permissions = [held for held in admin.permissions if held.permission.name != mobile]
    session.commit()
    client = login(boss)
    page = f"/lead/merge/{one.id}?other={other.id}"
    text = client.get(page).text
    assert not any(number in text for number in ("13800138000", "138 0013 8000"))
    sent = successful_controls(text, "merge-form")
    assert "value_mobile" not in sent
    client.post(page, data=sent | {"value_mobile": [str(one.id)]})
    session.expire_all()
    assert one.mobile == "13800138000"


def test_whoever_does_not_merge_leads_does_not_undo_it_either(session, ann, login):
    made = LeadMergeFactory(owner=ann)
    session.commit()
    client = login(ann)
    assert client.get(f"/lead/merge/{made.survivor_id}?other={made.merged_id}").status_code == 403
    assert client.post(f"/lead_merge/action/undo/{made.id}").status_code == 403


# A lead that is a customer already


def test_from_a_pair_with_a_customer_to_the_conversion_on_the_screen(session, ann, login):
    lead, customer = LeadFactory(name=SHORTER, owner=ann), CustomerFactory(name=NAME, owner=ann)
    pair = DuplicatePairFactory(first=lead, second=customer)
    session.commit()
    client = login(ann)
    shown = client.get(f"/duplicate_pair/show/{pair.id}").text
    assert f"/duplicate_pair/action/convert/{pair.id}" in shown
    asked = client.post(f"/duplicate_pair/action/convert/{pair.id}").location
    form = successful_controls(client.get(asked).text, "record-form")
    assert form["customer"] == [str(customer.id)]
    answer = client.post(f"/lead/action/convert/{lead.id}", data=form)
    assert answer.location == f"/customer/show/{customer.id}"
    session.expire_all()
    assert (lead.status, lead.converted_customer_id, pair.state) == ("converted", customer.id, "converted")
    assert session.scalars(select(Contact.name)).all() == [lead.contact_name]


def test_a_person_whom_the_customer_has_already_is_not_added_again(session, ann):
    customer = CustomerFactory(owner=ann)
    known = ContactFactory(customer=customer, owner=ann, mobile="13800138000")
    lead = LeadFactory(owner=ann, mobile="13800138000")
    actions.convert(lead, customer)
    session.flush()
    assert (lead.converted_contact, lead.contact_is_new) == (known, False)
    actions.undo_conversion(lead)
    session.flush()
    assert (known.archived_at, lead.status, lead.converted_customer) == (None, "new", None)


def test_undoing_the_conversion_opens_the_pair_again(session, ann):
    lead, customer = LeadFactory(owner=ann), CustomerFactory(owner=ann)
    pair = DuplicatePairFactory(first=lead, second=customer)
    other = DuplicatePairFactory(first=LeadFactory(owner=ann), second=lead)
    session.commit()
    actions.convert(lead, customer)
    session.commit()
    assert session.scalars(select(DuplicatePair.id)).all() == [pair.id], "a settled lead is no duplicate of another"
    assert other.id != pair.id
    actions.undo_conversion(lead)
    session.commit()
    assert session.scalar(select(DuplicatePair.state)) == "open"


def test_nothing_is_converted_into_a_customer_that_is_only_shared_for_viewing(session, ann):
    customer = CustomerFactory(owner=UserFactory())
    ShareFactory(record=customer, colleague=ann, level="read")
    lead = LeadFactory(owner=ann, contact_name=None)
    session.commit()
    with acting_as(ann.id), pytest.raises(RuleError, match="only shared with you for viewing"):
        actions.convert(lead, customer)


def test_a_lead_and_a_customer_are_not_merged_and_two_leads_not_converted(session, boss, login):
    lead, customer = LeadFactory(owner=boss), CustomerFactory(owner=boss)
    mixed = DuplicatePairFactory(first=lead, second=customer)
    same = DuplicatePairFactory(first=lead, second=LeadFactory(owner=boss))
    session.commit()
    client = login(boss)
    for act, pair, said in (
        ("merge", mixed, "convert the lead into this customer"),
        ("convert", same, "Only a lead that looks like a customer"),
    ):
        page = client.post(f"/duplicate_pair/action/{act}/{pair.id}", headers=EN, follow_redirects=True)
        assert said in page.text


def test_an_archived_lead_is_no_duplicate(session, boss):
    lead = LeadFactory(owner=boss)
    DuplicatePairFactory(first=lead, second=CustomerFactory(owner=boss))
    with system_access("test"):
        archive(lead)
        session.flush()
    assert session.scalars(select(DuplicatePair)).all() == []
