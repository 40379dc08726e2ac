"""What happened to a record and around it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from app.core.timeline import PAGE, Cursor, Event, TimelineSource, timeline_of
from tests.factories.customers import ContactFactory, CustomerFactory
from tests.factories.system import UserFactory

START = datetime(2026, 5, 1, 8, tzinfo=UTC)


@pytest.fixture
def ann(session):
    return UserFactory(username="ann", first_name="安", last_name="李", role_names=["Sales"])


def read(client, record, **arguments):
    answer = client.get(f"/customer/timeline/{record.id}", query_string=arguments, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    return answer.text


def edit(client, path, **values):
    from tests.support.forms import successful_controls

    sent = successful_controls(client.get(path).text, "record-form") | {name: [value] for name, value in values.items()}
    assert client.post(path, data=sent).status_code == 302


def test_it_tells_of_the_record_and_of_its_contacts(login, ann):
    customer = CustomerFactory(name="金丝雀", owner=ann)
    contact = ContactFactory(name="王五", customer=customer, owner=ann)
    client = login(ann)
    edit(client, f"/customer/edit/{customer.id}", keyword="轴承")
    edit(client, f"/contact/edit/{contact.id}", position="经理")
    page = read(client, customer)
    told = re.findall(r'timeline-kind">([^<]+)</span> <[^>]+>([^<]+)', page)
    assert told == [
        ("Contact", "Changed: 王五"), ("Customer", "Changed"), ("Contact", "Created: 王五"), ("Customer", "Created"),
    ]  # fmt: skip
    assert f'href="/contact/show/{contact.id}"' in page
    assert "Keyword: – → 轴承" in page
    assert "李安" in page


def test_a_colleagues_contact_is_not_told_of(session, login, ann):
    ben = UserFactory(role_names=["Sales"])
    customer = CustomerFactory(owner=ben)
    ContactFactory(name="王五", customer=customer, owner=ben)
    assert login(ann).get(f"/customer/timeline/{customer.id}").status_code == 404
    assert "王五" in read(login(ben), customer)


def test_what_the_reader_may_not_list_is_not_told_of(app, session, login, monkeypatch):
    manager = UserFactory(role_names=["GeneralManager"])
    customer = CustomerFactory()
    ContactFactory(name="王五", customer=customer)
    monkeypatch.setattr("app.core.related.Related.visible", False)
    assert "王五" not in read(login(manager), customer)


@pytest.fixture
def sources(app, monkeypatch):
    """`sources(moments, …)`: the timeline of customers comes from these lists of moments only."""

    def set_sources(*moments):
        def source(name, own):
            def read(record, latest, limit):
                found = [(at, number) for number, at in enumerate(own) if latest is None or at <= latest]
                found.sort(key=lambda pair: (pair[0], -pair[1]), reverse=True)
                return [Event(at, name, f"{name}{number}") for at, number in found[:limit]]

            return TimelineSource("customer", read)

        made = [source(name, own) for name, own in zip("abc", moments, strict=False)]
        monkeypatch.setattr("app.core.timeline.sources_of", lambda entity: made)

    return set_sources


@pytest.mark.parametrize(
    "moments",
    [
        pytest.param([[START + timedelta(minutes=n) for n in range(50)]], id="one source"),
        pytest.param([[START + timedelta(minutes=n % 7) for n in range(45)], [START] * 30], id="many at one moment"),
        pytest.param([[START] * 25, [START] * 25, [START] * 25], id="all at one moment"),
        pytest.param([[], []], id="none"),
        pytest.param([[START] * PAGE], id="exactly one page"),
    ],
)
@pytest.mark.databases("sqlite")
def test_page_after_page_shows_each_event_once(session, sources, moments):
    sources(*moments)
    seen, cursor = [], None
    while True:
        page = timeline_of("customer", None, cursor)
        events = [event for _, events in page.days for event in events]
        assert len(events) <= PAGE
        seen += events
        if page.older is None:
            break
        cursor = Cursor.parse(str(page.older))
    assert len(seen) == len({event.text for event in seen}) == sum(map(len, moments))
    assert [event.at for event in seen] == sorted((event.at for event in seen), reverse=True)


@pytest.mark.parametrize("text", ["", "x", "2026-05-01T08:00:00_1", "2026-05-01T08:00:00+00:00_x", "_1"])
def test_a_cursor_that_no_page_gave(text):
    assert Cursor.parse(text) is None


def test_an_address_that_no_page_gave_is_refused(login, ann):
    customer = CustomerFactory(owner=ann)
    assert login(ann).get(f"/customer/timeline/{customer.id}?before=x").status_code == 400


def test_tabs_count_what_the_reader_sees(login, ann):
    customer, other = CustomerFactory(owner=ann), CustomerFactory(owner=ann)
    ContactFactory(customer=customer, owner=ann)
    ContactFactory.create_batch(2, customer=customer, owner=ann, is_main=False)
    ContactFactory(customer=other, owner=ann)
    assert login(ann).get(f"/customer/tab_counts/{customer.id}").json["contact-customer"] == "3"


def test_a_tab_counts_no_further_than_99(login, ann):
    customer = CustomerFactory(owner=ann)
    ContactFactory.create_batch(100, customer=customer, owner=ann, is_main=False)
    assert login(ann).get(f"/customer/tab_counts/{customer.id}").json["contact-customer"] == "99+"


@pytest.mark.parametrize("page", ["timeline", "tab_counts"])
def test_the_number_of_statements_stays(session, login, ann, statements, page):
    customer = CustomerFactory(owner=ann)
    client = login(ann)
    client.get(f"/customer/{page}/{customer.id}")
    numbers = []
    for rows in (1, 3, 20):
        ContactFactory.create_batch(rows, customer=customer, owner=ann, is_main=False)
        session.flush()
        with statements() as sent:
            client.get(f"/customer/{page}/{customer.id}")
        numbers.append(len(sent))
    assert len(set(numbers)) == 1, sent
    assert numbers[0] <= 12, sent
