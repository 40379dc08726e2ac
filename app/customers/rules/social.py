"""Is this a QQ number, is this a WeChat ID?"""

from __future__ import annotations

import re
import unicodedata

from app.core.errors import RuleError
from app.core.text import N_

QQ = re.compile(r"[1-9][0-9]{4,11}")
WECHAT = re.compile(r"[a-z][a-z0-9_\-]{5,19}", re.IGNORECASE)
MOBILE = re.compile(r"(?:\+?86)?1[3-9][0-9]{9}")


def check_qq(text: str, *, field: str = "qq") -> str:
    """The digits of a QQ number (5 to 12 of them, the first not 0); RuleError otherwise."""
    number = re.sub(r"^qq[:\s]*|[\s\-]", "", unicodedata.normalize("NFKC", text).strip(), flags=re.IGNORECASE)
    if not QQ.fullmatch(number):
        raise RuleError(N_("A QQ number has 5 to 12 digits."), field=field)
    return number


def check_wechat(text: str, *, field: str = "wechat") -> str:
    """A WeChat ID as its owner writes it; RuleError otherwise.

    Tencent's rule: 6 to 20 letters, digits, `_` or `-`, a letter first. People are also found by their mobile or
    QQ number, so those are accepted too.
    """
    name = re.sub(r"^(?:wechat|微信号?)\s*:\s*", "", unicodedata.normalize("NFKC", text).strip(), flags=re.IGNORECASE)
    digits = re.sub(r"[\s\-]", "", name)
    if MOBILE.fullmatch(digits):
        return digits[-11:]
    if QQ.fullmatch(digits):
        return digits
    if not WECHAT.fullmatch(name):
        message = N_("A WeChat ID has 6 to 20 letters, digits, _ or -, and starts with a letter.")
        raise RuleError(message, field=field)
    return name
