"""Typed dates and moments. Pure: standard library only.

Year, month, day in this order, by - / . or 年月日, or as eight digits. Whatever could be read in two ways is refused:
two-digit years, day or month first, years of the Republic, the serial numbers of a spreadsheet.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from app.core.errors import RuleError
from app.core.exchange.texts import narrow, shown
from app.core.text import N_

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)

_DATE = re.compile(
    r"(?P<year>[0-9]{4})(?:(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})"
    r"|\s*年\s*(?P<month_zh>[0-9]{1,2})\s*月\s*(?P<day_zh>[0-9]{1,2})\s*[日号號]"
    r"|(?P<month_short>[0-9]{2})(?P<day_short>[0-9]{2}))"
)
_TIME = re.compile(
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,6}))?)?"
    r"\s*(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.IGNORECASE,
)
_REPUBLIC = re.compile(r"(?:中[华華])?民[国國]|^1[0-9]{2}[年/.-]")
_DAY_FIRST = re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{1,4}")
_SERIAL = re.compile(r"[0-9]{1,6}(?:\.[0-9]+)?")


def parse_date(raw: str, *, earliest: date = EARLIEST, latest: date = LATEST) -> date:
    """A calendar day. A time of day is allowed only where it is midnight: anything else would be lost."""
    text = narrow(raw)
    day, rest = _day(text, raw)
    if rest and _time(rest, raw) != (time(), None):
        raise RuleError(N_("“%(value)s” has a time of day or a time zone, but this is a date."), value=shown(raw))
    return _in_range(day, earliest, latest)


def parse_datetime(raw: str, *, zone: tzinfo) -> datetime:
    """A moment in UTC. Without an offset of its own the text tells the local time of `zone`; a date is its midnight.

    A local time that the clocks skip is refused; of one that they show twice the first is meant.
    """
    text = narrow(raw)
    day, rest = _day(text, raw)
    clock, offset = _time(rest, raw) if rest else (time(), None)
    return localised(datetime.combine(_in_range(day, EARLIEST, LATEST), clock), offset or zone)


def localised(naive: datetime, zone: tzinfo) -> datetime:
    """The moment in UTC at which the clocks of `zone` show `naive`. Raises RuleError where they never do."""
    moment = naive.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != naive:
        message = N_("%(value)s does not exist: the clocks were put forward over it.")
        raise RuleError(message, value=naive.isoformat(" "))
    return moment


def check_date(day: date, *, earliest: date = EARLIEST, latest: date = LATEST) -> date:
    """A date that came as one, for instance out of a spreadsheet, within the years this system knows."""
    return _in_range(day, earliest, latest)


def _day(text: str, raw: str) -> tuple[date, str]:
    """The date at the start of `text` and what follows it."""
    found = _DATE.match(text)
    rest = text[found.end() :] if found else ""
    if not found or rest[:1].isdigit():
        raise _unreadable(text, raw)
    month = found["month"] or found["month_zh"] or found["month_short"]
    number = found["day"] or found["day_zh"] or found["day_short"]
    try:
        return date(int(found["year"]), int(month), int(number)), rest.lstrip(" T").strip()
    except ValueError:
        raise RuleError(N_("“%(value)s”: there is no such day."), value=shown(raw)) from None


def _time(text: str, raw: str) -> tuple[time, tzinfo | None]:
    found = _TIME.fullmatch(text)
    if not found:
        raise _unreadable(text, raw)
    fraction = int((found["fraction"] or "").ljust(6, "0"))
    try:
        clock = time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0), fraction)
        return clock, _offset(found["zone"])
    except ValueError:
        raise RuleError(N_("“%(value)s”: there is no such time of day."), value=shown(raw)) from None


def _offset(text: str | None) -> tzinfo | None:
    if not text:
        return None
    written = "+00:00" if text in "Zz" else text
    sign = -1 if written[0] == "-" else 1
    hours, minutes = int(written[1:3]), int(written[-2:])
    if hours > 14 or minutes > 59:
        raise ValueError(text)
    from_utc = timedelta(hours=hours, minutes=minutes) * sign
    return datetime.strptime(f"{'-' if sign < 0 else '+'}{hours:02}{minutes:02}", "%z").tzinfo if from_utc else UTC


def _in_range(day: date, earliest: date, latest: date) -> date:
    if not earliest <= day <= latest:
        raise RuleError(
            N_("%(value)s is not between %(earliest)s and %(latest)s."),
            value=day.isoformat(),
            earliest=earliest.isoformat(),
            latest=latest.isoformat(),
        )
    return day


def _unreadable(text: str, raw: str) -> RuleError:
    if _REPUBLIC.search(text):
        message = N_("“%(value)s” seems to count years of the Republic of China; write the year with four digits.")
    elif _DAY_FIRST.fullmatch(text):
        message = N_("“%(value)s” can be read in two ways; write it as 2026-02-03.")
    elif _SERIAL.fullmatch(text):
        message = N_("“%(value)s” is a number; format the column as a date or write 2026-02-03.")
    else:
        message = N_("“%(value)s” is not a date; write it as 2026-02-03.")
    return RuleError(message, value=shown(raw))
