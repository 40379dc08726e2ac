"""Two records of a kind become one, and two again. The caller owns the transaction.

Both rows are locked in the order of their ids first: of two people who merge the same pair at once, the second one is
told that it is done. What follows a merged record is decided in `following`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

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
from app.customers.following import main_contact_id, move_all, move_back
from app.customers.identities import CUSTOMER, LEAD, IdentityFields
from app.customers.models.customer import Customer
from app.customers.models.lead import Lead
from app.customers.models.merge import CustomerMerge, LeadMerge

GONE = N_("“%(title)s” was merged or deleted in the meantime.")
CHANGED = N_("Somebody else changed one of both records in the meantime. Look at the values and merge again.")
CLOSED = N_("“%(title)s” is closed: only open leads are merged.")


@dataclass(frozen=True)
class Mergeable:
    """A kind of record of which two can become one; `note` is the model of what is kept of that.

    The remaining record keeps its own values of `kept`: they hang together with its history, and handing over is an act
    of its own.
    """

    fields: IdentityFields
    note: type[Any]
    kept: frozenset[str]

    @property
    def model(self) -> type[Any]:
        return self.fields.model

    def chosen_fields(self) -> list[Field]:
        """The fields whose value is chosen when two become one."""
        fields = entity_of(self.model).editable_fields
        return [field for field in fields if field.name not in self.kept and not field.spec.many]

    def united_fields(self) -> list[Field]:
        """The fields of which the remaining record gets both sides' values."""
        return [field for field in entity_of(self.model).editable_fields if field.spec.many]


CUSTOMERS = Mergeable(CUSTOMER, CustomerMerge, frozenset({"owner", "status", "stage", "lost_on", "lost_reason"}))
LEADS = Mergeable(LEAD, LeadMerge, frozenset({"owner", "status", "lost_reason"}))
MERGEABLE = {kind.model: kind for kind in (CUSTOMERS, LEADS)}


def merge(model: type[Any], survivor_id: int, merged_id: int, theirs: set[str], versions: Mapping[int, int]) -> Any:
    """Let the record `merged_id` become a part of `survivor_id`, which takes the values of the fields `theirs`.

    `versions` are those that the person has seen. Conflict when somebody was faster. Returns what is kept of it.
    """
    kind = MERGEABLE[model]
    survivor, merged = _locked(model, survivor_id, merged_id)
    _check(kind, (survivor, merged), versions)
    with system_access("merge two records with all that belongs to them"):
        main_id = main_contact_id(merged)
        moved = move_all(merged, survivor, main_id)
        before = _values(kind, survivor)
        taken = {field.name: field.read(merged) for field in kind.chosen_fields() if field.name in theirs}
        _note_on_pair(survivor, merged, PairState.MERGED)
        db.session.flush()
        merged.archived_at = now()
        db.session.flush()  # first it lets go of what only one live record may have
        _take(kind, survivor, merged, taken)
        db.session.flush()
        after = _values(kind, survivor)
        changed = {name: [value, after[name]] for name, value in before.items() if after[name] != value}
        note = kind.note(survivor=survivor, merged=merged, changed=changed, moved=moved, merged_by_id=acting_user_id())
        if main_id is not None:
            note.main_contact_id = main_id
        db.session.add(note)
        db.session.flush()
    return note


def _check(kind: Mergeable, both: tuple[Any, Any], versions: Mapping[int, int]) -> None:
    """Conflict or RuleError where the records are not what they were when somebody chose to merge them."""
    for record in both:
        if record.archived_at is not None:
            raise Conflict(GONE, title=str(record))
        if versions.get(record.id, record.version) != record.version:
            raise Conflict(CHANGED)
        if kind.fields.is_settled(record):
            raise RuleError(CLOSED, title=str(record))


def _locked(model: type[Any], survivor_id: int, merged_id: int) -> tuple[Any, Any]:
    """Both as they stand in the database now, through the gate."""
    both = select(model).where(model.id.in_((survivor_id, merged_id))).order_by(model.id)
    statement = both.with_for_update(of=model).execution_options(populate_existing=True)
    found = {record.id: record for record in db.session.execute(statement).scalars()}
    if survivor_id == merged_id or len(found) != 2:
        raise NotVisible(N_("Choose two different records that are visible to you."))
    for record in found.values():
        if share_of(db.session(), record) is not None:
            message = N_("“%(title)s” is only shared with you: let whoever looks after it merge it.")
            raise RuleError(message, title=str(record))
    return found[survivor_id], found[merged_id]


def _values(kind: Mergeable, record: Any) -> dict[str, Any]:
    return {field.name: _plain(field, record) for field in (*kind.chosen_fields(), *kind.united_fields())}


