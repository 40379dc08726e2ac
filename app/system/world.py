"""Countries and currencies, named by the locale data that the framework brings."""

from __future__ import annotations

from babel import Locale

from app.core.lookup_seed import LookupSeed

_NOT_COUNTRIES = frozenset({"ZZ", "XA", "XB", "EU", "EZ", "UN", "QO"})


def world_lists() -> dict[str, list[LookupSeed]]:
    """Countries and currencies with the names that the locale data knows, ours and our neighbours' first."""
    zh, en = Locale("zh"), Locale("en")
    first = ("CN", "HK", "MO", "TW")
    territories = [
        code
        for code in en.territories
        if len(code) == 2 and code.isalpha() and code in zh.territories and code not in _NOT_COUNTRIES
    ]
    names = dict(zh.territories) | _CHINESE_NAMES
    countries = [
        LookupSeed(code, names[code], en.territories[code], _COUNTRY_ALIASES.get(code, ()), min(place, len(first)))
        for place, code in enumerate((*first, *sorted(set(territories) - set(first))))
    ]
    leading = ("CNY", "USD", "EUR", "HKD", "JPY", "GBP", "TWD", "KRW", "SGD", "AUD", "CAD", "CHF", "MYR", "THB", "VND")
    currencies = [LookupSeed(code, zh.currencies[code], en.currencies[code]) for code in leading]
    return {"country": countries, "currency": currencies}


# As forms in China call it; the locale data call the two others so already.
_CHINESE_NAMES = {"TW": "中国台湾"}
_COUNTRY_ALIASES = {
    "CN": ("China", "PRC", "中国大陆", "中華人民共和國"),
    "US": ("USA", "U.S.A.", "U.S."),
    "GB": ("UK", "U.K.", "Great Britain", "England"),
    "HK": ("Hong Kong", "香港"),
    "MO": ("Macao", "Macau", "澳门"),
    "TW": ("Taiwan", "台湾", "台灣"),
    "KR": ("Korea", "South Korea"),
    "RU": ("Russian Federation",),
    "CZ": ("Czech Republic",),
}
