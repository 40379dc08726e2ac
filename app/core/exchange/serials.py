"""Spreadsheet numbers: what a cell's number and its format mean. Pure: standard library only.

Excel counts days from 1900 and believes in 29 February 1900 (day 60); the 1904 system of old Mac files does not.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

_BUILT_IN_DATES = frozenset(
    (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))
)  # 27-36, 50-58: East Asian
_NOT_PLACES = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_LONGEST_CODE = 255  # characters of a format, as in spreadsheet programs
_LAST_DAY = 2_958_466  # 10000-01-01
_PHANTOM_DAY = 60
_MIDNIGHT = datetime(1900, 1, 1)  # noqa: DTZ001 (a spreadsheet knows no zones)


def is_date_format(number: int, code: str | None) -> bool:
    """Whether a number format shows a date or time of day; elapsed time such as [h]:mm is a number."""
    if code is None:
        return number in _BUILT_IN_DATES
    code = code[:_LONGEST_CODE]
    if re.search(r"\[[hms]+\]", code, re.IGNORECASE):
        return False
    places = _NOT_PLACES.sub("", code.split(";")[0]).lower()
    return "general" not in places and any(letter in places for letter in "ymdhs")


def plain_number(text: str) -> str:
    """The number as a person writes it, with the 15 digits a spreadsheet shows: `1.38E10` is `13800000000`."""
    if text.isascii() and text.isdigit():
        return text
    try:
        shown = f"{float(text):.15g}"
    except ValueError:
        return text
    return format(Decimal(shown), "f") if "e" in shown else shown


def moment(serial: float, *, since_1904: bool) -> date | datetime | str | None:
    """The date, or with a time of day the naive datetime to the millisecond; a time alone is text.

    None for a number that is no date; day 60 comes back as the text `1900-02-29`, for the parser of dates to refuse.
    """
    if not 0 <= serial < _LAST_DAY:
        return None
    days, fraction = divmod(round(serial * 86_400_000), 86_400_000)
    time = timedelta(milliseconds=fraction)
    if days == 0 and not since_1904:
        return str((_MIDNIGHT + time).time())
    if days == _PHANTOM_DAY and not since_1904:
        return "1900-02-29"
    base = date(1904, 1, 1) if since_1904 else date(1899, 12, 31 if days < _PHANTOM_DAY else 30)
    day = base + timedelta(days=days)
    return datetime.combine(day, _MIDNIGHT.time()) + time if fraction else day
