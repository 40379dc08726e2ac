"""The order board: who sees which cards, how they move, who is told what, and what a page costs."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from sqlalchemy import func, select

from app.core.access import acting_as
from app.core.clock import now, today
from app.sales import order_actions as acts
from app.sales.enums import OrderStatus as S
from app.sales.models.order_event import OrderEvent
from app.sales.models.sales_order import SalesOrder
from app.system.models.department import Department
from tests.factories.products import ProductFactory
from tests.factories.sales import SalesOrderFactory, SalesOrderLineFactory
from tests.factories.system import UserFactory
from tests.support.multiplying import multiply

SCRIPT = {"X-Requested-With": "XMLHttpRequest"}
BOARD = "/orderboard/"
CARD = re.compile(r'data-order="(\d+)" data-version="\d+" data-state="(\w+)"')
MORE = re.compile(r'href="([^"]+)" data-more')


@pytest.fixture
def team(session):
    """Two salespeople and their manager."""
    house = Department(code="board", name="Board")
    session.add(house)
    session.flush()
    people = {"ann": ("安", "Sales"), "ben": ("本", "Sales"), "eve": ("伊", "SalesManager")}
    return {
        name: UserFactory(username=name, last_name="张", first_name=first, department=house, role_names=[role])
        for name, (first, role) in people.items()
    }


@pytest.fixture
def ann(team):
    return team["ann"]


@pytest.fixture
def eve(team):
    return team["eve"]


@pytest.fixture
def login(login):
    """Whoever logs in reads English."""

    def enter(user):
        client = login(user)
        client.get("/lang/en")
        return client

    return enter


def made(owner, **values):
    """A draft of one line over 200, which needs nothing from stock."""
    order = SalesOrderFactory(owner=owner, promised_on=today() + timedelta(days=9), **values)
    SalesOrderLineFactory(order=order, product=ProductFactory(stocked=False), owner=owner)
    return order


def in_state(session, order, status, **values):
    """The order, put there by the program."""
    order.status = status.value
    for name, value in values.items():
        setattr(order, name, value)
    session.flush()
    return order


def shown(client, address=BOARD):
    """{state: numbers of the orders} of the columns that have cards."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    found = {}
    for number, state in CARD.findall(answer.text):
        found.setdefault(state, []).append(int(number))
    return found


def send(client, order, target, *, script=True, **more):
    values = {"target": target.value, "version": order.version, "seen": order.status} | more
    return client.post(f"{BOARD}move/{order.id}", data=values, headers=SCRIPT if script else {})


def status(session, order):
    return session.execute(select(SalesOrder.status).where(SalesOrder.id == order.id)).scalar_one()


def test_each_sees_their_own_cards_and_figures(session, team, login):
    mine, other = made(team["ann"]), made(team["ben"])
    session.flush()
    assert shown(login(team["ann"])) == {"draft": [mine.id]}
    assert shown(login(team["ben"])) == {"draft": [other.id]}
    assert shown(login(team["eve"])) == {"draft": [mine.id, other.id]}
    page = login(team["ann"]).get(BOARD).text
    assert "200" in page
    assert "400" not in page
    assert "400" in login(team["eve"]).get(BOARD).text


def test_nobody_reaches_the_card_of_a_colleague(session, team, login):
    other = made(team["ben"])
    session.flush()
    client = login(team["ann"])
    assert client.get(f"{BOARD}moves/{other.id}").status_code == 404
    assert send(client, other, S.SUBMITTED).status_code == 404
    assert shown(client, f"{BOARD}?card={other.id}") == {}
    assert status(session, other) == "draft"


def test_a_board_without_the_right_to_orders_stays_closed(session, login):
    assert login(UserFactory(role_names=["Technician"])).get(BOARD).status_code in (302, 403)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("?whose=mine", {"mine"}),
        ("?whose=department", {"mine", "late"}),
        ("?late=1", {"late"}),
        ("?until={today}", {"late"}),
        ("?customer={customer}", {"mine"}),
    ],
    ids=["mine", "my department", "late", "promised until", "customer"],
)
def test_filters_stand_in_the_address(session, team, login, address, expected):
    eve = team["eve"]
    orders = {"mine": made(eve), "late": made(team["ben"])}
    in_state(session, orders["late"], S.APPROVED, promised_on=today() - timedelta(days=2))
    asked = address.format(today=today(), customer=orders["mine"].customer_id)
    found = shown(login(eve), BOARD + asked)
    assert {number for ids in found.values() for number in ids} == {orders[name].id for name in expected}


@pytest.mark.parametrize(
    "address", ["?whose=nobody", "?until=soon", "?q=%00", "column/nowhere", "column/draft?after=x_1"]
)
def test_what_makes_no_sense_is_refused(session, ann, login, address):
    assert login(ann).get(BOARD + address).status_code in (400, 404)


def test_a_card_moves_with_an_event(session, ann, login):
    order = made(ann)
    session.flush()
    answer = send(login(ann), order, S.SUBMITTED)
    assert answer.status_code == 200
    assert order.number in answer.json["said"]
    assert status(session, order) == "submitted"
    event = session.execute(select(OrderEvent).where(OrderEvent.order_id == order.id)).scalar_one()
    assert (event.act, event.by_id) == ("submit", ann.id)


def test_without_a_script_the_board_says_what_happened(session, ann, login):
    order = made(ann)
    session.flush()
    client = login(ann)
    answer = client.post(
        f"{BOARD}move/{order.id}?whose=mine",
        data={"target": "submitted", "version": order.version, "seen": "draft"},
        follow_redirects=True,
    )
    assert answer.request.args.to_dict() == {"whose": "mine"}
    assert "message-success" in answer.text
    assert status(session, order) == "submitted"


