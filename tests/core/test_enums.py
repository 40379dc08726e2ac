"""A labelled enum is its code and carries its title."""

import json

import pytest

from app.core.enums import LabelledEnum


class Light(LabelledEnum):
    RED = "red", "Stop"
    GREEN = "green", "Go"


def test_a_member_is_its_code_and_carries_its_label():
    assert Light.RED == "red"
    assert Light.RED.value == "red"
    assert Light.RED.label == "Stop"
    assert f"{Light.RED}" == "red"
    assert json.dumps({"light": Light.RED}) == '{"light": "red"}'


def test_a_member_is_found_by_its_code_and_never_by_its_label():
    assert Light("green") is Light.GREEN
    with pytest.raises(ValueError, match="Go"):
        Light("Go")


def test_choices_keep_the_order_of_declaration():
    assert Light.choices() == (("red", "Stop"), ("green", "Go"))
