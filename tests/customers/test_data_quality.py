"""Problems of customers and contacts: found at night, shown to those who see the record, gone when mended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.core.access import system_access
from app.core.clock import now, today
from app.core.db import db
from app.core.jobs.model import Job
from app.core.jobs.queue import enqueue
from app.customers import data_quality, jobs
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.data_problem import DataProblem
from tests.factories.customers import ContactFactory, CustomerFactory, DataProblemFactory
from tests.factories.system import DepartmentFactory, UserFactory
from tests.support.import_wizard import work

GOOD = {"industry": "machinery", "customer_type": "end_user", "province": "310000"}


@pytest.fixture
def ann(session):
    return UserFactory(username="ann", role_names=["Sales"])


@pytest.fixture
def manager(session):
    return UserFactory(username="the-manager", role_names=["GeneralManager"])


def customer(owner=None, contact=True, **values):
    made = CustomerFactory(**(GOOD | {"owner": owner} | values))
    if contact:
        ContactFactory(customer=made, owner=owner, mobile="13800138000")
    return made


def as_of_old(record, **values):
    """Write values that today's checks would refuse, as an old import left them."""
    with system_access("old data"):
        db.session.execute(
            update(type(record)).where(type(record).id == record.id).values(values),
            execution_options={"synchronize_session": False},
        )
    db.session.expire_all()


def look(session):
    with system_access("test"):
        everybody = session.scalars(select(Customer).order_by(Customer.id)).all()
        number = data_quality.look_at(session, everybody)
        session.flush()
    return number


def problems(session):
    session.expire_all()
    rows = session.scalars(select(DataProblem).order_by(DataProblem.entity, DataProblem.kind, DataProblem.field))
    return [(p.entity, p.record_id, p.kind, p.field) for p in rows]


def test_the_nightly_look_finds_them_and_a_second_one_changes_nothing(session, ann):
    good, bad = customer(ann), customer(ann, contact=False, industry=None)
    person = ContactFactory(customer=good, owner=ann, is_main=False)
    as_of_old(bad, phone="不详")
    look(session)
    expected = [
        ("contact", person.id, "unreachable", ""),
        ("customer", bad.id, "missing", "industry"),
        ("customer", bad.id, "no_contact", ""),
        ("customer", bad.id, "phone_invalid", "phone"),
    ]
    assert problems(session) == expected
    first = session.scalars(select(DataProblem.id).order_by(DataProblem.id)).all()
    look(session)
    assert session.scalars(select(DataProblem.id).order_by(DataProblem.id)).all() == first
    [row] = session.scalars(select(DataProblem).where(DataProblem.entity == "contact"))
    assert (row.customer_id, row.contact_id, row.acc_owner_id) == (good.id, person.id, ann.id)


def test_it_runs_as_a_job_and_goes_on_where_it_stopped(app, session, monkeypatch):
    made = [customer(contact=False, name=f"客户{number}") for number in range(5)]
    monkeypatch.setattr(jobs, "LOOKED_AT", 2)
    job = enqueue(session, jobs.LOOK_FOR_PROBLEMS)
    job.checkpoint = {"last": made[1].id, "done": 2, "found": 2}
    session.commit()
    assert work(app) == 1
    session.expire_all()
    done = session.scalars(select(Job).where(Job.id == job.id)).one()
    assert (done.status, done.result["customers"], done.progress_done) == ("done", 5, 5)
    assert [record for _, record, *_ in problems(session)] == [record.id for record in made[2:]]


def test_saving_takes_away_what_is_mended_and_only_that(session, login, ann):
    bad = customer(ann, contact=False, industry=None, province=None)
    look(session)
    assert [kind for _, _, kind, _ in problems(session)] == ["missing", "missing", "no_contact"]
    bad.industry = "food"
    session.flush()
    assert [(kind, field) for _, _, kind, field in problems(session)] == [("missing", "province"), ("no_contact", "")]
    ContactFactory(customer=bad, owner=ann)
    assert [(kind, field) for _, _, kind, field in problems(session)] == [("missing", "province")]


