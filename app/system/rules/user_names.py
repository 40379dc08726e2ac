"""What a name for logging in may look like."""

from __future__ import annotations

import re
import unicodedata

from app.core.errors import RuleError
from app.core.text import N_

_ALLOWED = re.compile(r"[\w.@+-]+")


def check_user_name(text: str) -> str:
    """The name without what is typed by accident around it; RuleError for signs that nobody could say or find again."""
    name = unicodedata.normalize("NFKC", text).strip()
    if not _ALLOWED.fullmatch(name):
        raise RuleError(N_("A user name consists of letters, digits and the signs . _ - @ +, without blanks."))
    return name
