"""Sensitive fields: who lacks the right to one meets its value nowhere, cannot feel for it and cannot write it."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from flask_jwt_extended import create_access_token
from sqlalchemy import select

from app.core.access import Scope, acting_as, governed_models, system_access
from app.core.history import Change, ChangeKind
from app.core.registry import entities
from app.core.sensitive import right_to, sensitive_fields
from app.customers.actions.lead import convert
from app.customers.models.contact import Contact
from app.customers.models.lead import Lead
from app.system.models.role_scope import RoleScope
from tests.factories.customers import ContactFactory, CustomerFactory, LeadFactory
from tests.factories.system import RoleFactory, SavedViewFactory, UserFactory
from tests.scorecard.ownership import leaks
from tests.support.forms import successful_controls

MOBILE, HOME, ACCOUNT = "13912345678", "02187654321", "6222021234567890123"
SPACED = ("139 1234 5678", "021 8765 4321")
EVERY_SECRET = (MOBILE, HOME, ACCOUNT, *SPACED)


def role_without(*rights: str, app, scope: Scope = Scope.ALL):
    """A role that holds everything but these rights."""
    everything = app.appbuilder.sm.find_role("Admin").permissions
    role = RoleFactory(permissions=[held for held in everything if held.permission.name not in rights])
    for group in {model.__access_group__ for model in governed_models()}:
        RoleFactory._meta.sqlalchemy_session.add(RoleScope(role_id=role.id, module=group, scope=int(scope)))
    return role


@pytest.fixture
def rights() -> list[str]:
    return ["can_reveal", *(right_to(field) for entity in entities() for field in sensitive_fields(entity))]


@pytest.fixture
def records(session):
    ben = UserFactory(username="ben", role_names=["Sales"])
    customer = CustomerFactory(owner=ben, bank_account=ACCOUNT)
    contact = ContactFactory(customer=customer, mobile=MOBILE, home_phone=HOME)
    lead = LeadFactory(owner=ben, mobile=MOBILE)
    session.flush()
    return customer, contact, lead


@pytest.fixture
def ann(app, session, rights):
    """Somebody with every right but those to sensitive fields."""
    return UserFactory(username="ann", roles=[role_without(*rights, app=app)])


@pytest.fixture
def blind(login, records, ann):
    return login(ann)


@pytest.fixture
def looking(app, session, login, records, rights):
    """The same with the right to reveal."""
    role = role_without(*rights[1:], app=app)
    return login(UserFactory(username="eve", roles=[role]))


@pytest.mark.databases("sqlite", soak_on_all=True)
def test_no_page_shows_what_the_reader_may_not_see(app, blind, records):
    shown = leaks(app, blind, records, methods="GET", secrets=EVERY_SECRET)
    assert not shown, f"Read the value through `cell`, `display` or an open field: {shown}"


@pytest.mark.databases("sqlite")
def test_no_act_shows_what_the_reader_may_not_see(app, blind, ann, records):
    """Each is undone before the next, so that none of them hides a record from those that follow."""
    headers = {"Authorization": f"Bearer {create_access_token(identity=str(ann.id))}"}
    found = [
        leaks(app, blind, records, methods=method, secrets=EVERY_SECRET, headers=headers, undone=True)
        for method in ("POST", "PUT", "DELETE")
    ]
    assert not any(found), f"Read the value through `cell`, `display` or an open field: {found}"


def test_the_owner_sees_the_numbers(login, records):
    """Otherwise the walk would prove nothing."""
    _customer, contact, _lead = records
    client = login(contact.customer.owner)
    assert SPACED[0] in client.get(f"/contact/show/{contact.id}").text
    assert SPACED[0] in client.get("/lead/list/").text


def test_a_part_of_the_number_tells_it_from_others(blind, records):
    customer, contact, _ = records
    assert "139 **** 5678" in blind.get(f"/contact/show/{contact.id}").text
    assert "139 **** 5678" in blind.get("/contact/list/").text
    assert "622************0123" in blind.get(f"/customer/show/{customer.id}").text


@pytest.mark.parametrize("query", [MOBILE, "139 1234 5678", "5678", "13912", "+86 13912345678"])
def test_nobody_feels_for_a_number_by_searching(blind, login, records, query):
    _, contact, lead = records
    for path in ("/contact/list/", "/lead/list/", "/search/", "/contact/lookup"):
        assert contact.name not in blind.get(path, query_string={"q": query}).text
        assert lead.name not in blind.get(path, query_string={"q": query}).text
    owner = login(contact.customer.owner)
    assert contact.name in owner.get("/contact/list/", query_string={"q": query}).text
    assert lead.name in owner.get("/search/", query_string={"q": query}).text


@pytest.mark.parametrize(
    "arguments",
    ["?_flt_0_mobile=139", "?_oc_ContactView=mobile&_od_ContactView=asc", "?_flt_4_home_phone=021"],
)
def test_nobody_feels_for_a_number_by_filter_or_order(blind, records, arguments):
    assert blind.get("/contact/list/" + arguments).status_code == 400


def test_a_view_by_what_some_may_not_see_keeps_nobody_from_the_list(session, blind, login, records):
    boss = UserFactory(role_names=["Admin"])
    arguments = [["_oc_ContactView", "mobile"], ["_od_ContactView", "asc"]]
    SavedViewFactory(
        owner=boss,
        name="By number",
        list_name="ContactView",
        arguments=arguments,
        audience="everybody",
        is_default=True,
    )
    session.flush()
    assert "_oc_ContactView=mobile" in login(boss).get("/contact/list/").location
    shown = blind.get("/contact/list/", follow_redirects=True)
    assert shown.status_code == 200
    assert records[1].name in shown.text


def test_files_leave_the_numbers_out(blind, records):
    answer = blind.post("/customer/export/csv", headers={"Accept-Language": "en"})
    [header, *rows] = csv.reader(StringIO(answer.data.decode("utf-8-sig")))
    assert len(rows) == 1
    assert "Customer name" in header
    assert "Bank account" not in header
    assert ACCOUNT not in answer.data.decode("utf-8-sig")


def test_cards_leave_the_numbers_out(blind, login, records):
    _, contact, _ = records
    cards = f"/contact/action/export_vcard/{contact.id}"
    told = blind.post(cards).text
    assert f"FN:{contact.name}" in told
    assert not any(number in told for number in (MOBILE, HOME, *SPACED))
    assert "139" in login(UserFactory(role_names=["Admin"])).post(cards).text


def test_no_act_copies_a_number_to_where_it_can_be_seen(ann, session, records):
    """A person becomes a customer with a telephone number, which is open: not with the lead's hidden one."""
    _, _, lead = records
    lead.contact_name = None
    session.flush()
    with acting_as(ann.id):
        customer = convert(session.get_one(Lead, lead.id))
    assert (customer.phone, lead.mobile) == (lead.phone, MOBILE)


