"""The conditions of the gate: for each shape of scope one criterion, with or without what is shared.

SQLAlchemy caches a criterion by its place in the code, so none of them may branch: the choice is made outside, and they
close over plain values only. While it looks for those values it calls them once with an unmapped base class.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, any_, false, func, inspect, literal_column, or_, select
from sqlalchemy.orm import with_loader_criteria

from app.core.attached import Attached
from app.core.db import Model
from app.core.dialects import per_database
from app.core.principals import Principal, Scope
from app.core.published import Published, published_criterion
from app.core.registry import described, entity_of
from app.core.traits import Governed

Criterion = Callable[[Any], Any]
NOBODY = -1  # no record's owner, department or territory


def governed_models() -> list[type[Governed]]:
    """Every mapped class behind the gate."""
    return [m.class_ for m in Model.registry.mappers if issubclass(m.class_, Governed)]


def criteria(principal: Principal, *, changing: bool = False) -> list[Any]:
    """The loader options that hide from `principal` what is not theirs: at most one for each module.

    `changing`: for a set-based change, which reaches nothing that is only shared. Made once for a principal.
    """
    kept: dict[bool, list[Any]] = principal.__dict__.setdefault("_criteria", {})
    if changing not in kept:
        kept[changing] = _options(principal, changing)
    return kept[changing]


def _options(principal: Principal, changing: bool) -> list[Any]:
    today = None if changing else principal.shared_today
    found = {base: _criterion(principal, principal.scope(group), today) for group, base in _groups().items()}
    found[Attached] = _attached_criterion(principal, today)
    found[Published] = published_criterion(principal, changing=changing)
    return [
        with_loader_criteria(base, criterion, include_aliases=True, propagate_to_loaders=False)
        for base, criterion in found.items()
        if criterion is not None
    ]


@cache
def _groups() -> dict[str, type[Any]]:
    """The unmapped base class of each access group: a criterion on it reaches all models of the module."""
    bases: dict[str, type[Any]] = {}
    for model in governed_models():
        if not issubclass(model, (Attached, Published)):
            base = next(b for b in reversed(model.__mro__) if "__access_group__" in b.__dict__)
            bases[base.__access_group__] = base
    return bases


def _criterion(principal: Principal, scope: Scope, today: date | None) -> Criterion | None:
    if scope is Scope.ALL:
        return None
    if principal.territory_ids:
        return _with_territories(principal, scope, today)
    if today is not None:
        return _with_shares(principal, scope, today)
    if scope is Scope.SUBTREE:
        return _subtree(list(principal.subtree_ids))
    if scope is Scope.DEPARTMENT:
        return _department(principal.department_id)
    return _own(principal.user_id) if scope is Scope.OWN else _nothing()


def _with_shares(principal: Principal, scope: Scope, today: date) -> Criterion:
    user_id = principal.user_id
    if scope is Scope.SUBTREE:
        return _subtree_or_shared(list(principal.subtree_ids), user_id, today)
    if scope is Scope.DEPARTMENT:
        return _department_or_shared(principal.department_id, user_id, today)
    return _own_or_shared(user_id, today) if scope is Scope.OWN else _shared(user_id, today)


def _with_territories(principal: Principal, scope: Scope, today: date | None) -> Criterion:
    """One criterion for every scope: what does not apply asks for nobody's records."""
    places = {Scope.SUBTREE: list(principal.subtree_ids), Scope.DEPARTMENT: [principal.department_id or NOBODY]}
    owner_id = principal.user_id if scope is Scope.OWN else NOBODY
    colleague_id = principal.user_id if today is not None else NOBODY
    territories = list(principal.territory_ids)
    return _reaching(owner_id, places.get(scope) or [NOBODY], territories, colleague_id, today or date.max)


def _reaching(
    owner_id: int | None, places: list[int], territories: list[int], colleague_id: int | None, today: date
) -> Criterion:
    return lambda cls: or_(
        cls.acc_owner_id == owner_id,
        cls.acc_department_id.in_(places),
        cls.acc_territory_id.in_(territories),
        is_shared(cls, colleague_id, today),
    )


def _nothing() -> Criterion:
    return lambda cls: false()


def _own(user_id: int | None) -> Criterion:
    return lambda cls: cls.acc_owner_id == user_id


def _department(department_id: int | None) -> Criterion:
    return lambda cls: cls.acc_department_id == department_id


def _subtree(department_ids: list[int]) -> Criterion:
    return lambda cls: cls.acc_department_id.in_(department_ids)


def _shared(user_id: int | None, today: date) -> Criterion:
    return lambda cls: is_shared(cls, user_id, today)


def _own_or_shared(user_id: int | None, today: date) -> Criterion:
    return lambda cls: or_(cls.acc_owner_id == user_id, is_shared(cls, user_id, today))


def _department_or_shared(department_id: int | None, user_id: int | None, today: date) -> Criterion:
    return lambda cls: or_(cls.acc_department_id == department_id, is_shared(cls, user_id, today))


def _subtree_or_shared(department_ids: list[int], user_id: int | None, today: date) -> Criterion:
    return lambda cls: or_(cls.acc_department_id.in_(department_ids), is_shared(cls, user_id, today))


def is_shared(cls: Any, user_id: Any, today: Any) -> ColumnElement[bool]:
    """Whether a record of `cls`, or the one at the top of it, is shared with `user_id` on the day `today`."""
    inspected = inspect(cls, raiseerr=False)
    if inspected is None:  # an unmapped base: what counts is that the same values occur
        return _among(literal_column("NULL"), _shared_ids("", user_id, today))
    return _is_below(lambda name: getattr(cls, name), inspected.mapper.class_, user_id, today)


