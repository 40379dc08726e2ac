"""Lists are sorted as their readers look for words."""

from __future__ import annotations

import pytest

from app.core.display import choices
from app.core.i18n import force_locale
from app.core.label_order import spoken
from app.core.lookups import lookup_values
from app.core.registry import entity_of
from app.customers.models.customer import Customer


def test_chinese_by_pinyin_other_letters_by_the_alphabet():
    words = ["中国", "阿富汗", "Österreich", "Canada", "巴西", "德国", "八达"]
    assert sorted(words, key=spoken) == ["阿富汗", "八达", "巴西", "Canada", "德国", "中国", "Österreich"]


@pytest.mark.parametrize(("locale", "first", "last"), [("zh", "阿尔巴尼亚", "佐"), ("en", "Afghanistan", "Z")])
@pytest.mark.databases("sqlite")
def test_countries_stand_in_the_order_of_the_readers_language(app, session, locale, first, last):
    with app.test_request_context(), force_locale(locale):
        labels = [label for _, label in choices(entity_of(Customer).fields["country"])]
    assert labels[4:] == sorted(labels[4:], key=spoken)
    assert labels[4] == first
    assert labels[-1] >= last if locale == "en" else labels.index("德国") < labels.index("日本")


@pytest.mark.databases("sqlite")
def test_taiwan_is_called_as_on_forms_in_china(session):
    taiwan = lookup_values("country")["TW"]
    assert (taiwan.zh, taiwan.en) == ("中国台湾", "Taiwan")
    assert "台湾" in taiwan.aliases
