"""Fields that not everybody who sees a record may see: personal numbers, bank accounts, costs.

The right to one is held on its entity: `see_<field>`. Without it a masked value is shown in part and a hidden one is
not there at all; neither can be written, sorted, filtered, searched, charted or taken out of the system. Who holds
`can_reveal` may look at one masked value of one record, which the history keeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from app.core.access import current_principal
from app.core.columns import Sensitive
from app.core.masking import mask
from app.core.registry import Entity, Field

_revealed: ContextVar[Field | None] = ContextVar("revealed", default=None)


def right_to(field: Field) -> str:
    """The permission to see a sensitive field, held on its entity."""
    return f"see_{field.name}"


def is_open(field: Field) -> bool:
    """Whether whoever acts sees and writes `field`. Where nobody acts there is no record to see either."""
    if field.spec.sensitive is None or field is _revealed.get():
        return True
    principal = current_principal()
    return principal is None or principal.may(right_to(field), field.model.__name__)


@contextmanager
def revealing(field: Field | None) -> Iterator[None]:
    """Show `field` inside, whatever the reader may see otherwise; whoever asks for it has said why in the history."""
    token = _revealed.set(field)
    try:
        yield
    finally:
        _revealed.reset(token)


def is_hidden(field: Field) -> bool:
    """Whether not even a part of the value is shown to whoever acts."""
    return field.spec.sensitive is Sensitive.HIDDEN and not is_open(field)


def open_fields(fields: Iterable[Field]) -> list[Field]:
    """Those of `fields` that whoever acts may see whole."""
    return [field for field in fields if is_open(field)]


def opened(fields: Mapping[str, Field]) -> dict[str, Field]:
    """The same of named fields."""
    return {name: field for name, field in fields.items() if is_open(field)}


def veiled(field: Field, text: str) -> str:
    """`text`, the shown value of `field`, as far as whoever acts may read it."""
    if is_open(field):
        return text
    return mask(text) if field.spec.sensitive is Sensitive.MASKED else ""


def sees_guarded(entity: Entity) -> bool:
    """Whether whoever acts may find records by the sensitive numbers in their search keys."""
    return all(is_open(field) for field in entity.search_fields)


def sensitive_fields(entity: Entity) -> list[Field]:
    """The sensitive fields of an entity."""
    return [field for field in entity.fields.values() if field.spec.sensitive is not None]
