"""Shares: one record, shown to one colleague with what hangs below it; how far they may go with it, how long."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import select, update

from app.core import access
from app.core.access import acting_as, load_principal, system_access
from app.core.clock import now, today
from app.core.documents.models import Document
from app.core.errors import NotVisible, RuleError
from app.core.shares import actions
from app.core.shares.model import Share
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from tests.core.test_access import READINGS
from tests.factories.attached import DocumentFactory, ShareFactory
from tests.factories.customers import ContactFactory, CustomerFactory
from tests.factories.system import DepartmentFactory, UserFactory

DAY = timedelta(days=1)


@dataclass
class Office:
    """Ann, Ben and Zoe sell, each for themselves; a manager of East sees Ann. `of` is everybody's customer."""

    people: dict[str, Any]
    of: dict[str, Customer]

    def acting(self, name: str) -> Any:
        return acting_as(self.people[name].id)

    def share(self, customer: str, colleague: str, level: str = "read", **more: Any) -> Share:
        return ShareFactory(record=self.of[customer], colleague=self.people[colleague], level=level, **more)


@pytest.fixture
def office(session) -> Office:
    east, west = DepartmentFactory(name="East"), DepartmentFactory(name="West")
    people = {
        "ann": UserFactory(role_names=["Sales"], department=east),
        "ben": UserFactory(role_names=["Sales"], department=west),
        "zoe": UserFactory(role_names=["Sales"], department=west),
        "manager": UserFactory(role_names=["SalesManager"], department=east),
        "auditor": UserFactory(role_names=["Auditor"], department=west),
    }
    of = {}
    for name in ("ann", "ben", "zoe"):
        of[name] = CustomerFactory(name=f"canary-{name}", owner=people[name])
        ContactFactory(name=f"contact-{name}", customer=of[name], owner=people[name], is_main=True)
    session.flush()
    return Office(people, of)


def try_to(session, change: Any) -> None:
    with session.begin_nested():
        change()
        session.flush()


def refused(session, change: Any) -> str:
    """The reason why a change is refused; nothing of it stays."""
    with pytest.raises(RuleError) as refusal:
        try_to(session, change)
    session.expire_all()
    return refusal.value.message


@pytest.mark.parametrize("reading", READINGS.values(), ids=READINGS.keys())
def test_a_shared_record_is_read_with_its_children_by_its_colleague_alone_in_every_order(session, office, reading):
    office.share("ben", "ann")
    office.share("zoe", "manager")
    sees = {"ann": {"ann", "ben"}, "ben": {"ben"}, "zoe": {"zoe"}, "manager": {"ann", "zoe"}}
    for order in permutations(sees):
        for person in order:
            session.expunge_all()
            with office.acting(person):
                assert set(reading(session)) == {f"canary-{name}" for name in sees[person]}, (order, person)


@pytest.mark.parametrize("role", ["Technician", "Sales", "ServiceAgent", "SalesManager"])
def test_whatever_the_reach_of_a_role_a_share_adds_to_it(session, office, role):
    person = UserFactory(role_names=[role], department=DepartmentFactory(name="Far"))
    ShareFactory(record=office.of["ben"], colleague=person)
    session.expunge_all()
    with acting_as(person.id):
        assert session.scalars(select(Customer.name)).all() == ["canary-ben"]
        assert session.scalars(select(Contact.name)).all() == ["contact-ben"]


ENDS = {"without an end": (None, True), "until today": (0, True), "until tomorrow": (1, True), "ended": (-1, False)}


@pytest.mark.parametrize(("days", "holds"), ENDS.values(), ids=ENDS)
def test_a_share_ends_by_itself(session, office, days, holds):
    office.share("ben", "ann", until=None if days is None else today() + days * DAY)
    with office.acting("ann"):
        assert ("canary-ben" in session.scalars(select(Customer.name)).all()) is holds


def test_one_share_that_holds_does_not_revive_another(session, office):
    office.share("ben", "ann", until=today() - DAY)
    office.share("zoe", "ann")
    with office.acting("ann"):
        assert set(session.scalars(select(Customer.name))) == {"canary-ann", "canary-zoe"}


def test_the_day_counts_anew_for_every_request(session, office):
    office.share("ben", "ann", until=today())
    ann = load_principal(office.people["ann"].id)
    seen = []
    for days in (0, 1, 0):
        session.expunge_all()
        with access._as(replace(ann, shared_today=today() + days * DAY)):
            seen.append("canary-ben" in session.scalars(select(Customer.name)).all())
    assert seen == [True, False, True]


def test_a_withdrawn_share_shows_nothing_any_more(session, office):
    held = office.share("ben", "ann")
    with office.acting("ben"):
        actions.withdraw(held)
        session.flush()
    with office.acting("ann"):
        assert session.scalars(select(Customer.name)).all() == ["canary-ann"]


