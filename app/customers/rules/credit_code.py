"""Is this the registration number of a Chinese company?"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from app.core.errors import RuleError
from app.core.text import N_
from app.customers.enums import RegistrationKind

UNIFIED_LENGTH = 18
NEVER_USED = "IOSVZ"  # GB 32100-2015 leaves these out because they look like 1, 0, 5, U and 2
SEPARATORS = re.compile(r"[\s\-_.·]+")


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A number in its official spelling: capitals, no separators."""

    code: str
    kind: RegistrationKind


def read_credit_code(text: str, *, field: str = "credit_code") -> CreditCode:
    """The number that `text` spells, typed in full-width or small letters, with spaces or without.

    18 characters are a unified social credit code (GB 32100-2015) whose check digit must be right. 15 digits
    are a registration number from before 2015, still found on old contracts: it is accepted unchecked, because
    offices used their own rules before 2007. Anything else is a RuleError that says what is wrong.
    """
    code = SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()
    if re.fullmatch(r"[0-9]{15}", code):
        return CreditCode(code, RegistrationKind.LEGACY)
    _refuse_wrong_shape(code, field)
    try:
        return CreditCode(uscc.validate(code), RegistrationKind.UNIFIED)
    except ValidationError as error:
        message = N_("The check digit of this credit code is wrong: at least one character is mistyped.")
        raise RuleError(message, field=field) from error


def check_credit_code(text: str) -> str:
    """The official spelling of `text`, for a column; RuleError as in `read_credit_code`."""
    return read_credit_code(text).code


def _refuse_wrong_shape(code: str, field: str) -> None:
    if len(code) != UNIFIED_LENGTH:
        message = N_("A credit code has 18 characters, an old registration number 15 digits; this one has %(count)d.")
        raise RuleError(message, field=field, count=len(code))
    for letter in code:
        if letter in NEVER_USED:
            message = N_("A unified social credit code never contains the letter %(letter)s.")
            raise RuleError(message, field=field, letter=letter)
    if not re.fullmatch(r"[0-9]{8}[0-9A-Z]{10}", code):
        message = N_("A unified social credit code starts with 8 digits; digits and capital letters follow.")
        raise RuleError(message, field=field)
