"""What a select box offers: found in any spelling, named exactly first, then what begins so, then by name."""

from __future__ import annotations

import pytest

from tests.factories.customers import CustomerFactory, TagFactory, TerritoryFactory
from tests.factories.system import UserFactory

NAMES = ("华东", "华东二区", "东北", "华北", "西南华东")


@pytest.fixture
def offered(session, login):
    """`offered(address, typed)`: the texts that a select box shows."""
    client = login(UserFactory(role_names=["GeneralManager"]))
    session.commit()

    def ask(address: str, typed: str = "") -> list[str]:
        return [found["text"] for found in client.get(address, query_string={"q": typed}).json["results"]]

    return ask


@pytest.mark.parametrize("address", ["/customer/lookup/territory", "/customer/lookup/tags"])
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("华东", ["华东", "华东二区", "西南华东"]),
        ("huadong", ["华东", "华东二区", "西南华东"]),
        ("hd", ["华东", "华东二区", "西南华东"]),
        ("hb", ["华北"]),
        ("", ["东北", "华北", "华东", "华东二区", "西南华东"]),
        ("%", []),
    ],
)
def test_a_short_list(session, offered, address, typed, expected):
    for name in NAMES:
        (TagFactory if "tags" in address else TerritoryFactory)(name=name)
    session.commit()
    assert offered(address, typed) == expected


@pytest.mark.parametrize(("typed", "first"), [("青鲸", "青鲸"), ("QJ01", "墨鹿机械"), ("青鲸精", "青鲸精密机械")])
def test_a_long_list(session, offered, typed, first):
    for name, code in (
        ("青鲸", None),
        ("青鲸精密机械", None),
        ("老青鲸", None),
        ("墨鹿机械", "QJ01"),
        ("赤象QJ01", None),
    ):
        CustomerFactory(name=name, code=code)
    session.commit()
    assert offered("/customer/lookup/parent", typed)[0] == first


def test_initials_find_in_a_long_list(session, offered):
    CustomerFactory(name="青鲸精密机械")
    session.commit()
    assert offered("/customer/lookup/parent", "qjjm") == ["青鲸精密机械"]
    assert offered("/customer/lookup/parent", "qingjing") == ["青鲸精密机械"]


def test_colleagues_by_name(session, offered):
    UserFactory(username="kongming", last_name="诸葛", first_name="亮", role_names=["Sales"])
    session.commit()
    assert offered("/customer/lookup/owner", "zhugel") == offered("/customer/lookup/owner", "诸葛") == ["诸葛亮"]