def test_a_record_in_the_recycle_bin_has_no_problems(session, login, manager):
    bad = customer(contact=False)
    look(session)
    assert login(manager).post(f"/customer/delete/{bad.id}").status_code == 302
    assert problems(session) == []
    look(session)
    assert problems(session) == []


def test_two_salespeople_see_only_theirs(session, login, ann):
    ben = UserFactory(username="ben", role_names=["Sales"])
    for owner in (ann, ben):
        customer(owner, contact=False, name=f"客户{owner.username}")
    look(session)
    for owner, other in ((ann, ben), (ben, ann)):
        page = login(owner).get("/data_problem/list/").text
        assert f"客户{owner.username}" in page
        assert f"客户{other.username}" not in page


def test_problems_move_with_their_customer(session, login, ann):
    head = UserFactory(username="head", role_names=["SalesManager"], department=DepartmentFactory())
    bad = customer(ann, contact=False)
    look(session)
    bad.owner = head
    session.flush()
    assert "/data_problem/show/" not in login(ann).get("/data_problem/list/").text
    assert "/data_problem/show/" in login(head).get("/data_problem/list/").text


def test_problems_of_a_contact_do_not_stay_with_the_customer_it_leaves(session, ann):
    contact = ContactFactory(owner=ann)
    DataProblemFactory(
        customer=contact.customer, contact=contact, entity="contact", record_id=contact.id, kind="unreachable", field=""
    )
    session.commit()
    contact.customer = CustomerFactory(owner=ann)
    session.commit()
    assert session.scalars(select(DataProblem.id).where(DataProblem.contact_id == contact.id)).all() == []


def act(client, action, *rows):
    data = {"action": action, "rowid": [str(row.id) for row in rows]}
    return client.post("/data_problem/action_post", data=data, headers={"Accept-Language": "en"})


def all_problems(session):
    return session.scalars(select(DataProblem).order_by(DataProblem.id)).all()


@pytest.mark.parametrize(
    ("old", "action", "mended"),
    [
        ({"phone": "电话：１３８００１３８０００"}, "normalise_phones", {"phone": "+8613800138000"}),
        ({"name": "ＡＢＣ\u3000贸易 "}, "tidy_texts", {"name": "ABC 贸易"}),
        ({"province": None, "postcode": "510000"}, "fill_provinces", {"province": "440000"}),
        ({"province": "广东"}, "fill_provinces", {"province": "440000"}),
        ({"province": "魔都", "city": "440100"}, "fill_provinces", {"province": "440000"}),
        ({"email_bounced_at": now()}, "checked_today", {"email_bounced_at": None, "verified_on": today()}),
    ],
)
def test_repairs_mend_the_record_and_take_the_problem_away(session, login, ann, old, action, mended):
    bad = customer(ann, email="info@example.com")
    as_of_old(bad, **old)
    look(session)
    assert len(all_problems(session)) == 1
    act(login(ann), action, *all_problems(session))
    session.expire_all()
    assert {name: getattr(bad, name) for name in mended} == mended
    assert all_problems(session) == []


def test_what_cannot_be_mended_so_stays_and_says_so(session, login, ann):
    bad = customer(ann)
    as_of_old(bad, phone="不详")
    look(session)
    client = login(ann)
    act(client, "normalise_phones", *all_problems(session))
    page = client.get("/data_problem/list/", headers={"Accept-Language": "en"}).text
    assert "None of these can be mended this way." in page
    assert len(all_problems(session)) == 1


def test_records_go_into_the_recycle_bin_with_their_problems(session, login, manager):
    bad = customer(contact=False)
    look(session)
    act(login(manager), "archive_records", *all_problems(session))
    session.expire_all()
    assert bad.archived_at is not None
    assert all_problems(session) == []


def test_a_salesperson_may_not_delete_so(session, login, ann):
    bad = customer(ann, contact=False)
    look(session)
    assert act(login(ann), "archive_records", *all_problems(session)).status_code == 403
    session.expire_all()
    assert bad.archived_at is None


