"""What a program reads: records, lists, filters, pages, and never more than its user may see."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.core.views import view_of
from app.customers.models.customer import Customer
from tests.factories.customers import ContactFactory, CustomerFactory, TagFactory
from tests.factories.system import UserFactory


@pytest.fixture
def admin(session, program):
    return program(UserFactory(role_names=["Admin"]))


def test_a_record_as_json(session, admin):
    owner = UserFactory(first_name="小明", last_name="王")
    tag = TagFactory(name="VIP")
    customer = CustomerFactory(
        name="华东精密", industry="machinery", annual_revenue=Decimal("1234567.8900"), employees=20, owner=owner,
        birthday=date(1998, 2, 3), tags=[tag], remarks="一\n二", created_at=datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
    )  # fmt: skip
    answer = admin.get(f"/customer/{customer.id}")
    assert answer.status_code == 200
    assert answer.json["id"] == customer.id
    assert answer.headers["ETag"] == '"1"'
    told = answer.json["result"]
    assert {name: told[name] for name in ("id", "version", "name", "industry", "annual_revenue", "employees")} == {
        "id": customer.id,
        "version": 1,
        "name": "华东精密",
        "industry": "machinery",
        "annual_revenue": "1234567.89",
        "employees": 20,
    }
    assert (told["birthday"], told["created_at"]) == ("1998-02-03", "2026-03-01T09:30:00+00:00")
    assert (told["status"], told["remarks"], told["code"], told["parent"]) == ("active", "一\n二", None, None)
    assert told["owner"] == {"id": owner.id, "title": "王小明", "visible": True}
    assert told["tags"] == [{"id": tag.id, "title": "VIP"}]
    assert not {"search_text", "acc_owner_id", "extra", "archived_at", "owner_id"} & told.keys()


def test_a_list_answers_with_the_columns_of_the_screen_or_those_asked_for(session, admin):
    CustomerFactory(name="华东精密", city="310100")
    usual = admin.get("/customer/").json
    assert usual["count"] == 1
    assert set(usual["result"][0]) == {"id", "version", *view_of(Customer).list_columns}
    chosen = admin.get("/customer/", query_string={"q": "(columns:!(name,tags,created_at))"}).json
    assert set(chosen["result"][0]) == {"id", "version", "name", "tags", "created_at"}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ("(col:industry,opr:eq,value:machinery)", {"机械一厂"}),
        ("(col:industry,opr:neq,value:machinery)", {"Acme", "化工二厂"}),
        ("(col:name,opr:ct,value:厂)", {"机械一厂", "化工二厂"}),
        ("(col:name,opr:sw,value:ac)", {"Acme"}),
        ("(col:name,opr:nct,value:厂)", {"Acme"}),
        ("(col:employees,opr:gt,value:100)", {"化工二厂"}),
        ("(col:employees,opr:ge,value:100),(col:employees,opr:le,value:100)", {"机械一厂"}),
        ("(col:annual_revenue,opr:eq,value:'12.5')", {"Acme"}),
        ("(col:annual_revenue,opr:empty)", {"机械一厂", "化工二厂"}),
        ("(col:tags,opr:rel_m_m,value:TAG)", {"化工二厂"}),
        ("(col:owner,opr:rel_o_m,value:OWNER)", {"机械一厂"}),
        ("(col:owner,opr:equal,value:OWNER)", {"机械一厂"}),
    ],
)
def test_filters_as_the_framework_s_clients_write_them(session, admin, filters, expected):
    owner, tag = UserFactory(), TagFactory()
    CustomerFactory(name="机械一厂", industry="machinery", employees=100, owner=owner)
    CustomerFactory(name="化工二厂", industry="chemicals", employees=101, tags=[tag])
    CustomerFactory(name="Acme", annual_revenue=Decimal("12.50"))
    filters = filters.replace("TAG", str(tag.id)).replace("OWNER", str(owner.id))
    answer = admin.get("/customer/", query_string={"q": f"(filters:!({filters}))"})
    assert answer.status_code == 200, answer.text
    assert {row["name"] for row in answer.json["result"]} == expected


def test_text_search_finds_by_initials(session, admin):
    wanted = CustomerFactory(name="重庆华东精密")
    CustomerFactory(name="别家")
    assert admin.ids("/customer/", q_text="cqhd") == [wanted.id]


def test_order_and_pages(session, admin):
    for name in ("B", "A", "C"):
        CustomerFactory(name=name)
    asked = "(order_column:name,order_direction:asc,page:{page},page_size:2)"
    first = admin.get("/customer/", query_string={"q": asked.format(page=0)}).json
    second = admin.get("/customer/", query_string={"q": asked.format(page=1)}).json
    assert [row["name"] for row in first["result"] + second["result"]] == ["A", "B", "C"]
    assert (first["count"], second["count"], second["next"]) == (3, 3, None)


@pytest.mark.parametrize("order", ["", "(order_column:name,order_direction:desc)"])
def test_following_next_meets_every_row_once(session, admin, order):
    made = {CustomerFactory().id for _ in range(7)}
    url, met = "/api/v1/customer/", []
    query = {"q": order, "page_size": "3"} if order else {"page_size": "3"}
    while url:
        answer = admin.get(url.removeprefix("/api/v1"), query_string=query).json
        met += answer["ids"]
        url, query = answer["next"], None
    assert sorted(met) == sorted(made)


def test_a_longer_list_costs_no_more_statements(session, admin, statements):
    def cost():
        with statements() as sent:
            admin.get("/customer/", query_string={"q": "(columns:!(name,owner,tags,territory,parent))"})
        return len(sent)

    CustomerFactory(owner=UserFactory(), tags=[TagFactory()], parent=CustomerFactory())
    one = cost()
    for _ in range(3):
        CustomerFactory(owner=UserFactory(), tags=[TagFactory()], parent=CustomerFactory())
    assert cost() == one


@pytest.fixture
def two_salespeople(session):
    ann, ben = UserFactory(role_names=["Sales"]), UserFactory(role_names=["Sales"])
    return ann, ben, CustomerFactory(name="of ann", owner=ann), CustomerFactory(name="of ben", owner=ben)


def test_two_salespeople_see_only_theirs(two_salespeople, program):
    ann, ben, of_ann, of_ben = two_salespeople
    for _ in range(2):  # in turns: nothing of one stays behind for the other
        for person, own, foreign in ((ann, of_ann, of_ben), (ben, of_ben, of_ann)):
            assert program(person).ids("/customer/") == [own.id]
            assert program(person).get("/customer/").json["count"] == 1
            assert program(person).get(f"/customer/{own.id}").status_code == 200
            assert program(person).get(f"/customer/{foreign.id}").status_code == 404
            assert program(person).ids("/customer/", q_text="of") == [own.id]


def test_a_link_to_what_the_reader_may_not_see_says_nothing_but_that(two_salespeople, program, session):
    ann, _, of_ann, of_ben = two_salespeople
    of_ann.parent = of_ben
    session.flush()
    hidden = {"id": None, "title": None, "visible": False}
    assert program(ann).get(f"/customer/{of_ann.id}").json["result"]["parent"] == hidden
    listed = program(ann).get("/customer/", query_string={"q": "(columns:!(parent))"}).json["result"]
    assert [row["parent"] for row in listed] == [hidden]


def test_what_is_in_the_recycle_bin_is_gone(session, admin):
    customer = CustomerFactory(archived_at=datetime.now(UTC))
    assert admin.get(f"/customer/{customer.id}").status_code == 404
    assert admin.ids("/customer/") == []


def test_information_about_an_entity_in_the_reader_s_language(session, program):
    told = program(UserFactory(role_names=["Sales"])).get("/contact/_info").json
    fields = {field["name"]: field for field in told["fields"]}
    assert told["permissions"] == [
        "can_create", "can_edit", "can_read", "checked_today", "make_main", "mark_email_bounced", "mark_phone_wrong",
        "see_home_phone", "see_mobile",
    ]  # fmt: skip
    assert fields["name"] == {
        "name": "name", "type": "string", "label": "Contact name", "required": True, "read_only": False,
        "max_length": 100,
    }  # fmt: skip
    assert fields["created_at"]["read_only"]
    assert {"code": "buyer", "label": "Buyer"} in fields["decision_role"]["choices"]
    assert {"opr": "rel_o_m", "label": "is"} in told["filters"]["customer"]
    assert "name" in told["order_columns"]


def test_contacts_are_read_with_their_customer(session, admin):
    contact = ContactFactory(name="李雷")
    told = admin.get(f"/contact/{contact.id}").json["result"]
    assert told["customer"]["title"] == contact.customer.name
    assert told["is_main"] is True
