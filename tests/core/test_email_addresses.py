"""Which e-mail addresses are accepted and how they are stored."""

import pytest

from app.core.email_addresses import check_email
from app.core.errors import RuleError


@pytest.mark.parametrize(
    ("case", "text", "address"),
    [
        ("plain", "zhang.wei@example.com", "zhang.wei@example.com"),
        ("domain in capitals; the name keeps its own", "Zhang@Example.COM", "Zhang@example.com"),
        ("full-width @", "zhang＠example.com", "zhang@example.com"),
        ("Chinese full stop", "zhang@example。com", "zhang@example.com"),
        ("Chinese name and domain", "张三@例子.中国", "张三@例子.中国"),
        ("copied with its owner's name", "张伟 <zhang.wei@example.com>", "zhang.wei@example.com"),
        ("copied from a link", "mailto:zhang@example.com", "zhang@example.com"),
        ("blanks around it", "  zhang@example.com\n", "zhang@example.com"),
    ],
)
def test_accepted(case, text, address):
    assert check_email(text) == address, case


ONLY_ONE = "Only one e-mail address fits here, and it contains no comma or semicolon."


@pytest.mark.parametrize(
    ("case", "text", "message"),
    [
        ("no @", "zhang.example.com", "An e-mail address contains an @."),
        ("two @", "a@@example.com", "“a@@example.com” is not an e-mail address."),
        ("comma instead of a dot", "zhang@example,com", ONLY_ONE),
        ("two addresses", "a@example.com；b@example.com", ONLY_ONE),
        ("a blank inside", "zhang wei@example.com", "“zhang wei@example.com” is not an e-mail address."),
        ("domain without a dot", "zhang@example", "“zhang@example” is not an e-mail address."),
        ("a name of the local network", "zhang@mail.local", "“zhang@mail.local” is not an e-mail address."),
    ],
)
def test_refused(case, text, message):
    with pytest.raises(RuleError) as refusal:
        check_email(text)
    assert str(refusal.value) == message, case
    assert refusal.value.field == "email"


def test_the_field_at_fault_can_be_named():
    with pytest.raises(RuleError) as refusal:
        check_email("nobody", field="msn")
    assert refusal.value.field == "msn"
