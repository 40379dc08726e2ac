"""A cell, a form's input or a JSON value as the value of a field. Pure; the same for import, forms and API."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal
from typing import Protocol

from app.core.errors import RuleError
from app.core.exchange.dates import check_date, localised, parse_date, parse_datetime
from app.core.exchange.numbers import parse_decimal, parse_integer, parse_money
from app.core.exchange.texts import narrow, parse_text, shown
from app.core.folding import fold
from app.core.text import N_

Value = str | int | Decimal | date | datetime | bool

TOLD = 10  # values of a list that a refusal names
_HAN = re.compile("[\u3400-\u9fff]")
_LETTER = re.compile(r"[^\W\d_]")
LONGEST = 200  # characters of whatever is no free text: longer ones are refused before any pattern sees them

_YES = frozenset(("是", "对", "真", "有", "√", "✓", "✔", "☑", "yes", "y", "true", "t", "1", "on"))
_NO = frozenset(("否", "不", "错", "假", "无", "×", "✗", "✘", "☐", "no", "n", "false", "f", "0", "off"))


class Choice(Protocol):
    """One value of a closed or open list."""

    @property
    def code(self) -> str: ...
    @property
    def labels(self) -> Iterable[str]: ...


class Choices:
    """What may be written for each code of a list: the code or any label, folded. Built once for a whole file."""

    def __init__(
        self, choices: Iterable[Choice], offered: Container[str] | None = None, *, chinese_reader: bool = False
    ) -> None:
        """`offered`: the codes that a refusal may name, all where it is None."""
        choices = list(choices)
        self._chinese_reader = chinese_reader
        self._offered = [choice for choice in choices if offered is None or choice.code in offered]
        self._exact: set[str] = set()
        self._codes: dict[str, set[str]] = {}
        self._labels: dict[str, set[str]] = {}
        for choice in choices:
            self._exact.add(choice.code)
            self._codes.setdefault(fold(choice.code), set()).add(choice.code)
            for label in choice.labels:
                self._labels.setdefault(fold(label), set()).add(choice.code)

    @classmethod
    def of(
        cls,
        choices: Mapping[str, Iterable[str]],
        offered: Container[str] | None = None,
        *,
        chinese_reader: bool = False,
    ) -> Choices:
        """From code → labels."""
        plain = [_PlainChoice(code, tuple(labels)) for code, labels in choices.items()]
        return cls(plain, offered, chinese_reader=chinese_reader)

    def _unknown(self, raw: str) -> RuleError:
        """With what may be written instead, in the script of what was written: the reader's where it has no letters."""
        chinese = _HAN.search(raw) is not None if _LETTER.search(raw) else self._chinese_reader
        labels = [self._label(choice, chinese) for choice in self._offered]
        listed = ("、" if chinese else ", ").join(labels[:TOLD])
        if not labels:
            return RuleError(N_("“%(value)s” is not in the list."), value=shown(raw))
        if len(labels) <= TOLD:
            message = N_("“%(value)s” is not in the list. Possible are: %(allowed)s.")
            return RuleError(message, value=shown(raw), allowed=listed)
        message = N_("“%(value)s” is not in the list of %(number)s values, which begins with: %(allowed)s …")
        return RuleError(message, value=shown(raw), number=len(labels), allowed=listed)

    @staticmethod
    def _label(choice: Choice, chinese: bool) -> str:
        fitting = (label for label in choice.labels if label and bool(_HAN.search(label)) == chinese)
        return next(fitting, None) or next(iter(choice.labels), choice.code)

    def find(self, raw: str) -> str:
        """The code; the code as it is goes first, then folded, then a label. Raises RuleError for none and for two."""
        if raw.strip() in self._exact:
            return raw.strip()
        folded = fold(raw)
        codes = self._codes.get(folded) or self._labels.get(folded, set())
        if len(codes) > 1:
            message = N_("“%(value)s” means several values of the list; write the code: %(codes)s.")
            raise RuleError(message, value=shown(raw), codes=", ".join(sorted(codes)))
        if not codes:
            raise self._unknown(raw)
        return next(iter(codes))


