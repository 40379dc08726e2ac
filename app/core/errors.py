"""What a rule says when it refuses. Pure: standard library only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


class RuleError(Exception):
    """A refusal that a person can read.

    `message` is a msgid marked with `N_`; `params` fill its `%(name)s` places after translation;
    `field` names the form field at fault, if there is one.
    """

    def __init__(self, message: str, *, field: str | None = None, **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.params = params
        self.field = field

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


class Conflict(RuleError):
    """Somebody else changed the record in the meantime."""


class NotVisible(RuleError):
    """A record that the acting person may not see, or that does not exist: the two are not told apart."""


class TooManyTries(RuleError):
    """Refused without looking at what was tried; `seconds` until the next try is admitted."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message, seconds=seconds)
        self.seconds = seconds


@dataclass(frozen=True)
class Evidence:
    """One record that a doubt is about. `record` is None where the reader may not see it; `reasons` are msgids."""

    record: Any
    keeper: str
    reasons: tuple[str, ...]


class Doubt(RuleError):
    """A refusal that a person may overrule, having read the evidence, by repeating `key` (see `doubts`).

    A `certain` one cannot be overruled: saving would fail all the same.
    """

    def __init__(self, message: str, key: str, evidence: Sequence[Evidence], *, certain: bool = False) -> None:
        super().__init__(message)
        self.key = key
        self.evidence = tuple(evidence)
        self.certain = certain
