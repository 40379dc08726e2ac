"""QQ numbers and WeChat IDs."""

import pytest

from app.core.errors import RuleError
from app.customers.rules.social import check_qq, check_wechat


@pytest.mark.parametrize(
    ("case", "text", "number"),
    [
        ("the shortest", "10001", "10001"),
        ("the longest", "123456789012", "123456789012"),
        ("with its name in front", "QQ：12345678", "12345678"),
        ("full-width digits in groups", "１２３ ４５６", "123456"),
    ],
)
def test_qq_accepted(case, text, number):
    assert check_qq(text) == number, case


@pytest.mark.parametrize(
    ("case", "text"),
    [
        ("four digits", "1234"),
        ("thirteen digits", "1234567890123"),
        ("a leading zero", "0123456"),
        ("the QQ mailbox", "12345@qq.com"),
        ("nothing", ""),
    ],
)
def test_qq_refused(case, text):
    with pytest.raises(RuleError, match="A QQ number has 5 to 12 digits") as refusal:
        check_qq(text)
    assert refusal.value.field == "qq", case


@pytest.mark.parametrize(
    ("case", "text", "name"),
    [
        ("letters and an underscore", "zhang_wei", "zhang_wei"),
        ("with its name in front", "微信号：zhang-wei", "zhang-wei"),
        ("the one WeChat gave", "wxid_a1b2c3d4e5f6g7", "wxid_a1b2c3d4e5f6g7"),
        ("found by mobile", "+86 138 0013 8000", "13800138000"),
        ("found by QQ", "12345678", "12345678"),
    ],
)
def test_wechat_accepted(case, text, name):
    assert check_wechat(text) == name, case


@pytest.mark.parametrize(
    ("case", "text"),
    [
        ("five letters", "zhang"),
        ("21 letters", "z" * 21),
        ("a digit first", "1zhang"),
        ("a nickname", "张伟"),
        ("", ""),
    ],
)
def test_wechat_refused(case, text):
    with pytest.raises(RuleError, match="A WeChat ID has 6 to 20 letters") as refusal:
        check_wechat(text)
    assert refusal.value.field == "wechat", case
