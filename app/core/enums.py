"""Choices that carry their own titles. Pure: standard library only."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class LabelledEnum(StrEnum):
    """A text enum whose members are declared as `ACTIVE = "active", N_("Active")`.

    The value is the code that is stored and sent; the label is a msgid, translated at the edge. A member is
    its own code (`CustomerStatus.ACTIVE == "active"`), so it goes into columns and JSON as it is.
    """

    _value_: str
    label: str

    def __new__(cls, code: str, label: str) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member

    @classmethod
    def choices(cls) -> tuple[tuple[str, str], ...]:
        """(code, label msgid) of each member, in the order of declaration."""
        return tuple((member.value, member.label) for member in cls)