def test_documents_of_a_shared_record_and_of_what_hangs_below_it_are_shared(session, office):
    contact = session.scalars(select(Contact).where(Contact.name == "contact-ben")).one()
    for record in (office.of["ben"], contact, office.of["zoe"]):
        DocumentFactory(record=record, title=f"paper of {record.name}")
    office.share("ben", "ann")
    with office.acting("ann"):
        assert set(session.scalars(select(Document.title))) == {"paper of canary-ben", "paper of contact-ben"}


def test_a_contact_that_moves_to_another_customer_takes_its_documents_along(session, office):
    contact = ContactFactory(name="mover", customer=office.of["ben"], owner=office.people["ben"], is_main=False)
    DocumentFactory(record=contact, title="paper")
    other = CustomerFactory(name="another of Ben's", owner=office.people["ben"])
    office.share("ben", "ann")
    contact.customer = other
    session.flush()
    with office.acting("ann"):
        assert session.scalars(select(Document.title)).all() == []


VIEWER_TRIES = {
    "an edit": lambda s, c: setattr(c, "keyword", "x"),
    "a status": lambda s, c: setattr(c, "status", "lost"),
    "handing it over": lambda s, c: setattr(c, "owner_id", None),
    "deleting it": lambda s, c: setattr(c, "archived_at", now()),
    "deleting it for good": lambda s, c: s.delete(c),
    "an edit of a contact": lambda s, c: setattr(_contact_of(s, c), "position", "CEO"),
    "a new contact": lambda s, c: s.add(Contact(name="new", customer=c)),
    "a new contact by number": lambda s, c: s.add(Contact(name="new", customer_id=c.id)),
    "an own contact moved there": lambda s, c: setattr(_contact_of(s, None), "customer_id", c.id),
    "a document": lambda s, c: s.add(_document(c)),
    "sharing it on": lambda s, c: s.add(Share(entity="customer", record_id=c.id, colleague_id=1, level="read")),
}
EDITOR_MAY = {"an edit", "a status", "an edit of a contact", "a new contact", "a new contact by number", "a document",
              "an own contact moved there"}  # fmt: skip


def _contact_of(session: Any, customer: Customer | None) -> Contact:
    name = "contact-ann" if customer is None else "contact-ben"
    return session.scalars(select(Contact).where(Contact.name == name)).one()


def _document(customer: Customer) -> Document:
    named = {"entity": "customer", "record_id": customer.id}
    return Document(title="paper", file_name="paper.pdf", size=1, current_number=1, **named)


@pytest.mark.parametrize("change", VIEWER_TRIES.values(), ids=VIEWER_TRIES)
def test_who_may_only_view_changes_nothing_by_whatever_way(session, office, change):
    office.share("ben", "ann", "read")
    with office.acting("ann"):
        seen = session.scalars(select(Customer).where(Customer.name == "canary-ben")).one()
        assert "only shared with you for viewing" in refused(session, lambda: change(session, seen))


@pytest.mark.parametrize("attempt", VIEWER_TRIES)
def test_who_may_edit_edits_the_record_and_what_hangs_below_it_and_no_more(session, office, attempt):
    office.share("ben", "ann", "write")
    with office.acting("ann"):
        seen = session.scalars(select(Customer).where(Customer.name == "canary-ben")).one()
        if attempt in EDITOR_MAY:
            VIEWER_TRIES[attempt](session, seen)
            session.flush()
        else:
            reason = refused(session, lambda: VIEWER_TRIES[attempt](session, seen))
            assert "are up to those it belongs to" in reason


def test_a_set_based_change_reaches_nothing_that_is_only_shared(session, office):
    office.share("ben", "ann", "write")
    with office.acting("ann"):
        session.execute(update(Customer).values(keyword="changed"))
    assert session.scalars(select(Customer.name).where(Customer.keyword == "changed")).all() == ["canary-ann"]


def test_what_is_theirs_anyway_is_not_limited_by_a_share(session, office):
    office.share("ann", "manager", "read")
    with office.acting("manager"):
        session.scalars(select(Customer).where(Customer.name == "canary-ann")).one().keyword = "x"
        session.flush()
    assert office.of["ann"].keyword == "x"


def test_nobody_shares_what_they_do_not_see(session, office):
    stolen = Share(entity="customer", record_id=office.of["ben"].id, colleague=office.people["ann"], level="write")
    with office.acting("ann"), pytest.raises(NotVisible):
        try_to(session, lambda: session.add(stolen))


def test_sharing_again_renews_the_share_instead_of_making_a_second_one(session, office):
    with office.acting("ben"):
        for level, until in (("read", None), ("write", today() + DAY)):
            actions.share([office.of["ben"]], colleague=office.people["ann"], level=level, until=until, today=today())
            session.flush()
    [held] = session.scalars(select(Share))
    assert (held.level, held.until, held.created_by_id) == ("write", today() + DAY, office.people["ben"].id)


