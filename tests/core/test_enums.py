"""A labelled enum is its code and carries its title."""

import json

import pytest

from app.core.enums import LabelledEnum, Tone


class Light(LabelledEnum):
    RED = "red", "Stop", Tone.BAD
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


def test_a_member_may_say_what_kind_of_news_it_is():
    assert Light.tone_of("red") is Tone.BAD
    assert Light.tone_of("green") is None
    assert Light.tone_of("blue") is None
