"""Which of two values a merged record keeps, as long as nobody chooses."""

from __future__ import annotations

from typing import Any


def keeps_own(own: Any, other: Any, *, own_is_newer: bool, default: Any = None) -> bool:
    """Whether the value of the record that remains is kept rather than the other's.

    What is known beats what is empty or never left the `default`; of two texts the one that holds the other is fuller;
    otherwise the newer record is more likely to be right.
    """
    own_is_empty, other_is_empty = (value in (None, "", default) for value in (own, other))
    if own_is_empty or other_is_empty:
        return not own_is_empty or other_is_empty
    if isinstance(own, str) and isinstance(other, str) and own != other and (own in other or other in own):
        return len(own) > len(other)
    return own_is_newer
