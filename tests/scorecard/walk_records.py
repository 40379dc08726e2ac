"""What people do with records: make, change, delete and restore them, relate them, and put files and shares on them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from sqlalchemy import select

from app.core.access import system_access
from app.core.archiving import archive, archive_all, restore, restore_all
from app.core.clock import today
from app.core.db import db
from app.core.documents import actions as documents
from app.core.documents.models import Document
from app.core.documents.storage import discard
from app.core.shares.actions import share, withdraw
from app.core.shares.model import Share
from app.customers.actions.customer import make_main_contact, mark_active, mark_lost
from app.customers.enums import RelationKind
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.customer_relation import CustomerRelation
from app.customers.models.lead import Lead
from app.customers.models.tag import Tag
from app.customers.models.territory import Territory
from app.system.models.department import Department
from app.system.models.user import User
from tests.core.documents.files import PDF
from tests.scorecard.walk import Nothing, Walk, act

KINDS = [kind.value for kind in RelationKind] + [RelationKind.REFERRER.value] * 6
PLAIN = (Contact, CustomerRelation, Lead, Tag, Territory, Department, Document)
TREES = (Territory, Department)


def code(walk: Walk) -> str | None:
    return f"C{walk.number()}" if walk.rng.random() < 0.5 else None


def tags(walk: Walk) -> list[Tag]:
    return [tag for tag in (walk.pick_or_none(Tag) for _ in range(3)) if tag is not None]


@act(7)
def make_customer(walk: Walk) -> None:
    customer = Customer(name=f"华东精密{walk.number()}号有限公司", code=code(walk), parent=walk.pick_or_none(Customer))
    customer.territory, customer.tags = walk.pick_or_none(Territory), list(set(tags(walk)))
    db.session.add(customer)


@act(6)
def edit_customer(walk: Walk) -> None:
    customer = walk.pick(Customer)
    customer.code, customer.remarks = code(walk), f"第{walk.number()}次"
    customer.tags, customer.territory = list(set(tags(walk))), walk.pick_or_none(Territory)
    walk.rng.choice((mark_active, mark_lost))([customer])


@act(7)
def set_parent(walk: Walk) -> None:
    walk.pick(Customer).parent = walk.pick(Customer) if walk.rng.random() < 0.8 else None


@act(6)
def delete_customer(walk: Walk) -> Any:
    customer = walk.pick(Customer)
    living = select(Contact.id).where(Contact.customer_id == customer.id, Contact.archived_at.is_(None))
    with system_access("look at what is deleted"):
        contacts = set(db.session.scalars(living))
    archive(customer)
    return lambda: walk.contacts_of_deleted.update({customer.id: contacts})


@act(6)
def restore_customer(walk: Walk) -> Any:
    customer = walk.pick(Customer, archived=True)
    restore(customer)
    return lambda: _all_contacts_are_back(walk, customer)


def _all_contacts_are_back(walk: Walk, customer: Customer) -> None:
    living = select(Contact.id).where(Contact.customer_id == customer.id, Contact.archived_at.is_(None))
    missing = walk.contacts_of_deleted.pop(customer.id, set()) - set(db.session.scalars(living))
    assert not missing, f"customer {customer.id} came back without its contacts {missing}"


@act(2)
def delete_several_customers(walk: Walk) -> None:
    archive_all(walk.some(Customer, 5))


@act(2)
def restore_several_customers(walk: Walk) -> None:
    restore_all(walk.some(Customer, 5, archived=True))


@act(8)
def make_contact(walk: Walk) -> None:
    contact = Contact(name=f"李{walk.number()}", customer=walk.pick(Customer), is_main=walk.rng.random() < 0.5)
    db.session.add(contact)


@act(3)
def edit_contact(walk: Walk) -> None:
    contact = walk.pick(Contact)
    contact.position, contact.is_main = f"职务{walk.number()}", walk.rng.random() < 0.5


@act(2)
def choose_main_contact(walk: Walk) -> None:
    make_main_contact(walk.pick(Contact))


@act(4)
def move_contact(walk: Walk) -> None:
    walk.pick(Contact).customer = walk.pick(Customer)


@act(9)
def relate(walk: Walk) -> None:
    relation = CustomerRelation(
        customer=walk.pick(Customer), other=walk.pick(Customer), kind=walk.rng.choice(KINDS), since=today()
    )
    db.session.add(relation)


@act(4)
def edit_relation(walk: Walk) -> None:
    relation = walk.pick(CustomerRelation)
    relation.kind = walk.rng.choice(KINDS)
    if walk.rng.random() < 0.5:
        relation.other = walk.pick(Customer)
    else:
        relation.customer = walk.pick(Customer)


@act(8)
def delete_another_record(walk: Walk) -> None:
    archive(walk.pick(walk.rng.choice(PLAIN)))


@act(8)
def restore_another_record(walk: Walk) -> None:
    restore(walk.pick(walk.rng.choice(PLAIN), archived=True))


@act(3)
def make_part_of_a_tree(walk: Walk) -> None:
    model = walk.rng.choice(TREES)
    db.session.add(model(name=f"{model.__name__} {walk.number()}", parent=walk.pick_or_none(model)))


@act(5)
def move_part_of_a_tree(walk: Walk) -> None:
    model = walk.rng.choice(TREES)
    walk.pick(model).parent = walk.pick(model)


@act(2)
def make_tag(walk: Walk) -> None:
    db.session.add(Tag(name=f"标签{walk.number()}"))


@act(1)
def move_colleague(walk: Walk) -> None:
    with system_access("an administrator does this"):
        colleague, department = walk.colleague(), walk.pick(Department)
        colleague.profile.department = department
        db.session.flush()


@act(1)
def make_or_delete_user(walk: Walk) -> None:
    with system_access("an administrator does this"):
        if walk.rng.random() < 0.5:
            name = f"user{walk.number()}"
            user = User(username=name, first_name="三", last_name="张", email=f"{name}@example.com", active=True)
            db.session.add(user)
        else:
            archive(walk.pick(User, User.id.not_in(walk.people.values())))
        db.session.flush()


@act(5)
def add_document(walk: Walk) -> None:
    record = walk.pick(walk.rng.choice((Customer, Contact, Lead)))
    taken = documents.take(BytesIO(PDF), f"合同{walk.number()}.pdf")
    try:
        documents.add_document(record, taken)
        db.session.flush()
    except Exception:
        discard(taken.stored.name)
        raise


@act(2)
def add_version(walk: Walk) -> None:
    document = walk.pick(Document)
    taken = documents.take(BytesIO(PDF), f"合同{walk.number()}.pdf")
    try:
        documents.add_version(document, taken)
        db.session.flush()
    except Exception:
        discard(taken.stored.name)
        raise


@act(3)
def share_record(walk: Walk) -> None:
    records = walk.some(walk.rng.choice((Customer, Lead)), 3)
    level, until = walk.rng.choice(("read", "write")), walk.rng.choice((None, today()))
    share(records, colleague=walk.colleague(), level=level, until=until, today=today())


@act(1)
def withdraw_share(walk: Walk) -> None:
    withdraw(walk.pick(Share))


@act(1)
def act_on_nothing_left(walk: Walk) -> None:
    """Deleting what lies in the recycle bin already changes nothing."""
    customer = walk.pick(Customer, archived=True)
    before = customer.archived_at
    archive(customer)
    if customer.archived_at != before:
        raise Nothing
