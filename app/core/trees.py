"""Records in a tree, each naming the one above it. Pure: standard library only."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Set


def would_cycle(node: Hashable, parent: Hashable | None, parent_of: Callable[[Hashable], Hashable | None]) -> bool:
    """Whether `node` would be above itself if `parent` came above it; True also where the tree above loops already.

    `parent_of` says who is above a node, None at the top; it is asked about each ancestor once.
    """
    seen = {node}
    while parent is not None:
        if parent in seen:
            return True
        seen.add(parent)
        parent = parent_of(parent)
    return False


def leads_to(start: Hashable, goal: Hashable, above: Callable[[Set[Hashable]], Iterable[Hashable]]) -> bool:
    """Whether `goal` is `start` or somewhere above it, where each may have several above it.

    `above` says who is directly above any of some nodes; it is asked once for each level.
    """
    seen: set[Hashable] = set()
    level: set[Hashable] = {start}
    while level:
        if goal in level:
            return True
        seen |= level
        level = set(above(level)) - seen
    return False
