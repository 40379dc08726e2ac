"""Nobody opens to others, or to themselves, what they do not see: sight is a scope together with a department."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

# The numbers of `access.Scope`.
NONE, OWN, DEPARTMENT, SUBTREE, ALL = range(5)


@dataclass(frozen=True)
class Reach:
    """How far somebody sees: a scope for each module, the own department and all at or below it."""

    scopes: Mapping[str, int] = field(default_factory=dict)
    department: int | None = None
    subtree: Collection[int] = ()

    def departments(self, module: str) -> set[int | None] | None:
        """The departments all of whose records are seen; None for every one."""
        scope = self.scopes.get(module, NONE)
        if scope >= ALL:
            return None
        if scope == SUBTREE:
            return set(self.subtree)
        return {self.department} if scope == DEPARTMENT else set()


def beyond(wanted: Reach, held: Reach) -> list[str]:
    """The modules in which `wanted` sees what `held` does not, sorted.

    Who sees the own records alone counts as seeing the department in which they are.
    """
    return sorted(module for module, scope in wanted.scopes.items() if scope and _exceeds(wanted, held, module, scope))


def _exceeds(wanted: Reach, held: Reach, module: str, scope: int) -> bool:
    covered = held.departments(module)
    asked = {wanted.department} if scope == OWN else wanted.departments(module)
    return covered is not None and (asked is None or not asked <= covered)


def unseen(departments: Collection[int | None], held: Reach, modules: Iterable[str]) -> list[str]:
    """The modules in which `held` does not see all records of `departments`, sorted."""
    covered = {module: held.departments(module) for module in modules}
    return sorted(module for module, seen in covered.items() if seen is not None and not set(departments) <= seen)