def _is_below(column: Callable[[str], Any], model: type[Any], user_id: Any, today: Any) -> ColumnElement[bool]:
    link = model.__parent_link__
    if link is None:
        return _among(column("id"), _shared_ids(entity_of(model).name, user_id, today))
    parent = entity_of(model).fields[link].target_model
    if parent.__parent_link__ is None:
        return _among(column(f"{link}_id"), _shared_ids(entity_of(parent).name, user_id, today))
    above = parent.__table__.alias()
    below = _is_below(lambda name: above.c[name], parent, user_id, today)
    return _among(column(f"{link}_id"), select(above.c.id).where(below))


def _shared_ids(entity_name: str, user_id: Any, today: Any) -> Select[Any]:
    shares = Model.metadata.tables["share"]
    return _live(select(shares.c.record_id).where(shares.c.entity == entity_name), user_id, today)


def _live(statement: Select[Any], user_id: Any, today: Any) -> Select[Any]:
    """Of the shares in `statement` those with `user_id` that hold. Of the table, not the class: this is the gate."""
    shares = Model.metadata.tables["share"]
    holds = or_(shares.c.until.is_(None), shares.c.until >= today)
    return statement.where(shares.c.colleague_id == user_id, shares.c.archived_at.is_(None), holds)


def _among(column: Any, found: Select[Any]) -> ColumnElement[bool]:
    """PostgreSQL uses the index on `column` beside another condition only if the subquery is an array."""
    return per_database(column == any_(func.array(found.scalar_subquery())), column.in_(found))


def _attached_criterion(principal: Principal, today: date | None) -> Criterion | None:
    groups = {scope: [g for g in _groups() if principal.scope(g) is scope] for scope in Scope}
    readable = [name for name, permission in _permissions() if principal.may("can_read", permission)]
    if len(readable) == len(_permissions()) and len(groups[Scope.ALL]) == len(_groups()):
        return None
    reach = Reach(
        readable,
        ["", *groups[Scope.ALL]],
        groups[Scope.OWN],
        groups[Scope.DEPARTMENT],
        groups[Scope.SUBTREE],
        principal.user_id,
        principal.department_id,
        list(principal.subtree_ids),
    )
    if principal.territory_ids:
        colleague_id = principal.user_id if today is not None else NOBODY
        return _attached_reaching(*reach, list(principal.territory_ids), colleague_id, today or date.max)
    return _attached(*reach) if today is None else _attached_or_shared(*reach, today)


@cache
def _permissions() -> list[tuple[str, str]]:
    """(entity, name of its permissions) of everything that something may be attached to."""
    return [(entity.name, entity.permission) for entity in described()]


class Reach(NamedTuple):
    """What a person sees of attached records: the entities, the groups by scope, and whose."""

    readable: list[str]
    everything: list[str]
    own: list[str]
    department: list[str]
    subtree: list[str]
    user_id: int | None
    department_id: int | None
    below: list[int]


def _attached(
    readable: list[str],
    everything: list[str],
    own: list[str],
    department: list[str],
    subtree: list[str],
    user_id: int | None,
    department_id: int | None,
    below: list[int],
) -> Criterion:
    return lambda cls: and_(
        cls.entity.in_(readable),
        or_(
            cls.acc_group.in_(everything),
            and_(cls.acc_group.in_(own), cls.acc_owner_id == user_id),
            and_(cls.acc_group.in_(department), cls.acc_department_id == department_id),
            and_(cls.acc_group.in_(subtree), cls.acc_department_id.in_(below)),
        ),
    )


def _attached_or_shared(
    readable: list[str],
    everything: list[str],
    own: list[str],
    department: list[str],
    subtree: list[str],
    user_id: int | None,
    department_id: int | None,
    below: list[int],
    today: date,
) -> Criterion:
    return lambda cls: and_(
        cls.entity.in_(readable),
        or_(
            cls.acc_group.in_(everything),
            and_(cls.acc_group.in_(own), cls.acc_owner_id == user_id),
            and_(cls.acc_group.in_(department), cls.acc_department_id == department_id),
            and_(cls.acc_group.in_(subtree), cls.acc_department_id.in_(below)),
            _among(cls.acc_root, _shared_roots(user_id, today)),
        ),
    )


def _attached_reaching(
    readable: list[str],
    everything: list[str],
    own: list[str],
    department: list[str],
    subtree: list[str],
    user_id: int | None,
    department_id: int | None,
    below: list[int],
    territories: list[int],
    colleague_id: int | None,
    today: date,
) -> Criterion:
    return lambda cls: and_(
        cls.entity.in_(readable),
        or_(
            cls.acc_group.in_(everything),
            and_(cls.acc_group.in_(own), cls.acc_owner_id == user_id),
            and_(cls.acc_group.in_(department), cls.acc_department_id == department_id),
            and_(cls.acc_group.in_(subtree), cls.acc_department_id.in_(below)),
            cls.acc_territory_id.in_(territories),
            _among(cls.acc_root, _shared_roots(colleague_id, today)),
        ),
    )


def _shared_roots(user_id: Any, today: Any) -> Select[Any]:
    return _live(select(Model.metadata.tables["share"].c.acc_root), user_id, today)
