"""Somebody must always be able to administer the system."""

from __future__ import annotations

from collections.abc import Collection

from app.core.errors import RuleError
from app.core.text import N_


def refuse_losing_administrators(losing: Collection[int], staying: Collection[int], acting: int | None) -> None:
    """RuleError unless the users `losing` may cease to be active administrators while those `staying` remain.

    `acting` is who makes the change, None for the system: nobody locks themselves out.
    """
    if acting in losing:
        raise RuleError(
            N_("You cannot take the administrator's role from yourself or deactivate yourself: let a colleague do it.")
        )
    if losing and not staying:
        raise RuleError(N_("The last active administrator must stay one: name another one first."))
