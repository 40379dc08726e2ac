"""The columns of a list and the number of its rows, as each reader wants them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.list_columns import offered_columns
from app.system.models.user import UserProfile
from tests.factories.customers import ContactFactory, CustomerFactory
from tests.factories.system import UserFactory
from tests.pages.conftest import factories, owned_by

EN = {"Accept-Language": "en"}
LIST = "/customer/list/"


def head_of(page: str) -> str:
    return page.partition("<thead>")[2].partition("</thead>")[0]


def labels(page: str, *names: str) -> list[str]:
    """Those of the labels that stand over the table, in its order."""
    found = [(head_of(page).find(f">{name}<"), name) for name in names]
    return [name for place, name in sorted(found) if place >= 0]


@pytest.fixture
def boss(session):
    return UserFactory(role_names=["GeneralManager"])


def test_columns_are_kept_in_their_order(session, login, boss):
    CustomerFactory(owner=boss)
    client = login(boss)
    client.post("/customer/columns?q=", data={"column": ["annual_revenue", "city", "owner"]})
    session.expire_all()
    kept = session.scalars(select(UserProfile.screens).where(UserProfile.user_id == boss.id)).one()
    assert kept == {"columns": {"CustomerView": ["name", "annual_revenue", "city", "owner"]}}
    page = client.get(LIST, headers=EN).text
    assert labels(page, "City", "Annual revenue", "Owner", "Phone") == ["Annual revenue", "City", "Owner"]
    assert labels(login(boss).get(LIST, headers=EN).text, "Phone") == []


def test_the_usual_columns_come_back(session, login, boss):
    CustomerFactory(owner=boss)
    client = login(boss)
    client.post("/customer/columns", data={"column": ["city"]})
    client.post("/customer/columns", data={"column": ["city"], "reset": "1"})
    session.expire_all()
    assert session.scalars(select(UserProfile.screens).where(UserProfile.user_id == boss.id)).one() is None


def test_choosing_columns_is_no_change_of_the_user(session, login, boss):
    version = boss.profile.version
    login(boss).post("/customer/columns", data={"column": ["city"]})
    session.expire_all()
    assert boss.profile.version == version


@pytest.mark.parametrize("where", ["preference", "address"])
def test_a_field_that_is_hidden_from_the_reader_is_no_column(session, login, monkeypatch, where):
    """`bank_account` is only masked by itself; hidden, it may not even be a heading."""
    from app.core import list_columns

    boss = UserFactory(role_names=["GeneralManager"])
    CustomerFactory(owner=boss, city="A")
    monkeypatch.setattr(list_columns, "is_hidden", lambda field: field.name == "bank_account")
    client = login(boss)
    names = ["city", "bank_account", "no_such_field"]
    if where == "preference":
        client.post("/customer/columns", data={"column": names})
        page = client.get(LIST, headers=EN).text
    else:
        page = client.get(f"{LIST}?columns=name,{','.join(names)}", headers=EN).text
    assert labels(page, "City", "Bank account") == ["City"]
    assert "Bank account" not in client.get("/customer/columns", headers=EN).text


def test_a_masked_field_stays_masked_as_a_column(session, login):
    boss = UserFactory(role_names=["Production"])
    CustomerFactory(bank_account="6222020200112233445")
    page = login(boss).get(f"{LIST}?columns=name,bank_account", headers=EN).text
    assert "6222020200112233445" not in page


@pytest.mark.databases("sqlite")
def test_every_field_that_is_offered_can_be_shown_at_the_same_cost(app, session, login, statements):
    from app.core.views import entity_views

    boss = UserFactory(role_names=["Admin"])
    client, known = login(boss), factories()
    for view in entity_views():
        with app.test_request_context():
            names = ",".join(field.name for field in offered_columns(view))
            address = view.url_to("list", columns=names, **{f"psize_{type(view).__name__}": "200"})
        client.get(address)
        sent = []
        for number in (3, 20):
            known[view.model].create_batch(number, **owned_by(boss, view.model))
            session.flush()
            with statements() as seen:
                assert client.get(address).status_code == 200, address
            sent.append(len(seen))
        assert sent[0] == sent[1], (address, sent)


def test_the_number_of_rows_is_kept_for_all_lists(session, login, boss):
    CustomerFactory.create_batch(12, owner=boss)
    ContactFactory(owner=boss)
    client = login(boss)
    answer = client.post("/customer/page_size?q=&psize_CustomerView=25&page_CustomerView=1", data={"size": "10"})
    assert "psize" not in answer.location
    assert "page_CustomerView" not in answer.location
    assert client.get(LIST).text.count("<tr data-href") == 10
    session.expire_all()
    assert boss.profile.page_size == 10
    assert client.post("/customer/page_size", data={"size": "7"}).status_code == 400


def test_amounts_are_shown_with_their_currency(session, login, boss):
    CustomerFactory(owner=boss, annual_revenue=30_000_000, currency="CNY")
    page = login(boss).get(f"{LIST}?columns=name,annual_revenue", headers={"Accept-Language": "zh"}).text
    assert '<td class="number"><span>¥30,000,000</span></td>' in page
