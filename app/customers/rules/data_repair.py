"""How can wrong data be mended without asking anybody?"""

from __future__ import annotations

import re
import unicodedata

from app.core.errors import RuleError
from app.customers.rules.phones import read_phone

# Letters, digits and the signs between them; Chinese punctuation is full-width by right.
_WIDE = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff20\uff0e\uff0d\uff0b\uff06\uff03\uff3f]")
_BLANKS = re.compile(r"[\s\u3000\u200b\ufeff]+")
_WORDS = re.compile(
    r"(?:联系|办公|公司|家庭|手机|移动|固定)?(?:电话|電話|手机|手機|号码|號碼|座机)|\b(?:tel|phone|mobile|mob|office|t|m)\b\.?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[;；,，、|]| / |\bor\b|或")
# The first two digits of a Chinese postcode -> the province's code (GB/T 2260); China Post's zones.
_ZONES = {
    "11": "10", "12": "30", "13": "05 06 07", "14": "03 04", "15": "01 02", "21": "11 12", "22": "13", "23": "15 16",
    "31": "20", "32": "21 22", "33": "31 32", "34": "23 24", "35": "35 36", "36": "33 34", "37": "25 26 27",
    "41": "45 46 47", "42": "43 44", "43": "41 42", "44": "51 52", "45": "53 54", "46": "57", "50": "40",
    "51": "61 62 63 64", "52": "55 56", "53": "65 66 67", "54": "85 86", "61": "71 72", "62": "73 74", "63": "81",
    "64": "75", "65": "83 84",
}  # fmt: skip
_PROVINCES = {zone: province for province, zones in _ZONES.items() for zone in zones.split()}


def tidied(text: str) -> str:
    """`text` with narrow letters and digits, single blanks and none at the ends; Chinese signs stay as they are."""
    narrow = _WIDE.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)
    return _BLANKS.sub(" ", narrow).strip()


def normalised_phone(text: str, country: str | None) -> str | None:
    """The first number that `text` holds, internationally (`+8613800138000`) where it is complete; None if it has none.

    Words around a number (电话：, Tel.) go; where several stand there, the others are lost, so people choose what to
    mend.
    """
    narrow = _WORDS.sub(" ", unicodedata.normalize("NFKC", text))
    for part in _BETWEEN.split(narrow):
        try:
            phone = read_phone(part.strip(" :-."), country)
        except RuleError:
            continue
        return phone.e164 if phone.e164 and not phone.extension else phone.typed
    return None


def province_of(city: str | None, postcode: str | None) -> str | None:
    """The code of the Chinese province in which a city (by its code) or a postcode lies; None where neither tells."""
    if city and re.fullmatch(r"\d{6}(?:\d{3})?", city):
        return f"{city[:2]}0000"
    digits = unicodedata.normalize("NFKC", postcode or "").replace(" ", "")
    province = _PROVINCES.get(digits[:2]) if re.fullmatch(r"\d{6}", digits) else None
    return f"{province}0000" if province else None
