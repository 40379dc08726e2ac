"""What every kind of record can do, as mixins of the models."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey, Index, Text, text
from sqlalchemy.ext.mutable import MutableDict
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.core.columns import FieldSpec, Link, link
from app.core.db import UtcDateTime
from app.core.text import N_

LIVE = text("archived_at IS NULL")


class Record:
    """An entity: numbered, stamped, versioned, archivable, open for administrators' own fields (`extra`)."""

    __label__: ClassVar[str]
    __label_plural__: ClassVar[str]
    __title_field__: ClassVar[str] = "name"
    __allow_unmapped__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(
        UtcDateTime, info={"field": FieldSpec("datetime", N_("Created at"), computed=True)}
    )
    changed_at: Mapped[datetime] = mapped_column(
        UtcDateTime, info={"field": FieldSpec("datetime", N_("Changed at"), computed=True)}
    )
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="SET NULL"))
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="SET NULL"))
    # Raised by what people edit, never by what jobs compute; None of the database's business (see `saving`).
    version: Mapped[int] = mapped_column(default=1)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    extra: Mapped[dict[str, Any] | None] = mapped_column(MutableDict.as_mutable(JSON(none_as_null=True)))

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version, "version_id_generator": False}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if "__tablename__" in cls.__dict__:
            _expand_links(cls)
        super().__init_subclass__(**kwargs)

    def __str__(self) -> str:
        return str(getattr(self, self.__title_field__) or "")


def _expand_links(cls: type) -> None:
    declared = {name: value for base in reversed(cls.__mro__) for name, value in vars(base).items()}
    for name, value in declared.items():
        if isinstance(value, Link):
            for attribute, mapped in value.expand(cls, name).items():
                setattr(cls, attribute, mapped)
            if value.parent:
                cls.__parent_link__ = name  # type: ignore[attr-defined]


class Searchable:
    """A record found by its folded key, which `saving` writes from the fields marked `search=True`."""

    search_text: Mapped[str] = mapped_column(Text, default="")


class Governed:
    """A record that not everybody may see. See `access` for who decides.

    The access columns are copies of the root record's, so that no statement has to resolve a parent.
    `__access_group__` is the module whose scope of a role applies.
    """

    __access_group__: ClassVar[str]
    __parent_link__: ClassVar[str | None] = None

    acc_owner_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="SET NULL"))
    acc_department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id", ondelete="SET NULL"))
    # Without a foreign key: the core does not know territories; the root's own link protects the row.
    acc_territory_id: Mapped[int | None] = mapped_column()


def access_indexes(table: str) -> tuple[Index, ...]:
    """The indexes that every governed table carries: each access column together with the default order.

    They hold live records only, so that counting them reads no row, and one more holds the recycle bin.
    """
    columns = ("acc_owner_id", "acc_department_id", "acc_territory_id")
    bin_ = text("archived_at IS NOT NULL")
    return (
        *(Index(f"ix_{table}_{name}", name, "id", sqlite_where=LIVE, postgresql_where=LIVE) for name in columns),
        Index(f"ix_{table}_bin", "id", sqlite_where=bin_, postgresql_where=bin_),
    )


def live_indexes(table: str, *columns: str) -> tuple[Index, ...]:
    """An index of the live records on each of `columns`: how many have a value is counted without reading a row.

    SQLite reads the row all the same unless the index holds `archived_at`, which is empty in all of them.
    """
    return tuple(
        Index(f"ix_{table}_{name}", name, "archived_at", sqlite_where=LIVE, postgresql_where=LIVE) for name in columns
    )


def figure_indexes(table: str, *columns: str) -> tuple[Index, ...]:
    """What numbers and charts of the start page ask for, beside whom the records belong to: a manager's and a
    salesperson's are then counted without reading a row, too.
    """
    sights = {"owner": ("acc_owner_id",), "department": ("acc_department_id", "acc_owner_id")}
    return tuple(
        Index(f"ix_{table}_figures_{name}", *sight, *columns, "archived_at", sqlite_where=LIVE, postgresql_where=LIVE)
        for name, sight in sights.items()
    )


def owner_column(model: type[Any]) -> Any:
    """The column to find or to group records by owner: of a root it is a copy, which more indexes hold."""
    top = issubclass(model, Governed) and model.__parent_link__ is None
    return model.acc_owner_id if top else model.owner_id  # type: ignore[attr-defined]


def unique_among_live(table: str, *columns: str) -> Index:
    """A value that no two records outside the recycle bin share."""
    name = f"uq_{table}_{'_'.join(columns)}"
    return Index(name, *columns, unique=True, sqlite_where=LIVE, postgresql_where=LIVE)


class Owned:
    """A record that a colleague is responsible for."""

    owner = link(N_("Owner"), "User", table="ab_user", synonyms=("salesperson", "业务员", "負責人"))
