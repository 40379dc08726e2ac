"""Numbers of documents: a prefix, the year, and a running number of at least so many digits (SO2026-000123)."""

from __future__ import annotations

import re

from app.core.errors import RuleError
from app.core.text import N_

PREFIX = re.compile(r"[A-Za-z][A-Za-z_-]{0,9}")


def format_number(prefix: str, year: int, number: int, padding: int) -> str:
    """The document number; a running number that outgrows `padding` digits keeps all of them."""
    return f"{prefix}{year:04d}-{number:0{padding}d}"


def parse_number(prefix: str, text: str) -> tuple[int, int] | None:
    """(year, running number) of a document number with this prefix; None for any other text."""
    found = re.fullmatch(rf"{re.escape(prefix)}(\d{{4}})-(\d{{1,12}})", text.strip(), re.ASCII)
    return (int(found[1]), int(found[2])) if found else None


def check_prefix(text: str) -> str:
    """`text` if it can begin a number; no digits, or 2026 could not be told from the rest."""
    if not PREFIX.fullmatch(text):
        raise RuleError(N_("A prefix has at most ten letters, hyphens and underscores and begins with a letter."))
    return text