def test_the_api_knows_no_such_field(app, blind, ann, records):
    _, contact, _ = records
    headers = {"Authorization": f"Bearer {create_access_token(identity=str(ann.id))}"}
    read = app.test_client().get(f"/api/v1/contact/{contact.id}", headers=headers)
    assert read.status_code == 200
    assert "email" in read.json["result"]
    assert "mobile" not in read.json["result"]
    chosen = app.test_client().get("/api/v1/contact/?q=(columns:!(mobile))", headers=headers)
    assert chosen.status_code == 400


def test_what_cannot_be_seen_cannot_be_written(app, blind, ann, session, records):
    _, contact, _ = records
    sent = successful_controls(blind.get(f"/contact/edit/{contact.id}").text, "record-form")
    assert not {"mobile", "home_phone"} & sent.keys()
    sent |= {"name": ["李新"], "mobile": ["13700000000"]}
    assert blind.post(f"/contact/edit/{contact.id}", data=sent).status_code == 302
    headers = {"Authorization": f"Bearer {create_access_token(identity=str(ann.id))}"}
    change = {"mobile": "13700000000", "version": contact.version}
    assert app.test_client().put(f"/api/v1/contact/{contact.id}", json=change, headers=headers).status_code == 422
    with system_access("read it back"):
        saved = session.scalars(select(Contact).where(Contact.id == contact.id)).one()
        assert (saved.name, saved.mobile) == ("李新", MOBILE)


def test_revealing_needs_a_post_and_a_right_and_is_remembered(session, blind, looking, records):
    _, contact, _ = records
    address = f"/contact/reveal/{contact.id}/mobile"
    assert blind.post(address).status_code in (302, 403)
    assert looking.get(address).status_code == 405
    assert session.scalars(select(Change).where(Change.kind == ChangeKind.REVEAL.value)).all() == []
    revealed = looking.post(address)
    assert SPACED[0] in revealed.text
    assert "021 8765 4321" not in revealed.text
    [change] = session.scalars(select(Change).where(Change.kind == ChangeKind.REVEAL.value)).all()
    assert (change.entity, change.record_id, change.changes) == ("contact", contact.id, {"mobile": [None, None]})
    assert "139 **** 5678" in looking.get(f"/contact/show/{contact.id}").text


@pytest.mark.parametrize("name", ["name", "email", "owner", "nothing"])
def test_only_masked_values_are_revealed(looking, records, name):
    assert looking.post(f"/contact/reveal/{records[1].id}/{name}").status_code == 404


def test_nobody_reveals_what_is_not_theirs(app, login, session, records, rights):
    own = role_without(*rights[1:], app=app, scope=Scope.OWN)
    ann = login(UserFactory(username="other", roles=[own]))
    assert ann.post(f"/contact/reveal/{records[1].id}/mobile").status_code == 404
    assert session.scalars(select(Change).where(Change.kind == ChangeKind.REVEAL.value)).all() == []
