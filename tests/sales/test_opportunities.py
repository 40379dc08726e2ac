"""Opportunities from the first contact to the end, and who may see and do what."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core.clock import today
from app.core.errors import RuleError
from app.customers.actions import lead as lead_actions
from app.customers.merging import merge
from app.customers.models.customer import Customer
from app.customers.models.lead import Lead
from app.sales import opportunity_actions as actions
from app.sales.models.opportunity import Opportunity, OpportunityMove
from tests.factories.customers import ContactFactory, CustomerFactory, LeadFactory
from tests.factories.pipeline import OpportunityFactory, StageRequirementFactory, delivered_stage
from tests.factories.products import ExchangeRateFactory
from tests.factories.system import UserFactory

D = Decimal
EN, ZH = {"Accept-Language": "en"}, {"Accept-Language": "zh"}


def moves_of(session, opportunity):
    found = select(OpportunityMove).where(OpportunityMove.opportunity_id == opportunity.id)
    return session.scalars(found.order_by(OpportunityMove.id)).all()


def stored(session, opportunity):
    session.flush()
    session.expire_all()
    return session.scalars(select(Opportunity).where(Opportunity.id == opportunity.id)).one()


def test_a_new_one_begins_in_the_first_stage(session):
    opportunity = stored(session, OpportunityFactory(amount=D(1000)))
    assert (opportunity.stage.name_en, opportunity.outcome, opportunity.probability) == ("First contact", "open", 10)
    assert (opportunity.amount_base, opportunity.weighted_amount) == (D(1000), D(100))
    assert opportunity.stage_since == today()
    [first] = moves_of(session, opportunity)
    assert (first.from_stage, first.to_stage.name_en) == (None, "First contact")


def test_it_moves_on_and_every_move_is_written_down(session):
    opportunity = OpportunityFactory(need="两台水泵")
    opportunity.stage_since = today() - timedelta(days=9)
    session.flush()
    actions.advance(opportunity, delivered_stage("Needs confirmed"), note="电话确认")
    actions.advance(opportunity, delivered_stage("Negotiation"), expected_close=date(2027, 1, 31), probability=60)
    after = stored(session, opportunity)
    assert (after.stage.name_en, after.probability, after.weighted_amount) == ("Negotiation", 60, D(6000))
    assert after.furthest_stage.name_en == "Negotiation"
    moves = moves_of(session, opportunity)
    assert [(m.to_stage.name_en, m.days, m.probability, m.note) for m in moves[1:]] == [
        ("Needs confirmed", 9, 25, "电话确认"),
        ("Negotiation", 0, 60, None),
    ]


def test_going_back_keeps_how_far_it_was(session):
    opportunity = OpportunityFactory(need="x", expected_close=date(2027, 1, 31))
    actions.advance(opportunity, delivered_stage("Negotiation"))
    actions.advance(opportunity, delivered_stage("First contact"))
    after = stored(session, opportunity)
    assert (after.stage.name_en, after.furthest_stage.name_en) == ("First contact", "Negotiation")


def test_a_stage_refuses_what_is_not_complete_and_keeps_what_was_typed(session, login):
    seller = UserFactory(role_names=["Sales"])
    opportunity = OpportunityFactory(owner=seller, amount=None)
    client, stage = login(seller), delivered_stage("Proposal and quote")
    page = client.post(
        f"/opportunity/action/advance/{opportunity.id}",
        data={"answered": "1", "stage": stage.id, "next_step": "寄样品", "form_token": "t1"},
        headers=EN,
    )
    assert page.status_code == 422
    assert "Proposal and quote" in page.text
    assert "Expected close" in page.text
    assert "寄样品" in page.text
    assert stored(session, opportunity).stage.name_en == "First contact"
    done = client.post(
        f"/opportunity/action/advance/{opportunity.id}",
        data={"answered": "1", "stage": stage.id, "amount": "5000", "expected_close": "2027-01-31", "form_token": "t2"},
    )
    assert done.status_code == 302
    after = stored(session, opportunity)
    assert (after.stage.name_en, after.amount, after.version) == ("Proposal and quote", D(5000), 2)


def test_administrators_say_what_a_stage_needs(session):
    opportunity = OpportunityFactory(need="x")
    StageRequirementFactory(stage=delivered_stage("Needs confirmed"), field="contact")
    with pytest.raises(RuleError) as refusal:
        actions.advance(opportunity, delivered_stage("Needs confirmed"))
    assert refusal.value.field == "contact"


def test_won_and_lost_and_opened_again(session):
    won, lost = OpportunityFactory(), OpportunityFactory()
    actions.win(won, amount=D(12000), reason="price", note=None)
    actions.lose(lost, reason="competitor", note="交期太长")
    assert [(o.outcome, o.probability, o.weighted_amount, o.closed_on) for o in (won, lost)] == [
        ("won", 100, None, today()),
        ("lost", 0, None, today()),
    ]
    with pytest.raises(RuleError):
        actions.win(lost, amount=None, reason=None, note=None)
    with pytest.raises(RuleError):
        actions.advance(lost, delivered_stage("Negotiation"))
    actions.reopen(lost, stage=None, note=None)
    after = stored(session, lost)
    assert (after.outcome, after.stage.name_en, after.reason, after.closed_on) == ("open", "First contact", None, None)


def test_nobody_loses_without_a_reason(session, login):
    seller = UserFactory(role_names=["Sales"])
    opportunity = OpportunityFactory(owner=seller)
    url = f"/opportunity/action/lose/{opportunity.id}"
    assert login(seller).post(url, data={"answered": "1", "form_token": "t1"}).status_code == 422
    assert stored(session, opportunity).outcome == "open"


def test_amounts_in_other_currencies_keep_their_rate(session):
    ExchangeRateFactory(currency="USD", day=date(2020, 5, 1), rate=D("7.1234"))
    opportunity = stored(session, OpportunityFactory(amount=D("100.01"), currency="USD"))
    assert (opportunity.amount_base, opportunity.exchange_rate) == (D("712.41"), D("7.1234"))
    ExchangeRateFactory(currency="USD", day=date(2020, 5, 2), rate=D(9))
    opportunity.probability = 50
    assert (stored(session, opportunity).amount_base, opportunity.weighted_amount) == (D("712.41"), D("356.21"))


def test_without_a_rate_it_is_refused_in_words(session):
    with pytest.raises(RuleError, match="no exchange rate"):
        OpportunityFactory(currency="JPY")


def test_the_contact_is_one_of_the_customer(session):
    with pytest.raises(RuleError):
        OpportunityFactory(contact=ContactFactory())


def test_a_stage_of_the_end_is_certain(session):
    stage = delivered_stage("Won")
    stage.probability = 90
    with pytest.raises(RuleError):
        session.flush()


# Leads


def test_a_lead_becomes_an_opportunity_too(session, login):
    seller = UserFactory(role_names=["Sales"])
    lead = LeadFactory(owner=seller, contact_name="李雷", need="两台水泵", source="referral")
    data = {"answered": "1", "opportunity": "水泵采购", "form_token": "t1"}
    login(seller).post(f"/lead/action/convert/{lead.id}", data=data)
    opportunity = session.scalars(select(Opportunity).where(Opportunity.lead_id == lead.id)).one()
    customer = session.scalars(select(Customer).where(Customer.name == lead.name)).one()
    assert (opportunity.name, opportunity.customer_id, opportunity.need) == ("水泵采购", customer.id, "两台水泵")
    assert opportunity.contact.name == "李雷"
    assert opportunity.owner_id == seller.id


def test_without_a_name_it_becomes_none(session, login):
    seller = UserFactory(role_names=["Sales"])
    lead = LeadFactory(owner=seller)
    login(seller).post(f"/lead/action/convert/{lead.id}", data={"answered": "1", "form_token": "t1"})
    assert session.scalars(select(Opportunity).where(Opportunity.lead_id == lead.id)).all() == []


def test_undoing_a_conversion_takes_the_opportunity_along(session):
    lead = LeadFactory(contact_name="李雷")
    customer = lead_actions.convert(lead, None, {"opportunity": "水泵采购"})
    opportunity = session.scalars(select(Opportunity).where(Opportunity.lead_id == lead.id)).one()
    lead_actions.undo_conversion(lead)
    session.flush()
    assert opportunity.archived_at is not None
    assert customer.archived_at is not None
    assert session.scalars(select(Lead.status).where(Lead.id == lead.id)).one() == "new"


def test_an_opportunity_that_was_worked_on_keeps_the_conversion(session):
    lead = LeadFactory(contact_name="李雷", need="x")
    lead_actions.convert(lead, None, {"opportunity": "水泵采购"})
    opportunity = session.scalars(select(Opportunity).where(Opportunity.lead_id == lead.id)).one()
    actions.advance(opportunity, delivered_stage("Needs confirmed"))
    with pytest.raises(RuleError):
        lead_actions.undo_conversion(lead)


def test_merged_customers_bring_their_opportunities_along(session):
    one, other = CustomerFactory(), CustomerFactory()
    contact = ContactFactory(customer=other)
    opportunity = OpportunityFactory(customer=other, contact=contact)
    merge(Customer, one.id, other.id, {}, {})
    assert stored(session, opportunity).customer_id == one.id


# Who sees what


def test_colleagues_do_not_see_each_others(session, login):
    ann, bob = UserFactory(role_names=["Sales"]), UserFactory(role_names=["Sales"])
    opportunity = OpportunityFactory(owner=ann, name="青鲸大单")
    assert login(ann).get(f"/opportunity/show/{opportunity.id}").status_code == 200
    client = login(bob)
    assert client.get(f"/opportunity/show/{opportunity.id}").status_code == 404
    assert "青鲸大单" not in client.get("/opportunity/list/").text
    assert "10,000" not in client.get("/opportunity/funnel").text


def test_auditors_only_read(session, login):
    opportunity = OpportunityFactory()
    client = login(UserFactory(role_names=["Auditor"]))
    assert client.get(f"/opportunity/show/{opportunity.id}").status_code == 200
    assert client.post(f"/opportunity/action/win/{opportunity.id}").status_code == 403


@pytest.mark.parametrize(("language", "word"), [(EN, "First contact"), (ZH, "初步接触")])
def test_the_funnel_in_both_languages(session, login, language, word):
    seller = UserFactory(role_names=["Sales"])
    OpportunityFactory(owner=seller, stage_since=today() - timedelta(days=4))
    page = login(seller).get("/opportunity/funnel", headers=language).text
    assert word in page
    assert ">4<" in page
