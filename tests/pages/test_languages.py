"""Every generated screen in both languages: nothing foreign left, whatever module it comes from."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.core.display import title
from app.system.models.user import User
from app.system.roles import ROLES
from tests.pages.test_views import addresses_of
from tests.support.html import visible_texts

# The administrator sees every page; the others take turns, each in one language, and in both in a soak.
_SOAK = [[], [pytest.mark.soak]]
IN_CHINESE = [pytest.param(r, marks=_SOAK[n % 2] if r != "Admin" else []) for n, r in enumerate(ROLES)]
IN_ENGLISH = [pytest.param(r, marks=_SOAK[1 - n % 2] if r != "Admin" else []) for n, r in enumerate(ROLES)]
WORD = re.compile(r"[A-Za-z]{3,}")
# Names that stay as they are in Chinese.
PROPER = {
    "Kehu",
    "English",
    "Excel",
    "CSV",
    "MSN",
    "JSON",
    "API",
    "CNY",
    "Admin",
    "GMT",
    "UTC",
    "XLSX",
    "PDF",
    "vCard",
    "Office",
    "ZIP",
}


def foreign_words(page: str, own_values: set[str]) -> set[str]:
    """English words on a Chinese page that are neither names nor the records' own values."""
    texts = [text for text in visible_texts(page) if text not in own_values]
    found = {word for text in texts for word in WORD.findall(_without(text, own_values))}
    return found - PROPER


def _without(text: str, own_values: set[str]) -> str:
    for value in sorted(own_values, key=len, reverse=True):
        text = text.replace(value, "")
    return text


def own_values(session, views) -> set[str]:
    """Everything that stands in the records themselves."""
    values = set()
    for model in {view.model for view in views} | {User}:
        for record in session.scalars(select(model)):
            found = [getattr(record, column.key) for column in model.__mapper__.column_attrs]
            values |= {
                value for value in found if isinstance(value, str) and (len(value) > 2 or not value.isascii())
            } | {title(record)}
    return values


def all_addresses(app, views, records) -> list[str]:
    """Every page of every generated view; numbers for tabs are read by the page itself."""
    pages = [addresses_of(app, view, records[view.model]) for view in views]
    return [where for addresses in pages for method, where in addresses.items() if method != "tab_counts"]


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("role", IN_CHINESE)
def test_no_english_is_left_on_a_chinese_page(app, session, views, people, samples, login, role):
    records = samples(people[role])
    values = own_values(session, views)
    client = login(people[role])
    found = {}
    for address in all_addresses(app, views, records):
        answer = client.get(address, headers={"Accept-Language": "zh-CN"})
        assert answer.status_code == 200 or (role != "Admin" and answer.status_code == 403), address
        left = foreign_words(answer.text, values)
        if left:
            found[address] = sorted(left)
    assert not found, f"Mark the text with N_ or _() and translate it in translations/zh: {found}"


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("role", IN_ENGLISH)
def test_no_chinese_is_left_on_an_english_page(app, session, views, people, samples, login, role):
    records = samples(people[role])
    values = own_values(session, views)
    client = login(people[role])
    found = {}
    for address in all_addresses(app, views, records):
        page = client.get(address, headers={"Accept-Language": "en"}).text
        texts = [_without(text, values | {"Kehu 客户管理系统"}) for text in visible_texts(page)]
        left = {text for text in texts if re.search(r"[\u4e00-\u9fff]", text)}
        if left:
            found[address] = sorted(left)[:10]
    assert not found, f"An English page shows Chinese: {found}"
