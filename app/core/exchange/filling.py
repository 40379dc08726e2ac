"""The values of drafts go on records: new ones, those that a row is about, and their children."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.core.db import db
from app.core.errors import RuleError
from app.core.exchange.drafts import Draft, RowReader
from app.core.exchange.keys import NOT_FOUND
from app.core.exchange.links import LinkFinder, ambiguous
from app.core.exchange.plan import RECORD_ID, ImportChild, ImportPlan
from app.core.folding import fold
from app.core.new_values import settle_empty
from app.core.registry import Field, entity_of
from app.core.save_rules import linked_id
from app.core.views import view_of

Children = dict[tuple[str, int, str], list[Any]]
Made = tuple[Any, list[Any]]


class RecordFiller:
    """Puts the values of drafts on records; the links they name are loaded before (`load_links`)."""

    def __init__(
        self, view: Any, plan: ImportPlan, reader: RowReader, finders: Mapping[str, LinkFinder], owner_id: int
    ) -> None:
        self._view = view
        self._plan = plan
        self._reader = reader
        self._finders = finders
        self._owner_id = owner_id
        self._owners = LinkFinder(view.entity.fields["owner"]) if "owner" in view.entity.fields else None
        self._linked: dict[str, dict[int, Any]] = {}
        self._fields: dict[str, Mapping[str, Field]] = {"": view.entity.fields}
        self._fields |= {child.name: entity_of(child.model).fields for child in plan.children.values()}
        self._many = {t.field.name for t in reader.used if t.field.spec.many and not t.part}

    def load_links(self, drafts: Sequence[Draft]) -> None:
        """The linked records of these drafts, one statement for each link."""
        for target in self._reader.link_targets:
            ids: set[int] = set()
            for draft in drafts:
                value = draft.values.get(target.part, {}).get(target.field.name)
                ids.update(value if isinstance(value, list) else [] if value is None else [value])
            self._linked[target.name] = self._finders[target.name].records(ids) if ids else {}
        if self._owners is not None and any(draft.creates for draft in drafts):
            self._linked["importer"] = self._owners.records([self._owner_id])

    def apply(self, units: Sequence[Sequence[Draft]]) -> dict[int, Made]:
        """{row: (its record, the children it fills)}, not flushed. None for a record that only a dry run lacks."""
        present = self._load({d.existing for unit in units for d in unit if d.existing is not None})
        children = self._load_children(present, units)
        made: dict[int, Made] = {}
        for unit in units:
            for draft in unit:
                made[draft.row] = self._apply(draft, made, present, children)
        return made

    def _load(self, ids: set[int]) -> dict[int, Any]:
        if not ids:
            return {}
        model = self._view.model
        options = [selectinload(getattr(model, name)) for name in self._many]
        statement = select(model).where(model.id.in_(ids)).options(*options)
        found = db.session.execute(statement, execution_options={"populate_existing": True}).scalars()
        return {record.id: record for record in found}

    def _load_children(self, present: Mapping[int, Any], units: Iterable[Sequence[Draft]]) -> Children:
        """The children that existing records have already, by part, parent and name."""
        found: Children = {}
        parts = {part for unit in units for draft in unit for part in draft.values if part}
        for part in parts if present else ():
            child = self._plan.children[part]
            link: Any = getattr(child.model, f"{child.link}_id")
            live = (
                select(child.model).where(link.in_(present), child.model.archived_at.is_(None)).order_by(child.model.id)
            )
            for record in db.session.execute(live, execution_options={"populate_existing": True}).scalars():
                key = (part, getattr(record, f"{child.link}_id"), self._child_key(child, record))
                found.setdefault(key, []).append(record)
        return found

    def _child_key(self, child: ImportChild, record: Any) -> str:
        return "\n".join(fold(str(getattr(record, name) or "")) for name in self._key_names(child))

    def _key_names(self, child: ImportChild) -> list[str]:
        return [f.name for f in entity_of(child.model).key_fields if f.spec.type == "string"]

    def _apply(self, draft: Draft, made: Mapping[int, Made], present: Mapping[int, Any], children: Children) -> Made:
        if draft.leader is not None:
            record = made[draft.leader.row][0]
        elif draft.existing is not None:
            record = self._change(draft, present)
        elif draft.joins:
            return None, []
        else:
            record = self._make(draft)
        return record, [self._child(record, part, draft.values[part], children) for part in draft.values if part]

    def _make(self, draft: Draft) -> Any:
        record = self._view.model()
        settle_empty([record])
        self._fill(record, draft.values[""], "")
        self._own(record)
        self._view.before_save(record, True)
        db.session.add(record)
        return record

    def _change(self, draft: Draft, present: Mapping[int, Any]) -> Any:
        record = present.get(draft.existing or 0)
        if record is None:
            raise RuleError(NOT_FOUND)
        if not draft.joins:
            self._reader.settle_places(draft, lambda name: getattr(record, name))
            self._fill(record, draft.values[""], "")
            if db.session.is_modified(record):
                self._view.before_save(record, False)
        return record

    def _child(self, parent: Any, part: str, values: Mapping[str, Any], children: Children) -> Any:
        child = self._plan.children[part]
        name = "\n".join(fold(str(values.get(key) or "")) for key in self._key_names(child))
        known = children.setdefault((part, parent.id or -id(parent), name), [])
        if len(known) > 1:
            raise ambiguous(child.model, name, [record.id for record in known], field=self._key_names(child)[0])
        record = known[0] if known else child.model()
        self._fill(record, values if known else {child.link: parent, **values}, part)
        view = view_of(child.model)
        if not known:
            known.append(record)
            self._own(record)
        if view is not None and (record.id is None or db.session.is_modified(record)):
            view.before_save(record, record.id is None)
        if record.id is None:
            db.session.add(record)
        return record

    def _own(self, record: Any) -> None:
        """A new record without an owner is the importer's; what hangs on another one goes with that one's owner."""
        entity = entity_of(type(record))
        if "owner" in entity.fields and entity.parent_link is None and record.owner is None:
            record.owner = self._linked.get("importer", {}).get(self._owner_id)

    def _fill(self, record: Any, values: Mapping[str, Any], part: str) -> None:
        fields = self._fields[part]
        fresh = record.id is None
        for name, value in values.items():
            if name == RECORD_ID:
                continue
            field = fields[name]
            found = self._linked_value(f"{part}.{name}" if part else name, value)
            # What lies behind a link need not be loaded to see that it stays.
            if fresh or field.spec.type != "link" or linked_id(record, name) != (None if found is None else found.id):
                field.write(record, found)

    def _linked_value(self, target: str, value: Any) -> Any:
        known = self._linked.get(target)
        if known is None or value is None:
            return value
        return [known[record_id] for record_id in value] if isinstance(value, list) else known[value]
