"""The time zones that people can choose from, named as places in the reader's language."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global

from app.core.i18n import current_locale

# Where our staff and customers are comes first, east to west; then every other place.
COMMON = (
    "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Tokyo", "Asia/Seoul", "Asia/Singapore", "Asia/Bangkok",
    "Asia/Dubai", "Europe/Moscow", "Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles", "UTC",
)  # fmt: skip


def zone_labels() -> dict[str, str]:
    """{IANA name: place in the reader's language}, the common ones first, the others by that place."""
    return _labels(current_locale())


@cache
def _labels(locale: str) -> dict[str, str]:
    territories: dict[str, str] = get_global("zone_territories")  # type: ignore[assignment]
    known = available_timezones()
    places = {zone: code for zone, code in territories.items() if zone in known and not zone.startswith("Etc/")}
    labels = {zone: _place(Locale(locale), zone, code) for zone, code in places.items()} | {"UTC": "UTC"}
    others = sorted(labels.keys() - set(COMMON), key=labels.__getitem__)
    return {zone: labels[zone] for zone in (*COMMON, *others)}


def _place(locale: Locale, zone: str, territory: str) -> str:
    names = [locale.time_zones.get(name, {}).get("city") for name in (zone, *_former_names().get(zone, ()))]
    city = next(filter(None, names), zone.rsplit("/", 1)[-1].replace("_", " "))
    return f"{locale.territories.get(territory, territory)} – {city}"


@cache
def _former_names() -> dict[str, list[str]]:
    """The locale data still calls some cities by the names they had (Asia/Calcutta)."""
    former: dict[str, list[str]] = {}
    for old, new in get_global("zone_aliases").items():
        former.setdefault(new, []).append(old)
    return former
