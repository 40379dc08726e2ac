"""What a rule says when it refuses. Pure: standard library only."""

from __future__ import annotations


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
