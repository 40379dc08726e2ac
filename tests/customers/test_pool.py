"""The public pool: giving back, claiming, recycling, handing over, and who sees what of it."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from app.core.access import acting_as, fetch, system_access
from app.core.clock import today
from app.core.db import db
from app.core.errors import NotVisible, RuleError
from app.core.jobs.queue import enqueue
from app.customers.actions import ownership
from app.customers.models.customer import Customer
from app.customers.models.handover import Handover
from app.customers.models.lead import Lead
from app.customers.models.pool_entry import PoolEntry
from app.system import settings
from tests.factories.customers import ContactFactory, CustomerFactory, LeadFactory
from tests.factories.system import DepartmentFactory, UserFactory
from tests.support.import_wizard import work

EN = {"Accept-Language": "en"}


@pytest.fixture
def ann(session):
    return UserFactory(username="ann", role_names=["Sales"], department=DepartmentFactory())


@pytest.fixture
def ben(session, ann):
    return UserFactory(username="ben", role_names=["Sales"], department=ann.profile.department)


@pytest.fixture
def lead(session, ann):
    return LeadFactory(name="待领取包装有限公司", mobile="13800138000", city="440300", owner=ann)


def entry_of(session, record):
    session.flush()
    session.expire_all()
    of_record = (PoolEntry.kind_of_record == record.__tablename__, PoolEntry.record_id == record.id)
    return session.scalars(select(PoolEntry).where(*of_record)).one_or_none()


def handovers(session, record):
    session.flush()
    of_record = (Handover.kind_of_record == record.__tablename__, Handover.record_id == record.id)
    rows = session.scalars(select(Handover).where(*of_record).order_by(Handover.id))
    return [(row.kind, row.giver_id, row.receiver_id) for row in rows]


def age(session, record, *, attended, owned):
    """As if its owner had looked after it that many days ago for the last time."""
    session.flush()
    record.attended_on, record.owner_since = today() - timedelta(days=attended), today() - timedelta(days=owned)
    session.flush()


# Giving back and claiming


def test_what_is_given_back_lies_in_the_pool_without_its_secrets(session, login, ann, ben, lead):
    ownership.release([lead], "没有时间")
    entry = entry_of(session, lead)
    assert (entry.name, entry.reason, entry.former_owner, entry.city) == (lead.name, "given_back", ann, "440300")
    session.commit()
    for client in (login(ann), login(ben)):
        page = client.get("/pool_entry/list/?q=dailingqu")
        assert lead.name in page.text
        assert "13800138000" not in page.text + client.get(f"/pool_entry/show/{entry.id}").text
        assert client.get(f"/lead/show/{lead.id}").status_code == 404


def test_who_claims_a_record_has_it(session, login, ben, ann, lead):
    ownership.release([lead])
    entry = entry_of(session, lead)
    session.commit()
    client = login(ben)
    answer = client.post(f"/pool_entry/action/claim/{entry.id}")
    assert answer.location == f"/lead/show/{lead.id}"
    assert client.get(answer.location).status_code == 200
    assert entry_of(session, lead) is None
    assert (lead.owner, lead.owner_since) == (ben, today())
    assert handovers(session, lead) == [("given_back", ann.id, None), ("claimed", None, ben.id)]


def test_a_customer_takes_its_contacts_along(session, ann, ben):
    customer = CustomerFactory(owner=ann)
    contact = ContactFactory(customer=customer)
    ownership.release([customer])
    ownership.claim([entry_of(session, customer)], ben.id)
    session.flush()
    session.expire_all()
    assert (contact.owner, contact.acc_owner_id) == (ben, ben.id)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("pool_hold_limit", 1, "at most 1 are allowed"),
        ("pool_claims_per_day", 1, "at most 1 a day are allowed"),
    ],
)
def test_the_house_rules_limit_claims(session, login, ann, ben, lead, name, value, said):
    settings.save({name: value})
    other = LeadFactory(owner=ann)
    ownership.release([lead, other])
    ids = [str(entry_of(session, record).id) for record in (lead, other)]
    session.commit()
    page = login(ben).post(
        "/pool_entry/action_post", data={"action": "claim", "rowid": ids}, headers=EN, follow_redirects=True
    )
    assert said in page.text
    session.expire_all()
    assert (lead.owner, other.owner) == (None, None)


def test_a_former_owner_waits_before_claiming_again(session, ann, lead):
    ownership.release([lead])
    with pytest.raises(RuleError, match="you may claim it again"):
        ownership.claim([entry_of(session, lead)], ann.id)


def test_what_is_deleted_or_renamed_is_so_in_the_pool_too(session, lead):
    ownership.release([lead])
    lead.name = "改名包装有限公司"
    assert entry_of(session, lead).name == "改名包装有限公司"
    lead.archived_at = lead.created_at
    assert entry_of(session, lead) is None


def test_only_open_leads_with_an_owner_are_given_back(session, ann):
    closed, nobodys = LeadFactory(owner=ann, status="converted"), LeadFactory(owner=None)
    for lead in (closed, nobodys):
        with pytest.raises(RuleError):
            ownership.release([lead])


def test_two_who_claim_at_once_do_not_both_get_it(committing_app):
    app = committing_app
    with app.app_context(), system_access("test"):
        people = [UserFactory(role_names=["Sales"]).id for _ in range(4)]
        lead = LeadFactory(owner=UserFactory(role_names=["Sales"]))
        ownership.release([lead])
        db.session.flush()
        entry_id, lead_id = db.session.scalars(select(PoolEntry.id)).one(), lead.id
        db.session.commit()
    started, outcomes = Barrier(4, timeout=30), []

    def claim(user_id: int) -> None:
        with app.app_context():
            started.wait()
            try:
                with acting_as(user_id):
                    ownership.claim([fetch(PoolEntry, entry_id)], user_id)
                    db.session.commit()
                outcomes.append(user_id)
            except (RuleError, NotVisible):  # the entry may be gone before it is read
                outcomes.append(None)
            finally:
                db.session.remove()

    threads = [Thread(target=claim, args=(user_id,)) for user_id in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 4
    [winner] = [user_id for user_id in outcomes if user_id is not None]
    with app.app_context(), system_access("test"):
        assert db.session.scalars(select(Lead.owner_id).where(Lead.id == lead_id)).one() == winner
        claims = select(Handover.receiver_id).where(Handover.record_id == lead_id, Handover.kind == "claimed")
        assert db.session.scalars(claims).all() == [winner]


# Attention and recycling


def test_what_the_owner_does_counts_as_attention_and_what_others_do_does_not(session, ann, ben, lead):
    age(session, lead, attended=40, owned=40)
    with acting_as(ben.id):
        lead.need = "来自同事"
        session.flush()
    assert lead.attended_on == today() - timedelta(days=40)
    with acting_as(ann.id):
        lead.need = "来自负责人"
        session.flush()
    assert lead.attended_on == today()


def test_work_on_a_contact_is_attention_to_its_customer(session, ann):
    customer = CustomerFactory(owner=ann)
    contact = ContactFactory(customer=customer)
    age(session, customer, attended=40, owned=40)
    with acting_as(ann.id):
        contact.position = "采购"
        session.flush()
    assert customer.attended_on == today()


CASES = {
    "left alone for long": ({"attended": 30, "owned": 90}, True),
    "one day less": ({"attended": 29, "owned": 90}, False),
    "protected as a new owner's": ({"attended": 30, "owned": 6}, False),
    "the first day without protection": ({"attended": 30, "owned": 7}, True),
}


@pytest.mark.parametrize("case", CASES)
def test_unattended_leads_return_at_night(app, session, login, ann, lead, case):
    ages, returns = CASES[case]
    settings.save({"pool_recycles": True})
    age(session, lead, **ages)
    enqueue(session(), "recycle_unattended")
    session.commit()
    work(app)
    assert (entry_of(session, lead) is not None) == returns, case
    assert (lead.owner is None) == returns
    if returns:
        assert handovers(session, lead) == [("recycled", ann.id, None)]


def test_the_list_of_tomorrow_shows_what_returns_tomorrow(session, login, ann, lead):
    kept = LeadFactory(name="照常跟进有限公司", owner=ann)
    age(session, lead, attended=29, owned=90)
    age(session, kept, attended=28, owned=90)
    session.commit()
    client = login(ann)
    page = client.get("/lead/list/", headers=EN).text
    link = next(part.split('"')[0] for part in page.split('href="') if "Returns to the pool tomorrow" in part[:900])
    shown = client.get(link.replace("&amp;", "&"), headers=EN).text
    assert lead.name in shown
    assert kept.name not in shown


def test_nothing_returns_unless_the_house_wants_it(app, session, lead):
    age(session, lead, attended=300, owned=300)
    enqueue(session(), "recycle_unattended")
    session.commit()
    work(app)
    assert entry_of(session, lead) is None


def test_customers_who_bought_stay(app, session, ann):
    settings.save({"pool_recycles": True})
    loyal, prospect = CustomerFactory(owner=ann, stage="loyal"), CustomerFactory(owner=ann)
    for customer in (loyal, prospect):
        age(session, customer, attended=90, owned=90)
    enqueue(session(), "recycle_unattended")
    session.commit()
    work(app)
    session.expire_all()
    assert (loyal.owner, prospect.owner) == (ann, None)


# Hand-over


@pytest.mark.parametrize("to_colleague", [True, False])
def test_the_records_of_somebody_who_leaves_are_handed_over(app, session, login, ann, ben, lead, to_colleague):
    customer = CustomerFactory(owner=ann)
    contact = ContactFactory(customer=customer)
    other = CustomerFactory(owner=ben)
    boss = UserFactory(role_names=["Admin"])
    session.commit()
    form = {"answered": "1", "receiver": str(ben.id) if to_colleague else "", "note": "离职"}
    assert login(boss).post(f"/user/action/hand_over/{ann.id}", data=form).status_code == 302
    work(app)
    session.expire_all()
    receiver = ben if to_colleague else None
    assert [record.owner for record in (lead, customer, contact)] == [receiver] * 3
    assert other.owner == ben
    assert handovers(session, customer) == [("handed_over", ann.id, receiver and ben.id)]
    assert (entry_of(session, customer) is None) == to_colleague


def test_nobody_hands_over_to_the_same_person(session, login, ann):
    boss = UserFactory(role_names=["Admin"])
    session.commit()
    form = {"answered": "1", "receiver": str(ann.id)}
    page = login(boss).post(f"/user/action/hand_over/{ann.id}", data=form, headers=EN)
    assert page.status_code == 422
    assert "Choose somebody else." in page.text


# Who sees the changes of hands


def test_a_change_of_hands_is_seen_by_those_it_concerns(session, login, ann, ben, lead):
    ownership.assign([lead], ben, "新的区域")
    session.commit()
    stranger = UserFactory(role_names=["SalesManager"], department=DepartmentFactory())
    assert lead.name in login(ben).get("/handover/list/").text
    assert lead.name not in login(stranger).get("/handover/list/").text


def test_the_customer_keeps_its_place_in_a_customers_life(session, ann, ben):
    """A hand-over changes the owner and nothing else that people edit."""
    customer = CustomerFactory(owner=ann, stage="growing", remarks="重要")
    before = (customer.stage, customer.remarks, customer.status)
    ownership.assign([customer], ben)
    session.flush()
    session.expire_all()
    assert (customer.stage, customer.remarks, customer.status) == before
    assert session.scalars(select(Customer.owner_id).where(Customer.id == customer.id)).one() == ben.id
