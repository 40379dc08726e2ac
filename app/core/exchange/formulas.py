"""Cells that a spreadsheet would run as formulas, made harmless in CSV and read back exactly. Pure.

A cell that begins with = + - @, also in their full-width forms and behind blanks, or with a tab or line end, gets a
leading apostrophe. So does a cell that already has apostrophes before such a beginning: otherwise the way back
would take off one that a person typed.
"""

from __future__ import annotations

import re

_DANGEROUS = re.compile("'*(?:[\\s\ufeff\u200b]*[=+\\-@＝＋－＠]|[\t\r\n])")


def neutralise(text: str) -> str:
    """`text` as it may stand in a CSV cell; `undo_neutralise` gives it back for every text."""
    return "'" + text if _DANGEROUS.match(text) else text


def undo_neutralise(cell: str) -> str:
    """Take off the apostrophe that `neutralise` put there, and no other."""
    return cell[1:] if cell.startswith("'") and _DANGEROUS.match(cell, 1) else cell
