"""Whole numbers in addresses. Python refuses to convert some thousands of digits; here they never come so far."""

from __future__ import annotations

from werkzeug.routing import IntegerConverter

DIGITS = 10


class ShortInteger(IntegerConverter):
    """`<int:…>` of a route: no record has a longer number, so the address leads nowhere."""

    regex = rf"\d{{1,{DIGITS}}}"


def whole_number(text: str | None, *, default: int, most: int) -> int:
    """The number that `text` is, at most `most`; `default` for anything but ASCII digits."""
    if not text or not text.isascii() or not text.isdigit():
        return default
    digits = text.lstrip("0") or "0"
    return min(int(digits), most) if len(digits) <= DIGITS else most
