"""Choices that carry their own titles. Pure: standard library only."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Self


class Tone(StrEnum):
    """What kind of news a value is; lists and pages colour it by that, never by its name."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    INFO = "info"
    SPECIAL = "special"
    CALM = "calm"


class LabelledEnum(StrEnum):
    """A text enum whose members are declared as `ACTIVE = "active", N_("Active")`, or with a `Tone` as the third.

    The value is the code that is stored and sent; the label is a msgid, translated at the edge. A member is
    its own code (`CustomerStatus.ACTIVE == "active"`), so it goes into columns and JSON as it is.
    """

    _value_: str
    label: str
    tone: Tone | None

    def __new__(cls, code: str, label: str, tone: Tone | None = None) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        member.tone = tone
        return member

    @classmethod
    @cache
    def choices(cls) -> tuple[tuple[str, str], ...]:
        """(code, label msgid) of each member, in the order of declaration."""
        return tuple((member.value, member.label) for member in cls)

    @classmethod
    def tone_of(cls, code: str) -> Tone | None:
        """The tone of the member with this code; None for a code without one, or that the list never had."""
        return next((member.tone for member in cls if member.value == code), None)
