"""Leads on their way to being customers: states, score, assignment, conversion and its undoing."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.core.access import acting_as
from app.core.clock import today
from app.core.errors import RuleError
from app.customers.actions import lead as actions
from app.customers.enums import LeadStatus
from app.customers.merging import merge
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.lead import Lead
from tests.factories.customers import AssignmentRuleFactory, ContactFactory, CustomerFactory, LeadFactory
from tests.factories.system import DepartmentFactory, UserFactory
from tests.support.forms import successful_controls

EN = {"Accept-Language": "en"}


@pytest.fixture
def ann(session):
    return UserFactory(username="ann", role_names=["Sales"])


@pytest.fixture
def lead(session, ann):
    return LeadFactory(
        name="南方包装有限公司", contact_name="陈总", position="总经理", mobile="13800138000", email="chen@example.com",
        source="referral", need="包装线两条", industry="machinery", province="440000", owner=ann,
    )  # fmt: skip


def stored(session, record):
    session.flush()
    session.expire_all()
    return record


# State and score


def test_the_score_follows_what_is_known(session, lead):
    assert stored(session, lead).score == 20 + 10 + 10 + 10 + 20 + 15
    lead.need = None
    assert stored(session, lead).score == 65


def test_a_lead_is_given_up_with_a_reason_and_worked_on_again(session, lead):
    actions.disqualify([lead], "预算取消")
    assert (stored(session, lead).status, lead.lost_reason) == ("disqualified", "预算取消")
    actions.reopen([lead])
    assert (stored(session, lead).status, lead.lost_reason) == ("working", None)


def test_of_several_leads_none_moves_if_one_may_not(session, login, ann, lead):
    other = LeadFactory(owner=ann, status="converted")
    session.commit()
    form = {"action": "start_work", "rowid": [str(lead.id), str(other.id)]}
    page = login(ann).post("/lead/action_post", data=form, headers=EN, follow_redirects=True)
    assert "This lead is being worked on already" in page.text
    assert stored(session, lead).status == "new"


def test_the_page_says_where_the_score_comes_from(session, login, ann, lead):
    session.commit()
    page = login(ann).get(f"/lead/show/{lead.id}", headers=EN).text
    assert "The score of 85:" in page
    assert "the need is known: 20 points" in page


# Assignment


def test_a_new_lead_goes_to_the_colleague_of_the_first_rule_that_fits(session, ann):
    ben = UserFactory(username="ben", role_names=["Sales"])
    AssignmentRuleFactory(position=20, assignee=ann)
    AssignmentRuleFactory(position=10, industry="food", assignee=ben)
    food, other = LeadFactory(industry="food"), LeadFactory(industry="metals")
    assert (stored(session, food).owner, stored(session, other).owner) == (ben, ann)


def test_within_a_department_each_gets_the_same_number(session):
    department = DepartmentFactory()
    members = [UserFactory(department=department, role_names=["Sales"]) for _ in range(3)]
    UserFactory(department=department, role_names=["Sales"], active=False)
    AssignmentRuleFactory(department=department)
    leads = [Lead(name=f"线索{number}") for number in range(7)]
    session.add_all(leads)
    session.flush()
    shares = [sum(lead.owner_id == member.id for lead in leads) for member in members]
    assert sorted(shares) == [2, 2, 3]


@pytest.mark.parametrize("change", [{"active": False}, {"industry": "food"}])
def test_without_a_fitting_rule_the_maker_keeps_it(session, ann, change):
    AssignmentRuleFactory(assignee=UserFactory(role_names=["Sales"]), **change)
    session.flush()
    with acting_as(ann.id):
        lead = LeadFactory(industry="metals")
    assert stored(session, lead).owner == ann


# Conversion


def test_a_lead_becomes_a_customer_and_its_contact(session, lead, ann):
    customer = stored(session, actions.convert(lead))
    assert (customer.name, customer.kind, customer.owner, customer.province) == (lead.name, "company", ann, "440000")
    assert (customer.source, customer.industry, customer.stage) == ("referral", "machinery", "lead")
    contact = session.scalars(select(Contact).where(Contact.customer_id == customer.id)).one()
    assert (contact.name, contact.position, contact.mobile, contact.is_main) == ("陈总", "总经理", "13800138000", True)
    assert (lead.status, lead.converted_on, lead.converted_contact) == ("converted", today(), contact)


def test_a_person_becomes_an_individual_without_a_contact(session, ann):
    lead = LeadFactory(name="李雷", contact_name=None, mobile="13800138000", wechat="lilei_88", owner=ann)
    customer = stored(session, actions.convert(lead))
    assert (customer.kind, customer.phone, customer.wechat) == ("individual", "13800138000", "lilei_88")
    assert session.scalar(select(func.count()).select_from(Contact).where(Contact.customer_id == customer.id)) == 0


def test_a_lead_of_a_known_customer_becomes_its_contact(session, lead, ann):
    customer = CustomerFactory(owner=ann)
    ContactFactory(customer=customer)
    assert actions.convert(lead, customer) is customer
    assert stored(session, lead).converted_contact.customer == customer
    assert not lead.converted_contact.is_main


def test_a_conversion_is_undone_as_if_it_had_not_been(session, lead):
    actions.move([lead], LeadStatus.QUALIFIED)
    customer = stored(session, actions.convert(lead))
    contact = lead.converted_contact
    actions.undo_conversion(lead)
    assert (stored(session, lead).status, lead.converted_customer, lead.converted_on) == ("qualified", None, None)
    assert customer.archived_at is not None
    assert contact.archived_at is not None


def test_the_known_customer_stays_when_a_conversion_is_undone(session, lead, ann):
    customer = CustomerFactory(owner=ann)
    actions.convert(lead, customer)
    contact = stored(session, lead).converted_contact
    actions.undo_conversion(lead)
    assert stored(session, customer).archived_at is None
    assert contact.archived_at is not None


def test_what_was_worked_on_since_is_not_undone(session, lead):
    customer = stored(session, actions.convert(lead))
    customer.remarks = "已拜访"
    session.flush()
    with pytest.raises(RuleError, match="changed after the conversion"):
        actions.undo_conversion(lead)
    assert stored(session, lead).status == "converted"


def test_what_came_below_the_new_customer_since_is_not_deleted_with_it(session, lead, ann):
    customer = stored(session, actions.convert(lead))
    ContactFactory(customer=customer, name="later", owner=ann, is_main=False)
    with pytest.raises(RuleError, match="changed after the conversion"):
        actions.undo_conversion(lead)


def test_a_customer_that_took_the_new_one_in_is_not_deleted_by_undoing(session, ann):
    lead = LeadFactory(name="李雷", contact_name=None, owner=ann)
    made, older = stored(session, actions.convert(lead)), CustomerFactory(owner=ann)
    merge(Customer, older.id, made.id, set(), {})
    assert stored(session, lead).converted_customer == older
    with pytest.raises(RuleError, match="changed after the conversion"):
        actions.undo_conversion(lead)
    assert stored(session, older).archived_at is None


def test_what_became_of_a_lead_is_undone_only_by_who_sees_it(session, login, lead, ann):
    customer = stored(session, actions.convert(lead))
    customer.owner = lead.converted_contact.owner = UserFactory(role_names=["Sales"])
    session.commit()
    answer = login(ann).post(f"/lead/action/undo_conversion/{lead.id}", headers=EN, follow_redirects=True)
    assert "What this lead became is not visible to you" in answer.text
    assert stored(session, lead).converted_customer == customer


def test_conversion_through_the_screens(session, login, ann, lead):
    session.commit()
    client = login(ann)
    where = f"/lead/action/convert/{lead.id}"
    form = successful_controls(client.get(where).text, "record-form")
    answer = client.post(where, data=form)
    customer = session.scalars(select(Customer).where(Customer.name == lead.name)).one()
    assert answer.location == f"/customer/show/{customer.id}"
    assert client.post(where, data=form).status_code == 302, "the same answers once more"
    assert session.scalar(select(func.count()).select_from(Customer).where(Customer.name == lead.name)) == 1
    assert "南方包装" in client.get(f"/customer/related/lead-converted_customer/{customer.id}").text


def test_nobody_converts_into_a_customer_they_cannot_see(session, login, ann, lead):
    foreign = CustomerFactory(owner=UserFactory(role_names=["Sales"]))
    session.commit()
    client = login(ann)
    where = f"/lead/action/convert/{lead.id}"
    form = successful_controls(client.get(where).text, "record-form") | {"customer": str(foreign.id)}
    assert client.post(where, data=form).status_code == 422
    assert stored(session, lead).status == "new"
    offered = client.get(f"/lead/asked/convert/customer?q={foreign.name}").get_json()
    assert offered["results"] == []