def _plain(field: Field, record: Any) -> Any:
    return field.linked_id(record) if field.spec.type == "link" else plain(field.read(record))


def _take(kind: Mergeable, survivor: Any, merged: Any, taken: Mapping[str, Any]) -> None:
    fields = entity_of(kind.model).fields
    for name, value in taken.items():
        fields[name].write(survivor, value)
    if isinstance(survivor, Customer) and (
        survivor.parent_id in (merged.id, survivor.id) or survivor.parent in (merged, survivor)
    ):
        survivor.parent = None
    for field in kind.united_fields():
        own = field.read(survivor)
        field.write(survivor, [*own, *(record for record in field.read(merged) if record not in own)])


def _where_now(model: type[Any], record_id: int | None, survivor: Any) -> int | None:
    """The record that stands for this one, which may have become a part of another, or of `survivor`, meanwhile."""
    kind = MERGEABLE.get(model)
    while kind is not None and record_id is not None and (into := _merged_into(kind.note, record_id)) is not None:
        record_id = into
    return None if model is type(survivor) and record_id == survivor.id else record_id


def _note_on_pair(one: Any, other: Any, state: PairState) -> None:
    pair = pair_of(one, other)
    if pair is not None:
        decide(pair, state.value)


def merged_into(record: Any) -> int | None:
    """The id of the record that this one became a part of; None for one that was not merged."""
    return _merged_into(MERGEABLE[type(record)].note, record.id)


def _merged_into(note: Any, record_id: int) -> int | None:
    standing = note.merged_id == record_id, note.undone_at.is_(None)
    with system_access("find where a merged record went"):
        return db.session.execute(select(note.survivor_id).where(*standing)).scalar_one_or_none()


def merged_ids(record: Any) -> list[int]:
    """The records that became a part of this one, directly or through another."""
    note = MERGEABLE[type(record)].note
    found, waiting = [], [record.id]
    with system_access("find which records became a part of one"):
        while waiting:
            below = select(note.merged_id).where(note.survivor_id.in_(waiting))
            waiting = list(db.session.execute(below.where(note.undone_at.is_(None))).scalars())
            found += waiting
    return found


@guard(Customer)
@guard(Lead)
def stay_merged(_session: Session, record: Any, kind: ChangeKind, _changes: dict[str, Any]) -> None:
    """A merged record comes back by undoing the merge, or what moved would stay with the other one."""
    if kind is ChangeKind.RESTORE and merged_into(record) is not None:
        raise RuleError(N_("“%(title)s” was merged into another record: undo the merge instead."), title=str(record))


def undo_merge(note: Any) -> list[str]:
    """Make two records of one again; returns the titles of what was changed since and therefore stays as it is.

    RuleError where the merge does not stand any more, or the remaining record was deleted or merged itself.
    """
    kind = next(kind for kind in MERGEABLE.values() if kind.note is type(note))
    survivor, merged = _both(kind, note)
    with system_access("undo the merge of two records"):
        note.undone_at, note.undone_by_id = now(), acting_user_id()
        stayed = _give_back(kind, survivor, note.changed)
        db.session.flush()  # first the remaining one lets go of what only one live record may have
        merged.archived_at = None
        db.session.flush()
        stayed += move_back(note.moved, survivor, merged, getattr(note, "main_contact_id", None))
        _note_on_pair(survivor, merged, PairState.OPEN)
        db.session.flush()
    return stayed


def _both(kind: Mergeable, note: Any) -> tuple[Any, Any]:
    """The records of a merge, locked, as long as it can be undone."""
    survivor, merged = _locked(kind.model, note.survivor_id, note.merged_id)
    current = select(kind.note).where(kind.note.id == note.id)
    db.session.execute(current.with_for_update(of=kind.note).execution_options(populate_existing=True)).scalar_one()
    if note.undone_at is not None:
        raise Conflict(N_("This merge was undone already."))
    if survivor.archived_at is not None:
        message = N_("“%(title)s” is in the recycle bin or was merged itself: bring it back first.")
        raise RuleError(message, title=str(survivor))
    return survivor, merged


def _give_back(kind: Mergeable, survivor: Any, changed: Mapping[str, list[Any]]) -> list[str]:
    """Values as before the merge, but for those that somebody changed since, whose labels are returned."""
    fields, stayed = entity_of(kind.model).fields, []
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
            setattr(survivor, field.column_name, _where_now(field.target_model, before, survivor))
        else:
            field.write(survivor, None if before is None else restored(field.spec.type, before))
    return stayed
