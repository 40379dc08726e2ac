"""Two customers become one, and two again. The caller owns the transaction.

Both rows are locked in the order of their ids first: of two people who merge the same pair at once, the second one is
told that it is done. What follows a merged customer is decided in `following`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.core.access import acting_user_id, system_access
from app.core.clock import now
from app.core.db import db
from app.core.errors import Conflict, NotVisible, RuleError
from app.core.history import ChangeKind, plain, restored
from app.core.registry import Field, entity_of
from app.core.saving import guard
from app.core.shares.limits import share_of
from app.core.text import N_
from app.customers.duplicate_pairs import decide, pair_of
from app.customers.enums import PairState
from app.customers.following import move_all, move_back
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.customer_merge import CustomerMerge

GONE = N_("“%(title)s” was merged or deleted in the meantime.")
CHANGED = N_("Somebody else changed one of both customers in the meantime. Look at the values and merge again.")


# The remaining customer keeps its own of these: they hang together with its history, and handing over is an act of its
# own.
KEPT = frozenset({"owner", "status", "stage", "lost_on", "lost_reason"})


def mergeable_fields() -> list[Field]:
    """The fields whose value is chosen when two customers become one."""
    return [field for field in entity_of(Customer).editable_fields if field.name not in KEPT and not field.spec.many]


def united_fields() -> list[Field]:
    """The fields of which the remaining customer gets both sides' values."""
    return [field for field in entity_of(Customer).editable_fields if field.spec.many]


def merge(survivor_id: int, merged_id: int, theirs: set[str], versions: Mapping[int, int]) -> CustomerMerge:
    """Let the customer `merged_id` become a part of `survivor_id`, which takes the values of the fields `theirs`.

    `versions` are those that the person has seen. Conflict when somebody was faster.
    """
    survivor, merged = _locked(survivor_id, merged_id)
    for customer in (survivor, merged):
        if customer.archived_at is not None:
            raise Conflict(GONE, title=str(customer))
        if versions.get(customer.id, customer.version) != customer.version:
            raise Conflict(CHANGED)
    with system_access("merge two customers with all that belongs to them"):
        main_id = _main_contact_id(merged.id)
        moved = move_all(merged, survivor, main_id)
        before = _values(survivor)
        taken = {field.name: field.read(merged) for field in mergeable_fields() if field.name in theirs}
        _note_on_pair(survivor.id, merged.id, PairState.MERGED)
        db.session.flush()
        merged.archived_at = now()
        db.session.flush()  # first it lets go of what only one live customer may have
        _take(survivor, merged, taken)
        db.session.flush()
        after = _values(survivor)
        record = CustomerMerge(
            survivor=survivor,
            merged=merged,
            changed={name: [value, after[name]] for name, value in before.items() if after[name] != value},
            moved=moved,
            main_contact_id=main_id,
            merged_by_id=acting_user_id(),
        )
        db.session.add(record)
        db.session.flush()
    return record


def _locked(survivor_id: int, merged_id: int) -> tuple[Customer, Customer]:
    """Both as they stand in the database now, through the gate."""
    both = select(Customer).where(Customer.id.in_((survivor_id, merged_id))).order_by(Customer.id)
    statement = both.with_for_update(of=Customer).execution_options(populate_existing=True)
    found = {customer.id: customer for customer in db.session.execute(statement).scalars()}
    if survivor_id == merged_id or len(found) != 2:
        raise NotVisible(N_("Choose two different customers that are visible to you."))
    for customer in found.values():
        if share_of(db.session(), customer) is not None:
            message = N_("“%(title)s” is only shared with you: let whoever looks after it merge it.")
            raise RuleError(message, title=str(customer))
    return found[survivor_id], found[merged_id]


def _main_contact_id(customer_id: int) -> int | None:
    main = select(Contact.id).where(Contact.customer_id == customer_id, Contact.is_main.is_(True))
    return db.session.execute(main.where(Contact.archived_at.is_(None))).scalar_one_or_none()


def _values(customer: Customer) -> dict[str, Any]:
    return {field.name: _plain(field, customer) for field in (*mergeable_fields(), *united_fields())}


