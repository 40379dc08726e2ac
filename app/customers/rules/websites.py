"""Where does a homepage lead?"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.core.errors import RuleError
from app.core.text import N_

HYPERLINK = re.compile(r"(?P<label>[^#]*)#(?P<address>[^#]*)#(?P<place>[^#]*)")
WEB = ("http://", "https://", "www.")
SCHEME = re.compile(r"(?P<scheme>[a-z][a-z0-9+.\-]+):(?!\d{1,5}(?:[/?#]|$))", re.IGNORECASE)  # host:8080 is none
HOST = re.compile(r"(?:[\w\-]+\.)+[\w\-]{2,}|(?:\d{1,3}\.){3}\d{1,3}")


@dataclass(frozen=True, slots=True)
class Homepage:
    """`typed` is what was written; `url` is safe to link to, None where the text leads nowhere on the web."""

    typed: str
    url: str | None
    label: str | None = None

    @property
    def stored(self) -> str:
        """What a column keeps: the address, else the words."""
        return self.url or self.typed


def read_homepage(text: str, *, field: str = "homepage") -> Homepage:
    """The web address in `text`: `https://` is added where no scheme is given.

    Microsoft Access writes hyperlinks as `label#address#place`; the address is taken out of them. One that names a
    file of the old computer (`#CAJUN.HTM#`) is kept as words without a link, because an import must lose nothing.
    Every scheme but http and https (javascript:, data:, file: …) is a RuleError, so is an address with a user name
    (`https://bank.cn@evil.cn`), with blanks, or without a host name.
    """
    typed = unicodedata.normalize("NFKC", text).strip()
    hyperlink = HYPERLINK.fullmatch(typed)
    if hyperlink is None:
        return Homepage(typed, _url(typed, field))
    address, label = hyperlink["address"].strip(), hyperlink["label"].strip()
    if address.lower().startswith(WEB):
        return Homepage(typed, _url(address, field), label or None)
    if label.lower().startswith(WEB):  # an ordinary address with two # in it
        return Homepage(typed, _url(typed, field))
    _refuse_scheme(address, field)
    return Homepage(typed, None, label or None)


def check_homepage(text: str) -> str:
    """What to store for `text`; RuleError as in `read_homepage`."""
    return read_homepage(text).stored


def _refuse_scheme(address: str, field: str) -> None:
    scheme = SCHEME.match(address)
    if scheme and scheme["scheme"].lower() not in ("http", "https"):
        message = N_("A homepage starts with http:// or https://, not with %(scheme)s:.")
        raise RuleError(message, field=field, scheme=scheme["scheme"])


def _url(address: str, field: str) -> str:
    _refuse_scheme(address, field)
    url = address if SCHEME.match(address) else f"https://{address.removeprefix('//')}"
    refusal = RuleError(N_("“%(text)s” is not a web address."), field=field, text=address)
    if re.search(r"[\s\\<>\"\x00-\x1f\x7f]", url):
        raise refusal
    try:
        parts = urlsplit(url)
        host, _ = parts.netloc, parts.port  # reading the port checks it
    except ValueError as error:
        raise refusal from error
    if not HOST.fullmatch(re.sub(r":\d*$", "", host)):
        raise refusal
    return url
