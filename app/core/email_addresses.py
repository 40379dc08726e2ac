"""Can a letter be addressed like this?"""

from __future__ import annotations

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

from app.core.errors import RuleError
from app.core.text import N_

NAMED = re.compile(r"[^<>]*<(?P<address>[^<>]+)>")


def check_email(text: str, *, field: str = "email") -> str:
    """The one address in `text` with its domain in small letters; RuleError when it is none.

    Only the spelling is judged (RFC 5321 with the internationalised addresses of RFC 6531): no server is asked,
    so this works offline. A name around the address (`张伟 <zhang@example.com>`) and `mailto:` are dropped.
    Domains that can never receive mail (`.local`, `.test`, `localhost`) are refused; example.com is not.
    """
    typed = unicodedata.normalize("NFKC", text).strip().removeprefix("mailto:")
    named = NAMED.fullmatch(typed)
    address = named["address"] if named else typed
    if "@" not in address:
        raise RuleError(N_("An e-mail address contains an @."), field=field)
    if re.search("[,;、]", address):
        raise RuleError(N_("Only one e-mail address fits here, and it contains no comma or semicolon."), field=field)
    try:
        found = validate_email(address, check_deliverability=False)
    except EmailNotValidError as error:
        raise RuleError(N_("“%(text)s” is not an e-mail address."), field=field, text=text) from error
    return found.normalized