def test_nobody_mends_what_they_do_not_see(session, login, ann):
    bad = customer(UserFactory(role_names=["Sales"]))
    as_of_old(bad, name="ＡＢＣ")
    look(session)
    assert act(login(ann), "tidy_texts", *all_problems(session)).status_code == 404
    session.expire_all()
    assert bad.name == "ＡＢＣ"


def test_marks_are_set_by_hand_and_a_new_address_clears_them(session, login, ann):
    mine = customer(ann, email="info@example.com", phone="021-6552 9988")
    client = login(ann)
    for action in ("mark_email_bounced", "mark_phone_wrong"):
        assert client.post(f"/customer/action/{action}/{mine.id}").status_code == 302
    session.expire_all()
    assert mine.email_bounced_at is not None
    assert mine.phone_wrong_at is not None
    look(session)
    assert [kind for _, _, kind, _ in problems(session)] == ["email_bounced", "phone_wrong"]
    mine.email = "new@example.com"
    session.flush()
    assert (mine.email_bounced_at, mine.phone_wrong_at is None) == (None, False)
    mine.phone = "021-6552 9999"
    session.flush()
    assert mine.phone_wrong_at is None
    assert problems(session) == []


def test_without_an_address_no_letter_comes_back(session, login, ann):
    mine = customer(ann)
    login(ann).post(f"/customer/action/mark_email_bounced/{mine.id}")
    session.expire_all()
    assert mine.email_bounced_at is None


@pytest.mark.parametrize(("kind", "model"), [("customers", Customer), ("contacts", Contact)])
def test_outdated_is_what_nobody_changed_or_checked(session, login, ann, kind, model):
    made = {}
    for name, months, checked in (("旧的", 20, None), ("新的", 2, None), ("查过的", 20, 30), ("早查过的", 20, 700)):
        record = customer(ann, name=name)
        if model is Contact:
            record = ContactFactory(name=name, customer=record, owner=ann, is_main=False)
        verified = today() - timedelta(days=checked) if checked else None
        attended = {"attended_on": today() - timedelta(days=30 * months)} if model is Customer else {}
        as_of_old(record, changed_at=now() - timedelta(days=30 * months), verified_on=verified, **attended)
        made[name] = record
    client = login(ann)
    page = client.get(f"/outdated/{kind}/list/").text
    rows = page.split("<tbody>")[1].split("</tbody>")[0]
    shown = {name for name, record in made.items() if f'/{kind[:-1]}/show/{record.id}"' in rows}
    assert shown == {"旧的", "早查过的"}
    data = {"action": "checked_today", "rowid": [str(made["旧的"].id)]}
    client.post(f"/outdated/{kind}/action_post", data=data)
    session.expire_all()
    assert made["旧的"].verified_on == today()
    assert f'/{kind[:-1]}/show/{made["旧的"].id}"' not in client.get(f"/outdated/{kind}/list/").text


def test_looking_again_is_one_job_an_hour(session, login, manager):
    client = login(manager)
    for _ in range(2):
        assert client.post("/data_problem/look_again").status_code == 302
    assert len(session.scalars(select(Job).where(Job.name == jobs.LOOK_FOR_PROBLEMS)).all()) == 1


def test_a_salesperson_may_not_start_it(session, login, ann):
    login(ann).post("/data_problem/look_again")
    assert session.scalars(select(Job).where(Job.name == jobs.LOOK_FOR_PROBLEMS)).all() == []


def test_the_number_of_statements_of_a_look_stays(session, statements):
    numbers = []
    for rows in (1, 3, 20):
        for _ in range(rows):
            customer(contact=False)
        with statements() as sent:
            look(session)
        numbers.append(len(sent))
    assert len(set(numbers)) == 1, sent


def test_a_problem_of_a_kind_is_stored_once(session):
    problem = DataProblemFactory(field="industry")
    with pytest.raises(Exception, match=r"(?i)unique"):
        DataProblemFactory(customer=problem.customer, field="industry")
