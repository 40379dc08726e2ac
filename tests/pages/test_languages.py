"""Every generated screen in both languages: nothing foreign left, whatever module it comes from."""

from __future__ import annotations

import pytest

from app.system.roles import ROLES
from tests.pages.test_views import addresses_of
from tests.support.foreign import chinese_in, english_in, own_values

# The administrator sees every page; the others take turns, each in one language, and in both in a soak.
_SOAK = [[], [pytest.mark.soak]]
IN_CHINESE = [pytest.param(r, marks=_SOAK[n % 2] if r != "Admin" else []) for n, r in enumerate(ROLES)]
IN_ENGLISH = [pytest.param(r, marks=_SOAK[1 - n % 2] if r != "Admin" else []) for n, r in enumerate(ROLES)]


def all_addresses(app, views, records) -> list[str]:
    """Every page of every generated view; numbers for tabs are read by the page itself."""
    pages = [addresses_of(app, view, records[view.model]) for view in views]
    return [where for addresses in pages for method, where in addresses.items() if method != "tab_counts"]


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("role", IN_CHINESE)
def test_no_english_is_left_on_a_chinese_page(app, session, views, people, samples, login, role):
    records = samples(people[role])
    values = own_values(session)
    client = login(people[role])
    found = {}
    for address in all_addresses(app, views, records):
        answer = client.get(address, headers={"Accept-Language": "zh-CN"})
        assert answer.status_code == 200 or (role != "Admin" and answer.status_code == 403), address
        left = english_in(answer.text, values)
        if left:
            found[address] = sorted(left)
    assert not found, f"Mark the text with N_ or _() and translate it in translations/zh: {found}"


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("role", IN_ENGLISH)
def test_no_chinese_is_left_on_an_english_page(app, session, views, people, samples, login, role):
    records = samples(people[role])
    values = own_values(session)
    client = login(people[role])
    found = {}
    for address in all_addresses(app, views, records):
        left = chinese_in(client.get(address, headers={"Accept-Language": "en"}).text, values)
        if left:
            found[address] = sorted(left)[:10]
    assert not found, f"An English page shows Chinese: {found}"
