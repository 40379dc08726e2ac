"""What belongs to one record of any entity: documents, shares. Seen by whoever sees that record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy import Index, String, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.columns import choice, integer
from app.core.db import Model
from app.core.history import kinds_of_records
from app.core.registry import entity, entity_of
from app.core.text import N_
from app.core.traits import Governed, access_indexes


class Attached(Governed):
    """A record that belongs to one record of any entity.

    Besides the access columns it copies the group in which they count, since its neighbours may belong to other
    modules; the group is empty where the record is not governed: then all who may read the entity see what is attached.
    `acc_root` names the record at the top, with which it is shared.
    """

    __access_group__ = ""
    __carried__: ClassVar[bool] = True  # whether it goes along when its record becomes a part of another (see `carry`)

    entity: Mapped[str] = choice(N_("Kind of record"), None, labels=kinds_of_records, required=True, fixed=True)
    record_id: Mapped[int] = integer(N_("Record number"), required=True, fixed=True)
    acc_group: Mapped[str] = mapped_column(String(40))
    acc_root: Mapped[str] = mapped_column(String(80))


def attached_indexes(table: str) -> tuple[Index, ...]:
    """The indexes that every attached table carries."""
    return (
        *access_indexes(table),
        *(Index(f"ix_{table}_{column}", column, "id") for column in ("acc_group", "acc_root")),
        Index(f"ix_{table}_record", "entity", "record_id", "id"),
    )


def attached_models() -> list[type[Any]]:
    """Every mapped class of attached records."""
    return [m.class_ for m in Model.registry.mappers if issubclass(m.class_, Attached)]


def root_name(entity_name: str, record_id: int) -> str:
    """How `acc_root` names a record."""
    return f"{entity_name}:{record_id}"


def standing_of(session: Session, entity_name: str, record_id: int) -> dict[str, Any]:
    """The access columns of what is attached to a record, as that record stands in the database.

    The caller says on whose behalf: through the gate a record that is not theirs counts as none, KeyError.
    """
    model = entity(entity_name).model
    columns = [model.id]
    if issubclass(model, Governed):
        columns += [model.acc_owner_id, model.acc_department_id, model.acc_territory_id]
    row = session.execute(select(*columns).where(model.id == record_id)).one_or_none()
    if row is None:
        raise KeyError(record_id)
    owner_id, department_id, territory_id = row[1:] or (None, None, None)
    return {
        "acc_owner_id": owner_id,
        "acc_department_id": department_id,
        "acc_territory_id": territory_id,
        "acc_group": model.__access_group__ if issubclass(model, Governed) else "",
        "acc_root": root_of(session, model, record_id),
    }


def root_of(session: Session, model: type[Any], record_id: int) -> str:
    """The name of the record at the top of the one with this id."""
    while link := getattr(model, "__parent_link__", None):
        above = select(getattr(model, f"{link}_id")).where(model.id == record_id)
        record_id = session.execute(above).scalar_one()
        model = entity_of(model).fields[link].target_model
    return root_name(entity_of(model).name, record_id)


def carry(
    session: Session, source: Any, target: Any, only: Mapping[str, list[int]] | None = None
) -> dict[str, list[int]]:
    """Attach to the record `target` what is attached to `source`, the recycle bin included; {table: ids} of what moved.

    `only` says which, by what an earlier `carry` returned. The caller says on whose behalf.
    """
    session.flush()
    there = {"entity": entity_of(type(target)).name, "record_id": target.id}
    values = standing_of(session, str(there["entity"]), target.id) | there
    moved = {}
    for model in (model for model in attached_models() if model.__carried__):
        mine = select(model.id).where(model.entity == entity_of(type(source)).name, model.record_id == source.id)
        ids = list(session.execute(mine).scalars())
        ids = [i for i in ids if only is None or i in only.get(model.__tablename__, ())]
        if ids:
            statement = update(model).where(model.id.in_(ids)).values(values)
            session.execute(statement, execution_options={"synchronize_session": False})
            moved[model.__tablename__] = ids
    return moved


def remove_with(session: Session, record: Any) -> None:
    """Remove the parts of a record that goes for good, and what is attached to it. Their files go by the clean-up."""
    models = [mapper.class_ for mapper in Model.registry.mappers]
    for part in models:
        if getattr(part, "__part_of__", None) == type(record).__name__:
            links = [f for f in entity_of(part).fields.values() if f.spec.target == part.__part_of__]
            _remove(session, part, *(link.expression() == record.id for link in links))
    for attached in sorted(attached_models(), key=lambda model: not hasattr(model, "__part_of__")):
        _remove(session, attached, attached.entity == entity_of(type(record)).name, attached.record_id == record.id)


def _remove(session: Session, model: type[Any], *which: Any) -> None:
    session.execute(delete(model).where(*which), execution_options={"synchronize_session": False})
