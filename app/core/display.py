"""Values as a reader sees them: the one place where a stored value becomes text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal

from app.core.i18n import current_locale, translate
from app.core.label_order import spoken
from app.core.lookups import lookup_values
from app.core.preferences import zone
from app.core.registry import Field
from app.core.sensitive import is_open, veiled
from app.core.suggestions import suggestions
from app.core.text import N_

EMPTY = "–"
NOT_VISIBLE = N_("not visible to you")


def person_name(first: str, last: str) -> str:
    """A person's name as their language writes it: a Chinese one without a space, family name first."""
    chinese = any("\u4e00" <= character <= "\u9fff" for character in first + last)
    return f"{last}{first}" if chinese else f"{first} {last}".strip()


def display(field: Field, value: Any) -> str:
    """`value` of `field` as text in the reader's language and zone; an empty value is a dash."""
    return shown_as(field)(value)


def shown_as(field: Field) -> Callable[[Any], str]:
    """The same for all values of `field` that a page shows: language, zone and list are found out once."""
    words, is_whole = _words(field), is_open(field)

    def show(value: Any) -> str:
        if value is None or value == "" or value == []:
            return EMPTY
        return (words(value) if is_whole else veiled(field, words(value))) or EMPTY

    return show


def _words(field: Field) -> Callable[[Any], str]:
    kind = field.spec.type
    if kind == "choice" or field.spec.labels:
        return partial(choice_label, field)
    if kind == "lookup":
        return _lookup_words(field.spec.lookup or "")
    if field.spec.suggestions:
        known = suggestions(field.spec.suggestions)
        return lambda value: known.label(value) or str(value)
    if kind == "links":
        return lambda value: join(title(item) for item in value)
    if kind == "link":
        return title
    if kind == "datetime":
        here = zone()
        return lambda value: _moment(value, here) if isinstance(value, datetime) else display_plain(value)
    return str if kind in ("string", "text") else display_plain


def _lookup_words(kind: str) -> Callable[[Any], str]:
    values, locale = lookup_values(kind), current_locale()
    return lambda code: values[code].label(locale) if code in values else code


def _moment(value: datetime, here: ZoneInfo) -> str:
    return value.astimezone(here).strftime("%Y-%m-%d %H:%M")


def display_plain(value: Any) -> str:
    """A number, date, moment or yes/no as text; anything else as it is."""
    if isinstance(value, bool):
        return translate(N_("Yes")) if value else translate(N_("No"))
    if isinstance(value, (int, Decimal)):
        return format_decimal(value, locale=current_locale(), decimal_quantization=False)
    if isinstance(value, datetime):
        return _moment(value, zone())
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def title(record: Any) -> str:
    """The name of a record: a colleague's as their language writes it, a coded one's (`shown_title`) likewise."""
    if hasattr(record, "first_name") and hasattr(record, "username"):
        return person_name(record.first_name, record.last_name)
    shown: str | None = getattr(record, "shown_title", None)
    return str(record) if shown is None else shown


def join(texts: Iterable[str]) -> str:
    """A list in running text, with the reader's separator."""
    return translate(N_(", ")).join(texts)


def choice_label(field: Field, code: Any) -> str:
    """The label of a closed list's code; the code itself if the list never had it."""
    if isinstance(code, (list, tuple)):
        return join(choice_label(field, item) for item in code)
    labels = field.spec.codes
    code = getattr(code, "value", code)
    return translate(labels[code]) if code in labels else str(code)


def choices(field: Field) -> list[tuple[str, str]]:
    """(code, label) pairs that a person may choose from now, in order: values of one position by their labels."""
    if field.spec.type == "choice":
        return [(code, translate(label)) for code, label in field.spec.codes.items()]
    locale = current_locale()
    values = lookup_values(field.spec.lookup or "").values()
    offered = [(value.position, value.code, value.label(locale)) for value in values if value.active]
    if len({position for position, _, _ in offered}) < len(offered):
        offered.sort(key=lambda value: (value[0], spoken(value[2])))
    return [(code, label) for _, code, label in offered]


def choices_with(field: Field, present: str) -> list[tuple[str, str]]:
    """What can be chosen, and what is chosen already even if it was withdrawn since."""
    offered = choices(field)
    if present and present not in dict(offered):
        offered.append((present, display(field, present)))
    return offered
