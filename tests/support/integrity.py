"""The audit of a whole database: what must hold between rows, asked of the tables themselves rather than of the rules.

Each check returns sentences about what is wrong, so that one failing run tells everything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Column, String, Table, cast, func, select

from app.core.access import GATED, governed_models, system_access
from app.core.archiving import restore
from app.core.attached import attached_models
from app.core.db import Model, db
from app.core.documents.models import DocumentVersion
from app.core.errors import RuleError
from app.core.registry import described, entity, entity_of
from app.core.traits import Governed, Record
from app.customers.enums import RelationKind
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.customer_relation import CustomerRelation
from app.customers.models.lead import Lead
from app.customers.models.merge import CustomerMerge
from app.customers.models.pool_entry import PoolEntry

SEEN = 5  # examples told of one fault
ACCESS = ("acc_owner_id", "acc_department_id", "acc_territory_id")
# What tells of a merge itself, and so goes on pointing to the customer that was merged. A relation between both, or
# one that says what is said of the survivor already, may stay too: that is judged when it happens.
STAY_WITH_MERGED = {
    "customer_merge.merged_id", "customer_merge.survivor_id", "duplicate_pair.first_id", "duplicate_pair.second_id",
    "customer_relation.customer_id", "customer_relation.other_id",
}  # fmt: skip
# Columns that name a record by its kind and number, beside those of `Attached`.
NAMED = {"pool_entry": ("kind_of_record", "record_id"), "data_problem": ("entity", "record_id"),
         "match_key": ("entity", "record_id")}  # fmt: skip


def audit(data_dir: Path) -> list[str]:
    """Everything that is wrong in the database and in the folder of documents."""
    checks = (
        orphans, orphans_by_name, cycles, circles_of_referrers, relations_to_itself, left_behind_by_merges,
        main_contacts, strays_from_their_parents, strays_from_their_records, pool, not_restorable,
    )  # fmt: skip
    with system_access("audit"):
        faults = [fault for check in checks for fault in check()]
        faults += files(data_dir)
        db.session.rollback()
    return faults


def _rows(statement: Any) -> list[Any]:
    return list(db.session.execute(statement, execution_options={GATED: True}))


def foreign_keys() -> Iterator[tuple[Table, Column[Any], Column[Any]]]:
    """(table, column, column that it points to) of the whole schema."""
    for table in Model.metadata.sorted_tables:
        for column in table.columns:
            for key in column.foreign_keys:
                yield table, column, key.column


def orphans() -> Iterator[str]:
    """Foreign keys that point to no row."""
    for table, column, target in foreign_keys():
        there = target.table.alias()
        missing = select(column).outerjoin(there, there.c[target.name] == column)
        rows = _rows(missing.where(column.is_not(None), there.c[target.name].is_(None)).limit(SEEN))
        if rows:
            yield f"{table.name}.{column.name} points to missing rows of {target.table.name}: {[r[0] for r in rows]}"


def orphans_by_name() -> Iterator[str]:
    """Rows about a record, by its kind and number, that does not exist."""
    named = NAMED | {model.__tablename__: ("entity", "record_id") for model in attached_models()}
    tables = {e.name: e.model.__table__ for e in described()}
    for name, (kind, number) in named.items():
        table = Model.metadata.tables[name]
        for (of_kind,) in _rows(select(table.c[kind]).distinct()):
            there = tables[of_kind].alias()
            about = select(table.c[number]).outerjoin(there, there.c.id == table.c[number])
            rows = _rows(about.where(table.c[kind] == of_kind, there.c.id.is_(None)).limit(SEEN))
            if rows:
                yield f"{name} is about missing records of {of_kind}: {[r[0] for r in rows]}"


def in_circles(above: dict[Any, Iterable[Any]]) -> list[Any]:
    """The nodes of a graph, {node: those above it}, that are above themselves."""
    left = {node: set(parents) for node, parents in above.items()}
    while True:
        tops = {node for node, parents in left.items() if not parents & left.keys()}
        if not tops:
            return sorted(left)
        left = {node: parents for node, parents in left.items() if node not in tops}


def cycles() -> Iterator[str]:
    """Rows that are above themselves by a foreign key to their own table."""
    for table, column, target in foreign_keys():
        if target.table is table:
            above = {own: [up] for own, up in _rows(select(table.c.id, column).where(column.is_not(None)))}
            if circle := in_circles(above):
                yield f"{table.name}.{column.name} goes round in a circle: {circle[:SEEN]}"


def circles_of_referrers() -> Iterator[str]:
    """Customers that were referred by themselves, and merges that lead back."""
    relation, merge = CustomerRelation, CustomerMerge
    live = relation.archived_at.is_(None), relation.kind == RelationKind.REFERRER.value
    graphs = {
        "referrers": select(relation.customer_id, relation.other_id).where(*live),
        "standing merges": select(merge.merged_id, merge.survivor_id).where(merge.undone_at.is_(None)),
    }
    for name, edges in graphs.items():
        above = defaultdict(set)
        for below, up in _rows(edges):
            above[below].add(up)
        if circle := in_circles(above):
            yield f"the {name} go round in a circle: {circle[:SEEN]}"


def relations_to_itself() -> Iterator[str]:
    """Customers related to themselves, and mutual relations that stand twice."""
    relation = CustomerRelation
    rows = _rows(select(relation.id).where(relation.customer_id == relation.other_id))
    if rows:
        yield f"customers are related to themselves: {rows[:SEEN]}"
    mutual = [kind.value for kind in (RelationKind.PARTNER, RelationKind.AFFILIATE, RelationKind.COMPETITOR)]
    statement = select(relation.kind, relation.customer_id, relation.other_id)
    rows = _rows(statement.where(relation.kind.in_(mutual), relation.archived_at.is_(None)))
    said = [(kind, *sorted(ends)) for kind, *ends in rows]
    if len(said) != len(set(said)):
        yield f"mutual relations stand twice: {[s for s in set(said) if said.count(s) > 1][:SEEN]}"


def left_behind_by_merges() -> Iterator[str]:
    """What still belongs to a customer that became a part of another, and such customers outside the recycle bin."""
    standing = select(CustomerMerge.merged_id).where(CustomerMerge.undone_at.is_(None))
    live = _rows(select(Customer.id).where(Customer.id.in_(standing), Customer.archived_at.is_(None)))
    if live:
        yield f"merged customers are not in the recycle bin: {live[:SEEN]}"
    for table, column, target in foreign_keys():
        if target.table.name == "customer" and f"{table.name}.{column.name}" not in STAY_WITH_MERGED:
            rows = _rows(select(column).where(column.in_(standing)).limit(SEEN))
            if rows and table.name != "customer_tag":  # tags are united, both sides keep theirs
                yield f"{table.name}.{column.name} stayed with merged customers: {rows}"
    for model in attached_models():
        if model.__carried__:
            rows = _rows(select(model.id).where(model.entity == "customer", model.record_id.in_(standing)).limit(SEEN))
            if rows:
                yield f"{model.__tablename__} stayed with merged customers: {rows}"


def main_contacts() -> Iterator[str]:
    """Customers with contacts that have not exactly one main contact, and living contacts of customers in the bin."""
    mains = func.count().filter(Contact.is_main.is_(True))
    counted = select(Contact.customer_id, mains).where(Contact.archived_at.is_(None)).group_by(Contact.customer_id)
    wrong = [row for row in _rows(counted) if row[1] != 1]
    if wrong:
        yield f"customers without exactly one main contact: {wrong[:SEEN]}"
    for child in governed_models():
        if child.__parent_link__ and not getattr(child, "__only_about__", False):
            parent = entity_of(child).parent_link.target_model
            pairs = select(child.id).join(parent, parent.id == getattr(child, f"{child.__parent_link__}_id"))
            merged = select(CustomerMerge.merged_id).where(CustomerMerge.undone_at.is_(None))
            below = child.archived_at.is_(None), parent.archived_at.is_not(None), parent.id.not_in(merged)
            rows = _rows(pairs.where(*below).limit(SEEN))
            if rows:
                yield f"living rows of {child.__tablename__} below deleted ones: {rows}"


def strays_from_their_parents() -> Iterator[str]:
    """Children that are not seen by those who see their parents."""
    for child in governed_models():
        if child.__parent_link__:
            parent = entity_of(child).parent_link.target_model
            pairs = select(child.id).join(parent, parent.id == getattr(child, f"{child.__parent_link__}_id"))
            for name in ACCESS:
                differs = getattr(child, name).is_distinct_from(getattr(parent, name))
                if rows := _rows(pairs.where(differs).limit(SEEN)):
                    yield f"{child.__tablename__}.{name} differs from {parent.__tablename__}: {rows}"


def strays_from_their_records() -> Iterator[str]:
    """The same for what is attached to records, and the names of their roots."""
    for model in attached_models():
        for (kind,) in _rows(select(model.entity).distinct()):
            record = entity(kind).model
            pairs = select(model.id).join(record, (model.entity == kind) & (model.record_id == record.id))
            for name in ACCESS if issubclass(record, Governed) else ():
                if rows := _rows(pairs.where(getattr(model, name).is_distinct_from(getattr(record, name))).limit(SEEN)):
                    yield f"{model.__tablename__}.{name} differs from {kind}: {rows}"
            top = record.__parent_link__ if issubclass(record, Governed) else None
            root = entity_of(record).parent_link.target_model.__tablename__ if top else kind
            number = getattr(record, f"{top}_id") if top else record.id
            wrong = model.acc_root != f"{root}:" + cast(number, String)
            if rows := _rows(pairs.where(wrong).limit(SEEN)):
                yield f"{model.__tablename__}.acc_root names another record than that of {kind}: {rows}"


def pool() -> Iterator[str]:
    """Cards in the pool whose record is owned or deleted."""
    for model in (Lead, Customer):
        card = (PoolEntry.kind_of_record == model.__tablename__) & (PoolEntry.record_id == model.id)
        wrong = model.owner_id.is_not(None) | model.archived_at.is_not(None)
        if rows := _rows(select(model.id).join(PoolEntry, card).where(wrong).limit(SEEN)):
            yield f"the pool shows {model.__tablename__} records that do not lie in it: {rows}"


def not_restorable() -> Iterator[str]:
    """Deleted customers that do not come back with the contacts that were deleted with them.

    Two things may keep one in the recycle bin, and both are told: a merge that stands, and a unique value that somebody
    else has taken meanwhile.
    """
    standing = select(CustomerMerge.merged_id).where(CustomerMerge.undone_at.is_(None))
    gone = select(Customer.id).where(Customer.archived_at.is_not(None), Customer.id.not_in(standing))
    for (customer_id,) in _rows(gone):
        if fault := _restored_and_back(customer_id):
            yield f"customer {customer_id} does not come back: {fault}"


def _restored_and_back(customer_id: int) -> str | None:
    """Restore a customer with what is above it, look, and take it back; what went wrong."""
    attempt = db.session.begin_nested()
    try:
        customer = db.session.get_one(Customer, customer_id, populate_existing=True)
        with_it = select(Contact.id).where(
            Contact.customer_id == customer_id, Contact.archived_at == customer.archived_at
        )
        expected = set(db.session.scalars(with_it))
        if _taken(customer):
            return None
        for record in above(customer):
            if record.archived_at is not None and not _taken(record):
                restore(record)
                db.session.flush()
        live = select(Contact.id).where(Contact.customer_id == customer_id, Contact.archived_at.is_(None))
        back = set(db.session.scalars(live))
        lost = expected - back
        return f"without its contacts {sorted(lost)}" if lost else "it did not" if customer.archived_at else None
    except RuleError as refusal:
        return str(refusal)
    finally:
        attempt.rollback()
        db.session.expire_all()


def above(customer: Customer) -> list[Customer]:
    """The customer and those above it, the topmost first."""
    chain = [customer]
    while chain[-1].parent is not None:
        chain.append(chain[-1].parent)
    return chain[::-1]


def _taken(customer: Customer) -> bool:
    """Whether a live customer bears a value of `customer` that only one may have."""
    same = [
        column == value
        for column, value in ((Customer.code, customer.code), (Customer.credit_code, customer.credit_code))
        if value is not None
    ]
    live = select(Customer.id).where(Customer.archived_at.is_(None), Customer.id != customer.id)
    return any(db.session.execute(live.where(condition).limit(1)).first() for condition in same)


def files(data_dir: Path) -> list[str]:
    """Differences between the files on the disk and the versions of documents."""
    named = set(db.session.scalars(select(DocumentVersion.storage_name)))
    folder = data_dir / "documents"
    present = {path.parent.name + path.name for path in folder.glob("*/*")}
    faults = [f"{len(named - present)} documents have no file"] if named - present else []
    return faults + ([f"{len(present - named)} files have no document"] if present - named else [])


def sizes() -> dict[str, int]:
    """How many rows the tables of records have, the recycle bin included."""
    models = [e.model for e in described() if issubclass(e.model, Record)]
    with system_access("audit"):
        found = {m.__tablename__: db.session.scalar(select(func.count()).select_from(m)) or 0 for m in models}
    return {name: number for name, number in found.items() if number}
