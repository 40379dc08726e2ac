"""What follows a record that becomes a part of another of its kind, and comes back when the merge is undone.

What refers to a customer or a lead is decided in `FOLLOWS`, column by column; a test fails for one that nobody decided
about. What is attached to records of any kind says itself whether it goes along (`attached.carry`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any

from sqlalchemy import and_, delete, or_, select

from app.core.access_columns import move_children
from app.core.attached import carry
from app.core.db import db
from app.core.dependents import links_to
from app.core.registry import Field, entity_of
from app.customers.data_quality import look_at
from app.customers.enums import RelationKind
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.customer_relation import CustomerRelation
from app.customers.models.data_problem import DataProblem
from app.customers.relations import MUTUAL

UNRECORDED = {"synchronize_session": False}
# Of two customers who were each referred by the other, one came first.
SAME_BOTH_WAYS = {*MUTUAL, RelationKind.REFERRER.value}


class Follow(Enum):
    """What happens to a column that refers to a merged record."""

    MOVE = "it points to the remaining record from then on; undoing the merge brings it back"
    UNITE = "the remaining record has what either had"
    STAY = "it goes on pointing to the merged one"
    RENEW = "it is worked out anew"


FOLLOWS: dict[str, Follow] = {
    "contact.customer_id": Follow.MOVE,
    "customer.parent_id": Follow.MOVE,
    "customer_relation.customer_id": Follow.MOVE,
    "customer_relation.other_id": Follow.MOVE,
    "customer_tag.customer_id": Follow.UNITE,
    "lead.converted_customer_id": Follow.MOVE,
    "data_problem.customer_id": Follow.RENEW,
    "customer_merge.survivor_id": Follow.STAY,
    "customer_merge.merged_id": Follow.STAY,
    "lead_merge.survivor_id": Follow.STAY,
    "lead_merge.merged_id": Follow.STAY,
}


def follows_merge(column: str, how: Follow) -> None:
    """Decide, for a module above, what a merge does with its key to customers or leads ("order.customer_id")."""
    FOLLOWS[column] = how


def main_contact_id(record: Any) -> int | None:
    """The id of the main contact of a customer; None for records that have none."""
    if not isinstance(record, Customer):
        return None
    main = select(Contact.id).where(Contact.customer_id == record.id, Contact.is_main.is_(True))
    return db.session.execute(main.where(Contact.archived_at.is_(None))).scalar_one_or_none()


def move_all(merged: Any, survivor: Any, main_id: int | None) -> dict[str, list[int]]:
    """Let everything of one record belong to another: {link or table: ids}, what lies in the recycle bin too.

    Links move as records, so that the main contact, versions and history stay true. `main_id`: the main contact.
    """
    moved = _move_links(merged.id, survivor, main_id) | carry(db.session(), merged, survivor)
    _settle(survivor)
    return moved


def move_back(moved: Mapping[str, list[int]], survivor: Any, merged: Any, main_id: int | None) -> list[str]:
    """The opposite of `move_all`; the labels of the kinds of which some do not belong to `survivor` any more."""
    stayed = []
    for field in moving_links(type(merged)):
        ids = moved.get(_name(field), [])
        records = select(field.model).where(field.model.id.in_(ids)).order_by(field.model.id)
        children = [child for child in db.session.execute(records).scalars() if field.linked_id(child) == survivor.id]
        _point(field, children, merged, main_id)
        if len(children) != len(ids):
            stayed.append(entity_of(field.model).label_plural)
    carry(db.session(), survivor, merged, only=moved)
    _settle(survivor, merged)
    return stayed


def _move_links(merged_id: int, survivor: Any, main_id: int | None) -> dict[str, list[int]]:
    moved = {}
    for field in moving_links(type(survivor)):
        column = getattr(field.model, field.column_name)
        records = db.session.execute(select(field.model).where(column == merged_id).order_by(field.model.id)).scalars()
        children = [child for child in records if not _pointless(child, merged_id, survivor.id)]
        if children:
            _point(field, children, survivor, main_id)
            moved[_name(field)] = [child.id for child in children]
    return moved


def _pointless(child: Any, merged_id: int, survivor_id: int) -> bool:
    """Whether moving `child` would relate the remaining record to itself, or say what is said of it already."""
    if isinstance(child, Customer):
        return child.id == survivor_id
    if not isinstance(child, CustomerRelation):
        return False
    here, there = (survivor_id if end == merged_id else end for end in (child.customer_id, child.other_id))
    ends = CustomerRelation.customer_id, CustomerRelation.other_id
    same = and_(ends[0] == here, ends[1] == there)
    if child.kind in SAME_BOTH_WAYS:
        same = or_(same, and_(ends[0] == there, ends[1] == here))
    said = select(CustomerRelation.id).where(same, CustomerRelation.kind == child.kind)
    if child.archived_at is None:  # what lies in the recycle bin says nothing
        said = said.where(CustomerRelation.archived_at.is_(None))
    return here == there or db.session.execute(said.limit(1)).first() is not None


def _name(field: Field) -> str:
    return f"{entity_of(field.model).name}.{field.name}"


def _point(field: Field, children: list[Any], record: Any, main_id: int | None) -> None:
    """The main contact goes first: where it meets no other, it stays the main one."""
    first = [child for child in children if field.model is Contact and child.id == main_id]
    for group in (first, [child for child in children if child not in first]):
        for child in group:
            setattr(child, field.name, record)
        db.session.flush()


def moving_links(model: type[Any]) -> Iterator[Field]:
    """The links to records of `model` that follow, of every kind of record."""
    for field in links_to(model):
        if FOLLOWS.get(f"{field.model.__tablename__}.{field.column_name}") is Follow.MOVE:
            yield field


def _settle(*records: Any) -> None:
    """Bring up to date what is worked out of records: who sees what hangs below them, and customers' problems."""
    db.session.flush()
    for record in records:
        move_children(db.session(), record)
    customers = [record for record in records if isinstance(record, Customer)]
    if not customers:
        return
    db.session.execute(delete(DataProblem).where(_problem_of(customers)), execution_options=UNRECORDED)
    look_at(db.session(), customers)


def _problem_of(customers: Sequence[Customer]) -> Any:
    """Whatever customer a problem is kept under: a contact that moved brings its own along."""
    contacts = select(Contact.id).where(Contact.customer_id.in_([customer.id for customer in customers]))
    return or_(
        DataProblem.customer_id.in_([customer.id for customer in customers]), DataProblem.contact_id.in_(contacts)
    )