@dataclass(frozen=True)
class Limits:
    """What the field allows; None leaves it to the type. `zone` tells what a moment without an offset means."""

    required: bool = False
    max_length: int | None = None
    minimum: int | Decimal | None = None
    maximum: int | Decimal | None = None
    scale: int = 4
    zone: tzinfo = UTC
    choices: Choices | None = None


def parse_value(kind: str, raw: object, limits: Limits = Limits()) -> Value | None:
    """The value of a field of type `kind`, None for an empty one. Raises RuleError without the field's name.

    `raw` is text, or what a spreadsheet or JSON gives: bool, int, float, Decimal, date, datetime, None.
    Links, files and JSON are found and checked by who knows them: ValueError here.
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        if limits.required:
            raise RuleError(N_("This field is required."))
        return None
    if kind in ("string", "text"):
        return parse_text(_as_text(raw), max_length=limits.max_length, lines=kind == "text")
    if isinstance(raw, str) and len(raw) > LONGEST and len(raw.strip()) > LONGEST:
        raise RuleError(N_("“%(value)s” is too long for a value of this kind."), value=shown(raw))
    if kind in ("choice", "lookup"):
        return (limits.choices or Choices(())).find(_as_text(raw))
    if kind == "boolean":
        return raw if isinstance(raw, bool) else parse_boolean(_as_text(raw))
    if kind in ("date", "datetime"):
        return _day(raw) if kind == "date" else _moment(raw, limits.zone)
    return _number(kind, raw, limits)


def parse_boolean(raw: str) -> bool:
    """是, yes, true, 1, √ … or 否, no, false, 0, × …; anything else is refused."""
    answer = narrow(raw).casefold()
    if answer in _YES or answer in _NO:
        return answer in _YES
    raise RuleError(N_("“%(value)s” is neither yes nor no."), value=shown(raw))


def _number(kind: str, raw: object, limits: Limits) -> int | Decimal:
    if isinstance(raw, bool | date):
        raise RuleError(N_("“%(value)s” is not a number."), value=shown(raw))
    text = _as_text(raw)
    if kind == "integer":
        return parse_integer(text, minimum=limits.minimum, maximum=limits.maximum)
    if kind == "decimal":
        return parse_decimal(text, scale=limits.scale, minimum=limits.minimum, maximum=limits.maximum)
    if kind == "money":
        return parse_money(text, minimum=limits.minimum, maximum=limits.maximum)
    raise ValueError(kind)


def _day(raw: object) -> date:
    if isinstance(raw, datetime):
        if raw.time() != time() or raw.tzinfo:
            raise RuleError(N_("“%(value)s” has a time of day or a time zone, but this is a date."), value=shown(raw))
        return check_date(raw.date())
    return check_date(raw) if isinstance(raw, date) else parse_date(_as_text(raw))


def _moment(raw: object, zone: tzinfo) -> datetime:
    if isinstance(raw, datetime):
        check_date(raw.date())
        return raw.astimezone(UTC) if raw.tzinfo else localised(raw, zone)
    if isinstance(raw, date):
        return localised(datetime.combine(check_date(raw), time()), zone)
    return parse_datetime(_as_text(raw), zone=zone)


def _as_text(raw: object) -> str:
    """Numbers without exponent as long as they are exact; a float as it is written, so that 0.1 is 0.1."""
    if isinstance(raw, float):
        exact = abs(raw) < 1e15  # neither NaN nor beyond what a float counts
        return str(int(raw)) if exact and raw.is_integer() else format(Decimal(repr(raw)), "f") if exact else repr(raw)
    if isinstance(raw, Decimal):
        return format(raw, "f") if raw.is_finite() and abs(raw.adjusted()) < 100 else str(raw)
    if isinstance(raw, datetime):
        return raw.isoformat(" ")
    return str(raw)


@dataclass(frozen=True)
class _PlainChoice:
    code: str
    labels: tuple[str, ...]
