"""Two roles side by side: only what one of them gives and the other does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.core.access import Scope
from app.core.i18n import translate
from app.core.text import N_
from app.system.rights import SCOPES, ModuleRights, Subject
from app.system.rules.granting import Holdings

SEES = N_("Sees")


@dataclass(frozen=True)
class Difference:
    """One line: on what, and what each of the two roles gives of it, in the reader's words."""

    subject: str
    first: Sequence[str]
    second: Sequence[str]


def differences(
    modules: Sequence[ModuleRights], first: Holdings, second: Holdings
) -> list[tuple[str, list[Difference]]]:
    """(label of a module, its differences) of the modules where both differ, in the order of the menu."""
    found = []
    for module in modules:
        lines = [
            *_scopes(module, first, second),
            *(line for s in module.subjects for line in _rights(s, first, second)),
        ]
        if lines:
            found.append((translate(module.label), lines))
    return found


def _scopes(module: ModuleRights, first: Holdings, second: Holdings) -> list[Difference]:
    reach = [Scope(held.scopes.get(module.name, Scope.NONE)) for held in (first, second)]
    if not module.scoped or reach[0] == reach[1]:
        return []
    words = [[translate(SCOPES[scope.name])] for scope in reach]
    return [Difference(translate(SEES), *words)]


def _rights(subject: Subject, first: Holdings, second: Holdings) -> list[Difference]:
    def only(one: Holdings, other: Holdings) -> list[str]:
        names: Any = set(one.grants) - set(other.grants)
        return [translate(label) for right, label in subject.rights.items() if (right, subject.name) in names]

    mine, theirs = only(first, second), only(second, first)
    return [Difference(str(subject.label), mine, theirs)] if mine or theirs else []
