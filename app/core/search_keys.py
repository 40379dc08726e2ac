"""The search key of a record: the words of its search fields. Sensitive numbers are found by their readers only."""

from __future__ import annotations

from typing import Any

from app.core.folding import search_key
from app.core.registry import entity_of

# Raised when the folding or what is guarded changes: `kehu init` then renews the keys that are stored.
VERSION = 4


def key_of(record: Any) -> str:
    """What `search_text` must hold."""
    values = [(field, value) for field in entity_of(type(record)).search_fields if (value := field.read(record))]
    open_texts = [str(value) for field, value in values if field.spec.sensitive is None]
    guarded = [str(value) for field, value in values if field.spec.sensitive is not None]
    return search_key(*dict.fromkeys(open_texts), guarded=guarded)