def test_a_missing_right_is_named_and_nothing_moves(session, ann, login):
    order = in_state(session, made(ann), S.SUBMITTED)
    answer = send(login(ann), order, S.APPROVED)
    assert answer.status_code == 422
    assert "“Approve”" in answer.json["said"]
    assert status(session, order) == "submitted"


def test_a_rule_says_why_it_forbids(session, eve, login):
    order = in_state(session, made(eve), S.SUBMITTED)
    answer = send(login(eve), order, S.APPROVED)
    assert answer.status_code == 422
    assert "look after" in answer.json["said"]
    assert "does not go to" in send(login(eve), order, S.PAID).json["said"]
    assert status(session, order) == "submitted"


def test_refusals_speak_the_readers_language(session, ann, login):
    order = in_state(session, made(ann), S.SUBMITTED)
    client = login(ann)
    client.get("/lang/zh")
    said = send(client, order, S.APPROVED).json["said"]
    assert "仍在原处" in said
    assert "stays" not in said


def test_what_must_be_asked_first_leads_to_its_form(session, team, login):
    order = in_state(session, made(team["ann"]), S.SUBMITTED)
    answer = send(login(team["eve"]), order, S.CANCELLED)
    assert answer.json["leads_to"] == f"/sales_order/action/cancel_order/{order.id}"
    assert status(session, order) == "submitted"
    assert login(team["eve"]).get(answer.json["leads_to"]).status_code == 200


def test_the_second_of_two_is_told_who_was_faster(session, team, login):
    order = made(team["ann"])
    session.flush()
    version = order.version
    with acting_as(team["ann"].id):
        acts.submit(order)
    session.flush()
    answer = send(login(team["eve"]), order, S.SUBMITTED, seen="draft", version=version)
    assert answer.status_code == 409
    assert "张安" in answer.json["said"]
    assert "Awaiting approval" in answer.json["said"]
    assert session.execute(select(func.count()).select_from(OrderEvent)).scalar() == 1


def test_an_edit_meanwhile_is_looked_at_first(session, team, login):
    order = made(team["ann"])
    session.flush()
    version = order.version
    with acting_as(team["eve"].id):
        order.remarks = "Only before noon"
        session.flush()
    answer = send(login(team["ann"]), order, S.SUBMITTED, version=version)
    assert answer.status_code == 409
    assert "张伊" in answer.json["said"]
    assert status(session, order) == "draft"


def test_get_moves_nothing(session, ann, login):
    order = made(ann)
    session.flush()
    client = login(ann)
    assert client.get(f"{BOARD}move/{order.id}?target=submitted").status_code == 405
    page = client.get(f"{BOARD}moves/{order.id}").text
    assert 'value="submitted"' in page
    assert "does not go to" in page
    assert status(session, order) == "draft"


def test_the_search_says_where_an_order_is(session, ann, login):
    order = in_state(session, made(ann, customer_reference="PO-4711"), S.IN_PRODUCTION, production_percent=40)
    page = login(ann).get(f"{BOARD}?q=PO-4711").text
    answer = page.partition('class="board-answer"')[2].partition("</section>")[0]
    assert "In production" in answer
    assert str(order.promised_on) in answer
    assert "0 of 1" in answer
    assert f'card={order.id}#order-{order.id}"' in answer


def test_columns_go_on_by_key_and_show_the_sought_card(session, ann, login):
    first = made(ann)
    session.flush()
    multiply(session, SalesOrder, 60)
    client = login(ann)
    seen = shown(client)["draft"]
    assert len(seen) == 25
    last = session.execute(select(func.max(SalesOrder.id))).scalar()
    assert shown(client, f"{BOARD}?card={last}")["draft"] == [*seen, last]
    found = MORE.search(client.get(BOARD).text)
    for _ in range(2):
        page = client.get(unescape(found[1])).text
        seen += [int(number) for number, _ in CARD.findall(page)]
        found = MORE.search(page)
    assert len(seen) == len(set(seen)) == 60
    assert first.id in seen
    assert found is None
    assert len(shown(client, f"{BOARD}columns?sizes=draft-50")["draft"]) == 50


def test_statements_do_not_grow_with_orders_or_columns(session, eve, login, statements):
    for state in list(S)[:10]:
        in_state(session, made(eve), state)
    client = login(eve)
    addresses = (BOARD, f"{BOARD}columns", f"{BOARD}column/draft", f"{BOARD}changes?since=0")

    def costs():
        found = []
        for address in addresses:
            client.get(address)
            with statements() as sent:
                client.get(address)
            found.append(len(sent))
        return found

    few = costs()
    multiply(session, SalesOrder, 1_000)
    assert costs() == few


def test_a_board_asks_cheaply_whether_something_changed(session, team, login):
    order = made(team["ann"])
    session.flush()
    client, moment = login(team["ann"]), int(now().timestamp())
    assert client.get(f"{BOARD}changes?since={moment - 60}").json["changed"] is True
    assert client.get(f"{BOARD}changes?since={moment + 60}").json["changed"] is False
    assert login(team["ben"]).get(f"{BOARD}changes?since={moment - 60}").json["changed"] is False
    assert order.id


def test_the_paid_share_never_rounds_up(session, ann, login):
    in_state(session, made(ann), S.DELIVERED, paid_amount=Decimal("199.99"))
    assert "99%" in login(ann).get(BOARD).text
