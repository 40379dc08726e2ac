"""Who acts, as plain values: what the gate and the rules of sharing need to know of a person. No query, no request."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


class Scope(enum.IntEnum):
    """How far a role sees in one module, from nothing to everything."""

    NONE = 0
    OWN = 1
    DEPARTMENT = 2
    SUBTREE = 3
    ALL = 4


@dataclass(frozen=True)
class Principal:
    """Who acts, with everything the gate needs as plain values.

    `scopes` maps an access group (a module) to the widest scope of the person's roles; a group not named is NONE.
    `territory_ids` are the territories whose records are open to the person whatever the scope. `grants` are
    (permission, object) pairs. `shared_today` is the person's own date if something is shared with them on it, else
    None: only then the gate looks at shares.
    """

    user_id: int | None
    department_id: int | None = None
    subtree_ids: tuple[int, ...] = ()
    scopes: Mapping[str, Scope] = field(default_factory=dict)
    reason: str = ""
    grants: frozenset[tuple[str, str]] = frozenset()
    shared_today: date | None = None
    territory_ids: tuple[int, ...] = ()
    role_ids: tuple[int, ...] = ()

    def scope(self, group: str) -> Scope:
        return Scope.ALL if self.reason else self.scopes.get(group, Scope.NONE)

    def sees_only_own(self, group: str | None) -> bool:
        """Whether the person sees nobody else's records of `group`, but for single ones that were shared."""
        return bool(group) and self.scope(group or "") <= Scope.OWN and not self.territory_ids

    def may(self, permission: str, on: str) -> bool:
        """Whether the person holds `permission` on the object `on`; the system may everything."""
        return bool(self.reason) or (permission, on) in self.grants

    def covers(
        self, group: str, owner_id: int | None, department_id: int | None, territory_id: int | None = None
    ) -> bool:
        """Whether a record of `group` is the person's by scope or territory; what has no group is everybody's."""
        scope = self.scope(group)
        if scope is Scope.ALL or not group or territory_id in self.territory_ids:
            return True
        if scope is Scope.SUBTREE:
            return department_id in self.subtree_ids
        if scope is Scope.DEPARTMENT:
            return department_id is not None and department_id == self.department_id
        return scope is Scope.OWN and owner_id is not None and owner_id == self.user_id
