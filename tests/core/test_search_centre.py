"""What the search centre finds, in which order, and for whom."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from app.core.access import acting_as
from app.core.clock import now
from app.core.folding import answers, beginning_of, search_key
from app.core.search_centre import hits_of
from app.core.views import entity_views, view_of
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from tests.factories.customers import ContactFactory, CustomerFactory
from tests.factories.system import DepartmentFactory, UserFactory


@pytest.fixture
def manager(session):
    return UserFactory(username="the-manager", role_names=["GeneralManager"])


def names(user, query, limit=10, model=Customer):
    with acting_as(user.id):
        return [record.name for record in hits_of(model, query, limit)[0]]


def made(*customers):
    """Customers of these names or values, the first the newest and the last changed."""
    moment = now()
    for number, given in enumerate(reversed(customers)):
        values = {"name": given} if isinstance(given, str) else given
        CustomerFactory(**values, created_at=moment + timedelta(minutes=number))


RANKED = {
    "the exact name before names that begin so": (["华为技术", "华为"], "华为", ["华为", "华为技术"]),
    "names that begin so before names that contain it": (["深圳华为", "华为技术"], "华为", ["华为技术", "深圳华为"]),
    "the exact name whatever its script": (["华为技术", "華為"], "华为", ["華為", "华为技术"]),
    "the exact name whatever its case": (["Acme Corp", "ACME"], "acme", ["ACME", "Acme Corp"]),
    "a name that goes on in another language is not exact": (["华为 Tech", "华为"], "华为", ["华为", "华为 Tech"]),
    "words with and without a space": (["North Wind Ltd", "Northwind"], "northwind", ["Northwind", "North Wind Ltd"]),
    "a code before a name that contains it": (
        ["KH7 贸易", {"name": "甲", "code": "KH7"}, "老 KH7"], "kh7", ["甲", "KH7 贸易", "老 KH7"],
    ),
    "a credit code typed in small letters": (
        ["乙", {"name": "甲", "credit_code": "91350100M000100Y43"}], "91350100m000100y43", ["甲"],
    ),
    "the last changed first among equals": (["东风三", "东风二", "东风一"], "东风", ["东风三", "东风二", "东风一"]),
    "an alias after the names": ([{"name": "甲", "aliases": "红星, Red Star"}, "红星"], "红星", ["红星", "甲"]),
    "a second alias": ([{"name": "甲", "aliases": "红星，Red Star，レッドスター"}], "レッド", ["甲"]),
    "an English name": ([{"name": "甲", "english_name": "Blue Whale Ltd"}], "blue wh", ["甲"]),
    "a keyword": ([{"name": "甲", "keyword": "精密轴承"}], "zhoucheng", ["甲"]),
    "pinyin": (["深圳华为", "北京"], "huawei", ["深圳华为"]),
    "initials": (["深圳华为", "北京"], "szhw", ["深圳华为"]),
    "the end of a telephone number": ([{"name": "甲", "phone": "010-6552 9988"}], "9988", ["甲"]),
    "two words in any order": (["深圳华为", "华为广州"], "华为 深圳", ["深圳华为"]),
    "signs alone find nothing": (["甲!?"], "!?", []),
    "a sign of LIKE finds nothing": (["甲"], "%", []),
}  # fmt: skip


@pytest.mark.parametrize(("customers", "query", "expected"), RANKED.values(), ids=RANKED.keys())
def test_the_order_of_the_hits(session, manager, customers, query, expected):
    made(*customers)
    assert names(manager, query) == expected


def test_ones_own_stand_before_others(session, manager):
    made({"name": "东风一", "owner": None}, {"name": "东风二", "owner": manager})
    assert names(manager, "东风") == ["东风二", "东风一"]


def test_a_name_among_more_hits_than_are_looked_through(session, manager):
    """The exact one is the oldest, and a colleague's; the reader's own is old too."""
    exact, begins, own = "华", "华一", "老华"
    made(*(f"新{number}华" for number in range(150)), begins, {"name": own, "owner": manager}, exact)
    found = names(manager, "华", 3)
    assert found == [exact, begins, own]


@pytest.fixture
def common(monkeypatch):
    """Every part of the search ends after a few rows."""
    monkeypatch.setattr("app.core.search_steps.READ_FIRST", 2)
    monkeypatch.setattr("app.core.search_steps.LOOKED_THROUGH", 3)


def test_somebody_with_few_records_finds_them_by_a_common_word(session, common):
    ann, ben = (UserFactory(username=name, role_names=["Sales"]) for name in ("ann", "ben"))
    others = ({"name": f"公司{number}", "owner": ben} for number in range(20))
    made({"name": "甲", "owner": ann}, {"name": "乙", "owner": ann}, *others, {"name": "老公司", "owner": ann})
    assert names(ann, "公司") == ["老公司"]
    assert len(names(ben, "公司", 50)) == 20


@pytest.mark.parametrize("query", ["金丝雀", "jsq", "jinsi", "KH-金丝雀", "1380013"])
def test_two_salespeople_find_only_theirs(session, query):
    ann, ben = (UserFactory(username=name, role_names=["Sales"]) for name in ("ann", "ben"))
    for owner in (ann, ben):
        customer = CustomerFactory(name=f"金丝雀{owner.username}", code=f"KH-金丝雀{owner.username}", owner=owner)
        ContactFactory(name=f"金丝雀{owner.username}", customer=customer, owner=owner, mobile="13800138000")
    for owner, other in ((ann, ben), (ben, ann)):
        for model in (Customer, Contact):
            found = names(owner, query, model=model)
            assert all(other.username not in name for name in found)
        assert names(owner, "金丝雀") == [f"金丝雀{owner.username}"]


def test_a_department_sees_its_own(session):
    east, west = DepartmentFactory(), DepartmentFactory()
    head = UserFactory(username="head", role_names=["SalesManager"], department=east)
    ann = UserFactory(username="ann", role_names=["Sales"], department=east)
    ben = UserFactory(username="ben", role_names=["Sales"], department=west)
    made({"name": "金丝雀甲", "owner": ann}, {"name": "金丝雀乙", "owner": ben})
    assert names(head, "金丝雀") == ["金丝雀甲"]


def test_what_is_in_the_recycle_bin_is_not_found(session, manager):
    made({"name": "金丝雀甲"}, {"name": "金丝雀", "archived_at": now()})
    assert names(manager, "金丝雀") == ["金丝雀甲"]


@pytest.mark.parametrize("rows", [1, 3, 20])
def test_as_many_statements_whatever_is_found(session, manager, statements, rows):
    ContactFactory.create_batch(rows, name="金丝雀", owner=manager)
    with acting_as(manager.id), statements() as sent:
        found, number = hits_of(Contact, "金丝雀", 5)
    assert (len(found), number) == (min(rows, 5), rows)
    # PostgreSQL is asked for a few answers first, SQLite step by step.
    assert len(sent) == {"sqlite": 3, "postgresql": 2}[session.get_bind().dialect.name], sent


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("华为", (" 华为", " 华为 为 ")),
        ("華", (" 华", " 华 ")),
        ("Acme Corp", (" acmecorp", " acmecorp ")),
        ("华为 Tech", (" 华为", " 华为 为 ")),
        ("?!", ("", "")),
    ],
)
def test_how_the_key_of_a_name_begins(query, expected):
    assert beginning_of(query) == expected
    if expected[0]:
        assert search_key(query).startswith(expected[0])


@pytest.mark.parametrize(("query", "found"), [("hwjs", True), ("技术", True), ("为技术 有", False), ("", False)])
def test_whether_a_key_answers(query, found):
    assert answers(search_key("华为技术"), query) is found


class TestPages:
    """The page and the drop-down."""

    @pytest.fixture
    def ann(self, session):
        return UserFactory(username="ann", role_names=["Sales"])

    def test_the_page_groups_hits_and_leads_to_the_lists(self, login, ann):
        customer = CustomerFactory(name="金丝雀贸易", phone="010-6552 9988", owner=ann)
        ContactFactory(name="金丝", customer=customer, owner=ann, mobile="13800138000")
        CustomerFactory.create_batch(6, name="金丝猴", owner=ann)
        page = login(ann).get("/search/?q=jinsi", headers={"Accept-Language": "en"}).text
        assert [part.split('"')[0] for part in page.split('id="found-')[1:]] == ["customer", "contact"]
        assert "/customer/list/?q=jinsi" in page
        assert "/contact/list/?q=jinsi" not in page  # all of them are shown
        assert "138 0013 8000" in page

    def test_it_says_where_a_hit_was_found(self, login, ann):
        CustomerFactory(name="甲", aliases="红星, Red Star", owner=ann)
        page = login(ann).get("/search/?q=hongxing", headers={"Accept-Language": "en"}).text
        assert re.search(r'found-in"><dt>Other names</dt><dd>红星, Red Star', page)

    def test_the_drop_down_shows_only_the_readers_own(self, login, ann):
        CustomerFactory(name="金丝雀一", owner=ann)
        CustomerFactory(name="金丝雀二", owner=UserFactory(role_names=["Sales"]))
        [group] = login(ann).get("/search/suggest?q=金丝雀").json["groups"]
        assert (group["count"], [hit["title"] for hit in group["hits"]]) == ("1", ["金丝雀一"])

    def test_names_are_text_never_markup(self, login, ann):
        CustomerFactory(name="<script>alert(1)</script> 金丝雀", owner=ann)
        page = login(ann).get("/search/?q=金丝雀").text
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page

    @pytest.mark.parametrize("query", ["%00", "x" * 201])
    def test_what_no_box_sends_is_refused(self, login, ann, query):
        assert login(ann).get(f"/search/?q={query}").status_code == 400

    def test_a_kind_that_the_reader_may_not_read_is_not_searched(self, app, login, ann, statements):
        client = login(ann)
        client.get("/search/suggest?q=a")
        with statements() as sent:
            assert client.get("/search/suggest?q=ann").json == {"groups": []}
        assert not [sql for sql in sent.touching("user_profile") if "search_text LIKE" in sql]

    @pytest.mark.parametrize("rows", [1, 3, 20])
    def test_the_number_of_statements_stays(self, session, login, ann, statements, rows):
        client = login(ann)
        client.get("/search/?q=金丝雀")
        for number in range(rows):
            customer = CustomerFactory(name=f"金丝雀{number}", owner=ann)
            ContactFactory(name=f"金丝雀{number}", customer=customer, owner=ann)
        session.flush()
        with statements() as sent:
            assert client.get("/search/?q=金丝雀").status_code == 200
        asked = [sql for sql in sent if "search_text LIKE" in sql]
        kinds = [view for view in entity_views() if view_of(view.model) is view and view.entity.searchable]
        each = {"sqlite": 3, "postgresql": 2}[session.get_bind().dialect.name]
        assert 3 <= len(asked) <= each * len(kinds), sent  # for each kind that this reader may read
        assert len(sent) <= 9 + each * len(kinds), sent