NONSENSE = {
    "with oneself": ({"colleague": "ben"}, "colleague"),
    "with a day that has passed": ({"until": today() - DAY}, "until"),
}


@pytest.mark.parametrize(("answers", "field"), NONSENSE.values(), ids=NONSENSE)
def test_sharing_that_makes_no_sense_is_refused_at_its_field(session, office, answers, field):
    asked = {"colleague": "ann", "level": "read", "until": None, "today": today()} | answers
    with office.acting("ben"), pytest.raises(RuleError) as refusal:
        actions.share([office.of["ben"]], **asked | {"colleague": office.people[asked["colleague"]]})
    assert refusal.value.field == field


def test_shares_move_with_their_record(session, office):
    office.share("ben", "zoe")
    office.of["ben"].owner = office.people["ann"]
    session.flush()
    session.expunge_all()
    with office.acting("ann"):
        assert len(session.scalars(select(Share)).all()) == 1
    with office.acting("ben"):
        assert session.scalars(select(Share)).all() == []


def test_nobody_else_reads_who_shares_what_with_whom(session, office):
    office.share("ben", "zoe")
    with office.acting("ann"):
        assert session.scalars(select(Share)).all() == []
    with office.acting("auditor"):
        assert len(session.scalars(select(Share)).all()) == 1


def test_who_has_no_share_is_asked_nothing_about_shares(session, office, statements):
    office.share("ben", "ann")
    session.expunge_all()
    with statements() as sent, office.acting("zoe"):
        session.scalars(select(Customer.name)).all()
    assert [text for text in sent if "share" in text and "user_profile" not in text] == []


# On the screens


def page(client: Any, where: str, **options: Any) -> Any:
    return client.get(where, headers={"Accept-Language": "en"}, **options)


def test_the_page_of_a_shared_record_says_so_and_offers_what_is_allowed(app, session, office, login):
    office.share("ben", "ann", "read", until=today() + DAY, created_by_id=office.people["ben"].id)
    where = f"/customer/show/{office.of['ben'].id}"
    seen = page(login(office.people["ann"]), where).text
    assert f"for viewing until {today() + DAY}" in seen
    assert not [path for path in ("/customer/edit/", "/customer/delete/", "/action/") if path in seen]
    own = page(login(office.people["ben"]), where).text
    assert "Shared with you" not in own
    assert "/customer/edit/" in own
    assert "/action/share/" in own


def test_the_action_shares_and_the_tab_withdraws(app, session, office, login):
    customer, client = office.of["ben"], login(office.people["ben"])
    answers = {"answered": "1", "colleague": str(office.people["ann"].id), "level": "write", "until": "", "remarks": ""}
    assert client.post(f"/customer/action/share/{customer.id}", data=answers).status_code == 302
    [held] = session.scalars(select(Share))
    assert (held.entity, held.record_id, held.colleague_id, held.level) == (
        "customer", customer.id, office.people["ann"].id, "write",
    )  # fmt: skip
    where = f"/customer/shares/{customer.id}"
    assert "View and edit" in page(client, where).text
    assert "withdraw" not in page(login(office.people["ann"]), where).text
    away = f"/customer/shares/{customer.id}/{held.id}/withdraw"
    login(office.people["ann"]).post(away)
    session.refresh(held)
    assert held.archived_at is None
    assert client.post(away).status_code == 302
    session.refresh(held)
    assert held.archived_at is not None


def test_a_viewers_form_action_and_program_are_refused_in_words(app, session, office, login):
    office.share("ben", "ann", "read")
    customer, client = office.of["ben"], login(office.people["ann"])
    version = str(customer.version)
    english = {"Accept-Language": "en"}
    form = client.post(
        f"/customer/edit/{customer.id}",
        data={"name": "hacked", "kind": "company", "stage": "prospect", "consent": "unknown", "row_version": version},
        headers=english,
    )
    assert form.status_code == 422
    assert "only shared with you for viewing" in form.text
    client.post(f"/customer/action/mark_quiet/{customer.id}")
    client.post(f"/customer/delete/{customer.id}")
    session.expire_all()
    with system_access("look"):
        row = session.scalars(select(Customer).where(Customer.id == customer.id)).one()
    assert (row.name, row.status, row.archived_at) == ("canary-ben", "active", None)


def test_only_who_may_edit_and_holds_the_permission_shares(app, session, office, login):
    assert page(login(office.people["auditor"]), f"/customer/action/share/{office.of['ben'].id}").status_code == 403
    assert page(login(office.people["zoe"]), f"/customer/action/share/{office.of['ben'].id}").status_code == 404
