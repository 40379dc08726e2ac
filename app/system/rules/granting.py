"""Nobody grants what they do not hold: otherwise the right to edit roles or users would be the right to everything."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

Grant = tuple[str, str]
# Entries of the menu follow from the right to read, and show nothing by themselves.
FOLLOWING = "menu_access"


@dataclass(frozen=True)
class Holdings:
    """What somebody holds, or a role gives: (permission, object) pairs, and how far it reaches in each module.

    The reach is a number, larger is wider; a module not named is 0.
    """

    grants: Collection[Grant] = frozenset()
    scopes: Mapping[str, int] = field(default_factory=dict)


def unheld(wanted: Holdings, held: Holdings) -> tuple[list[Grant], list[str]]:
    """The grants of `wanted`, and the modules where it reaches further, that `held` does not cover; both sorted."""
    grants = {grant for grant in wanted.grants if grant[0] != FOLLOWING} - set(held.grants)
    modules = [module for module, scope in wanted.scopes.items() if scope > held.scopes.get(module, 0)]
    return sorted(grants), sorted(modules)


def added(before: Holdings, after: Holdings) -> Holdings:
    """What `after` has beyond `before`."""
    scopes = {name: scope for name, scope in after.scopes.items() if scope > before.scopes.get(name, 0)}
    return Holdings(set(after.grants) - set(before.grants), scopes)
