"""What a program writes goes the way of the forms: the same rules, history, locks and refusals."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.core.history import Change
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.tag import Tag
from tests.factories.customers import ContactFactory, CustomerFactory, TagFactory
from tests.factories.system import UserFactory


@pytest.fixture
def ann(session):
    return UserFactory(role_names=["Sales"])


@pytest.fixture
def admin(session, program):
    return program(UserFactory(role_names=["Admin"]))


def count(session, model):
    return session.execute(select(func.count()).select_from(model)).scalar_one()


def only(session, model):
    return session.execute(select(model)).scalar_one()


def test_a_new_record_belongs_to_who_made_it_and_has_its_history(session, ann, program):
    tag = TagFactory()
    body = {
        "name": " 华东精密 ", "industry": "machinery", "annual_revenue": "12.5", "employees": 20,
        "birthday": "1998-02-03", "tags": [tag.id],
    }  # fmt: skip
    answer = program(ann).post("/customer/", body)
    assert answer.status_code == 201, answer.text
    made = only(session, Customer)
    assert (made.name, made.industry, made.annual_revenue, made.owner_id) == (
        "华东精密",
        "machinery",
        Decimal("12.5"),
        ann.id,
    )
    assert (made.kind, made.country, made.tags, made.acc_owner_id) == ("company", "CN", [tag], ann.id)
    assert answer.headers["Location"] == f"/api/v1/customer/{made.id}"
    assert answer.headers["ETag"] == '"1"'
    assert answer.json["result"]["owner"]["id"] == ann.id
    change = session.execute(select(Change).where(Change.entity == "customer")).scalar_one()
    assert (change.kind, change.user_id, change.changes["name"]) == ("create", ann.id, [None, "华东精密"])
    assert program(ann).ids("/customer/", q_text="hdjm") == [made.id]


def test_what_hangs_below_a_record_belongs_to_its_owner(session, ann, admin):
    customer = CustomerFactory(owner=ann)
    told = admin.post("/contact/", {"name": "A", "customer": customer.id}).json["result"]
    assert told["owner"]["id"] == ann.id


def test_digits_of_a_number_are_kept(session, admin):
    raw = b'{"name": "A", "annual_revenue": 9999999999999.9999}'
    answer = admin.call("POST", "/customer/", data=raw, Content_Type="application/json")
    assert answer.json["result"]["annual_revenue"] == "9999999999999.9999"


def test_names_of_places_become_their_codes(session, admin):
    answer = admin.post("/customer/", {"city": "杭州", "province": "浙江", "name": "A", "district": "somewhere else"})
    told = answer.json["result"]
    assert (told["province"], told["city"], told["district"]) == ("330000", "330100", "somewhere else")


def test_choices_are_codes_and_their_labels_are_understood(session, admin):
    told = admin.post("/customer/", {"name": "A", "industry": "化工", "kind": "Individual"}).json["result"]
    assert (told["industry"], told["kind"]) == ("chemicals", "individual")


REFUSED = {
    "an unknown field": ({"colour": "red"}, "colour"),
    "a column that is no field": ({"acc_owner_id": 1}, "acc_owner_id"),
    "the search key": ({"search_text": "x"}, "search_text"),
    "a status, which actions set": ({"status": "lost"}, "status"),
    "a stamp": ({"created_at": "2020-01-01T00:00:00Z"}, "created_at"),
    "an id": ({"id": 5}, "id"),
    "too long a text": ({"name": "x" * 201}, "name"),
    "two lines in one": ({"name": "a\nb"}, "name"),
    "an empty required text": ({"name": "  "}, "name"),
    "null for a required choice": ({"kind": None}, "kind"),
    "a code that is not in the list": ({"industry": "witchcraft"}, "industry"),
    "a number that is none": ({"employees": "many"}, "employees"),
    "part of an employee": ({"employees": 1.5}, "employees"),
    "more than a column holds": ({"employees": 2**31}, "employees"),
    "an astronomic integer": ({"employees": 10**300}, "employees"),
    "yes as a number": ({"employees": True}, "employees"),
    "a fifth decimal": ({"annual_revenue": "1.00001"}, "annual_revenue"),
    "too much money": ({"annual_revenue": "1e15"}, "annual_revenue"),
    "a negative revenue": ({"annual_revenue": -1}, "annual_revenue"),
    "a day that is not": ({"birthday": "2026-02-30"}, "birthday"),
    "a list for a text": ({"name": ["a"]}, "name"),
    "an object for a number": ({"employees": {}}, "employees"),
    "a link to nobody": ({"owner": 999_999}, "owner"),
    "a link to a negative id": ({"owner": -1}, "owner"),
    "a link by name": ({"owner": "admin"}, "owner"),
    "a link that is true": ({"owner": True}, "owner"),
    "an object without id": ({"owner": {"title": "x"}}, "owner"),
    "one link for several": ({"tags": 5}, "tags"),
    "links that lead nowhere": ({"tags": [10**12]}, "tags"),
    "a list of lists": ({"tags": [[1]]}, "tags"),
}


@pytest.mark.parametrize(("body", "field"), REFUSED.values(), ids=REFUSED)
def test_what_is_wrong_is_named_by_field_and_nothing_is_written(session, admin, body, field):
    answer = admin.post("/customer/", {"name": "A"} | body)
    assert answer.status_code == 422, answer.text
    assert list(answer.json["errors"]) == [field]
    assert answer.json["errors"][field][0]
    assert answer.json["message"] == "Some values were refused."
    assert count(session, Customer) == 0


def test_every_field_at_fault_is_named_at_once_in_the_program_s_language(session, admin):
    body = {"name": "", "employees": "many", "colour": 1}
    english, chinese = admin.post("/customer/", body), admin.post("/customer/", body, Accept_Language="zh-CN,zh;q=0.9")
    assert set(english.json["errors"]) == {"name", "employees", "colour"}
    assert english.json["errors"]["name"] == ["This field is required."]
    assert chinese.json["errors"]["name"] == ["此项必填。"]
    assert admin.post("/customer/?_l_=zh", body).json["errors"] == chinese.json["errors"]


def test_a_missing_required_field_is_named(session, admin):
    assert list(admin.post("/contact/", {"name": "李雷"}).json["errors"]) == ["customer"]


def test_a_change_names_only_what_it_changes(session, admin):
    customer = CustomerFactory(name="A", phone="021-5555", employees=3)
    answer = admin.put(f"/customer/{customer.id}", {"employees": 4}, If_Match='"1"')
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
    assert (customer.name, customer.phone, customer.employees, customer.version) == ("A", "021-5555", 4, 2)
    assert admin.put(f"/customer/{customer.id}", {"phone": None, "version": 2}).status_code == 200
    assert customer.phone is None


def test_what_comes_back_as_it_was_read_changes_nothing(session, ann, admin):
    customer = CustomerFactory(
        name="A", annual_revenue=Decimal("1.2345"), owner=ann, tags=[TagFactory()], parent=CustomerFactory()
    )
    read = admin.get(f"/customer/{customer.id}").json["result"]
    answer = admin.put(f"/customer/{customer.id}", read)
    assert (answer.status_code, answer.json["result"]) == (200, read)
    assert admin.put(f"/customer/{customer.id}", read | {"status": "lost"}).json["errors"].keys() == {"status"}


VERSIONS = [
    ({}, {}, 428),
    ({}, {"If_Match": '"2"'}, 200),
    ({}, {"If_Match": 'W/"2"'}, 200),
    ({}, {"If_Match": "*"}, 200),
    ({}, {"If_Match": '"1"'}, 412),
    ({}, {"If_Match": "nonsense"}, 412),
    ({"version": 2}, {}, 200),
    ({"version": 1}, {}, 412),
    ({"version": "2"}, {}, 200),
    ({"version": [2]}, {}, 412),
    ({"version": True}, {}, 412),
    ({"version": 2}, {"If_Match": '"1"'}, 412),
]


@pytest.mark.parametrize(("body", "headers", "status"), VERSIONS)
def test_who_changes_or_deletes_says_which_version_they_have_seen(session, admin, body, headers, status):
    tag = TagFactory()
    tag.name = "second version"
    session.flush()
    assert admin.put(f"/tag/{tag.id}", body | {"description": "x"}, **headers).status_code == status
    assert tag.description == ("x" if status == 200 else None)
    other = TagFactory()
    other.name = "second version too"
    session.flush()
    assert admin.delete(f"/tag/{other.id}", json=body, **headers).status_code == status
    assert (other.archived_at is not None) == (status == 200)


def test_a_hidden_link_survives_a_change_and_cannot_be_cut(session, ann, program):
    customer = CustomerFactory(owner=ann, parent=CustomerFactory(name="of somebody else"))
    parent_id = customer.parent_id
    theirs = program(ann)
    read = theirs.get(f"/customer/{customer.id}").json["result"]
    assert theirs.put(f"/customer/{customer.id}", read | {"keyword": "x"}).status_code == 200
    assert (customer.keyword, customer.parent_id) == ("x", parent_id)
    for wanted in (None, CustomerFactory(owner=ann).id):
        answer = theirs.put(f"/customer/{customer.id}", {"version": 2, "parent": wanted})
        assert (answer.status_code, list(answer.json["errors"])) == (422, ["parent"])
    assert customer.parent_id == parent_id


def test_a_link_to_a_record_that_is_not_visible_is_refused_like_one_to_none(session, ann, program):
    foreign = CustomerFactory(name="of somebody else")
    told = [program(ann).post("/contact/", {"name": "A", "customer": id_}) for id_ in (foreign.id, 999_999)]
    assert [answer.status_code for answer in told] == [422, 422]
    assert told[0].json == told[1].json
    assert count(session, Contact) == 0


def test_the_rules_of_the_form_hold(session, admin):
    customer = CustomerFactory()
    assert admin.post("/customer/", {"name": "A", "phone": "abc"}).json["errors"].keys() == {"phone"}
    first = admin.post("/contact/", {"name": "A", "customer": customer.id}).json["result"]
    second = admin.post("/contact/", {"name": "B", "customer": {"id": customer.id}}).json["result"]
    assert (first["is_main"], second["is_main"]) == (True, False)


def test_deleting_is_archiving_and_dependents_stand_against_it(session, admin):
    contact = ContactFactory()
    customer = contact.customer
    CustomerFactory(parent=customer)
    refused = admin.delete(f"/customer/{customer.id}", If_Match='"1"')
    assert (refused.status_code, customer.archived_at) == (409, None)
    assert "Customers (1)" in refused.json["message"]
    assert admin.delete(f"/contact/{contact.id}", If_Match='"1"').status_code == 200
    assert contact.archived_at is not None
    assert admin.get(f"/contact/{contact.id}").status_code == 404
    assert admin.delete(f"/contact/{contact.id}", If_Match='"2"').status_code == 404


def test_a_value_that_another_record_has_is_a_conflict(session, admin):
    TagFactory(name="VIP")
    answer = admin.post("/tag/", {"name": "VIP"})
    assert (answer.status_code, list(answer.json["errors"])) == (409, ["name"])
    other = TagFactory(name="other")
    assert admin.put(f"/tag/{other.id}", {"name": "VIP"}, If_Match='"1"').status_code == 409


def test_one_key_makes_one_record(session, admin, program):
    key = {"Idempotency_Key": "order-17"}
    first, again = admin.post("/tag/", {"name": "A"}, **key), admin.post("/tag/", {"name": "A"}, **key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json["id"] == again.json["id"]
    assert ("Idempotent-Replayed" in first.headers, again.headers["Idempotent-Replayed"]) == (False, "true")
    assert count(session, Tag) == 1
    somebody_else = program(UserFactory(role_names=["Admin"]))
    assert somebody_else.post("/tag/", {"name": "B"}, **key).json["id"] != first.json["id"]
    assert admin.post("/territory/", {"name": "A"}, **key).status_code == 201


def test_a_refused_request_does_not_use_up_its_key(session, admin):
    key = {"Idempotency_Key": "k" * 500}
    assert admin.post("/tag/", {"name": ""}, **key).status_code == 422
    assert "Idempotent-Replayed" not in admin.post("/tag/", {"name": "A"}, **key).headers


def test_rights_are_those_of_the_screens(session, program, ann):
    customer, auditor = CustomerFactory(owner=ann), UserFactory(role_names=["Auditor"])
    assert program(ann).delete(f"/customer/{customer.id}", If_Match='"1"').status_code == 403
    assert program(auditor).get(f"/customer/{customer.id}").status_code == 200
    assert program(auditor).post("/customer/", {"name": "A"}).status_code == 403
    assert program(auditor).put(f"/customer/{customer.id}", {"name": "A"}, If_Match='"1"').status_code == 403
    nobody = program(UserFactory())
    assert {nobody.get("/customer/").status_code, nobody.get("/customer/_info").status_code} == {403}
