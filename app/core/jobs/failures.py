"""What a reader is told about an error in a job, and whether trying again may help."""

from __future__ import annotations

import errno
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.errors import RuleError
from app.core.text import N_

UNEXPECTED = N_("An unexpected error occurred. Please give the administrator this reference: %(reference)s")
DISK_FULL = N_("There is no space left on the disk. Reference: %(reference)s")
VANISHED_CREATOR = N_("The person who started this job no longer exists.")


@dataclass(frozen=True)
class Failure:
    """`message` and `params` are for the reader, `reference` finds the traceback in the log (a refusal has none)."""

    message: str
    params: dict[str, Any]
    reference: str | None
    may_pass: bool


def describe(error: Exception) -> Failure:
    """A refusal in its own words, for good; anything else by a reference number, since it may be gone next time."""
    if isinstance(error, RuleError):
        return Failure(error.message, plain(error.params), None, may_pass=False)
    reference = secrets.token_hex(4).upper()
    message = DISK_FULL if _disk_full(error) else UNEXPECTED
    return Failure(message, {"reference": reference}, reference, may_pass=True)


def _disk_full(error: Exception) -> bool:
    full_file = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    # SQLite and PostgreSQL in their own words.
    return full_file or "database or disk is full" in str(error) or "No space left on device" in str(error)


def plain(params: Mapping[str, Any]) -> dict[str, Any]:
    """`params` as JSON keeps them."""
    return {
        name: value if isinstance(value, str | int | float | bool | None) else str(value)
        for name, value in params.items()
    }
