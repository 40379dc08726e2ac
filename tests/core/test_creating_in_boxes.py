"""Select boxes that also make what they did not find."""

from __future__ import annotations

import re

import pytest

from tests.factories.system import UserFactory
from tests.support.forms import successful_controls


def boxes(page: str) -> dict[str, str]:
    """{field: address} of the select boxes that offer to make a record."""
    found = re.findall(r'<select id="field-(\w+)"[^>]*data-create="([^"]+)"', page)
    return dict(found)


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("Sales", {"customer": "/customer/add?name="}),
        ("ServiceAgent", {}),  # may add contacts, but no customers
    ],
)
def test_a_box_makes_only_what_its_reader_may_make(session, login, role, offered):
    assert boxes(login(UserFactory(role_names=[role])).get("/contact/add").text) == offered


def test_nobody_makes_a_colleague_in_passing(session, login):
    assert "owner" not in boxes(login(UserFactory(role_names=["Admin"])).get("/customer/add").text)


@pytest.mark.parametrize(("typed", "shown"), [("青鲸 & 合作", "青鲸 & 合作"), ("x" * 500, "x" * 200)])
def test_the_name_that_was_looked_for_stands_in_the_form(session, login, typed, shown):
    client = login(UserFactory(role_names=["Sales"]))
    page = client.get("/customer/add", query_string={"name": typed}).text
    assert successful_controls(page, "record-form")["name"] == [shown]
    assert "data-dialog-content" in page


def test_nothing_else_of_the_address_fills_the_form(session, login):
    page = login(UserFactory(role_names=["Sales"])).get("/customer/add?name=x&credit_limit=5&remarks=y").text
    sent = successful_controls(page, "record-form")
    assert (sent["credit_limit"], sent["remarks"]) == ([""], [""])
