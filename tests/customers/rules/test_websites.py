"""Which homepages become links, which stay words, which are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleError
from app.customers.rules.websites import Homepage, check_homepage, read_homepage


@pytest.mark.parametrize(
    ("case", "text", "url"),
    [
        ("no scheme", "www.example.com", "https://www.example.com"),
        ("no scheme but a port", "example.com:8080/a", "https://example.com:8080/a"),
        ("two slashes", "//example.com", "https://example.com"),
        ("http stays http", "http://example.com/a?b=1#c", "http://example.com/a?b=1#c"),
        ("full-width", "ｗｗｗ．example．com", "https://www.example.com"),
        ("Chinese domain", "https://示例.中国/关于", "https://示例.中国/关于"),
        ("address of a machine", "http://192.168.1.5/", "http://192.168.1.5/"),
        ("two # in an ordinary address", "https://example.com/#/a#b", "https://example.com/#/a#b"),
    ],
)
def test_a_web_address_becomes_a_link(case, text, url):
    assert read_homepage(text).url == url, case
    assert check_homepage(text) == url, case


@pytest.mark.parametrize(
    ("case", "text", "url", "label", "stored"),
    [
        (
            "label and address",
            "Mayumi's (on the World Wide Web)#http://www.example.com/mayumi.htm#",
            "http://www.example.com/mayumi.htm",
            "Mayumi's (on the World Wide Web)",
            "http://www.example.com/mayumi.htm",
        ),
        ("address alone", "#www.example.com#", "https://www.example.com", None, "https://www.example.com"),
        ("address twice", "http://a.cn#http://a.cn#", "http://a.cn", "http://a.cn", "http://a.cn"),
        ("a file of the old computer", "#CAJUN.HTM#", None, None, "#CAJUN.HTM#"),
        ("a file with its drive", r"Menu#C:\web\menu.htm#", None, "Menu", r"Menu#C:\web\menu.htm#"),
    ],
)
def test_access_hyperlinks(case, text, url, label, stored):
    assert read_homepage(text) == Homepage(text, url, label), case
    assert check_homepage(text) == stored, case


SCHEME = "A homepage starts with http:// or https://, not with %s:."
NO_ADDRESS = "“%s” is not a web address."


@pytest.mark.parametrize(
    ("case", "text", "message"),
    [
        ("script", "javascript:alert(1)", SCHEME % "javascript"),
        ("script in mixed case", "JavaScript:alert(1)", SCHEME % "JavaScript"),
        ("script with a tab inside", "java\tscript:alert(1)", NO_ADDRESS % "java\tscript:alert(1)"),
        ("script in a hyperlink", "Menu#javascript:alert(1)#", SCHEME % "javascript"),
        ("data", "data:text/html,<b>", SCHEME % "data"),
        ("mail", "mailto:a@example.com", SCHEME % "mailto"),
        ("user name in front of the host", "https://bank.cn@evil.cn", NO_ADDRESS % "https://bank.cn@evil.cn"),
        ("a word", "官网", NO_ADDRESS % "官网"),
        ("no host", "http://", NO_ADDRESS % "http://"),
        ("a blank inside", "http://exa mple.com", NO_ADDRESS % "http://exa mple.com"),
        ("a port that cannot be", "http://a.cn:99999/", NO_ADDRESS % "http://a.cn:99999/"),
    ],
)
def test_refused(case, text, message):
    with pytest.raises(RuleError) as refusal:
        read_homepage(text)
    assert str(refusal.value) == message, case
    assert refusal.value.field == "homepage"


@given(st.text() | st.from_regex(r"[a-zA-Z]{1,10}:[^\n]*|[^#]*#[^#]*#"))
def test_a_link_never_leads_anywhere_but_the_web(text):
    try:
        url = read_homepage(text).url
    except RuleError:
        return
    assert url is None or url.lower().startswith(("http://", "https://"))
