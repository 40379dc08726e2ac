"""Which names a file may have. Pure."""

from __future__ import annotations

import unicodedata

from app.core.errors import RuleError
from app.core.text import N_

LONGEST = 255  # characters
# What is invisible but part of honest names: joiners of emoji and of Indian and Arabic letters.
_JOINERS = "\u200c\u200d"
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})


def check_file_name(name: str) -> str:
    """`name` as it is kept, exactly as it was sent; RuleError for one that leads elsewhere or hides what it is."""
    if not name.strip():
        raise RuleError(N_("Choose a file."), field="file")
    if len(name) > LONGEST:
        raise RuleError(
            N_("The name of the file has %(length)s characters; at most %(limit)s are kept."),
            field="file",
            length=len(name),
            limit=LONGEST,
        )
    if "/" in name or "\\" in name or name.strip(". ") == "":
        raise RuleError(N_("The name of the file is a path. Send the plain name."), field="file")
    if any(unicodedata.category(c) in _HIDDEN and c not in _JOINERS and not _is_tag(c) for c in name):
        raise RuleError(N_("The name of the file holds invisible characters. Rename it and try again."), field="file")
    return name


def _is_tag(character: str) -> bool:
    """Flags such as 🏴󠁧󠁢󠁳󠁣󠁴󠁿 are spelled with these."""
    return "\U000e0020" <= character <= "\U000e007f"


def extension(name: str) -> str:
    """The ending of a name without its dot, in small letters; empty without one."""
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot and stem else ""
