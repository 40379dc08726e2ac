"""Finds what is wrong with customers and contacts, and takes away what is mended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.core.access import system_access
from app.core.clock import now, today
from app.core.save_rules import before_save_of, has_set, linked_id
from app.core.suggestions import suggestions
from app.customers.enums import ProblemKind
from app.customers.models.base import phone_columns
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.data_problem import DataProblem
from app.customers.rules.data_quality import NEEDED, TIDY, Known, Problem, contact_problems, customer_problems
from app.system.settings import setting

_VALUES = {*NEEDED, *TIDY, "kind", "email", "wechat", "province"}
Found = tuple[str, int, str, str]  # entity, record, kind, field


def is_province(code: str) -> bool:
    """Whether `code` is a province of the list of regions."""
    return code.endswith("0000") and suggestions("region").label(code) is not None


def outdated_limit() -> date:
    """The day before which the last look at a record is too long ago."""
    months = today().year * 12 + today().month - 1 - int(setting("outdated_after_months"))
    return date(months // 12, months % 12 + 1, min(today().day, 28))


def known(record: Customer | Contact, country: str | None) -> Known:
    """What the rules need to know of a record."""
    phones = tuple(phone_columns(type(record)))
    names = [name for name in (*_VALUES, *phones) if hasattr(type(record), name)]
    values = {name: getattr(record, name) for name in names}
    return Known(values, phones, country, record.email_bounced_at is not None, record.phone_wrong_at is not None)


def look_at(session: Session, customers: Sequence[Customer]) -> int:
    """Bring the problems of these customers and their contacts up to date; how many there are."""
    ids = [customer.id for customer in customers]
    statement = select(Contact).where(Contact.customer_id.in_(ids), Contact.archived_at.is_(None))
    contacts = session.execute(statement).scalars().all()
    cared_for = {contact.customer_id for contact in contacts}
    by_id = {customer.id: customer for customer in customers}
    wanted: dict[Found, Customer] = {}
    for customer in customers:
        if customer.archived_at is None:
            found = customer_problems(known(customer, customer.country), customer.id in cared_for, is_province)
            wanted |= {("customer", customer.id, p.kind.value, p.field): customer for p in found}
    for contact in contacts:
        customer = by_id[contact.customer_id]
        if customer.archived_at is None:
            found = contact_problems(known(contact, customer.country))
            wanted |= {("contact", contact.id, p.kind.value, p.field): customer for p in found}
    _store(session, ids, wanted)
    return len(wanted)


def _store(session: Session, customer_ids: Sequence[int], wanted: dict[Found, Customer]) -> None:
    columns = DataProblem.id, DataProblem.entity, DataProblem.record_id, DataProblem.kind, DataProblem.field
    rows = session.execute(select(*columns).where(DataProblem.customer_id.in_(customer_ids))).all()
    present: dict[Found, int] = {(entity, record, kind, field): id_ for id_, entity, record, kind, field in rows}
    _remove(session, [id_ for found, id_ in present.items() if found not in wanted])
    moment = now()
    new = [_row(found, customer, moment) for found, customer in wanted.items() if found not in present]
    if new:
        dialect: Any = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
        session.execute(dialect.insert(DataProblem).on_conflict_do_nothing(), new)


def _row(found: Found, customer: Customer, moment: Any) -> dict[str, Any]:
    entity, record_id, kind, field = found
    access = {name: getattr(customer, name) for name in ("acc_owner_id", "acc_department_id", "acc_territory_id")}
    stamps = {"created_at": moment, "changed_at": moment, "found_at": moment, "version": 1}
    contact_id = record_id if entity == "contact" else None
    what = {"entity": entity, "record_id": record_id, "kind": kind, "field": field}
    return {**what, **access, **stamps, "customer_id": customer.id, "contact_id": contact_id}


def _remove(session: Session, ids: Iterable[int]) -> None:
    gone = list(ids)
    if gone:
        session.execute(delete(DataProblem).where(DataProblem.id.in_(gone)))


@before_save_of(Customer)
def keep_problems_of_customers_true(session: Session, customers: list[Customer]) -> None:
    """A new address needs no old mark; what is mended is no problem any more."""
    _clear_marks(customers)
    _settle(session, "customer", customers)


@before_save_of(Contact)
def keep_problems_of_contacts_true(session: Session, contacts: list[Contact]) -> None:
    """The same for contacts; and a customer with a contact has a main one.

    The problems of one that moves belong to the customer it leaves: they are found again at the other one.
    """
    _clear_marks(contacts)
    _settle(session, "contact", contacts)
    moved = [c.id for c in contacts if inspect(c).has_identity and has_set(c, "customer", "customer_id")]
    if moved:
        with system_access("drop the problems of contacts that move"):
            session.execute(delete(DataProblem).where(DataProblem.contact_id.in_(moved)))
    homes = {linked_id(contact, "customer") for contact in contacts if contact.archived_at is None} - {None}
    if homes:
        with system_access("a customer has got a contact"):
            kind = DataProblem.kind == ProblemKind.NO_CONTACT.value
            session.execute(delete(DataProblem).where(DataProblem.customer_id.in_(homes), kind))


def _clear_marks(records: Sequence[Customer | Contact]) -> None:
    for record in records:
        if not inspect(record).has_identity:
            continue
        if record.email_bounced_at and has_set(record, "email") and not has_set(record, "email_bounced_at"):
            record.email_bounced_at = None
        phones = phone_columns(type(record))
        if record.phone_wrong_at and has_set(record, *phones) and not has_set(record, "phone_wrong_at"):
            record.phone_wrong_at = None


def _settle(session: Session, entity: str, records: Sequence[Customer | Contact]) -> None:
    """Remove the problems that the records as they are saved now do not have; new ones are found at night."""
    stored = {record.id: record for record in records if inspect(record).has_identity}
    if not stored:
        return
    with system_access("compare problems with what is being saved"):
        mine = select(DataProblem).where(DataProblem.entity == entity, DataProblem.record_id.in_(stored))
        problems = session.execute(mine).scalars().all()
        if problems:
            countries = _countries(session, stored.values())
            still = {id_: _still(record, countries[id_]) for id_, record in stored.items()}
            left = [(p.id, Problem(ProblemKind(p.kind), p.field) in still[p.record_id]) for p in problems]
            _remove(session, [id_ for id_, stays in left if not stays])


def _countries(session: Session, records: Iterable[Customer | Contact]) -> dict[int, str | None]:
    records = list(records)
    homes = [linked_id(record, "customer") for record in records if isinstance(record, Contact)]
    statement = select(Customer.id, Customer.country).where(Customer.id.in_(homes))
    found = {row.id: row.country for row in session.execute(statement)} if homes else {}
    return {r.id: found.get(linked_id(r, "customer")) if isinstance(r, Contact) else r.country for r in records}


def _still(record: Customer | Contact, country: str | None) -> set[Problem]:
    if record.archived_at is not None:
        return set()
    if isinstance(record, Contact):
        return contact_problems(known(record, country))
    # Whether there is a contact is not the customer's own: saving a contact takes that problem away.
    return customer_problems(known(record, country), has_contact=False, is_province=is_province)
