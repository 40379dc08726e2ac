"""Time zones under the names of places."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import pytest

from app.core.i18n import force_locale
from app.system.zones import COMMON, zone_labels


@pytest.fixture(params=["zh", "en"])
def labels(request, app):
    with app.test_request_context(), force_locale(request.param):
        yield request.param, zone_labels()


def test_every_zone_can_be_used(labels):
    _, zones = labels
    assert len(zones) > 300
    assert [name for name in zones if ZoneInfo(name).key != name] == []


def test_names_are_in_the_readers_language(labels):
    locale, zones = labels
    foreign = r"[A-Za-z]{3}" if locale == "zh" else r"[\u4e00-\u9fff]"
    assert [label for name, label in zones.items() if re.search(foreign, label) and name != "UTC"] == []


def test_the_common_ones_come_first_and_each_once(labels):
    _, zones = labels
    assert tuple(zones)[: len(COMMON)] == COMMON
    assert next(iter(zones)) == "Asia/Shanghai"
    assert len(set(zones.values())) > 0.99 * len(zones)
