"""What a check points out about rows that it takes, for example that a record looks like one that exists.

A module registers a function for an entity: `@warns_of("customer")`. It gets the drafts of the new records of one
batch (at most 500; `draft.values[""]` are the checked values by field, links as ids) and yields (row, field, refusal):
what is said is a RuleError, never raised. It reads through the gate, with a number of statements that does not grow
with the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from app.core.errors import RuleError
from app.core.exchange.drafts import Draft, Problem

Warner = Callable[[Sequence[Draft]], Iterable[tuple[int, str, RuleError]]]
_warners: dict[str, list[Warner]] = {}


def warns_of(entity: str) -> Callable[[Warner], Warner]:
    """Let the decorated function look at the new records of every checked batch of `entity`."""

    def register(warner: Warner) -> Warner:
        _warners.setdefault(entity, []).append(warner)
        return warner

    return register


def warn(entity: str, drafts: Sequence[Draft]) -> None:
    """Put what the functions of this entity say on the drafts."""
    by_row = {draft.row: draft for draft in drafts}
    for warner in _warners.get(entity, ()) if drafts else ():
        for row, field, said in warner(drafts):
            by_row[row].warnings.append(Problem(said, target=field, warning=True))
