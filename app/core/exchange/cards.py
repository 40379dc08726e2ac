"""vCards as a table: one row for each card, under headers of the words that a contact's fields go by. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from app.core.exchange.encodings import Encoding
from app.core.exchange.limits import Row
from app.core.exchange.vcards import Card, read, telephone_of

HEADERS = (
    "name", "company", "department", "position", "mobile", "office_phone", "home_phone", "fax", "email", "wechat", "qq",
    "homepage", "birthday", "home_address", "postcode", "remarks",
)  # fmt: skip
# A mobile that is also marked as one for work is the mobile; what says nothing is the first that is free.
_TELEPHONES = {
    "mobile": ("CELL", "MOBILE", "IPHONE"),
    "fax": ("FAX",),
    "office_phone": ("WORK", "VOICE", "MAIN"),
    "home_phone": ("HOME",),
}
_FREE = {**_TELEPHONES, "mobile_": (), "office_": ()}
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")


def rows(path: Path, encoding: Encoding) -> Iterator[Row]:
    """The headers as row 1, then the cards, each numbered by the line on which it begins."""
    yield 1, list(HEADERS)
    for card in read(path, encoding.codec, encoding.errors):
        found = _fields(card)
        yield card.line + 1, [found.get(header, "") for header in HEADERS]


def _fields(card: Card) -> dict[str, str]:
    found = {"name": _name(card), **_telephones(card)}
    company = card.first("ORG")
    if company is not None:
        names = [part for part in company.parts if part]
        found |= dict(zip(("company", "department"), names, strict=False))
    for header, name in (("position", "TITLE"), ("email", "EMAIL"), ("homepage", "URL"), ("remarks", "NOTE")):
        line = card.first(name)
        found[header] = line.text if line else ""
    found["wechat"] = _text(card, "X-WECHAT") or _social(card, "WECHAT")
    found["qq"] = _text(card, "X-QQ") or _social(card, "QQ")
    day = _DAY.match(_text(card, "BDAY"))
    found["birthday"] = "-".join(day.groups()) if day else ""
    return found | _address(card)


def _text(card: Card, name: str) -> str:
    line = card.first(name)
    return line.text if line else ""


def _name(card: Card) -> str:
    """The name as it is shown; where a card has none, family name first if it is Chinese."""
    shown, line = _text(card, "FN"), card.first("N")
    if shown or line is None:
        return shown
    family, given = [*line.parts, "", ""][:2]
    return f"{family}{given}" if _CHINESE.search(family + given) else f"{given} {family}".strip()


def _telephones(card: Card) -> dict[str, str]:
    found = telephone_of(card, _FREE)
    for header, free in (("mobile", "mobile_"), ("office_phone", "office_")):
        spare = found.pop(free, "")
        if spare and not found.get(header):
            found[header] = spare
    return found


def _social(card: Card, kind: str) -> str:
    lines = (*card.all("X-SOCIALPROFILE"), *card.all("IMPP"))
    found = next((line for line in lines if kind in {word.rpartition("-")[2] for word in line.types}), None)
    named = next((line for line in lines if line.text.lower().startswith(f"{kind.lower()}:")), None)
    return (found or named).text.rpartition(":")[2] if found or named else ""  # type: ignore[union-attr]


def _address(card: Card) -> dict[str, str]:
    """The first address in one line; its parts are box, room, street, city, region, postcode, country."""
    line = card.first("ADR", "HOME") or card.first("ADR")
    if line is None:
        return {}
    _box, room, street, city, region, postcode, _country = [*line.parts, *[""] * 7][:7]
    written = (region, city, street, room) if _CHINESE.search(line.text) else (room, street, city, region)
    between = "" if _CHINESE.search(line.text) else ", "
    return {"home_address": between.join(part for part in written if part), "postcode": postcode}