def _plain(field: Field, record: Any) -> Any:
    return field.linked_id(record) if field.spec.type == "link" else plain(field.read(record))


def _take(survivor: Customer, merged: Customer, taken: Mapping[str, Any]) -> None:
    fields = entity_of(Customer).fields
    for name, value in taken.items():
        fields[name].write(survivor, value)
    if survivor.parent_id in (merged.id, survivor.id) or survivor.parent in (merged, survivor):
        survivor.parent = None
    for field in united_fields():
        own = field.read(survivor)
        field.write(survivor, [*own, *(record for record in field.read(merged) if record not in own)])


def _note_on_pair(one_id: int, other_id: int, state: PairState) -> None:
    pair = pair_of(one_id, other_id)
    if pair is not None:
        decide(pair, state.value)


def merged_into(customer_id: int) -> int | None:
    """The id of the customer that this one became a part of; None for one that was not merged."""
    standing = CustomerMerge.merged_id == customer_id, CustomerMerge.undone_at.is_(None)
    with system_access("find where a merged customer went"):
        return db.session.execute(select(CustomerMerge.survivor_id).where(*standing)).scalar_one_or_none()


def merged_ids(customer_id: int) -> list[int]:
    """The customers that became a part of this one, directly or through another."""
    found, waiting = [], [customer_id]
    with system_access("find which customers became a part of one"):
        while waiting:
            below = select(CustomerMerge.merged_id).where(CustomerMerge.survivor_id.in_(waiting))
            waiting = list(db.session.execute(below.where(CustomerMerge.undone_at.is_(None))).scalars())
            found += waiting
    return found


@guard(Customer)
def stay_merged(_session: Any, customer: Customer, kind: ChangeKind, _changes: dict[str, Any]) -> None:
    """A merged customer comes back by undoing the merge, or its contacts and values would stay with the other one."""
    if kind is ChangeKind.RESTORE and merged_into(customer.id) is not None:
        raise RuleError(
            N_("“%(title)s” was merged into another customer: undo the merge instead."), title=str(customer)
        )


def undo_merge(record: CustomerMerge) -> list[str]:
    """Make two customers of one again; returns the titles of what was changed since and therefore stays as it is.

    RuleError where the merge does not stand any more, or the remaining customer was deleted or merged itself.
    """
    survivor, merged = _both(record)
    with system_access("undo the merge of two customers"):
        record.undone_at, record.undone_by_id = now(), acting_user_id()
        stayed = _give_back(survivor, record.changed)
        db.session.flush()  # first the remaining one lets go of what only one live customer may have
        merged.archived_at = None
        db.session.flush()
        stayed += move_back(record.moved, survivor, merged, record.main_contact_id)
        _note_on_pair(survivor.id, merged.id, PairState.OPEN)
        db.session.flush()
    return stayed


def _both(record: CustomerMerge) -> tuple[Customer, Customer]:
    """The customers of a merge, locked, as long as it can be undone."""
    survivor, merged = _locked(record.survivor_id, record.merged_id)
    current = select(CustomerMerge).where(CustomerMerge.id == record.id)
    db.session.execute(current.with_for_update(of=CustomerMerge).execution_options(populate_existing=True)).scalar_one()
    if record.undone_at is not None:
        raise Conflict(N_("This merge was undone already."))
    if survivor.archived_at is not None:
        message = N_("“%(title)s” is in the recycle bin or was merged itself: bring it back first.")
        raise RuleError(message, title=str(survivor))
    return survivor, merged


def _give_back(survivor: Customer, changed: Mapping[str, list[Any]]) -> list[str]:
    """Values as before the merge, but for those that somebody changed since, whose labels are returned."""
    fields, stayed = entity_of(Customer).fields, []
    for name, (before, after) in changed.items():
        field = fields.get(name)
        if field is None:
            continue
        if field.spec.many:
            added = set(after) - set(before)
            field.write(survivor, [record for record in field.read(survivor) if record.id not in added])
        elif _plain(field, survivor) != after:
            stayed.append(field.spec.label)
        elif field.spec.type == "link":
            setattr(survivor, field.column_name, before)
        else:
            field.write(survivor, None if before is None else restored(field.spec.type, before))
    return stayed
