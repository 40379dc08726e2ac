"""What is left of a number that a reader may not see whole."""

from __future__ import annotations

import pytest

from app.core.masking import mask


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("138 0013 8000", "138 **** 8000"),
        ("13800138000", "138****8000"),
        ("6222 0212 3456 7890 123", "622* **** **** ***0 123"),
        ("0531 0921 6301 转 8080", "053* **** **** * 8080"),
        ("+1 415-555-0100", "+1 41*-***-0100"),
        ("95588", "*****"),
        ("4008-12", "****-12"),
        ("", ""),
        ("–", "–"),
    ],
    ids=["mobile", "mobile without spaces", "account", "extension", "abroad", "too short", "short", "empty", "a dash"],
)
def test_the_middle_goes(text, left):
    assert mask(text) == left
