"""How rules say why, so that the screen can say it in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence for the screen: a msgid and what fills its places."""

    message: str
    params: Mapping[str, object] = field(default_factory=dict)
